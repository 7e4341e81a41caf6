"""Commands of the merchant's side of an order: see it, and tell what happened to it."""

from datetime import UTC, datetime
from typing import Any

import click

from voice_skill.cli.options import (
    as_json,
    json_option,
    limit_range,
    merchant_option,
    merchant_store,
    print_table,
    the_first,
)
from voice_skill.order_words import ORDER_WORDS
from voice_skill.store import Order
from voice_skill.store.statuses import ORDER_STATUSES, REPORTED

COLUMNS = ("number", "status", "payment", "total", "placed_at", "expected_at", "lines")


@click.group()
def orders() -> None:
    """List a shop's orders and update their status."""


@orders.command("list")
@click.option("--status", type=click.Choice(ORDER_STATUSES))
@click.option("--limit", default=50, show_default=True, type=limit_range, help="The most orders to list, newest first.")
@merchant_option
@json_option
def list_orders(status: str | None, limit: int, merchant_name: str | None, json_lines: bool) -> None:
    """List orders, newest first.

    \b
    Example: voice-skill orders list --status shipped
    """
    with merchant_store(merchant_name) as shop:
        newest = the_first(shop.orders.list(status=status, limit=limit + 1), limit, "newest")
        rows = [as_row(order) for order in newest]
    print_table(rows, COLUMNS, json_lines, empty="There is no such order.")


def as_row(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "status": order.status,
        "payment": order.payment,
        "total": f"{order.total.decimal} {order.currency}",
        "placed_at": order.placed_at.isoformat(" ", "minutes"),
        "expected_at": order.expected_at and order.expected_at.isoformat(" ", "minutes"),
        "lines": ", ".join(f"{line.ordered} × {line.title}" for line in order.lines),
    }


def _verb(name: str, status: str, help_text: str) -> click.Command:
    @click.command(name, help=f"{help_text}\n\n\b\nExample: voice-skill orders {name} 104233")
    @click.argument("number")
    @click.option("--why", help="Stored in the order's history.")
    @click.option("--expected", type=click.DateTime(), help="The expected arrival (UTC), such as 2026-12-24.")
    @click.option(
        "--line", "parts", multiple=True, metavar="SKU=N", help="Only this quantity of one line; may be repeated."
    )
    @merchant_option
    @json_option
    def move(
        number: str,
        why: str | None,
        expected: datetime | None,
        parts: tuple[str, ...],
        merchant_name: str | None,
        json_lines: bool,
    ) -> None:
        with merchant_store(merchant_name) as shop:
            order = shop.orders.move(
                number,
                status,
                by="merchant",
                why=why,
                expected_at=expected and expected.replace(tzinfo=UTC),
                quantities=dict(_part(part) for part in parts) or None,
            )
            shop.commit()
            row = as_row(order)
        if json_lines:
            as_json(**row)
        else:
            click.echo(f"Order {order.number} is {order.status.replace('_', ' ')}.")

    return move


def _part(text: str) -> tuple[str, int]:
    sku, _, count = text.rpartition("=")
    if not sku or not count.isdecimal():
        raise click.BadParameter(f"{text!r} is not SKU=N, such as mug-blue=1", param_hint="--line")
    return sku, int(count)


for _status in REPORTED:
    orders.add_command(_verb(ORDER_WORDS[_status].verb, _status, ORDER_WORDS[_status].help))
