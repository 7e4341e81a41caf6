"""Puts a product's name where the words only point at it: "how much does the heavier one weigh", "the other one, what's
it made of", "is the winged one dishwasher safe". Called by `rewording`."""

from collections.abc import Iterator, Sequence
from itertools import chain

from intents.dialogue.turn import MOST_OF_A_KIND, Turn
from intents.products.kin import kin_of
from intents.products.named_product import products_by_id
from intents.products.variant_options import options_of
from intents.registry import intent_of
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of
from voice_skill.store import CartLine, Product
from voice_skill.store.products.facts import wording
from voice_skill.store.products.ranking import PRICE, SIZE, ranking
from voice_skill.store.search.text import language_of, plain_words, stems

_MOST_WORDS = 3  # between "the" and "one"


def with_names(text: str, turn: Turn) -> str:
    """The text with the product's name in place of a reference that something else is said about, or that compares."""
    vocabulary, words = vocabulary_of(turn.phrases.locale), list(words_of(text))
    if vocabulary is None:
        return text
    for start, end, inner in _places(words, vocabulary):
        before, after, is_compared = words[:start], words[end:], bool(_compared(inner, turn))
        if line := _line_meant(inner, turn):
            name = (*inner, line.variant.product.spoken_name)
            return " ".join(_said_of(" ".join(name), before, after, vocabulary))
        is_clause = words[end - 1] == inner[-1]  # "whichever one's warmer"
        if is_clause and not is_compared:
            continue
        if _is_bare([*before, *after], vocabulary) and not _needs_name(before, inner, turn, vocabulary):
            continue
        product = _meant(inner, turn, vocabulary)
        if product and not _shares_name(product, turn):
            return " ".join(_said_of(product.spoken_name, before, after, vocabulary))
        if is_clause:
            return " ".join([*before, *vocabulary.which_is, *inner, *after])  # what is not known is said
    return text


def product_meant(text: str, turn: Turn) -> Product | None:
    """The product that a slot's words point at: "other one", "the heavier one"."""
    vocabulary, words = vocabulary_of(turn.phrases.locale), list(words_of(text))
    if vocabulary is None or not words or words[-1] not in vocabulary.words["one_of"]:
        return None
    inner = words[1:-1] if words[0] in vocabulary.words["pointing_at"] else words[:-1]
    return _meant(inner, turn, vocabulary) if 0 < len(inner) <= _MOST_WORDS else None


