"""Picks the product that a customer's words name: by its name, among those offered, the cheapest of a kind, or one
bought before. Raises Unclear with the question to ask. Called by `named_variant` and handlers."""

from collections.abc import Iterable, Sequence

from intents.dialogue.phrases import MOST_ITEMS, Values
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn, Unclear
from intents.products.size_or_quantity import LOST, take_amount
from intents.products.sized_products import find_by_size, name_without_amount, refine_by_number, written_option
from intents.products.spoken_forms import prices_today
from intents.products.variant_options import not_offered, options_of
from voice_skill.language.amounts.wanted import wanted_of, without_age
from voice_skill.store import Found, Product, UnknownProduct
from voice_skill.store.products.ranking import ranking
from voice_skill.store.search import words
from voice_skill.store.search.wishes import Wish, failed, name_and_wishes

# Of a kind of thing so many are looked at, for what there is and for the cheapest.
MOST_OF_A_KIND = 16
# So many products of the shop are looked at when anything will do.
MOST_OF_ALL = 200


def named_product(turn: Turn, slot: str = "product", *, of_a_kind: bool = False) -> Product:
    """The product that was said, or for "it" the one last spoken of. Raises Unclear.

    of_a_kind: words for a kind of thing ask what there is of it, not for the one that was bought before."""
    take_amount(turn, slot)
    said = turn.slots.get(slot)
    product = _offered_by_price(turn, slot) or _offered_by_amount(turn, slot) or _offered_by_number(turn, slot)
    if product is None:
        if said is None:
            return _last_spoken_of(turn, slot, of_a_kind)
        product = _offered(turn, said, slot) or _found(turn, said, slot, of_a_kind)
    turn.attributes["product"] = product.external_id
    text = turn.slots[slot].text if slot in turn.slots else ""
    turn.slots[slot] = Slot(text, (product.external_id,))
    if turn.slots.get("amount") == Slot(LOST):
        del turn.slots["amount"]
        if turn.answered_question is None or turn.answered_question.about != "product":
            raise Unclear("shared.size_missed", "product", among=[product.external_id], slot=slot, product=product)
    return product


def _last_spoken_of(turn: Turn, slot: str, of_a_kind: bool) -> Product:
    """What "it" is. Words heard as an option may be a product's name after all: "do you have soap"."""
    last = products_by_id(turn, [turn.product_id]) if slot == "product" and turn.product_id else []
    if last:
        turn.options = tuple(written_option(turn, last[0], option) for option in turn.options)
    if turn.options and not (last and _may_be_option(turn, last[0])):
        turn.slots[slot], turn.options = Slot(" ".join(turn.options)), ()
        return named_product(turn, slot, of_a_kind=of_a_kind)
    if last:
        return last[0]
    again = turn.answered_question is not None and turn.answered_question.about == "product"
    key = "shared.which_product" if slot == "product" else "shared.which_other_product"
    raise Unclear(key, "product", slot=slot, is_miss=again)


def _may_be_option(turn: Turn, product: Product) -> bool:
    """Whether "it in green" may be asked of this product: it has green, or has choices and green is no product."""
    missing = not_offered(turn.options, product)
    if missing is None:
        return True
    return bool(options_of(product.variants)) and turn.store.catalogue.find(missing).verdict != "sure"


def _offered(turn: Turn, said: Slot, slot: str) -> Product | None:
    """The one product among those just offered whose name, or else whose data, holds every word of "the blue one"."""
    if said.ids or turn.answered_question is None or turn.answered_question.slot != slot:
        return None
    wanted = set(words(said.text))
    offered = products_by_id(turn, turn.answered_question.among)
    for told in (_name, _told):
        fitting = [product for product in offered if wanted and wanted <= set(words(told(product)))]
        if len(fitting) == 1:
            turn.options = tuple(option for option in turn.options if not_offered([option], fitting[0]) is None)
            return fitting[0]
    return None


def _name(product: Product) -> str:
    return product.spoken_name


def _told(product: Product) -> str:
    """Its names, its kind and what is told or can be chosen of it."""
    options = [value for variant in product.variants for value in variant.options.values()]
    return " ".join([*_names(product), *product.attributes.values(), *options])


def _names(product: Product) -> list[str]:
    return [product.spoken_name, product.spoken_plural, *product.synonyms, product.category]


