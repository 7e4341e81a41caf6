"""Reads a turn's words again by what the shop sells and what the conversation is about. Called by `interpretation`."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from intents.cart.add_more.handler import AddMore
from intents.conversation.answer.handler import Answer
from intents.conversation.fallback.handler import Fallback
from intents.dialogue.turn import Turn
from intents.orders.reorder.handler import Reorder
from intents.wording.item_search import Context, Search
from intents.wording.meaning import Meaning, State, is_of_bought, may_be_read, meaning_of
from voice_skill.store import MerchantStore, Product, UnknownProduct
from voice_skill.store.search.text import language_of, plain_words, size_spans

_MOST_AT_HAND = 16  # products that are matched besides those that search finds


def meaning_of_turn(turn: Turn) -> Meaning | None:
    """Returns None if the recognized intent stays."""
    if not may_be_read(turn.message, turn.intent, turn.phrases.locale):
        return None
    question, locale = turn.open_question, turn.phrases.locale
    asked_about = question.among[0] if question and question.about == "product" and len(question.among) == 1 else None
    current_product = turn.product(question.product_id or asked_about if question else None) or turn.current_product()
    lines = turn.store.carts.of(turn.customer).lines
    latest = next((each for each in lines if each.variant.sku == turn.attributes.get("line")), None)
    purchases = _purchases(turn)
    context = Context(
        current_product,
        tuple(products_with_ids(turn.store, question.among if question and question.about == "product" else ())),
        (*products_with_ids(turn.store, (each.variant.product.external_id for each in lines)), *purchases),
        tuple(products_with_ids(turn.store, turn.last_list)),
        tuple(products_with_ids(turn.store, turn.last_products)),
        tuple(latest.variant.options.values()) if latest else (),
        question.among if question and question.about == "option" else (),
    )
    state = State(
        question,
        current_product,
        turn.current_line_of(lines),
        tuple(lines),
        frozenset(product.id for product in purchases),
        turn.last_products,
        turn.last_list,
        Meaning(*turn.last_question) if turn.last_question else None,
        latest is not None,
    )
    search = Search(turn.find, turn.of_kind, context, locale)
    meaning = meaning_of(turn.message, turn.intent, state, search, locale)
    rest, sizes = without_sizes(turn.message.text, locale)
    if meaning and sizes:
        return replace(meaning, options=tuple(_whole_size(option, sizes) for option in meaning.options))
    if meaning or not sizes:
        return meaning
    if question and question.about == "option" and not plain_words(rest, language_of(locale)):
        return Meaning(Answer, {}, sizes)
    intent = Fallback if turn.intent is AddMore else turn.intent  # the "extra" of "extra large" asks for no more
    meaning = meaning_of(replace(turn.message, text=rest), intent, state, search, locale)
    return replace(meaning, options=(*meaning.options, *sizes)) if meaning else None


def _whole_size(option: str, sizes: Iterable[str]) -> str:
    """ "Extra large" for the "large" that was read of it, unless that is the product's own word for it."""
    return next((size for size in sizes if option.casefold() in size.split()[1:]), option)


def without_sizes(text: str, locale: str) -> tuple[str, tuple[str, ...]]:
    """The text without sizes of several words, and these: "extra large" is no larger "large"."""
    words = text.casefold().split()
    spans = size_spans(words, locale)
    inside = {at for start, end in spans for at in range(start, end)}
    sizes = tuple(" ".join(words[start:end]) for start, end in spans)
    return " ".join(word for at, word in enumerate(words) if at not in inside), sizes


def _purchases(turn: Turn) -> list[Product]:
    """The products bought before, if the words are about them."""
    is_again = turn.open_question is not None and turn.open_question.intent is Reorder
    if not (is_again or is_of_bought(turn.message, turn.intent, turn.phrases.locale)):
        return []
    products: dict[int, Product] = {}
    for line in turn.store.orders.usual(turn.customer, None):
        with suppress(UnknownProduct):
            product = turn.store.catalogue.variant(line.sku).product
            products[product.id] = turn.store.catalogue.product(product.external_id)
    return list(products.values())


def products_with_ids(store: MerchantStore, ids: Iterable[str]) -> Iterator[Product]:
    """The products with these ids that are still sold."""
    for external_id in list(ids)[:_MOST_AT_HAND]:
        with suppress(UnknownProduct):
            yield store.catalogue.product(external_id)
