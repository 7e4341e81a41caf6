"""Playing, on machines with and without sound: a small program stands in for the system's player."""

import sys
import time
import wave
from pathlib import Path
from threading import Event, Timer

import pytest

from local_voice.audio import Pcm, silence
from local_voice.speaking import LoudspeakerMissing, can_play, open_speaker, play

TONE = Pcm(b"\x00\x10" * 11_025, 22_050)
PLAYER = """#!{python}
import shutil, sys, time, wave
path = sys.argv[-2] if sys.argv[-1] == "-q" else sys.argv[-1]
shutil.copy(path, "{folder}/played.wav")
with wave.open(path) as sound:
    time.sleep(sound.getnframes() / sound.getframerate())
open("{folder}/ended", "w").close()
"""
DEAF_PLAYER = """#!/bin/sh
echo "ALSA lib: Unknown PCM default" >&2
echo "aplay: main:831: audio open error: No such file or directory" >&2
exit 1
"""


@pytest.fixture(autouse=True)
def _no_portaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)


@pytest.fixture
def player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a program `aplay` that takes as long as the sound and keeps what it played."""
    return _install(PLAYER.format(python=sys.executable, folder=tmp_path), tmp_path, monkeypatch)


def test_plays_the_whole_sound_and_returns_when_it_ended(player: Path) -> None:
    started = time.perf_counter()

    play(TONE)

    assert time.perf_counter() - started >= TONE.duration_s
    with wave.open(str(player / "played.wav")) as sound:
        assert sound.readframes(sound.getnframes()) == TONE.data


def test_speaking_can_be_stopped(player: Path) -> None:
    stop = Event()
    Timer(0.3, stop.set).start()
    started = time.perf_counter()

    open_speaker("en-US", engine="espeak").say("long " * 100, stop=stop)

    assert time.perf_counter() - started < 3
    assert not (player / "ended").exists()


def test_knows_that_there_is_a_loudspeaker(player: Path) -> None:
    assert can_play()


def test_says_what_to_do_when_nothing_can_play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not can_play()
    with pytest.raises(LoudspeakerMissing, match="install libportaudio2"):
        play(silence(0.1, 16_000))


def test_says_why_the_player_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(DEAF_PLAYER, tmp_path, monkeypatch)

    assert not can_play()
    with pytest.raises(LoudspeakerMissing, match="aplay cannot play: aplay: main:831"):
        play(TONE)


def _install(program: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = folder / "aplay"
    path.write_text(program)
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder
