"""Commands about a merchant's shop: merchants, search, the skill package and the store itself."""

from contextlib import closing
from functools import partial
from pathlib import Path

import click

from voice_skill.cli.options import as_json, json_option, merchant_option, merchant_store, open_store, print_table
from voice_skill.config import Config
from voice_skill.opening import connect
from voice_skill.store import Found
from voice_skill.store.people.merchants import HIGHEST_LIMIT


@click.group()
def merchant() -> None:
    """Add, change and list shops."""


@merchant.command("add")
@click.argument("name")
@click.option("--title", required=True, help="The shop's spoken name, such as 'Juniper Lane'.")
@click.option("--application-id", help="The Alexa skill id, amzn1.ask.skill.…; requests are matched to the shop by it.")
@click.option("--currency", default="USD", show_default=True, help="ISO 4217 code of the shop's prices.")
@click.option("--locale", default="en-US", show_default=True, help="The language of the shop, such as en-GB.")
@click.option("--time-zone", default="America/New_York", show_default=True, help="The shop's time zone.")
@json_option
def add_merchant(
    name: str, title: str, application_id: str | None, currency: str, locale: str, time_zone: str, json_lines: bool
) -> None:
    """Add a shop.

    \b
    Example: voice-skill merchant add juniper --title "Juniper Lane" --application-id amzn1.ask.skill.1234
    """
    _check(title, locale)
    where = {"currency": currency, "locale": locale, "time_zone": time_zone}
    with open_store() as shop_store:
        merchant = shop_store.add_merchant(name, title=title, application_id=application_id, **where)
    if json_lines:
        as_json(name=merchant.name, title=merchant.title, application_id=merchant.application_id)
    else:
        click.echo(f"Added {merchant.title}. Next: voice-skill catalogue link URL-OR-FILE --merchant {merchant.name}")


@merchant.command("rename")
@click.argument("name")
@click.argument("title")
def rename_merchant(name: str, title: str) -> None:
    """Change a shop's title, the name customers call it by. Then deploy its skill package again.

    \b
    Example: voice-skill merchant rename juniper "Juniper Lane"
    """
    with open_store() as shop_store:
        with shop_store.for_merchant(name) as shop:
            _check(title, shop.merchant.locale)
        renamed = shop_store.set_title(name, title)
    click.echo(f"{renamed.name} is called {renamed.title}. Next: voice-skill skill-package OUT --merchant {name}")


def _check(title: str, locale: str) -> None:
    """Raises ClickException for what Alexa would not take."""
    from voice_skill.channels.alexa.errors import InvocationNameRefused
    from voice_skill.channels.alexa.locales import check_shop

    try:
        check_shop(title, locale)
    except InvocationNameRefused as error:
        raise click.ClickException(f"{error}. Give another --title, in words that customers say.") from error


@merchant.command("link")
@click.argument("name")
@click.argument("application_id")
def link_skill(name: str, application_id: str) -> None:
    """Link an Alexa skill to a shop, if its first request to the shop's own address cannot do so.

    The link counts as proven: nothing that a merchant enters or another skill sends changes it.

    \b
    Example: voice-skill merchant link juniper amzn1.ask.skill.1234
    """
    with open_store() as shop_store:
        merchant = shop_store.set_application_id(name, application_id)
    click.echo(f"{merchant.title} answers requests of {application_id}.")


@merchant.command("unlink")
@click.argument("name")
def unlink_skill(name: str) -> None:
    """Unlink a shop's Alexa skill, until one proves itself at the shop's address.

    \b
    Example: voice-skill merchant unlink juniper
    """
    with open_store() as shop_store:
        unlinked = shop_store.set_application_id(name, None)
    click.echo(f"No skill is linked to {unlinked.title}.")


