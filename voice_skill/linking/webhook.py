"""POST /feeds/<token>/changed: a merchant's shop says that its catalogue changed. Joined in app.py."""

import base64
import hashlib
import hmac
import logging
import time
from collections import deque
from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from voice_skill.store import SealBroken, Store, StoreUnavailable, UnknownFeed

# Shopify's and WooCommerce's: base64 of the HMAC-SHA256 of the raw body.
SIGNATURES = ("X-Shopify-Hmac-Sha256", "X-WC-Webhook-Signature")
# A product with hundreds of variants; what is in it is not read, only signed.
MAX_SIZE_BYTES = 1024 * 1024
# Of one feed in a minute, and of addresses that are no feed's, in each server process.
MOST_A_MINUTE = 60
NOBODY = ""
RENEW = "its secret has to be made anew, on the feed's page or by voice-skill catalogue webhook NAME --renew"

log = logging.getLogger(__name__)


class Allowance:
    """So many calls a minute for each feed; what has no feed shares one allowance, so that keys stay few."""

    def __init__(self, most: int = MOST_A_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._calls: dict[str, deque[float]] = {}

    def takes(self, key: str) -> bool:
        calls = self._calls.setdefault(key, deque(maxlen=self._most))
        now = self._clock()
        if len(calls) == self._most and now - calls[0] < 60:
            return False
        calls.append(now)
        return True


def webhook_blueprint(store: Store, allowance: Allowance | None = None) -> Blueprint:
    """202 and the feed is due; 401 whether the feed is unknown or the signature wrong, 413, 429; 503 while the database
    is away or the secret cannot be read."""
    blueprint = Blueprint("webhook", __name__)
    allowed = allowance or Allowance()

    @blueprint.post("/feeds/<token>/changed")
    def changed(token: str) -> Response:
        try:
            return Response(status=_ask_for_sync(store, allowed, token))
        except StoreUnavailable as error:
            log.error("A shop's call about a change failed cause=%s", error.cause)
            return Response(status=503, headers={"Retry-After": "30"})
        except SealBroken:
            log.error("A webhook's secret was sealed with another secret key: %s", RENEW)
            return Response(f"{RENEW}\n", 503, content_type="text/plain")

    return blueprint


def _ask_for_sync(store: Store, allowed: Allowance, token: str) -> int:
    request.max_content_length = MAX_SIZE_BYTES
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return 413
    try:
        merchant, feed = store.feed_of(token)
    except UnknownFeed:
        return 401 if allowed.takes(NOBODY) else 429
    if not allowed.takes(token):
        return 429
    with store.for_merchant(merchant) as shop:
        if not _is_signed(body, shop.feeds.webhook_secret(feed)):
            return 401
        shop.feeds.make_due(feed.name)
        shop.commit()
    log.info("merchant=%s feed=%s changed", merchant, feed.name)
    return 202


def _is_signed(body: bytes, secret: str) -> bool:
    right = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    signatures = [request.headers[name] for name in SIGNATURES if name in request.headers]
    return any(hmac.compare_digest(right.encode(), one.encode()) for one in signatures)
