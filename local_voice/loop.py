"""The voice loop: listen, understand, ask the skill, speak, until the session ends. Demo, `talk` and `say` run it."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from local_voice.audio import Pcm
from local_voice.device import Answer, Echo
from local_voice.dialog import DialogManager, Reply
from local_voice.invocation import after_invocation
from local_voice.speaking import Voice, plain_words
from voice_skill.understanding import Understanding, Understood

if TYPE_CHECKING:
    from local_voice.hearing import Alternative, Ears, Heard

LAUNCH = "LaunchRequest"
FALLBACK = "AMAZON.FallbackIntent"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Utterance:
    """One thing a customer says; empty when nobody spoke.

    text: the words, where they are typed or known beforehand; pcm: their sound, which is what counts if it is there;
    heard: what a microphone made of it already.
    """

    text: str | None = None
    pcm: Pcm | None = None
    heard: "Heard | None" = None


@dataclass(frozen=True)
class Turn:
    """One exchange, whole.

    understood: None when nothing was said; its intent is None when it is out of scope; LaunchRequest for "open …".
    answer: None when the skill was not asked. ssml: what is to be said now: an answer, a question of Alexa's own in a
    dialog, or the reprompt. spoken: the same as sound, when there is a voice.
    gave_up: nobody answered Alexa's question, and the skill had not heard of the customer yet.
    ms: milliseconds for hear, understand, skill and speak.
    """

    utterance: Utterance
    heard: "Heard | None" = None
    understood: Understood | None = None
    answer: Answer | None = None
    ssml: str | None = None
    spoken: Pcm | None = None
    gave_up: bool = False
    ms: dict[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The customer's words as understood."""
        if self.understood is not None:
            return self.understood.text
        return self.heard.transcript if self.heard is not None else self.utterance.text or ""

    @property
    def session_ends(self) -> bool:
        return self.gave_up or (self.answer is not None and self.answer.session_ends)

    @property
    def speech(self) -> str:
        """The words that are said now."""
        return plain_words(self.ssml) if self.ssml else ""

    def to_json(self) -> dict[str, Any]:
        understood = self.understood.to_json() if self.understood else {"intent": None, "slots": {}}
        return {
            "text": self.text,
            "intent": understood["intent"],
            "slots": understood["slots"],
            "speech": self.speech,
            "card": self.answer.card if self.answer else None,
            "session_ends": self.session_ends,
            "took_ms": round(sum(self.ms.values()), 1),
        }


def converse(
    utterances: Iterable[Utterance], ears: "Ears | None", understanding: Understanding, echo: Echo, voice: Voice | None
) -> Iterator[Turn]:
    """Turn after turn, until the session ends or nothing more comes. The next utterance is asked for when the caller is
    done with a turn, so whoever speaks the answer aloud meanwhile is not listened to.

    ears: for utterances that are sound; voice: None when nobody listens. Raises DeviceError, and InvalidModel for a
    dialog section that Alexa would not build.
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
        self._dialog = DialogManager(echo, understanding.model)
        self._has_fallback = any(intent.name == FALLBACK for intent in understanding.model.intents)
        self._reprompt: str | None = None

    def turn(self, utterance: Utterance) -> Turn:
        ms: dict[str, float] = {}
        heard = self._hear(utterance, ms)
        words = heard.alternatives if heard else utterance.text or ""
        if not (heard.transcript if heard else words):
            return self._unanswered(utterance, heard, None, ms)
        understood = _timed(ms, "understand", lambda: self._understand(words))
        if understood.intent is None and not self._has_fallback:
            return self._unanswered(utterance, heard, understood, ms)
        reply = _timed(ms, "skill", lambda: self._ask(understood))
        self._reprompt = reply.reprompt
        spoken = _timed(ms, "speak", lambda: self._speak(reply.ssml))
        return Turn(utterance, heard, understood, reply.answer, reply.ssml, spoken, ms=ms)

    def _unanswered(
        self, utterance: Utterance, heard: "Heard | None", understood: Understood | None, ms: dict[str, float]
    ) -> Turn:
        """As on an Echo: the question is put once more; if that is not answered either, the session ends."""
        ssml, self._reprompt = self._reprompt, None
        is_asking = self._echo.in_session or self._dialog.question is not None
        if ssml or not is_asking:
            spoken = _timed(ms, "speak", lambda: self._speak(ssml))
            return Turn(utterance, heard, understood, ssml=ssml, spoken=spoken, ms=ms)
        self._dialog.leave()
        if not self._echo.in_session:
            return Turn(utterance, heard, understood, gave_up=True, ms=ms)
        answer = _timed(ms, "skill", lambda: self._echo.end("EXCEEDED_MAX_REPROMPTS"))
        return Turn(utterance, heard, understood, answer, ms=ms)

    def _hear(self, utterance: Utterance, ms: dict[str, float]) -> "Heard | None":
        if utterance.heard is not None:
            ms["hear"] = utterance.heard.took_s * 1000
            return utterance.heard
        if utterance.pcm is None:
            return None
        ears, pcm = self._ears, utterance.pcm
        if ears is None:
            raise ValueError("an utterance is sound, but no recognizer is open")
        return _timed(ms, "hear", lambda: ears.hear(pcm))

    def _understand(self, words: "str | Sequence[Alternative]") -> Understood:
        """words: typed words, or alternatives of what was heard, best first."""
        for text in [words] if isinstance(words, str) else [each.text for each in words]:
            rest = after_invocation(
                text,
                self._understanding.model.invocation_name,
                self._echo.locale,
                in_session=self._echo.in_session or self._dialog.question is not None,
            )
            if rest == "":
                return Understood(text, LAUNCH, 1.0, {})
            if rest:
                words = rest
                break
        return self._understanding.understand(
            words,
            skill_id=self._echo.application_id,
            dynamic_entities=self._echo.dynamic_entities,
            question=self._dialog.question,
        )

    def _ask(self, understood: Understood) -> Reply:
        if understood.intent == LAUNCH:
            return self._dialog.launch()
        slots = {name: slot.to_json() for name, slot in understood.slots.items()}
        if self._echo.words_slot:
            slots[self._echo.words_slot] = {"value": understood.text}
        return self._dialog.tell(understood.intent or FALLBACK, slots)

    def _speak(self, ssml: str | None) -> Pcm | None:
        return self._voice.synthesize(ssml) if self._voice and ssml else None


def _timed(ms: dict[str, float], stage: str, work: Callable[[], _T]) -> _T:
    started = time.perf_counter()
    try:
        return work()
    finally:
        ms[stage] = (time.perf_counter() - started) * 1000
