"""Picks the variant and the quantity that a customer's words name; raises Unclear with the question to ask. Called by
handlers."""

from collections.abc import Iterable, Mapping, Sequence

from intents.dialogue.phrases import Values, yes_or_no
from intents.dialogue.turn import Turn, Unclear
from intents.products.named_product import products_by_id
from intents.products.option_values import named_values
from intents.products.pack_quantity import packs_to_sell
from intents.products.size_or_quantity import number_as_option
from intents.products.sized_products import variants_of_size, with_written_sizes, written_option
from intents.products.variant_options import (
    available_choices,
    is_size,
    options_of,
    options_with_names,
    sorted_sizes,
    unknown_option,
    values_in,
)
from voice_skill.store import Product, Variant
from voice_skill.store.products.facts import wording
from voice_skill.store.products.ranking import SIZE


def named_variant(turn: Turn, product: Product) -> Variant:
    """The variant of the size, color or kind that was said; a lone variant needs no word. Raises Unclear."""
    fitting = named_variants(turn, product)
    if len(fitting) == 1:
        return fitting[0]
    name, values = next(iter(options_of(fitting).items()))
    if all(yes_or_no(value, turn.phrases.locale) is not None for value in values):
        words = [turn.phrases.fill(f"shared.{key}", option=name.lower()) for key in ("having", "lacking")]
        either = turn.phrases.spoken_list(words, style="or")
        raise Unclear("shared.with_or_without", "option", among=values, product=product, option=name, values=either)
    either = turn.phrases.spoken_options(values, style="or")
    # "With lid or without lid" and "waterproof or not waterproof" say what they are about.
    key = "shared.with_or_without" if all(values_in(value, [name]) for value in values) else "shared.which_option"
    raise Unclear(key, "option", among=values, product=product, option=name, values=either)


def another_kind(turn: Turn, sold_out: Variant) -> Unclear | None:
    """Says which variants are left instead of one that is sold out, and asks which; None if nothing of the product is
    left."""
    products = products_by_id(turn, [sold_out.product.external_id])
    variants = products[0].variants if products else []
    option, values = available_choices(sold_out, variants, turn.phrases.locale)
    if not values:
        return None
    is_alike = any(variant.options == {**sold_out.options, option: value} for variant in variants for value in values)
    turn.options = tuple(value for name, value in sold_out.options.items() if is_alike and name != option)
    key = "shared.another_kind" if len(values) == 1 else "shared.other_kinds"
    value_list = turn.phrases.spoken_options(values)
    return Unclear(key, "option", among=values, product=sold_out, values=value_list)


def named_variant_instead(turn: Turn, variant: Variant) -> Variant | None:
    """The variant like this one but with the option that was said: "in black". None if the product has one variant
    only. Raises Unclear."""
    product = variant.product
    if not turn.options:
        return variant
    with_choices = products_by_id(turn, [product.external_id])
    if not with_choices or not options_of(with_choices[0].variants):
        return None if unknown_option(turn.options, product) else variant
    fitting = named_variants(turn, with_choices[0], is_remembered=False)
    return max(fitting, key=lambda each: len(each.options.items() & variant.options.items()))


def named_variants(turn: Turn, product: Product, *, is_remembered: bool = True) -> list[Variant]:
    """The variants that fit every option said so far, and for "it" those chosen before. Raises Unclear when none
    does."""
    number_as_option(turn, product)
    turn.options = tuple(written_option(turn, product, option) for option in turn.options)
    if turn.answered_question and turn.answered_question.about == "option" and "picked" in turn.slots:
        turn.options = (
            *turn.options,
            _size_by_comparison(turn, turn.slots.pop("picked").text, turn.answered_question.among),
        )
    by_name = options_with_names(turn.options, product)
    bare = [option for option in turn.options if not options_with_names([option], product)]
    spoken_options = " ".join(bare)
    text = with_written_sizes(turn, product, turn.slots["product"].text) if "product" in turn.slots else ""
    values_of_product_name = named_values(text, product, turn.phrases.locale)
    options = options_of(product.variants)
    values_by_option = {
        name: values_in(spoken_options, values) or values_of_product_name.by_option.get(name, set())
        for name, values in options.items()
    }
    chosen_values = {
        name: next(iter(option_values)) for name, option_values in values_by_option.items() if len(option_values) == 1
    } | by_name
    fitting = _with_options(product.variants, chosen_values)
    unknown_value = unknown_option(bare, product)
    if unknown_value and not options:
        turn.options = ()
        raise Unclear("shared.one_kind", "option", is_miss=True, product=product, said=unknown_value)
    if options and (unknown_value or not fitting):
        raise _no_such_option(turn, product, options, unknown_value)
    if is_remembered:
        remembered_values = _remembered_options(turn, product) | chosen_values
        if current_variants := _with_options(fitting, remembered_values):
            fitting, chosen_values = current_variants, remembered_values
        turn.attributes["chosen"] = [product.external_id, chosen_values]
    fitting = variants_of_size(turn, fitting)
    if turn.intent.by_price or (turn.by_price and turn.answered_question and turn.answered_question.about == "option"):
        fitting = _by_price(turn, fitting)
    if len(fitting) > 1 and not options_of(fitting):
        return fitting[:1]  # they differ in nothing that can be said
    return fitting


