"""Finds what a customer needs by what it is for, and leaves out what they cannot have: "something for breakfast",
"a present for my sister", "without milk". Called by Browse and by the reading of words.

Only what bears on a need counts: a product whose texts have its words, or one of the things that people need for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise

from intents.dialogue.turn import Turn
from voice_skill.language.amounts.numbers import with_figures
from voice_skill.language.amounts.spoken import amounts_in
from voice_skill.language.amounts.written import written_words
from voice_skill.language.tables import table
from voice_skill.store import Product
from voice_skill.store.products.facts import ProductFacts, wording
from voice_skill.store.products.merchant_text import sentences

MOST_FOUND = 16
_MOST_MENTIONING = 32  # products whose texts are read closely
_MOST_OF_ONE_THING = 3  # so that a few things show what there is
_SHORTEST_WORD = 3  # letters of a word that is looked for in texts
_MONTHS = 12
_ENDLESS = Decimal(999)
_TOO_YOUNG = 3  # times the age from which something is
_NEAR = 2  # words behind "for": "for a stuffy nose"
_STATEMENTS = ",;."

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Need:
    """said: the stems of each way to name it. things: what meets it."""

    said: tuple[Stems, ...]
    things: tuple[str, ...]

    def is_named(self, words: Stems) -> bool:
        return any(each <= words for each in self.said)


@dataclass(frozen=True, slots=True)
class People:
    """Somebody whom a thing may be for. said: how customers name them; told: how merchants do, both by stems."""

    said: Stems
    told: Stems


@dataclass(frozen=True, slots=True)
class Guide:
    """One language's table of needs."""

    needs: tuple[Need, ...]
    people: tuple[People, ...]
    contains: dict[str, Stems]
    made_of: dict[str, Stems]
    free: Stems
    framing: frozenset[str]
    gifts: Stems
    purpose: Stems
    aged: frozenset[str]
    at_most: frozenset[str]


@cache
def guide_of(locale: str) -> Guide:
    """The table of a locale's language; empty in a language without one."""
    lists, facts = table("browsing", locale), wording(locale)

    def stems_of(words: str) -> Stems:
        return frozenset(facts.stems(words.replace("_", " ")))

    def by_name(kind: str) -> dict[str, Stems]:
        return {next(iter(stems_of(name))): stems_of(words) for name, words in lists.get(kind, {}).items()}

    return Guide(
        needs=tuple(
            Need(
                tuple(stems_of(phrase) for phrase in each["said"].split()),
                tuple(thing.replace("_", " ") for thing in each["things"].split()),
            )
            for each in lists.get("needs", {}).values()
        ),
        people=tuple(
            People(stems_of(each["said"]), stems_of(each["told"])) for each in lists.get("people", {}).values()
        ),
        contains=by_name("contains"),
        made_of=by_name("made_of"),
        free=stems_of(lists.get("free", "")),
        framing=frozenset(lists.get("framing", "").split()),
        gifts=stems_of(" ".join(word for word in lists.get("gifts", "").split() if "_" not in word)),
        purpose=stems_of(lists.get("purpose", "")),
        aged=frozenset(lists.get("aged", "").split()),
        at_most=frozenset(word.replace("_", " ") for word in lists.get("at_most", "").split()),
    )


def needs_in(text: str, locale: str) -> list[Need]:
    """The needs that the words name; one that is named by several words goes before those that are named by one of
    them."""
    words = frozenset(wording(locale).stems(text))
    named = [need for need in guide_of(locale).needs if need.is_named(words)]
    longest = {need: max(len(each) for each in need.said if each <= words) for need in named}
    return sorted(named, key=lambda need: -longest[need])


def people_in(text: str, locale: str) -> list[People]:
    """Those whom the words name: "my sister"."""
    words = set(wording(locale).stems(text))
    return [each for each in guide_of(locale).people if not each.said.isdisjoint(words)]


def age_in(text: str, locale: str) -> Decimal | None:
    """The age in years of "a ten year old", and of "he's eight"."""
    words = written_words(text, locale)
    for amount in amounts_in(words, locale):
        if amount.kind == "age" and amount.number is not None:
            return _years(amount.number, amount.unit)
    figures, aged = with_figures(words, locale), guide_of(locale).aged
    ages = (number for word, number in pairwise(figures) if word in aged and number.isdecimal())
    return next((Decimal(number) for number in ages), None)


