"""The products of a UCP catalogue, as its search answers them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voice_skill.linking.errors import FeedUnreadable
from voice_skill.linking.formats import read_feed
from voice_skill.linking.rows import FeedSettings, Finding, Row

Read = Callable[..., tuple[list[Row], list[Finding]]]
# The shape of docs/specification/catalog/rest.md, with a product of our own.
RUNNER: dict[str, Any] = {
    "id": "prod_1",
    "handle": "trail-runner",
    "title": "Trail Runner",
    "brand": "Juniper",
    "description": {"html": "<p>Light shoes.</p>", "plain": "Light shoes."},
    "url": "https://shop.example/trail-runner",
    "categories": [
        {"value": "187", "taxonomy": "google_product_category"},
        {"value": "aa-8-1", "taxonomy": "shopify"},
        {"value": "Footwear > Running", "taxonomy": "merchant"},
    ],
    "price_range": {"min": {"amount": 12000, "currency": "USD"}, "max": {"amount": 12500, "currency": "USD"}},
    "media": [
        {"type": "video", "url": "https://shop.example/run.mp4"},
        {"type": "image", "url": "https://shop.example/run.jpg"},
    ],
    "variants": [
        {
            "id": "v8",
            "sku": "TR-8",
            "title": "Size 8",
            "description": {"plain": "Size 8"},
            "price": {"amount": 12000, "currency": "USD"},
            "list_price": {"amount": 15000, "currency": "USD"},
            "availability": {"available": True, "status": "low_stock", "quantity": 3},
            "options": [{"name": "Size", "label": "8"}],
            "barcodes": [{"type": "SHELF", "value": "1"}, {"type": "EAN", "value": "4006381333931"}],
            "media": [{"type": "image", "url": "https://shop.example/8.jpg"}],
        },
        {
            "id": "v9",
            "title": "Size 9",
            "description": {"plain": "Size 9"},
            "price": {"amount": 12500, "currency": "USD"},
            "availability": {"available": False},
            "options": [{"name": "Size", "label": "9"}],
        },
    ],
    "rating": {"value": 4.5, "scale_max": 5, "count": 128},
    "metadata": {"upper_material": "mesh", "technology": {"sole": "foam"}},
}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(*products: Any) -> tuple[list[Row], list[Finding]]:
        answer = {"ucp": {"version": "2026-04-08"}, "products": list(products), "pagination": {"has_next_page": False}}
        (tmp_path / "feed").write_text(json.dumps(answer))
        name, found = read_feed(tmp_path / "feed", FeedSettings(currency="USD"))
        assert name == "ucp"
        both = list(found)
        return [each for each in both if isinstance(each, Row)], [each for each in both if isinstance(each, Finding)]

    return read


def test_a_variant_tells_all_that_its_product_tells(read: Read) -> None:
    rows, findings = read(RUNNER)

    assert findings == []
    assert [(row.number, row.id, row.group, row.options) for row in rows] == [
        (1, "v8", "prod_1", {"size": "8"}),
        (1, "v9", "prod_1", {"size": "9"}),
    ]
    assert rows[0].values == {
        "title": "Trail Runner",
        "brand": "Juniper",
        "description": "Light shoes.",
        "link": "https://shop.example/trail-runner",
        "product_type": "Footwear > Running",
        "gtin": "4006381333931",
        "image_link": "https://shop.example/8.jpg",
        "additional_image_link": "https://shop.example/run.jpg",
        "price": "150.00 USD",
        "sale_price": "120.00 USD",
        "currency": "USD",
        "availability": "in_stock",
        "quantity": "3",
    }
    assert rows[0].details == {"upper material": "mesh", "rating": "4.5 of 5"}


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [(1999, "USD", "19.99 USD"), (4999, "JPY", "4999 JPY"), (12345, "KWD", "12.345 KWD"), (0, "USD", "0.00 USD")],
)
def test_prices_are_in_minor_units_of_their_currency(read: Read, amount: int, currency: str, written: str) -> None:
    variant = {**RUNNER["variants"][1], "price": {"amount": amount, "currency": currency}}

    rows, _ = read({**RUNNER, "variants": [variant]})

    assert rows[0].values["price"] == written


@pytest.mark.parametrize(
    "price",
    ["19.99", {"amount": "1999", "currency": "USD"}, {"amount": 19.99, "currency": "USD"}, {"amount": 1999}, [], True],
)
def test_a_price_that_is_not_in_minor_units_is_never_guessed_at(read: Read, price: Any) -> None:
    bad = {**RUNNER["variants"][0], "price": price}

    rows, findings = read({**RUNNER, "variants": [bad, RUNNER["variants"][1]]})

    assert [row.id for row in rows] == ["v9"]
    assert [(finding.id, finding.code, finding.level) for finding in findings] == [("v8", "price_invalid", "error")]


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ({"available": True}, "in_stock"),
        ({"available": False}, "out_of_stock"),
        ({"available": False, "status": "in_stock"}, "out_of_stock"),
        ({"available": True, "status": "backorder"}, "backorder"),
        ({"available": False, "status": "preorder"}, "preorder"),
        ({"status": "discontinued"}, "out_of_stock"),
        ({"status": "limited_stock"}, "in_stock"),
        (None, None),
    ],
)
def test_availability_is_what_can_be_bought(read: Read, told: Any, meant: str | None) -> None:
    rows, _ = read({**RUNNER, "variants": [{**RUNNER["variants"][1], "availability": told}]})

    assert rows[0].values.get("availability") == meant


def test_variants_without_options_are_told_apart_by_their_titles(read: Read) -> None:
    variants = [{**variant, "options": []} for variant in RUNNER["variants"]]

    rows, _ = read({**RUNNER, "variants": variants})

    assert [row.options for row in rows] == [{"variant": "Size 8"}, {"variant": "Size 9"}]


def test_products_that_are_none_are_told_and_the_others_read(read: Read) -> None:
    rows, findings = read("mug", {**RUNNER, "id": None}, {**RUNNER, "variants": []}, RUNNER)

    assert [row.number for row in rows] == [4, 4]
    assert [(finding.row, finding.code) for finding in findings] == [
        (1, "id_missing"),
        (2, "id_missing"),
        (3, "variants_missing"),
    ]


def test_a_catalogue_that_is_cut_off_is_unreadable(tmp_path: Path) -> None:
    whole = json.dumps({"ucp": {}, "products": [RUNNER, RUNNER]})
    (tmp_path / "feed").write_text(whole[:-300])

    with pytest.raises(FeedUnreadable):
        list(read_feed(tmp_path / "feed", FeedSettings(currency="USD"))[1])
