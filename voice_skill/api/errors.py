"""What the API refuses, and how it says so: problem+json of RFC 9457.

Refused                  carries one of KINDS, a sentence on what to do, and headers"""

from collections.abc import Mapping
from http import HTTPStatus

from voice_skill.store import (
    BadMerchant,
    BadQuantity,
    CatalogueMoved,
    DuplicateItem,
    FeedBusy,
    FeedExists,
    IllegalTransition,
    KeyBusy,
    KeyReused,
    MixedCurrency,
    StoreError,
    StoreUnavailable,
    TooManyJobs,
    UnknownCustomer,
    UnknownFeed,
    UnknownJob,
    UnknownOrder,
    UnknownProduct,
    UnknownToken,
)
from voice_skill.store.sales.transitions import ways_on

# Each kind of problem, its status and its title; the kind is the end of the problem's `type`.
KINDS: dict[str, tuple[int, str]] = {
    "malformed": (400, "The request cannot be read."),
    "idempotency-key-missing": (400, "A POST needs the header Idempotency-Key."),
    "unauthorized": (401, "There is no token here that is good now."),
    "forbidden": (403, "The token may not do this."),
    "not-found": (404, "There is no such thing in this shop."),
    "method-not-allowed": (405, "This cannot be done here."),
    "already-there": (409, "There is one already."),
    "owned-by-feed": (409, "A feed brings this product, so that it is changed there."),
    "illegal-transition": (409, "The order cannot go there from where it is."),
    "busy": (409, "Somebody else is at it."),
    "idempotency-key-busy": (409, "The first request with this Idempotency-Key is still under way."),
    "stale": (412, "It is no longer what it was."),
    "too-large": (413, "The body is too large."),
    "unsupported-media-type": (415, "The body has to be application/json."),
    "invalid": (422, "What is asked for will not do."),
    "idempotency-key-reused": (422, "This Idempotency-Key came with another request before."),
    "if-match-missing": (428, "A change needs the header If-Match."),
    "too-many-requests": (429, "The token has been used up for this minute."),
    "too-many-jobs": (429, "Enough was asked for that has not ended."),
    "failed": (500, "Something went wrong here."),
    "unavailable": (503, "The database does not answer."),
}
RETRY_S = "5"


class Refused(Exception):
    """What is asked for is not done. kind: of KINDS. detail: what is wrong and what to do about it."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.headers = kind, detail, dict(headers or {})

    @property
    def status(self) -> HTTPStatus:
        return HTTPStatus(KINDS[self.kind][0])


def refusal(error: StoreError) -> Refused | None:
    """How the API says what the shop refused; None for what is a fault of ours."""
    match error:
        case UnknownToken():
            return unauthorized()
        case UnknownProduct() | UnknownOrder() | UnknownFeed() | UnknownCustomer() | UnknownJob():
            return not_found()
        case DuplicateItem(field=field, value=value):
            return Refused("already-there", f"The {field} {value!r} is another product's.")
        case FeedExists(name=name):
            return Refused("already-there", f"There is a feed {name!r}; PATCH it, or choose another name.")
        case FeedBusy() | CatalogueMoved():
            return Refused("busy", "Try again in some seconds.", {"Retry-After": RETRY_S})
        case TooManyJobs(most=most):
            told = f"{most} jobs of this shop have not ended; ask again when one has."
            return Refused("too-many-jobs", told, {"Retry-After": RETRY_S})
        case IllegalTransition(current=current, wanted=wanted):
            ways = ", ".join(ways_on(current)) or "nothing else"
            return Refused("illegal-transition", f"An order that is {current} cannot become {wanted}, but {ways}.")
        case BadQuantity(quantity=quantity, limit=limit):
            return Refused("invalid", f"{quantity} is not between 1 and {limit}, which is how many there are.")
        case MixedCurrency(first=first, second=second):
            return Refused("invalid", f"The shop sells in {first}, not in {second}.")
        case BadMerchant(field=field):
            return Refused("invalid", f"The {field.replace('_', ' ')} will not do.")
        case KeyReused():
            return Refused("idempotency-key-reused", "Use a new key for a new request.")
        case KeyBusy():
            return Refused("idempotency-key-busy", "Ask again for its answer.", {"Retry-After": "1"})
        case StoreUnavailable():
            return Refused("unavailable", "Try again in some seconds.", {"Retry-After": RETRY_S})
        case _:
            return None


def unauthorized() -> Refused:
    """The same words for a missing, a wrong, a revoked and an expired token."""
    detail = "Send Authorization: Bearer with a token of this shop; `voice-skill token create` makes one."
    return Refused("unauthorized", detail, {"WWW-Authenticate": "Bearer"})


def not_found() -> Refused:
    """The same words for what is not there and for what is another shop's."""
    return Refused("not-found", "Look for it in the list of what there is.")
