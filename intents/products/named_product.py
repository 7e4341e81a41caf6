"""Picks the product that a customer's words name: by its name, among those offered, the cheapest of a kind, or one
bought before. Raises Unclear with the question to ask. Called by `named_variant` and handlers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from intents.dialogue.phrases import MOST_ITEMS, Values
from intents.dialogue.slots import Slot
from intents.dialogue.turn import MOST_OF_A_KIND, Turn, Unclear
from intents.products.distinct_names import distinct_names
from intents.products.size_or_quantity import LOST, take_amount
from intents.products.sized_products import find_by_size, name_without_amount, refine_by_number, written_option
from intents.products.spoken_forms import prices_today
from intents.products.variant_options import options_of, unknown_option
from voice_skill.language.amounts.amount_phrase import amount_phrase_of, without_age
from voice_skill.language.amounts.numbers import as_number
from voice_skill.language.amounts.spelled import spelled
from voice_skill.language.tables import table
from voice_skill.store import Found, Product, UnknownProduct
from voice_skill.store.products.ranking import ranking
from voice_skill.store.search import words
from voice_skill.store.search.kinds import of_a_kind
from voice_skill.store.search.text import language_of
from voice_skill.store.search.wishes import Wish, failed, name_and_wishes

# Products of the shop that are considered when anything will do.
MOST_OF_ALL = 200


def named_product(turn: Turn, slot_name: str = "product", *, of_a_kind: bool = False) -> Product:
    """The product that the words name, or for "it" the current one. Raises Unclear.

    of_a_kind: words for a kind of thing ask what there is of it, not for the one that was bought before.
    """
    take_amount(turn, slot_name)
    slot = turn.slots.get(slot_name)
    product = (
        _listed_by_ordinal(turn)
        or _offered_by_price(turn, slot_name)
        or _offered_by_amount(turn, slot_name)
        or _offered_by_number(turn, slot_name)
    )
    if product is None:
        if slot is None:
            return _current_product(turn, slot_name, of_a_kind)
        product = (
            _offered_by_words(turn, slot, slot_name)
            or _offered_at_price(turn, slot, slot_name)
            or _product_by_words(turn, slot, slot_name, of_a_kind)
        )
    turn.speak_of(product.external_id)
    text = turn.slots[slot_name].text if slot_name in turn.slots else ""
    turn.slots[slot_name] = Slot(text, (product.external_id,))
    if turn.slots.get("amount") == Slot(LOST):
        del turn.slots["amount"]
        if turn.answered_question is None or turn.answered_question.about != "product":
            raise Unclear("shared.size_missed", "product", among=[product.external_id], slot=slot_name, product=product)
    return product


def _current_product(turn: Turn, slot_name: str, of_a_kind: bool) -> Product:
    """The product that "it" is. Words heard as an option may be a product's name after all: "do you have soap"."""
    question = turn.open_question
    suggested = question.among if question and question.about == "product" and len(question.among) == 1 else ()
    product_ids = [turn.product_id] if turn.product_id else list(suggested)
    last = products_by_id(turn, product_ids) if slot_name == "product" else []
    if last:
        turn.options = tuple(written_option(turn, last[0], option) for option in turn.options)
    if turn.options and not (last and _may_be_option(turn, last[0])):
        turn.slots[slot_name], turn.options = Slot(" ".join(turn.options)), ()
        return named_product(turn, slot_name, of_a_kind=of_a_kind)
    if last:
        return last[0]
    again = turn.answered_question is not None and turn.answered_question.about == "product"
    key = "shared.which_product" if slot_name == "product" else "shared.which_other_product"
    raise Unclear(key, "product", slot=slot_name, is_miss=again)


def _may_be_option(turn: Turn, product: Product) -> bool:
    """True if "it in green" may be said of this product: it is asked about, it comes in green, or it has options and no
    product is called green."""
    if turn.intent.asks_about_product:
        return True
    option = unknown_option(turn.options, product)
    if option is None:
        return True
    return bool(options_of(product.variants)) and turn.store.catalogue.find(option).verdict != "sure"


def _offered_by_words(turn: Turn, slot: Slot, slot_name: str) -> Product | None:
    """The one product among those just offered whose name, or otherwise whose data, contains every word of "the blue
    one"."""
    if slot.ids or turn.answered_question is None or turn.answered_question.slot != slot_name:
        return None
    name_words = set(words(slot.text))
    products = products_by_id(turn, turn.answered_question.among)
    for text_of in (_name, _describing_text):
        fitting = [product for product in products if name_words and name_words <= set(words(text_of(product)))]
        if len(fitting) == 1:
            turn.options = tuple(option for option in turn.options if unknown_option([option], fitting[0]) is None)
            return fitting[0]
    return None


def _offered_at_price(turn: Turn, slot: Slot, slot_name: str) -> Product | None:
    """The only one of those just offered that has the price that was said: "the nine dollar one"."""
    if slot.ids or turn.answered_question is None or turn.answered_question.slot != slot_name:
        return None
    numbers = {as_number(word) for word in spelled(slot.text, turn.phrases.locale)}
    prices = {
        product: prices_today(turn, product.variants)[0].decimal
        for product in products_by_id(turn, turn.answered_question.among)
    }
    fitting = [product for product, price in prices.items() if not numbers.isdisjoint({price, int(price)})]
    return fitting[0] if len(fitting) == 1 else None


def _name(product: Product) -> str:
    return product.spoken_name


def _describing_text(product: Product) -> str:
    """Its names, category, brand, attributes and options."""
    options = [value for variant in product.variants for value in variant.options.values()]
    return " ".join([*_names(product), product.brand, *product.attributes.values(), *options])


def _names(product: Product) -> list[str]:
    return [product.spoken_name, product.spoken_plural, *product.synonyms, product.category]


def _listed_by_ordinal(turn: Turn) -> Product | None:
    """The product of "the second one", in the order in which they were said."""
    slot, question = turn.slots.pop("ordinal", None), turn.open_question
    ids = question.among if question and question.about == "product" else turn.listed
    if slot is None or not slot.text.isdecimal() or not 1 <= int(slot.text) <= len(ids):
        return None
    return next(iter(products_by_id(turn, [ids[int(slot.text) - 1]])), None)


def products_of_kind(turn: Turn, slot_name: str = "product") -> list[Product]:
    """The products of the kind that the slot names, "laptop", if there are several; otherwise none."""
    slot = turn.slots.get(slot_name)
    if slot is None:
        return []
    if slot.ids:
        return products_by_id(turn, slot.ids, MOST_OF_A_KIND) if len(slot.ids) > 1 else []
    if turn.store.catalogue.find(slot.text).verdict == "sure":
        return []
    products = turn.of_kind(slot.text)
    return products if len(products) > 1 else []


def _offered_by_price(turn: Turn, slot_name: str) -> Product | None:
    """The cheapest or most expensive of those just offered, if "the cheaper one" is the answer."""
    question = turn.answered_question
    if (
        not turn.recognized_intent.by_price
        or question is None
        or question.about != "product"
        or question.slot != slot_name
    ):
        return None
    return by_price(turn, products_by_id(turn, question.among))


def _offered_by_amount(turn: Turn, slot_name: str) -> Product | None:
    """The lighter, the longer or "the Hobb one" of those just offered. Raises Unclear where data do not decide."""
    question = turn.answered_question
    if "picked" not in turn.slots or question is None or question.about != "product" or question.slot != slot_name:
        return None
    slot, products = turn.slots.pop("picked"), products_by_id(turn, question.among)
    if not products:
        return None
    if named := _offered_by_words(turn, slot, slot_name):
        return named
    result = ranking(products, slot.text, "", turn.phrases.locale, turn.store.now)
    if result.best != 1:
        raise _which_question(turn, products, slot_name, is_kind=False)
    return result.told[0].product


def _offered_by_number(turn: Turn, slot_name: str) -> Product | None:
    """The one of those just offered with the number in its name: "the seven" of "series seven or series nine"."""
    question, number = turn.answered_question, turn.slots.get("quantity")
    if (
        question is None
        or question.about != "product"
        or question.slot != slot_name
        or slot_name in turn.slots
        or number is None
    ):
        return None
    if number == question.slots.get("quantity"):
        return None
    matches = [product for product in products_by_id(turn, question.among) if number.text in words(product.title)]
    if len(matches) != 1:
        return None
    turn.slots = {name: slot for name, slot in turn.slots.items() if name != "quantity"} | dict(question.slots)
    return matches[0]


def by_price(turn: Turn, products: Sequence[Product]) -> Product | None:
    """The product with the lowest or highest price today, as asked, among those in stock."""
    prices = {
        product.id: prices_today(turn, sellable)[0 if turn.by_price > 0 else -1].amount_minor
        for product in products
        if (sellable := [variant for variant in product.variants if variant.can_sell(1)])
    }
    available = [product for product in products if product.id in prices]
    return min(available, key=lambda product: prices[product.id] * turn.by_price, default=None)


