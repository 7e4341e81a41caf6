"""Commands about who signs in to the merchant pages."""

import os
import re
import sys

import click

from voice_skill.cli.options import as_json, json_option, merchant_option, only_merchant, open_store, print_table
from voice_skill.config import WEB_ADDRESS, Config

# In minutes.
A_WEEK = 7 * 24 * 60


@click.group()
def login() -> None:
    """Manage the logins of a shop's pages at http://HOST:PORT/."""


@login.command("add")
@click.argument("email")
@merchant_option
def add_login(email: str, merchant_name: str | None) -> None:
    """Let somebody sign in to a shop's pages. The password is asked for, or is the first line of what is piped in.

    \b
    Examples: voice-skill login add ada@juniper.example --merchant juniper
              pass show juniper | voice-skill login add ada@juniper.example --merchant juniper
    """
    with open_store() as store:
        merchant = merchant_name or only_merchant(store)
        if sys.stdin.isatty():
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        else:
            password = sys.stdin.readline().rstrip("\r\n")
        store.logins.add(merchant, email, password)
    click.echo(f"{email} can sign in to {merchant}.")


@login.command("reset")
@click.argument("email")
@click.option("--url", metavar="URL", help="Where browsers reach the pages; VOICE_SKILL_URL otherwise.")
@click.option(
    "--expires",
    "minutes",
    default=60,
    show_default=True,
    type=click.IntRange(1, A_WEEK),
    metavar="MINUTES",
    help="How long it is good.",
)
@merchant_option
@json_option
def reset_login(email: str, url: str | None, minutes: int, merchant_name: str | None, json_lines: bool) -> None:
    """Print a link by which somebody sets a new password: once, and soon. All their browsers are signed out then.

    Pass it on as you would a password. A link that was printed before is good no more.

    \b
    Examples: voice-skill login reset ada@juniper.example
              voice-skill login reset ada@juniper.example --merchant juniper --url https://shop.example --minutes 1440
    """
    base = _base(url or Config.from_env(os.environ).pages_url)
    with open_store() as store:
        key, merchant = store.logins.start_reset(email, merchant_name, minutes * 60)
    link = f"{base}/new-password?key={key}"
    if json_lines:
        as_json(email=email, merchant=merchant, url=link, minutes=minutes)
    else:
        click.echo(f"Sets a new password for {email} of {merchant}, once, within {minutes} minutes:", err=True)
        click.echo(link)


def _base(url: str) -> str:
    if not re.fullmatch(WEB_ADDRESS, url):
        raise click.UsageError(f"{url} is not an address of a web page; write one like https://shop.example.")
    return url.rstrip("/")


@login.command("list")
@merchant_option
@json_option
def list_logins(merchant_name: str | None, json_lines: bool) -> None:
    """List who can sign in.

    \b
    Example: voice-skill login list --merchant juniper
    """
    with open_store() as store:
        rows = [{"email": email} for email in store.logins.of(merchant_name or only_merchant(store))]
    print_table(rows, ("email",), json_lines, empty="Nobody yet: voice-skill login add EMAIL")
