"""Reads a question about a product in free words, beside the sample sentences of the intents: which product it is
about, and what is asked. Called by `turn_meaning`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from intents.dialogue.slots import Slot
from intents.products.product_question.handler import ProductQuestion
from intents.wording.meaning import Meaning
from intents.wording.vocabulary import words_of
from voice_skill.language.tables import table
from voice_skill.store import Found, Product
from voice_skill.store.products.facts import wording
from voice_skill.store.search.text import language_of, plain_words, stems

Find = Callable[[str], Found]
_MOST_TELLING = 8  # words of a question that are searched
_MOST_NAMESAKES = 3
_AS_WORDS = ("choosing", "comparing", "between", "compared", "narrowing", "joining", "priced")
_MOST_OF_NAME = 3  # words behind "the" that are searched by themselves


@dataclass(frozen=True, slots=True)
class _Words:
    """The table of a language's questions."""

    head: frozenset[str]
    lead: frozenset[tuple[str, ...]]
    others: frozenset[tuple[str, ...]]
    pronouns: frozenset[str]
    pointing: frozenset[str]
    addressing: frozenset[str]
    counting: frozenset[tuple[str, ...]]
    choosing: frozenset[str]
    comparing: frozenset[str]
    between: frozenset[str]
    compared: frozenset[str]
    narrowing: frozenset[str]
    joining: frozenset[str]
    priced: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Named:
    """Products that share the words which name them: the places of these words, the end exclusive."""

    products: tuple[Product, ...]
    start: int
    end: int


def question_of(
    text: str, find: Find, at_hand: Sequence[Product], current: Product | None, locale: str
) -> Meaning | None:
    """Returns None if the words do not ask about a product. at_hand: the products that were just spoken of."""
    asking = _words(locale)
    words = _without_lead(words_of(text), asking) if asking else ()
    if asking is None or not words or words[0] not in asking.head or _begins(words, asking.others):
        return None
    language = language_of(locale)
    plain = plain_words(" ".join(words), language)
    is_of_it = current is not None and _is_of_it(words, asking)
    pointed_at = {word for before, word in pairwise(words) if before in asking.pointing}
    is_searched = not is_of_it and len(plain) <= _MOST_TELLING
    named = _named(plain, pointed_at, find, at_hand, locale) if is_searched else None
    if named and current and current.id in {product.id for product in named.products}:
        named = _Named((current,), named.start, named.end)
    rest = [*plain[: named.start], *plain[named.end :]] if named else plain
    asked = _asked(words, rest, locale)
    if named is None and not (current and _may_be_current(words, asked, asking, locale)):
        return None
    counted = _counted(words, asking)
    if not (asked or counted):
        return None
    slots = {"asked": Slot(asked)} if asked else {}
    slots |= {"counted": Slot(counted)} if counted else {}
    products = named.products if named else (current,) if current else ()
    return Meaning(ProductQuestion, {"product": Slot("", tuple(each.external_id for each in products)), **slots})


def kind_asked_about(text: str, beside: Sequence[str], locale: str) -> str:
    """The words for a kind of product in "which coffee is cheaper": those that are not `beside`, and that neither ask
    nor stand for something said before."""
    asking = _words(locale)
    if asking is None:
        return ""
    facts, said = wording(locale), {word for each in beside for word in words_of(each)}
    light = facts.set("asking") | facts.set("glue")
    return " ".join(
        word
        for word in plain_words(text, language_of(locale))
        if word not in said | asking.pronouns | asking.choosing and not set(facts.stems(word)) <= light
    )


def compared_texts(text: str, locale: str) -> tuple[str, str] | None:
    """The words for the two things that a comparison is about: "compare the acme laptop and the zen one". None if it is
    none."""
    asking, words = _words(locale), words_of(text)
    if asking is None or asking.comparing.isdisjoint(words):
        return None
    for at, word in enumerate(words):
        if word in asking.between and not asking.comparing.isdisjoint(words):
            sides = [[each for each in side if each not in asking.compared] for side in (words[:at], words[at + 1 :])]
            if all(sides):
                first, second = sides
                named = [first[-1] if each in asking.pronouns else each for each in second]
                return " ".join(first), " ".join(named)
    return None


def narrowed(text: str, products: Sequence[Product], locale: str) -> list[Product]:
    """Those of several products whose data have all of the words, "wireless ones"; empty if that narrows nothing."""
    asking, facts = _words(locale), wording(locale)
    words = words_of(text)
    if asking is None or asking.narrowing.isdisjoint(words) or words[0] in asking.head:
        return []
    wanted = {
        stem
        for word in plain_words(text, language_of(locale))
        if word not in asking.narrowing
        for stem in facts.asked(word)
    }
    matches = [product for product in products if wanted and wanted <= set(facts.stems(all_text(product)))]
    return matches if len(matches) < len(products) or len(products) == 1 else []


def all_text(product: Product) -> str:
    options = [value for variant in product.variants for value in variant.options.values()]
    return " ".join([product.title, *_heads(product), product.description, *product.attributes.values(), *options])


def two_questions(text: str, locale: str) -> tuple[str, str] | None:
    """Two questions about one product: "is the mug dishwasher safe and how much is it". None if there is one."""
    asking, words = _words(locale), words_of(text)
    if asking is None:
        return None
    for at, word in enumerate(words[:-2]):
        first, second = words[:at], words[at + 1 :]
        if word in asking.joining and second[0] in asking.head and not asking.pronouns.isdisjoint(second):
            return (" ".join(first), " ".join(second)) if len(first) > 2 and first[0] in asking.head else None
    return None


