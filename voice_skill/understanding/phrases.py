"""The phrases of any skill's customers, by locale: read from the TOML files beside this module."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from voice_skill.understanding.words import folded_words


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one locale.

    intents: Amazon's standard intents' usual wordings; fillers, openings, endings: what changes nothing, anywhere,
    before and after a request; interjections: before any words, whatever they are; corrections: what takes a value
    back, and denials: what says that the next one is not meant; light_words: words of every subject;
    describing_words: those between an article and a thing; limits: before what a customer will pay, longest first, and
    whether money must be named behind it; money: its names; anything: what stands for a thing; values: by slot type,
    "*" for any other; beside_yes: what may stand around a plain yes; answer_openings,
    answer_endings: around a size or a number that answers, and beside_answers: beside it, with more_or_less
    where so many more or fewer are meant; negations: what turns a
    request into its opposite; no_negations: where the same words don't, like "don't you have";
    behind_reasons: between a reason and the request."""

    intents: Mapping[str, list[str]]
    fillers: frozenset[str]
    openings: frozenset[tuple[str, ...]]
    endings: frozenset[tuple[str, ...]]
    corrections: frozenset[tuple[str, ...]]
    light_words: frozenset[str]
    describing_words: frozenset[str]
    limits: Mapping[tuple[str, ...], bool]
    money: frozenset[str]
    anything: frozenset[str]
    values: Mapping[str, list[str]]
    beside_yes: frozenset[tuple[str, ...]] = frozenset()
    answer_openings: frozenset[tuple[str, ...]] = frozenset()
    answer_endings: frozenset[tuple[str, ...]] = frozenset()
    beside_answers: frozenset[str] = frozenset()
    negations: frozenset[tuple[str, ...]] = frozenset()
    no_negations: frozenset[tuple[str, ...]] = frozenset()
    more_or_less: frozenset[str] = frozenset()
    interjections: frozenset[tuple[str, ...]] = frozenset()
    denials: frozenset[tuple[str, ...]] = frozenset()
    behind_reasons: frozenset[str] = frozenset()

    def values_of(self, type_name: str) -> list[str]:
        """Phrases that may fill a slot of this type."""
        return self.values.get(type_name) or self.values["*"]


_NONE = Phrases(
    {},
    frozenset(),
    frozenset(),
    frozenset(),
    frozenset(),
    frozenset(),
    frozenset(),
    {},
    frozenset(),
    frozenset(),
    {"*": ["something"]},
)


@lru_cache(maxsize=8)
def phrases_of(locale: str) -> Phrases:
    """The phrases of a locale, or else of its language; none where they are not written down."""
    here = Path(__file__).parent
    for name in (locale, locale.partition("-")[0]):
        path = here / f"{name}.toml"
        if path.exists():
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
            return Phrases(
                intents=tables["intents"],
                fillers=frozenset(tables["fillers"]),
                openings=frozenset(map(folded_words, tables["openings"])),
                endings=frozenset(map(folded_words, tables["endings"])),
                corrections=frozenset(map(folded_words, tables["corrections"])),
                light_words=frozenset(folded_words(tables["light_words"])),
                describing_words=frozenset(folded_words(tables["describing_words"])),
                limits=_limits(tables["limits"], tables["money_limits"]),
                money=frozenset(folded_words(tables["money"])),
                anything=frozenset(folded_words(tables["anything"])),
                values=tables["values"],
                beside_yes=frozenset(map(folded_words, tables["beside_yes"])),
                answer_openings=frozenset(map(folded_words, tables["answer_openings"])),
                answer_endings=frozenset(map(folded_words, tables["answer_endings"])),
                beside_answers=frozenset(folded_words(tables["beside_answers"])),
                negations=frozenset(map(folded_words, tables["negations"])),
                no_negations=frozenset(map(folded_words, tables["no_negations"])),
                more_or_less=frozenset(folded_words(tables["more_or_less"])),
                interjections=frozenset(map(folded_words, tables["interjections"])),
                denials=frozenset(map(folded_words, tables["denials"])),
                behind_reasons=frozenset(tables["behind_reasons"]),
            )
    return _NONE


def knows_language(locale: str) -> bool:
    """True if its language has phrases of its own, beside those of a model."""
    return phrases_of(locale) is not _NONE


def _limits(limits: Iterable[str], money_limits: Iterable[str]) -> dict[tuple[str, ...], bool]:
    needs_money = {folded_words(phrase): False for phrase in limits} | {
        folded_words(phrase): True for phrase in money_limits
    }
    return dict(sorted(needs_money.items(), key=lambda each: -len(each[0])))
