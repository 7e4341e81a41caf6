"""Customers' carts, up to the read-back that they say yes to. Reached as MerchantStore.carts."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, joinedload
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
from voice_skill.store.people.customers import Speaker, Stranger
from voice_skill.store.sales.read_back import MAX_QUANTITY, Summary, fitting, is_gone, read_out, removal
from voice_skill.store.sales.unusual import Sure, ask_about_all, ask_about_quantity
from voice_skill.store.tables import Cart, CartLine, OrderLine, Product, Variant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

# Of a customer who has not been asked whether a quantity was meant.
UNASKED = Sure()
# How long a "yes" is taken for what was read out; prices and minds change.
READ_BACK_LASTS = timedelta(minutes=10)

_WITH_LINES = joinedload(Cart.lines).joinedload(CartLine.variant).joinedload(Variant.product)
_MINE = select(Cart).where(Cart.merchant_id == bindparam("merchant_id"), Cart.customer_id == bindparam("customer_id"))
_IS_PICKING = (Cart.status.in_(["open", "awaiting_yes"]), Cart.is_reorder.is_(False))
_PICKING = _MINE.where(*_IS_PICKING).options(_WITH_LINES)
# Rows of the cart, a line, its variant and its product each, and where in such a row the latter three begin.
_PICKED = (
    select(Cart, CartLine, Variant, Product)
    .outerjoin(CartLine, (CartLine.merchant_id == Cart.merchant_id) & (CartLine.cart_id == Cart.id))
    .outerjoin(Variant, (Variant.merchant_id == CartLine.merchant_id) & (Variant.id == CartLine.variant_id))
    .outerjoin(Product, (Product.merchant_id == Variant.merchant_id) & (Product.id == Variant.product_id))
    .where(Cart.merchant_id == bindparam("merchant_id"), Cart.customer_id == bindparam("customer_id"), *_IS_PICKING)
    .order_by(CartLine.id)
)
_LINE = len(Cart.__table__.columns)
_VARIANT = _LINE + len(CartLine.__table__.columns)
_PRODUCT = _VARIANT + len(Variant.__table__.columns)
_AWAITING = _MINE.where(Cart.status == "awaiting_yes", Cart.confirmation_token == bindparam("token")).options(
    _WITH_LINES
)
_THIS_VARIANT = (
    select(Variant)
    .where(Variant.merchant_id == bindparam("merchant_id"), Variant.id == bindparam("variant_id"))
    .options(joinedload(Variant.product))
)
# What this turn has read before may have changed since; the rows count, not the session's memory of them.
FRESH = {"populate_existing": True}


class Carts:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    @property
    def _session(self) -> Session:
        return self._store.session

    def of(self, customer: Speaker) -> Cart:
        """The customer's cart, to be read and not changed; may be empty."""
        cart = None
        for row in self._store.connection.execute(_PICKED, self._of(customer)):
            cart = cart or Cart.of_row(row[:_LINE], lines=[], priced_at=self._store.now)
            if row[_LINE] is not None:
                variant = Variant.of_row(row[_VARIANT:_PRODUCT], product=Product.of_row(row[_PRODUCT:]))
                cart.lines.append(CartLine.of_row(row[_LINE:_VARIANT], variant=variant))
        return cart or self._cart(customer, is_reorder=False)

    def add(self, customer: Speaker, variant: Variant, quantity: int, sure: Sure = UNASKED) -> CartLine:
        """Put so many more in the cart, which makes a stranger a customer; raises BadQuantity, OutOfStock,
        MixedCurrency, UnusualQuantity."""
        if quantity < 1:
            raise BadQuantity(quantity, MAX_QUANTITY)
        if isinstance(customer, Stranger):
            _check(self._now(variant), quantity)
            ask_about_quantity(self._store, customer, variant, quantity, sure)
            customer = self._store.customers.recognise(customer.user_id)
        cart = self._to_change(customer)
        variant = self._now(variant)
        line = _line_of(cart, variant)
        total_quantity = quantity + (line.quantity if line else 0)
        _check(variant, total_quantity)
        if cart.lines and variant.currency != cart.currency:
            raise MixedCurrency(cart.currency, variant.currency)
        ask_about_quantity(self._store, customer, variant, total_quantity, sure, in_cart=total_quantity - quantity)
        if line is None:
            line = _line(variant)
            cart.lines.append(line)
        line.quantity = total_quantity
        cart.currency = variant.currency
        self._keep(cart)
        return line

    def change(self, customer: Speaker, variant: Variant, quantity: int, sure: Sure = UNASKED) -> CartLine:
        """Make it so many; 0 removes it. Raises UnknownCartLine, BadQuantity, OutOfStock, UnusualQuantity."""
        cart = self._to_change(customer)
        line = _line_of(cart, variant)
        if line is None:
            raise UnknownCartLine(variant.sku)
        if quantity == 0:
            cart.lines.remove(line)
        else:
            _check(line.variant, quantity)
            if quantity > line.quantity:
                ask_about_quantity(self._store, customer, line.variant, quantity, sure)
            line.quantity = quantity
        self._keep(cart)
        return line

    def exchange(
        self, customer: Speaker, variant: Variant, other: Variant, quantity: int, sure: Sure = UNASKED
    ) -> CartLine:
        """Take one line out and put so many of another variant in, on top of those that are there already; the same
        variant is made so many. Raises UnknownCartLine, BadQuantity, OutOfStock, MixedCurrency, UnusualQuantity."""
        if variant.id == other.id:
            return self.change(customer, variant, quantity, sure)
        there = _line_of(self._to_change(customer), other)
        total_quantity = quantity + (there.quantity if there else 0)
        _check(self._now(other), total_quantity)  # before anything is taken out
        ask_about_quantity(self._store, customer, other, total_quantity, sure)
        self.remove(customer, variant)
        return self.add(customer, other, quantity, Sure({other.sku: total_quantity}))

    def remove(self, customer: Speaker, variant: Variant) -> None:
        """Take one line out; raises UnknownCartLine."""
        self.change(customer, variant, 0)

    def empty(self, customer: Speaker) -> int:
        """Take everything out; how many lines that were."""
        cart = self._to_change(customer)
        line_count = len(cart.lines)
        if line_count:
            cart.lines.clear()
            self._keep(cart)
        return line_count

    def read_back(self, customer: Speaker, sure: Sure = UNASKED) -> Summary:
        """The cart at today's prices and stock, to be said yes to within READ_BACK_LASTS.

        What cannot be sold any more leaves the cart. Raises EmptyCart, or OutOfStock when nothing is left;
        UnusualQuantity and UnusualTotal for what has to be asked about before.
        """
        cart = self._to_change(customer)
        if not cart.lines:
            raise EmptyCart
        if is_gone(cart):
            raise OutOfStock(cart.lines[0].variant, cart.lines[0].quantity, 0)
        ask_about_all(self._store, customer, _to_be_had(cart), sure)
        summary = read_out(cart, self._store.now)
        self._session.flush()
        return summary

    def read_back_again(
        self,
        customer: Speaker,
        past: Iterable[OrderLine],
        *,
        instead: Mapping[str, tuple[Variant | None, int | None]] = MappingProxyType({}),
        sure: Sure = UNASKED,
    ) -> Summary:
        """Read out an earlier order at today's prices and stock, in a cart of its own; raises NothingToReorder, and
        UnusualQuantity and UnusualTotal for what has to be confirmed first.

        instead: by a line's SKU, which variant and how many are wanted of it this time, None for as then. Raises
        BadQuantity, OutOfStock for these."""
        self._store.begin_write(customer)
        cart = self._cart(customer, is_reorder=True)
        for line in past:
            self._put_again(cart, line, *instead.get(line.sku, (None, None)))
        if is_gone(cart):
            raise NothingToReorder(tuple(removal(line) for line in cart.lines))
        ask_about_all(self._store, customer, _to_be_had(cart), sure)
        self._drop_reorders(customer)
        self._session.add(cart)
        summary = read_out(cart, self._store.now)
        self._session.flush()
        return summary

    def turn_down(self, customer: Speaker, token: str) -> None:
        """The customer said no to what was read out; the cart is kept, a reorder is dropped."""
        if isinstance(customer, Stranger):
            return
        self._store.begin_write(customer)
        cart = self._session.scalars(_AWAITING, self._of(customer) | {"token": token}).unique().one_or_none()
        if cart is not None:
            _reopen(cart)
            cart.changed_at = self._store.now
            cart.status = "expired" if cart.is_reorder else "open"
            self._session.flush()

    def _to_change(self, customer: Speaker) -> Cart:
        """The cart as it is now, and nobody else changes it meanwhile; a yes to an earlier read-back is void."""
        if isinstance(customer, Stranger):
            return self._cart(customer, is_reorder=False)
        self._store.begin_write(customer)
        cart = self._picking(customer)
        _reopen(cart)
        cart.changed_at = self._store.now
        return cart

    def _picking(self, customer: Speaker) -> Cart:
        carts = self._session.scalars(_PICKING, self._of(customer), execution_options=FRESH).unique()
        return carts.one_or_none() or self._cart(customer, is_reorder=False)

    def _cart(self, customer: Speaker, *, is_reorder: bool) -> Cart:
        """A new cart, not yet kept."""
        currency = self._store.merchant.currency
        cart = Cart(**self._of(customer), status="open", is_reorder=is_reorder, currency=currency, lines=[])
        cart.priced_at = cart.changed_at = self._store.now
        return cart

    def _keep(self, cart: Cart) -> None:
        if not cart.lines:
            cart.status = "expired"
        self._session.add(cart)
        self._session.flush()

    def _put_again(self, cart: Cart, past: OrderLine, other: Variant | None, quantity: int | None) -> None:
        variant = self._now(other or past)
        line = _line_of(cart, variant)
        if line is None:
            line = _line(variant)
            line.quantity = 0
            is_same = other is None and past.currency == variant.currency
            line.quoted_minor = past.unit_minor if is_same else None
            cart.lines.append(line)
            cart.currency = variant.currency
        line.quantity += past.ordered if quantity is None else quantity
        if quantity is not None:
            _check(variant, line.quantity)

    def _drop_reorders(self, customer: Speaker) -> None:
        """Only what was read out last can be said yes to."""
        pending = update(Cart).filter_by(**self._of(customer), is_reorder=True, status="awaiting_yes")
        dropped = {"status": "expired", "confirmation_token": None, "changed_at": self._store.now}
        self._session.execute(pending.values(dropped))

    def _now(self, item: Variant | OrderLine) -> Variant:
        """The variant as it is now, its product with it; raises UnknownProduct for another merchant's."""
        variant_id = item.id if isinstance(item, Variant) else item.variant_id
        key = {"merchant_id": self._store.merchant.id, "variant_id": variant_id}
        variant = self._session.scalars(_THIS_VARIANT, key, execution_options=FRESH).one_or_none()
        if variant is None:
            raise UnknownProduct(item.sku)
        return variant

    def _of(self, customer: Speaker) -> dict[str, int]:
        return {"merchant_id": self._store.merchant.id, "customer_id": customer.id}