def second_asked(text: str, locale: str) -> str:
    """The words that say what a second question about the same product asks; empty if it asks for the price."""
    asking = _words(locale)
    assert asking is not None
    words = [word for word in words_of(text) if word not in asking.head | asking.pronouns | asking.priced]
    return " ".join(words)


def _asked(words: Sequence[str], rest: Sequence[str], locale: str) -> str:
    """The words that say what is asked; for "how old" and "who makes" they are no search words, so that all words but
    the product's count."""
    facts = wording(locale)
    telling = [word for word in rest if not set(facts.stems(word)) <= facts.set("asking") | facts.set("glue")]
    if telling:
        return " ".join(rest)
    return " ".join(word for word in words if facts.property_of(facts.telling(word)))


def _may_be_current(words: Sequence[str], asked: str, asking: _Words, locale: str) -> bool:
    """True if "it", or a question about something that products have, is about the current product."""
    facts = wording(locale)
    is_known = bool(facts.property_of(facts.asked(asked), with_features=True))
    has_pronoun = not asking.pronouns.isdisjoint(words)
    return bool(asked) and (
        _is_of_it(words, asking) or (is_known and (has_pronoun or asking.addressing.isdisjoint(words)))
    )


def _is_of_it(words: Sequence[str], asking: _Words) -> bool:
    """True if the question is of "it": "does it …", "how many cups do they …"."""
    return any(first in asking.head and second in asking.pronouns for first, second in pairwise(words))


def _counted(words: Sequence[str], asking: _Words) -> str:
    """The noun of "how many cups"."""
    lengths = [len(phrase) for phrase in asking.counting if tuple(words[: len(phrase)]) == phrase]
    return words[max(lengths)] if lengths and len(words) > max(lengths) else ""


def _named(
    plain: Sequence[str], pointed_at: set[str], find: Find, at_hand: Sequence[Product], locale: str
) -> _Named | None:
    """The products with the longest run of these words in their names, that says what they are; those that are pointed
    at, "the teapot", before others."""
    language = language_of(locale)
    said = stems(plain, language)
    runs: dict[int, tuple[Product, int, int]] = {}
    for product in _candidates(plain, pointed_at, find, at_hand):
        names = [*_names(product), product.title, product.brand]
        own = {stem for name in names for stem in stems(plain_words(name, language), language)}
        heads = {tuple(stems(plain_words(name, language), language))[-1:] for name in _heads(product)}
        run = max(_runs(said, own), key=lambda each: (_has_head(said, each, heads), each[1] - each[0]), default=None)
        if run and _has_head(said, run, heads):
            runs[product.id] = (product, *run)
    if not runs:
        return None
    places = {(start, end) for _, start, end in runs.values()}
    start, end = max(places, key=lambda run: (plain[run[0]] in pointed_at, run[1] - run[0], -run[0]))
    alike = tuple(product for product, *run in runs.values() if run == [start, end])
    return _Named(alike[:_MOST_NAMESAKES], start, end)


def _has_head(said: Sequence[str], run: tuple[int, int], heads: set[tuple[str, ...]]) -> bool:
    return any(head and head[0] in said[run[0] : run[1]] for head in heads)


def _runs(said: Sequence[str], own: set[str]) -> Iterator[tuple[int, int]]:
    """The longest runs of words that are all in the product's names."""
    start = None
    for at, word in enumerate([*said, ""]):
        if word in own and start is None:
            start = at
        elif word not in own and start is not None:
            yield start, at
            start = None


def _candidates(plain: Sequence[str], pointed_at: set[str], find: Find, at_hand: Sequence[Product]) -> list[Product]:
    """The products just spoken of, and those that search finds for the words, with ever fewer of them at the ends, and
    for the few from each word that is pointed at."""
    products = {product.id: product for product in at_hand}
    count = len(plain)
    spans = [(0, count), *((0, end) for end in range(count - 1, 0, -1)), *((start, count) for start in range(1, count))]
    pointed = [at for at, word in enumerate(plain) if word in pointed_at]
    spans += [(at, end) for at in pointed for end in range(at + 1, min(at + _MOST_OF_NAME, count) + 1)]
    for start, end in dict.fromkeys(spans):
        products |= {product.id: product for product in find(" ".join(plain[start:end])).products if product.variants}
    return list(products.values())


def _names(product: Product) -> Iterable[str]:
    return (product.spoken_name, product.spoken_plural, *product.synonyms)


def _heads(product: Product) -> Iterable[str]:
    """The names that end with what the product is."""
    return (*_names(product), product.category)


def _without_lead(words: Sequence[str], asking: _Words) -> Sequence[str]:
    while lead := max((phrase for phrase in asking.lead if _begins(words, {phrase})), key=len, default=None):
        words = words[len(lead) :]
    return words


def _begins(words: Sequence[str], phrases: Iterable[tuple[str, ...]]) -> bool:
    return any(tuple(words[: len(phrase)]) == phrase for phrase in phrases)


@cache
def _words(locale: str) -> _Words | None:
    """Returns None for a language without a table."""
    lists = table("questions", locale)
    if not lists:
        return None
    return _Words(
        frozenset(lists["head"].split()),
        _phrases(lists["lead"]),
        _phrases(lists["others"]),
        frozenset(lists["pronouns"].split()),
        frozenset(lists["pointing"].split()),
        frozenset(lists["addressing"].split()),
        _phrases(lists["counting"]),
        *(frozenset(lists[name].split()) for name in _AS_WORDS),
    )


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split("_")) for phrase in text.split())
