"""Commands about customers: who they are, who asked for their data to be deleted, and deleting it."""

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
from voice_skill.store import Customer

COLUMNS = ("id", "name", "email", "met", "deletion_asked")


@click.group()
def customers() -> None:
    """List a shop's customers, and delete what is stored about one."""


@customers.command("list")
@click.option("--deletion-asked", is_flag=True, help="Only those who asked for their data to be deleted.")
@click.option("--limit", default=50, show_default=True, type=limit_range, help="The most customers to list.")
@merchant_option
@json_option
def list_customers(deletion_asked: bool, limit: int, merchant_name: str | None, json_lines: bool) -> None:
    """List customers in the order in which they were met.

    \b
    Example: voice-skill customers list --deletion-asked
    """
    with merchant_store(merchant_name) as shop:
        customers = shop.customers.all(limit=limit + 1, deletion_asked=True if deletion_asked else None)
        rows = [_as_row(each) for each in the_first(customers, limit)]
    print_table(rows, COLUMNS, json_lines, empty="There is no such customer.")


@customers.command("delete")
@click.argument("customer_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@click.option("--yes", "is_agreed", is_flag=True, help="Do not ask.")
@merchant_option
@json_option
def delete_customer(customer_id: int, is_agreed: bool, merchant_name: str | None, json_lines: bool) -> None:
    """Delete a customer's name, e-mail address, IDs and carts; the orders remain without them.

    Make sure first that they ask for it themselves: anybody can speak to their device.

    \b
    Example: voice-skill customers delete 3
    """
    with merchant_store(merchant_name) as shop:
        customer = shop.customers.get(customer_id)
        row = _as_row(customer)
        if not is_agreed:
            asked = f"asked for it at {row['deletion_asked']}" if row["deletion_asked"] else "never asked for it"
            named = f"{customer_id}, {customer.given_name}," if customer.given_name else str(customer_id)
            click.confirm(f"Customer {named} {asked}. Delete what is stored about them?", abort=True, err=True)
        shop.customers.forget_one(customer)
        shop.commit()
    if json_lines:
        as_json(**row)
    else:
        click.echo(f"Customer {customer_id} is deleted; their orders remain without them.")


def _as_row(customer: Customer) -> dict[str, Any]:
    asked_at = customer.deletion_asked_at
    return {
        "id": customer.id,
        "name": customer.given_name,
        "email": customer.email,
        "met": customer.created_at.isoformat(" ", "minutes"),
        "deletion_asked": asked_at and asked_at.isoformat(" ", "minutes"),
    }
