"""Tables of each language, by subject: `<language>/<subject>.toml` beside this module, which every room reads here.

A table under `neutral` is every language's, unless the language says otherwise, and a language's is that of each of its
locales, unless the locale (`es-MX/money.toml`) says otherwise: each file holds only what differs.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

NEUTRAL = "neutral"
_LOCALE = re.compile(r"[A-Za-z]+(?:-[A-Za-z\d]+)*")
_FOLDER = Path(__file__).parent

Table = Mapping[str, Any]


@cache
def table(subject: str, locale: str) -> Table:
    """The table of a subject in a locale ("en-GB") or language ("en"); empty where there is none.

    Everybody gets the same one, and nobody changes it."""
    merged: Table = _read(NEUTRAL, subject)
    for folder in _folders(locale):
        merged = _with(merged, _read(folder, subject))
    return merged


def is_written(subject: str, locale: str) -> bool:
    """True if the language has a table of its own, beside the neutral one."""
    return any(_read(folder, subject) for folder in _folders(locale))


def file_contents(locale: str) -> Iterator[bytes]:
    """All files of a locale as they are, so that whoever keeps what was made from them knows when one has changed."""
    for folder in (NEUTRAL, *_folders(locale)):
        yield from (file.read_bytes() for file in sorted((_FOLDER / folder).glob("*.toml")))


def language_code(locale: str) -> str:
    """The language of a locale, as ISO 639 has it: "en" of "en-GB" and "en_GB"."""
    return locale.replace("_", "-").partition("-")[0].lower()


def _folders(locale: str) -> Iterator[str]:
    """The language's, and then the locale's own."""
    name = locale.replace("_", "-")
    if _LOCALE.fullmatch(name):
        yield from dict.fromkeys((language_code(name), name))


@cache
def _read(folder: str, subject: str) -> Table:
    file = _FOLDER / folder / f"{subject}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _with(base: Table, own: Table) -> Table:
    """The table with what a nearer one says otherwise, in tables within it, too."""
    both = ((name, base.get(name), value) for name, value in own.items())
    overrides = {
        name: _with(far, near) if isinstance(far, Mapping) and isinstance(near, Mapping) else near
        for name, far, near in both
    }
    return {**base, **overrides}
