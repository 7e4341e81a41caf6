"""Commands that bring a merchant's catalogue into the shop and keep it right."""

import os
import re
import signal
import sys
from typing import Any

import click

from voice_skill.cli.options import (
    as_json,
    fetch_settings,
    json_option,
    merchant_option,
    merchant_store,
    only_merchant,
    open_store,
    print_table,
)
from voice_skill.cli.products import name_product, show_products
from voice_skill.config import Config
from voice_skill.store import Feed, FeedBusy, FeedRun, SealBroken, Store

UNITS_S = {"m": 60, "h": 3_600, "d": 86_400}
LEAST_S = 300
FEED_COLUMNS = ("name", "source", "every", "state", "last_good", "next")


@click.group()
def catalogue() -> None:
    """Link, sync and inspect a shop's catalogue."""


catalogue.add_command(show_products)
catalogue.add_command(name_product)


def _every(context: click.Context, option: click.Parameter, text: str | None) -> int | None:
    match = re.fullmatch(r"(\d{1,4})([mhd])", text or "")
    every_s = int(match[1]) * UNITS_S[match[2]] if match else 0
    if text is not None and every_s < LEAST_S:
        raise click.BadParameter(f"{text!r} is not an interval of five minutes or more, such as 30m, 6h or 1d")
    return every_s or None


