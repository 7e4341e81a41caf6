"""What nobody meant to hand to `hear` and `understand`: refused in a line, or heard as nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from local_voice.audio import Pcm
from local_voice.speaking import open_voice
from tests.cli.conftest import Shell

Samples = np.ndarray[Any, np.dtype[np.float64]]

MODEL: dict[str, Any] = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "light house",
            "intents": [
                {
                    "name": "LightIntent",
                    "samples": ["turn the light {state}"],
                    "slots": [{"name": "state", "type": "STATE"}],
                }
            ],
            "types": [{"name": "STATE", "values": [{"name": {"value": "on"}}, {"name": {"value": "off"}}]}],
        }
    }
}


@pytest.fixture(scope="module")
def shared_shell(tmp_path_factory: pytest.TempPathFactory, vosk_model: Path) -> Shell:
    """One for the tests that only hear, so that what to expect is learned once."""
    shell = Shell(tmp_path_factory.mktemp("home"))
    shell.environ["VOSK_MODEL_PATH"] = str(vosk_model)
    return shell


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(MODEL))
    return path


@pytest.fixture(scope="module")
def speech() -> Pcm:
    return open_voice("en-US", engine="espeak").synthesize("turn the light off")


@pytest.mark.parametrize(
    ("rate_hz", "subtype", "channels"),
    [(8_000, "PCM_16", 1), (22_050, "PCM_U8", 1), (96_000, "PCM_24", 2), (44_100, "FLOAT", 2), (48_000, "PCM_32", 6)],
)
def test_hears_a_wav_of_any_rate_width_and_channel_count(
    shared_shell: Shell, model_file: Path, speech: Pcm, tmp_path: Path, rate_hz: int, subtype: str, channels: int
) -> None:
    samples = np.repeat(speech.resampled(rate_hz).samples[:, None] / 32768, channels, axis=1)
    soundfile.write(tmp_path / "light.wav", samples, rate_hz, subtype=subtype)

    (heard,) = shared_shell.json("hear", "--model", str(model_file), str(tmp_path / "light.wav"))

    assert (heard["transcript"], heard["intent"]) == ("turn the light off", "LightIntent")


def _music(count: int) -> Samples:
    seconds = np.arange(count) / 16_000
    notes = sum(np.sin(2 * np.pi * pitch_hz * seconds) for pitch_hz in (220, 277, 330))
    return 0.1 * np.asarray(notes) * (1 + np.sin(2 * np.pi * 2 * seconds))


NOBODY: dict[str, Callable[[int], Samples]] = {
    "silence": lambda count: np.zeros(count),
    "noise": lambda count: np.random.default_rng(3).normal(0, 0.1, count),
    "music": _music,
    "clipping": lambda count: np.sign(np.random.default_rng(4).normal(0, 1, count)),
}


@pytest.mark.parametrize("sound", NOBODY)
@pytest.mark.parametrize("duration_s", [0.0, 0.01, 5.0])
def test_where_nobody_speaks_nothing_is_understood(
    shared_shell: Shell, model_file: Path, tmp_path: Path, sound: str, duration_s: float
) -> None:
    soundfile.write(tmp_path / "sound.wav", NOBODY[sound](int(16_000 * duration_s)), 16_000)

    (heard,) = shared_shell.json("hear", "--model", str(model_file), str(tmp_path / "sound.wav"))

    assert heard["intent"] is None


@pytest.mark.parametrize("content", [b"", b"RIFF", b"RIFF\x24\x00\x00\x00WAVEfmt ", b"no sound at all", bytes(100)])
def test_what_is_no_wav_is_refused_in_a_line(
    shared_shell: Shell, model_file: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "no.wav").write_bytes(content)

    assert "no.wav" in shared_shell.refused("hear", "--model", str(model_file), str(tmp_path / "no.wav"))


@pytest.mark.parametrize(
    "change",
    [
        {"types": []},
        {"types": [{"name": "STATE", "values": "on"}]},
        {"intents": [{"name": "LightIntent", "samples": ["turn {nothing}"], "slots": []}]},
        {"intents": [{"name": "LightIntent", "samples": [3], "slots": []}]},
    ],
)
@pytest.mark.parametrize("command", ["understand", "lint", "hear"])
def test_a_model_that_alexa_would_refuse_is_refused_in_a_line(
    shared_shell: Shell, tmp_path: Path, speech: Pcm, change: dict[str, Any], command: str
) -> None:
    language = MODEL["interactionModel"]["languageModel"] | change
    (tmp_path / "bad.json").write_text(json.dumps({"interactionModel": {"languageModel": language}}))
    soundfile.write(tmp_path / "light.wav", speech.samples, speech.sample_rate_hz)
    words = {"understand": ["understand"], "lint": ["models", "lint"], "hear": ["hear", str(tmp_path / "light.wav")]}

    shared_shell.refused(*words[command], "--model", str(tmp_path / "bad.json"), stdin="turn the light on\n")


@pytest.mark.parametrize("cut", [True, False])
def test_a_speech_model_that_lacks_something_and_cannot_be_fetched_is_refused_and_nothing_is_kept(
    shell: Shell, model_file: Path, vosk_model: Path, speech: Pcm, tmp_path: Path, cut: bool
) -> None:
    folder = tmp_path / "vosk-model-small-en-us-0.15"
    for path in (path for path in vosk_model.rglob("*") if path.is_file()):
        (folder / path.relative_to(vosk_model)).parent.mkdir(parents=True, exist_ok=True)
        (folder / path.relative_to(vosk_model)).symlink_to(path.resolve())
    (folder / "graph/HCLr.fst").unlink()
    if cut:
        (folder / "graph/HCLr.fst").write_bytes((vosk_model / "graph/HCLr.fst").read_bytes()[:1_000_000])
    shell.environ |= dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    shell.environ["VOSK_MODEL_PATH"] = str(folder)
    soundfile.write(tmp_path / "light.wav", speech.samples, speech.sample_rate_hz)

    result = shell.run("hear", "--model", str(model_file), str(tmp_path / "light.wav"))

    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "graph/HCLr.fst" in result.stderr
    assert [path for path in (shell.home / "cache/hearing").glob("*") if path.is_dir()] == []
