"""The tables of each language: one scheme of files, in which nothing is mistyped or said twice."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from voice_skill.language import tables
from voice_skill.language.tables import NEUTRAL, is_written, table

FOLDER = Path(tables.__file__).parent
FILES = sorted(
    file.relative_to(FOLDER) for file in FOLDER.glob("*/*.toml") if not (file.parent / "__init__.py").exists()
)
SUBJECTS = {file.stem for file in FILES if file.parent.name in ("en", NEUTRAL)}
LOCALES = [file for file in FILES if "-" in file.parent.name]
# The keys in these are a language's own words, signs or units.
OF_ITS_OWN = {
    ("amounts", "units"),
    ("amounts", "glued"),
    ("features", "contractions"),
    ("money", "names"),
    ("numbers", "accented"),
    ("numbers", "amounts"),
    ("numbers", "repeats"),
    ("spoken_names", "words"),
}
# Whoever reads these needs all of their keys.
WHOLE = ("amounts", "invocation", "wording")

Keys = tuple[str, ...]


def own(file: Path) -> Mapping[str, Any]:
    """The table in a file itself."""
    path = FOLDER / file
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def values(rules: Mapping[str, Any], path: Keys) -> Iterator[tuple[Keys, Any]]:
    """Each value that is no table, with the keys that lead to it."""
    for name, value in rules.items():
        if isinstance(value, Mapping):
            yield from values(value, (*path, name))
        else:
            yield (*path, name), value


def kinds(subject: str) -> dict[Keys, type]:
    """The kind of each value that English has, or every language."""
    neutral, english = own(Path(NEUTRAL, f"{subject}.toml")), own(Path("en", f"{subject}.toml"))
    known = [neutral, neutral.get("anywhere", {}), english]
    return {path: type(value) for rules in known for path, value in values(rules, (subject,))}


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_file_has_a_known_subject_and_known_keys(file: Path) -> None:
    known = kinds(file.stem)

    mistyped = [
        path
        for path, value in values(own(file), (file.stem,))
        if path[:2] not in OF_ITS_OWN and known.get(path) is not type(value)
    ]

    assert file.stem in SUBJECTS
    assert mistyped == []


@pytest.mark.parametrize("file", [file for file in FILES if file.stem in WHOLE], ids=str)
def test_a_subject_that_is_read_whole_has_every_key(file: Path) -> None:
    rules = dict(values(table(file.stem, file.parent.name), (file.stem,)))

    assert [path for path in kinds(file.stem) if path not in rules and path[:2] not in OF_ITS_OWN] == []


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_file_holds_only_what_differs(file: Path) -> None:
    """A locale's from its language's, a language's from what is so in every language."""
    language, is_locale, _ = file.parent.name.partition("-")
    above = table(file.stem, language if is_locale else NEUTRAL) if file.parent.name != NEUTRAL else {}
    values_above = dict(values(above, ()))

    assert [path for path, value in values(own(file), ()) if values_above.get(path) == value] == []


@pytest.mark.parametrize("file", LOCALES, ids=str)
def test_a_locale_has_a_language(file: Path) -> None:
    assert (FOLDER / file.parent.name.partition("-")[0]).is_dir()


def test_a_locale_says_what_its_language_says_unless_it_says_otherwise() -> None:
    spain, mexico = table("money", "es-ES"), table("money", "es-MX")

    assert mexico["names"]["€"] == spain["names"]["€"]
    assert spain["names"]["$"][0] == "dólar"
    assert mexico["names"]["$"][0] == "peso"
    assert spain == table("money", "es")


@pytest.mark.parametrize("locale", ["en_GB", "EN-GB", "en"])
def test_a_locale_is_known_however_it_is_written(locale: str) -> None:
    assert table("search", locale) == table("search", "en-GB")


@pytest.mark.parametrize("locale", ["sv-SE", "und", "../en", ""])
def test_a_language_without_a_table_has_an_empty_one(locale: str) -> None:
    assert not table("search", locale)
    assert not is_written("search", locale)


def test_what_is_so_in_every_language_is_so_in_one_without_a_table() -> None:
    assert table("spoken_names", "sv-SE") == table("spoken_names", NEUTRAL)
    assert not is_written("spoken_names", "sv-SE")
    assert is_written("spoken_names", "de-AT")
