"""Reads a question about a product in free words, beside the sample sentences of the intents: which product it is
about, and what is asked. Called by `turn_meaning`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from intents.dialogue.slots import Slot
from intents.products.needs import text_of
from intents.products.product_question.handler import ProductQuestion
from intents.wording.meaning import Meaning
from intents.wording.vocabulary import vocabulary_of, word_lists, words_of
from voice_skill.language.amounts.numbers import is_number
from voice_skill.language.tables import table
from voice_skill.store import Found, Product
from voice_skill.store.products.facts import ProductFacts, Wording, wording
from voice_skill.store.search.text import language_of, plain_words, stems

Find = Callable[[str], Found]
_MOST_TELLING = 8  # words of a question that are searched
_MOST_NAMESAKES = 3
_OF_PHRASES = frozenset({"lead", "tags", "coming", "others", "counting", "including", "getting", "length"})
_ONE = (["1"], ["one"], ["ones"])  # "the rope one", as it is searched
_FEWEST_OF_SIZED = 4  # words of "how big a dog"
_FEWEST_OF_NAME = 2  # words that name a product without saying what it is
_MOST_OF_NAME = 3  # words behind "the" that are searched by themselves


@dataclass(frozen=True, slots=True)
class _Words:
    """The table of a language's questions."""

    head: frozenset[str]
    lead: frozenset[tuple[str, ...]]
    tags: frozenset[tuple[str, ...]]
    coming: frozenset[tuple[str, ...]]
    verbs: frozenset[str]
    fitting: frozenset[str]
    others: frozenset[tuple[str, ...]]
    pronouns: frozenset[str]
    pointing: frozenset[str]
    addressing: frozenset[str]
    counting: frozenset[tuple[str, ...]]
    including: frozenset[tuple[str, ...]]
    getting: frozenset[tuple[str, ...]]
    length: frozenset[tuple[str, ...]]
    describing: frozenset[str]
    preferring: frozenset[str]
    for_: frozenset[str]
    with_: frozenset[str]
    article: frozenset[str]
    being: frozenset[str]
    persons: frozenset[str]
    relative: frozenset[str]
    denial: frozenset[str]
    article_of_other: frozenset[str]
    choosing: frozenset[str]
    comparing: frozenset[str]
    between: frozenset[str]
    compared: frozenset[str]
    narrowing: frozenset[str]
    joining: frozenset[str]
    priced: frozenset[str]
    costing: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Named:
    """Products that share the words which name them: the places of these words, the end exclusive."""

    products: tuple[Product, ...]
    start: int
    end: int


def question_of(
    text: str, find: Find, at_hand: Sequence[Product], current: Product | None, locale: str, reason: str = ""
) -> Meaning | None:
    """Returns None if the words do not ask about a product. at_hand: the products that were just spoken of. reason: the
    words before the question, which may say all that matters to it."""
    asking = _words(locale)
    words = _as_question(words_of(text), asking) if asking else ()
    if asking is None or not words or words[0] not in asking.head:
        return None
    if included := _included(words, find, at_hand, current, locale):
        return included
    if _begins(words, asking.others):
        return None
    language = language_of(locale)
    plain = plain_words(" ".join(words), language)
    is_of_it = current is not None and _is_of_it(words, asking)
    pointed_at = {word for before, word in pairwise(words) if before in asking.pointing}
    is_searched = not is_of_it and len(plain) <= _MOST_TELLING
    is_cut = words[-1] in asking.pronouns and plain[-1:] not in _ONE  # search leaves out the last "one"
    ones = _ONE[0] if is_cut else []
    named = _named([*plain, *ones], pointed_at, find, at_hand, locale) if is_searched else None
    if named and current and current.id in {product.id for product in named.products}:
        named = _Named((current,), named.start, named.end)
    rest = [*plain[: named.start], *plain[named.end :]] if named else plain
    asked = _asked(words, rest, locale)
    if named is None and not (
        current and (_may_be_current(words, asked, asking, locale) or ProductFacts(current, locale).bears_on(asked))
    ):
        return None
    counted, sized = _counted(words, asking), sized_thing(text, locale)
    if not (asked or counted or sized is not None or reason):
        return None
    slots = {"asked": Slot(asked)} if asked else {}
    slots |= {"reason": Slot(reason)} if reason else {}
    slots |= {"counted": Slot(counted)} if counted else {}
    slots |= {"sized": Slot(sized)} if sized is not None else {}
    products = named.products if named else (current,) if current else ()
    if not asking.fitting.isdisjoint(words) and (other := _other_named(rest, products, find, at_hand, locale)):
        slots |= {"other": Slot("", (other.external_id,))}
    return _of_products(products, slots)