def _product_by_words(turn: Turn, slot: Slot, slot_name: str, of_a_kind: bool) -> Product:
    known_products = products_by_id(turn, slot.ids)
    if len(known_products) == 1:
        return known_products[0]
    slot = _with_maker(turn, slot)
    name, wishes = name_and_wishes(slot.text, turn.store.merchant.locale, turn.store.merchant.currency)
    is_anything = bool(wishes) and not name
    if known_products:
        result = _by_purchases(turn, known_products, of_a_kind)
    elif is_anything:
        result = _meeting_wishes(turn, turn.store.catalogue.products(limit=MOST_OF_ALL), wishes)
    else:
        result = find_by_size(turn, slot.text, of_a_kind=of_a_kind) or _by_name(turn, slot.text, of_a_kind)
        result = refine_by_number(turn, slot.text, result) if slot_name == "product" else result
    products = [product for product in result.products if product.variants]
    if result.verdict != "none" and turn.by_price and (best := by_price(turn, products)):
        turn.list_products([product.external_id for product in products])
        return best
    if result.verdict == "sure" and products:
        return products[0]
    if (
        result.verdict == "ask"
        and turn.intent.asks_about_product
        and (only := _only_one_so_called(turn, name, products))
    ):
        return only
    if result.verdict == "ask" and products:
        # Of products that nobody could tell apart, not even by price, the customer is not asked which.
        products = list(distinct_names(turn, products))
        if len(products) == 1:
            return products[0]
        is_kind = is_anything or (of_a_kind and _are_of_kind(turn, products, name))
        raise _which_question(turn, products, slot_name, is_kind)
    if products and result.unmet:
        turn.slots.pop("amount", None)
        return _offer_nearest(turn, slot.text if name else "", slot_name, products[0])
    spoken_words = " ".join([*turn.options, slot.text])
    if products:
        phrase_values: Values = {"said": spoken_words, "product": products[0]}
        among = [products[0].external_id]
        raise Unclear(
            "shared.unknown_product_near", "product", among=among, slot=slot_name, is_miss=True, **phrase_values
        )
    raise Unclear("shared.unknown_product", "product", slot=slot_name, is_miss=True, said=spoken_words)


def _with_maker(turn: Turn, slot: Slot) -> Slot:
    """The thing with who makes it, if that stands behind it and the shop has such a thing: "headphones by Pellwood"."""
    if not slot.text:
        return slot
    behind = turn.message.text.casefold().partition(slot.text.casefold())[2].strip(" .?!")
    ways = table("kinds", turn.phrases.locale).get("making", ())
    if any(behind.startswith(f"{way} ") for way in ways):
        text = f"{slot.text} {behind}"
        return slot if turn.find(text).verdict == "none" else replace(slot, text=text)
    return slot


def _by_name(turn: Turn, text: str, of_a_kind: bool) -> Found:
    """Searches for the words as a name, then for the rest of them without "a bottle of" or "for a ten year old"."""
    result = _find_with_purchases(turn, name_without_amount(turn, text), of_a_kind)
    for bare in (amount_phrase_of(text, turn.phrases.locale).name, without_age(text, turn.phrases.locale)):
        if result.verdict == "none" and bare not in ("", text):
            result = _find_with_purchases(turn, bare, of_a_kind)
    return result


def _by_purchases(turn: Turn, products: Sequence[Product], of_a_kind: bool) -> Found:
    """Of several products with that name, the only one that was bought before is meant, unless the question is what
    there is."""
    own = [product for product in products if product.id in turn.purchases]
    return Found("sure", tuple(own)) if len(own) == 1 and not of_a_kind else Found("ask", tuple(products))


def _find_with_purchases(turn: Turn, text: str, of_a_kind: bool) -> Found:
    """Searches by name; considers earlier purchases only where the name alone does not decide."""
    is_wide = of_a_kind or turn.by_price
    result = turn.store.catalogue.find(text, limit=MOST_OF_A_KIND if is_wide else MOST_ITEMS)
    if turn.by_price and result.verdict == "ask" and (kind := turn.of_kind(text)):
        return Found("ask", tuple(kind))
    if is_wide and result.verdict != "sure" and not result.unmet:
        result = _only_of_kind(turn, result, text)
    if result.verdict == "sure" or turn.by_price or (of_a_kind and result.unmet) or not turn.purchases:
        return result
    own = turn.store.catalogue.find(text, bought=turn.purchases)
    return _purchased_first(turn, result, own) if of_a_kind and result.verdict == "ask" else own


