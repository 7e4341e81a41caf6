"""Which product, size, number or order the customer means; raises Unclear with the question to ask. Called by
handlers."""

from collections.abc import Iterable, Sequence

from intents.options import made_of, not_offered, options_of, said_in
from intents.phrases import MOST_ITEMS, Values
from intents.slots import Said
from intents.turn import Turn, Unclear
from voice_skill.store import CartLine, Order, Product, UnknownOrder, UnknownProduct, Variant
from voice_skill.store.search import words


def product_said(turn: Turn, slot: str = "product") -> Product:
    """The product that was said, or for "it" the one last spoken of. Raises Unclear."""
    said = turn.slots.get(slot)
    if said is None:
        return _last_spoken_of(turn, slot)
    product = _offered(turn, said, slot) or _found(turn, said, slot)
    turn.attributes["product"] = product.external_id
    turn.slots[slot] = Said(said.text, (product.external_id,))
    return product


def _last_spoken_of(turn: Turn, slot: str) -> Product:
    """What "it" is. Words heard as an option may be a product's name after all: "do you have soap"."""
    last = _products(turn, [turn.product_id]) if slot == "product" and turn.product_id else []
    if turn.options and not (last and _may_be_option(turn, last[0])):
        turn.slots[slot], turn.options = Said(" ".join(turn.options)), ()
        return product_said(turn, slot)
    if last:
        return last[0]
    again = turn.asked is not None and turn.asked.about == "product"
    key = "shared.which_product" if slot == "product" else "shared.which_other_product"
    raise Unclear(key, "product", slot=slot, missed=again)


def _may_be_option(turn: Turn, product: Product) -> bool:
    """Whether "it in green" may be asked of this product: it has green, or has choices and green is no product."""
    missing = not_offered(turn.options, product)
    if missing is None:
        return True
    return bool(options_of(product.variants)) and turn.store.catalogue.find(missing).verdict != "sure"


def _offered(turn: Turn, said: Said, slot: str) -> Product | None:
    """The one product among those just offered whose name holds every word of "the blue one"."""
    if said.ids or turn.asked is None or turn.asked.slot != slot:
        return None
    wanted = set(words(said.text))
    offered = _products(turn, turn.asked.among)
    fitting = [product for product in offered if wanted and wanted <= set(words(product.spoken_name))]
    return fitting[0] if len(fitting) == 1 else None


def _found(turn: Turn, said: Said, slot: str) -> Product:
    products: Sequence[Product] = _products(turn, said.ids)
    verdict = "sure" if len(products) == 1 else "ask"
    if not products:
        found = turn.store.catalogue.find(said.text)
        verdict, products = found.verdict, [product for product in found.products if product.variants]
    if verdict == "sure" and products:
        return products[0]
    ids = [product.external_id for product in products]
    if verdict == "ask" and products:
        named = [turn.phrases.fill("shared.the", product=product) for product in products]
        either = turn.phrases.listed(named, style="or")
        raise Unclear("shared.which_of", "product", among=ids, slot=slot, products=either)
    if products:
        nearest: Values = {"said": said.text, "product": products[0]}
        raise Unclear("shared.unknown_product_near", "product", among=ids[:1], slot=slot, missed=True, **nearest)
    raise Unclear("shared.unknown_product", "product", slot=slot, missed=True, said=said.text)


def _products(turn: Turn, ids: Iterable[str]) -> list[Product]:
    """Those of them that are still sold: an interaction model may be older than the catalogue."""
    products = []
    for external_id in list(ids)[:MOST_ITEMS]:
        try:
            products.append(turn.store.catalogue.product(external_id))
        except UnknownProduct:
            continue
    return [product for product in products if product.variants]


def variant_said(turn: Turn, product: Product) -> Variant:
    """The size, colour or kind that was said; a lone variant needs no word. Raises Unclear."""
    fitting = variants_said(turn, product)
    if len(fitting) == 1:
        return fitting[0]
    name, values = next(iter(options_of(fitting).items()))
    either = turn.phrases.listed(values, style="or")
    raise Unclear("shared.which_option", "option", among=values, product=product, option=name, values=either)


