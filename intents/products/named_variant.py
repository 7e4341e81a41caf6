"""Picks the variant and the quantity that a customer's words name; raises Unclear with the question to ask. Called by
handlers."""

from collections.abc import Iterable, Mapping, Sequence

from intents.dialogue.phrases import Values
from intents.dialogue.turn import Turn, Unclear
from intents.products.named_product import products_by_id
from intents.products.option_values import named_values
from intents.products.pack_quantity import packs_to_sell
from intents.products.size_or_quantity import number_as_option
from intents.products.sized_products import variants_of_size, with_written_sizes, written_option
from intents.products.variant_options import (
    in_order,
    is_size,
    not_offered,
    options_of,
    options_with_names,
    others_to_be_had,
    values_in,
)
from voice_skill.store import Product, Variant
from voice_skill.store.products.facts import wording
from voice_skill.store.products.ranking import SIZE


def named_variant(turn: Turn, product: Product) -> Variant:
    """The size, colour or kind that was said; a lone variant needs no word. Raises Unclear."""
    fitting = named_variants(turn, product)
    if len(fitting) == 1:
        return fitting[0]
    name, values = next(iter(options_of(fitting).items()))
    either = turn.phrases.spoken_list(values, style="or")
    # "With lid or without lid" and "waterproof or not waterproof" say what they are about.
    text = "shared.with_or_without" if all(values_in(value, [name]) for value in values) else "shared.which_option"
    raise Unclear(text, "option", among=values, product=product, option=name, values=either)


def another_kind(turn: Turn, sold_out: Variant) -> Unclear | None:
    """Says what there is instead of a sold-out variant and asks which; None where nothing of the product is left."""
    products = products_by_id(turn, [sold_out.product.external_id])
    variants = products[0].variants if products else []
    option, values = others_to_be_had(sold_out, variants, turn.phrases.locale)
    if not values:
        return None
    is_alike = any(variant.options == {**sold_out.options, option: value} for variant in variants for value in values)
    turn.options = tuple(value for name, value in sold_out.options.items() if is_alike and name != option)
    key = "shared.another_kind" if len(values) == 1 else "shared.other_kinds"
    listed = turn.phrases.spoken_list(values)
    return Unclear(key, "option", among=values, product=sold_out, values=listed)


def named_variant_instead(turn: Turn, variant: Variant) -> Variant | None:
    """The variant that is like this one but for what was said: "in black". None where the product comes in one kind
    only. Raises Unclear."""
    product = variant.product
    if not turn.options:
        return variant
    with_choices = products_by_id(turn, [product.external_id])
    if not with_choices or not options_of(with_choices[0].variants):
        return None if not_offered(turn.options, product) else variant
    fitting = named_variants(turn, with_choices[0], is_remembered=False)
    return max(fitting, key=lambda each: len(each.options.items() & variant.options.items()))


def named_variants(turn: Turn, product: Product, *, is_remembered: bool = True) -> list[Variant]:
    """The variants that fit every option said so far; of "it", those chosen before as well. Raises Unclear when no
    variant does."""
    number_as_option(turn, product)
    turn.options = tuple(written_option(turn, product, option) for option in turn.options)
    if turn.answered_question and turn.answered_question.about == "option" and "picked" in turn.slots:
        turn.options = (*turn.options, _size_picked(turn, turn.slots.pop("picked").text, turn.answered_question.among))
    by_name = options_with_names(turn.options, product)
    bare = [option for option in turn.options if not options_with_names([option], product)]
    aloud = " ".join(bare)
    text = with_written_sizes(turn, product, turn.slots["product"].text) if "product" in turn.slots else ""
    named = named_values(text, product, turn.phrases.locale)
    options = options_of(product.variants)
    told = {name: values_in(aloud, values) or named.by_option.get(name, set()) for name, values in options.items()}
    chosen = {name: next(iter(said)) for name, said in told.items() if len(said) == 1} | by_name
    fitting = _with_options(product.variants, chosen)
    missing = not_offered(bare, product)
    if missing and not options:
        turn.options = ()
        raise Unclear("shared.one_kind", "option", is_miss=True, product=product, said=missing)
    if options and (missing or not fitting):
        raise _no_such_option(turn, product, options, missing)
    if is_remembered:
        remembered = _chosen_before(turn, product) | chosen
        if of_it := _with_options(fitting, remembered):
            fitting, chosen = of_it, remembered
        turn.attributes["chosen"] = [product.external_id, chosen]
    fitting = variants_of_size(turn, fitting)
    if turn.intent.by_price or (turn.by_price and turn.answered_question and turn.answered_question.about == "option"):
        fitting = _by_price(turn, fitting)
    if len(fitting) > 1 and not options_of(fitting):
        return fitting[:1]  # they differ in nothing that can be said
    return fitting


