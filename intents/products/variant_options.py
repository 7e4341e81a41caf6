"""The options of a product's variants: sizes, colors and kinds, and the values among them that a text names. Called by
`named_variant` and handlers."""

from collections.abc import Iterable, Sequence

from voice_skill.store import Product, Variant
from voice_skill.store.products.contents import contents_of_text
from voice_skill.store.search.text import language_of


def options_of(variants: Sequence[Variant]) -> dict[str, list[str]]:
    """The options in which variants differ: {"size": ["small", "large"]}, in the merchant's order."""
    values: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.options.items():
            values.setdefault(name, {})[value] = None
    return {name: list(found) for name, found in values.items() if len(found) > 1}


def qualified_option(name: str, value: str, product: Product) -> str:
    """How a value is handed on: with its option's name where another option has the same value, "waist 32"."""
    names = [each for each, values in options_of(product.variants).items() if value in values]
    return f"{name} {value}" if len(names) > 1 else value


def options_with_names(options: Iterable[str], product: Product) -> dict[str, str]:
    """Those of the options that are told with their names, by these."""
    said = set(options)
    known = options_of(product.variants).items()
    return {name: value for name, values in known for value in values if f"{name} {value}" in said}


def others_to_be_had(sold_out: Variant, variants: Sequence[Variant], locale: str) -> tuple[str, list[str]]:
    """The option to choose anew instead of a sold-out variant, a size last, and its values that are to be had: of the
    variants that are like it otherwise, else of any. Empty where nothing is to be had."""
    to_be_had = [variant for variant in variants if variant.can_sell(1)]
    options = sorted(options_of(variants).items(), key=lambda each: all(is_size(value, locale) for value in each[1]))
    for is_alike in (_differs_only_in, _differs_in):
        for name, values in options:
            there = {variant.options.get(name) for variant in to_be_had if is_alike(variant, sold_out, name)}
            if there:
                return name, [value for value in values if value in there]
    return "", []


def _differs_only_in(variant: Variant, other: Variant, name: str) -> bool:
    others = {option: value for option, value in other.options.items() if option != name}
    return _differs_in(variant, other, name) and others.items() <= variant.options.items()


def _differs_in(variant: Variant, other: Variant, name: str) -> bool:
    return variant.options.get(name) != other.options.get(name)


def values_in(text: str, values: Iterable[str]) -> set[str]:
    """Those of the values that stand in a text; "light blue" is not also "blue"."""
    found = {value for value in values if _stands_in(text, value)}
    return {value for value in found if not any(value != other and _stands_in(other, value) for other in found)}


def not_offered(options: Iterable[str], product: Product) -> str | None:
    """The first option that was said and that the product does not have; "small ground" may be two that it has."""
    known = [value for variant in product.variants for value in variant.options.values()]
    known += product.spoken_name.split()
    return next((option for option in options if not made_of(option, known)), None)


def made_of(option: str, known: Iterable[str]) -> bool:
    """Whether these words are nothing but known values, like "small ground"."""
    rest = f" {option.casefold()} "
    for value in sorted(known, key=len, reverse=True):
        rest = rest.replace(f" {value.casefold()} ", " ")
    return not rest.strip()


def is_size(value: str, locale: str) -> bool:
    """ "large", "XL", "42", "500 g"."""
    sizes = language_of(locale).sizes
    return any(map(str.isdigit, value)) or value.casefold() in {*sizes, *sizes.values()}


def in_order(sizes: Sequence[str], locale: str) -> list[str]:
    """From extra small to extra large, or by what they measure; empty where one of them is no such size."""
    told = [contents_of_text(size, locale).measures for size in sizes]
    if all(len(measures) == 1 for measures in told) and len({kind for measures in told for kind, _ in measures}) == 1:
        return [size for _, size in sorted(zip((max(measures) for measures in told), sizes, strict=True))]
    order = [name for pair in language_of(locale).sizes.items() for name in pair]
    known = all(size.casefold() in order for size in sizes)
    return sorted(sizes, key=lambda size: order.index(size.casefold())) if known else []


def _stands_in(text: str, wanted: str) -> bool:
    return f" {wanted.casefold()} " in f" {text.casefold()} "
