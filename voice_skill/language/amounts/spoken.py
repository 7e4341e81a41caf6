"""Finds amounts among words: "two hundred and fifty gram jar of", "six pack", "box of 12", "size ten". Called where a
customer is heard, by the intents, and where a merchant's titles are read.

In English, a noun in the singular after several is a part of one thing ("a four slice toaster"), in the plural it is
counted ("two packs of socks").
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from voice_skill.language.amounts.language import Language, language_of
from voice_skill.language.amounts.numbers import Number, numbers_at
from voice_skill.language.amounts.units import Unit
from voice_skill.language.amounts.written import written_words
from voice_skill.language.figures import figures

_TOTALS = frozenset({"mass", "volume", "length", "area"})
_BULK = frozenset({"mass", "volume"})  # nobody counts grams: "300 grams biscuits" needs no "of"
_TIME = frozenset({"duration", "months"})
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Amount:
    """start, end: its words, the end exclusive. noun: the place where the counted or measured thing begins. number:
    None if none is said, as in "a bottle of".

    kind: CLDR's of a measure ("mass"); "pack"; "part", of which one thing has several; "box", which it comes in;
    "size"; "sides" of "two by four"; "age"; "money". unit: CLDR's name, else the noun as it was said. factor: the unit
    in the smallest of its kind. is_total: of everything wanted, not of each: "three hundred grams of". counts: it may
    also be the quantity: "twenty bags of".
    """

    start: int
    noun: int
    end: int
    number: Decimal | None
    kind: str
    unit: str
    factor: Decimal = _ONE
    is_total: bool = False
    counts: bool = False

    @property
    def is_measure(self) -> bool:
        """True if its unit can be converted."""
        return self.kind not in ("pack", "part", "box", "size", "sides", "age", "money")


def amounts_in(words: Sequence[str], locale: str) -> list[Amount]:
    """The amounts in the order of the words; empty in a language without a table of amounts."""
    language = language_of(locale)
    return list(_amounts(tuple(words), language)) if language else []


def begins_with_unit(text: str, locale: str) -> bool:
    """True if this text, which a number was separated from, begins with that number's unit: "inch laptop"."""
    amounts = amounts_in(written_words(f"2 {text}", locale), locale)
    return bool(amounts) and amounts[0].start == 0


def singular_of(noun: str) -> str:
    """ "box" of "boxes", for the nouns of the table."""
    return noun.removesuffix("es") if noun.endswith(("xes", "ches")) else noun.removesuffix("s")


def lead_of(words: Sequence[str], start: int, locale: str) -> int:
    """The start of the words that lead to an amount after a thing: "in a" of "honey in a one pound jar"."""
    language = language_of(locale)
    if language is None:
        return start
    at = start - (start > 0 and words[start - 1] in language.words["articles"])
    return at - 1 if at > 0 and words[at - 1] in language.words["before"] else start


def _amounts(words: tuple[str, ...], language: Language) -> Iterator[Amount]:
    at = 0
    while at < len(words):
        numbers = numbers_at(words, at, language)
        amounts = list(_of_number(words, numbers, language) if numbers else _of_noun(words, at, language))
        yield from amounts
        at = max(amounts[-1].end if amounts else 0, numbers[-1].end if numbers else 0, at + 1)


def _of_noun(words: tuple[str, ...], at: int, language: Language) -> Iterator[Amount]:
    """The amount that begins with a noun: "pack of six", "bottle of", "size ten", "a pound of"."""
    word, is_of = words[at], _is(words, at + 1, "of", language)
    if word in language.words["size"] and (sizes := numbers_at(words, at + 1, language)):
        yield Amount(at, at, sizes[0].end, sizes[0].value, "size", word)
    elif word in language.packs | language.containers and is_of:
        yield _pack_of(words, at, language) or Amount(at, at, at + 2, None, "box", word)
    elif word in language.words["indefinite"] and (unit_span := language.unit_at(words, at + 1)):
        measure = _measure(words, Number(at, at + 1, _ONE), *unit_span, language)
        if measure.end > unit_span[0] and measure.kind not in _TIME:  # "a pound of", and not "a second box"
            yield measure


def _pack_of(words: tuple[str, ...], at: int, language: Language) -> Amount | None:
    """ "box of 12"; None for a box of twelve grams."""
    numbers = _behind_article(words, at + 2, language) if words[at] in language.packs else []
    if not numbers or (len(numbers) == 1 and language.unit_at(words, numbers[0].end)):
        return None
    is_whole = numbers[0].value == int(numbers[0].value) and numbers[0].value > 1
    return Amount(at, at, numbers[0].end, numbers[0].value, "pack", words[at]) if is_whole else None


def _behind_article(words: tuple[str, ...], at: int, language: Language) -> list[Number]:
    """The numbers here, or after an article: "a set of a hundred"."""
    return numbers_at(words, at, language) or (
        numbers_at(words, at + 1, language) if _is(words, at, "indefinite", language) else []
    )