def _other_named(
    plain: Sequence[str], products: Sequence[Product], find: Find, at_hand: Sequence[Product], locale: str
) -> Product | None:
    """Another product that is named in the rest of a question: the pan of "does the lid fit the pan"."""
    named = _named(plain, set(), find, at_hand, locale) if plain else None
    ids = {product.id for product in products}
    return next((each for each in named.products if each.id not in ids), None) if named else None


def _as_question(words: Sequence[str], asking: _Words) -> Sequence[str]:
    """The words without what leads to a question, and with the verb first of a statement that is one by what stands
    behind it: "so it can go in the dryer, right"."""
    words = _without_lead(words, asking)
    tag = _tag_length(words, asking)
    if not tag or not words:
        return words
    words = words[:-tag]
    if not words or words[0] in asking.head:
        return words
    at = next((at for at, word in enumerate(words) if word in asking.verbs), None)
    return words if at is None else (words[at], *words[:at], *words[at + 1 :])


def _tag_length(words: Sequence[str], asking: _Words) -> int:
    """How many of the last words make a question of a statement: "right", "isn't it"."""
    return max((len(tag) for tag in asking.tags if tuple(words[-len(tag) :]) == tag), default=0)


def confirms_amount(text: str, locale: str) -> bool:
    """True for "that's five fifty, right?"."""
    asking, vocabulary, words = _words(locale), vocabulary_of(locale), words_of(text)
    if asking is None or vocabulary is None:
        return False
    tag = _tag_length(words, asking)
    money = table("money", locale)
    silent = vocabulary.words["light"].union(*(money[name].split() for name in ("currencies", "slang", "cents")))
    said = [word for word in words[:-tag] if word not in silent] if tag else []
    return bool(said) and all(is_number(word, locale) or word.isdecimal() for word in said)


def asks_of_it(text: str, locale: str) -> bool:
    """True if a question is of "it"."""
    asking = _words(locale)
    return asking is not None and _is_of_it(_as_question(words_of(text), asking), asking)


def asks_for_value(text: str, locale: str) -> bool:
    """True for "does it come in red" and "is there a white one", which name a value of an option."""
    asking, words = _words(locale), words_of(text)
    return asking is not None and any(_begins(words[at:], asking.coming) for at in range(len(words)))


def _of_products(products: Sequence[Product], slots: Mapping[str, Slot]) -> Meaning:
    ids = tuple(product.external_id for product in products)
    return Meaning(ProductQuestion, {"product": Slot("", ids), **slots})


def _included(
    words: Sequence[str], find: Find, at_hand: Sequence[Product], current: Product | None, locale: str
) -> Meaning | None:
    """A question about what comes with a product: "does it come with a charger", "is a net included"."""
    asking = _words(locale)
    assert asking is not None
    place = _included_at(words, asking)
    if place is None:
        return None
    before, after = words[1 : place[0]], words[place[1] :]
    after = after[1:] if after and after[0] in asking.with_ else after
    is_with = not asking.with_.isdisjoint(words[place[0] : place[1] + 1])  # its owner comes first
    for thing, owner in sorted(((before, after), (after, before)), key=lambda pair: (pair[1] == before) != is_with):
        is_it = asking.pronouns.issuperset(owner)
        named = (
            None if is_it else _named(plain_words(" ".join(owner), language_of(locale)), set(), find, at_hand, locale)
        )
        products = named.products if named else (current,) if is_it and current else ()
        asked = " ".join(word for word in thing if word not in asking.pronouns)
        is_thing = set(wording(locale).asked(asked)) - wording(locale).set("glue") if asked else False
        if products and is_thing:
            return _of_products(products, {"asked": Slot(asked), "included": Slot("")})
    return None


def _included_at(words: Sequence[str], asking: _Words) -> tuple[int, int] | None:
    """The place of the words that ask if something comes with a product, the end exclusive."""
    for at in range(1, len(words)):
        lengths = [len(phrase) for phrase in asking.including if _begins(words[at:], {phrase})]
        if lengths:
            return at, at + max(lengths)
    is_getting = _begins(words, asking.getting) and words[-1] in asking.pronouns
    return (len(words) - 2, len(words) - 1) if is_getting and words[-2] in asking.with_ else None


def sized_thing(text: str, locale: str) -> str | None:
    """The thing of which it is asked how big, heavy or old it may be: "how big a dog", "how tall must the rider be";
    empty for "how old do you have to be". None if it is another question."""
    asking = _words(locale)
    words = _without_lead(words_of(text), asking) if asking else ()
    if asking is None or len(words) < _FEWEST_OF_SIZED or words[0] not in asking.head:
        return None
    about = wording(locale).property_of(wording(locale).telling(words[1]))
    if not about or words[0] in asking.pronouns:
        return None
    behind = next((at for at, word in enumerate(words) if word in asking.article), len(words))
    if behind == 2 or (behind == 3 and words[2] not in asking.head):
        return words[behind + 1] if behind + 1 < len(words) else None
    if words[2] in asking.head and not asking.being.isdisjoint(words[3:]):
        thing = words[4] if words[3] in asking.pointing | asking.article else words[3]
        return "" if thing in asking.persons else thing if thing not in asking.pronouns else None
    return None


