"""The real espeak-ng, measured by what comes out."""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from local_voice.audio import joined, silence
from local_voice.hearing import Ears
from local_voice.speaking import EngineMissing, InvalidSsml, open_voice
from local_voice.speaking.espeak import EspeakVoice
from voice_skill.language import sounds

LOCALES = "ar-SA de-DE en-AU en-CA en-GB en-IN en-US es-ES es-MX es-US fr-CA fr-FR hi-IN it-IT ja-JP nl-NL pt-BR"

ENGLISH = ("en-CA", "en-US", "en-GB")
SPANISH = ("es-US", "es-MX", "es-ES")


@pytest.fixture(scope="module")
def voice() -> EspeakVoice:
    return EspeakVoice("en-US")


@pytest.mark.parametrize(("time", "pause_s"), [("500ms", 0.5), ("0.5s", 0.5), ("2s", 2.0), ("10s", 10.0)])
def test_a_break_lasts_as_long_as_it_says(voice: EspeakVoice, time: str, pause_s: float) -> None:
    without = voice.synthesize("<speak>one two</speak>").duration_s

    with_break = voice.synthesize(f'<speak>one <break time="{time}"/> two</speak>').duration_s

    assert with_break - without == pytest.approx(pause_s, abs=0.06)


def test_markup_is_never_read_out(voice: EspeakVoice) -> None:
    plain = voice.synthesize("the blue mug").duration_s

    marked = voice.synthesize(
        '<speak><amazon:emotion name="excited" intensity="high">the <w role="amazon:NN">blue</w></amazon:emotion>'
        ' <voice name="Ivy">mug</voice></speak>'
    ).duration_s

    assert marked == pytest.approx(plain, rel=0.05)


def test_text_that_looks_like_markup_is_spoken_and_does_nothing(voice: EspeakVoice) -> None:
    assert voice.synthesize("M&M's <b>").duration_s > voice.synthesize("M&M's").duration_s + 0.1
    assert 1 < voice.synthesize('<break time="9s"/>').duration_s < 6


def test_an_order_number_is_said_digit_by_digit(voice: EspeakVoice) -> None:
    digits = voice.synthesize('<speak><say-as interpret-as="digits">482193</say-as></speak>')

    assert digits.duration_s == pytest.approx(voice.synthesize("4 8 2 1 9 3").duration_s, rel=0.01)
    assert digits.duration_s < voice.synthesize("482193").duration_s


def test_rate_and_loudness_are_honoured(voice: EspeakVoice) -> None:
    text = "three blue mugs are left"
    plain = voice.synthesize(text)

    assert voice.synthesize(f'<speak><prosody rate="50%">{text}</prosody></speak>').duration_s > 1.5 * plain.duration_s
    soft = voice.synthesize(f'<speak><prosody volume="-6dB">{text}</prosody></speak>')
    assert _loudness(soft.samples) == pytest.approx(_loudness(plain.samples) / 2, rel=0.1)
    assert EspeakVoice("en-US", rate_wpm=120).synthesize(text).duration_s > 1.3 * plain.duration_s


@pytest.mark.parametrize("locale", LOCALES.split())
def test_every_locale_of_alexas_has_a_voice(locale: str) -> None:
    assert EspeakVoice(locale).synthesize("1 2 3").duration_s > 0.5


def test_canada_and_spanish_america_do_not_sound_of_the_old_world() -> None:
    canada, states, britain = (EspeakVoice(locale).synthesize("tomato water").duration_s for locale in ENGLISH)
    latin, mexico, spain = (EspeakVoice(locale).synthesize("gracias, zapatos").duration_s for locale in SPANISH)

    assert canada == pytest.approx(states, rel=0.015) != pytest.approx(britain, rel=0.015)
    assert latin == pytest.approx(mexico, rel=0.015) != pytest.approx(spain, rel=0.015)


def test_says_that_it_has_no_voice_for_a_locale() -> None:
    with pytest.raises(EngineMissing, match="no voice for dz-BT"):
        EspeakVoice("dz-BT")


def test_refuses_invalid_ssml(voice: EspeakVoice) -> None:
    with pytest.raises(InvalidSsml):
        voice.synthesize("<speak>unclosed <b")


def test_threads_may_speak_at_the_same_time_each_with_its_own_voice_and_rate() -> None:
    spoken = [("en-US", 100), ("de-DE", 175), ("fr-FR", 300)]
    voices = [EspeakVoice(locale, rate_wpm=rate_wpm) for locale, rate_wpm in spoken]
    alone = [voice.synthesize("one two three").duration_s for voice in voices]

    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(lambda n: voices[n % 3].synthesize("one two three").duration_s, range(60)))

    assert together == pytest.approx(alone * 20, rel=0.03)
    assert min(abs(one - other) for one, other in combinations(alone, 2)) > 0.1


def test_what_is_spoken_and_what_is_asked_for_its_sounds_meanwhile_are_both_right() -> None:
    words = [f"{kind} {number}" for kind in ("schedule", "tomato", "zapato") for number in range(40)]
    voices = {locale: EspeakVoice(locale, rate_wpm=300) for locale in ("de-DE", "es-MX")}
    sentence = '<speak>one <lang xml:lang="fr-FR">deux</lang> three</speak>'
    spoken = {locale: voice.synthesize(sentence).duration_s for locale, voice in voices.items()}
    alone = {locale: sounds.sounds(words, locale) for locale in ("en-US", "en-GB")}

    def speak(turn: int) -> bool:
        locale = ("de-DE", "es-MX")[turn % 2]
        return voices[locale].synthesize(sentence).duration_s == pytest.approx(spoken[locale], rel=0.03)

    def ask(turn: int) -> bool:
        locale = ("en-US", "en-GB")[turn % 2]
        sounds._sound.cache_clear()  # ask espeak-ng, not the memory
        return sounds.sounds(words, locale) == alone[locale]

    with ThreadPoolExecutor(2) as threads:
        speaking, asking = threads.map(speak, range(30)), threads.map(ask, range(30))

    assert alone["en-US"] != alone["en-GB"]
    assert all([*speaking, *asking])


def test_vosk_hears_what_was_said(vosk_model: Path, tmp_path: Path) -> None:
    model = {
        "interactionModel": {
            "languageModel": {
                "invocationName": "juniper lane",
                "intents": [
                    {"name": "OrderStatusIntent", "samples": ["where is my order"], "slots": []},
                    {"name": "AMAZON.HelpIntent", "samples": ["what can you do"], "slots": []},
                ],
                "types": [],
            }
        }
    }
    said = open_voice("en-US", engine="espeak").synthesize("Where is my order?")

    heard = Ears(vosk_model, model, cache_dir=tmp_path).hear(joined([said, silence(0.5, said.sample_rate_hz)]))

    assert heard.transcript == "where is my order"


def _loudness(samples: "np.ndarray[tuple[int], np.dtype[np.int16]]") -> float:
    return float(np.sqrt(np.mean(samples.astype(float) ** 2)))


def test_says_how_words_sound_in_ipa_whatever_they_hold(voice: EspeakVoice) -> None:
    mug, two, nothing = voice.pronounce(["mug", "air pods. blue", ""])

    assert (mug, nothing) == ("mˈʌɡ", "")
    assert two == "ˈɛɹ pˈɑːdz blˈuː"
    assert EspeakVoice("es-MX").pronounce(["jicama"]) != voice.pronounce(["jicama"])