def _of_number(words: tuple[str, ...], numbers: Sequence[Number], language: Language) -> Iterator[Amount]:
    """The amount that the last of these numbers belongs to; the others count things, or nothing that is known."""
    number, at = numbers[-1], numbers[-1].end
    if _is(words, at, "by", language) and (
        following := numbers_at(words, at + 1, language) or _plural_number(words, at)
    ):
        yield from _sides(words, number, following[-1], language)
    elif unit_span := language.unit_at(words, at):
        yield _measure(words, number, *unit_span, language)
    elif _is(words, at, "ages", language) and _is(words, at + 1, "old", language):
        yield Amount(number.start, at, at + 2, number.value, "age", words[at])
    elif _is(words, at, "money", language) and at + 1 < len(words):
        yield Amount(number.start, at, at + 1, number.value, "money", words[at])
    elif at < len(words) and number.value == int(number.value):
        is_each = len(numbers) > 1 or _is_of_those(words, numbers[0].start, language)
        yield from _counted_amounts(words, number, language, is_each=is_each)


def _is_of_those(words: tuple[str, ...], start: int, language: Language) -> bool:
    """True if the amount is of several: "two of the fifty packs"."""
    return start > 2 and _is(words, start - 1, "definite", language) and _is(words, start - 2, "of", language)


def _measure(words: tuple[str, ...], number: Number, end: int, unit: Unit, language: Language) -> Amount:
    """ "fourteen inch", "three hundred grams of", "one pound jar of", "ten year old"."""
    if unit.kind in _TIME and _is(words, end, "old", language):
        return Amount(number.start, number.end, end + 1, number.value, "age", unit.name)
    is_several = words[end - 1].endswith("s") and len(words[end - 1]) > 2
    is_of = _is(words, end, "of", language)
    is_total = unit.kind in _TOTALS if is_of else is_several and unit.kind in _BULK
    stop = end + 1 if is_of else _behind_container(words, number.start, end, language)
    return Amount(number.start, number.end, stop, number.value, unit.kind, unit.name, unit.factor, is_total)


def _behind_container(words: tuple[str, ...], start: int, end: int, language: Language) -> int:
    """The place after "jar of", or after "jar" where the amount follows its thing; a jar alone may be the thing
    itself."""
    if end < len(words) and words[end] in language.containers:
        if _is(words, end + 1, "of", language):
            return end + 2
        if lead_of(words, start, language.code) < start:
            return end + 1
    return end


def _counted_amounts(words: tuple[str, ...], number: Number, language: Language, *, is_each: bool) -> Iterator[Amount]:
    """ "six pack of", "twelve cup", "two packs of"; and "twenty bags", but only after a thing that has them. is_each:
    after another number, as in "two six packs of", it counts nothing."""
    noun, at = words[number.end], number.end + 1
    is_of, is_last = _is(words, at, "of", language), at == len(words)
    singular = noun if noun in language.parts else singular_of(noun)
    is_pack, is_part = noun in language.packs_behind_number, noun in language.parts
    is_plural = noun in language.plural_packs | language.plural_containers or (
        noun != singular and singular in language.parts
    )
    behind_of = at + 1 + _is(words, at + 1, "definite", language)
    end = behind_of if is_of else _behind_container(words, number.start, at, language)
    amount = Amount(number.start, number.end, end, number.value, "part", noun)
    if is_plural and not is_of and noun not in language.plural_packs and not (is_last and number.start):
        return
    if is_plural or (is_of and noun in language.containers and not (is_pack and number.value > 1)):
        kind = "pack" if noun in language.plural_packs else "part" if singular in language.parts else "box"
        is_led = kind == "part" and number.start > 0 and _is_with(words, number.start, language)
        yield replace(amount, kind=kind, counts=not is_each and not is_led)
        yield from _each(words, amount, language)
    elif is_pack and number.value > 1:
        yield replace(amount, kind="pack")
    elif is_part and (not is_last or lead_of(words, number.start, language.code) < number.start):
        yield amount


def _is_with(words: tuple[str, ...], start: int, language: Language) -> bool:
    """True if a thing's part follows it: "a puzzle with a thousand pieces"."""
    return lead_of(words, start, language.code) < start


def _each(words: tuple[str, ...], amount: Amount, language: Language) -> Iterator[Amount]:
    """The size of each pack in "two packs of six"."""
    numbers = _behind_article(words, amount.end, language) if _is(words, amount.end - 1, "of", language) else []
    if numbers and numbers[0].value > 1 and not language.unit_at(words, numbers[-1].end):
        yield Amount(amount.end, numbers[0].end, numbers[0].end, numbers[0].value, "pack", amount.unit)


def _sides(words: tuple[str, ...], first: Number, last: Number, language: Language) -> Iterator[Amount]:
    """ "two by four", "130 by 180 centimeters"; but "4 x 125 g" is a pack of four."""
    while _is(words, last.end, "by", language) and (more := numbers_at(words, last.end + 1, language)):
        last = more[-1]
    unit_span = language.unit_at(words, last.end)
    if unit_span and unit_span[1].kind in _BULK:
        yield Amount(first.start, first.end, last.start, first.value, "pack", "pack")
        yield _measure(words, last, *unit_span, language)
        return
    end, unit = (unit_span[0], unit_span[1].name) if unit_span else (last.end, "")
    yield Amount(first.start, first.end, end, None, "sides", unit)


def _plural_number(words: tuple[str, ...], at: int) -> list[Number]:
    """ "fours" of "two by fours"."""
    word = words[at + 1] if at + 1 < len(words) else ""
    figure = figures(word.removesuffix("s").removesuffix("e") if word == "sixes" else word[:-1], "en")
    return [Number(at + 1, at + 2, Decimal(figure))] if word.endswith("s") and figure.isdecimal() else []


def _is(words: tuple[str, ...], at: int, name: str, language: Language) -> bool:
    return at < len(words) and words[at] in language.words[name]
