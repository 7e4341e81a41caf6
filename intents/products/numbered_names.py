"""Products with a number in their names: "eight in one screwdriver", "two by fours", "number eight wood screws". Called
by `size_or_quantity`, before a number is read as a size or a quantity.

Of the ways to part what was said into how many, what it is sold in and a name, the one wins whose name the catalogue
knows best.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.products.option_values import named_values
from voice_skill.language.amounts.language import language_of
from voice_skill.language.amounts.numbers import as_number
from voice_skill.language.amounts.spelled import LABEL, has_number, spelled
from voice_skill.language.stems import stem
from voice_skill.store import Product
from voice_skill.store.search.text import language_of as search_language

_MOST_LOOKED_AT = 16


class _Run(NamedTuple):
    """The words of what was said that are a name's, the end exclusive."""

    start: int
    end: int


def take_numbered_name(turn: Turn) -> bool:
    """Puts the product in its slot that has the number in its name, and the number before it in that for how many."""
    locale = turn.phrases.locale
    text, quantity = turn.slots["product"].text, turn.slots.get("quantity")
    number = [quantity.text] if quantity and quantity.text.isdecimal() else []
    said = spelled(" ".join([*number, text]), locale)
    if not has_number(said):
        return False
    runs = {product: run for product in _candidates(turn, said) if (run := _named(said, product, locale))}
    longest = max((run.end - run.start for run in runs.values()), default=0)
    best = [product for product, run in runs.items() if run.end - run.start == longest]
    if not best:
        return False
    run = runs[best[0]]
    beside = named_values(" ".join([*said[: run.start], *said[run.end :]]), best[0], locale)
    if beside.rest or len(beside.numbers) > 1:
        return False
    turn.slots.pop("quantity", None)
    if beside.numbers:
        turn.slots["quantity"] = Slot(beside.numbers[0])
    turn.options = (*turn.options, *beside.one_each)
    name = " ".join(word for word in said[run.start : run.end] if as_number(word) is None)
    turn.slots["product"] = Slot(name, tuple(product.external_id for product in best))
    return True


def _candidates(turn: Turn, said: Sequence[str]) -> list[Product]:
    """What search finds for the words, with and without the number that they begin with."""
    begins = int(as_number(said[0]) is not None)
    ways = (" ".join(word for word in said[at:] if word != LABEL) for at in {0, begins})
    found = (turn.store.catalogue.find(way, limit=_MOST_LOOKED_AT) for way in ways)
    return list({product.id: product for each in found for product in each.products if product.variants}.values())


def _named(said: Sequence[str], product: Product, locale: str) -> _Run | None:
    """The longest stretch of what was said that has a number with the word behind it as in a name of the product."""
    names = (product.title, product.spoken_name, product.spoken_plural, *product.synonyms)
    runs = (run for name in names for run in _runs(_stems(said), _stems(spelled(name, locale)), locale))
    return max(runs, key=lambda run: run.end - run.start, default=None)


def _is_pack(name: Sequence[str], place: int, locale: str) -> bool:
    """Whether the number is that of a pack: "pack of ten pots", "socks 5 pack"."""
    language = language_of(locale)
    packs = _stems(sorted(language.packs_behind_number)) if language else []
    return (place > 0 and name[place - 1] == "of") or name[place + 1] in packs


def _runs(said: Sequence[str], name: Sequence[str], locale: str) -> Iterator[_Run]:
    for at, word in enumerate(said[:-1]):
        for place, other in enumerate(name[:-1]):
            if word != other or as_number(word) is None or said[at + 1] != name[place + 1]:
                continue
            if as_number(said[at + 1]) is not None or _is_pack(name, place, locale):
                continue
            start, first = at, place
            while start and first and said[start - 1] == name[first - 1]:
                start, first = start - 1, first - 1
            if first and name[first - 1] == LABEL:  # eight of "number eight wood screws" are a number of them
                continue
            yield _Run(start, _end(said, at + 1, name[place + 1 :]))


def _end(said: Sequence[str], at: int, name: Sequence[str]) -> int:
    """Behind the last word that the rest of the name has, in its order."""
    while at < len(said) and said[at] in name:
        name = name[name.index(said[at]) + 1 :]
        at += 1
    return at


def _stems(words: Sequence[str]) -> list[str]:
    stemmer = search_language("en").stemmer
    return [stem(word, stemmer) for word in words]
