"""The words of one language for amounts, money and numbers."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache

from voice_skill.language.amounts.units import Unit, units_of
from voice_skill.language.tables import language_code, table

_LONGEST_UNIT_WORDS = 3  # "square feet", "fl oz"


@dataclass(frozen=True, slots=True)
class Language:
    """units: by their words. parts: nouns for the parts of a thing; packed: those that also mean a pack. packs: nouns
    for packs; those among them that mean a pack after a number, and the plurals. containers: nouns for what measured
    goods come in; the plurals. words: by their purpose. glued: signs that are units directly after a figure, and the
    unit's name. repeats: the number of times that the letter after the word is said."""

    code: str
    units: dict[tuple[str, ...], Unit]
    parts: frozenset[str]
    packed: frozenset[str]
    packs: frozenset[str]
    packs_behind_number: frozenset[str]
    plural_packs: frozenset[str]
    containers: frozenset[str]
    plural_containers: frozenset[str]
    words: dict[str, frozenset[str]]
    glued: dict[str, str]
    repeats: Mapping[str, int]

    def unit_at(self, words: tuple[str, ...], at: int) -> tuple[int, Unit] | None:
        """The unit whose words begin here, and where they end (exclusive)."""
        for length in range(min(_LONGEST_UNIT_WORDS, len(words) - at), 0, -1):
            unit = self.units.get(words[at : at + length])
            if unit:
                return at + length, unit
        return None


@cache
def language_of(locale: str) -> Language | None:
    """Returns None for a language without a table of amounts."""
    rules = table("amounts", locale)
    if not rules:
        return None
    words, parts, packs, containers = (_sets(rules[name]) for name in ("words", "parts", "packs", "containers"))
    words["ones"] = frozenset(table("grammar", locale).get("ones", "").split())
    words["money"] = frozenset(table("money", locale).get("before_thing", "").split())
    glued = {sign: name for name, signs in rules["glued"].items() for sign in signs.split()}
    return Language(
        language_code(locale),
        _units(locale, rules["units"], glued),
        parts["nouns"],
        parts["packed"],
        packs["nouns"],
        packs["behind_number"],
        packs["plural"],
        containers["nouns"],
        containers["plural"],
        words,
        glued,
        table("numbers", locale).get("repeats", {}),
    )


def counting_nouns(locale: str) -> frozenset[str]:
    """The nouns that count things of any kind: "three rolls", "just the one tin"."""
    language = language_of(locale)
    if language is None:
        return frozenset()
    return language.containers | language.packs | language.words["counting"] | language.words["pair"]


def _sets(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(text.split()) for name, text in table.items()}


def _units(locale: str, more: dict[str, str], glued: Container[str]) -> dict[tuple[str, ...], Unit]:
    units = {name: unit for name, unit in units_of(locale).items() if name not in glued}
    by_name = {unit.name: unit for unit in units.values()}
    units |= {alias: by_name[name] for name, names in more.items() for alias in names.split()}
    return {tuple(name.replace("_", " ").split()): unit for name, unit in units.items()}