@merchant.command("new-address")
@click.argument("name")
def renew_address(name: str) -> None:
    """Create a new address for a shop's skill, if others may have seen the one in its package.

    The old address can no longer link a skill. A skill that is already linked still works there, so deploy the new
    package in your own time.

    \b
    Example: voice-skill merchant new-address juniper
    """
    with open_store() as shop_store, shop_store.for_merchant(name) as shop:
        shop.skill.renew_address()
        shop.commit()
    click.echo(f"{name} has a new address. Next: voice-skill skill-package OUT --endpoint URL --merchant {name}")


@merchant.command("limits")
@click.argument("name")
@click.option(
    "--quantity",
    type=click.IntRange(0, HIGHEST_LIMIT),
    help="Confirm quantities above this, unless the customer has ordered as many before; 0: never.",
)
@click.option(
    "--times-median",
    type=click.IntRange(0, HIGHEST_LIMIT),
    help="Confirm totals above this many times the shop's median order, once it has 20 orders; 0: never.",
)
@json_option
def set_limits(name: str, quantity: int | None, times_median: int | None, json_lines: bool) -> None:
    """Set or show the quantities and totals that customers are asked to confirm.

    Customers confirm an unusual quantity or total before it goes into the cart or is read back.

    \b
    Examples: voice-skill merchant limits juniper
              voice-skill merchant limits juniper --quantity 48 --times-median 20
    """
    with open_store() as shop_store:
        merchant = shop_store.set_limits(name, quantity=quantity, times_median=times_median)
    limits = {"quantity": merchant.ask_above_quantity, "times_median": merchant.ask_above_median}
    if json_lines:
        as_json(name=merchant.name, **limits)
        return
    above = [
        f"more than {limits['quantity']} of one thing" if limits["quantity"] else "",
        f"a total above {limits['times_median']} times the median order" if limits["times_median"] else "",
    ]
    questions = " and about ".join(filter(None, above))
    click.echo(
        f"{merchant.title} asks its customers about {questions or 'no quantity and no total'} before it goes on."
    )


@merchant.command("list")
@json_option
def list_merchants(json_lines: bool) -> None:
    """List the shops.

    \b
    Example: voice-skill merchant list --json
    """
    columns = ("name", "title", "application_id", "claimed_id", "currency", "locale", "time_zone")
    with open_store() as shop_store:
        rows = [{column: getattr(merchant, column) for column in columns} for merchant in shop_store.merchants()]
    print_table(rows, columns, json_lines, empty="No merchants yet. Create one: voice-skill sample-shop")


@click.command("sample-shop")
def sample_shop() -> None:
    """Create the sample shop Juniper Lane, with a catalogue, a known customer and past orders.

    Running it again changes nothing.

    \b
    Example: voice-skill sample-shop && voice-skill say "where is my order"
    """
    from voice_skill.cli.options import LAPTOP_USER
    from voice_skill.sample_shop import create_sample_shop

    with open_store() as shop_store:
        sample = create_sample_shop(shop_store, user_id=LAPTOP_USER)
    click.echo(f'{sample.title} is ready. Try: voice-skill say "do you have blue mugs" --merchant {sample.name}')


@click.command()
@click.argument("text", nargs=-1)
@click.option(
    "--heard",
    "transcripts",
    type=(str, click.FloatRange(0, 1)),
    metavar="TEXT CONFIDENCE",
    multiple=True,
    help="One of several recognized texts, with its confidence, 0 to 1.",
)
@merchant_option
@json_option
def search(
    text: tuple[str, ...], transcripts: tuple[tuple[str, float], ...], merchant_name: str | None, json_lines: bool
) -> None:
    """Show which product a customer's words mean, and how sure the match is.

    \b
    Examples: voice-skill search blue mug under twenty dollars
              voice-skill search --heard "read tea pot" .6 --heard "red teapot" .3
    """
    if bool(text) == bool(transcripts):
        raise click.UsageError('Give the words: either as TEXT, or as --heard "blue mug" 0.8 once or more.')
    alternatives = sorted(transcripts, key=lambda transcript: -transcript[1]) or " ".join(text)
    with merchant_store(merchant_name) as shop:
        match = shop.catalogue.find(alternatives)
        rows = [
            {"id": product.external_id, "name": product.spoken_name, "title": product.title, "score": round(score, 3)}
            for product, score in zip(match.products, match.scores, strict=True)
        ]
    if json_lines:
        as_json(verdict=match.verdict, products=rows, unmet=match.unmet)
        return
    click.echo(_meaning(match) if rows else "No product of this catalogue sounds like that.")
    if rows:
        print_table(rows, ("id", "name", "title", "score"), json_lines=False)


