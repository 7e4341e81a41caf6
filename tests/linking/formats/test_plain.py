"""A CSV whose columns the merchant names, and our own JSON."""

import json
from typing import Any

import pytest

from tests.linking.formats.conftest import EUROS, ReadFeed
from tests.linking.formats.samples import PLAIN_COLUMNS, PLAIN_CSV, PLAIN_JSON, SHOPIFY_OLD
from voice_skill.linking.errors import CurrencyNeeded, FormatUnknown
from voice_skill.linking.rows import FeedSettings

MAPPED = FeedSettings("EUR", columns=PLAIN_COLUMNS)


def product(**fields: Any) -> str:
    told = {"id": "mug", "title": "Mug", "variants": [{"sku": "MUG", "price": "1"}]} | fields
    return json.dumps({"products": [told, {"id": "pot", "title": "Pot", "variants": [{"sku": "POT", "price": "2"}]}]})


def test_any_csv_is_read_by_the_columns_that_the_merchant_names(read: ReadFeed) -> None:
    feed = read(PLAIN_CSV, MAPPED)

    mug = feed.row("MUG-B")
    assert feed.format == "plain_csv"
    assert mug.values == {"title": "Café Becher", "price": "12,50", "quantity": "3", "currency": "EUR"}
    assert mug.details == {"color": "blau", "care": "von Hand"}
    assert mug.columns["price"] == "preis"
    assert feed.row("POT").details == {}


def test_nothing_is_told_of_columns_that_nobody_named(read: ReadFeed) -> None:
    assert "4,00" not in str(read(PLAIN_CSV, MAPPED).rows)


def test_columns_with_our_own_names_need_no_mapping(read: ReadFeed) -> None:
    feed = read("sku,title,price,item_group_id,size\nA,Mug,5,M,L\n", FeedSettings("EUR", columns={"id": "sku"}))

    assert (feed.row("A").group, feed.row("A").options) == ("M", {"size": "L"})


def test_a_column_that_is_not_there_is_named(read: ReadFeed) -> None:
    with pytest.raises(FormatUnknown, match="none is name"):
        read(PLAIN_CSV, FeedSettings("EUR", columns={"title": "Name"}))


def test_what_is_not_mapped_yet_is_asked_for(read: ReadFeed) -> None:
    with pytest.raises(FormatUnknown, match="--map price=COLUMN"):
        read(PLAIN_CSV, FeedSettings("EUR", columns={"id": "Artikelnummer", "title": "Bezeichnung"}))


def test_a_csv_that_nobody_knows_is_told_how_to_map(read: ReadFeed) -> None:
    with pytest.raises(FormatUnknown, match=r"artikelnummer, bestand.*--map id=SKU"):
        read(PLAIN_CSV)


def test_a_csv_without_currency_asks_for_it(read: ReadFeed) -> None:
    with pytest.raises(CurrencyNeeded):
        read(PLAIN_CSV, FeedSettings("", columns=PLAIN_COLUMNS))


@pytest.mark.parametrize("price", ["5 EUR", "EUR 5", "€5"])
def test_a_mapped_price_may_tell_its_own_currency(read: ReadFeed, price: str) -> None:
    feed = read(f"id,title,cost\n1,Mug,{price}\n", FeedSettings("", columns={"price": "cost"}))

    assert feed.row("1").values["price"] == price


MAPPED_OF_SHOPIFY = [
    ({"price": "Club price"}, ["7.00", "9.00"], ["Soap", "Soap"]),
    ({"title": "Said"}, ["8.00", "10.00"], ["Rose Soap", "Rose Soap"]),
    ({"price": "Club price", "title": "Said"}, ["7.00", "9.00"], ["Rose Soap", "Rose Soap"]),
]


