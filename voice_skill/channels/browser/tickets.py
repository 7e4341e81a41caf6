"""Tickets: who may open a socket, for less than a minute and once. The web pages give them out, the server takes them.

The socket has a port of its own, so the session cookie is not its business; and a page of another site that got hold
of nothing but an address opens nothing.
"""

import time
from dataclasses import asdict, dataclass
from threading import Lock

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from voice_skill.channels.browser.errors import NotAdmitted

LASTS_S = 60
_SALT = "voice-skill try it"


@dataclass(frozen=True)
class Ticket:
    """session: the id of the web session that asked for it; origin: the page's, as a browser names it to the socket."""

    session: int
    merchant: str
    origin: str


class Tickets:
    """Signed with the server's secret key, so that whoever knows the key can check them without asking."""

    def __init__(self, secret_key: str) -> None:
        self._signer = URLSafeTimedSerializer(secret_key, salt=_SALT)
        self._began = int(time.time())
        self._expiry_by_ticket: dict[str, float] = {}
        self._lock = Lock()

    def issue(self, ticket: Ticket) -> str:
        return str(self._signer.dumps({**asdict(ticket), "at": time.time_ns()}))

    def take(self, text: str, origin: str | None) -> Ticket:
        """The ticket, which cannot be used again. Raises NotAdmitted."""
        try:
            fields, issued = self._signer.loads(text, max_age=LASTS_S, return_timestamp=True)
            ticket = Ticket(fields["session"], fields["merchant"], fields["origin"])
        except SignatureExpired:
            raise NotAdmitted("This ticket has expired; load the page again.") from None
        except (BadSignature, KeyError, TypeError, UnicodeEncodeError):
            raise NotAdmitted("This ticket is not valid; load the page again.") from None
        if ticket.origin != origin:
            raise NotAdmitted("This ticket belongs to another page.")
        # What was used before this process began, nobody remembers.
        if issued.timestamp() < self._began or not self._is_first(text):
            raise NotAdmitted("This ticket was used before; load the page again.")
        return ticket

    def _is_first(self, text: str) -> bool:
        now = time.monotonic()
        with self._lock:
            self._expiry_by_ticket = {ticket: until for ticket, until in self._expiry_by_ticket.items() if until > now}
            first = text not in self._expiry_by_ticket
            self._expiry_by_ticket[text] = now + LASTS_S + 1
        return first
