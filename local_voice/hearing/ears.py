"""Hearing: sound in, what was most likely said out. Vosk does the acoustics; Ears keeps it from ending the process."""

import heapq
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr
import vosk

from local_voice.audio import Pcm
from local_voice.hearing.clone import hearing_cache, prepared_folder
from local_voice.hearing.denoising import Samples, denoised
from local_voice.hearing.vocabulary import GOES_ON

SAMPLE_RATE_HZ = 16_000
MOST_ALTERNATIVES = 10
# A clip that begins or ends with a word gets quiet around it: the recogniser looks a few frames back and ahead, and
# heard 90 instead of 82 of 100 sentences spoken by espeak-ng rightly.
QUIET = int(0.4 * SAMPLE_RATE_HZ)
# Within this time pauses do not divide what was said; after it the first pause does, so that half an hour of speech
# needs no more memory than a sentence.
WHOLE_UP_TO_S = 15

# What lies more than a second before the first word seems to come is not heard a second time.
BEFORE_WORDS = 2 * SAMPLE_RATE_HZ

# In noise, what was said is not always among the transcripts: "computer" was heard as "close" and as little else.
# An intent needs .25 (understanding/alternatives.py), so nine tenths of the transcripts have to agree on it.
TRUST_IN_NOISE = 0.28

# Words, and how well they fit: a log likelihood of which only differences mean something.
Transcript = tuple[str, float]