def without_people(need: str, locale: str) -> str:
    """The words of a need but for those that say whom it is for."""
    guide, facts = guide_of(locale), wording(locale)
    said = frozenset().union(*(each.said for each in guide.people))
    return " ".join(word for word in need.split() if word not in guide.framing and not said & set(facts.stems(word)))


def meeting(turn: Turn, need: str) -> list[Product]:
    """The products that can be had for a need: those that are said to be for it, the things that people need for it,
    and, for a need that is not in the table, those whose texts have its words."""
    locale = turn.phrases.locale
    groups = [_things(turn, each) for each in needs_in(need, locale)]
    shared = [product for product in groups[0] if all(product in group for group in groups[1:])] if groups else []
    mentioning = _mentioning(turn, need, is_known=bool(groups))
    if groups:
        mentioning = [product for product in mentioning if is_made_for(product, need, locale)]
    return _unlike([*mentioning, *(shared or (groups[0] if groups else []))])


def bearing_on(turn: Turn, products: Sequence[Product], need: str) -> list[Product]:
    """Those of several products that are for a need by their own texts."""
    words = _telling(need, turn.phrases.locale)
    facts = wording(turn.phrases.locale)
    return [product for product in products if words and words <= set(facts.stems(text_of(product)))]


def for_people(products: Sequence[Product], people: Sequence[People], locale: str) -> list[Product]:
    """Those that are said to be for these people."""
    told = frozenset().union(*(each.told for each in people))
    return [product for product in products if not told.isdisjoint(_audience_words(product, locale))]


def not_for_others(products: Sequence[Product], people: Sequence[People], locale: str) -> list[Product]:
    """Those that are not said to be for somebody else alone."""
    told = frozenset().union(*(each.told for each in people))
    others = [each.told for each in guide_of(locale).people if each not in people]
    return [
        product
        for product in products
        if not told.isdisjoint(words := _audience_words(product, locale))
        or all(other.isdisjoint(words) for other in others)
    ]


def for_age(products: Sequence[Product], years: Decimal, locale: str) -> list[Product]:
    """Those whose age says that they are for somebody so old, the closest first; what babies can play with already is
    not for a ten year old."""
    spans = [(product, ages_of(product, locale)) for product in products]
    fitting = [(product, span) for product, span in spans if span and span[0] <= years <= span[1]]
    fitting = [(product, span) for product, span in fitting if span[1] < _ENDLESS or span[0] * _TOO_YOUNG >= years - 2]
    return [product for product, _ in sorted(fitting, key=lambda each: years - each[1][0])]


def without(products: Sequence[Product], excluded: str, locale: str) -> list[Product]:
    """Those that have none of these words in their names, options, attributes or contents. Where some of several alike
    list what they hold, those that list nothing do not count."""
    listing = [product for product in products if _lists_contents(product, locale)]
    is_of_contents = any(stem in guide_of(locale).contains for stem in wording(locale).telling(excluded))
    known = listing if is_of_contents else products
    return [product for product in known if not holds(product, excluded, locale)]


def holds(product: Product, excluded: str, locale: str) -> bool:
    """True if a statement about the product has all of the words, or what is counted to them, and denies none."""
    guide, facts = guide_of(locale), wording(locale)
    words = set(facts.telling(excluded))
    ways = [words, *({each} for word in words for each in (guide.contains | guide.made_of).get(word, ()))]
    options = [value for variant in product.variants for value in variant.options.values()]
    all_options = [value for value in options if all(value in each.options.values() for each in product.variants)]
    statements = [product.title, product.spoken_name, *all_options]
    for text in (*product.attributes.values(), *sentences(product.description, locale)):
        statements += "".join("\n" if letter in _STATEMENTS else letter for letter in text).split("\n")
    for statement in statements:
        stated = set(facts.stems(statement))
        if any(way <= stated for way in ways) and guide.free.isdisjoint(stated):
            return True
    return False


def gifts_first(products: Sequence[Product], locale: str) -> list[Product]:
    """The products with those first that are said to be gifts."""
    gifts = guide_of(locale).gifts
    return sorted(products, key=lambda product: gifts.isdisjoint(wording(locale).stems(text_of(product))))


def is_so(turn: Turn, products: Sequence[Product], feature: str) -> list[Product]:
    """Those of several products of which this is said: "gluten free"."""
    locale = turn.phrases.locale
    wanted = set(wording(locale).telling(feature))
    return [
        product
        for product in products
        if wanted <= set(wording(locale).stems(f"{product.title} {product.spoken_name}"))
        or ProductFacts(product, locale).whether(feature).verdict in ("yes", "told")
    ]


