"""The messages between a browser and the socket server.

The browser connects and shows, within five seconds and in the first message, the ticket that POST /try/ticket gave it:

    {"type": "hello", "ticket": "…", "screen": true, "keeps": false}

screen: whether the Echo that it stands for has one. keeps: the conversation is kept for some minutes after the socket
is closed and goes on with the next hello of this browser (typed turns without JavaScript do that). Answers:

    {"type": "preparing", "step": 2, "of": 4, "words": "Learning …", "seconds": 3.1}   zero or more times
    {"type": "ready", "title": "Juniper Lane", "locale": "en-US", "hears": true, "why_deaf": "", "turns": []}

hears is false where no speech model is installed; why_deaf then says what to do, and typed turns work. turns: those of
a conversation that was kept. From then on, one at a time:

    {"type": "listen"}               then sound in binary messages: 16 kHz, 16-bit little-endian, one channel
    {"type": "done"}                 no more sound comes: a button was let go; otherwise the first pause ends a sentence
    {"type": "say", "text": "…"}     a typed turn; with an "id", the same one again is answered as before
    {"type": "new", "screen": true}  another conversation, with an Echo that has or has no screen

and the server answers

    {"type": "partial", "text": "do you have"}    while somebody speaks
    {"type": "heard", "text": "…"}                the end of speech; sound that still comes is dropped until "listen"
    {"type": "turn", …}                           see `turn_json`; when "spoken_bytes" is not 0, a WAV file follows in
                                                  one binary message
    {"type": "new"}                               another conversation has begun
    {"type": "problem", "words": "…"}             this turn failed; the connection goes on

Eight seconds without a word are a turn in which nothing was said, as on an Echo. What breaks the rules closes the
socket with a code and a reason: see `errors` and `limits`.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voice_skill.channels.browser.errors import BadMessage

if TYPE_CHECKING:
    from local_voice.loop import Turn

Json = dict[str, Any]


@dataclass(frozen=True)
class Hello:
    ticket: str
    screen: bool
    keeps: bool


@dataclass(frozen=True)
class Listen:
    pass


@dataclass(frozen=True)
class Done:
    pass


@dataclass(frozen=True)
class Say:
    text: str
    id: str | None


@dataclass(frozen=True)
class New:
    screen: bool


Message = Hello | Listen | Done | Say | New


def read_message(text: str, *, text_chars: int) -> Message:
    """Raises BadMessage."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise BadMessage("A message is not JSON.") from None
    match message:
        case {"type": "hello", "ticket": str(ticket)}:
            return Hello(ticket, _flag(message, "screen", default=True), _flag(message, "keeps", default=False))
        case {"type": "listen"}:
            return Listen()
        case {"type": "done"}:
            return Done()
        case {"type": "say", "text": str(text)}:
            return Say(_sayable(text, text_chars), str(message["id"])[:64] if "id" in message else None)
        case {"type": "new"}:
            return New(_flag(message, "screen", default=True))
        case _:
            raise BadMessage("A message has an unknown type.")


def turn_json(turn: "Turn", *, in_session: bool, spoken_bytes: int) -> Json:
    """One exchange as the page shows it."""
    meaning = turn.understood.to_json() if turn.understood else {"intent": None, "slots": {}, "confidence": None}
    answer = turn.answer
    return {
        "type": "turn",
        "said": turn.text,
        "heard": turn.heard.to_json() if turn.heard else None,
        "intent": meaning["intent"],
        "slots": {name: slot["value"] for name, slot in meaning["slots"].items()},
        "confidence": meaning["confidence"],
        "speech": turn.speech,
        "card": answer.card if answer else None,
        "request": answer.request if answer else None,
        "response": answer.response if answer else None,
        "ms": {stage: round(ms, 1) for stage, ms in turn.ms.items()},
        "in_session": in_session,
        "spoken_bytes": spoken_bytes,
    }


def _flag(message: Json, name: str, *, default: bool) -> bool:
    value = message.get(name, default)
    if not isinstance(value, bool):
        raise BadMessage(f"{name} is neither true nor false.")
    return value


def _sayable(text: str, longest: int) -> str:
    # Without what nobody can say: half of a pair of surrogates, NUL, marks of direction.
    sayable = " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())
    if not sayable:
        raise BadMessage("The text is empty.")
    if len(sayable) > longest:
        raise BadMessage(f"The text has more than {longest} characters.")
    return sayable
