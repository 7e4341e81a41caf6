"""Files of `ask dialog`: a conversation to hold again, and what went to and fro in one. `voice-skill say` uses them.

Source: ask-cli 2, lib/commands/dialog and lib/model.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_voice.loop import Turn

Json = dict[str, Any]
QUIT = ".quit"


class BadReplay(ValueError):
    """A file is no replay file of `ask dialog`."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A customer's words in a conversation, line by line, up to `.quit`."""

    skill_id: str
    locale: str
    lines: tuple[str, ...]


def read_replay(path: Path) -> Replay:
    """Raises BadReplay, saying what is wrong, and OSError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadReplay(f"{path} is not a replay file of ask dialog: {error}") from error
    if not isinstance(content, dict):
        raise BadReplay(f"{path} is not a replay file of ask dialog: it has no JSON object")
    skill_id, locale = (_text(path, content, key) for key in ("skillId", "locale"))
    lines = content.get("userInput")
    if not isinstance(lines, list) or not all(isinstance(line, str) and line.strip() for line in lines):
        raise BadReplay(f'{path}: "userInput" must be a list of texts, none of them empty')
    utterances = [line.strip() for line in lines]
    utterances = utterances[: utterances.index(QUIT)] if QUIT in utterances else utterances
    if not utterances:
        raise BadReplay(f'{path}: "userInput" has no utterance')
    command = next((line for line in utterances if line.startswith(".")), None)
    if command:
        raise BadReplay(f"{path}: {command!r} is a command of ask dialog; only {QUIT} is supported here")
    return Replay(skill_id, locale, tuple(utterances))


def _text(path: Path, content: Json, key: str) -> str:
    text = content.get(key)
    if not isinstance(text, str) or not text.strip():
        raise BadReplay(f'{path}: "{key}" is missing; ask dialog needs it')
    return text.strip()


def write_replay(path: Path, replay: Replay) -> None:
    """Ends in `.quit`, so that `ask dialog` does not wait for more."""
    lines = [*replay.lines, QUIT]
    _write(path, {"skillId": replay.skill_id, "locale": replay.locale, "type": "text", "userInput": lines})


class SkillIo:
    """Collects what `ask dialog --save-skill-io` saves: of each utterance, every request and response of the skill."""

    def __init__(self) -> None:
        self._invocations: list[Json] = []
        self._exchanges: list[Json] = []
        self._new_session = True

    def exchange(self, request: Json, response: Json) -> None:
        """One request to the skill, and its answer."""
        exchange = {"invocationRequest": {"body": request}, "invocationResponse": {"body": response}}
        self._exchanges.append(exchange)

    def keep(self, turn: Turn) -> None:
        """Adds a turn: the words, and all that they led to."""
        responses: Sequence[Json] = [{"type": "Speech", "content": {"caption": turn.speech}}] if turn.ssml else []
        result = {
            "alexaExecutionInfo": {"alexaResponses": responses},
            "skillExecutionInfo": {"invocations": self._exchanges},
        }
        request = {"utterance": turn.utterance.text or turn.text, "newSession": self._new_session}
        response = {"body": {"status": "SUCCESSFUL", "result": result}}
        self._invocations.append({"request": request, "response": response})
        self._exchanges, self._new_session = [], turn.session_ends

    def save(self, path: Path) -> None:
        _write(path, {"invocations": self._invocations})


def _write(path: Path, content: Json) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
