"""Google's product attributes as a Row, whichever file they came in. Called by the readers of Google's formats.

Source: Google Merchant Center, product data specification (support.google.com/merchants/answer/7052112), product
detail and highlight (answer/9218260, manufacturers/answer/10066942): sub-attributes by colon, repeated ones by comma.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from voice_skill.linking.errors import FormatUnknown
from voice_skill.linking.rows import Row

# A column in lower case, and the attribute that the merchant says it is.
Mapped = frozenset[tuple[str, str]]

OPTIONS = ("color", "size", "pattern", "material")
VALUES = (
    "title",
    "description",
    "link",
    "image_link",
    "additional_image_link",
    "availability",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "currency",
    "brand",
    "gtin",
    "mpn",
    "condition",
    "product_type",
    "quantity",
    "spoken_name",
    "spoken_plural",
    "synonyms",
)
# Attribute -> how a customer would ask for it.
DETAILS = {
    "gender": "gender",
    "age_group": "age group",
    "size_system": "size system",
    "size_type": "fit",
    "energy_efficiency_class": "energy class",
    "unit_pricing_measure": "contents",
    "product_length": "length",
    "product_width": "width",
    "product_height": "height",
    "product_weight": "weight",
    "multipack": "pack size",
    "ingredients": "ingredients",
    "care": "care",
    "care_instructions": "care",
    "dimensions": "dimensions",
    "weight": "weight",
    "length": "length",
    "width": "width",
    "height": "height",
    "warranty": "warranty",
}
# Meta takes Google's files and adds these (developers.facebook.com, catalog fields); Google once had the last one.
_SAME = {
    "quantity_to_sell_on_facebook": "quantity",
    "inventory": "quantity",
    "sell_on_google_quantity": "quantity",
    "colour": "color",
    "summary": "description",  # Atom's
    "content": "description",
}
_MANY = ("additional_image_link", "synonyms")
# What two columns cannot both tell.
_SINGLE = ("id", "title", "price", "sale_price")
_WRITTEN_BOTH = re.compile(r".*\[\s*(\w+)\s*\]")  # "Image link [image_link]", as Google's help writes it
# Up to the next comma that is not in quotes, which may begin within an entry: Size:Height:"9,5 cm".
_ENTRY = re.compile(r'(?:"(?:[^"]|"")*"|[^,])+')


@lru_cache(maxsize=2_000)
def attribute_name(column: str) -> str:
    """The attribute that a column stands for: "g:image link", "Image Link" and "image_link" are one."""
    both = _WRITTEN_BOTH.fullmatch(column)
    name = (both[1] if both else column).strip().lower().removeprefix("g:")
    name = re.sub(r"\(.*\)?$", "", name).strip()  # "shipping(country:price)"
    name = re.sub(r"[\s-]+", "_", name)
    return _SAME.get(name, name)


@lru_cache(maxsize=64)
def attributes_of(columns: tuple[str, ...], mapped_columns: Mapped = frozenset()) -> tuple[tuple[int, str], ...]:
    """Each column's place with the attribute that it tells: what the merchant mapped comes from its mapped column
    alone, and "price (old)" is not read where there is a "price"."""
    alone = {attribute for _, attribute in mapped_columns}
    alone |= {"google_product_category"} if "product_type" in alone else set()
    attributes: list[tuple[int, str]] = []
    for at, column in enumerate(columns):
        mapped = sorted(attribute for name, attribute in mapped_columns if name == column)
        name = attribute_name(column)
        is_other = name in alone or (name != column and "(" in column and name in columns)
        attributes += [(at, attribute) for attribute in mapped or ([] if is_other else [name])]
    return tuple(attributes)


def refuse_doubtful(columns: frozenset[str], mapped_columns: Mapped = frozenset()) -> None:
    """Raises FormatUnknown where two columns may be the price: "price (tax excl.)" and "price (tax incl.)"."""
    names = tuple(sorted(columns))
    pairs = [(names[at], attribute) for at, attribute in attributes_of(names, mapped_columns)]
    for attribute_name in _SINGLE:
        names_of_it = [name for name, attribute in pairs if attribute == attribute_name]
        if len(names_of_it) > 1 and attribute_name not in columns:
            description = f"{' and '.join(names_of_it[:3])} may each be the {attribute_name}"
            raise FormatUnknown(description, f"Say which one it is: --map {attribute_name}=COLUMN")


def google_row(
    number: int, attributes: Mapping[str, list[str]], details: Iterable[tuple[str, str]], columns: Mapping[str, str]
) -> Row:
    """attributes: attribute -> its values, none of them empty. details: what the feed tells besides, name and value."""
    item = _first(attributes, "id")
    group = _first(attributes, "item_group_id")
    traits = {name: _first(attributes, name) for name in OPTIONS if attributes.get(name)}
    return Row(
        number=number,
        id=item,
        group=group or item,
        values=_values(attributes),
        options=traits if group else {},
        details={} | ({} if group else traits) | dict(_details(attributes)) | dict(details),
        columns=columns,
    )


def product_details(text: str) -> Iterator[tuple[str, str]]:
    """ "Display:Resolution:432x240,Care:Washing:by hand" as name and value."""
    for entry in _ENTRY.findall(text):
        parts = [_unquoted(part) for part in entry.split(":", 2)]
        if len(parts) >= 2 and parts[-1] and parts[-2]:
            yield parts[-2].lower(), parts[-1]


def commas(text: str) -> list[str]:
    """A list as a cell of a text feed has it, entries with commas in quotes."""
    entries = map(_unquoted, _ENTRY.findall(text))
    return [entry for entry in entries if entry]


def _unquoted(text: str) -> str:
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1].replace('""', '"').strip() if is_quoted else text


def _values(attributes: Mapping[str, list[str]]) -> dict[str, str]:
    values = {name: _first(attributes, name) for name in VALUES if attributes.get(name)}
    for name in _MANY:
        if len(attributes.get(name, ())) > 1:  # one alone has its own commas
            values[name] = ",".join(entry.replace(",", "%2C") for entry in attributes[name])
    category = _first(attributes, "google_product_category")
    if "product_type" not in values and not category.isdecimal() and category:
        values["product_type"] = category
    return values


def _details(attributes: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for name, spoken in DETAILS.items():
        if attributes.get(name):
            yield spoken, _first(attributes, name)
    if highlights := attributes.get("product_highlight"):
        entries = highlights if len(highlights) > 1 else commas(highlights[0])
        yield "highlights", "; ".join(entries)


def _first(attributes: Mapping[str, list[str]], name: str) -> str:
    values = attributes.get(name)
    return values[0] if values else ""
