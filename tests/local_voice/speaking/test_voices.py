"""Which engine is taken."""

import pytest

from local_voice.speaking import EngineMissing, SpeakingError, open_speaker, open_voice
from local_voice.speaking.platform_speaker import PlatformSpeaker
from local_voice.speaking.voices import VoiceSpeaker


@pytest.mark.parametrize("rate_wpm", [0, 79, 451])
def test_a_rate_that_nobody_speaks_is_refused(rate_wpm: int) -> None:
    with pytest.raises(SpeakingError, match="choose 80 to 450"):
        open_voice("en-US", rate_wpm=rate_wpm)


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(EngineMissing, match="choose one of piper, espeak"):
        open_voice("en-US", engine="festival")  # type: ignore[arg-type]


def test_windows_and_macos_speak_with_their_own_voices_and_linux_with_espeak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert isinstance(open_speaker("de-DE"), VoiceSpeaker)

    monkeypatch.setattr("sys.platform", "darwin")
    assert isinstance(open_speaker("de-DE"), PlatformSpeaker)
