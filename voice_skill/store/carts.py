"""What customers have picked, up to the read-back that they say yes to. Reached as MerchantStore.carts."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from voice_skill.store.errors import (
    BadQuantity,
    ConfirmationExpired,
    EmptyCart,
    MixedCurrency,
    NothingToReorder,
    OutOfStock,
    UnknownCartLine,
    UnknownProduct,
)
from voice_skill.store.money import Money
from voice_skill.store.tables import Cart, CartLine, Customer, OrderLine, Variant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

MAX_QUANTITY = 99
# How long a "yes" is taken for what was read out; prices and minds change.
READ_BACK_LASTS = timedelta(minutes=10)

_WITH_LINES = joinedload(Cart.lines).joinedload(CartLine.variant).joinedload(Variant.product)
_MINE = select(Cart).where(Cart.merchant_id == bindparam("merchant_id"), Cart.customer_id == bindparam("customer_id"))
_PICKING = _MINE.where(Cart.status.in_(["open", "awaiting_yes"]), Cart.is_reorder.is_(False)).options(_WITH_LINES)
_AWAITING = _MINE.where(Cart.status == "awaiting_yes", Cart.confirmation_token == bindparam("token")).options(
    _WITH_LINES
)
_VARIANT = (
    select(Variant)
    .where(Variant.merchant_id == bindparam("merchant_id"), Variant.id == bindparam("variant_id"))
    .options(joinedload(Variant.product))
)
# What this turn has read before may have changed since; the rows count, not the session's memory of them.
FRESH = {"populate_existing": True}


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from what was said or bought before: a unit price (Money), or a quantity that shrank or is gone."""

    kind: Literal["price", "less", "gone"]
    spoken_name: str
    spoken_plural: str
    before: Money | int
    after: Money | int


@dataclass(frozen=True, slots=True)
class SummaryLine:
    variant: Variant
    quantity: int
    unit: Money


@dataclass(frozen=True, slots=True)
class Summary:
    """What is read out before the customer says yes; `token` is what the yes refers to."""

    token: str
    lines: tuple[SummaryLine, ...]
    total: Money
    changes: tuple[Change, ...]


class Carts:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store
        self._session = store.session

    def of(self, customer: Customer) -> Cart:
        """What the customer has picked; empty is fine."""
        return self._picking(customer)

    def add(self, customer: Customer, variant: Variant, quantity: int) -> CartLine:
        """Put so many more in the cart; raises BadQuantity, OutOfStock, MixedCurrency."""
        if quantity < 1:
            raise BadQuantity(quantity, MAX_QUANTITY)
        cart = self._to_change(customer)
        variant = self._now(variant)
        line = _line_of(cart, variant)
        wanted = quantity + (line.quantity if line else 0)
        _check(variant, wanted)
        if cart.lines and variant.currency != cart.currency:
            raise MixedCurrency(cart.currency, variant.currency)
        if line is None:
            line = _line(variant)
            cart.lines.append(line)
        line.quantity = wanted
        cart.currency = variant.currency
        self._keep(cart)
        return line

    def change(self, customer: Customer, variant: Variant, quantity: int) -> CartLine:
        """Make it so many; 0 removes it. Raises UnknownCartLine, BadQuantity, OutOfStock."""
        cart = self._to_change(customer)
        line = _line_of(cart, variant)
        if line is None:
            raise UnknownCartLine(variant.sku)
        if quantity == 0:
            cart.lines.remove(line)
        else:
            _check(line.variant, quantity)
            line.quantity = quantity
        self._keep(cart)
        return line

    def remove(self, customer: Customer, variant: Variant) -> None:
        """Take one line out; raises UnknownCartLine."""
        self.change(customer, variant, 0)

    def empty(self, customer: Customer) -> int:
        """Take everything out; how many lines that were."""
        cart = self._to_change(customer)
        removed = len(cart.lines)
        cart.lines.clear()
        self._keep(cart)
        return removed

    def read_back(self, customer: Customer) -> Summary:
        """The cart at today's prices and stock, to be said yes to within READ_BACK_LASTS.

        What cannot be sold any more leaves the cart. Raises EmptyCart, or OutOfStock when nothing is left.
        """
        cart = self._to_change(customer)
        if not cart.lines:
            raise EmptyCart
        if is_gone(cart):
            raise OutOfStock(cart.lines[0].variant.product, cart.lines[0].quantity, 0)
        summary = read_out(cart, self._store.now)
        self._session.flush()
        return summary

    def read_back_again(self, customer: Customer, past: Iterable[OrderLine]) -> Summary:
        """What was bought then at today's prices and stock, in a cart of its own; raises NothingToReorder."""
        self._store.begin_write(customer)
        cart = self._cart(customer, is_reorder=True)
        for line in past:
            self._put_again(cart, line)
        if is_gone(cart):
            raise NothingToReorder(tuple(_gone(line) for line in cart.lines))
        self._drop_reorders(customer)
        self._session.add(cart)
        summary = read_out(cart, self._store.now)
        self._session.flush()
        return summary

    def turn_down(self, customer: Customer, token: str) -> None:
        """The customer said no to what was read out; the cart is kept, a reorder is dropped."""
        self._store.begin_write(customer)
        cart = self._session.scalars(_AWAITING, self._of(customer) | {"token": token}).unique().one_or_none()
        if cart is not None:
            _reopen(cart)
            cart.status = "expired" if cart.is_reorder else "open"
            self._session.flush()

    def _to_change(self, customer: Customer) -> Cart:
        """The cart as it is now, and nobody else changes it meanwhile; a yes to an earlier read-back is void."""
        self._store.begin_write(customer)
        cart = self._picking(customer)
        _reopen(cart)
        return cart

    def _picking(self, customer: Customer) -> Cart:
        found = self._session.scalars(_PICKING, self._of(customer), execution_options=FRESH).unique()
        cart = found.one_or_none() or self._cart(customer, is_reorder=False)
        cart.priced_at = self._store.now
        return cart

    def _cart(self, customer: Customer, *, is_reorder: bool) -> Cart:
        """A new cart, not yet kept."""
        currency = self._store.merchant.currency
        return Cart(**self._of(customer), status="open", is_reorder=is_reorder, currency=currency, lines=[])

    def _keep(self, cart: Cart) -> None:
        self._session.add(cart)
        self._session.flush()

    def _put_again(self, cart: Cart, past: OrderLine) -> None:
        variant = self._now(past)
        line = _line_of(cart, variant)
        if line is None:
            line = _line(variant)
            line.quantity = 0
            line.quoted_minor = past.unit_minor if past.currency == variant.currency else None
            cart.lines.append(line)
            cart.currency = variant.currency
        line.quantity += past.ordered

    def _drop_reorders(self, customer: Customer) -> None:
        """Only what was read out last can be said yes to."""
        pending = update(Cart).filter_by(**self._of(customer), is_reorder=True, status="awaiting_yes")
        self._session.execute(pending.values(status="expired", confirmation_token=None))

    def _now(self, item: Variant | OrderLine) -> Variant:
        """The variant as it is now, its product with it; raises UnknownProduct for another merchant's."""
        variant_id = item.id if isinstance(item, Variant) else item.variant_id
        key = {"merchant_id": self._store.merchant.id, "variant_id": variant_id}
        variant = self._session.scalars(_VARIANT, key, execution_options=FRESH).one_or_none()
        if variant is None:
            raise UnknownProduct(item.sku)
        return variant

    def _of(self, customer: Customer) -> dict[str, int]:
        return {"merchant_id": self._store.merchant.id, "customer_id": customer.id}