def _with_options(variants: Iterable[Variant], chosen: Mapping[str, str]) -> list[Variant]:
    return [variant for variant in variants if chosen.items() <= variant.options.items()]


def _chosen_before(turn: Turn, product: Product) -> dict[str, str]:
    """The options of "it" that were chosen when it was last spoken of; a product that is named is spoken of anew."""
    kept, named = turn.attributes.get("chosen"), turn.slots.get("product")
    if (named and named.text) or not isinstance(kept, list) or len(kept) != 2 or kept[0] != product.external_id:
        return {}
    return dict(kept[1]) if isinstance(kept[1], dict) else {}


def _size_picked(turn: Turn, said: str, among: Sequence[str]) -> str:
    """The largest of those that were asked about for "the larger one"; else what was said, which there is none of."""
    ways = dict(wording(turn.phrases.locale).compared_by(said))
    sizes = in_order(among, turn.phrases.locale)
    if SIZE not in ways or not sizes:
        return said
    return sizes[-1 if ways[SIZE] > 0 else 0]


def _no_such_option(turn: Turn, product: Product, options: Mapping[str, list[str]], missing: str | None) -> Unclear:
    """Says what there is instead, and keeps what there is of that which was said."""
    values = options[_option_meant(turn, missing, options) if missing else _asked_for(turn, options)]
    said = missing or " ".join(turn.options)
    turn.options = tuple(option for option in turn.options if missing and not_offered([option], product) is None)
    listed = turn.phrases.spoken_list(values)
    told: Values = {"product": product, "said": said, "values": listed}
    return Unclear("shared.no_such_option", "option", among=values, is_miss=True, **told)


def _option_meant(turn: Turn, missing: str, options: Mapping[str, list[str]]) -> str:
    """The color for a color that the product does not come in: a word that is no size, or is a color elsewhere in the
    shop. Where that tells nothing, what was just asked for."""
    locale = turn.phrases.locale
    left = {
        name: values for name, values in options.items() if not values_in(" ".join(turn.options), values)
    } or options
    alike = [
        name
        for name, values in left.items()
        if is_size(missing, locale) == any(is_size(value, locale) for value in values)
    ]
    if len(alike) == 1:
        return alike[0]
    elsewhere = turn.store.catalogue.options()
    named = [name for name in left if missing.casefold() in map(str.casefold, elsewhere.get(name, ()))]
    return named[0] if named else _asked_for(turn, left)


def _asked_for(turn: Turn, options: Mapping[str, list[str]]) -> str:
    """The option that the open question was about, or else the first."""
    question = turn.answered_question
    asked = set(question.among) if question and question.about == "option" else set()
    return next((name for name, values in options.items() if asked and asked <= set(values)), next(iter(options)))


def _by_price(turn: Turn, variants: Sequence[Variant]) -> list[Variant]:
    """The cheapest or the dearest today, as was asked for, of what can be had; all that cost the same."""
    prices = [(variant.price(turn.store.now).amount_minor, variant) for variant in variants if variant.can_sell(1)]
    best = min((price * turn.by_price for price, _ in prices), default=0)
    return [variant for price, variant in prices if price * turn.by_price == best] or list(variants)


def named_quantity(turn: Turn, variant: Variant | None, default: int = 1) -> int:
    """How many of it were said. Raises Unclear for what is no number; "?" is what Alexa sends for one it lost."""
    said = turn.slots.get("quantity")
    if said is None and turn.answered_question and turn.answered_question.about == "quantity":
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", is_miss=True)
    try:
        number = int(said.text) if said else None
    except ValueError:
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", is_miss=True) from None
    wanted = packs_to_sell(turn, variant, number) if variant else number
    return default if wanted is None else wanted
