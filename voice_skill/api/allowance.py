"""How often a token may ask: counted in the store for all servers, but not at every request."""

import threading
from datetime import datetime

from voice_skill.api.errors import Refused
from voice_skill.store import ApiToken, MerchantStore, StoreUnavailable

# Ten a second. A server sets aside so many at a time, so that twenty requests cost one write; what another server set
# aside and did not use is lost for that minute.
MOST_A_MINUTE = 600
AT_A_TIME = 20


class Allowance:
    def __init__(self, most: int = MOST_A_MINUTE, at_a_time: int = AT_A_TIME) -> None:
        self._most, self._at_a_time = most, at_a_time
        self._held: dict[int, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def take(self, shop: MerchantStore, token: ApiToken) -> None:
        """Let one request in; raises Refused until the minute is over. Of many connections at once one sets aside for
        all of them: what each set aside for itself would be lost to the others."""
        now = shop.now
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            held_for, left = self._held.get(token.id, (minute, 0))
            if held_for != minute or left == 0:
                left = self._at_a_time if self._set_aside(shop, token) else -1
            self._held[token.id] = (minute, max(left - 1, -1))
        if left < 0:
            raise _too_many(now)

    def _set_aside(self, shop: MerchantStore, token: ApiToken) -> bool:
        try:
            is_allowed = shop.tokens.set_aside(token.id, self._at_a_time, self._most)
            shop.commit()
        except StoreUnavailable:  # SQLite takes in a large feed: whoever only reads is not kept waiting
            shop.rollback()
            return True
        return is_allowed


def _too_many(now: datetime) -> Refused:
    wait = {"Retry-After": str(60 - now.second)}
    return Refused("too-many-requests", "Ask again when the minute is over.", wait)
