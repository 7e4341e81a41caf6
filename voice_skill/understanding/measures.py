"""Keeps what measures, packs or sizes a thing with the thing: "a fourteen inch laptop", "two packs of socks", "honey in
a one pound jar". Called by Reader.

Alexa takes such words into the slot of a catalogue, since its values are examples to her, and so does the shop, which
knows what it sells in which size. A skill whose own samples speak of units ("{minutes} minutes") means numbers by them.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from itertools import pairwise, zip_longest

from voice_skill.language.amounts.spoken import amounts_in, lead_of
from voice_skill.language.amounts.written import with_units, written_words
from voice_skill.understanding.designations import Designations
from voice_skill.understanding.interaction_model import InteractionModel, Sample, SlotRef
from voice_skill.understanding.samples import Span
from voice_skill.understanding.slot_kinds import Computed, Listed, SlotKind
from voice_skill.understanding.words import Word, folded_words

NUMBER = "AMAZON.NUMBER"
_SIGNS = "\"″”'′’"  # of inches and feet, behind a figure

Kinds = Mapping[str, SlotKind]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words from `start` to before `end`. lead: where "in a" begins, which leads to them behind a thing. is_time:
    whether they are a time, which need not be a thing's."""

    lead: int
    start: int
    end: int
    is_time: bool


def _meanwhile(word: str) -> Word:
    """A word that nobody said, in a place where none is."""
    return Word(word, "a", -1, -1)


ARTICLE = _meanwhile("a")


@dataclass(frozen=True, slots=True)
class Counting(Computed):
    """Numbers of things: none that a unit follows."""

    locale: str = "en-US"

    def ends(self, words: Sequence[str], start: int) -> Iterator[int]:
        measuring = _measuring(tuple(words), self.locale)
        for end in Computed.ends(self, words, start):
            if measuring.isdisjoint(range(start, end)):
                yield end


@lru_cache(maxsize=256)
def _measuring(words: tuple[str, ...], locale: str) -> frozenset[int]:
    """The places of numbers that measure."""
    measuring = [amount for amount in amounts_in(words, locale) if not amount.counts]
    ends = [amount.end if amount.kind == "sides" else amount.noun for amount in measuring]
    return frozenset(at for amount, end in zip(measuring, ends, strict=True) for at in range(amount.start, end))


class Measures:
    """Finds what measures a thing in what is said to one skill."""

    def __init__(self, model: InteractionModel, samples: Mapping[str, Sequence[Sample]], locale: str) -> None:
        self._locale = locale
        slots = {name: slot.type for intent in model.intents for name, slot in intent.slots.items()}
        self._is_own = any(self._has_unit(sample, slots) for each in samples.values() for sample in each)
        self._designations = lru_cache(maxsize=4)(partial(Designations, locale=locale))

    def find(self, text: str, words: Sequence[Word], thing: SlotKind | None, kinds: Kinds) -> Stretch | None:
        """The first; none where the skill's own samples say what numbers are of. thing: the catalogue that the skill is
        about, of which a name may begin with a unit: a "pound cake"."""
        if self._is_own or thing is None:
            return None
        measure = self._measure(text, words, thing)
        designations = self._designations_of(thing, kinds)
        place = next(iter(designations.find([word.folded for word in words])), None) if designations else None
        if place is None or (measure and measure.start <= place[0]):
            return measure
        return Stretch(lead_of([word.folded for word in words], place[0], self._locale), *place, is_time=False)

    def _measure(self, text: str, words: Sequence[Word], thing: SlotKind) -> Stretch | None:
        written_parts, places = self._written(text, words)
        folded = [word.folded for word in words]
        amounts = amounts_in(written_parts, self._locale)
        for amount, following in zip_longest(amounts, amounts[1:]):
            start, end = amount.noun if amount.counts else amount.start, amount.end
            if following and following.start == end and following.noun == following.end:  # "two packs of six"
                end = following.end
            if not _is_name(folded, places[amount.noun], places[end - 1] + 1, thing):
                lead = start if amount.counts else lead_of(written_parts, start, self._locale)
                is_time = amount.kind in ("duration", "months")
                return Stretch(places[lead], places[start], places[end - 1] + 1, is_time)
        return None

    def _designations_of(self, thing: SlotKind, kinds: Kinds) -> Designations | None:
        if not isinstance(thing, Listed):
            return None
        return self._designations(thing, tuple(kind for kind in kinds.values() if isinstance(kind, Listed)))

    def thing(self, kind: SlotKind) -> tuple[Word, ...]:
        """The words of some thing of the catalogue that is told without an amount; none where there is none."""
        names = (folded_words(value.name) for value in kind.slot_type.values) if isinstance(kind, Listed) else ()
        plain = (name for name in names if not amounts_in(name, self._locale))
        return tuple(_meanwhile(word) for word in next(plain, ()))

    def listed(self, text: str, measure: Sequence[Word], kinds: Kinds) -> tuple[str, ...] | None:
        """The words of the listed value that is of this size."""
        sizes = _sizes(self._written(text, measure)[0], self._locale)
        for kind in kinds.values():
            for value in kind.slot_type.values if isinstance(kind, Listed) else ():
                words = folded_words(value.name)
                if sizes and _sizes(written_words(value.name, self._locale), self._locale) == sizes:
                    return words
        return None

    def counting(self, kinds: Kinds) -> Kinds:
        """The kinds without numbers that measure."""
        number = kinds.get(NUMBER)
        if self._is_own or not isinstance(number, Computed):
            return kinds
        counting = Counting(number.read, number.may_hold, number.longest, locale=self._locale)
        return {**kinds, NUMBER: counting}

    def _written(self, text: str, words: Sequence[Word]) -> tuple[list[str], list[int]]:
        """The words with signs behind figures as units, and of each at which place it was said."""
        parts_in_order: list[str] = []
        glued: list[bool] = []
        places: list[int] = []
        end = 0
        for place, word in enumerate(words):
            is_glued = 0 < word.start == end
            end = word.end
            sign = text[end : end + 1]
            parts = [f"{parts_in_order[-1]}{word.folded}" if is_glued and parts_in_order[-1].isalpha() else word.folded]
            if word.look == "0" and sign and sign in _SIGNS and not text[end + 1 : end + 2].isalnum():
                parts.append(sign)
            parts_in_order += parts
            glued += [is_glued, True][: len(parts)]
            places += [place] * len(parts)
        return with_units(parts_in_order, glued, self._locale), places

    def _has_unit(self, sample: Sample, slots: Mapping[str, str]) -> bool:
        parts = sample.parts
        return any(
            isinstance(before, SlotRef)
            and slots[before.name] == NUMBER
            and isinstance(behind, str)
            and self._is_measured_in(behind)
            for before, behind in pairwise(parts)
        )

    def _is_measured_in(self, noun: str) -> bool:
        """True if a number before this word measures; "two bags" may count them."""
        amounts = amounts_in(written_words(f"2 {noun}", self._locale), self._locale)
        return bool(amounts) and not amounts[0].counts