def _purchased_first(turn: Turn, result: Found, own: Found) -> Found:
    """All products of a kind, the one bought before first."""
    best = [product for product in own.products[:1] if product.id in turn.purchases]
    others = [product for product in result.products if product.id not in {each.id for each in best}]
    return Found("ask", (*best, *others))


def _only_of_kind(turn: Turn, result: Found, text: str) -> Found:
    """Drops products that only sound like the words if others contain them: asked for tea, it drops a tee shirt."""
    name, wishes = name_and_wishes(text, turn.store.merchant.locale, turn.store.merchant.currency)
    same_kind = [product for product in result.products if _is_kind([product], name)]
    narrower = _meeting_wishes(turn, same_kind, wishes)
    return result if not same_kind or result.verdict == narrower.verdict == "none" else narrower


def _meeting_wishes(turn: Turn, products: Sequence[Product], wishes: Sequence[Wish]) -> Found:
    """The products that meet the wishes beside the name, the most different ones first; the nearest where none does."""
    # Imported here, so that a server starts without numpy.
    from voice_skill.store.search.verdict import spread

    unmet = [failed(product, wishes, turn.store.now) for product in products]
    fitting = [product for product, failures in zip(products, unmet, strict=True) if product.variants and not failures]
    if not fitting:
        return Found("none", tuple(products[:1]), unmet=unmet[0] if unmet else ())
    return Found("sure" if len(fitting) == 1 else "ask", tuple(spread(fitting)))


def _is_kind(products: Iterable[Product], name: str) -> bool:
    """True if the names of all of them contain the words."""
    name_words = set(words(name))
    return bool(name_words) and all(name_words <= set(words(" ".join(_names(product)))) for product in products)


def _are_of_kind(turn: Turn, products: Sequence[Product], name: str) -> bool:
    """True if all are called so, or are of the kind: "tellies" are televisions."""
    language = language_of(turn.store.merchant.locale)
    return _is_kind(products, name) or len(of_a_kind(products, name, language)) == len(products)


def _only_one_so_called(turn: Turn, name: str, products: Sequence[Product]) -> Product | None:
    """The one of several products that is what the words say; others are only for it: "straps for hammocks"."""
    kind = {product.id for product in turn.of_kind(name)} if name else set()
    return next((product for product in products if {product.id} == kind), None)


def _which_question(turn: Turn, products: Sequence[Product], slot_name: str, is_kind: bool) -> Unclear:
    """Asks which of a few is meant; for a kind of thing it lists what there is."""
    names = distinct_names(turn, products[:MOST_ITEMS])
    name_list = turn.phrases.spoken_list(list(names.values()), style="standard" if is_kind else "or")
    of_kind = "shared.kinds_and_more" if len(products) > MOST_ITEMS else "shared.kinds"
    among = [product.external_id for product in names]
    turn.list_products([product.external_id for product in products])
    return Unclear(
        of_kind if is_kind else "shared.which_of", "product", among=among, slot=slot_name, products=name_list
    )


def _offer_nearest(turn: Turn, text: str, slot_name: str, product: Product) -> Product:
    """Offers a product that fits but for its price, color or the like: raises Unclear with the question. Returns one
    that is sold out, for its intent to say so. text: empty when anything would do."""
    available = [variant for variant in product.variants if variant.can_sell(1)]
    if not available:
        return product
    prices = prices_today(turn, available)
    sentence = turn.phrases.fill("shared.have_no", said=text) if text else turn.phrases.fill("shared.have_nothing")
    phrase_values: Values = {"missing": sentence, "product": product, "price": prices[0]}
    key = "shared.nearest" if prices[0] == prices[-1] else "shared.nearest_from"
    raise Unclear(
        key, "product", among=[product.external_id], slot=slot_name, intent=turn.intent.leads_to, **phrase_values
    )


def products_by_id(turn: Turn, ids: Iterable[str], most: int = MOST_ITEMS) -> list[Product]:
    """The products with these ids that are still sold: an interaction model may be older than the catalogue."""
    products = []
    for external_id in list(ids)[:most]:
        try:
            products.append(turn.store.catalogue.product(external_id))
        except UnknownProduct:
            continue
    return [product for product in products if product.variants]