def _with_options(variants: Iterable[Variant], values: Mapping[str, str]) -> list[Variant]:
    return [variant for variant in variants if values.items() <= variant.options.items()]


def _remembered_options(turn: Turn, product: Product) -> dict[str, str]:
    """The options chosen when "it" was last spoken of; none if the product is named again."""
    entry, slot = turn.attributes.get("chosen"), turn.slots.get("product")
    if (slot and slot.text) or not isinstance(entry, list) or len(entry) != 2 or entry[0] != product.external_id:
        return {}
    return dict(entry[1]) if isinstance(entry[1], dict) else {}


def _size_by_comparison(turn: Turn, comparative: str, among: Sequence[str]) -> str:
    """The largest of the sizes offered for "the larger one"; otherwise the words, which no size matches."""
    ways = dict(wording(turn.phrases.locale).compared_by(comparative))
    sizes = sorted_sizes(among, turn.phrases.locale)
    if SIZE not in ways or not sizes:
        return comparative
    return sizes[-1 if ways[SIZE] > 0 else 0]


def _no_such_option(
    turn: Turn, product: Product, options: Mapping[str, list[str]], unknown_value: str | None
) -> Unclear:
    """Says which values there are instead, and keeps the options said that exist."""
    values = options[_likely_option(turn, unknown_value, options) if unknown_value else _asked_option(turn, options)]
    text = unknown_value or " ".join(turn.options)
    turn.options = tuple(
        option for option in turn.options if unknown_value and unknown_option([option], product) is None
    )
    value_list = turn.phrases.spoken_options(values)
    phrase_values: Values = {"product": product, "said": text, "values": value_list}
    return Unclear("shared.no_such_option", "option", among=values, is_miss=True, **phrase_values)


def _likely_option(turn: Turn, unknown_value: str, options: Mapping[str, list[str]]) -> str:
    """The option that an unknown value belongs to: color for a color that the product does not come in. A value that is
    not a size, or is a color elsewhere in the shop, decides; otherwise the option that was just asked for."""
    locale = turn.phrases.locale
    remaining = {
        name: values for name, values in options.items() if not values_in(" ".join(turn.options), values)
    } or options
    alike = [
        name
        for name, values in remaining.items()
        if is_size(unknown_value, locale) == any(is_size(value, locale) for value in values)
    ]
    if len(alike) == 1:
        return alike[0]
    elsewhere = turn.store.catalogue.options()
    matches = [name for name in remaining if unknown_value.casefold() in map(str.casefold, elsewhere.get(name, ()))]
    return matches[0] if matches else _asked_option(turn, remaining)


def _asked_option(turn: Turn, options: Mapping[str, list[str]]) -> str:
    """The option of the open question, otherwise the first."""
    question = turn.answered_question
    choices = set(question.among) if question and question.about == "option" else set()
    return next((name for name, values in options.items() if choices and choices <= set(values)), next(iter(options)))


def _by_price(turn: Turn, variants: Sequence[Variant]) -> list[Variant]:
    """The cheapest or the most expensive today, as asked, among those in stock; all that cost the same."""
    prices = [(variant.price(turn.store.now).amount_minor, variant) for variant in variants if variant.can_sell(1)]
    best = min((price * turn.by_price for price, _ in prices), default=0)
    return [variant for price, variant in prices if price * turn.by_price == best] or list(variants)


def named_quantity(turn: Turn, variant: Variant | None, default: int = 1) -> int:
    """The quantity that was said. Raises Unclear if it is not a number; Alexa sends "?" for a number that it lost."""
    slot = turn.slots.get("quantity")
    if slot is None and turn.answered_question and turn.answered_question.about == "quantity":
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", is_miss=True)
    try:
        number = int(slot.text) if slot else None
    except ValueError:
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", is_miss=True) from None
    packs = packs_to_sell(turn, variant, number) if variant else number
    return default if packs is None else packs
