"""One customer's conversation with one shop, turn by turn, whatever carries the turns."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Condition

from local_voice.device import Echo
from local_voice.loop import Turn, Utterance, converse
from voice_skill.channels.browser.connection import Connection
from voice_skill.channels.browser.limits import Limits
from voice_skill.channels.browser.protocol import Hello, Json
from voice_skill.channels.browser.shops import OwnEars, Ready, Shop, Shops
from voice_skill.channels.browser.tickets import Ticket

KEPT_TURNS = 10
WAIT_S = 5.0


class Conversation:
    """The loop that `talk` runs, handed one utterance at a time. What is said after a session has ended begins a new
    one, as with `say --replay`; a changed catalogue is understood from the next utterance on."""

    def __init__(self, shop: Shop, *, screen: bool) -> None:
        self.shop, self.screen = shop, screen
        self.recent_turns: list[Json] = []  # the last turns, for a page that is loaded anew with each
        self._echo: Echo = shop.echo(screen=screen)
        self._ready: Ready | None = None
        self._next = Utterance()
        self._turns: Iterator[Turn] = iter(())

    def begin_anew(self, *, screen: bool) -> None:
        """With another Echo, that has or has no screen."""
        self.screen, self.recent_turns, self._ready = screen, [], None
        self._echo = self.shop.echo(screen=screen)

    @property
    def in_session(self) -> bool:
        return self._echo.in_session

    def turn(self, ready: Ready, utterance: Utterance) -> Turn:
        """Raises DeviceError; InvalidModel."""
        self._next = utterance
        if self._echo.application_id != self.shop.application_id:  # Amazon's came for the one that stood in for it
            self._echo, self._ready = self.shop.echo(screen=self.screen), None
        turn = next(self._turns, None) if ready is self._ready else None
        if turn is None:
            self._ready = ready
            self._turns = converse(self._utterances(), None, ready.understanding, self._echo, self.shop.voice)
            turn = next(self._turns)
        return turn

    def show(self, turn: Json) -> None:
        self.recent_turns = [*self.recent_turns[1 - KEPT_TURNS :], turn]

    def _utterances(self) -> Iterator[Utterance]:
        """The loop asks for an utterance when it is asked for a turn, and for one only."""
        while True:
            yield self._next


@dataclass
class Conversations:
    """Conversations that go on with the next socket of the same web session: those of pages without JavaScript."""

    limits: Limits
    _by_session: dict[int, tuple[Conversation, float]] = field(default_factory=dict)
    _sessions_in_use: set[int] = field(default_factory=set)
    _condition: Condition = field(default_factory=Condition)

    def take(self, session: int, shop: Shop, *, screen: bool) -> Conversation:
        """The one that was kept, or a new one; nobody else gets it until it is kept again. The next page may come
        before the socket of the last one is known to be closed."""
        with self._condition:
            self._condition.wait_for(lambda: session not in self._sessions_in_use, WAIT_S)
            self._sessions_in_use.add(session)
            self._drop()
            conversation, _ = self._by_session.pop(session, (None, 0.0))
        fits = conversation and conversation.shop.name == shop.name and conversation.screen == screen
        return conversation if conversation and fits else Conversation(shop, screen=screen)

    def keep(self, session: int, conversation: Conversation) -> None:
        with self._condition:
            self._sessions_in_use.discard(session)
            self._condition.notify_all()
            self._by_session[session] = conversation, time.monotonic() + self.limits.kept_typed_s
            self._drop()

    def _drop(self) -> None:
        now = time.monotonic()
        lasting = [(session, entry) for session, entry in self._by_session.items() if entry[1] > now]
        self._by_session = dict(lasting[-self.limits.kept_typed :])


def talk(shops: Shops, conversations: Conversations, connection: Connection, ticket: Ticket, hello: Hello) -> None:
    """Everything between a hello and the end; raises ConnectionClosed, or the TryItError that ends it."""
    connection.watch(lambda: shops.is_open(ticket.session), shops.turns_of(ticket.session))
    with shops.of(ticket.merchant) as shop:
        ready = shop.ready(connection.tell)
        conversation = (
            conversations.take(ticket.session, shop, screen=hello.screen)
            if hello.keeps
            else Conversation(shop, screen=hello.screen)
        )
        try:
            connection.tell(
                {
                    "type": "ready",
                    "title": shop.title,
                    "locale": shop.locale,
                    "hears": ready.ears is not None,
                    "why_deaf": ready.why_deaf,
                    "turns": conversation.recent_turns,
                }
            )
            connection.converse(shop, conversation, OwnEars())
        finally:
            if hello.keeps:
                conversations.keep(ticket.session, conversation)
