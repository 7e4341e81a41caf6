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
    """The words that belong to a name, the end exclusive."""

    start: int
    end: int


def take_numbered_name(turn: Turn) -> bool:
    """Sets the product whose name contains the number, and the number before it as the quantity. Returns False if there
    is none."""
    locale = turn.phrases.locale
    text, quantity = turn.slots["product"].text, turn.slots.get("quantity")
    number = [quantity.text] if quantity and quantity.text.isdecimal() else []
    words = spelled(" ".join([*number, text]), locale)
    if not has_number(words):
        return False
    runs = {product: run for product in _candidates(turn, words) if (run := _longest_run(words, product, locale))}
    longest = max((run.end - run.start for run in runs.values()), default=0)
    best = [product for product, run in runs.items() if run.end - run.start == longest]
    if not best:
        return False
    run = runs[best[0]]
    values_beside = named_values(" ".join([*words[: run.start], *words[run.end :]]), best[0], locale)
    if values_beside.rest or len(values_beside.numbers) > 1:
        return False
    turn.slots.pop("quantity", None)
    if values_beside.numbers:
        turn.slots["quantity"] = Slot(values_beside.numbers[0])
    turn.options = (*turn.options, *values_beside.one_each)
    name = " ".join(word for word in words[run.start : run.end] if as_number(word) is None)
    turn.slots["product"] = Slot(name, tuple(product.external_id for product in best))
    return True


def _candidates(turn: Turn, words: Sequence[str]) -> list[Product]:
    """The products that search finds for the words, with and without the number that they begin with."""
    begins = int(as_number(words[0]) is not None)
    ways = (" ".join(word for word in words[at:] if word != LABEL) for at in {0, begins})
    results = (turn.store.catalogue.find(way, limit=_MOST_LOOKED_AT) for way in ways)
    return list({product.id: product for each in results for product in each.products if product.variants}.values())


def _longest_run(words: Sequence[str], product: Product, locale: str) -> _Run | None:
    """The longest run of words in which a number and the word after it are as in a name of the product."""
    names = (product.title, product.spoken_name, product.spoken_plural, *product.synonyms)
    runs = (run for name in names for run in _runs(_stems(words), _stems(spelled(name, locale)), locale))
    return max(runs, key=lambda run: run.end - run.start, default=None)


def _is_pack(name: Sequence[str], place: int, locale: str) -> bool:
    """True if the number is that of a pack: "pack of ten pots", "socks 5 pack"."""
    language = language_of(locale)
    packs = _stems(sorted(language.packs_behind_number)) if language else []
    return (place > 0 and name[place - 1] == "of") or name[place + 1] in packs


def _runs(words: Sequence[str], name: Sequence[str], locale: str) -> Iterator[_Run]:
    for at, word in enumerate(words[:-1]):
        for place, other in enumerate(name[:-1]):
            if word != other or as_number(word) is None or words[at + 1] != name[place + 1]:
                continue
            if as_number(words[at + 1]) is not None or _is_pack(name, place, locale):
                continue
            start, first = at, place
            while start and first and words[start - 1] == name[first - 1]:
                start, first = start - 1, first - 1
            if first and name[first - 1] == LABEL:  # "eight" of "number eight wood screws" is a quantity
                continue
            yield _Run(start, _end(words, at + 1, name[place + 1 :]))


def _end(words: Sequence[str], at: int, name: Sequence[str]) -> int:
    """The place after the last word that the rest of the name contains, in its order."""
    while at < len(words) and words[at] in name:
        name = name[name.index(words[at]) + 1 :]
        at += 1
    return at


def _stems(words: Sequence[str]) -> list[str]:
    stemmer = search_language("en").stemmer
    return [stem(word, stemmer) for word in words]