def with_stretch(
    words: Sequence[Word],
    spans: Sequence[Span],
    things: Sequence[Span],
    utterance: Sequence[Word],
    start: int,
    end: int,
    instead: Sequence[Word],
    light_words: Set[str],
) -> tuple[list[Word], tuple[Span, ...]] | None:
    """The words that were read with the stretch of what was said in place of what stood there instead, and the spans
    with the thing beside it grown by it; None where no thing stands beside it. Where only other slots stand between
    them, as in "a fourteen inch black laptop", the stretch goes up to the thing, and so it does over words that may be
    of its name: "a fourteen inch acme laptop"."""
    until = next((at for at, word in enumerate(words, 1) if word in utterance[:start][-1:]), 0)
    behind = until + len(instead)
    if [*words[until:behind]] != [*instead]:
        return None
    inside = {at for span in spans for at in range(span.start, span.end)}
    telling_places = {at for at, word in enumerate(words) if word.folded not in light_words}
    beside = [
        thing
        for thing in things
        if thing.end >= until and (inside | telling_places).issuperset(range(behind, thing.start))
    ]
    thing = min(beside, key=lambda span: span.start, default=None)
    if thing is None or until <= thing.start < behind:
        return None
    while thing.start > behind and thing.start - 1 not in inside:
        thing = Span(thing.slot, thing.start - 1, thing.end)
    spans = [thing if span.slot == thing.slot and span.end == thing.end else span for span in spans]
    at = max(behind, thing.start)
    together = [*words[:until], *words[behind:at], *utterance[start:end], *words[at:]]
    grown = _moved(thing, behind, at + 1, -len(instead), 0)
    longer = end - start - len(instead)
    grown = Span(thing.slot, grown.start, thing.end + longer)
    others = (_moved(span, behind, at, -len(instead), longer) for span in spans if span is not thing)
    return together, tuple(sorted((grown, *others), key=lambda span: span.start))


def _moved(span: Span, behind: int, at: int, by: int, longer: int) -> Span:
    """A span that begins behind the one place, or behind the other, moved by so much."""
    step = longer if span.start >= at else by if span.start >= behind else 0
    return Span(span.slot, span.start + step, span.end + step)


def in_place(
    words: Sequence[Word], spans: Sequence[Span], thing: Span, stretch: Sequence[Word]
) -> tuple[list[Word], tuple[Span, ...]]:
    """The words and spans with the stretch as the thing itself."""
    longer = len(stretch) - (thing.end - thing.start)
    others = (_moved(span, thing.end, thing.end, 0, longer) for span in spans if span is not thing)
    own = Span(thing.slot, thing.start, thing.start + len(stretch))
    together = [*words[: thing.start], *stretch, *words[thing.end :]]
    return together, tuple(sorted((own, *others), key=lambda span: span.start))


def _sizes(words: Sequence[str], locale: str) -> list[tuple[str, Decimal]]:
    return [(each.kind, each.number * each.factor) for each in amounts_in(words, locale) if each.number is not None]


def _is_name(words: Sequence[str], start: int, end: int, thing: SlotKind) -> bool:
    """True if a listed name begins with the unit and continues behind it."""
    return isinstance(thing, Listed) and any(stop > end for stop in thing.ends(words, start))
