"""Errors of the shop; each carries figures or objects, and the words are the caller's.

StoreError
├── StoreUnavailable     the database is away, locked, full, read-only or broken: `cause` says which
├── BadDatabaseUrl
├── UnknownSchema        the tables were written by a version that this one does not know
├── UnknownMerchant, MerchantExists, BadMerchant
├── SkillTaken           the skill speaks for another merchant already
├── OtherSkill           a request came to a shop's address from a skill that is not the shop's
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
├── UnusualQuantity      far more of one thing than is bought here; once the customer says that it is meant, it goes
├── UnusualTotal         the same of an order's total
├── OutOfStock
├── MixedCurrency
├── EmptyCart, NothingToReorder
├── PriceChanged         carries a fresh read-back to be confirmed instead
├── ConfirmationExpired
├── CannotCancel
├── IllegalTransition
├── EmailTaken           somebody signs in to this shop with the address already
├── PasswordTaken        another shop of the same e-mail address has this password
├── BadPassword
├── UnknownLogin, SeveralLogins
├── ResetExpired         a link that sets a password was used, is too old, or was never made
├── SignInRefused        unknown e-mail and wrong password alike
├── TooManyTries
├── SessionEnded         signed out, too old, or never begun
├── UnknownJob
├── TooManyJobs
├── UnknownToken         a wrong secret, a revoked and an expired one alike
├── TooManyTokens
├── SealBroken           a secret that was stored with another secret key, or changed
├── KeyReused            an idempotency key with another request than before
├── KeyBusy              the first request with this idempotency key is still under way
├── AlreadyAnswered      carries what the same request was answered before
├── RequestReused        something else was asked before under this request's id
└── TooLate              whoever sent the request does not wait any more, so that nothing was changed
"""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voice_skill.store.money import Money
    from voice_skill.store.sales.read_back import Change, Summary
    from voice_skill.store.tables import Order, Variant


class StoreError(Exception):
    """Any refusal of the store."""


# Why a database does not do what it was asked to. away: a server is silent; busy: all connections are in use.
Cause = Literal[
    "away", "busy", "locked", "read_only", "disk_full", "disk_failed", "cannot_open", "no_database", "damaged", "failed"
]


class StoreUnavailable(StoreError):
    """The database did not do what it was asked to; where it is away or locked the next turn may work.

    where: the embedded database's file, or host and port of a server. detail: what the driver says of a server."""

    def __init__(self, cause: Cause = "failed", where: str = "", detail: str = "") -> None:
        super().__init__(cause)
        self.cause, self.where, self.detail = cause, where, detail


class BadDatabaseUrl(StoreError):
    """Neither sqlite:///path nor postgresql://host/name; the address itself may hold a password, so it is not kept."""


class UnknownSchema(StoreError):
    """found: the version of the tables, None for tables of another program; where: as StoreUnavailable has it."""

    def __init__(self, found: str | None, where: str) -> None:
        super().__init__(found)
        self.found, self.where = found, where


class UnknownMerchant(StoreError):
    def __init__(self, merchant: str) -> None:
        super().__init__(merchant)
        self.merchant = merchant


class MerchantExists(StoreError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SkillTaken(StoreError):
    """merchant: whom the skill speaks for."""

    def __init__(self, application_id: str, merchant: str) -> None:
        super().__init__(application_id, merchant)
        self.application_id, self.merchant = application_id, merchant


class BadMerchant(StoreError):
    """A merchant's setting that no turn could work with."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field, self.value = field, value


class OtherSkill(StoreError):
    """The skill is another shop's, or not the one that this shop has or claims. merchant: whose address it was."""

    def __init__(self, merchant: str) -> None:
        super().__init__(merchant)
        self.merchant = merchant


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


class UnusualQuantity(StoreError):
    """So many of this there would be, of which in_cart are in the cart already; nothing was changed."""

    def __init__(self, variant: "Variant", quantity: int, in_cart: int = 0) -> None:
        super().__init__(variant, quantity, in_cart)
        self.variant, self.quantity, self.in_cart = variant, quantity, in_cart


class UnusualTotal(StoreError):
    """The order to be read back comes to so much; nothing was changed."""

    def __init__(self, total: "Money") -> None:
        super().__init__(total)
        self.total = total


class OutOfStock(StoreError):
    """wanted: all of it, what lies in the cart already included; available: what could be sold now."""

    def __init__(self, variant: "Variant", wanted: int, available: int) -> None:
        super().__init__(variant.sku, wanted, available)
        self.variant, self.wanted, self.available = variant, wanted, available


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


class EmailTaken(StoreError):
    """Somebody signs in to this shop with this address already."""


class PasswordTaken(StoreError):
    """Another shop of the same e-mail address has this password, by which it is told from others."""


class UnknownLogin(StoreError):
    """Nobody signs in with this e-mail address, or not to this shop."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


class SeveralLogins(StoreError):
    """The address signs in to several shops; merchants: their names."""

    def __init__(self, email: str, merchants: "Sequence[str]") -> None:
        super().__init__(email, len(merchants))
        self.email, self.merchants = email, merchants


class ResetExpired(StoreError):
    """A link that set a password already, is too old, or was never given out."""


class BadPassword(StoreError):
    """Too short or too long; least and most are counted in characters."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least, most)
        self.least, self.most = least, most


class SignInRefused(StoreError):
    """Nobody has this e-mail address, or the password is another one."""


class TooManyTries(StoreError):
    """wait_s: seconds until the next one is looked at."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class SessionEnded(StoreError):
    """The browser has to sign in again."""


class UnknownJob(StoreError):
    """Not asked for by this merchant, or forgotten since."""

    def __init__(self, job_id: int) -> None:
        super().__init__(job_id)
        self.job_id = job_id


class TooManyJobs(StoreError):
    """most: how many a shop may have asked for that have not ended."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class UnknownToken(StoreError):
    """No token of anybody's that is good now."""


class TooManyTokens(StoreError):
    """most: how many of a shop may be good at once."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class SealBroken(StoreError):
    """Stored with another secret key than this server has, or changed since."""


class KeyReused(StoreError):
    """This idempotency key came with another request before."""


class KeyBusy(StoreError):
    """The first request with this idempotency key has not been answered yet."""


class AlreadyAnswered(StoreError):
    """This request has had its effect; answer: what was said to it, None where nothing was kept."""

    def __init__(self, answer: str | None) -> None:
        super().__init__()
        self.answer = answer


class RequestReused(StoreError):
    """This request's id came with another request before."""


class TooLate(StoreError):
    """Whoever asked has given up: an effect now would be one that nobody hears of."""
