"""The shop's customers: who they are, everything that is held about one, and forgetting them."""

import re
from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from voice_skill.api.errors import not_found
from voice_skill.api.operations import ApiResponse, Call, operation
from voice_skill.api.orders import OrderTold, told
from voice_skill.api.pages import Place, link_to, page, read_cursor
from voice_skill.api.shapes import Cursor, Limit, or_none
from voice_skill.store import Cart, Customer

SEEN = {"customer_id": "1"}
# What a customer's id can be: anything longer is none's, and no number that a database knows.
ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
DeletionAsked = Annotated[bool, Meta(description="Only those who asked for their data to be deleted, or who did not.")]


class CustomerTold(Struct, frozen=True):
    """given_name, email: null until the merchant tells them. deletion_asked_at: when they asked, in the talk, for their
    data to be deleted; null if they did not, or took it back."""

    id: int
    given_name: str | None
    email: str | None
    created_at: datetime
    deletion_asked_at: datetime | None


class Customers(Struct, frozen=True):
    """A page of customers, in the order in which they were met."""

    items: list[CustomerTold]
    next: str | None


class CartLineTold(Struct, frozen=True):
    sku: str
    quantity: int


class CartTold(Struct, frozen=True):
    """status: open is the cart, awaiting_yes was read out, placed and expired are over."""

    status: str
    is_reorder: bool
    lines: list[CartLineTold]


class CustomerExport(Struct, frozen=True):
    """Everything that is held about a customer. alexa_user_ids: what Alexa calls them."""

    customer: CustomerTold
    alexa_user_ids: list[str]
    carts: list[CartTold]
    orders: list[OrderTold]


class CustomersQuery(Struct, frozen=True, forbid_unknown_fields=True):
    deletion_asked: DeletionAsked | UnsetType = UNSET
    cursor: Cursor | UnsetType = UNSET
    limit: Limit = 50


@operation("GET", "/customers", "customers:read", response=Customers, query=CustomersQuery)
def list_customers(call: Call) -> ApiResponse:
    """List the customers, or those who asked for their data to be deleted."""
    query: CustomersQuery = call.query
    rows = call.shop.customers.all(
        limit=query.limit + 1,
        after=read_cursor(or_none(query.cursor), Place, 0),
        deletion_asked=or_none(query.deletion_asked),
    )
    visible, cursor = page(rows, query.limit, lambda row: row.id)
    return ApiResponse(Customers([_customer_json(row) for row in visible], cursor), link_to(cursor))


@operation("GET", "/customers/{customer_id}", "customers:read", response=CustomerTold, seen=SEEN)
def get_customer(call: Call) -> ApiResponse:
    """Get one customer."""
    return ApiResponse(_customer_json(call.shop.customers.get(_id(call))))


@operation("GET", "/customers/{customer_id}/export", "customers:read", response=CustomerExport, seen=SEEN)
def export_customer(call: Call) -> ApiResponse:
    """Export everything stored about a customer."""
    export = call.shop.customers.held(_id(call))
    return ApiResponse(
        CustomerExport(
            customer=_customer_json(export.customer),
            alexa_user_ids=export.user_ids,
            carts=[_cart(cart) for cart in export.carts],
            orders=[told(order) for order in export.orders],
        )
    )


@operation("DELETE", "/customers/{customer_id}", "customers:write", 204, is_matched=True, seen=SEEN)
def delete_customer(call: Call) -> ApiResponse:
    """Forget a customer: name, identities and carts are deleted; the orders remain without them.

    Make sure first that they ask for it themselves: anybody can speak to their device."""
    customer = call.shop.customers.get(_id(call))
    call.match(lambda: _customer_json(customer))
    call.shop.customers.forget_one(customer)
    return ApiResponse()


def _id(call: Call) -> int:
    text = call.path["customer_id"]
    if not ID.fullmatch(text):
        raise not_found()
    return int(text)


def _customer_json(customer: Customer) -> CustomerTold:
    return CustomerTold(
        customer.id, customer.given_name, customer.email, customer.created_at, customer.deletion_asked_at
    )


def _cart(cart: Cart) -> CartTold:
    return CartTold(
        cart.status, cart.is_reorder, [CartLineTold(line.variant.sku, line.quantity) for line in cart.lines]
    )
