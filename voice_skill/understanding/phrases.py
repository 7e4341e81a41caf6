"""The phrases of any skill's customers, by locale: its tables of understanding, of yes and no, and of money."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from voice_skill.language.tables import Table, table
from voice_skill.understanding.words import folded_words


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one locale.

    intents: Amazon's standard intents' usual wordings; fillers, openings, endings: what changes nothing, anywhere,
    before and after a request; interjections: before any words, whatever they are; corrections: what takes a value
    back, and denials: what says that the next one is not meant; light_words: words of every subject;
    describing_words: those between an article and a thing; price_limits: before what a customer will pay, longest
    first, and whether money must be named behind it; money: its names; anything: what stands for a thing;
    values: by slot type, "*" for any other; beside_yes: what may stand around a plain yes; answer_openings,
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
    price_limits: Mapping[tuple[str, ...], bool]
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
    """The phrases of a locale; none where those of its language are not written down."""
    phrases, yes_no, money = table("understanding", locale), table("yes_no", locale), table("money", locale)
    if not phrases:
        return _NONE
    return Phrases(
        intents={
            "AMAZON.YesIntent": yes_no.get("yes", []),
            "AMAZON.NoIntent": yes_no.get("no", []),
            **phrases.get("intents", {}),
        },
        fillers=frozenset(phrases.get("fillers", ())),
        openings=_phrases(phrases, "openings"),
        endings=_phrases(phrases, "endings"),
        corrections=_phrases(phrases, "corrections"),
        light_words=_words(phrases, "light_words"),
        describing_words=_words(phrases, "describing_words"),
        price_limits=_price_limits(money),
        money=_words(money, "currencies") | _words(money, "slang") | _words(money, "cents"),
        anything=_words(phrases, "anything"),
        values={**_NONE.values, **phrases.get("values", {})},
        beside_yes=_phrases(phrases, "beside_yes"),
        answer_openings=_phrases(phrases, "answer_openings"),
        answer_endings=_phrases(phrases, "answer_endings"),
        beside_answers=_words(phrases, "beside_answers"),
        negations=_phrases(phrases, "negations"),
        no_negations=_phrases(phrases, "no_negations"),
        more_or_less=_words(phrases, "more_or_less"),
        interjections=_phrases(phrases, "interjections"),
        denials=_phrases(phrases, "denials"),
        behind_reasons=frozenset(phrases.get("behind_reasons", ())),
    )


def knows_language(locale: str) -> bool:
    """True if its language has phrases of its own, beside those of a model."""
    return phrases_of(locale) is not _NONE


def _phrases(phrases: Table, name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(map(folded_words, phrases.get(name, ())))


def _words(phrases: Table, name: str) -> frozenset[str]:
    return frozenset(folded_words(phrases.get(name, "")))


def _price_limits(money: Table) -> dict[tuple[str, ...], bool]:
    """Each limit, longest first, and whether money must be named behind it: "over fifty" may be of anything."""
    needs_money = {
        folded_words(limit): kind != "below"
        for each in ("limits", "led_limits")
        for kind, limits in money.get(each, {}).items()
        for limit in limits
    }
    return dict(sorted(needs_money.items(), key=lambda each: -len(each[0])))
