"""`talk` by a microphone and a loudspeaker that ALSA makes of files, and without any."""

import ctypes.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from local_voice.audio import joined, silence
from local_voice.speaking import open_voice
from tests.cli.conftest import Shell
from voice_skill.cli.laptop import open_laptop

needs_portaudio = pytest.mark.skipif(
    sys.platform != "linux" or ctypes.util.find_library("portaudio") is None,
    reason="no PortAudio library: apt install libportaudio2 libasound2",
)
DEVICES = """
pcm.nothing {{ type null }}
pcm.desk {{
  type file; slave.pcm nothing; format raw; infile "{said}"; file "/dev/null"
  hint {{ show on; description desk }}
}}
pcm.pair {{
  type multi; slaves.a {{ pcm desk; channels 2 }}
  bindings.0 {{ slave a; channel 0 }}
  bindings.1 {{ slave a; channel 1 }}
  hint {{ show on; description pair }}
}}
pcm.default {{ type file; slave.pcm nothing; format raw; infile "{said}"; file "{answered}" }}
"""
Talk = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def open_shop(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """One for all of these tests, so that what to expect is learned once."""
    shell = Shell(tmp_path_factory.mktemp("home"))
    shell.out("sample-shop")
    return shell


@pytest.fixture
def talk(open_shop: Shell, tmp_path: Path, vosk_model: Path) -> Talk:
    """Runs `talk` where "stop" is said into every microphone."""
    speech = open_voice("en-US", engine="espeak").synthesize("Stop.").resampled(16_000)
    sound = joined([silence(0.6, 16_000), speech, silence(4.0, 16_000)])
    (tmp_path / "said.raw").write_bytes(sound.data)
    (tmp_path / "asound.conf").write_text(
        DEVICES.format(said=tmp_path / "said.raw", answered=tmp_path / "answered.raw")
    )
    environ = {
        **os.environ,
        **open_shop.environ,
        "VOSK_MODEL_PATH": str(vosk_model),
        "ALSA_CONFIG_PATH": str(tmp_path / "asound.conf"),
    }

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", "from voice_skill.cli import main; main()", "talk", *words]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)

    return run


@needs_portaudio
@pytest.mark.parametrize("barge_in", [(), ("--barge-in",)])
def test_talks_by_microphone_and_loudspeaker(talk: Talk, tmp_path: Path, barge_in: tuple[str, ...]) -> None:
    talked = talk("--json", *barge_in)

    (turn,) = [json.loads(line) for line in talked.stdout.splitlines()]
    assert (turn["text"], turn["intent"], turn["session_ends"]) == ("stop", "AMAZON.StopIntent", True)
    assert "stop" in talked.stderr  # as it was heard, word by word
    assert (tmp_path / "answered.raw").stat().st_size > 20_000


@needs_portaudio
def test_lists_the_microphones_and_takes_one_by_a_part_of_its_name(talk: Talk) -> None:
    listed = talk("--list-devices").stdout.splitlines()
    number = next(line.split()[0] for line in listed if "desk" in line)

    assert json.loads(talk("--json", "--device", "des").stdout)["intent"] == "AMAZON.StopIntent"
    assert json.loads(talk("--json", "--device", number).stdout)["intent"] == "AMAZON.StopIntent"


@needs_portaudio
@pytest.mark.parametrize("name", ["attic", "99"])
def test_a_microphone_that_is_not_there_is_said_in_a_line(talk: Talk, name: str) -> None:
    talked = talk("--device", name)

    assert talked.returncode == 1
    assert "Traceback" not in talked.stderr
    assert "no microphone can be opened" in talked.stderr
    assert "--list-devices" in talked.stderr


@needs_portaudio
def test_a_recording_is_what_the_benchmarks_read(talk: Talk, tmp_path: Path, vosk_model: Path) -> None:
    folder = tmp_path / "recorded"
    for _ in range(2):
        talk("--record", str(folder))

    assert {path.name for path in folder.iterdir()} == {
        "0001.wav",
        "0002.wav",
        "labels.json",
        "model.json",
        "utterances.jsonl",
    }
    for bench in ("bench_hearing", "bench_understanding"):
        command = [sys.executable, f"tests/benchmarks/{bench}.py", "--data", str(folder)]
        environ = os.environ | {"VOSK_MODEL_PATH": str(vosk_model)}
        measured = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
        assert measured.returncode == 0, measured.stderr
        assert "1.000" in measured.stdout


def test_an_imported_catalogue_is_known_without_starting_again(
    shop_shell: Shell, catalogue_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in shop_shell.environ.items():
        monkeypatch.setenv(name, value)

    with open_laptop(None) as laptop:
        assert laptop.model_now is not None
        assert laptop.model_now() is laptop.model
        shop_shell.out("catalogue", "link", str(catalogue_file("gochujang paste")))

        assert "gochujang paste" in json.dumps(laptop.model_now())
        assert laptop.model_now() is laptop.model_now()


def test_without_a_microphone_it_says_what_to_do(shop_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)

    for words in (("talk",), ("talk", "--list-devices")):
        assert "libportaudio2" in shop_shell.refused(*words)
