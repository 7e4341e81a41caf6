"""Read-backs before the yes: a cart fitted to today's prices and stock. Called by Carts and Orders."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from voice_skill.store.money import Money
from voice_skill.store.tables import Cart, CartLine, Variant

# The most of one thing that anybody means to order by voice.
MAX_QUANTITY = 99


@dataclass(frozen=True, slots=True)
class Change:
    """A difference from what was said or bought before: a unit price (Money), or a quantity that shrank or is gone."""

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
    """The order as it is read out before the customer says yes; `token` is what the yes refers to."""

    token: str
    lines: tuple[SummaryLine, ...]
    total: Money
    changes: tuple[Change, ...]


def is_gone(cart: Cart) -> bool:
    """True if nothing of it can be sold."""
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
        return [removal(line)]
    changes = []
    fits = fitting(line)
    if fits < line.quantity:
        changes.append(_change("less", line, line.quantity, fits))
    unit = line.variant.price(now)
    if line.quoted is not None and line.quoted != unit:
        changes.append(_change("price", line, line.quoted, unit))
    line.quantity, line.quoted_minor = fits, unit.amount_minor
    return changes


def fitting(line: CartLine) -> int:
    """So many of the line as can be sold today."""
    return min(line.quantity, MAX_QUANTITY if line.variant.left is None else line.variant.left, MAX_QUANTITY)


def removal(line: CartLine) -> Change:
    return _change("gone", line, line.quantity, 0)


def _change(kind: Literal["price", "less", "gone"], line: CartLine, before: Money | int, after: Money | int) -> Change:
    product = line.variant.product
    return Change(kind, product.spoken_name, product.spoken_plural, before, after)
