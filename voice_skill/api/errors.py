"""Errors of the API, in the form of RFC 9457's problem+json.

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
from voice_skill.store.statuses import ways_on

# Each kind of problem, its status and its title; the kind is the end of the problem's `type`.
KINDS: dict[str, tuple[int, str]] = {
    "malformed": (400, "The request cannot be read."),
    "idempotency-key-missing": (400, "A POST needs the Idempotency-Key header."),
    "unauthorized": (401, "The token is missing, wrong, expired or revoked."),
    "forbidden": (403, "The token may not do this."),
    "not-found": (404, "This shop has nothing at this address."),
    "method-not-allowed": (405, "This method is not supported here."),
    "already-there": (409, "It already exists."),
    "owned-by-feed": (409, "This product comes from a feed; change it there."),
    "illegal-transition": (409, "The order's status does not allow this."),
    "busy": (409, "It is being changed by another request."),
    "idempotency-key-busy": (409, "The first request with this Idempotency-Key is still in progress."),
    "stale": (412, "It has changed since you read it."),
    "too-large": (413, "The body is too large."),
    "unsupported-media-type": (415, "The body must be application/json."),
    "invalid": (422, "The request contains an invalid value."),
    "idempotency-key-reused": (422, "This Idempotency-Key was already used for a different request."),
    "if-match-missing": (428, "A change needs the If-Match header."),
    "too-many-requests": (429, "The token has reached its limit for this minute."),
    "too-many-jobs": (429, "Too many jobs are still running."),
    "failed": (500, "Something went wrong here."),
    "unavailable": (503, "The database is not responding."),
}
RETRY_S = "5"


class Refused(Exception):
    """The request is refused. kind: of KINDS. detail: what is wrong and what to do about it."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.headers = kind, detail, dict(headers or {})

    @property
    def status(self) -> HTTPStatus:
        return HTTPStatus(KINDS[self.kind][0])


def refusal(error: StoreError) -> Refused | None:
    """Maps an error of the shop to the API's; None for what is a fault of ours."""
    match error:
        case UnknownToken():
            return unauthorized()
        case UnknownProduct() | UnknownOrder() | UnknownFeed() | UnknownCustomer() | UnknownJob():
            return not_found()
        case DuplicateItem(field=field, value=value):
            return Refused("already-there", f"Another product has the {field} {value!r}.")
        case FeedExists(name=name):
            return Refused("already-there", f"A feed is already called {name!r}; PATCH it, or choose another name.")
        case FeedBusy() | CatalogueMoved():
            return Refused("busy", "Try again in a few seconds.", {"Retry-After": RETRY_S})
        case TooManyJobs(most=most):
            detail = f"{most} jobs of this shop are still running; try again when one has finished."
            return Refused("too-many-jobs", detail, {"Retry-After": RETRY_S})
        case IllegalTransition(current=current, wanted=wanted):
            ways = ", ".join(ways_on(current)) or "nothing"
            return Refused(
                "illegal-transition", f"An order that is {current} cannot become {wanted}; it can become {ways}."
            )
        case BadQuantity(quantity=quantity, limit=limit):
            return Refused("invalid", f"The quantity is {quantity}; it must be between 1 and {limit}.")
        case MixedCurrency(first=first, second=second):
            return Refused("invalid", f"The shop sells in {first}, not in {second}.")
        case BadMerchant(field=field):
            return Refused("invalid", f"The {field.replace('_', ' ')} is not valid.")
        case KeyReused():
            return Refused("idempotency-key-reused", "Use a new key for a new request.")
        case KeyBusy():
            return Refused("idempotency-key-busy", "Repeat the request to get its response.", {"Retry-After": "1"})
        case StoreUnavailable():
            return Refused("unavailable", "Try again in a few seconds.", {"Retry-After": RETRY_S})
        case _:
            return None


def unauthorized() -> Refused:
    """The same words for a missing, a wrong, a revoked and an expired token."""
    detail = "Send Authorization: Bearer with a token of this shop; `voice-skill token create` makes one."
    return Refused("unauthorized", detail, {"WWW-Authenticate": "Bearer"})


def not_found() -> Refused:
    """The same words for what is not there and for what is another shop's."""
    return Refused("not-found", "List the collection to see what exists.")
