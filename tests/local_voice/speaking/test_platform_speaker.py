"""pyttsx3 as people meet it: a small program stands in for the `aplay` that it runs."""

import os
import sys
import time
import wave
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from local_voice.speaking import InvalidSsml, LoudspeakerMissing, Speaker, SpeakingError, open_speaker, open_voice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="on Windows and macOS it would be heard")
PLAYER = """#!{python}
import os, shutil, sys, time, wave
with wave.open(sys.argv[1]) as sound:
    length_s = sound.getnframes() / sound.getframerate()
shutil.copy(sys.argv[1], "{folder}/%d.wav" % time.monotonic_ns())
time.sleep(length_s)
open("{folder}/ended", "a").write("x")
"""


@pytest.fixture
def heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where what was played lies, in order, and a file `ended` with a letter for each played to the end."""
    program = tmp_path / "aplay"
    program.write_text(PLAYER.format(python=sys.executable, folder=tmp_path))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


@pytest.fixture
def speaker(heard: Path) -> Speaker:
    return open_speaker("en-US", engine="pyttsx3")


def test_returns_when_speech_was_heard_and_says_every_text(speaker: Speaker, heard: Path) -> None:
    for text in ("Hello there.", "", "Goodbye now."):
        speaker.say(text)

    assert (heard / "ended").read_text() == "xx"
    assert all(length_s > 0.5 for length_s in _lengths_s(heard))


def test_tags_are_not_read_out(speaker: Speaker, heard: Path) -> None:
    speaker.say('<speak><prosody rate="medium">Hello</prosody> <w role="amazon:NN">there</w></speak>')

    plain_s = open_voice("en-US", engine="espeak", rate_wpm=200).synthesize("Hello there").duration_s
    assert _lengths_s(heard) == [pytest.approx(plain_s, rel=0.2)]


def test_prints_nothing(speaker: Speaker, capfd: pytest.CaptureFixture[str]) -> None:
    speaker.say("Hello.")

    assert capfd.readouterr() == ("", "")


def test_stopping_ends_the_player_too_and_leaves_no_file(
    speaker: Speaker, heard: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    stop = Event()
    Timer(1.0, stop.set).start()
    started = time.perf_counter()

    speaker.say("long " * 200, stop=stop)

    assert time.perf_counter() - started < 5
    assert not (heard / "ended").exists()
    assert list(temporary.iterdir()) == []


def test_threads_may_speak(speaker: Speaker, heard: Path) -> None:
    threads = [Thread(target=speaker.say, args=(f"Number {n}.",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (heard / "ended").read_text() == "xxx"


def test_a_language_that_the_computer_does_not_speak_is_said(heard: Path) -> None:
    with pytest.raises(SpeakingError, match="no voice of this computer speaks dz-BT"):
        open_speaker("dz-BT", engine="pyttsx3").say("hello")


def test_invalid_ssml_is_refused(speaker: Speaker) -> None:
    with pytest.raises(InvalidSsml):
        speaker.say("<speak>unclosed <b")


def test_a_player_without_a_loudspeaker_is_no_silence(heard: Path) -> None:
    (heard / "aplay").write_text("#!/bin/sh\necho 'aplay: main:831: audio open error: No such device' >&2\nexit 1\n")

    with pytest.raises(SpeakingError, match="audio open error"):
        open_speaker("en-US", engine="pyttsx3").say("hello")


def test_a_linux_without_aplay_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(LoudspeakerMissing, match="alsa-utils"):
        open_speaker("en-US", engine="pyttsx3")


def _lengths_s(folder: Path) -> list[float]:
    lengths_s = []
    for path in sorted(folder.glob("*.wav")):
        with wave.open(str(path)) as sound:
            lengths_s.append(sound.getnframes() / sound.getframerate())
    return lengths_s
