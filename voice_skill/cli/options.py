"""Options that the commands share: the store, the merchant, and the output of rows."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from voice_skill import opening
from voice_skill.config import Config
from voice_skill.home import close_to_others
from voice_skill.store import MerchantStore, Store

if TYPE_CHECKING:
    from voice_skill.linking.fetching import FetchSettings

T = TypeVar("T")

LAPTOP_USER = "amzn1.ask.account.laptop"

limit_range = click.IntRange(1, 1_000_000)
json_option = click.option(
    "--json", "json_lines", is_flag=True, help="Print one JSON object per line instead of a table."
)
merchant_option = click.option(
    "--merchant", "merchant_name", metavar="NAME", help="The shop's merchant name; optional if there is only one."
)


@contextmanager
def open_store() -> Iterator[Store]:
    """The configured store; embedded SQLite is brought up to date by itself."""
    store = opening.open_store(Config.from_env(os.environ))
    try:
        yield store
    finally:
        store.close()


def home_folder() -> Path:
    """The configured home, for what opens no store: speech models and what was learned."""
    home = Config.from_env(os.environ).home
    close_to_others(home)
    return home


def fetch_settings() -> "FetchSettings":
    """The limits on fetching a feed, as configured."""
    from voice_skill.linking.fetching import FetchSettings

    config = Config.from_env(os.environ)
    return FetchSettings(allow_http=config.feed_http, allow_private=config.feed_networks)


@contextmanager
def merchant_store(name: str | None) -> Iterator[MerchantStore]:
    with open_store() as store, store.for_merchant(name or only_merchant(store)) as shop:
        yield shop


def only_merchant(store: Store) -> str:
    """The name of the one shop there is. Raises UsageError when there are none or several."""
    names = [merchant.name for merchant in store.merchants()]
    if len(names) == 1:
        return names[0]
    if not names:
        raise click.ClickException("No merchants yet. Create one: voice-skill sample-shop")
    raise click.UsageError(f"Say which shop with --merchant: {', '.join(names)}")


def as_json(**values: Any) -> None:
    click.echo(json.dumps(values, ensure_ascii=False))


def the_first(rows: Sequence[T], limit: int, which: str = "first") -> Sequence[T]:
    """At most `limit` of the rows; says on stderr when there are more. which: of all, those that are shown."""
    if len(rows) > limit:
        click.echo(f"Only the {which} {limit:,} are shown. For more: --limit {limit * 10}", err=True)
    return rows[:limit]


def print_table(
    rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...], json_lines: bool, *, empty: str = "None."
) -> None:
    """Rows as a table, or as one JSON object a line."""
    rows = list(rows)
    if json_lines:
        for row in rows:
            as_json(**row)
        return
    if not rows:
        click.echo(empty)
        return
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if row[column] is None else str(row[column]) for column in columns))
    Console().print(table)
