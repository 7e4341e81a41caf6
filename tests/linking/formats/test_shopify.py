"""Shopify's exports and its products.json."""

from pathlib import Path

import pytest

from tests.linking.formats.conftest import EUROS, Read, ReadFeed
from tests.linking.formats.samples import SHOPIFY_JSON, SHOPIFY_NEW, SHOPIFY_OLD
from voice_skill.linking.errors import CurrencyNeeded
from voice_skill.linking.rows import FeedSettings

EXPORT = Path(__file__).parents[4] / "shared/data/feeds/shopify-apparel.csv"


def test_the_first_row_of_a_product_tells_of_all_its_variants(read: ReadFeed) -> None:
    feed = read(SHOPIFY_OLD)

    blue, red = feed.row("MUG-B"), feed.row("mug/Red/L")
    assert feed.format == "shopify_csv"
    assert [row.number for row in (blue, red)] == [1, 2]
    assert {(row.group, row.values["title"], row.values["brand"]) for row in (blue, red)} == {
        ("mug", "Café Mug", "Harbor")
    }
    assert (blue.options, red.options) == ({"color": "Blue", "size": "L"}, {"color": "Red", "size": "L"})
    assert blue.values["description"] == '<p>Holds "tea"</p>'
    assert blue.details == {"weight": "350 g"}


def test_what_it_is_compared_with_is_the_price_and_what_is_paid_the_sale_price(read: ReadFeed) -> None:
    feed = read(SHOPIFY_OLD)

    blue, red, card = (feed.row(name).values for name in ("MUG-B", "mug/Red/L", "card"))
    assert (blue["price"], blue["sale_price"], blue["currency"]) == ("15.00", "12.50", "EUR")
    assert (red["price"], "sale_price" in red) == ("12.50", False)
    assert (card["price"], "sale_price" in card) == ("25.00", False)


def test_rows_that_only_add_an_image_are_no_variants(read: ReadFeed) -> None:
    feed = read(SHOPIFY_OLD)

    assert [row.id for row in feed.rows] == ["MUG-B", "mug/Red/L", "card"]
    assert feed.row("MUG-B").values["image_link"] == "https://cdn.example/1.jpg"
    assert feed.row("MUG-B").values["additional_image_link"] == "https://cdn.example/2.jpg,https://cdn.example/3.jpg"
    assert feed.row("mug/Red/L").values["image_link"] == "https://cdn.example/r.jpg"


def test_stock_counts_only_where_shopify_keeps_it(read: ReadFeed) -> None:
    feed = read(SHOPIFY_OLD)

    blue, oversold, card = (feed.row(name).values for name in ("MUG-B", "mug/Red/L", "card"))
    assert (blue["availability"], blue["quantity"]) == ("in_stock", "3")
    assert (oversold["availability"], "quantity" in oversold) == ("backorder", False)
    assert (card["availability"], "quantity" in card) == ("in_stock", False)


def test_a_lone_variant_has_no_options_and_a_gift_card_is_a_product(read: ReadFeed) -> None:
    card = read(SHOPIFY_OLD).row("card")

    assert (card.group, card.options, card.values["title"]) == ("card", {}, "Gift Card")


def test_what_is_archived_or_unpublished_is_left_out_with_a_suggestion(read: ReadFeed) -> None:
    feed = read(SHOPIFY_OLD)

    assert feed.codes == [(5, "product_unpublished", "suggestion"), (6, "product_unpublished", "suggestion")]
    assert [finding.id for finding in feed.findings] == ["old", "new"]
    assert "archived" in feed.findings[0].message


def test_the_new_template_is_read_like_the_old_one(read: ReadFeed) -> None:
    feed = read(SHOPIFY_NEW)

    blue, red = feed.row("MUG-B"), feed.row("MUG-R")
    assert feed.format == "shopify_csv"
    assert (blue.options, red.options) == ({"color": "Blue"}, {"color": "Red"})
    assert (blue.values["availability"], blue.values["quantity"]) == ("out_of_stock", "0")
    assert red.values["availability"] == "backorder"
    assert red.values["product_type"] == "Home > Mugs"
    assert blue.details == {"material": "stoneware", "weight": "350 g"}
    assert [finding.id for finding in feed.findings] == ["jug"]


def test_a_file_that_was_sorted_otherwise_still_knows_its_titles(read: ReadFeed) -> None:
    header, first, second, image, card, *_ = SHOPIFY_OLD.splitlines(keepends=True)

    feed = read("".join([header, first, card, second, image]))

    assert feed.row("mug/Red/L").values["title"] == "Café Mug"
    assert feed.row("mug/Red/L").options == {"color": "Red", "size": "L"}


@pytest.mark.parametrize("content", [SHOPIFY_OLD, SHOPIFY_JSON])
def test_the_currency_is_asked_for_where_the_format_has_none(read: ReadFeed, content: str) -> None:
    with pytest.raises(CurrencyNeeded, match="--currency"):
        read(content, FeedSettings(""))


def test_pages_of_products_json_are_read(read: ReadFeed) -> None:
    feed = read(SHOPIFY_JSON)

    blue, red, green = feed.rows
    assert (feed.format, [row.id for row in feed.rows]) == ("shopify_json", ["MUG-B", "22", "MUG-G"])
    assert {row.group for row in feed.rows} == {"mug"}
    assert blue.values == {
        "title": "Café Mug",
        "description": "<p>Holds tea</p>",
        "brand": "Harbor",
        "product_type": "Mugs",
        "image_link": "https://cdn.example/1.jpg",
        "additional_image_link": "https://cdn.example/2.jpg",
        "currency": "EUR",
        "price": "15.00",
        "sale_price": "12.50",
        "availability": "in_stock",
    }
    assert (blue.options, blue.details) == ({"color": "Blue"}, {"weight": "350 g"})
    assert (red.values["availability"], red.values["image_link"]) == ("out_of_stock", "https://cdn.example/r.jpg")
    assert (green.values["quantity"], green.values["image_link"]) == ("4", "https://cdn.example/2.jpg")
    assert feed.codes == [(2, "product_unpublished", "suggestion")]


def test_shopify_s_own_sample_export_is_read() -> None:
    if not EXPORT.exists():
        pytest.skip(f"needs {EXPORT.name} of shopifypartners/product-csvs in ../shared/data/feeds")

    feed = Read(EXPORT, EUROS)

    assert (feed.format, feed.findings, len(feed.rows)) == ("shopify_csv", [], 22)
    assert feed.row("classic-varsity-top/Medium").values["title"] == "Classic Varsity Top"
    assert all(row.values["image_link"].startswith("https://") for row in feed.rows)
