"""The English names of WooCommerce's columns, which its exports have in the language of the admin pages. Called by
woocommerce_csv.

Known words stand in woocommerce_headers.toml. In any other language a complete export is read by the order of its
columns, found by what is in them: product types, visibilities and tax statuses stay English, and units stand in
brackets. Source: class-wc-product-csv-exporter.php, get_default_column_names; issues #19596 and #24963."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from io import StringIO
from itertools import islice

from voice_skill.linking.errors import FormatUnknown
from voice_skill.linking.formats.headers import IsHeader, column_name
from voice_skill.linking.formats.tables import Record, Table

GTIN = "gtin, upc, ean, or isbn"
TYPES = frozenset({"simple", "variable", "variation", "grouped", "external", "downloadable", "virtual"})
_VISIBILITIES = frozenset({"visible", "catalog", "search", "hidden"})
_TAXES = frozenset({"taxable", "shipping", "none"})
_LOOKED_AT = 200  # rows whose values are looked at
_MEASURE = re.compile(r"(.+?)\s?\(([^()]+)\)")
_DIGITS = re.compile(r"\d+")
# From the first column to the one with the visibility, with and without a GTIN.
_TO_VISIBILITY = ("id", "type", "sku", "name", "published", "is featured?", "visibility in catalog")
_TO_TAX = (
    *("visibility in catalog", "short description", "description"),
    *("date sale price starts", "date sale price ends", "tax status"),
)
# From the measures on.
_REST = (
    *("allow customer reviews?", "purchase note", "sale price", "regular price", "categories", "tags"),
    *("shipping class", "images", "download limit", "download expiry days", "parent"),
)
_ATTRIBUTE_COLUMNS = 4  # name, values, whether it is visible and global; a download has three


@lru_cache(maxsize=4_000)
def english_name(column: str) -> str:
    """The English name of a column, the column itself where nothing is known."""
    if english := _columns().get(_key(column)):
        return english
    if _key(column).startswith("gtinupcean"):
        return GTIN
    measure = _MEASURE.fullmatch(column)
    if measure and (name := _measures().get(_key(measure[1]))):
        return f"{name} ({measure[2].strip()})"
    number = _DIGITS.search(column)
    if number and (part := _attributes().get(_key(_DIGITS.sub("", column)))):
        return f"attribute {number[0]} {part}"
    return column


def english_names(head: bytes, is_header: IsHeader) -> Mapping[str, str]:
    """The column names of a table in lower case -> English ones; of those only that differ."""
    try:
        table = Table(StringIO(head.decode(errors="replace"), newline=""), is_header)
    except FormatUnknown:
        return {}
    names = tuple(map(column_name, table.columns))
    english_by_name = {name: english_name(name) for name in names}
    english_by_name |= _name_between(names, english_by_name)
    if not is_header(frozenset(english_by_name.values())):
        records = islice((each for each in table.records() if isinstance(each, Record)), _LOOKED_AT)
        english_by_name |= _by_place(names, list(records))
    return {name: english for name, english in english_by_name.items() if name != english}


def _name_between(names: Sequence[str], english_by_name: Mapping[str, str]) -> dict[str, str]:
    """The column before the one that says what is published is the name, whatever a language calls it."""
    english = list(map(english_by_name.get, names))
    if "name" in english or "type" not in english or "published" not in english:
        return {}
    at = english.index("published") - 1
    return {names[at]: "name"} if at > english.index("type") and names[at] == english[at] else {}


def _by_place(names: Sequence[str], records: Sequence[Record]) -> dict[str, str]:
    """The columns of a complete export, by their order; empty for any other table."""
    visible, taxed = _column(records, _VISIBILITIES), _column(records, _TAXES)
    weight = next((at for at in range(len(names)) if _are_measures(names[at : at + 4])), -1)
    has_gtin, has_low_stock = visible == len(_TO_VISIBILITY), weight - taxed == 7
    is_complete = (visible - has_gtin, taxed - visible, weight - taxed - has_low_stock) == (6, 5, 6)
    if not is_complete or not _are_typed(records):
        return {}
    start = [*_TO_VISIBILITY[:3], *([GTIN] if has_gtin else []), *_TO_VISIBILITY[3:]]
    english_by_name = {names[at]: name for at, name in enumerate(start)}
    english_by_name |= {names[visible + at]: name for at, name in enumerate(_TO_TAX)}
    english_by_name |= {
        names[taxed + 2]: "in stock?",
        names[taxed + 3]: "stock",
        names[weight - 2]: "backorders allowed?",
    }
    for at, name in enumerate(("weight", "length", "width", "height")):
        measure = _MEASURE.fullmatch(names[weight + at])
        english_by_name[names[weight + at]] = f"{name} ({measure[2].strip()})" if measure else name
    english_by_name |= dict(zip(names[weight + 4 :], _REST, strict=False))
    return english_by_name | _attributes_by_place(names[weight + 4 + len(_REST) :])


def _attributes_by_place(names: Sequence[str]) -> dict[str, str]:
    """Four columns with the same number, one after the other, are an attribute."""
    english_by_name: dict[str, str] = {}
    at = 0
    while at < len(names):
        number = _DIGITS.search(names[at])
        run = 1
        while number and at + run < len(names) and _DIGITS.findall(names[at + run])[:1] == [number[0]]:
            run += 1
        if number and run >= _ATTRIBUTE_COLUMNS:
            english_by_name |= {
                names[at]: f"attribute {number[0]} name",
                names[at + 1]: f"attribute {number[0]} value(s)",
            }
        at += run
    return english_by_name


def _are_typed(records: Sequence[Record]) -> bool:
    """True if the second column has types of products."""
    kinds = {kind.strip().lower() for record in records for kind in record.cells[1].split(",")}
    return bool(kinds & TYPES)


def _column(records: Sequence[Record], words: frozenset[str]) -> int:
    """The first column that has nothing but these words; -1 when there is none."""
    width = len(records[0].cells) if records else 0
    for at in range(width):
        cells = {record.cells[at] for record in records} - {""}
        if cells and cells <= words:
            return at
    return -1


def _are_measures(names: Sequence[str]) -> bool:
    return len(names) == 4 and all(map(_MEASURE.fullmatch, names))


def _key(column: str) -> str:
    return "".join(filter(str.isalnum, column.casefold()))


@cache
def _table() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("woocommerce_headers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _words(part: str) -> dict[str, str]:
    return {_key(word): name for name, words in _table()[part].items() for word in words.split("|")}


@cache
def _columns() -> dict[str, str]:
    return _words("columns")


@cache
def _measures() -> dict[str, str]:
    return _words("measures")


@cache
def _attributes() -> dict[str, str]:
    return _words("attributes")
