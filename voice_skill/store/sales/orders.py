"""Orders, from the customer's yes to the door and back. Reached as MerchantStore.orders."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count as counting
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein
from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session, joinedload

from voice_skill.store.errors import CannotCancel, ConfirmationExpired, PriceChanged, UnknownOrder
from voice_skill.store.people.customers import Speaker, Stranger
from voice_skill.store.sales.carts import FRESH, awaited
from voice_skill.store.sales.history import Bought, products_bought, purchases_named, purchases_of, usual_first
from voice_skill.store.sales.order_rows import NEWEST_FIRST, ORDERS, load, order_line
from voice_skill.store.sales.read_back import is_gone, read_out
from voice_skill.store.sales.stock import put_back, take_all
from voice_skill.store.sales.transitions import count, next_status, reached
from voice_skill.store.statuses import STATUSES
from voice_skill.store.tables import Cart, CartLine, Order, OrderEvent, OrderLine

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

_BY_NUMBER = ORDERS.where(Order.number == bindparam("number"))
_MINE = ORDERS.where(Order.customer_id == bindparam("customer_id"))
_MY_IDS = select(Order.id).where(
    Order.merchant_id == bindparam("merchant_id"), Order.customer_id == bindparam("customer_id")
)
_LATEST = ORDERS.where(Order.id == _MY_IDS.order_by(*NEWEST_FIRST).limit(1).scalar_subquery())
_FIRST = ORDERS.where(Order.id == _MY_IDS.order_by(Order.placed_at, Order.id).limit(1).scalar_subquery())
_MINE_ENDING_IN = _MINE.where(Order.number.endswith(bindparam("ending"), autoescape=False))
_MINE_BY_NUMBER = _MINE.where(Order.number == bindparam("number"))
_MINE_BY_TOKEN = _MINE.where(Order.confirmation_token == bindparam("token"))
_THESE = ORDERS.where(Order.id.in_(bindparam("ids", expanding=True)))
_HELD = (
    select(Order)
    .where(Order.merchant_id == bindparam("merchant_id"), Order.number == bindparam("number"))
    .options(joinedload(Order.lines), joinedload(Order.events))
    .with_for_update(of=Order)
)
_NUMBERED = select(Order.id).where(Order.merchant_id == bindparam("merchant_id"), Order.number == bindparam("number"))
_LINES = select(OrderLine).where(
    OrderLine.merchant_id == bindparam("merchant_id"), OrderLine.id.in_(bindparam("ids", expanding=True))
)
# At most so many are handed back, of what may be a few hundred.
MOST_TO_TELL = 10
# With many more numbers, one or the other would be like any number.
MOST_ALIKE = 20
_MY_NUMBERS = (
    select(Order.number)
    .where(Order.merchant_id == bindparam("merchant_id"), Order.customer_id == bindparam("customer_id"))
    .order_by(*NEWEST_FIRST)
    .limit(MOST_ALIKE)
)


class Orders:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    @property
    def _session(self) -> Session:
        return self._store.session

    def place(self, customer: Speaker, token: str) -> Order:
        """Order what was read out under this token; a second yes to it gives the same order.

        Raises ConfirmationExpired, PriceChanged with a new read-back to confirm, OutOfStock; then nothing is taken.
        """
        if isinstance(customer, Stranger):
            raise ConfirmationExpired
        self._store.begin_write(customer)
        placed = self._find(_MINE_BY_TOKEN, customer_id=customer.id, token=token)
        if placed is not None:
            return placed
        cart = awaited(self._store, customer, token)
        prices_stand = all(line.variant.price(self._store.now) == line.quoted for line in cart.lines)
        if not prices_stand and not is_gone(cart):
            summary = read_out(cart, self._store.now)
            self._session.flush()
            raise PriceChanged(summary)
        with self._session.begin_nested():
            order = self._order(cart, take_all(self._session, cart.lines))
        cart.status = "placed"
        self._session.flush()
        return order

    def latest(self, customer: Speaker) -> Order | None:
        """The customer's most recent order."""
        return self._find(_LATEST, customer_id=customer.id)

    def first(self, customer: Speaker) -> Order | None:
        """The customer's very first order."""
        return self._find(_FIRST, customer_id=customer.id)

    def by_number(self, customer: Speaker, number: str) -> Order:
        """The customer's own order of that number, all digits; raises UnknownOrder, also for another customer's."""
        return self._existing(self._find(_MINE_BY_NUMBER, customer_id=customer.id, number=number), number)

    def sounding_like(self, customer: Speaker, number: str) -> Order | None:
        """The one of the customer's latest orders whose number was meant by a misheard one; None when it could be
        several or none: at most half of the digits are wrong, missing or too many, and no other comes as near."""
        numbers = self._store.connection.scalars(_MY_NUMBERS, self._key(customer_id=customer.id))
        near = sorted((Levenshtein.distance(mine, number), mine) for mine in numbers)
        if not near or near[0][0] > len(near[0][1]) // 2 or [apart for apart, _ in near[:2]].count(near[0][0]) > 1:
            return None
        return self.by_number(customer, near[0][1])

    def ending_in(self, customer: Speaker, digits: str) -> Order | None:
        """The one of the customer's orders whose number ends in these digits; None if there is none or several."""
        orders = load(self._store.connection, _MINE_ENDING_IN, **self._key(customer_id=customer.id, ending=digits))
        return orders[0] if len(orders) == 1 else None

    def placed_by(
        self,
        customer: Speaker,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        before: Order | None = None,
    ) -> "list[Order]":
        """The customer's orders, newest first, at most MOST_TO_TELL: those placed from `since` until before `until`, or
        before another order."""
        ids = self._placed_by(select(Order.id), customer, since, until).order_by(*NEWEST_FIRST).limit(MOST_TO_TELL)
        if before is not None:
            ids = ids.where(tuple_(Order.placed_at, Order.id) < (before.placed_at, before.id))
        return load(self._store.connection, ORDERS.where(Order.id.in_(ids)), **self._key())

    def number_placed_by(
        self, customer: Speaker, *, since: datetime | None = None, until: datetime | None = None
    ) -> int:
        """The number of the customer's orders, or of those placed from `since` until before `until`."""
        statement = self._placed_by(select(func.count(Order.id)), customer, since, until)
        return self._store.connection.scalars(statement).one()

    def containing(self, customer: Speaker, text: str) -> list[Order]:
        """The customer's orders of what they call so, newest first."""
        named_purchases = purchases_named(self._store.connection, self._store.merchant, self._purchases(customer), text)
        ids = list(dict.fromkeys(line.order_id for line in named_purchases))[:MOST_TO_TELL]
        return load(self._store.connection, _THESE, **self._key(ids=ids))

    def bought(
        self,
        customer: Speaker,
        text: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> "Sequence[tuple[Order, Sequence[OrderLine]]]":
        """All that the customer ordered and did not cancel, or that of what they call so, newest order first: each
        order with its lines. since, until: only orders placed from the one until before the other."""
        past = self._stored_purchases(customer)
        if text is not None:
            past = purchases_named(self._store.connection, self._store.merchant, past, text)
        ids = {line.line_id for line in past if (not since or line.placed_at >= since)}
        ids -= {line.line_id for line in past if until and line.placed_at >= until}
        order_ids = list({line.order_id for line in past if line.line_id in ids})
        orders = load(self._store.connection, _THESE, **self._key(ids=order_ids))
        return [(order, [line for line in order.lines if line.id in ids]) for order in orders]

    def lines_named(self, order: Order, text: str) -> "Sequence[OrderLine]":
        """The lines of an order that the customer calls so."""
        lines = [Bought(line.id, order.id, line.variant_id, 0, order.placed_at, order.status) for line in order.lines]
        named_purchases = purchases_named(self._store.connection, self._store.merchant, lines, text)
        ids = {line.line_id for line in named_purchases}
        return [line for line in order.lines if line.id in ids]

    def usual(self, customer: Speaker, text: str | None) -> list[OrderLine]:
        """The products the customer buys again and again, one last line for each variant; `text` narrows it."""
        past = self._stored_purchases(customer)
        if text is not None:
            past = purchases_named(self._store.connection, self._store.merchant, past, text)
        ids = [line.line_id for line in usual_first(past, self._store.now)[:MOST_TO_TELL]]
        rows = self._store.connection.execute(_LINES, self._key(ids=ids))
        return sorted(map(OrderLine.of_row, rows), key=lambda line: ids.index(line.id))

    def products_bought(self, customer: Speaker) -> dict[int, float]:
        """The number of times the customer bought each product, by its id, old orders counting less; for
        Catalogue.find."""
        return products_bought(self._stored_purchases(customer), self._store.now)

    def can_cancel(self, order: Order) -> bool:
        """True if the customer may still change their mind: nothing has left the shop."""
        return STATUSES[order.status].is_in_shop and not any(line.shipped for line in order.lines)

    def cancel(self, customer: Speaker, order: Order) -> Order:
        """Call the order off and put its stock back; once more changes nothing. Raises CannotCancel, UnknownOrder."""
        self._store.begin_write(customer)
        self.by_number(customer, order.number)
        current = self._to_change(order.number)
        if current.status == "cancelled":
            return current
        if not self.can_cancel(current):
            raise CannotCancel(current)
        return self._report(current, OrderEvent(kind="cancelled", by="customer", at=self._store.now))

    def get(self, number: str) -> Order:
        """For the merchant: any order of the shop; raises UnknownOrder."""
        return self._existing(self._find(_BY_NUMBER, number=number), number)

    def move(
        self,
        number: str,
        status: str,
        *,
        by: str,
        why: str | None = None,
        at: datetime | None = None,
        source_id: str | None = None,
        expected_at: datetime | None = None,
        quantities: Mapping[str, int] | None = None,
    ) -> Order:
        """Report that the order, or some items of it, got somewhere; the same report again changes nothing.

        at: when it happened, now by default. source_id: the reporter's own id of this report.
        quantities: items by sku; the status follows once the last item got there. by="carrier" is never refused,
        but only ever moves the order forward. Raises IllegalTransition, BadQuantity, UnknownProduct, UnknownOrder.
        """
        order = self._to_change(number)
        if source_id is not None and any(event.source_id == source_id for event in order.events):
            return order
        event = OrderEvent(kind=status, by=by, why=why, at=at or self._store.now, source_id=source_id)
        return self._report(order, event, quantities, expected_at)

    def list(
        self,
        *,
        status: str | None = None,
        updated_since: datetime | None = None,
        before: tuple[datetime, int] | None = None,
        limit: int = 50,
    ) -> "list[Order]":
        """For the merchant: the shop's orders, newest first, or those of one status.

        updated_since: only those to which something happened since. before: when the last one that was told was
        placed, and its id."""
        newest = select(Order.id).where(Order.merchant_id == self._store.merchant.id)
        if status is not None:
            newest = newest.where(Order.status == status)
        if updated_since is not None:
            newest = newest.where(Order.id.in_(self._happened(updated_since)))
        if before is not None:
            newest = newest.where(tuple_(Order.placed_at, Order.id) < before)
        ids = newest.order_by(*NEWEST_FIRST).limit(limit)
        return load(self._store.connection, ORDERS.where(Order.id.in_(ids)), **self._key())

    def counts(self) -> dict[str, int]:
        """The number of the shop's orders in each status."""
        mine = select(Order.status, func.count()).where(Order.merchant_id == self._store.merchant.id)
        rows = self._store.connection.execute(mine.group_by(Order.status))
        return {row[0]: row[1] for row in rows}

    def _happened(self, since: datetime) -> Select[int]:
        mine = OrderEvent.merchant_id == self._store.merchant.id
        return select(OrderEvent.order_id).where(mine, OrderEvent.recorded_at >= since)

    def _key(self, **key: object) -> dict[str, object]:
        return {"merchant_id": self._store.merchant.id, **key}

    def _placed_by(
        self, statement: Select[int], customer: Speaker, since: datetime | None, until: datetime | None
    ) -> Select[int]:
        """The statement narrowed to the customer's orders of that time."""
        statement = statement.where(Order.merchant_id == self._store.merchant.id, Order.customer_id == customer.id)
        statement = statement if since is None else statement.where(Order.placed_at >= since)
        return statement if until is None else statement.where(Order.placed_at < until)

    def _find(self, orders: Select[Order, OrderLine], **key: object) -> Order | None:
        return next(iter(load(self._store.connection, orders, **self._key(**key))), None)

    def _existing(self, order: Order | None, number: str) -> Order:
        if order is None:
            raise UnknownOrder(number)
        return order

    def _to_change(self, number: str) -> Order:
        """The order as it is now, and nobody else changes it meanwhile."""
        self._store.begin_write()
        held = self._session.scalars(_HELD, self._key(number=number), execution_options=FRESH)
        return self._existing(held.unique().one_or_none(), number)

    def _purchases(self, customer: Speaker) -> Sequence[Bought]:
        if isinstance(customer, Stranger):
            return ()
        return purchases_of(self._store.connection, self._store.merchant, customer.id)

    def _stored_purchases(self, customer: Speaker) -> Sequence[Bought]:
        """The past lines that were not called off."""
        return [line for line in self._purchases(customer) if line.status != "cancelled"]

    def _order(self, cart: Cart, taken: Mapping[int, int]) -> Order:
        now = self._store.now
        order = Order(
            merchant_id=cart.merchant_id,
            customer_id=cart.customer_id,
            number=self._free_number(),
            status="placed",
            payment="unpaid",
            currency=cart.currency,
            total_minor=cart.total.amount_minor,
            confirmation_token=cart.confirmation_token,
            placed_at=now,
            lines=[_order_line(line, taken[line.variant_id]) for line in cart.lines],
            events=[],
        )
        self._session.add(order)
        self._record(order, OrderEvent(kind="placed", by="customer", at=now, data={"to": "placed"}))
        self._session.flush()
        return order

    def _free_number(self) -> str:
        """Six digits that no order of this merchant has; after some bad luck, as in a very large shop, one more."""
        for attempt in counting():
            lowest = 10 ** (5 + attempt // 10)
            number = str(lowest + secrets.randbelow(9 * lowest))
            if self._session.scalar(_NUMBERED, self._key(number=number)) is None:
                return number
        raise AssertionError("counting ends")

    def _report(
        self,
        order: Order,
        event: OrderEvent,
        quantities: Mapping[str, int] | None = None,
        expected_at: datetime | None = None,
    ) -> Order:
        before = order.status
        part = quantities is not None
        target = next_status(order, event.kind, by=event.by, at=event.at, part=part)
        quantities_by_sku = (
            count(order, event.kind, quantities) if target != before or part or order.partly_shipped else {}
        )
        order.status = reached(order, target)
        if event.kind == "cancelled":
            put_back(self._session, order, quantities_by_sku)
        is_expected_anew = expected_at not in (None, order.expected_at) and all(e.at <= event.at for e in order.events)
        if is_expected_anew:
            order.expected_at = expected_at
        if event.kind != before or quantities_by_sku or is_expected_anew:
            event.data = {"from": before, "to": order.status} | (
                {"quantities": quantities_by_sku} if quantities_by_sku else {}
            )
            self._record(order, event)
        self._session.flush()
        return order

    def _record(self, order: Order, event: OrderEvent) -> None:
        event.merchant_id, event.recorded_at = order.merchant_id, self._store.now
        order.events.append(event)


def _order_line(line: CartLine, taken: int) -> OrderLine:
    price = {"currency": line.variant.currency, "unit_minor": line.quoted_minor}
    return order_line(line.variant, **price, ordered=line.quantity, taken=taken)