@dataclass(frozen=True)
class Alternative:
    """One transcript of the sound. confidence: 0 to 1, its share among all that may have been said."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Heard:
    """The recogniser's result, best alternative first; silence is an empty transcript without alternatives.

    "[unk]" in a text stands for a sound that is no expected word. took_s: seconds from the last sample to here.
    """

    transcript: str
    alternatives: tuple[Alternative, ...]
    audio_s: float
    took_s: float

    def to_json(self) -> dict[str, Any]:
        return {
            "transcript": self.transcript,
            "alternatives": [asdict(alternative) for alternative in self.alternatives],
            "audio_s": round(self.audio_s, 3),
            "took_s": round(self.took_s, 4),
        }


class Ears:
    """A recogniser that expects what an interaction model lets people say, and is not deaf to the rest.

    One may serve many threads: they share the model, and each call has a recogniser of its own.
    """

    def __init__(
        self,
        model_dir: Path,
        interaction_model: dict[str, Any] | None,
        *,
        locale: str = "en-US",
        cache_dir: Path | None = None,
    ) -> None:
        """interaction_model: Alexa's JSON, or None for everyday speech alone.
        Raises RecogniserBroken, InvalidModel."""
        cache = hearing_cache(cache_dir)
        vosk.SetLogLevel(-1)
        self._model = vosk.Model(str(prepared_folder(model_dir, interaction_model, cache, locale=locale)))
        self._idle: list[vosk.KaldiRecognizer] = []

    def apart(self) -> "Ears":
        """The same model with recognisers of their own, which are freed with these ears: for one conversation."""
        apart = copy(self)
        apart._idle = []
        return apart

    def hear(self, pcm: Pcm) -> Heard:
        """Transcribes a whole clip, pauses included."""
        began = time.perf_counter()
        with self._recogniser() as recogniser:
            transcripts, trust = _of_whole(recogniser, pcm.resampled(SAMPLE_RATE_HZ).samples)
        return _heard(transcripts, pcm.duration_s, time.perf_counter() - began, trust)

    def listen(
        self,
        chunks: Iterable[bytes],
        sample_rate_hz: int,
        *,
        partial: Callable[[str], None] | None = None,
    ) -> Heard:
        """Transcribes up to the first pause after speech, or until the chunks (16-bit mono) end.

        What was said in noise is then heard once more as a whole, with the noise taken out.
        partial: called with the words so far whenever they change.
        """
        sound, audio_s, trust, partial_words, began = bytearray(), 0.0, 1.0, "", time.perf_counter()
        with self._recogniser() as recogniser:
            for chunk in _resampled(chunks, sample_rate_hz):
                began = time.perf_counter()
                sound.extend(chunk)
                audio_s += len(chunk) / 2 / SAMPLE_RATE_HZ
                if recogniser.AcceptWaveform(chunk) and (transcripts := _transcripts(recogniser.Result())):
                    break
                words = _clean(json.loads(recogniser.PartialResult()).get("partial", ""))
                if not words:
                    del sound[:-BEFORE_WORDS]
                if partial and words != partial_words:
                    partial(words)
                partial_words = words
            else:
                transcripts = _transcripts(recogniser.FinalResult())
            pcm = Pcm(bytes(sound), SAMPLE_RATE_HZ)
            if transcripts and pcm.duration_s <= WHOLE_UP_TO_S:
                recogniser.FinalResult()  # forgets the voice and the noise, so that both ways hear alike
                transcripts, trust = _of_whole(recogniser, pcm.samples, transcripts)
        return _heard(transcripts, audio_s, time.perf_counter() - began, trust)

    @contextmanager
    def _recogniser(self) -> Iterator[vosk.KaldiRecognizer]:
        """One for this call alone. Used ones wait for the next call: the part of the graph that they have unfolded
        makes them twice as fast. One that was left in the middle of something is thrown away."""
        try:
            recogniser = self._idle.pop()
        except IndexError:
            recogniser = vosk.KaldiRecognizer(self._model, SAMPLE_RATE_HZ)
            recogniser.SetMaxAlternatives(MOST_ALTERNATIVES)
        yield recogniser
        recogniser.FinalResult()
        self._idle.append(recogniser)


def _of_whole(
    recogniser: vosk.KaldiRecognizer, samples: Samples, heard_before: list[Transcript] | None = None
) -> tuple[list[Transcript], float]:
    """Transcripts, and how far they can be trusted; what was heard before is as good where there is no noise."""
    cleaner = denoised(samples)
    noisy = not np.array_equal(samples, cleaner)
    if heard_before and not noisy:
        return heard_before, 1.0
    transcripts = _joined(_stretches(recogniser, np.pad(cleaner, QUIET)))
    return transcripts, TRUST_IN_NOISE if noisy else 1.0


def _stretches(recogniser: vosk.KaldiRecognizer, samples: Samples) -> Iterator[list[Transcript]]:
    """Transcripts of what lies between pauses, where it is too long to be taken as a whole."""
    length_s = 0
    for begin in range(0, len(samples), SAMPLE_RATE_HZ):
        length_s += 1
        if recogniser.AcceptWaveform(samples[begin : begin + SAMPLE_RATE_HZ].tobytes()) and length_s >= WHOLE_UP_TO_S:
            length_s = 0
            yield _transcripts(recogniser.Result())
    yield _transcripts(recogniser.FinalResult())


def _resampled(chunks: Iterable[bytes], sample_rate_hz: int) -> Iterator[bytes]:
    """Whole samples: Vosk would drop half of one at a chunk's end and hear nothing but noise from there on."""
    stream = soxr.ResampleStream(sample_rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")
    half = b""
    for chunk in chunks:
        data = half + bytes(chunk)
        half = data[len(data) // 2 * 2 :]
        whole = data[: len(data) - len(half)]
        same = sample_rate_hz == SAMPLE_RATE_HZ
        yield whole if same else stream.resample_chunk(np.frombuffer(whole, "<i2")).tobytes()
    yield stream.resample_chunk(np.empty(0, "<i2"), last=True).tobytes()


def _transcripts(result: str) -> list[Transcript]:
    best: dict[str, float] = {}
    for alternative in json.loads(result).get("alternatives", []):
        text = _clean(alternative["text"])
        best[text] = max(alternative["confidence"], best.get(text, -math.inf))
    ranked = sorted(best.items(), key=lambda transcript: -transcript[1])
    # Silence has a word among its alternatives now and then; it stays silence, and listening goes on.
    return ranked if ranked and ranked[0][0] else []


def _clean(text: str) -> str:
    return " ".join(word for word in text.split() if word != GOES_ON)


def _joined(stretches: Iterable[list[Transcript]]) -> list[Transcript]:
    """The best combinations of what was heard between pauses."""
    whole: list[Transcript] = [("", 0.0)]
    for transcripts in stretches:
        if transcripts:
            both = ((f"{before} {after}".strip(), fit + more) for before, fit in whole for after, more in transcripts)
            whole = heapq.nlargest(MOST_ALTERNATIVES, both, key=lambda transcript: transcript[1])
    return [transcript for transcript in whole if transcript[0]]


def _heard(transcripts: list[Transcript], audio_s: float, took_s: float, trust: float = 1.0) -> Heard:
    """Turns fits into shares by softmax over their differences; they add up to the trust in the transcripts."""
    best = max((fit for _, fit in transcripts), default=0.0)
    weights = [math.exp(fit - best) for _, fit in transcripts]
    alternatives = tuple(
        Alternative(text, trust * weight / sum(weights)) for (text, _), weight in zip(transcripts, weights, strict=True)
    )
    return Heard(alternatives[0].text if alternatives else "", alternatives, audio_s, took_s)
