"""Piper's voice, where the extra `natural` is installed; and what is said where it is not."""

import pytest

from local_voice.speaking import EngineMissing, open_voice
from local_voice.speaking.espeak import EspeakVoice
from local_voice.speaking.piper import PiperVoice, is_installed

needs_piper = pytest.mark.skipif(not is_installed(), reason="Piper is not installed: pip install -e '.[natural]'")


@needs_piper
def test_piper_is_preferred_and_honours_breaks_and_rates() -> None:
    voice = open_voice("en-US")
    assert isinstance(voice, PiperVoice)

    plain = voice.synthesize("Three blue mugs are left.").duration_s
    paused = voice.synthesize('<speak>Three blue mugs are left. <break time="2s"/></speak>').duration_s
    slow = open_voice("en-US", rate_wpm=100).synthesize("Three blue mugs are left.").duration_s

    assert paused - plain == pytest.approx(2, abs=0.3)  # Piper says nothing twice alike
    assert slow > 1.4 * plain


@needs_piper
def test_piper_does_not_take_brackets_for_phonemes() -> None:
    voice = open_voice("en-US", engine="piper")

    assert voice.synthesize("[[blue mugs]]").duration_s > 0.5


@pytest.mark.skipif(is_installed(), reason="Piper is installed")
def test_without_piper_espeak_speaks_and_asking_for_piper_says_how_to_get_it() -> None:
    assert isinstance(open_voice("en-US"), EspeakVoice)
    with pytest.raises(EngineMissing, match=r"pip install 'voice-skill\[voice,natural\]'"):
        open_voice("en-US", engine="piper")


def test_other_locales_are_left_to_espeak() -> None:
    assert isinstance(open_voice("de-DE"), EspeakVoice)
