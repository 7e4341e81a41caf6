"""Which of a few products is heavier, longer or cheaper, by the merchant's own figures."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.products.compare_products.handler import CompareProducts
from intents.products.compared_products import ask_which, named_products, with_articles
from intents.products.spoken_facts import spoken_fact_of, spoken_value
from voice_skill.store import Money, Product
from voice_skill.store.products.facts import Fact
from voice_skill.store.products.ranking import Ranking, Told, ranking

MOST_WORDS = 8  # of the merchant's own about each, where it is no amount


class WhichIsMore(Intent):
    """ "Which one is heavier?" "Which is cheaper, the mug or the bowl?" "Is the mug heavier than the bowl?" """

    asks_about_product = True

    def answer(self, turn: Turn) -> Reply:
        said = turn.slots.get("comparative") or turn.slots.get("claimed")
        if said is None:
            return turn.say("shared.nothing_to_sell" if turn.is_shop_empty else "which_is_more.in_what", is_miss=True)
        is_claim = "claimed" in turn.slots
        attribute = turn.slots["attribute"].text.casefold() if "attribute" in turn.slots else ""
        products = named_products(turn)
        found = ranking(products, said.text, attribute, turn.phrases.locale, turn.store.now)
        if found.best and is_claim and len(products) == 2:
            return ask_which(turn, products, [_spoken_verdict(turn, found, products[0])], products[0])
        if found.best or found.told:
            return ask_which(turn, products, _told(turn, found), found.told[0].product if found.best == 1 else None)
        return _unsaid(turn, found, products, said)


def _spoken_verdict(turn: Turn, found: Ranking, claimed: Product) -> Markup:
    mine = next(told for told in found.told if told.product is claimed)
    others = [told for told in found.told if told is not mine]
    key = "same" if found.best > 1 else "yes" if found.told[0] is mine else "no"
    return _with_values(turn, found, key, mine, others)


def _told(turn: Turn, found: Ranking) -> Iterator[Markup]:
    """Which it is, or what is said of each where that cannot be told; then what is not said."""
    if found.best:
        yield _spoken_best(turn, found)
    else:
        for told in found.told:
            if isinstance(told.said, Fact):
                yield spoken_fact_of(turn, told.product, told.said, MOST_WORDS)
    if found.silent:
        yield turn.phrases.fill(
            "which_is_more.silent", attribute=found.about, products=with_articles(turn, found.silent)
        )


def _spoken_best(turn: Turn, found: Ranking) -> Markup:
    first, *others = found.told
    if found.best == len(found.told):
        return _with_values(turn, found, "same", first, others)
    if found.best > 1:
        return _spoken_several(turn, found)
    return _with_values(turn, found, "best", first, others)


def _spoken_several(turn: Turn, found: Ranking) -> Markup:
    """What is as much by the figures may be told in other words: "$14.00 and up"."""
    best = found.told[: found.best]
    values = {_spoken_figure(turn, told) for told in best}
    return turn.phrases.fill(
        _key(found, "several" if len(values) == 1 else "several_told"),
        products=with_articles(turn, [told.product for told in best]),
        value=next(iter(values)),
        told=_listed(turn, best),
        attribute=found.about,
    )


def _with_values(turn: Turn, found: Ranking, key: str, first: Told, others: Sequence[Told]) -> Markup:
    """ "520 grams, against 380 grams for the blue mug"."""
    return turn.phrases.fill(
        _key(found, key),
        product=first.product,
        value=_spoken_figure(turn, first),
        others=_listed(turn, others),
        attribute=found.about,
    )


def _key(found: Ranking, key: str) -> str:
    """The phrase that names what was compared where that is not what was asked for."""
    return f"which_is_more.{key}_by" if found.by_another else f"which_is_more.{key}"


def _listed(turn: Turn, told: Sequence[Told]) -> Markup:
    values = [
        turn.phrases.fill("which_is_more.value", value=_spoken_figure(turn, each), product=each.product)
        for each in told
    ]
    return turn.phrases.spoken_list(values)


def _spoken_figure(turn: Turn, told: Told) -> Markup | str | Money:
    if isinstance(told.said, Fact):
        return spoken_value(turn, told.said)  # never cut: half an amount is another one
    prices = {variant.price(turn.store.now) for variant in told.product.variants}
    return told.said if len(prices) == 1 else turn.phrases.fill("which_is_more.from", price=told.said)


def _unsaid(turn: Turn, found: Ranking, products: Sequence[Product], said: Slot) -> Reply:
    """Nothing is said of any of them: offers to tell how they differ, which can be told of two."""
    key = "silent" if found.about else "unknown"
    told = turn.phrases.fill(
        f"which_is_more.{key}", attribute=found.about, products=with_articles(turn, products), said=said.text.casefold()
    )
    if len(products) > 2:
        return ask_which(turn, products, [told])
    ids = [product.external_id for product in products]
    turn.slots = {"product": Slot("", (ids[0],)), "other_product": Slot("", (ids[1],))}
    return turn.ask("which_is_more.differ", intent=CompareProducts, among=ids, told=told)
