"""Compares a few products by weight, length, price or the like, from the merchant's own figures."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import MOST_ITEMS, Values
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.products.compare_products.handler import CompareProducts
from intents.products.compared_products import ask_which, named_products, with_articles
from intents.products.find_product.handler import FindProduct
from intents.products.kin import kin_of
from intents.products.named_product import named_product, products_by_id, products_of_kind
from intents.products.product_details.handler import say_fact
from intents.products.spoken_facts import facts_of, spoken_fact_of, spoken_value
from intents.products.spoken_forms import prices_today
from intents.products.variant_options import options_of, sorted_sizes
from voice_skill.store import Money, Product
from voice_skill.store.products.facts import Fact, wording
from voice_skill.store.products.ranking import PRICE, SIZE, Ranking, Told, ranking
from voice_skill.store.search import words

MOST_WORDS = 8  # of the merchant's own about each, if it is not an amount


class WhichIsMore(Intent):
    """ "Which one is heavier?" "Which is cheaper, the mug or the bowl?" "Is the mug heavier than the bowl?" """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        slot = turn.slots.get("comparative") or turn.slots.get("claimed")
        if slot and "compared_values" in turn.slots:
            return _of_variants(turn, slot.text)
        if slot and "together" in turn.slots:
            return _with_several(turn)
        if slot is None:
            return turn.say("shared.nothing_to_sell" if turn.is_shop_empty else "which_is_more.in_what", is_miss=True)
        is_claim = "claimed" in turn.slots
        attribute = turn.slots["attribute"].text.casefold() if "attribute" in turn.slots else ""
        if size := _extreme_size(turn, slot.text):
            turn.options, turn.intent = (size,), FindProduct
            return FindProduct().answer(turn)
        if "comparative" in turn.slots and (reply := _only_one(turn)):
            return reply
        products = named_products(turn)
        result = ranking(products, slot.text, attribute, turn.phrases.locale, turn.store.now)
        if result.best and is_claim and len(products) == 2:
            return ask_which(turn, products, [_spoken_verdict(turn, result, products[0])], products[0])
        if result.best or result.told:
            return ask_which(
                turn,
                products,
                _sentences(turn, result),
                result.told[0].product if result.best == 1 or len(result.told) == 1 else None,
            )
        return _offer_differences(turn, result, products, slot)


def _only_one(turn: Turn) -> Reply | None:
    """Offers the only product of a kind of which the biggest was asked for. Of several, these are what is compared, and
    None is returned; so it is where the product itself was named."""
    slot = turn.slots.get("product")
    if slot is None or len(slot.ids) != 1 or "other_product" in turn.slots:
        return None
    (product,) = products_by_id(turn, slot.ids) or (None,)
    if product is None or set(words(product.spoken_name)) <= set(words(turn.message.text or product.spoken_name)):
        return None
    if kin := kin_of(product, turn.of_kind, turn.phrases.locale):
        turn.slots["product"] = Slot("", (product.external_id, *(each.external_id for each in kin)))
        return None
    turn.intent = FindProduct
    reply = FindProduct().answer(turn)
    return replace(reply, speech=Markup(" ").join([turn.phrases.fill("which_is_more.only"), reply.speech]))


def _of_variants(turn: Turn, comparative: str) -> Reply:
    """Two sizes of one product: how big they are if that is asked and said, else what they cost."""
    values = json.loads(turn.slots.pop("compared_values").text)
    product = named_product(turn)
    about = {name for name, _ in wording(turn.phrases.locale).compared_by(comparative)} - {"any"}
    fact = facts_of(turn, product).by_value(values) if about and PRICE not in about else None
    if fact:
        return say_fact(turn, product, fact, "product_question.unknown")
    first, second = (next(each for each in product.variants if value in each.options.values()) for value in values)
    turn.slots = {"product": turn.slots["product"]}
    prices: Values = {"price": first.price(turn.store.now), "other_price": second.price(turn.store.now)}
    return turn.say("which_is_more.variants", product=first, other=second, card=product, **prices)


def _with_several(turn: Turn) -> Reply:
    """The price of one thing, and that of several others together."""
    others = products_by_id(turn, json.loads(turn.slots.pop("together").text))
    product = named_product(turn)
    price = prices_today(turn, product.variants)[0]
    total = sum(
        (prices_today(turn, each.variants)[0] for each in others[1:]), prices_today(turn, others[0].variants)[0]
    )
    return ask_which(
        turn,
        [product, *others],
        [
            turn.phrases.fill(
                "which_is_more.together", product=product, price=price, others=with_articles(turn, others), total=total
            )
        ],
        product,
    )


def _extreme_size(turn: Turn, comparative: str) -> str:
    """The largest of a product's sizes, if one product is asked about; empty if it has none, or several are."""
    if "product" not in turn.slots or "other_product" in turn.slots or products_of_kind(turn):
        return ""
    product = named_product(turn)
    sign = dict(wording(turn.phrases.locale).compared_by(comparative)).get(SIZE, 0)
    choices = options_of(product.variants).values() if sign else ()
    sizes = next((sizes for values in choices if (sizes := sorted_sizes(values, turn.phrases.locale))), ())
    return sizes[-1 if sign > 0 else 0] if sizes else ""