def _offered_by_price(turn: Turn, slot: str) -> Product | None:
    """The cheapest or dearest of those just offered, when "the cheaper one" answers."""
    asked = turn.answered_question
    if not turn.recognized_intent.by_price or asked is None or asked.about != "product" or asked.slot != slot:
        return None
    return _by_price(turn, products_by_id(turn, asked.among))


def _offered_by_amount(turn: Turn, slot: str) -> Product | None:
    """The lighter or the longer of those just offered. Raises Unclear where what is said of them does not tell."""
    asked = turn.answered_question
    if "picked" not in turn.slots or asked is None or asked.about != "product" or asked.slot != slot:
        return None
    picked, offered = turn.slots.pop("picked"), products_by_id(turn, asked.among)
    if not offered:
        return None
    found = ranking(offered, picked.text, "", turn.phrases.locale, turn.store.now)
    if found.best != 1:
        raise _choice(turn, offered, slot, is_kind=False)
    return found.told[0].product


def _offered_by_number(turn: Turn, slot: str) -> Product | None:
    """The one of those just offered that has the number in its name: "the seven" of "series seven or series nine"."""
    asked, number = turn.answered_question, turn.slots.get("quantity")
    if asked is None or asked.about != "product" or asked.slot != slot or slot in turn.slots or number is None:
        return None
    if number == asked.slots.get("quantity"):
        return None
    named = [product for product in products_by_id(turn, asked.among) if number.text in words(product.title)]
    if len(named) != 1:
        return None
    turn.slots = {name: said for name, said in turn.slots.items() if name != "quantity"} | dict(asked.slots)
    return named[0]


def _by_price(turn: Turn, products: Sequence[Product]) -> Product | None:
    """The one with the lowest or highest price today, as was asked for, of what can be had."""
    prices = {
        product.id: prices_today(turn, sellable)[0 if turn.by_price > 0 else -1].amount_minor
        for product in products
        if (sellable := [variant for variant in product.variants if variant.can_sell(1)])
    }
    to_be_had = [product for product in products if product.id in prices]
    return min(to_be_had, key=lambda product: prices[product.id] * turn.by_price, default=None)


def _found(turn: Turn, said: Slot, slot: str, of_a_kind: bool) -> Product:
    known = products_by_id(turn, said.ids)
    if len(known) == 1:
        return known[0]
    name, wishes = name_and_wishes(said.text, turn.store.merchant.locale, turn.store.merchant.currency)
    is_anything = bool(wishes) and not name
    if known:
        found = _known(turn, known, of_a_kind)
    elif is_anything:
        found = _fitting(turn, turn.store.catalogue.products(limit=MOST_OF_ALL), wishes)
    else:
        found = find_by_size(turn, said.text, of_a_kind=of_a_kind) or _by_name(turn, said.text, of_a_kind)
        found = refine_by_number(turn, said.text, found) if slot == "product" else found
    products = [product for product in found.products if product.variants]
    if found.verdict != "none" and turn.by_price and (best := _by_price(turn, products)):
        return best
    if found.verdict == "sure" and products:
        return products[0]
    if found.verdict == "ask" and products:
        raise _choice(turn, products, slot, is_anything or (of_a_kind and _is_kind(products, name)))
    if products and found.unmet:
        turn.slots.pop("amount", None)
        return _nearest(turn, said.text if name else "", slot, products[0])
    aloud = " ".join([*turn.options, said.text])
    if products:
        nearest: Values = {"said": aloud, "product": products[0]}
        among = [products[0].external_id]
        raise Unclear("shared.unknown_product_near", "product", among=among, slot=slot, is_miss=True, **nearest)
    raise Unclear("shared.unknown_product", "product", slot=slot, is_miss=True, said=aloud)


def _by_name(turn: Turn, text: str, of_a_kind: bool) -> Found:
    """By the name that the words are, or else by what is left of them without "a bottle of" or "for a ten year old"."""
    found = _find(turn, name_without_amount(turn, text), of_a_kind)
    for bare in (wanted_of(text, turn.phrases.locale).name, without_age(text, turn.phrases.locale)):
        if found.verdict == "none" and bare not in ("", text):
            found = _find(turn, bare, of_a_kind)
    return found


def _known(turn: Turn, products: Sequence[Product], of_a_kind: bool) -> Found:
    """Several go by the name: the only one that was bought before is meant, unless it was asked what there is."""
    own = [product for product in products if product.id in turn.purchases]
    return Found("sure", tuple(own)) if len(own) == 1 and not of_a_kind else Found("ask", tuple(products))


