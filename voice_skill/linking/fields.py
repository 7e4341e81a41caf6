"""Reading one JSON object of a merchant's file field by field, gathering what is wrong. Called by the file's reader."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from voice_skill.linking.errors import Problem
from voice_skill.store import Money

MOST_ENTRIES = 100
MAX_SHORT_CHARACTERS = 140
MAX_LONG_CHARACTERS = 20_000
# What both databases can hold as a count.
MAX_COUNT = 2**31 - 1

_PRICE = re.compile(r"\d{1,12}(?:\.\d{1,4})?", re.ASCII)
# Control characters and lone surrogates: no database keeps them all and nobody can say them.
_UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Fields:
    """The fields of one object: product number `row` of the file, or what stands at `path` inside it."""

    row: int
    path: str
    values: Mapping[str, Any]
    problems: list[Problem]

    def refuse(self, name: str, advice: str) -> None:
        self.problems.append(Problem(self.row, self.path + name, advice))

    def only(self, names: frozenset[str]) -> None:
        """Refuse every field that is not one of these."""
        for name in self.values.keys() - names:
            self.refuse(_short(name), f"is not a field here; the fields are {', '.join(sorted(names))}")

    def text(self, name: str, *, most: int = MAX_LONG_CHARACTERS, is_required: bool = False) -> str:
        value = self.values.get(name)
        if value is None and not is_required:
            return ""
        if not isinstance(value, str) or (is_required and not _sayable(value)):
            self.refuse(name, f"must be text, not {_kind(value)}" if name in self.values else "is missing")
            return ""
        if len(value) > most:
            self.refuse(name, f"has {len(value)} characters; shorten it to {most}")
        return _sayable(value)

    def texts(self, name: str) -> list[str]:
        value = self._of_type(name, list, "a list of texts")
        entries = Fields(
            self.row, self.path + name, {f"[{at}]": entry for at, entry in enumerate(value)}, self.problems
        )
        return [entries.text(at, most=MAX_SHORT_CHARACTERS, is_required=True) for at in entries.values]

    def pairs(self, name: str) -> dict[str, str]:
        """An object of names and texts."""
        value = self._of_type(name, dict, "an object of names and texts")
        entries = Fields(self.row, f"{self.path}{name}.", value, self.problems)
        return {_sayable(key): entries.text(key, is_required=True) for key in value}

    def objects(self, name: str, most: int) -> "list[Fields]":
        """A list of objects, not empty."""
        value = self._of_type(name, list, "a list of objects", most)
        if not value:
            self.refuse(name, "needs at least one")
        read = []
        for at, entry in enumerate(value):
            place = replace(self, path=f"{self.path}{name}[{at}]", values={})
            if isinstance(entry, dict):
                read.append(replace(place, path=f"{place.path}.", values=entry))
            else:
                place.refuse("", f"must be an object, not {_kind(entry)}")
        return read

    def money(self, name: str, currency: str, *, is_required: bool = False) -> Money | None:
        value = self.values.get(name)
        if value is None and not is_required:
            return None
        if not isinstance(value, str) or not _PRICE.fullmatch(value):
            wrong = f'must be an amount as text like "12.50", not {_short(value)}'
            self.refuse(name, wrong if name in self.values else "is missing")
            return None
        money = Money.parse(value, currency)
        if money.decimal != Decimal(value):
            self.refuse(name, f"{value} has more digits than {currency} has; give {money.decimal} or what you mean")
        return money

    def count(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is not None and (type(value) is not int or not 0 <= value <= MAX_COUNT):
            self.refuse(name, f"must be a whole number from 0, not {_short(value)}; leave it out when nobody counts")
            return None
        return value

    def time(self, name: str) -> datetime | None:
        text = self.text(name, most=MAX_SHORT_CHARACTERS)
        if not text:
            return None
        try:
            time = datetime.fromisoformat(text)
        except ValueError:
            self.refuse(name, f'must be a time like "2026-11-27T00:00:00-05:00", not {_short(text)}')
            return None
        if time.tzinfo is None:
            self.refuse(name, "needs a zone at its end, -05:00 or Z")
            return None
        return time

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        text = self.text(name) or default
        if text not in choices:
            self.refuse(name, f"must be one of {', '.join(choices)}, not {_short(text)}")
        return text

    def _of_type(self, name: str, kind: type[Any], wanted: str, most: int = MOST_ENTRIES) -> Any:
        value = self.values.get(name)
        if value is None:
            return kind()
        if not isinstance(value, kind):
            self.refuse(name, f"must be {wanted}, not {_kind(value)}")
            return kind()
        if len(value) > most:
            self.refuse(name, f"has {len(value)} entries; {most} are the most")
            return kind()
        return value


def _sayable(text: str) -> str:
    return _UNSAYABLE.sub(" ", text).strip()


def _kind(value: object) -> str:
    """What JSON calls it."""
    names = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}
    if isinstance(value, str):
        return "text" if _sayable(value) else "empty text"
    return names.get(type(value), "a number")


def _short(value: object) -> str:
    """A value as a message can carry it."""
    text = _sayable(repr(value)) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