def text_of(product: Product) -> str:
    """All that is written about a product."""
    options = [value for variant in product.variants for value in variant.options.values()]
    attributes = [f"{name} {value}" for name, value in product.attributes.items()]
    names = [product.title, product.spoken_name, *product.synonyms, product.category]
    return " ".join([*names, product.description, *attributes, *options])


def can_be_had(products: Iterable[Product]) -> list[Product]:
    return [product for product in products if product.can_be_had]


def _things(turn: Turn, need: Need) -> list[Product]:
    """What the shop has of the things that meet a need, a few of each."""
    products: dict[int, Product] = {}
    for thing in need.things:
        of_thing = [each for each in can_be_had(turn.of_kind(thing)) if each.id not in products]
        products |= {each.id: each for each in of_thing[:_MOST_OF_ONE_THING]}
        if len(products) >= MOST_FOUND:
            break
    return list(products.values())


def _mentioning(turn: Turn, need: str, *, is_known: bool) -> list[Product]:
    """The products whose texts have all words of the need, or, of a need that is not in the table, most of several."""
    locale = turn.phrases.locale
    words = _telling(need, locale)
    searched = sorted(word for word in words if len(word) >= _SHORTEST_WORD)
    products = turn.store.browsing.mentioning(searched, _MOST_MENTIONING) if searched else []
    counts = {product.id: len(words & set(wording(locale).stems(text_of(product)))) for product in products}
    fewest = len(words) if is_known or len(words) < 3 else len(words) - 1
    fitting = [product for product in products if counts[product.id] >= fewest]
    return can_be_had(sorted(fitting, key=lambda product: -counts[product.id]))


def _telling(need: str, locale: str) -> set[str]:
    """The stems of what is needed, without the words around it and without whom it is for."""
    facts, framing = wording(locale), guide_of(locale).framing
    words = [word for word in need.casefold().split() if word not in framing]
    stems = set(facts.telling(" ".join(words))) - facts.set("asking") if words else set()
    return stems.difference(*(each.said for each in guide_of(locale).people)) or stems


def is_made_for(product: Product, need: str, locale: str) -> bool:
    """True if it is said to be for this, "for a stuffy nose", or if a sentence has several words of it."""
    words, facts, purpose = _telling(need, locale), wording(locale), guide_of(locale).purpose
    for sentence in sentences(product.description, locale):
        if len(words) > 1 and words <= set(facts.stems(sentence)):
            return True
        spoken = [facts.stems(word) for word in sentence.split()]
        for at, stem in enumerate(spoken):
            behind = {each for stems in spoken[at + 1 : at + 1 + _NEAR] for each in stems}
            if set(stem) & purpose and words & behind:
                return True
    return words <= set(facts.stems(f"{product.title} {product.category}"))


def _unlike(products: Sequence[Product]) -> list[Product]:
    """Each product once, what is unlike before what is alike."""
    from voice_skill.store.search.verdict import different, spread

    return spread(different(list({each.id: each for each in products}.values())))[:MOST_FOUND]


def _audience_words(product: Product, locale: str) -> set[str]:
    """The words that may say whom a product is for."""
    return set(wording(locale).stems(text_of(product)))


def _lists_contents(product: Product, locale: str) -> bool:
    facts = ProductFacts(product, locale)
    return any(
        facts.of(about) is not None
        for about in ("allergens", "ingredients", "diet")
        if about in wording(locale).properties
    )


def ages_of(product: Product, locale: str) -> tuple[Decimal, Decimal] | None:
    """The ages in years that a product is for: of "8 to 12", "3+" and "up to 36 months"."""
    fact = ProductFacts(product, locale).of("age")
    words = written_words(fact.value, locale) if fact else ()
    units = {amount.start: amount.unit for amount in amounts_in(words, locale)}
    unit = next(iter(units.values()), "")
    numbers = [_years(Decimal(word), units.get(at, unit)) for at, word in enumerate(words) if word.isdecimal()]
    text = f" {' '.join(words)} "
    if not numbers:
        return None
    if len(numbers) > 1:
        return min(numbers[:2]), max(numbers[:2])
    is_most = any(f" {word} " in text for word in guide_of(locale).at_most)
    return (Decimal(0), numbers[0]) if is_most else (numbers[0], _ENDLESS)


def _years(number: Decimal, unit: str) -> Decimal:
    return number / _MONTHS if unit == "month" else number
