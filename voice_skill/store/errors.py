"""What can go wrong in the shop; every error carries figures or objects, and the words are the caller's.

StoreError
├── StoreUnavailable     the database is away, locked or too busy; the next turn may work
├── BadDatabaseUrl
├── UnknownMerchant, MerchantExists, BadMerchant
├── UnknownCustomer
├── UnknownProduct
├── DuplicateItem        two rows of one catalogue with the same id or sku
├── CatalogueMoved       another one came between comparing and writing: compare again
├── UnknownFeed, FeedExists
├── FeedBusy             somebody is syncing it at this moment
├── UnknownOrder         a missing number and another customer's alike
├── OrderExists, BadOrderNumber
├── UnknownCartLine
├── BadQuantity
├── OutOfStock
├── MixedCurrency
├── EmptyCart, NothingToReorder
├── PriceChanged         carries a fresh read-back to be confirmed instead
├── ConfirmationExpired
├── CannotCancel
└── IllegalTransition
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice_skill.store.read_back import Change, Summary
    from voice_skill.store.tables import Order, Product


class StoreError(Exception):
    """Any refusal of the store."""


class StoreUnavailable(StoreError):
    """The database did not answer in time."""


class BadDatabaseUrl(StoreError):
    """Neither sqlite:///path nor postgresql://host/name; the address itself may hold a password, so it is not kept."""


class UnknownMerchant(StoreError):
    def __init__(self, merchant: str) -> None:
        super().__init__(merchant)
        self.merchant = merchant


class MerchantExists(StoreError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class BadMerchant(StoreError):
    """A merchant's setting that no turn could work with."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field, self.value = field, value


class UnknownCustomer(StoreError):
    """Not a customer of this merchant, or forgotten meanwhile."""


class UnknownProduct(StoreError):
    """text: the external id, the sku or the words that led nowhere."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class DuplicateItem(StoreError):
    """field: "id" or "sku"; value: what stands there twice."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field, self.value = field, value


class CatalogueMoved(StoreError):
    """Somebody changed the catalogue after it was compared; comparing again will do."""


class UnknownFeed(StoreError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FeedExists(StoreError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FeedBusy(StoreError):
    """Another process is syncing the feed."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class UnknownOrder(StoreError):
    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class OrderExists(StoreError):
    """Another order of the shop has this number."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class BadOrderNumber(StoreError):
    """A number that nobody could say and the shop could not find: not all digits, or too many of them."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class UnknownCartLine(StoreError):
    def __init__(self, sku: str) -> None:
        super().__init__(sku)
        self.sku = sku


class BadQuantity(StoreError):
    """limit: the most that would have been accepted."""

    def __init__(self, quantity: int, limit: int) -> None:
        super().__init__(quantity, limit)
        self.quantity, self.limit = quantity, limit


class OutOfStock(StoreError):
    """wanted: all of it, what lies in the cart already included; available: what could be sold now."""

    def __init__(self, product: "Product", wanted: int, available: int) -> None:
        super().__init__(product.external_id, wanted, available)
        self.product, self.wanted, self.available = product, wanted, available


class MixedCurrency(StoreError):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(first, second)
        self.first, self.second = first, second


class EmptyCart(StoreError):
    """There is nothing to read back."""


class NothingToReorder(StoreError):
    """changes: why none of what was bought then can be bought now; empty when nothing was bought."""

    def __init__(self, changes: "tuple[Change, ...]" = ()) -> None:
        super().__init__(len(changes))
        self.changes = changes


class PriceChanged(StoreError):
    """summary: the same cart at today's prices, with a token of its own to say yes to."""

    def __init__(self, summary: "Summary") -> None:
        super().__init__(len(summary.changes))
        self.summary = summary


class ConfirmationExpired(StoreError):
    """The read-back is too old, was turned down, or is not of the cart as it is now."""


class CannotCancel(StoreError):
    def __init__(self, order: "Order") -> None:
        super().__init__(order.number, order.status)
        self.order = order


class IllegalTransition(StoreError):
    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(current, wanted)
        self.current, self.wanted = current, wanted
