"""Shows what there is: the departments, what meets a need, what is for somebody, and what is without something."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import MOST_OF_A_KIND, Turn
from intents.products.find_product.handler import FindProduct
from intents.products.kin import kin_of
from intents.products.listing import list_all, list_departments
from intents.products.named_product import MOST_OF_ALL, products_by_id
from intents.products.needs import (
    age_in,
    ages_of,
    bearing_on,
    can_be_had,
    for_age,
    for_people,
    gifts_first,
    is_so,
    meeting,
    needs_in,
    not_for_others,
    people_in,
    without,
    without_people,
)
from intents.products.spoken_forms import lowest_price_today
from intents.products.variant_options import options_of
from voice_skill.store import Product
from voice_skill.store.products.ranking import ranking
from voice_skill.store.search import words
from voice_skill.store.search.wishes import failed, name_and_wishes


class Browse(Intent):
    """ "What do you sell?" "Something for breakfast." "A jacket that's not leather." "A present for my sister."

    Its slots are filled by `wording.browsing`: product (a kind of thing), need, without, feature, limit (words for a
    price), size ("small"), than (what it shall cost less than), gift."""

    keeps_choosing = False

    def answer(self, turn: Turn) -> Reply:
        if "department" in turn.slots or (turn.answered_question and "product" in turn.slots):
            return _of_answer(turn)
        if turn.is_shop_empty:
            return turn.say("shared.nothing_to_sell")
        if "than" in turn.slots:
            return _cheaper_than(turn)
        if not turn.slots.keys() & _WISHES:
            return list_departments(turn)
        return _of_wish(turn)


_WISHES = {"product", "need", "without", "feature", "limit", "size", "gift", "among"}


def _of_answer(turn: Turn) -> Reply:
    """The department that was chosen, or whatever else was named."""
    # Imported here, so that a server starts without numpy.
    from voice_skill.store.search.verdict import spread

    slot = turn.slots.get("department") or turn.slots["product"]
    names = [name.lower() for name in turn.store.browsing.departments()]
    picked = slot.ids[0] if slot.ids and slot.ids[0] in names else slot.text.casefold()
    if products := can_be_had(turn.store.browsing.in_department(picked, MOST_OF_A_KIND)) if picked in names else []:
        return list_all(turn, spread(products))
    turn.intent, turn.slots = FindProduct, {"product": slot}
    return FindProduct().answer(turn)


def _of_wish(turn: Turn) -> Reply:
    texts = {name: slot.text for name, slot in turn.slots.items()}
    locale = turn.phrases.locale
    need, kind, excluded = texts.get("need", ""), texts.get("product", ""), texts.get("without", "")
    of_kind = _within_price(turn, _candidates(turn, kind, need), texts.get("limit", ""))
    products = is_so(turn, of_kind, texts["feature"]) if "feature" in texts else of_kind
    if not products and kind and "feature" in texts and (near := _so_beside(turn, of_kind, texts["feature"])):
        return list_all(turn, near, "browse.near", said=kind, feature=texts["feature"])
    products = without(products, excluded, locale) if excluded else products
    is_unsaid = False
    if need and products and not {"product", "gift", "among"}.isdisjoint(turn.slots):
        bearing = _bearing(turn, products, need)
        is_unsaid = not bearing
        products = bearing or _unsaid(turn, products, need)
    if "gift" in texts:
        products = gifts_first(products, locale)
    if size := texts.get("size"):
        products = _by_size(turn, products, size)
    if not products:
        return _nothing(turn, kind, need, texts.get("purpose", ""))
    if excluded:
        return _list_without(turn, products, excluded)
    return list_all(turn, products, "browse.unsaid" if is_unsaid and kind else "")


def _list_without(turn: Turn, products: Sequence[Product], excluded: str) -> Reply:
    """What is left without something; of one product, its other colors or sizes."""
    if len(products) > 1:
        return list_all(turn, products, "browse.without")
    product = products[0]
    for option, values in options_of([each for each in product.variants if each.can_sell(1)]).items():
        others = [value for value in values if not set(words(excluded)) <= set(words(value))]
        if len(others) == len(values):
            continue
        turn.speak_of(product.external_id)
        turn.slots, turn.intent = {"product": Slot("", (product.external_id,))}, FindProduct
        if len(others) == 1:
            turn.options = (others[0],)
            return FindProduct().answer(turn)
        either = turn.phrases.spoken_options(others)
        return turn.ask("browse.values", about="option", among=others, product=product, option=option, values=either)
    reply = list_all(turn, products)
    return replace(reply, speech=Markup(" ").join([turn.phrases.fill("browse.only"), reply.speech]))


def _within_price(turn: Turn, products: list[Product], limit: str) -> list[Product]:
    """Those that can be had for what the words say."""
    wishes = name_and_wishes(limit, turn.store.merchant.locale, turn.store.merchant.currency)[1] if limit else ()
    return [product for product in products if not failed(product, wishes, turn.store.now)]


def _so_beside(turn: Turn, products: Sequence[Product], feature: str) -> list[Product]:
    """What is so in the department of a kind of which nothing is: a gluten free loaf, where "bread" was said."""
    categories = {product.category for product in products if product.category}
    others = [each for category in sorted(categories) for each in turn.of_kind(category)]
    return is_so(turn, can_be_had(others), feature)


def _unsaid(turn: Turn, products: Sequence[Product], need: str) -> list[Product]:
    """Those of which it is not said whom they are for, where none is said to be for them."""
    locale = turn.phrases.locale
    if age_in(need, locale) is not None:
        return [product for product in products if ages_of(product, locale) is None]
    people = people_in(need, locale)
    return not_for_others(products, people, locale) if people else list(products)


def _candidates(turn: Turn, kind: str, need: str) -> list[Product]:
    """What may meet the wish: what was listed, the products of the kind, those for the need, or all."""
    if "among" in turn.slots:
        return can_be_had(products_by_id(turn, turn.slots["among"].ids, len(turn.slots["among"].ids)))
    if kind:
        return can_be_had(turn.of_kind(kind) or turn.store.catalogue.find(kind, limit=MOST_OF_ALL).products)
    locale = turn.phrases.locale
    if need and "gift" not in turn.slots:
        years, people, rest = age_in(need, locale), people_in(need, locale), without_people(need, locale)
        if years is not None:
            return for_age(can_be_had(turn.store.catalogue.products(limit=MOST_OF_ALL)), years, locale)
        if not people:
            return meeting(turn, need)
        all_products = can_be_had(turn.store.catalogue.products(limit=MOST_OF_ALL))
        needed = not_for_others(meeting(turn, rest), people, locale) if rest else []
        return needed or ([] if rest else for_people(all_products, people, locale))
    if feature := turn.slots.get("feature"):
        return can_be_had(turn.store.browsing.mentioning(feature.text.split(), MOST_OF_ALL))
    from voice_skill.store.search.verdict import spread

    popular = turn.store.browsing.popular(MOST_OF_ALL)
    ids = {product.id for product in popular}
    others = [each for each in turn.store.catalogue.products(limit=MOST_OF_ALL) if each.id not in ids]
    return can_be_had([*popular, *_from_all_departments(spread(others))])


def _from_all_departments(products: Sequence[Product]) -> list[Product]:
    """One of each department after the other."""
    places: dict[str, int] = {}
    ranks = []
    for product in products:
        places[product.category] = places.get(product.category, 0) + 1
        ranks.append((places[product.category], product))
    return [product for _, product in sorted(ranks, key=lambda each: each[0])]


def _bearing(turn: Turn, products: Sequence[Product], need: str) -> list[Product]:
    """Those of several that are said to be for the need, for somebody so old, or for them."""
    locale = turn.phrases.locale
    years = age_in(need, locale)
    if years is not None:
        return for_age(products, years, locale)
    people = people_in(need, locale)
    if people and "gift" in turn.slots:
        return not_for_others(products, people, locale)
    if people:
        return for_people(products, people, locale)
    if said := bearing_on(turn, products, need):
        return said
    met = {product.id for product in meeting(turn, need)} if needs_in(need, locale) else set()
    return [product for product in products if product.id in met]


def _by_size(turn: Turn, products: Sequence[Product], size: str) -> list[Product]:
    """In the order of their sizes, as far as the shop tells them; those of an unknown size come last."""
    result = ranking(products, size, "", turn.phrases.locale, turn.store.now)
    told = [entry.product for entry in result.told] if result.best else []
    return [*told, *(product for product in products if product not in told)]


def _cheaper_than(turn: Turn) -> Reply:
    """What costs less than a product: of its kind, else of its department, the nearest first."""
    product = products_by_id(turn, turn.slots["than"].ids)[0]
    turn.speak_of(product.external_id)
    limit = lowest_price_today(turn, product)
    department = [each for each in turn.of_kind(product.category) if each.id != product.id] if product.category else []
    for others in (kin_of(product, turn.of_kind, turn.phrases.locale), department):
        cheaper = [each for each in can_be_had(others) if lowest_price_today(turn, each) < limit]
        if cheaper:
            return list_all(turn, sorted(cheaper, key=lambda each: -lowest_price_today(turn, each)))
    return turn.say("browse.none_cheaper", product=product)


def _nothing(turn: Turn, kind: str, need: str, purpose: str) -> Reply:
    turn.slots, turn.options = {}, ()
    if kind:
        return turn.say("browse.nothing", said=kind)
    if purpose and not people_in(need, turn.phrases.locale):
        return turn.say("browse.nothing_for", purpose=purpose)
    return turn.say("browse.nothing_at_all")