def topic_and_question(text: str, locale: str) -> tuple[str, str] | None:
    """What is named before what is asked of it, without what is denied: "not a cable one, the folding one, how long is
    that". None if the words are no such question."""
    asking = _words(locale)
    words = _without_lead(words_of(text), asking) if asking else ()
    vocabulary = vocabulary_of(locale)
    if asking is None or vocabulary is None or not words or words[0] in asking.head:
        return None
    not_before = asking.relative | asking.head | vocabulary.words["subjects"]
    for at in range(1, len(words) - 1):
        if words[at] not in asking.head or words[at - 1] in not_before:
            continue
        inverted = vocabulary.words["may_ask"] | vocabulary.words["auxiliary"]
        if words[at] in inverted and words[at + 1] not in vocabulary.words["behind_may_ask"]:
            continue  # "my sister has moved"
        if words[at] in vocabulary.words["may_join"] and words[at + 1] not in asking.head:
            continue  # "when the mug dances"
        topic = _without_denied(words[:at], asking)
        is_topic = bool(topic) and not asking.pronouns.issuperset(topic)  # "it was the cart that I wanted"
        return (" ".join(topic), " ".join(words[at:])) if is_topic else None
    return None


def _without_denied(words: Sequence[str], asking: _Words) -> list[str]:
    """The words without "not a cable one"."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        if words[at] not in asking.denial:
            kept.append(words[at])
            at += 1
            continue
        at += 2  # the article behind "not" ends nothing
        while at < len(words) and words[at] not in asking.article_of_other:
            at += 1
    return kept


def named_before(text: str, find: Find, at_hand: Sequence[Product], locale: str) -> Product | None:
    """The one product that is named before a question."""
    asking, plain = _words(locale), plain_words(text, language_of(locale))
    if asking and not asking.pronouns.isdisjoint(words_of(text)[-1:]):
        plain = [*plain, *_ONE[0]]  # search leaves it out at the end
    named = _named(plain, set(), find, at_hand, locale)
    products = named.products if named else ()
    if len(products) != 1:
        result = find(text)
        products = result.products if result.verdict == "sure" else ()
    return products[0] if len(products) == 1 else None


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
    if asking is None or (asking.comparing | asking.preferring).isdisjoint(words):
        return None
    omitted = asking.compared | asking.preferring | asking.for_
    for at, word in enumerate(words):
        if word in asking.between:
            sides = [[each for each in side if each not in omitted] for side in (words[:at], words[at + 1 :])]
            if all(sides):
                first, second = sides
                named = [first[-1] if each in asking.pronouns else each for each in second]
                return " ".join(first), " ".join(named)
    return None


def comparing_words(text: str, locale: str) -> frozenset[str] | None:
    """The words of a comparison that name nothing; None if the words compare nothing."""
    asking, words, facts = _words(locale), words_of(text), wording(locale)
    comparatives = {word for word in words if facts.compared_by(word)}
    if asking is None or not (comparatives or asking.comparing & set(words) or asking.preferring & set(words)):
        return None
    return asking.head | asking.compared | asking.pronouns | asking.between | asking.priced | comparatives


def purpose_of(text: str, locale: str) -> str:
    """What something shall be better for: the beginner of "which is better for a beginner"; empty if nothing."""
    asking, words = _words(locale), words_of(text)
    if asking is None or asking.preferring.isdisjoint(words):
        return ""
    start = next((at for at, word in enumerate(words[:-1], 1) if word in asking.for_), len(words))
    start += words[start : start + 1] != () and words[start] in asking.article | asking.pointing
    ends = (at for at in range(start, len(words)) if words[at] in asking.pointing | asking.between | asking.head)
    return " ".join(words[start : next(ends, len(words))])


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
    matches = _having_all(products, wanted, facts) if wanted else []
    return matches if len(matches) < len(products) or len(products) == 1 else []


def having(products: Sequence[Product], wishes: str, locale: str) -> list[Product]:
    """Those of several products whose data have all of the words; all of them for no words."""
    return _having_all(products, set(wording(locale).asked(wishes)) if wishes else set(), wording(locale))


def kind_and_description(text: str, locale: str) -> tuple[str, str]:
    """The words for a kind of thing and those behind it that describe it: "bag", "stars that glow"; empty if there are
    none."""
    asking, words = _words(locale), words_of(text)
    describing = asking.describing if asking else frozenset()
    at = next((at for at in range(1, len(words) - 1) if words[at] in describing), 0)
    start = max(
        (place + 1 for place in range(at) if asking and words[place] in asking.pointing | asking.article), default=0
    )
    return (" ".join(words[start:at]), " ".join(words[at + 1 :])) if start and at > start else ("", "")


def _having_all(products: Sequence[Product], wanted: set[str], facts: Wording) -> list[Product]:
    return [product for product in products if wanted <= set(facts.stems(text_of(product)))]


def questions_in(text: str, locale: str) -> list[str]:
    """The questions that are asked in one breath: "is the mug dishwasher safe and how much is it"."""
    asking, words = _words(locale), words_of(text)
    if asking is None:
        return []
    words = tuple(_without_lead(words, asking))
    starts = [0]
    for at in range(2, len(words) - 1):
        if words[at] in asking.head and words[at - 1] in asking.joining:
            starts.append(at)
    parts = [words[start:end] for start, end in pairwise([*starts, len(words)])]
    while any(part and part[-1] in asking.joining for part in parts):
        parts = [part[:-1] if part and part[-1] in asking.joining else part for part in parts]
    return [" ".join(part) for part in parts] if all(part and part[0] in asking.head for part in parts) else []


def product_asked_about(
    text: str, find: Find, at_hand: Sequence[Product], current: Product | None, locale: str
) -> Product | None:
    """The one product that a question names; the current one for "it" or for none. None if several are named."""
    asking, language = _words(locale), language_of(locale)
    words = _as_question(words_of(text), asking) if asking else ()
    if asking is None or not words or words[0] not in asking.head:
        return None
    plain = [] if current and _is_of_it(words, asking) else plain_words(" ".join(words), language)
    named = _named(plain, set(), find, at_hand, locale) if 0 < len(plain) <= _MOST_TELLING else None
    if named is None:
        return current
    ids = {product.id for product in named.products}
    return current if current and current.id in ids else named.products[0] if len(ids) == 1 else None


def names_price(text: str, locale: str) -> bool:
    """True if the words ask what something costs."""
    asking = _words(locale)
    return asking is not None and not asking.costing.isdisjoint(words_of(text))


def is_of_price(text: str, locale: str) -> bool:
    """True for "how much is it": a second question about the same product."""
    asking = _words(locale)
    return asking is not None and (asking.head | asking.pronouns | asking.priced).issuperset(words_of(text))


def _asked(words: Sequence[str], rest: Sequence[str], locale: str) -> str:
    """The words that say what is asked; for "how old" and "who makes" they are no search words, so that all words but
    the product's count."""
    facts = wording(locale)
    asking = _words(locale)
    if asking and _begins(words, asking.length):
        rest = [facts.properties["length"].name, *(word for word in rest if word != words[1])]
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
    noun = words[max(lengths)] if lengths and len(words) > max(lengths) else ""
    return "" if noun in asking.head else noun