def _columns(context: click.Context, option: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    mappings = [pair.partition("=") for pair in pairs]
    for attribute, _, column in mappings:
        if not attribute or not column:
            raise click.BadParameter(f"{attribute!r} is not ATTRIBUTE=COLUMN, such as title=Name")
    return {attribute: column for attribute, _, column in mappings}


def _format(context: click.Context, option: click.Parameter, name: str | None) -> str | None:
    from voice_skill.linking.formats import FORMATS

    if name is not None and name not in FORMATS:
        raise click.BadParameter(f"{name!r} is none of {', '.join(FORMATS)}")
    return name


def _currency(context: click.Context, option: click.Parameter, code: str) -> str:
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise click.BadParameter(f"{code!r} is not an ISO 4217 code such as USD")
    return code


@catalogue.command("link")
@click.argument("source", metavar="URL-OR-FILE")
@click.option("--name", help="The feed's name.  [default: made from the address]")
@click.option("--format", callback=_format, help="The feed's format.  [default: detected from its content]")
@click.option(
    "--currency",
    default="",
    callback=_currency,
    help="The currency of its prices, for formats that do not state it, such as USD.",
)
@click.option(
    "--map",
    "columns",
    multiple=True,
    callback=_columns,
    metavar="ATTRIBUTE=COLUMN",
    help="Map an attribute to a column of a plain table, such as title=Name; may be repeated.",
)
@click.option("--every", "every_s", callback=_every, metavar="TIME", help="Sync interval, such as 30m, 6h or 1d.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Report what would change, without changing anything.")
@click.option("--yes", "is_agreed", is_flag=True, help="Import even if it removes much of the catalogue.")
@merchant_option
@json_option
def link_feed(
    source: str,
    name: str | None,
    is_dry: bool,
    is_agreed: bool,
    merchant_name: str | None,
    json_lines: bool,
    **settings: Any,
) -> None:
    """Import a feed, a shop's address or a file, and remember it as a feed.

    Linking again under the same name changes the feed's settings. A feed that cannot be imported is not stored.

    \b
    Examples: voice-skill catalogue link https://shop.example/feed.xml --merchant juniper --every 6h
              voice-skill catalogue link products_export.csv --currency USD --dry-run
              voice-skill catalogue link list.csv --map id=Code --map title=Name --map price=Price --currency EUR
    """
    from voice_skill.cli.feed_tables import must_be_well, progress_bar, show_report
    from voice_skill.linking.calling import feed_name
    from voice_skill.linking.links import link, try_link
    from voice_skill.linking.syncing import Order

    settings["source"] = source if "://" in source else os.path.realpath(source)
    name = name or feed_name(source)
    with open_store() as store:
        merchant = merchant_name or only_merchant(store)
        with progress_bar(json_lines) as progress:
            order = Order(fetch_settings(), is_agreed, is_dry, progress)
            report = (try_link if is_dry else link)(store, merchant, name, settings, order)
    show_report(name, report, json_lines)
    must_be_well(name, report)


@catalogue.command("sync")
@click.argument("name", required=False)
@click.option(
    "--due", "is_due", is_flag=True, help="Sync all feeds that are due, of all shops: for cron, with --asked."
)
@click.option("--asked", "is_asked", is_flag=True, help="Run the jobs that merchants asked for, in turn.")
@click.option("--yes", "is_agreed", is_flag=True, help="Import even if it removes much of the catalogue.")
@merchant_option
@json_option
def sync_feeds(
    name: str | None, is_due: bool, is_asked: bool, is_agreed: bool, merchant_name: str | None, json_lines: bool
) -> None:
    """Sync a feed now; without a NAME, all feeds of the shop.

    \b
    Examples: voice-skill catalogue sync
              voice-skill catalogue sync shop-example --yes
              voice-skill catalogue sync --due --asked
    """
    from voice_skill.cli.feed_tables import must_be_well, progress_bar, show_report
    from voice_skill.linking.jobs import do_job_in_time, sync_in_time
    from voice_skill.linking.syncing import Order, sync
    from voice_skill.web.uploads import throw_away_of_all

    if (is_due or is_asked) and (name or is_agreed or merchant_name):
        raise click.UsageError("--due and --asked are for all shops: use them without a NAME, --merchant and --yes.")
    reports, limit_s = [], Config.from_env(os.environ).job_limit_s
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # so that a claim is given back
    with open_store() as store:
        for merchant, feed in _feeds_to_sync(store, name, merchant_name, is_due) if is_due or not is_asked else ():
            try:
                if is_due:  # nobody is there to end what hangs
                    report = sync_in_time(store, merchant, feed, Order(fetch_settings()), limit_s)
                else:
                    with progress_bar(json_lines) as progress:
                        report = sync(store, merchant, feed, Order(fetch_settings(), is_agreed, progress=progress))
            except FeedBusy:
                if not is_due:
                    raise
                continue
            reports.append((feed, report))
            show_report(feed, report, json_lines)
        while is_asked and (job_list := store.asked_jobs()):  # looked at anew, since others may have come meanwhile
            do_job_in_time(store, *job_list[0], fetch_settings(), limit_s)
        if is_due:
            throw_away_of_all(store, Config.from_env(os.environ).home)
    for feed, report in reports:
        must_be_well(feed, report)


def _feeds_to_sync(store: Store, name: str | None, merchant_name: str | None, is_due: bool) -> list[tuple[str, str]]:
    """Merchant and feed, of each that is to be synced."""
    if is_due:
        return store.due_feeds()
    merchant = merchant_name or only_merchant(store)
    with store.for_merchant(merchant) as shop:
        names = [name] if name else [feed.name for feed in shop.feeds.all()]
    if not names:
        raise click.ClickException("No feed is linked yet: voice-skill catalogue link URL-OR-FILE")
    return [(merchant, one) for one in names]


@catalogue.command("report")
@click.argument("name", required=False)
@click.option("--level", type=click.Choice(["error", "warning", "suggestion"]), help="Only findings of this level.")
@merchant_option
@json_option
def report_feeds(name: str | None, level: str | None, merchant_name: str | None, json_lines: bool) -> None:
    """Report the last sync of a feed and its findings; without a NAME, of all feeds.

    \b
    Examples: voice-skill catalogue report
              voice-skill catalogue report shop-example --level error --json
    """
    from voice_skill.cli.feed_tables import objects, show_groups

    with merchant_store(merchant_name) as shop:
        feeds = [shop.feeds.get(name)] if name else shop.feeds.all()
        for feed in feeds:
            run = next(iter(shop.feeds.runs(feed)), None)
            notes = shop.feeds.findings(feed)
            groups = {
                code: (of_level, count, [note for note in notes if note.code == code])
                for code, (of_level, count) in feed.found.items()
                if level in (None, of_level)
            }
            if json_lines:
                values = {"outcome": run.outcome, "rows": run.rows, "left_out": run.left_out} if run else {}
                as_json(**_as_row(feed, run), **values, findings=objects(groups))
            else:
                click.echo(f"{feed.name}: {_state(feed, run)}")
                show_groups(groups)
    if not feeds and not json_lines:
        click.echo("No feed is linked yet: voice-skill catalogue link URL-OR-FILE")


@catalogue.command("feeds")
@merchant_option
@json_option
def list_feeds(merchant_name: str | None, json_lines: bool) -> None:
    """List the shop's feeds, and when each is synced next.

    \b
    Example: voice-skill catalogue feeds --json
    """
    with merchant_store(merchant_name) as shop:
        rows = [_as_row(feed, next(iter(shop.feeds.runs(feed)), None)) for feed in shop.feeds.all()]
    print_table(rows, FEED_COLUMNS, json_lines, empty="No feed is linked yet: voice-skill catalogue link URL-OR-FILE")


@catalogue.command("webhook")
@click.argument("name")
@click.option(
    "--secret", help="The secret that the shop signs its calls with, if the shop chooses it, as Shopify does."
)
@click.option("--renew", "is_renewed", is_flag=True, help="Create a new secret; enter it in the shop.")
@merchant_option
@json_option
def webhook(name: str, secret: str | None, is_renewed: bool, merchant_name: str | None, json_lines: bool) -> None:
    """Show the webhook address and secret for Shopify or WooCommerce, so that changes are synced at once.

    \b
    Examples: voice-skill catalogue webhook shop-example
              voice-skill catalogue webhook shop-example --renew
    """
    if secret and is_renewed:
        raise click.UsageError("Use either --secret or --renew.")
    with merchant_store(merchant_name) as shop:
        is_changed = secret or is_renewed
        feed = shop.feeds.keep_webhook_secret(name, secret) if is_changed else shop.feeds.get(name)
        shop.commit()
        try:
            values = {"path": _webhook_path(feed), "secret": shop.feeds.webhook_secret(feed)}
        except SealBroken:
            raise click.ClickException(
                f"The secret of {name} was stored with another VOICE_SKILL_SECRET_KEY. Restore that key, or create a "
                f"new secret and enter it in the shop: voice-skill catalogue webhook {name} --renew"
            ) from None
    if json_lines:
        as_json(**values)
    else:
        click.echo(f"Address: https://YOUR-SERVER{values['path']}\nSecret:  {values['secret']}")


@catalogue.command("unlink")
@click.argument("name")
@click.option("--yes", "is_agreed", is_flag=True, help="Do not ask.")
@merchant_option
def unlink(name: str, is_agreed: bool, merchant_name: str | None) -> None:
    """Remove a feed, and stop selling its products.

    \b
    Example: voice-skill catalogue unlink shop-example
    """
    with merchant_store(merchant_name) as shop:
        shop.feeds.get(name)
        if not is_agreed:
            click.confirm(f"Remove {name} and stop selling its products?", abort=True)
        product_count = shop.feeds.remove(name)
        shop.commit()
    click.echo(f"{name} is no longer linked; {product_count:,} products are no longer sold.")


def _as_row(feed: Feed, run: FeedRun | None) -> dict[str, Any]:
    return {
        "name": feed.name,
        "source": feed.source,
        "format": feed.format,
        "every": _spoken_time(feed.every_s),
        "state": _state(feed, run),
        "last_good": feed.last_good_at and feed.last_good_at.isoformat(" ", "minutes"),
        "next": feed.next_at and feed.next_at.isoformat(" ", "minutes"),
        "failing_since": feed.failing_since and feed.failing_since.isoformat(" ", "minutes"),
        "webhook": _webhook_path(feed),
    }


def _state(feed: Feed, run: FeedRun | None) -> str:
    """A feed's state after its last sync."""
    if run is not None and run.outcome == "waiting":
        return f"is waiting for approval: {run.why}; voice-skill catalogue sync {feed.name} --yes"
    if feed.failing_since is None:
        return "good" if feed.last_good_at else "not synced yet"
    times = "once" if feed.failures == 1 else f"{feed.failures} times"
    good = f"the catalogue is that of {feed.last_good_at:%Y-%m-%d %H:%M}" if feed.last_good_at else "never imported"
    return f"failing since {feed.failing_since:%Y-%m-%d %H:%M} UTC ({times}): {feed.last_error}; {good}"


def _webhook_path(feed: Feed) -> str:
    return f"/feeds/{feed.token}/changed"


def _spoken_time(every_s: int | None) -> str:
    for unit, unit_s in reversed(UNITS_S.items()):
        if every_s and every_s % unit_s == 0:
            return f"{every_s // unit_s}{unit}"
    return "by hand"
