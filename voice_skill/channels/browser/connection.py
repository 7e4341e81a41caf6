"""One socket: what its browser sends, held to the protocol and its limits, becomes turns of a conversation."""

import io
import json
import logging
import math
import time
import wave
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

from voice_skill.channels.browser.errors import BadMessage, NotAdmitted, TooLong, TooMuch
from voice_skill.channels.browser.limits import BYTES_PER_S, Limits
from voice_skill.channels.browser.protocol import Done, Hello, Json, Listen, Message, New, Say, read_message, turn_json

if TYPE_CHECKING:
    from local_voice.audio import Pcm
    from local_voice.loop import Utterance
    from voice_skill.channels.browser.conversation import Conversation
    from voice_skill.channels.browser.shops import OwnEars, Ready, Shop

TICK_S = 0.5
RATE_HZ = 16_000

log = logging.getLogger("voice_skill.channels.browser")


class Socket(Protocol):
    """The part of a websockets connection that is used. Both raise ConnectionClosed."""

    def recv(self, timeout: float | None = None) -> str | bytes: ...

    def send(self, message: str | bytes) -> None: ...


class Connection:
    """Receives and sends; ends by raising what closes the socket."""

    def __init__(self, socket: Socket, limits: Limits) -> None:
        self._socket = socket
        self._limits = limits
        self._is_signed_in: Callable[[], bool] = lambda: True
        self._began = self._looked_at = time.monotonic()
        self._spoken_at = math.inf  # nobody is idle who waits for the shop
        self._sound_bytes = 0
        self._turns_at: deque[float] = deque()
        self.turns = 0

    def hello(self) -> Hello:
        """The first message. Raises BadMessage, NotAdmitted."""
        try:
            message = self._message(self._socket.recv(self._limits.hello_s))
        except TimeoutError:
            raise NotAdmitted("No ticket was sent.") from None
        if not isinstance(message, Hello):
            raise NotAdmitted("The first message is not a hello with a ticket.")
        return message

    def watch(self, is_signed_in: Callable[[], bool], turns_at: deque[float]) -> None:
        """is_signed_in: asked every few seconds from now on, and the socket ends with the session.
        turns_at: when that session's turns were, on whichever socket."""
        self._is_signed_in, self._turns_at = is_signed_in, turns_at
        self._look(at_once=True)

    def tell(self, message: Json) -> None:
        self._socket.send(json.dumps(message, ensure_ascii=False))
        self._look()

    def converse(self, shop: "Shop", conversation: "Conversation", ears: "OwnEars") -> None:
        """Turns, until the browser goes: raises ConnectionClosed then, and a TryItError when it has to."""
        self._spoken_at = time.monotonic()
        while True:
            match self._receive():
                case bytes():
                    pass  # sound that was under way when the end of speech was heard
                case Listen():
                    self._answer_speech(shop, conversation, ears)
                case Say() as say:
                    self._answer_text(shop, conversation, say)
                case New(screen):
                    conversation.begin_anew(screen=screen)
                    self.tell({"type": "new"})
                case Done():
                    pass
                case Hello():
                    raise BadMessage("A second hello was sent.")

    def _answer_text(self, shop: "Shop", conversation: "Conversation", say: Say) -> None:
        from local_voice.loop import Utterance

        before = [turn for turn in conversation.recent_turns if say.id and turn.get("id") == say.id]
        if before:
            self.tell(before[0] | {"spoken_bytes": 0})
        else:
            self._turn(shop.ready(self.tell), conversation, Utterance(say.text), say.id)

    def _answer_speech(self, shop: "Shop", conversation: "Conversation", own: "OwnEars") -> None:
        from local_voice.microphone import listen

        ready = shop.ready(self.tell)
        ears = own.of(ready)
        if ears is None:
            self.tell({"type": "problem", "words": ready.why_deaf})
            return
        utterance = listen(ears, self._chunks(), RATE_HZ, partial=self._partial)
        self.tell({"type": "heard", "text": utterance.heard.transcript if utterance.heard else ""})
        self._turn(ready, conversation, utterance)

    def _turn(
        self, ready: "Ready", conversation: "Conversation", utterance: "Utterance", of: str | None = None
    ) -> None:
        """of: the id of the form that said it."""
        from local_voice.device import DeviceError

        self._count_turn()
        try:
            turn = conversation.turn(ready, utterance)
        except DeviceError as error:
            self.tell({"type": "problem", "words": f"The skill did not answer: {error}"})
            return
        spoken = wav(turn.spoken) if turn.spoken else b""
        message = turn_json(turn, in_session=conversation.in_session, spoken_bytes=len(spoken))
        message |= {"id": of} if of else {}
        conversation.show(message)
        self.tell(message)
        if spoken:
            self._socket.send(spoken)
        if turn.understood:
            self._spoken_at = time.monotonic()
        conversation.shop.look()

    def _partial(self, words: str) -> None:
        self.tell({"type": "partial", "text": words})

    def _chunks(self) -> Iterator[bytes]:
        """The sound of one utterance, until it is done, stalls or has lasted too long."""
        bytes_left, came_at = int(self._limits.utterance_s * BYTES_PER_S), time.monotonic()
        while bytes_left > 0 and time.monotonic() - came_at < self._limits.stalled_s:
            match self._receive(TICK_S):
                case bytes() as sound:
                    bytes_left, came_at = bytes_left - len(sound), time.monotonic()
                    yield sound
                case Done():
                    return
                case None:
                    pass
                case _:
                    raise BadMessage("Sound was announced, but something else was sent.")

    def _receive(self, timeout_s: float | None = None) -> Message | bytes | None:
        """The next message, None after timeout_s; meanwhile the session and the clock are watched."""
        until = time.monotonic() + timeout_s if timeout_s else None
        while until is None or time.monotonic() < until:
            self._look()
            try:
                return self._message(self._socket.recv(TICK_S))
            except TimeoutError:
                continue
        return None

    def _message(self, received: str | bytes) -> Message | bytes:
        if isinstance(received, str):
            return read_message(received, text_chars=self._limits.text_chars)
        self._sound_bytes += len(received)
        spoken_s = self._sound_bytes / BYTES_PER_S
        if spoken_s > time.monotonic() - self._began + self._limits.ahead_s:
            raise TooMuch("More sound was sent than can have been spoken.")
        return received

    def _look(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if now - self._began > self._limits.whole_s:
            raise TooLong("This connection has reached its time limit; connect again.")
        if now - self._spoken_at > self._limits.idle_s:
            raise TooLong("Nobody spoke for some minutes; connect again.")
        if at_once or now - self._looked_at > self._limits.look_s:
            self._looked_at = now
            if not self._is_signed_in():
                raise NotAdmitted("You are signed out.")

    def _count_turn(self) -> None:
        now = time.monotonic()
        while self._turns_at and now - self._turns_at[0] > 60:
            self._turns_at.popleft()
        if len(self._turns_at) >= self._limits.turns_a_minute:
            raise TooMuch("Too many turns within a minute.")
        self._turns_at.append(now)
        self.turns += 1


def wav(pcm: "Pcm") -> bytes:
    """A WAV file in memory."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(pcm.sample_rate_hz)
        file.writeframes(pcm.data)
    return buffer.getvalue()