def _places(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Where "the winged one" or "whichever one's warmer" begins and ends (exclusive), with the words that tell it."""
    for start, word in enumerate(words):
        if word not in vocabulary.words["pointing_at"]:
            continue
        near = range(start + 1, min(start + _MOST_WORDS + 2, len(words)))
        one = next((at for at in near if words[at].removesuffix("'s") in vocabulary.words["one_of"]), 0)
        told = next((at for at in range(one + 1, len(words)) if not _is_between(words[at], vocabulary)), 0)
        if one > start + 1:
            yield start, one + 1, words[start + 1 : one]
        elif one and told:
            yield start, told + 1, words[told : told + 1]


def _is_between(word: str, vocabulary: Vocabulary) -> bool:
    """True for what may stand between "the one" and what is said of it: "that's"."""
    return word in vocabulary.words["asking"] or word in vocabulary.words["light"]


def _is_bare(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """True if the words beside the reference say nothing, or only what is to be done with it: then it is an answer or a
    wish, which is read as such."""
    if vocabulary.is_question(words) or any(word in vocabulary.words["asking"] for word in words):
        return False
    done = vocabulary.acts_in(words).keys()
    silent = vocabulary.words["light"] | vocabulary.words["cart"] | vocabulary.words["kept"]
    return all(at in done or word in silent for at, word in enumerate(words))


def _line_meant(inner: Sequence[str], turn: Turn) -> CartLine | None:
    """The one line of the cart that "the teal ones" are, where the current product does not come in teal."""
    said, current = " ".join(inner), turn.current_product()
    values = [value for each in options_of(current.variants).values() for value in each] if current else []
    question = turn.open_question
    if said in map(str.casefold, values) or (question is not None and question.is_choosing):
        return None
    lines = turn.store.carts.of(turn.customer).lines
    named = [line for line in lines if said in map(str.casefold, line.variant.options.values())]
    return named[0] if len(named) == 1 else None


def _needs_name(before: Sequence[str], inner: Sequence[str], turn: Turn, vocabulary: Vocabulary) -> bool:
    """True for a bare "the heavier one", and for "the first one" where nothing is listed. "And the cheapest one" asks
    on."""
    if _compared(inner, turn):
        intent = intent_of(turn.message.intent)
        is_more = not vocabulary.words["leading"].isdisjoint(before)
        return not (is_more and intent is not None and intent.by_price)
    question = turn.open_question
    is_listed = len(turn.last_list) > 1 or (question is not None and question.about == "product")
    return len(inner) == 1 and inner[0] in vocabulary.ordinals and not is_listed


def _compared(inner: Sequence[str], turn: Turn) -> list[tuple[str, int]]:
    """What "heavier" compares, as `Wording.compared_by` gives it; empty for other words."""
    ways = wording(turn.phrases.locale).compared_by(_comparative(inner, turn))
    return [way for way in ways if way[0] != "any"]


def _shares_name(product: Product, turn: Turn) -> bool:
    """True if its name would not tell it from another one at hand."""
    ids = {*turn.last_list, *turn.last_products, *(turn.open_question.among if turn.open_question else ())}
    others = (each for each in products_by_id(turn, ids, MOST_OF_A_KIND) if each.id != product.id)
    return any(each.spoken_name.casefold() == product.spoken_name.casefold() for each in others)


def _comparative(inner: Sequence[str], turn: Turn) -> str:
    """ "Cheaper", also of the "cheap" one of two."""
    vocabulary = vocabulary_of(turn.phrases.locale)
    return " ".join(vocabulary.comparatives.get(word, word) for word in inner) if vocabulary else ""


def _meant(inner: Sequence[str], turn: Turn, vocabulary: Vocabulary) -> Product | None:
    """The product that "other", "second", "heavier" or "winged" is said of."""
    question, current = turn.open_question, turn.current_product()
    is_choice = question is not None and question.about == "product" and len(question.among) > 1
    listed = products_by_id(turn, question.among if is_choice and question else turn.last_list, MOST_OF_A_KIND)
    pair = products_by_id(turn, turn.last_products)
    at_hand = listed if len(listed) > 1 else pair
    if product := _by_name(inner, at_hand, turn):
        return product
    if ways := _compared(inner, turn):
        return _by_comparison(inner, ways, at_hand, turn, is_listed=at_hand is listed)
    if len(inner) == 1 and inner[0] in vocabulary.ordinals:
        at, spoken_of = vocabulary.ordinals[inner[0]], listed or pair
        return spoken_of[at] if -len(spoken_of) <= at < len(spoken_of) else None
    if len(inner) == 1 and inner[0] in vocabulary.words["other"]:
        others = [each for each in (at_hand if len(at_hand) == 2 else pair) if current and each.id != current.id]
        return others[0] if len(others) == 1 else None
    return None


def _by_comparison(
    inner: Sequence[str], ways: Sequence[tuple[str, int]], at_hand: Sequence[Product], turn: Turn, *, is_listed: bool
) -> Product | None:
    current = turn.current_product()
    has_kinds = current is not None and any(len(values) > 1 for values in options_of(current.variants).values())
    if len(at_hand) < 2 or (has_kinds and not is_listed and {PRICE, SIZE} & dict(ways).keys()):
        return None  # of a product in sizes, "the bigger one" is a size
    result = ranking(at_hand, _comparative(inner, turn), "", turn.phrases.locale, turn.store.now)
    return result.told[0].product if result.best == 1 else None


def _by_name(inner: Sequence[str], at_hand: Sequence[Product], turn: Turn) -> Product | None:
    """The only one of those at hand, or of the current product's kind, that has the words in its name and not in its
    sizes or colors."""
    language, current = language_of(turn.phrases.locale), turn.current_product()
    said = set(stems(plain_words(" ".join(inner), language), language))
    values = (value for product in at_hand for each in options_of(product.variants).values() for value in each)
    if not said or not said.isdisjoint(stems(plain_words(" ".join(values), language), language)):
        return None
    kin = kin_of(current, turn.of_kind, turn.phrases.locale) if current else []
    for products in (at_hand, kin):
        named = [
            each
            for each in products
            if said <= set(stems(plain_words(f"{each.spoken_name} {each.title}", language), language))
        ]
        if named:
            return named[0] if len(named) == 1 else None
    return None


def _said_of(name: str, before: Sequence[str], after: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The words with the name; in the place of "it" where the question about it comes behind: "the other one, how tall
    is it"."""
    is_leading = vocabulary.words["light"].issuperset(before) and vocabulary.is_question(after)
    if not is_leading:
        return chain(before, ("the", name), after)
    at = next((at for at, word in enumerate(after) if word in vocabulary.words["of_it"]), len(after))
    return chain(after[:at], ("the", name), after[at + 1 :])
