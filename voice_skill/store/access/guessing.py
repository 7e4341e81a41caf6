"""Limits password attempts: slows down whoever guesses, and never locks an owner out because of what strangers tried.
Called by Logins.

Whoever tries is counted by network and e-mail address together, and by network alone. Many networks that guess at one
address are counted too: from then on each has one try a day, so that the right password at the first try is always
taken. A browser in which somebody signed in before is counted by itself, and its network is spared what others tried.
E-mail addresses that nobody signs in with are counted like all others, so that no count tells which there are."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from voice_skill.store.access.attempts import Attempts, Limit
from voice_skill.store.access.browsers import Known, Place
from voice_skill.store.errors import TooManyTries

DAY_S = 86_400
OF_NETWORK_AND_EMAIL = Limit(free=5, first_s=60, longest_s=DAY_S, kept_s=DAY_S)
OF_NETWORK = Limit(free=50, first_s=60, longest_s=3_600, kept_s=3_600)
OF_BROWSER = Limit(free=10, first_s=60, longest_s=DAY_S, kept_s=DAY_S)
UNDER_ATTACK = Limit(free=1, first_s=DAY_S, longest_s=DAY_S, kept_s=DAY_S)
# NIST SP 800-63B, 3.2.2: no more than 100 wrong tries in a row at one account; here in a day, from wherever.
MOST_WRONG = 100
SIGN_UPS = Limit(free=20, first_s=900, longest_s=900, kept_s=900)


@dataclass
class Try:
    """One try at the logins of an e-mail address, and at which of them. counted: as whose it is counted; wait_s: until
    it would be one at all of them."""

    known: Known
    counted: list[str] = field(default_factory=list)
    wait_s: int = 0
    is_open: bool = True
    is_open_in_network: bool = True
    is_open_in_browser: bool = False

    def admits(self, login_id: int) -> bool:
        return (
            self.is_open
            or (self.is_open_in_network and login_id in self.known.in_network)
            or (self.is_open_in_browser and login_id in self.known.in_browser)
        )

    def admits_any(self, login_ids: Collection[int]) -> bool:
        return self.is_open or any(map(self.admits, login_ids))


class Guessing:
    def __init__(self, sessions: sessionmaker[Session], clock: Callable[[], datetime]) -> None:
        self._attempts = Attempts(sessions, clock)

    def begin(self, email: str, place: Place, known: Known) -> Try:
        """Count one more try. Raises TooManyTries when it may be one at none of the logins."""
        attempt = Try(known)
        of_pair = self._wait_s(attempt, f"{email} from {place.network}", OF_NETWORK_AND_EMAIL)
        of_network = self._wait_s(attempt, f"anybody from {place.network}", OF_NETWORK)
        of_attack = 0 if of_pair or of_network else self._under_attack(attempt, email, place)
        attempt.wait_s = max(of_pair, of_network, of_attack)
        attempt.is_open, attempt.is_open_in_network = not attempt.wait_s, not of_pair
        if known.in_browser:
            wait_in_browser_s = self._wait_s(attempt, f"{email} in {place.cookie}", OF_BROWSER)
            attempt.is_open_in_browser = not wait_in_browser_s
        if not attempt.admits_any({*known.in_network, *known.in_browser}):
            raise TooManyTries(attempt.wait_s)
        return attempt

    def begin_change(self, login_id: int) -> Try:
        """One try at the password by somebody who is signed in; raises TooManyTries."""
        who = f"change password of {login_id}"
        self._attempts.begin(who, OF_BROWSER)
        return Try(Known((), ()), [who])

    def went_well(self, attempt: Try) -> None:
        for who in attempt.counted:
            self._attempts.give_back(who)

    def begin_sign_up(self, place: Place) -> None:
        """Raises TooManyTries."""
        self._attempts.begin(f"sign up from {place.network}", SIGN_UPS)

    def _under_attack(self, attempt: Try, email: str, place: Place) -> int:
        everywhere = f"{email} from everywhere"
        attempt.counted.append(everywhere)
        if self._attempts.count(everywhere, DAY_S) <= MOST_WRONG:
            return 0
        return self._wait_s(attempt, f"{email} from {place.site} while many guess", UNDER_ATTACK)

    def _wait_s(self, attempt: Try, who: str, limit: Limit) -> int:
        try:
            self._attempts.begin(who, limit)
        except TooManyTries as error:
            return error.wait_s
        attempt.counted.append(who)
        return 0
