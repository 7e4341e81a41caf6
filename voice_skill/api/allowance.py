"""Limits how often a token may make requests: counted in the store, exactly, for all servers together."""

from datetime import datetime

from voice_skill.api.errors import Refused
from voice_skill.store import ApiToken, MerchantStore, StoreUnavailable

# Ten a second.
MOST_A_MINUTE = 600


class Allowance:
    def __init__(self, most: int = MOST_A_MINUTE) -> None:
        self._most = most
        self._used_up: dict[int, datetime] = {}

    def take(self, shop: MerchantStore, token: ApiToken) -> None:
        """Let one request in; raises Refused until the minute is over, without asking the store again."""
        now = shop.now
        minute = now.replace(second=0, microsecond=0)
        if self._used_up.get(token.id) == minute:
            raise _too_many(now)
        try:
            is_taken = shop.tokens.take(token.id, self._most)
        except StoreUnavailable:  # SQLite takes in a large feed: whoever only reads is not kept waiting
            shop.rollback()
            return
        if not is_taken:
            self._used_up[token.id] = minute
            raise _too_many(now)


def _too_many(now: datetime) -> Refused:
    wait = {"Retry-After": str(60 - now.second)}
    return Refused("too-many-requests", "Try again in the next minute.", wait)