def _find(turn: Turn, text: str, of_a_kind: bool) -> Found:
    """What was bought before is only looked at where the name alone does not settle it."""
    is_wide = of_a_kind or turn.by_price
    found = turn.store.catalogue.find(text, limit=MOST_OF_A_KIND if is_wide else MOST_ITEMS)
    if is_wide and found.verdict != "sure" and not found.unmet:
        found = _of_kind(turn, found, text)
    if found.verdict == "sure" or turn.by_price or (of_a_kind and found.unmet) or not turn.purchases:
        return found
    own = turn.store.catalogue.find(text, bought=turn.purchases)
    return _own_first(turn, found, own) if of_a_kind and found.verdict == "ask" else own


def _own_first(turn: Turn, found: Found, own: Found) -> Found:
    """All that there is of a kind, before it what was bought before."""
    best = [product for product in own.products[:1] if product.id in turn.purchases]
    others = [product for product in found.products if product.id not in {each.id for each in best}]
    return Found("ask", (*best, *others))


def _of_kind(turn: Turn, found: Found, text: str) -> Found:
    """Without what only sounds like it, where some are called so: asked for tea, a tee shirt is none."""
    name, wishes = name_and_wishes(text, turn.store.merchant.locale, turn.store.merchant.currency)
    called = [product for product in found.products if _is_kind([product], name)]
    narrower = _fitting(turn, called, wishes)
    return found if not called or found.verdict == narrower.verdict == "none" else narrower


def _fitting(turn: Turn, products: Sequence[Product], wishes: Sequence[Wish]) -> Found:
    """Those that meet what was asked for beside the name, unlike ones first; the nearest where none does."""
    # Here, so that a server starts without it: it loads numpy.
    from voice_skill.store.search.verdict import spread

    unmet = [failed(product, wishes, turn.store.now) for product in products]
    fitting = [product for product, lacking in zip(products, unmet, strict=True) if product.variants and not lacking]
    if not fitting:
        return Found("none", tuple(products[:1]), unmet=unmet[0] if unmet else ())
    return Found("sure" if len(fitting) == 1 else "ask", tuple(spread(fitting)))


def _is_kind(products: Iterable[Product], name: str) -> bool:
    """Whether all of them are called what was said."""
    wanted = set(words(name))
    return bool(wanted) and all(wanted <= set(words(" ".join(_names(product)))) for product in products)


def _choice(turn: Turn, products: Sequence[Product], slot: str, is_kind: bool) -> Unclear:
    """Asks which of a few; of a kind of thing it tells what there is."""
    named = [turn.phrases.fill("shared.the", product=product) for product in products[:MOST_ITEMS]]
    listed = turn.phrases.spoken_list(named, style="standard" if is_kind else "or")
    of_kind = "shared.kinds_and_more" if len(products) > MOST_ITEMS else "shared.kinds"
    among = [product.external_id for product in products[:MOST_ITEMS]]
    return Unclear(of_kind if is_kind else "shared.which_of", "product", among=among, slot=slot, products=listed)


def _nearest(turn: Turn, said: str, slot: str, product: Product) -> Product:
    """What is meant but for its price, color or the like, and asks whether it will do: raises Unclear. What is sold
    out will not, as its intent says. said: empty when anything would do."""
    to_be_had = [variant for variant in product.variants if variant.can_sell(1)]
    if not to_be_had:
        return product
    prices = prices_today(turn, to_be_had)
    missing = turn.phrases.fill("shared.have_no", said=said) if said else turn.phrases.fill("shared.have_nothing")
    told: Values = {"missing": missing, "product": product, "price": prices[0]}
    key = "shared.nearest" if prices[0] == prices[-1] else "shared.nearest_from"
    raise Unclear(key, "product", among=[product.external_id], slot=slot, intent=turn.intent.leads_to, **told)


def products_by_id(turn: Turn, ids: Iterable[str]) -> list[Product]:
    """Those of them that are still sold: an interaction model may be older than the catalogue."""
    products = []
    for external_id in list(ids)[:MOST_ITEMS]:
        try:
            products.append(turn.store.catalogue.product(external_id))
        except UnknownProduct:
            continue
    return [product for product in products if product.variants]