@pytest.mark.parametrize(("columns", "prices", "titles"), MAPPED_OF_SHOPIFY)
def test_mapping_one_column_of_an_export_leaves_all_others_as_they_are(
    read: ReadFeed, columns: dict[str, str], prices: list[str], titles: list[str]
) -> None:
    feed = read(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Club price,Said\n"
        "soap,Soap,Size,Small,S-S,8.00,7.00,Rose Soap\n"
        "soap,,,Large,S-L,10.00,9.00,\n",
        FeedSettings("EUR", columns=columns),
    )

    assert feed.format == "shopify_csv"
    assert [row.values["price"] for row in feed.rows] == prices
    assert [row.values["title"] for row in feed.rows] == titles
    assert [row.options for row in feed.rows] == [{"size": "Small"}, {"size": "Large"}]


def test_a_column_that_an_export_does_not_have_is_named(read: ReadFeed) -> None:
    with pytest.raises(FormatUnknown, match="none is club cost"):
        read(SHOPIFY_OLD, FeedSettings("EUR", columns={"price": "Club cost"}))


def test_our_own_json_is_read_with_all_that_it_tells(read: ReadFeed) -> None:
    feed = read(PLAIN_JSON)

    large, small = feed.rows
    assert (feed.format, feed.findings) == ("plain_json", [])
    assert (large.id, large.group, large.options) == ("MUG-L", "mug", {"size": "large"})
    assert large.values == {
        "currency": "EUR",
        "title": "Café Mug",
        "spoken_name": "blue mug",
        "spoken_plural": "blue mugs",
        "synonyms": "cup,coffee  cup",
        "description": "Holds tea",
        "brand": "Harbor",
        "product_type": "Kitchen > Mugs",
        "image_link": "https://x.example/1.jpg",
        "link": "https://x.example/mug",
        "price": "12.50",
        "sale_price": "9.90",
        "quantity": "12",
        "sale_price_effective_date": "2026-11-27T00:00:00-05:00/2026-11-28T00:00:00-05:00",
    }
    assert large.details == small.details == {"material": "stoneware"}
    assert (small.values["availability"], "quantity" in small.values) == ("preorder", False)


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"title": ["x"]}, "title", "field_type"),
        ({"title": True}, "title", "field_type"),
        ({"synonyms": "cup"}, "synonyms", "field_type"),
        ({"synonyms": [{}]}, "synonyms[0]", "field_type"),
        ({"attributes": ["x"]}, "attributes", "field_type"),
        ({"attributes": {"weight": [3]}}, "attributes.weight", "field_type"),
        ({"variants": {}}, "variants", "field_type"),
        ({"variants": []}, "variants", "variants_missing"),
        ({"variants": ["x"]}, "variants[0]", "field_type"),
        ({"variants": [{"sku": "a", "price": {}}]}, "variants[0].price", "field_type"),
        ({"variants": [{"sku": "a", "options": "L"}]}, "variants[0].options", "field_type"),
    ],
)
def test_what_is_not_as_it_should_be_is_left_out_and_the_rest_is_read(
    read: ReadFeed, fields: dict[str, Any], field: str, code: str
) -> None:
    feed = read(product(**fields))

    assert (1, code, "error") in feed.codes
    assert field in [finding.field for finding in feed.findings]
    assert [row.id for row in feed.rows] == ["POT"]


def test_a_field_that_nobody_knows_is_told_and_not_read(read: ReadFeed) -> None:
    feed = read(product(colour="blue"))

    (finding,) = feed.findings
    assert (finding.field, finding.code, finding.level) == ("colour", "field_unknown", "warning")
    assert [row.id for row in feed.rows] == ["MUG", "POT"]


def test_an_entry_that_is_no_object_is_left_out(read: ReadFeed) -> None:
    feed = read('{"products": [3, {"id": "pot", "title": "Pot", "variants": [{"sku": "POT", "price": 2}]}]}', EUROS)

    assert [row.id for row in feed.rows] == ["POT"]
    assert feed.findings[0].message.startswith("Product 1 must be an object, not a number")
