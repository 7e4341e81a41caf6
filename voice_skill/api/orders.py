"""The shop's orders, and what happens to them: customers hear it in their next turn."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from voice_skill.api.errors import Refused
from voice_skill.api.operations import ApiResponse, Call, operation
from voice_skill.api.pages import Place, link_to, no_cursor, page, read_cursor
from voice_skill.api.shapes import Cursor, Id, Limit, Price, Text, Time, or_none, price, read_time, sane
from voice_skill.store import Order, OrderEvent, OrderLine, UnknownProduct
from voice_skill.store.statuses import ORDER_STATUSES, REPORTED

SEEN = {"number": "104233"}
if TYPE_CHECKING:
    Status = str
    Kind = str
else:  # enums of the document, which are known once the store's table is
    Status = Literal[ORDER_STATUSES]
    Kind = Literal[REPORTED]
Since = Annotated[
    str,
    Meta(
        max_length=40,
        description="Only orders with an event since then.",
        extra_json_schema={"format": "date-time", "examples": ["2026-11-21T15:00:00Z"]},
    ),
]
Count = Annotated[int, Meta(ge=1, le=1_000_000_000)]


class LineTold(Struct, frozen=True):
    """So many of one variant at the price of that day, and where they are."""

    sku: str
    title: str
    options: dict[str, str]
    unit_price: Price
    ordered: int
    cancelled: int
    shipped: int
    delivered: int
    returned: int


class EventTold(Struct, frozen=True):
    """kind: what was reported. at: when it happened; recorded_at: when the shop heard of it."""

    kind: str
    at: datetime
    recorded_at: datetime
    by: str
    why: str | None
    source_id: str | None
    data: dict[str, Any]


class OrderTold(Struct, frozen=True):
    """customer_id: null once the customer was forgotten."""

    number: str
    status: Status
    payment: str
    total: Price
    amount_refunded: Price
    customer_id: int | None
    placed_at: datetime
    expected_at: datetime | None
    updated_at: datetime
    lines: list[LineTold]
    events: list[EventTold]


class Orders(Struct, frozen=True):
    """A page of orders, newest first."""

    items: list[OrderTold]
    next: str | None


class OrdersQuery(Struct, frozen=True, forbid_unknown_fields=True):
    status: Status | UnsetType = UNSET
    updated_since: Since | UnsetType = UNSET
    cursor: Cursor | UnsetType = UNSET
    limit: Limit = 50


class EventGiven(Struct, frozen=True, forbid_unknown_fields=True):
    """A report of an event. at: now by default. quantities: by sku, when it is not all of it. source_id: your own id of
    this report. by: a carrier's report comes late and out of order, so it is kept, never refused, and only leads
    forward."""

    kind: Kind
    at: Time | None = None
    expected_at: Time | None = None
    why: Text | None = None
    source_id: Id | None = None
    quantities: Annotated[dict[Id, Count], Meta(min_length=1, max_length=100)] | None = None
    by: Literal["merchant", "carrier"] = "merchant"


@operation("GET", "/orders", "orders:read", response=Orders, query=OrdersQuery)
def list_orders(call: Call) -> ApiResponse:
    """List orders, newest first, by status or by the time of their last event."""
    query: OrdersQuery = call.query
    rows = call.shop.orders.list(
        status=or_none(query.status),
        updated_since=read_time(or_none(query.updated_since)),
        before=_before(or_none(query.cursor)),
        limit=query.limit + 1,
    )
    visible, cursor = page(rows, query.limit, lambda order: (order.placed_at, order.id))
    return ApiResponse(Orders([told(order) for order in visible], cursor), link_to(cursor))


@operation("GET", "/orders/{number}", "orders:read", response=OrderTold, seen=SEEN)
def get_order(call: Call) -> ApiResponse:
    """Get one order with its lines and its history."""
    return ApiResponse(told(call.shop.orders.get(call.path["number"])))


@operation(
    "POST",
    "/orders/{number}/events",
    "orders:write",
    201,
    response=OrderTold,
    body=EventGiven,
    is_matched=True,
    also=(409,),
    example={"kind": "processing"},
    seen=SEEN,
)
def add_order_event(call: Call) -> ApiResponse:
    """Report an event of an order: placed, then processing, then shipped with the expected arrival, then delivered.
    A status that cannot follow the current one is refused with 409."""
    number, body = call.path["number"], call.body
    call.match(lambda: told(call.shop.orders.get(number)))
    try:
        call.shop.orders.move(
            number,
            body.kind,
            by=body.by,
            why=body.why,
            at=sane(body.at),
            source_id=body.source_id,
            expected_at=sane(body.expected_at),
            quantities=body.quantities,
        )
    except UnknownProduct as error:
        raise Refused("invalid", f"The order has no sku {error.text!r}.") from error
    except ValueError as error:
        raise Refused("invalid", f"Quantities cannot be given with {body.kind}.") from error
    order = told(call.shop.orders.get(number))
    return ApiResponse(order, {"Location": f"/api/v1/orders/{order.number}"})


def _before(cursor: str | None) -> tuple[datetime, int] | None:
    """The position of the last row of the page before."""
    place = read_cursor(cursor, tuple[Time, Place])
    try:
        return place and (place[0].astimezone(UTC), place[1])
    except OverflowError:  # the first or the last day that there is, elsewhere
        raise no_cursor() from None


def told(order: Order) -> OrderTold:
    """As the API tells of it, to merchants and in a customer's export."""
    return OrderTold(
        number=order.number,
        status=order.status,
        payment=order.payment,
        total=price(order.total),
        amount_refunded=Price(order.amount_refunded_minor, order.currency),
        customer_id=order.customer_id,
        placed_at=order.placed_at,
        expected_at=order.expected_at,
        updated_at=max((event.recorded_at for event in order.events), default=order.placed_at),
        lines=[_line(line) for line in order.lines],
        events=[_event(event) for event in order.events],
    )


def _line(line: OrderLine) -> LineTold:
    return LineTold(
        sku=line.sku,
        title=line.title,
        options=line.options,
        unit_price=price(line.unit),
        ordered=line.ordered,
        cancelled=line.cancelled,
        shipped=line.shipped,
        delivered=line.delivered,
        returned=line.returned,
    )


def _event(event: OrderEvent) -> EventTold:
    return EventTold(
        kind=event.kind,
        at=event.at,
        recorded_at=event.recorded_at,
        by=event.by,
        why=event.why,
        source_id=event.source_id,
        data=event.data,
    )
