"""Detects a feed's format from its content; its name and the server's word for it are often wrong. Called by
read_feed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from voice_skill.linking.errors import FormatUnknown
from voice_skill.linking.formats import (
    acp,
    google_table,
    google_xml,
    json_ld,
    plain_csv,
    plain_json,
    shopify_csv,
    shopify_json,
    tables,
    ucp,
    woocommerce_csv,
)
from voice_skill.linking.formats.mapped_columns import meaning, refuse_absent, with_mapped
from voice_skill.linking.formats.opening import OpenedFeed
from voice_skill.linking.rows import NEEDED, FeedSettings, Finding, Row


@dataclass(frozen=True)
class Format:
    """looks_like: takes how a feed begins, in UTF-8. read: gives its rows, and what is wrong with those it cannot."""

    description: str
    looks_like: Callable[[bytes], bool]
    read: Callable[[OpenedFeed, FeedSettings], Iterator[Row | Finding]]


# Asked in this order: our own JSON is the least particular, and a plain CSV needs the merchant's mapping.
_FORMATS = {
    "google_xml": Format("Google Merchant Center, RSS 2.0 or Atom", google_xml.looks_like, google_xml.read),
    "shopify_csv": Format("Shopify's product export, old or new columns", shopify_csv.looks_like, shopify_csv.read),
    "woocommerce_csv": Format("WooCommerce's product export", woocommerce_csv.looks_like, woocommerce_csv.read),
    "google_table": Format("Google Merchant Center, TSV or CSV", google_table.looks_like, google_table.read),
    "shopify_json": Format("Shopify's products.json", shopify_json.looks_like, shopify_json.read),
    "json_ld": Format("schema.org products, in a web page or alone", json_ld.looks_like, json_ld.read),
    "ucp": Format("a Universal Commerce Protocol catalogue", ucp.looks_like, ucp.read),
    "acp": Format("an Agentic Commerce Protocol feed, products.jsonl", acp.looks_like, acp.read),
    "plain_json": Format("our own JSON", plain_json.looks_like, plain_json.read),
    "plain_csv": Format("any CSV, with --map id=… --map title=… --map price=…", plain_csv.looks_like, plain_csv.read),
}
FORMATS = {name: form.description for name, form in _FORMATS.items()}
# Tables of which single columns may be mapped, with what finds their header.
_MAPPED = {"shopify_csv": shopify_csv.is_header, "woocommerce_csv": woocommerce_csv.is_header}
_NO_TABLE = (b"<", b"{", b"[")


def is_known_header(names: frozenset[str]) -> bool:
    """True if it is the header of a table that needs no mapping."""
    return any(table.is_header(names) for table in (shopify_csv, woocommerce_csv, google_table))


def recognise(head: bytes) -> str | None:
    """The name of the format that a feed begins like, if any."""
    return next((name for name, form in _FORMATS.items() if form.looks_like(head)), None)


def detect(opened: OpenedFeed, settings: FeedSettings) -> str:
    """The name of a feed's format, the merchant's word first; raises FormatUnknown."""
    name = settings.format or _name(opened, settings)
    if name not in _FORMATS:
        raise FormatUnknown(f"{name[:40]} is none", f"Choose one of {', '.join(_FORMATS)}.")
    if settings.format and settings.columns and name != "plain_csv" and name not in _MAPPED:
        description = f"columns are mapped, and {_FORMATS[name].description} is read without"
        raise FormatUnknown(description, "Leave --map out, or read a table with --format plain_csv.")
    return name


def _name(opened: OpenedFeed, settings: FeedSettings) -> str:
    if opened.is_folder:
        return "acp"
    columns = tables.header_names(opened.head)
    if settings.columns and columns and not opened.head.lstrip().startswith(_NO_TABLE):
        name_without_mapping = next((name for name in _MAPPED if _FORMATS[name].looks_like(opened.head)), None)
        return name_without_mapping if name_without_mapping and not {*NEEDED} <= {*settings.columns} else "plain_csv"
    name = recognise(opened.head)
    if name is None:
        raise FormatUnknown(_description(opened.head, columns), _ADVICE)
    return name


def rows(name: str, opened: OpenedFeed, settings: FeedSettings) -> Iterator[Row | Finding]:
    yield from opened.findings
    feed_rows = _FORMATS[name].read(opened, settings)
    if settings.columns and name in _MAPPED:
        is_header, mapped = _MAPPED[name], meaning(settings.columns)
        refuse_absent(tables.header_names(opened.head, is_header), mapped)
        feed_rows = with_mapped(feed_rows, tables.read_table(opened, is_header), mapped)
    yield from feed_rows


_ADVICE = (
    f"Known are {'; '.join(FORMATS.values())}. For a CSV of your own say which column is which: "
    "--map id=SKU --map title=Name --map price=Amount"
)


def _description(head: bytes, columns: frozenset[str]) -> str:
    start = head.lstrip()
    if columns and not start.startswith(_NO_TABLE):
        return f"its columns are {', '.join(sorted(columns)[:20])[:300]}"
    return f'it begins with "{" ".join(start[:400].decode(errors="ignore").split())[:80]}"'