def awaited(store: "MerchantStore", customer: Customer, token: str) -> Cart:
    """The cart whose read-back this yes is for; raises ConfirmationExpired."""
    key = {"merchant_id": store.merchant.id, "customer_id": customer.id, "token": token}
    cart = store.session.scalars(_AWAITING, key, execution_options=FRESH).unique().one_or_none()
    if cart is None or cart.read_back_at is None or store.now - cart.read_back_at > READ_BACK_LASTS:
        raise ConfirmationExpired
    cart.priced_at = store.now
    return cart


def is_gone(cart: Cart) -> bool:
    """Whether nothing of it can be sold."""
    return all(line.variant.left == 0 for line in cart.lines)


def read_out(cart: Cart, now: datetime) -> Summary:
    """Fit the cart to today's prices and stock, and give it the token that a yes must carry."""
    changes: list[Change] = []
    for line in list(cart.lines):
        changes += _fit(cart, line, now)
    lines = tuple(SummaryLine(line.variant, line.quantity, line.variant.price(now)) for line in cart.lines)
    cart.priced_at = cart.read_back_at = now
    cart.currency = lines[0].unit.currency
    cart.status = "awaiting_yes"
    cart.confirmation_token = secrets.token_urlsafe(16)
    return Summary(cart.confirmation_token, lines, cart.total, tuple(changes))


def _fit(cart: Cart, line: CartLine, now: datetime) -> list[Change]:
    if line.variant.left == 0:
        cart.lines.remove(line)
        return [_gone(line)]
    changes = []
    fits = min(line.quantity, MAX_QUANTITY if line.variant.left is None else line.variant.left, MAX_QUANTITY)
    if fits < line.quantity:
        changes.append(_change("less", line, line.quantity, fits))
    unit = line.variant.price(now)
    if line.quoted is not None and line.quoted != unit:
        changes.append(_change("price", line, line.quoted, unit))
    line.quantity, line.quoted_minor = fits, unit.amount_minor
    return changes


def _gone(line: CartLine) -> Change:
    return _change("gone", line, line.quantity, 0)


def _change(kind: Literal["price", "less", "gone"], line: CartLine, before: Money | int, after: Money | int) -> Change:
    product = line.variant.product
    return Change(kind, product.spoken_name, product.spoken_plural, before, after)


def _reopen(cart: Cart) -> None:
    cart.status = "open"
    cart.confirmation_token = cart.read_back_at = None


def _line_of(cart: Cart, variant: Variant) -> CartLine | None:
    return next((line for line in cart.lines if line.variant_id == variant.id), None)


def _line(variant: Variant) -> CartLine:
    line = CartLine(merchant_id=variant.merchant_id, variant_id=variant.id)
    set_committed_value(line, "variant", variant)
    return line


def _check(variant: Variant, wanted: int) -> None:
    if not 1 <= wanted <= MAX_QUANTITY:
        raise BadQuantity(wanted, MAX_QUANTITY)
    if not variant.can_sell(wanted):
        raise OutOfStock(variant.product, wanted, variant.left or 0)
