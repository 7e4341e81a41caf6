"""The voice loop: listen, understand, ask the skill, speak, until the session ends. Demo, `talk` and `say` run it."""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from local_voice.audio import Pcm, write_wav
from local_voice.device import Answer, Echo
from local_voice.speaking import Voice, plain_words
from local_voice.understanding import Understanding, Understood

if TYPE_CHECKING:
    from local_voice.hearing import Alternative, Ears, Heard

LAUNCH = "LaunchRequest"
FALLBACK = "AMAZON.FallbackIntent"
_OPENERS = "open|launch|start|begin|run|load|use|resume|play|talk to|speak to|ask|tell"
_JOINERS = "and|to|for|about|that|if|whether"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Utterance:
    """One thing a customer says; empty when nobody spoke.

    said: the words, where they are typed or known beforehand; pcm: their sound, which is what counts if it is there;
    heard: what a microphone made of it already.
    """

    said: str | None = None
    pcm: Pcm | None = None
    heard: "Heard | None" = None


@dataclass(frozen=True)
class Turn:
    """One exchange, whole.

    understood: None when nothing was said; its intent is None when it is out of scope; LaunchRequest for "open …".
    answer: None when the skill was not asked. ssml: what is to be said now, an answer or the reprompt.
    spoken: the same as sound, when there is a voice. ms: milliseconds for hear, understand, skill and speak.
    """

    utterance: Utterance
    heard: "Heard | None" = None
    understood: Understood | None = None
    answer: Answer | None = None
    ssml: str | None = None
    spoken: Pcm | None = None
    ms: dict[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the skill is thought to have been told."""
        if self.understood is not None:
            return self.understood.text
        return self.heard.transcript if self.heard is not None else self.utterance.said or ""

    @property
    def session_ends(self) -> bool:
        return self.answer is not None and self.answer.session_ends

    def to_json(self) -> dict[str, Any]:
        understood = self.understood.to_json() if self.understood else {"intent": None, "slots": {}}
        return {
            "text": self.text,
            "intent": understood["intent"],
            "slots": understood["slots"],
            "speech": plain_words(self.ssml) if self.ssml else "",
            "card": self.answer.card if self.answer else None,
            "session_ends": self.session_ends,
            "took_ms": round(sum(self.ms.values()), 1),
        }


def converse(
    utterances: Iterable[Utterance], ears: "Ears | None", understanding: Understanding, echo: Echo, voice: Voice | None
) -> Iterator[Turn]:
    """Turn after turn, until the session ends or nothing more comes. The next utterance is asked for when the caller is
    done with a turn, so whoever speaks the answer aloud meanwhile is not listened to.

    ears: for utterances that are sound; voice: None when nobody listens. Raises DeviceError.
    """
    conversation = _Conversation(ears, understanding, echo, voice)
    for utterance in utterances:
        turn = conversation.turn(utterance)
        yield turn
        if turn.session_ends:
            return


class _Conversation:
    def __init__(self, ears: "Ears | None", understanding: Understanding, echo: Echo, voice: Voice | None) -> None:
        self._ears = ears
        self._understanding = understanding
        self._echo = echo
        self._voice = voice
        self._reprompt: str | None = None
        self._slots = {intent.name: list(intent.slots) for intent in understanding.model.intents}

    def turn(self, utterance: Utterance) -> Turn:
        ms: dict[str, float] = {}
        heard = self._hear(utterance, ms)
        said = heard.alternatives if heard else utterance.said or ""
        if not (heard.transcript if heard else said):
            return self._silence(utterance, heard, ms)
        understood = _timed(ms, "understand", lambda: self._understand(said))
        answer = _timed(ms, "skill", lambda: self._ask(understood))
        self._reprompt = answer.reprompt
        spoken = _timed(ms, "speak", lambda: self._speak(answer.ssml))
        return Turn(utterance, heard, understood, answer, answer.ssml, spoken, ms)

    def _silence(self, utterance: Utterance, heard: "Heard | None", ms: dict[str, float]) -> Turn:
        """As on an Echo: the question is put once more; if that is not answered either, the session ends."""
        ssml, self._reprompt = self._reprompt, None
        if ssml or not self._echo.in_session:
            return Turn(utterance, heard, ssml=ssml, spoken=_timed(ms, "speak", lambda: self._speak(ssml)), ms=ms)
        answer = _timed(ms, "skill", lambda: self._echo.end("EXCEEDED_MAX_REPROMPTS"))
        return Turn(utterance, heard, answer=answer, ms=ms)

    def _hear(self, utterance: Utterance, ms: dict[str, float]) -> "Heard | None":
        if utterance.heard is not None:
            ms["hear"] = utterance.heard.took_s * 1000
            return utterance.heard
        if utterance.pcm is None:
            return None
        ears, pcm = self._ears, utterance.pcm
        if ears is None:
            raise ValueError("an utterance is sound, and there are no ears")
        return _timed(ms, "hear", lambda: ears.hear(pcm))

    def _understand(self, said: "str | Sequence[Alternative]") -> Understood:
        """said: typed words, or what may have been heard, best first."""
        for text in [said] if isinstance(said, str) else [each.text for each in said]:
            rest = _after_invocation(text, self._understanding.model.invocation_name, self._echo.locale)
            if rest == "":
                return Understood(text, LAUNCH, 1.0, {})
            if rest:
                said = rest
                break
        return self._understanding.understand(
            said, skill_id=self._echo.application_id, dynamic_entities=self._echo.dynamic_entities
        )

    def _ask(self, understood: Understood) -> Answer:
        if understood.intent == LAUNCH:
            return self._echo.launch()
        intent = understood.intent or FALLBACK
        # Alexa sends every slot of the intent, the ones nobody filled without a value.
        slots: dict[str, dict[str, Any]] = {name: {} for name in self._slots.get(intent, ())}
        slots |= {name: slot.to_json() for name, slot in understood.slots.items()}
        return self._echo.intent(intent, slots)

    def _speak(self, ssml: str | None) -> Pcm | None:
        return self._voice.synthesize(ssml) if self._voice and ssml else None


class Recorder:
    """Keeps what was heard, for benchmarks: WAV files, and a line of JSON for each in utterances.jsonl."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._next = 1 + max((int(path.stem) for path in folder.glob("[0-9]*.wav")), default=0)

    def keep(self, turn: Turn) -> None:
        """A turn without sound or without words is not kept."""
        if turn.utterance.pcm is None or turn.understood is None:
            return
        name = f"{self._next:04}.wav"
        self._next += 1
        write_wav(self._folder / name, turn.utterance.pcm)
        slots = {name: slot.value for name, slot in turn.understood.slots.items()}
        line = {"wav": name, "text": turn.text, "intent": turn.understood.intent, "slots": slots}
        with (self._folder / "utterances.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def _timed(ms: dict[str, float], stage: str, work: Callable[[], _T]) -> _T:
    started = time.perf_counter()
    try:
        return work()
    finally:
        ms[stage] = (time.perf_counter() - started) * 1000


def _after_invocation(text: str, name: str, locale: str) -> str | None:
    """What is asked of the skill that is called by name: "" for "open juniper lane", None when it is not called."""
    words, called = _folded(text), re.escape(_folded(name))
    if not locale.startswith("en"):  # other languages put their verb before or after the name
        return "" if re.fullmatch(rf"(\S+ ){{0,2}}{called}( \S+)?", words) else None
    opened = re.fullmatch(rf"(?:(?:hey )?alexa )?(?:please )?(?:(?:{_OPENERS}) )?(?:the )?{called}(?: please)?", words)
    asked = re.fullmatch(rf"(?:(?:hey )?alexa )?(?:{_OPENERS}) {called}(?: (?:{_JOINERS}))*(?P<rest>( .+)?)", words)
    if opened or asked is None:
        return "" if opened else None
    return asked["rest"].strip()


def _folded(text: str) -> str:
    words = text.lower().replace("’", "'").split()
    return " ".join(word.strip('.,;:!?¿¡…"') for word in words)