def _meaning(match: Found) -> str:
    if match.verdict == "none":
        return f"Nothing; the nearest is{' not' if match.unmet else ''}{','.join(f' {one}' for one in match.unmet)}:"
    return "This one:" if match.verdict == "sure" else "One of these; the shop would ask:"


@click.command("skill-package")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--endpoint", required=True, help="The public address of this server, such as https://shop.example/alexa."
)
@merchant_option
@json_option
def skill_package(out: Path, endpoint: str, merchant_name: str | None, json_lines: bool) -> None:
    """Write the skill package for `ask deploy` into OUT: manifest and interaction model.

    Alexa then calls a secret address of the shop below the endpoint. Its first request there proves whose the skill
    is, so keep the package private.

    \b
    Example: voice-skill skill-package build/skill --endpoint https://shop.example/alexa --merchant juniper
    """
    from voice_skill.channels.alexa.skill_package import write_skill_package

    with merchant_store(merchant_name) as shop:
        paths = write_skill_package(out, shop, endpoint=endpoint)
    if json_lines:
        as_json(files=[str(path) for path in paths])
    else:
        click.echo("\n".join(str(path) for path in paths))
        click.echo(f"Next: cd {out} && ask deploy")


@click.group()
def store() -> None:
    """Upgrade, prune and reindex the database."""


@store.command("upgrade")
def upgrade() -> None:
    """Upgrade the database's tables and search index to this version; needed for PostgreSQL, automatic for SQLite.

    \b
    Example: DATABASE_URL=postgresql://localhost/shop voice-skill store upgrade
    """
    with closing(connect(Config.from_env())) as store:
        store.upgrade()
    click.echo("The store is up to date.")


@store.command("prune")
@click.option(
    "--within", "within_s", default=60.0, show_default=True, type=click.FloatRange(1, 86_400), help="Seconds."
)
@json_option
def prune(within_s: float, json_lines: bool) -> None:
    """Delete expired data: answers to repeated requests, placed and abandoned carts, unknown customers, sessions,
    sign-in attempts. Orders stay. `voice-skill serve` does it every minute; this is for cron where another server
    is used.

    \b
    Examples: voice-skill store prune
              voice-skill store prune --within 600 --json
    """
    with open_store() as shop_store:
        pruned = shop_store.prune(within_s)
    rows = [{"table": table, "deleted": count} for table, count in sorted(pruned.deleted.items())]
    print_table(rows, ("table", "deleted"), json_lines, empty="There was nothing to delete.")
    if not pruned.is_done:
        click.echo(f"Stopped after {within_s:g} s before the end. Run it again, or with a longer --within.", err=True)


@store.command("reindex")
@click.option("--merchant", "merchant_name", metavar="NAME", help="Only this shop's index.")
def reindex(merchant_name: str | None) -> None:
    """Rebuild the search index of products. Customers can search meanwhile.

    \b
    Example: voice-skill store reindex --merchant juniper
    """
    from voice_skill.cli.feed_tables import progress_bar

    with open_store() as shop_store:
        names = [merchant_name] if merchant_name else [merchant.name for merchant in shop_store.merchants()]
        for name in names:
            with shop_store.for_merchant(name) as shop, progress_bar(is_quiet=False) as progress:
                products = shop.catalogue.reindex(partial(progress, f"Indexing {name}"))
                shop.commit()
            click.echo(f"{name}: {products} products can be found.")