def awaited(store: "MerchantStore", customer: Speaker, token: str) -> Cart:
    """The cart whose read-back this yes is for; raises ConfirmationExpired."""
    key = {"merchant_id": store.merchant.id, "customer_id": customer.id, "token": token}
    cart = store.session.scalars(_AWAITING, key, execution_options=FRESH).unique().one_or_none()
    if cart is None or cart.read_back_at is None or store.now - cart.read_back_at > READ_BACK_LASTS:
        raise ConfirmationExpired
    cart.priced_at = cart.changed_at = store.now
    return cart


def _to_be_had(cart: Cart) -> list[tuple[Variant, int]]:
    return [(line.variant, fitting(line)) for line in cart.lines]


def _reopen(cart: Cart) -> None:
    cart.status = "open"
    cart.confirmation_token = cart.read_back_at = None


def _line_of(cart: Cart, variant: Variant) -> CartLine | None:
    return next((line for line in cart.lines if line.variant_id == variant.id), None)


def _line(variant: Variant) -> CartLine:
    line = CartLine(merchant_id=variant.merchant_id, variant_id=variant.id)
    set_committed_value(line, "variant", variant)
    return line


def _check(variant: Variant, quantity: int) -> None:
    if not 1 <= quantity <= MAX_QUANTITY:
        raise BadQuantity(quantity, MAX_QUANTITY)
    if not variant.can_sell(quantity):
        raise OutOfStock(variant, quantity, variant.left or 0)
