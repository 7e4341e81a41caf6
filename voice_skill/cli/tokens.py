"""Commands about the tokens by which a merchant's systems use the REST API."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from voice_skill.cli.options import as_json, json_option, merchant_option, merchant_store, print_table
from voice_skill.store import SCOPES, ApiToken

COLUMNS = ("id", "name", "begins", "scopes", "state", "created", "last_used", "expires")


@click.group()
def token() -> None:
    """Create, list and revoke tokens for a shop's REST API."""


def _expires(context: click.Context, option: click.Parameter, text: str | None) -> timedelta | None:
    days = re.fullmatch(r"([1-9]\d{0,3})d", text or "")
    if text is not None and days is None:
        raise click.BadParameter(f"{text!r} is not a number of days such as 90d")
    return timedelta(days=int(days[1])) if days else None


@token.command("create")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="A permission; may be repeated.  [default: all]"
)
@click.option("--expires", callback=_expires, metavar="DAYS", help="How long it stays valid, such as 90d.")
@merchant_option
@json_option
def create_token(
    name: str, scopes: tuple[str, ...], expires: timedelta | None, merchant_name: str | None, json_lines: bool
) -> None:
    """Create a token and print its secret, which is shown this once and kept nowhere.

    \b
    Examples: voice-skill token create warehouse --scope orders:read --scope orders:write --expires 90d
              TOKEN=$(voice-skill token create scripts --json | jq -r .secret)
    """
    with merchant_store(merchant_name) as shop:
        expires_at = None if expires is None else shop.now + expires
        token, secret = shop.tokens.create(name, scopes or SCOPES, expires_at)
        row = _as_row(token)
        shop.commit()
    if json_lines:
        as_json(**row, secret=secret)
    else:
        click.echo(f"Token {row['id']} for {name}, shown only once:", err=True)
        click.echo(secret)


@token.command("list")
@merchant_option
@json_option
def list_tokens(merchant_name: str | None, json_lines: bool) -> None:
    """List the tokens, newest first, including expired and revoked ones.

    \b
    Example: voice-skill token list --merchant juniper
    """
    with merchant_store(merchant_name) as shop:
        rows = [_as_row(each) for each in shop.tokens.all()]
    visible = rows if json_lines else [row | {"scopes": ", ".join(row["scopes"])} for row in rows]
    print_table(visible, COLUMNS, json_lines, empty="No tokens yet. Create one: voice-skill token create NAME")


@token.command("revoke")
@click.argument("token_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@merchant_option
@json_option
def revoke_token(token_id: int, merchant_name: str | None, json_lines: bool) -> None:
    """Revoke a token; its next request is refused.

    \b
    Example: voice-skill token revoke 3
    """
    with merchant_store(merchant_name) as shop:
        row = _as_row(shop.tokens.revoke(token_id))
        shop.commit()
    if json_lines:
        as_json(**row)
    else:
        click.echo(f"Token {token_id} for {row['name']} is revoked.")


def _as_row(each: ApiToken) -> dict[str, Any]:
    is_over = each.expires_at is not None and each.expires_at <= datetime.now(UTC)
    return {
        "id": each.id,
        "name": each.name,
        "begins": each.hint,
        "scopes": each.scopes,
        "state": "revoked" if each.revoked_at else "expired" if is_over else "good",
        "created": _time(each.created_at),
        "last_used": _time(each.last_used_at),
        "expires": _time(each.expires_at),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat(" ", "minutes") if at else None