def _spoken_verdict(turn: Turn, result: Ranking, product: Product) -> Markup:
    mine = next(entry for entry in result.told if entry.product is product)
    others = [entry for entry in result.told if entry is not mine]
    key = "same" if result.best > 1 else "yes" if result.told[0] is mine else "no"
    return _with_values(turn, result, key, mine, others)


def _sentences(turn: Turn, result: Ranking) -> Iterator[Markup]:
    """The product that comes first, or a fact about each if that cannot be decided; then the products without data."""
    if result.best:
        yield _spoken_best(turn, result)
    else:
        for entry in result.told:
            if isinstance(entry.said, Fact):
                yield spoken_fact_of(turn, entry.product, entry.said, MOST_WORDS)
    if result.silent and (not result.best or len(result.told) + len(result.silent) <= MOST_ITEMS):
        yield turn.phrases.fill(
            "which_is_more.silent", attribute=result.about, products=with_articles(turn, result.silent)
        )


def _spoken_best(turn: Turn, result: Ranking) -> Markup:
    first, *others = result.told
    if result.best == len(result.told):
        return _with_values(turn, result, "same", first, others)
    if result.best > 1:
        return _spoken_several(turn, result)
    return _with_values(turn, result, "best" if len(others) < MOST_ITEMS else "best_of_kind", first, others)


def _spoken_several(turn: Turn, result: Ranking) -> Markup:
    """Several that are first alike: equal figures may be written differently, "$14.00 and up"."""
    best = result.told[: result.best]
    values = {_spoken_figure(turn, entry) for entry in best}
    return turn.phrases.fill(
        _key(result, "several" if len(values) == 1 else "several_told"),
        products=with_articles(turn, [entry.product for entry in best]),
        value=next(iter(values)),
        told=_spoken_entries(turn, best),
        attribute=result.about,
    )


def _with_values(turn: Turn, result: Ranking, key: str, first: Told, others: Sequence[Told]) -> Markup:
    """ "520 grams, against 380 grams for the blue mug"."""
    return turn.phrases.fill(
        _key(result, key),
        product=first.product,
        value=_spoken_figure(turn, first),
        others=_spoken_entries(turn, others),
        attribute=result.about,
    )


def _key(result: Ranking, key: str) -> str:
    """The phrase that names the compared attribute, if it is not the one asked for."""
    return f"which_is_more.{key}_by" if result.by_another else f"which_is_more.{key}"


def _spoken_entries(turn: Turn, entries: Sequence[Told]) -> Markup:
    values = [
        turn.phrases.fill("which_is_more.value", value=_spoken_figure(turn, entry), product=entry.product)
        for entry in entries
    ]
    return turn.phrases.spoken_list(values)


def _spoken_figure(turn: Turn, entry: Told) -> Markup | str | Money:
    if isinstance(entry.said, Fact):
        return spoken_value(turn, entry.said)  # never shortened: half an amount is another amount
    prices = {variant.price(turn.store.now) for variant in entry.product.variants}
    return entry.said if len(prices) == 1 else turn.phrases.fill("which_is_more.from", price=entry.said)


def _offer_differences(turn: Turn, result: Ranking, products: Sequence[Product], slot: Slot) -> Reply:
    """Says that no product has such data; for two products, offers their differences."""
    key = "silent" if result.about else "unknown"
    sentence = turn.phrases.fill(
        f"which_is_more.{key}",
        attribute=result.about,
        products=with_articles(turn, products),
        said=slot.text.casefold(),
    )
    if len(products) > 2:
        return ask_which(turn, products, [sentence])
    ids = [product.external_id for product in products]
    turn.slots = {"product": Slot("", (ids[0],)), "other_product": Slot("", (ids[1],))}
    return turn.ask("which_is_more.differ", intent=CompareProducts, among=ids, told=sentence)
