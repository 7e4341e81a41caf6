"""The demo, as the README's first command runs it."""

import os
import subprocess
import sys
from pathlib import Path

from local_voice.audio import read_wav


def test_the_demo_goes_right_and_leaves_a_wav_and_a_transcript(tmp_path: Path, vosk_model: Path) -> None:
    command = [sys.executable, "-c", "from voice_skill.cli import main; main()", "demo", "--no-play", "--out"]
    environ = os.environ | {"VOICE_SKILL_HOME": str(tmp_path / "home"), "VOSK_MODEL_PATH": str(vosk_model)}

    done = subprocess.run(
        [*command, str(tmp_path / "out")], env=environ, capture_output=True, text=True, timeout=240, check=False
    )

    transcript = (tmp_path / "out/transcript.txt").read_text(encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert transcript.count("You said:") >= 10 + 12
    assert "WRONG" not in transcript
    assert "turns right." in transcript
    assert read_wav(tmp_path / "out/conversation.wav").duration_s > 60
