"""Compares a few products: picks the ones that are meant, and limits what is said of them to what a listener can keep
in mind. Called by the intents that compare."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.reply import Reply
from intents.dialogue.turn import MOST_OF_A_KIND, Turn, Unclear
from intents.products.find_product.handler import FindProduct
from intents.products.named_product import named_product, products_by_id, products_of_kind
from voice_skill.store import Product
from voice_skill.store.search import words

MOST_WORDS = 31  # of the whole answer


def named_products(turn: Turn) -> list[Product]:
    """The two products that were named, all of the kind that was named, or those that were just listed. Raises
    Unclear."""
    if "other_product" not in turn.slots:
        is_named = "product" in turn.slots
        several = products_of_kind(turn) if is_named else _products_at_hand(turn)
        if len(several) > 1:
            turn.list_products([product.external_id for product in several])
            return several
    if pair := _closest_pair(turn):
        return pair
    product, other = named_product(turn), named_product(turn, "other_product")
    if product.external_id == other.external_id:
        raise Unclear("compare_products.same_product", "product", slot="other_product", product=product)
    return [product, other]


def _closest_pair(turn: Turn) -> list[Product]:
    """The two of both kinds that are most alike, if the words name several: "the Acme laptop and the Zen laptop"."""
    kinds = [products_of_kind(turn, name) for name in ("product", "other_product")]
    if "other_product" not in turn.slots or not any(kinds):
        return []
    names = ("product", "other_product")
    firsts, seconds = (kind or [named_product(turn, name)] for kind, name in zip(kinds, names, strict=True))
    pairs = [[one, other] for one in firsts for other in seconds if one.external_id != other.external_id]
    return max(pairs, key=lambda pair: len(set(words(pair[0].title)) & set(words(pair[1].title))), default=[])


def _products_at_hand(turn: Turn) -> list[Product]:
    """Those that were offered, or listed last; else the last two that were spoken of."""
    question = turn.open_question
    offered = products_by_id(turn, question.among) if question and question.about != "option" else []
    if len(offered) > 1:
        return offered
    return products_by_id(turn, turn.listed, MOST_OF_A_KIND) or products_by_id(turn, turn.last_products)


def sentences_that_fit(sentences: Iterable[Markup], most: int, words: int) -> list[Markup]:
    """The first of the sentences that fit in so many words, in their order."""
    fitting: list[Markup] = []
    for sentence in sentences:
        if len(fitting) < most and len(sentence.split()) <= words:
            fitting.append(sentence)
            words -= len(sentence.split())
    return fitting


def ask_which(
    turn: Turn, products: Sequence[Product], sentences: Iterable[Markup], current: Product | None = None
) -> Reply:
    """Says the sentences, always the first of them, and asks which product it shall be.

    current: the product that was asked for; it is "it" from now on.
    """
    question = turn.phrases.fill("shared.which_one", told="")
    first, *others = sentences
    words_left = MOST_WORDS - len(f"{first} {question}".split())
    speech = Markup(" ").join([first, *sentences_that_fit(others, MOST_ITEMS - 1, words_left)])
    turn.slots.clear()
    if current:
        turn.speak_of(current.external_id)
    among, card = [product.external_id for product in products[:MOST_ITEMS]], current or products[0]
    return turn.ask("shared.which_one", intent=FindProduct, about="product", among=among, card=card, told=speech)


def with_articles(turn: Turn, products: Sequence[Product]) -> Markup:
    """ "the blue mug and the soup bowl"."""
    return turn.phrases.spoken_list([turn.phrases.fill("shared.the", product=product) for product in products])
