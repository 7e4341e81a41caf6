"""The options of a product's variants: sizes, colors and kinds, and the values among them that a text names. Called by
`named_variant` and handlers."""

import re
from collections.abc import Iterable, Sequence

from voice_skill.store import Product, Variant
from voice_skill.store.products.contents import contents_of_text
from voice_skill.store.search.text import language_of

_NUMBERED = re.compile(r"(\d+(?:\.\d+)?)(\D*)")


def options_of(variants: Sequence[Variant]) -> dict[str, list[str]]:
    """The options in which variants differ: {"size": ["small", "large"]}, in the merchant's order."""
    values: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.options.items():
            values.setdefault(name, {})[value] = None
    return {name: list(texts) for name, texts in values.items() if len(texts) > 1}


def qualified_option(name: str, value: str, product: Product) -> str:
    """The value, with its option's name where another option has the same value: "waist 32"."""
    names = [each for each, values in options_of(product.variants).items() if value in values]
    return f"{name} {value}" if len(names) > 1 else value


def options_with_names(options: Iterable[str], product: Product) -> dict[str, str]:
    """The values said together with their option's name, by that name."""
    texts = set(options)
    choices = options_of(product.variants).items()
    return {name: value for name, values in choices for value in values if f"{name} {value}" in texts}


def available_choices(sold_out: Variant, variants: Sequence[Variant], locale: str) -> tuple[str, list[str]]:
    """The option to choose instead of a sold-out variant, sizes last, and its values in stock: of the variants that are
    otherwise like it, else of any. Empty if nothing is in stock."""
    available = [variant for variant in variants if variant.can_sell(1)]
    options = sorted(options_of(variants).items(), key=lambda each: all(is_size(value, locale) for value in each[1]))
    for is_alike in (_differs_only_in, _differs_in):
        for name, values in options:
            available_values = {variant.options.get(name) for variant in available if is_alike(variant, sold_out, name)}
            if available_values:
                return name, [value for value in values if value in available_values]
    return "", []


def _differs_only_in(variant: Variant, other: Variant, name: str) -> bool:
    others = {option: value for option, value in other.options.items() if option != name}
    return _differs_in(variant, other, name) and others.items() <= variant.options.items()


def _differs_in(variant: Variant, other: Variant, name: str) -> bool:
    return variant.options.get(name) != other.options.get(name)


def values_in(text: str, values: Iterable[str]) -> set[str]:
    """The values that a text contains; "light blue" does not contain "blue"."""
    matches = {value for value in values if _is_in_text(text, value)}
    return {value for value in matches if not any(value != other and _is_in_text(other, value) for other in matches)}


def are_of_one_option(value: str, other: str, product: Product) -> bool:
    """True if these are two values of the same option: "small" and "large"."""
    found = ((values_in(value, values), values_in(other, values)) for values in options_of(product.variants).values())
    return any(first and second and first != second for first, second in found)


def unknown_option(options: Iterable[str], product: Product) -> str | None:
    """The first option said that the product does not have; "small ground" may be two that it has."""
    values = [value for variant in product.variants for value in variant.options.values()]
    values += product.spoken_name.split()
    return next((option for option in options if not is_made_of(option, values)), None)


def is_made_of(option: str, values: Iterable[str]) -> bool:
    """True if these words are nothing but known values, like "small ground"."""
    rest = f" {option.casefold()} "
    for value in sorted(values, key=len, reverse=True):
        rest = rest.replace(f" {value.casefold()} ", " ")
    return not rest.strip()


def is_size(value: str, locale: str) -> bool:
    """ "large", "XL", "42", "500 g"."""
    sizes = language_of(locale).sizes
    return any(map(str.isdigit, value)) or value.casefold() in {*sizes, *sizes.values()}


def sorted_sizes(sizes: Sequence[str], locale: str) -> list[str]:
    """The sizes from extra small to extra large, or by measure; empty if one of them is neither."""
    measures_by_size = [contents_of_text(size, locale).measures for size in sizes]
    if (
        all(len(measures) == 1 for measures in measures_by_size)
        and len({kind for measures in measures_by_size for kind, _ in measures}) == 1
    ):
        return [size for _, size in sorted(zip((max(measures) for measures in measures_by_size), sizes, strict=True))]
    if numbered := _by_number(sizes):
        return numbered
    order = [name for pair in language_of(locale).sizes.items() for name in pair]
    are_known = all(size.casefold() in order for size in sizes)
    return sorted(sizes, key=lambda size: order.index(size.casefold())) if are_known else []


def _by_number(sizes: Sequence[str]) -> list[str]:
    """The sizes by their number, if they differ in nothing else: "3 steps" and "5 steps"; otherwise empty."""
    matches = [_NUMBERED.fullmatch(size) for size in sizes]
    if not all(matches) or len({match[2].casefold().rstrip("s") for match in matches if match}) != 1:
        return []
    return [size for _, size in sorted(zip((float(match[1]) for match in matches if match), sizes, strict=True))]


def _is_in_text(text: str, value: str) -> bool:
    return f" {value.casefold()} " in f" {text.casefold()} "
