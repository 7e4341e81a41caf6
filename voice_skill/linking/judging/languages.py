"""The rules of a language for making spoken names: its `spoken_names.toml`. Called by `names`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from voice_skill.language.tables import Table, is_written, table

_NUMBER = r"\d+(?:[.,]\d+)?"
# Of inches: "1 1/2".
_FRACTION = r"(?:\d+[\s-])?\d{1,2}/(?:2|4|8|16|32)(?!\d)"
# The locale of a text in another script than the shop's language: its numbers and units stay as they are.
AS_WRITTEN = "und"
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_LATIN = "A-Za-z\u00aa-\u02ff\u1d00-\u1eff\u2000-\u2bff\u2c60-\u2c7f\ua720-\ua7ff\uff21-\uff5a"
# A letter of another script; of Greek two, since one stands for itself in "β carotene" and "10 Ω".
_OTHER_SCRIPT = re.compile(rf"[^\W\d_{_LATIN}{_GREEK}]|[{_GREEK}]{{2}}")
# What is around a name and not said: "Gift wrap?", "Size:".
_SIGNS_AROUND = " \t?!:.*¿¡"
# "MX200", "85123A"; but not "B12", "V60", "501" or "1950s".
_MODEL = r"\b(?!\d{2,4}s\b)(?=\w*[a-z])(?:[a-z]*-?\d){3,}[\w-]*\b"
MODEL = re.compile(_MODEL, re.IGNORECASE)
# No digits around, so that the pattern is never found.
_NEVER = r"(?!)"


@dataclass(frozen=True)
class Language:
    """One language's rules. measure: groups `times`, `number`, `unit`; pack: `container`, `of` or `count`. rewritten:
    finds what any of the rewrites changes. condition: a word for what is not new.

    units: CLDR's name of a unit -> the ways to write it. yes, no: values of an option that is there or not, which
    is chosen with_it or without_it; where `so` finds its name, which says how the thing is, as that or as not_so.
    is_there, is_absent: what stands around the thing in the name of such an option, "has a handle", "no handle".
    options: what it calls an option -> how other languages do."""

    locale: str
    has_table: bool
    praise: re.Pattern[str]
    code: re.Pattern[str]
    measure: re.Pattern[str]
    pack: re.Pattern[str]
    rewritten: re.Pattern[str]
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    units: Mapping[str, re.Pattern[str]]
    words: Mapping[str, str]
    acronyms: frozenset[str]
    prepositions: frozenset[str]
    joining: frozenset[str]
    dangling: frozenset[str]
    after_nouns: frozenset[str]
    singular: frozenset[str]
    condition: re.Pattern[str]
    spells_numbers: bool
    measure_first: bool
    keeps_case: bool
    times: str
    pack_word: str
    style: str
    yes: frozenset[str]
    no: frozenset[str]
    with_it: str
    without_it: str
    so: re.Pattern[str]
    not_so: str
    is_there: re.Pattern[str]
    is_absent: re.Pattern[str]
    options: Mapping[str, re.Pattern[str]]

    @property
    def is_english(self) -> bool:
        """True if the library for English plurals and numbers may be asked."""
        return self.locale.startswith("en")

    def option(self, name: str, values: Iterable[str]) -> str:
        """An option's spoken name: "lid" for "With lid?" of Yes and No, "size" for "Größe" in an English shop."""
        bare = name.strip(_SIGNS_AROUND) or name
        if not any(map(self._is_yes_or_no, values)):
            return next((known for known, said in self.options.items() if said.fullmatch(bare)), bare)
        return self._thing(bare)

    def choice(self, option: str, value: str) -> str:
        """A value as customers choose it: "with engraving" if the engraving is Yes; else the value."""
        if not self._is_yes_or_no(value):
            return value
        bare = option.strip(_SIGNS_AROUND) or option
        thing = self._thing(bare)
        is_there = (value.casefold() in self.yes) != bool(self.is_absent.search(bare))
        if self.so.search(thing):
            return thing if is_there else self.not_so.format(name=thing)
        return (self.with_it if is_there else self.without_it).format(name=thing)

    def _is_yes_or_no(self, value: str) -> bool:
        return value.casefold() in self.yes | self.no

    def _thing(self, name: str) -> str:
        """The thing that a product has or lacks, without the words that say so."""
        return self.is_there.sub("", self.is_absent.sub("", name)).strip() or name


