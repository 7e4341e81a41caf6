"""Ids that several rows have: SKUs that name no variant, and the same row again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.linking.judging.feeds import Judged, good_rows, judged, product_row, row
from voice_skill.linking.formats import read_feed
from voice_skill.linking.rows import FeedSettings, Row

SHIRT = [("Sand", "S"), ("Sand", "M"), ("Black", "S")]


def shopify_csv() -> str:
    header = "Handle,Title,Vendor,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price\n"
    first, *others = (f"{color},{{}},{size},LS-1,49.00\n" for color, size in SHIRT)
    shirt = f"linen-shirt,Linen Shirt,Harbor,Color,{first}".format("Size")
    shirt += "".join(f"linen-shirt,,,,{other}".format("") for other in others)
    return f"{header}{shirt}linen-scarf,Linen Scarf,Harbor,Title,Default Title,,,LS-1,19.00\n"


def products_json() -> str:
    variants = [{"id": at, "option1": color, "option2": size} for at, (color, size) in enumerate(SHIRT, 1)]
    shared = {"sku": "LS-1", "price": "49.00", "available": True}
    shirt = {
        "handle": "linen-shirt",
        "title": "Linen Shirt",
        "body_html": "",
        "options": [{"name": "Color"}, {"name": "Size"}],
        "variants": [shared | variant for variant in variants],
    }
    only = shared | {"id": 9, "option1": "Default Title"}
    scarf = {
        "handle": "linen-scarf",
        "title": "Linen Scarf",
        "body_html": "",
        "options": [{"name": "Title"}],
        "variants": [only],
    }
    return json.dumps({"products": [shirt, scarf]})


def json_ld() -> str:
    def variant(name: str, at: int) -> dict[str, object]:
        url = f"https://shop.example/products/x?variant={at}"
        offer = {"@type": "Offer", "price": "49.00", "priceCurrency": "USD", "availability": "InStock", "url": url}
        return {"@type": "Product", "@id": f"{url}#variant", "sku": "LS-1", "name": name, "offers": offer}

    named = [variant(f"Linen Shirt - {color} / {size}", at) for at, (color, size) in enumerate(SHIRT)]
    groups = [
        {
            "@type": "ProductGroup",
            "productGroupID": str(at),
            "name": name,
            "url": f"/products/{handle}",
            "hasVariant": told,
        }
        for at, (name, handle, told) in enumerate(
            [("Linen Shirt", "linen-shirt", named), ("Linen Scarf", "linen-scarf", [variant("Linen Scarf", 9)])]
        )
    ]
    return json.dumps({"@context": "https://schema.org", "@graph": groups})


def taken(content: str, path: Path) -> Judged:
    path.write_text(content)
    return judged(read_feed(path, FeedSettings("USD"))[1])


FEEDS = {"Shopify's CSV": shopify_csv, "products.json": products_json, "Shopify's JSON-LD": json_ld}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_variants_that_share_a_sku_are_known_by_product_and_options(feed: Callable[[], str], tmp_path: Path) -> None:
    result = taken(feed(), tmp_path / "feed")

    assert [(item.title, len(item.variants)) for item in result.items] == [("Linen Shirt", 3), ("Linen Scarf", 1)]
    shirt = {variant.sku: variant.options for variant in result.items[0].variants}
    assert shirt == {f"linen-shirt/{color}/{size}": {"color": color, "size": size} for color, size in SHIRT}
    shared = [finding for finding in result.findings if finding.code == "sku_shared"]
    assert [(finding.level, finding.value) for finding in shared] == [("suggestion", "LS-1")] * 4


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_their_ids_are_the_same_in_every_sync(feed: Callable[[], str], tmp_path: Path) -> None:
    first, second = (taken(feed(), tmp_path / "feed") for _ in range(2))

    skus = [[variant.sku for item in result.items for variant in item.variants] for result in (first, second)]
    assert skus[0] == skus[1]


def test_an_id_too_long_for_the_store_is_shortened_and_still_its_own(tmp_path: Path) -> None:
    long = "hand-woven-" * 12
    header = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    rows = f"{long},Rug,Harbor,Size,Small and round,R,9\n{long},,,,Large and round,R,9\n"

    (rug,) = taken(header + rows, tmp_path / "feed").items

    skus = {variant.sku for variant in rug.variants}
    assert (len(skus), max(map(len, skus))) == (2, 140)


def test_a_sku_of_one_variant_alone_stays_its_id() -> None:
    rows = [row("A", title="Mug"), row("B", title="Jug")]

    assert [item.variants[0].sku for item in judged(rows).items] == ["A", "B"]


def test_a_row_that_comes_again_is_one_product_and_is_told() -> None:
    mug = {"title": "Tin Mug", "price": "8.00 USD"}
    rows = [row("m", number=1, **mug), row("m", number=2, **mug), row("m", number=7, price="8 USD", title="Tin Mug")]

    result = judged(rows)

    assert [(item.external_id, len(item.variants)) for item in result.items] == [("m", 1)]
    repeated = [(finding.row, finding.level) for finding in result.findings if finding.code == "row_repeated"]
    assert repeated == [(2, "suggestion"), (7, "suggestion")]
    assert (result.counts.rows, result.counts.left_out) == (3, 0)


def test_so_is_a_product_that_comes_again_with_all_its_variants() -> None:
    def shirt() -> list[Row]:
        return [
            product_row("shirt", title="Linen Shirt"),
            row("shirt-s", group="shirt", options={"size": "S"}, title="Linen Shirt"),
            row("shirt-l", group="shirt", options={"size": "L"}, title="Linen Shirt"),
        ]

    result = judged([*shirt(), *shirt()])

    assert [(item.external_id, len(item.variants)) for item in result.items] == [("shirt", 2)]
    assert result.codes == {"row_repeated"}


def test_rows_of_one_id_that_differ_are_still_not_taken() -> None:
    rows = [*good_rows(3), row("m", price="8 USD"), row("m", price="8 USD"), row("m", price="9 USD")]

    result = judged(rows)

    assert "m" not in [item.external_id for item in result.items]
    assert result.codes == {"id_duplicate", "row_repeated"}


def test_of_many_rows_of_one_id_each_that_says_something_else_is_left_out() -> None:
    rows = [row("m", title="Mug", price=f"{1 + number % 7}.00 USD") for number in range(500)]

    assert judged([*good_rows(20), *rows]).counts.left_out == 7


def test_a_feed_without_a_row_is_told() -> None:
    assert judged([]).codes == {"feed_empty"}
