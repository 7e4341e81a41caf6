"""One row under judgement, and how a finding about it is written. Called by `judge`, `products` and `staging`."""

from dataclasses import dataclass, field
from typing import Any

from voice_skill.linking.rows import MAX_ID_CHARACTERS, FeedSettings, Finding, Level, Row

_MAX_SHOWN = 100


@dataclass
class Ruling:
    """One row under judgement: what of it is taken, as JSON has it, and what was found."""

    row: Row
    settings: FeedSettings
    facts: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(finding.level == "error" for finding in self.findings)

    def find(self, attribute: str, code: str, level: Level, message: str, value: str = "") -> None:
        self.findings.append(finding_of(self.row, attribute, code, level, message, value))

    def refuse(self, attribute: str, code: str, message: str, value: str = "") -> None:
        """An error; but what only tells of a product is no line to leave out."""
        self.find(attribute, code, "warning" if self.row.is_product else "error", message, value)


def finding_of(row: Row, attribute: str, code: str, level: Level, message: str, value: str = "") -> Finding:
    """Makes a finding about a row, with the field under the name that the feed has for it."""
    short_value = value if len(value) <= _MAX_SHOWN else f"{value[: _MAX_SHOWN - 1]}…"
    column = row.columns.get(attribute, attribute)
    return Finding(row.number, row.id[:MAX_ID_CHARACTERS], column, code, level, message, plain_shown(short_value))


def plain_shown(text: str) -> str:
    """A value as it can be shown and stored: on one line, without what no terminal and no database should get."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
