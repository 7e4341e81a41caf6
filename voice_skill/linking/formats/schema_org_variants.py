"""Finds the options that tell the variants of a product apart in schema.org. Called by schema_org.

Sources: developers.google.com/search, structured data for product variants (variesBy); shopify.dev, Liquid filter
structured_data, whose variants tell their options in their names alone: "Linen Shirt - Small / Sand"."""

import re
from collections.abc import Sequence
from typing import Any

from voice_skill.linking.formats.loose_json import objects, text
from voice_skill.linking.formats.schema_org_offers import Node

TRAITS = ("size", "color", "material", "pattern")
_HANDLE = re.compile(r"/products/([^/?#]+)")
_BETWEEN = " \t-–—:|,/(["
_SIZE = re.compile(
    r"(?:x{0,4}[sl]|[2-6]xl|m|(?:extra |x-)?(?:small|large)|medium|one size|klein|mittel|groß|petit|moyen|grand"
    r"|\d+(?:[.,/]\d+)?\s?(?:cm|mm|m|in|\"|ml|cl|l|g|kg|oz|lb|eu|us|uk|pack)?)",
    re.IGNORECASE,
)
_COLORS = frozenset(
    {"black", "white", "red", "blue", "green", "yellow", "grey", "gray", "brown", "pink", "purple", "orange", "beige"}
    | {"navy", "sand", "cream", "ivory", "gold", "silver", "olive", "teal", "turquoise", "burgundy", "charcoal"}
    | {"schwarz", "weiß", "rot", "blau", "grün", "gelb", "grau", "braun", "noir", "blanc", "rouge", "bleu", "vert"}
)


def handle(group: Node) -> str:
    """The name of a product in the addresses of Shopify; empty elsewhere."""
    matches = (_HANDLE.search(text(group.get(key))) for key in ("url", "@id"))
    return next((match[1] for match in matches if match), "")


def traits(product: Node, group: Node) -> dict[str, str]:
    """Properties that tell a variant from its siblings: those that the group varies by, or the usual ones."""
    varies = group.get("variesBy")
    property_names = [text(each).rpartition("/")[2] for each in (varies if isinstance(varies, list) else [varies])]
    own = {text(each.get("name")): text(each.get("value")) for each in objects(product.get("additionalProperty", []))}
    names = [name for name in property_names if name] or TRAITS
    values = {name.lower(): _name(product.get(name)) or own.get(name, "") for name in names}
    return {name: value for name, value in values.items() if value}


def named_options(names: Sequence[str], product: str) -> list[dict[str, str]]:
    """Options from the words that each name adds to the product's: "Linen Shirt - Small / Sand" is small in size and of
    the color sand."""
    own = [_suffix(name, product) for name in names]
    parts = [re.split(r"\s+/\s+", suffix) for suffix in own]
    if len({len(each) for each in parts}) > 1:
        parts = [[suffix] for suffix in own]
    options = _called([[each[at] for each in parts] for at in range(len(parts[0]))])
    if options == ["style"]:
        options = ["variant"]
    return [{name: value for name, value in zip(options, each, strict=True) if value} for each in parts]


def _suffix(name: str, product: str) -> str:
    if not product or not name.casefold().startswith(product.casefold()):
        return name
    return name[len(product) :].strip(_BETWEEN).rstrip(")]")


def _called(columns: Sequence[Sequence[str]]) -> list[str]:
    """Each column's option name, each once."""
    names: list[str] = []
    for values in columns:
        name = "style"
        if all(map(_SIZE.fullmatch, values)):
            name = "size"
        elif any(word in _COLORS for value in values for word in value.casefold().split()):
            name = "color"
        names.append(name if name not in names else f"{name} {len(names) + 1}")
    return names


def _name(value: Any) -> str:
    """A name that stands alone, in an object, or first in a list."""
    return text(value) or next((text(each.get("name")) for each in objects(value)), "")