def variants_said(turn: Turn, product: Product) -> list[Variant]:
    """The variants that fit every option said so far. Raises Unclear when no variant does."""
    aloud = " ".join([*turn.options, turn.slots["product"].text if "product" in turn.slots else ""])
    fitting, options = product.variants, options_of(product.variants)
    for name, values in options.items():
        said = said_in(aloud, values)
        if len(said) == 1:
            fitting = [variant for variant in fitting if variant.options.get(name) in said]
    missing = not_offered(turn.options, product)
    if missing and not options:
        turn.options = ()
        raise Unclear("shared.one_kind", "option", missed=True, product=product, said=missing)
    if options and (missing or not fitting):
        values = next(iter(options.values()))
        told: Values = {
            "product": product,
            "said": missing or " ".join(turn.options),
            "values": turn.phrases.listed(values),
        }
        turn.options = ()
        raise Unclear("shared.no_such_option", "option", among=values, missed=True, **told)
    if len(fitting) > 1 and not options_of(fitting):
        return fitting[:1]  # they differ in nothing that can be said
    return fitting


def quantity_said(turn: Turn, default: int = 1) -> int:
    """How many were said. Raises Unclear for what is no number; "?" is what Alexa sends for one it lost."""
    said = turn.slots.get("quantity")
    if said is None and turn.asked and turn.asked.about == "quantity":
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", missed=True)
    if said is None:
        return default
    try:
        return int(said.text)
    except ValueError:
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", missed=True) from None


def order_said(turn: Turn) -> Order | None:
    """The order of that number or one like it, the newest of that product, or else the latest; None: never ordered.

    Raises Unclear. A number that is another customer's sounds exactly like one that is nobody's.
    """
    number, product = turn.slots.get("order_number"), turn.slots.get("product")
    unanswered = not number and not product and turn.asked is not None and turn.asked.about == "order_number"
    if unanswered or (number and not number.text.isdecimal()):
        raise Unclear("order_status.which_number", "order_number", slot="order_number", missed=True)
    if number:
        return _order_of_number(turn, number.text)
    latest = turn.store.orders.latest(turn.customer)
    if product is None or latest is None:
        return latest
    orders = turn.store.orders.containing(turn.customer, product.text)
    if not orders:
        raise Unclear("order_status.not_ordered", "confirm", intent="OrderStatus", product=product.text)
    return orders[0]


def _order_of_number(turn: Turn, number: str) -> Order:
    """The customer's own order of that number, or of the one that was likely misheard; what is said of it tells which
    it is. Raises Unclear."""
    try:
        return turn.store.orders.by_number(turn.customer, number)
    except UnknownOrder:
        alike = turn.store.orders.sounding_like(turn.customer, number)
        if alike is not None:
            return alike
        said = turn.phrases.digits(number)
        raise Unclear(
            "order_status.unknown_number", "order_number", slot="order_number", missed=True, number=said
        ) from None


def line_said(turn: Turn, lines: Sequence[CartLine]) -> CartLine | None:
    """The line of the cart that was said, or for "it" the one last spoken of or the only one. None: not in the cart.

    Raises Unclear. What lies in the cart is known by its name even when the shop sells it no longer.
    """
    said = turn.slots.get("product")
    if said is None and len(lines) == 1 and turn.product_id in (None, lines[0].variant.product.external_id):
        return lines[0]
    wanted = set(words(said.text)) if said else set()
    fitting = [line for line in lines if wanted and wanted <= set(words(line.variant.product.spoken_name))]
    if not fitting:
        product = product_said(turn)
        fitting = [line for line in lines if line.variant.product_id == product.id]
    return _one_line(turn, fitting) if fitting else None


def _one_line(turn: Turn, lines: Sequence[CartLine]) -> CartLine:
    kinds = {" ".join(line.variant.options.values()): line for line in lines}
    aloud = " ".join(turn.options)
    picked = [line for kind, line in kinds.items() if made_of(kind, aloud.split())] or [
        line for line in lines if aloud and said_in(" ".join(line.variant.options.values()), turn.options)
    ]
    if len(picked) == 1 or len(kinds) == 1:
        return (picked or list(lines))[0]
    told: Values = {"product": lines[0].variant.product, "values": turn.phrases.listed(list(kinds), style="or")}
    raise Unclear("shared.which_line", "option", among=list(kinds), missed=bool(aloud), **told)
