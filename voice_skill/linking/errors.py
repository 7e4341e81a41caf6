"""What can be wrong with a merchant's catalogue.

CatalogueError           carries the problems found, each with its row
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """row: which product of the file, counted from 1; 0 is the file itself. advice: what to do about the field."""

    row: int
    field: str
    advice: str

    def __str__(self) -> str:
        place = [f"product {self.row}"] if self.row else []
        return f"{', '.join([*place, *filter(None, [self.field])])}: {self.advice}"


class CatalogueError(Exception):
    """The file cannot be taken; nothing of it was."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")