def language_for(text: str, locale: str) -> Language:
    """The rules for a text of a shop: those of its locale, unless the text is of another script than they are."""
    language = language_of(locale)
    return language_of(AS_WRITTEN) if language.has_table and _OTHER_SCRIPT.search(text) else language


@cache
def language_of(locale: str) -> Language:
    """The rules for a locale ("de-DE"); a language without a table has the neutral ones."""
    rules = table("spoken_names", locale)
    anywhere = rules["anywhere"]
    units = _units(anywhere["units"], rules.get("units", {}))
    return Language(
        locale=locale,
        has_table=is_written("spoken_names", locale),
        praise=_any_of([*anywhere["praise"], *rules.get("praise", [])]),
        code=_code([*anywhere["code_words"], *rules.get("code_words", [])]),
        measure=_measure(units),
        pack=_pack(rules.get("packs")),
        rewritten=_any_of([pattern for pattern, _ in rules.get("rewrites", [])] or [_NEVER]),
        rewrites=tuple((_any_of([pattern]), spoken) for pattern, spoken in rules.get("rewrites", [])),
        units=_patterns(units),
        words=rules.get("words", {}),
        acronyms=_set(rules, "acronyms"),
        prepositions=_set(rules, "prepositions"),
        joining=_set(rules, "joining"),
        dangling=_set(rules, "dangling") | _set(rules, "prepositions"),
        after_nouns=_set(rules, "after_nouns"),
        singular=_set(rules, "singular"),
        condition=_any_word(rules.get("conditions", "").split()),
        spells_numbers=rules.get("spells_numbers", False),
        measure_first=rules.get("measure_first", False),
        keeps_case=rules.get("keeps_case", True),
        times=rules.get("times", "x"),
        pack_word=rules.get("pack", ""),
        style=rules["style"],
        yes=_set(anywhere, "yes") | _set(rules, "yes"),
        no=_set(anywhere, "no") | _set(rules, "no"),
        with_it=rules["with_it"],
        without_it=rules["without_it"],
        so=re.compile(rules.get("so", _NEVER), re.IGNORECASE),
        not_so=rules.get("not_so", ""),
        is_there=re.compile(rules.get("is_there", _NEVER), re.IGNORECASE),
        is_absent=re.compile(rules.get("is_absent", _NEVER), re.IGNORECASE),
        options=_patterns(rules.get("options", {})),
    )


def _set(rules: Table, name: str) -> frozenset[str]:
    return frozenset(rules.get(name, "").split())


def _patterns(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


def _units(*tables: Mapping[str, str]) -> dict[str, str]:
    units: dict[str, str] = {}
    for name, said in (pair for each in tables for pair in each.items()):
        units[name] = f"{units[name]}|{said}" if name in units else said
    return units


def _measure(units: Mapping[str, str]) -> re.Pattern[str]:
    unit = f"(?:{'|'.join(units.values())})"
    times = rf"(?P<times>(?:(?:{_FRACTION}|{_NUMBER})\s?{unit}?\s?[x×]\s?){{0,2}})"
    # A letter may follow a sign, as in 36"BLACK, but not another letter.
    return re.compile(
        rf"(?<![\w.,]){times}(?P<number>{_FRACTION}|{_NUMBER})[\s-]?(?P<unit>{unit})(?:(?<=\W)|(?!\w))", re.IGNORECASE
    )


def _pack(words: Mapping[str, str] | None) -> re.Pattern[str]:
    if words is None:
        return re.compile(_NEVER)
    return re.compile(
        rf"\b{words['before']} (?P<of>\d+)\b|\b(?P<count>\d+)[\s-]?(?:{words['after']})\b(?! of)", re.IGNORECASE
    )


def _code(words: list[str]) -> re.Pattern[str]:
    """ "#A-17", "SKU 4711", "4006381333931", and models."""
    return re.compile(
        rf"#\s*[^\s()\[\]{{}}]+|\b(?:{'|'.join(words)})\b[.:#]?\s*(?=\S*\d)[^\s()\[\]{{}}]+|\b\d{{5,}}\b|{_MODEL}",
        re.IGNORECASE,
    )


def _any_word(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b" if words else _NEVER, re.IGNORECASE)


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)
