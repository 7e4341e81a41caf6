"""Vosk ends the process over some calls; whatever sound comes, Ears makes none of them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import local_voice

# In a process of its own, as Vosk would end this one. Odd chunks, empty ones, several kinds of bytes, any rate.
ANY_SOUND = """
import json, sys
from pathlib import Path
import numpy as np
from hypothesis import HealthCheck, given, settings, strategies as st
from local_voice.audio import Pcm
from local_voice.hearing import Ears

ears = Ears(Path(sys.argv[1]), json.loads(sys.argv[2]), cache_dir=Path(sys.argv[3]))
sounds = st.binary(max_size=9) | st.builds(
    lambda seed, size: np.random.default_rng(seed).bytes(size), st.integers(0, 9), st.integers(0, 20_000)
)
kinds = st.sampled_from([bytes, bytearray, memoryview, lambda data: np.frombuffer(data, "u1")])
rates = st.sampled_from([1_000, 8_000, 11_025, 16_000, 44_100, 192_000])


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(sounds, kinds), max_size=5), rates)
def hear_anything(chunks, rate_hz):
    ears.listen([kind(data) for data, kind in chunks], rate_hz, partial=str)
    ears.hear(Pcm(b"".join(data for data, _ in chunks), rate_hz))


hear_anything()
assert ears.hear(Pcm(bytes(32_000), 16_000)).transcript == ""
print("still hearing")
"""


def test_no_sound_ends_the_process(vosk_model: Path, hearing_cache: Path) -> None:
    model = '{"languageModel": {"invocationName": "juniper lane", "intents": [{"name": "A", "samples": ["go on"]}]}}'
    command = [sys.executable, "-c", ANY_SOUND, str(vosk_model), model, str(hearing_cache)]

    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert (ran.returncode, ran.stdout) == (0, "still hearing\n"), ran.stderr


@pytest.mark.parametrize("path", sorted(Path(local_voice.__file__).parent.rglob("*.py")), ids=lambda path: path.stem)
def test_no_list_of_phrases_is_handed_to_the_recogniser(path: Path) -> None:
    """Changing it in the middle of speech, and one that is no JSON or is empty, each end the process."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    named = [(getattr(call.func, "attr", getattr(call.func, "id", "")), len(call.args)) for call in calls]

    assert not [name for name, _ in named if name in ("SetGrammar", "SetGrm")]
    assert {count for name, count in named if name == "KaldiRecognizer"} <= {2}
