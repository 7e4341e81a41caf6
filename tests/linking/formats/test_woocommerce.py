"""WooCommerce's export."""

from pathlib import Path

import pytest

from tests.linking.formats.conftest import EUROS, Read, ReadFeed
from tests.linking.formats.samples import WOOCOMMERCE
from voice_skill.linking.errors import CurrencyNeeded
from voice_skill.linking.rows import FeedSettings

EXPORT = Path(__file__).parents[4] / "shared/data/feeds/woocommerce-sample-products.csv"


def test_variations_find_their_parent_by_id_or_sku_wherever_it_stands(read: ReadFeed) -> None:
    feed = read(WOOCOMMERCE)

    blue, red, parent = feed.row("MUG-B"), feed.row("MUG-R"), feed.row("MUG")
    assert feed.format == "woocommerce_csv"
    assert {row.group for row in (blue, red, parent)} == {"MUG"}
    assert [row.is_product for row in (blue, red, parent)] == [False, False, True]
    assert (blue.options, red.options) == ({"color": "Blue"}, {"color": "Red"})


def test_a_parent_tells_what_its_variations_have_in_common_and_has_no_price(read: ReadFeed) -> None:
    parent = read(WOOCOMMERCE).row("MUG")

    assert parent.values == {
        "title": "Café Mug",
        "description": "Holds\ntea",
        "image_link": "https://x.example/1.jpg",
        "additional_image_link": "https://x.example/2.jpg",
        "product_type": "Kitchen > Mugs",
    }
    assert parent.details == {"weight": "0.35 kg", "length": "9 cm", "material": "Stoneware"}


def test_stock_and_backorders_are_understood(read: ReadFeed) -> None:
    feed = read(WOOCOMMERCE)

    blue, red, any_color = (feed.row(name).values for name in ("MUG-B", "MUG-R", "MUG-ANY"))
    assert (blue["availability"], blue["quantity"], blue["gtin"]) == ("in_stock", "3", "4006381333931")
    assert red["availability"] == "backorder"
    assert (any_color["availability"], "quantity" in any_color) == ("backorder", False)


def test_the_one_comma_of_a_price_is_a_decimal_comma(read: ReadFeed) -> None:
    blue = read(WOOCOMMERCE).row("MUG-B").values

    assert (blue["price"], blue["currency"]) == ("12.50", "EUR")


def test_a_download_is_sold_with_its_sale_period_and_lists(read: ReadFeed) -> None:
    book = read(WOOCOMMERCE).row("BOOK")

    assert (book.values["title"], book.values["description"]) == ("=Tea book", "Recipes")
    assert (book.values["price"], book.values["sale_price"]) == ("9.90", "7.90")
    assert book.values["sale_price_effective_date"] == "2026-11-01/2026-11-30"
    assert book.details == {"language": "English, German", "paper": "white, thick"}


def test_what_nobody_can_order_here_is_left_out_with_a_suggestion(read: ReadFeed) -> None:
    feed = read(WOOCOMMERCE)

    told = {finding.id: finding.code for finding in feed.findings if finding.level == "suggestion"}
    assert told == {
        "SET": "product_grouped",
        "POT": "product_external",
        "HID": "product_hidden",
        "PRIV": "product_unpublished",
        "20": "product_unpublished",
        "BOWL-S": "product_unpublished",
    }
    assert not told.keys() & {row.id for row in feed.rows}


def test_a_variation_of_any_value_is_told(read: ReadFeed) -> None:
    feed = read(WOOCOMMERCE)

    assert (11, "variation_of_any", "warning") in feed.codes
    assert feed.row("MUG-ANY").options == {}


def test_the_currency_is_asked_for(read: ReadFeed) -> None:
    with pytest.raises(CurrencyNeeded, match="WooCommerce"):
        read(WOOCOMMERCE, FeedSettings(""))


def test_woocommerce_s_own_sample_export_is_read() -> None:
    if not EXPORT.exists():
        pytest.skip(f"needs {EXPORT.name} of woocommerce/woocommerce in ../shared/data/feeds")

    feed = Read(EXPORT, EUROS)

    assert feed.format == "woocommerce_csv"
    assert [row.id for row in feed.rows if row.is_product] == ["woo-vneck-tee", "woo-hoodie"]
    assert [row.id for row in feed.rows if row.group == "woo-hoodie" and not row.is_product] == [
        "woo-hoodie-red",
        "woo-hoodie-green",
        "woo-hoodie-blue",
        "woo-hoodie-blue-logo",
    ]
    assert feed.row("woo-hoodie-blue-logo").options == {"color": "Blue", "logo": "Yes"}
    assert feed.row("woo-album").values["price"] == "15"
    suggestions = [finding.code for finding in feed.findings if finding.level == "suggestion"]
    assert suggestions == ["product_hidden", "product_grouped", "product_external"]
    # Red, green and blue of the V-neck tee come in any size.
    assert [finding.code for finding in feed.findings if finding.level == "warning"] == ["variation_of_any"] * 3


def test_products_that_share_a_sku_are_known_by_their_ids(read: ReadFeed) -> None:
    feed = read(
        "ID,Type,SKU,Name,Published,In stock?,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n"
        '20,variable,,Tote,1,1,,,Color,"Rust, Sky"\n'
        "21,variation,TOTE,Tote - Rust,1,1,30,id:20,Color,Rust\n"
        "22,variation,TOTE,Tote - Sky,1,1,31,id:20,Color,Sky\n"
        "23,simple,TOTE,Purse,1,1,12,,,\n"
        "24,simple,BELT,Belt,1,1,14,,,\n"
    )

    assert [(row.id, row.group) for row in feed.rows] == [
        *(("20", "20"), ("21", "20"), ("22", "20"), ("23", "23"), ("BELT", "BELT")),
    ]
    assert feed.codes == [(row, "sku_shared", "suggestion") for row in (2, 3, 4)]