def _named(
    plain: Sequence[str], pointed_at: set[str], find: Find, at_hand: Sequence[Product], locale: str
) -> _Named | None:
    """The products with the longest run of these words in their names, that says what they are; those that are pointed
    at, "the teapot", before others."""
    language = language_of(locale)
    said = stems(plain, language)
    ids_at_hand = {product.id for product in at_hand}
    runs: dict[int, tuple[Product, int, int]] = {}
    headless_runs: dict[int, tuple[Product, int, int]] = {}  # "children's ibuprofen" of a suspension
    for product in _candidates(plain, pointed_at, find, at_hand):
        names = [*_names(product), product.title, product.brand]
        own = {stem for name in names for stem in stems(plain_words(name, language), language)}
        heads = {tuple(stems(plain_words(name, language), language))[-1:] for name in _heads(product)}
        run = max(_runs(said, own), key=lambda each: (_has_head(said, each, heads), each[1] - each[0]), default=None)
        if run and product.id in ids_at_hand and plain[run[1] : run[1] + 1] in _ONE:
            runs[product.id] = (product, run[0], run[1] + 1)
        elif run and _has_head(said, run, heads):
            runs[product.id] = (product, *run)
        elif (run and run[1] - run[0] >= _FEWEST_OF_NAME) or (
            run and plain[run[0]] in pointed_at and _is_sure(find(plain[run[0]]), product)
        ):
            headless_runs[product.id] = (product, *run)
    runs = runs or headless_runs
    if not runs:
        return None
    places = {(start, end) for _, start, end in runs.values()}
    start, end = max(places, key=lambda run: (plain[run[0]] in pointed_at, run[1] - run[0], -run[0]))
    alike = tuple(product for product, *run in runs.values() if run == [start, end])
    return _Named(alike[:_MOST_NAMESAKES], start, end)


def _is_sure(result: Found, product: Product) -> bool:
    return result.verdict == "sure" and [each.id for each in result.products] == [product.id]


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
    return word_lists(_Words, "questions", locale, _OF_PHRASES)
