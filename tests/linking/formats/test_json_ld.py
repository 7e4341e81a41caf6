"""schema.org products as shops really write them, read from a web page or alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.linking.errors import FeedError, FeedUnreadable, FormatUnknown
from voice_skill.linking.formats import json_ld, read_feed
from voice_skill.linking.judging.stock_words import read_availability
from voice_skill.linking.rows import FeedSettings, Finding, Row

USD = FeedSettings(currency="USD")
Read = Callable[[str], tuple[list[Row], list[Finding]]]
MUG: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "Product",
    "sku": "MUG-1",
    "name": "Blue Mug",
    "description": "Stoneware.",
    "image": ["https://shop.example/1.jpg", "https://shop.example/2,3.jpg"],
    "brand": {"@type": "Brand", "name": "Juniper"},
    "gtin13": "4006381333931",
    "offers": {
        "@type": "Offer",
        "url": "https://shop.example/mug",
        "price": 12.50,
        "priceCurrency": "USD",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/NewCondition",
    },
}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(content: str) -> tuple[list[Row], list[Finding]]:
        (tmp_path / "feed").write_text(content, encoding="utf-8", errors="surrogatepass")
        name, found = read_feed(tmp_path / "feed", USD)
        assert name == "json_ld"
        both = list(found)
        return [each for each in both if isinstance(each, Row)], [each for each in both if isinstance(each, Finding)]

    return read


def page(*blocks: str) -> str:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>\n' for block in blocks)
    return (
        f"<!DOCTYPE html>\n<html><head><title>Mugs</title>{scripts}</head><body><p>Hello & <b>welcome</p></body></html>"
    )


def one(read: Read, product: dict[str, Any]) -> Row:
    rows, findings = read(page(json.dumps(product)))
    assert (len(rows), findings) == (1, [])
    return rows[0]


def test_a_product_on_a_page_is_read_with_all_that_a_customer_may_ask(read: Read) -> None:
    row = one(read, MUG)

    assert (row.id, row.group, row.number) == ("MUG-1", "MUG-1", 1)
    assert row.values == {
        "title": "Blue Mug",
        "description": "Stoneware.",
        "link": "https://shop.example/mug",
        "brand": "Juniper",
        "gtin": "4006381333931",
        "condition": "new",
        "image_link": "https://shop.example/1.jpg",
        "additional_image_link": "https://shop.example/2%2C3.jpg",
        "price": "12.5 USD",
        "currency": "USD",
        "availability": "InStock",
    }


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(MUG),
        json.dumps([MUG]),
        json.dumps({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, MUG]}),
        json.dumps({"@type": "WebPage", "mainEntity": MUG}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": MUG}]}),
        json.dumps({**MUG, "@type": ["Product", "Thing"]}),
        json.dumps({**MUG, "@type": "http://schema.org/Product"}),
        json.dumps({**MUG, "offers": [MUG["offers"]]}),
        json.dumps({**MUG, "offers": {"@type": "AggregateOffer", "offers": [MUG["offers"]]}}),
    ],
    ids=["alone", "list", "graph", "page", "item list", "two types", "type as URL", "offers list", "aggregate"],
)
def test_a_product_is_found_wherever_shops_put_it(read: Read, content: str) -> None:
    alone, _ = read(content)
    inside, _ = read(page(content))

    assert [(row.id, row.values["price"]) for row in alone] == [("MUG-1", "12.5 USD")]
    assert [row.values for row in inside] == [row.values for row in alone]


def test_a_broken_block_does_not_lose_its_neighbours(read: Read) -> None:
    rows, findings = read(page('{"@type": "Product", "name": "19" plate"}', json.dumps(MUG), "{"))

    assert [row.id for row in rows] == ["MUG-1"]
    assert [(finding.code, finding.level) for finding in findings] == [("block_broken", "warning")] * 2
    assert '19" plate' in findings[0].value


@pytest.mark.parametrize(
    "block",
    [
        "\n<!--\n" + json.dumps(MUG) + "\n-->\n",
        "//<![CDATA[\n" + json.dumps(MUG) + "\n//]]>",
        "/* <![CDATA[ */" + json.dumps(MUG) + "/* ]]> */",
        "/* made by a plugin */ " + json.dumps(MUG) + ";",
        json.dumps(MUG).replace('"Stoneware.",', '"Stoneware.", // made here\n'),
        json.dumps(MUG).replace('"USD",', '"USD", /* dollars */').replace("}}", ",},}"),
        json.dumps(MUG).replace("Stoneware.", "Stone\nware\t\x01."),
        json.dumps(MUG).replace('"', "&quot;"),
    ],
    ids=["HTML comment", "CDATA", "CDATA in comments", "comment", "line comment", "commas", "controls", "escaped"],
)
def test_what_cannot_be_meant_otherwise_is_mended(read: Read, block: str) -> None:
    rows, findings = read(page(block))

    assert [(row.id, row.values["price"]) for row in rows] == [("MUG-1", "12.5 USD")]
    assert findings == []


def test_mending_leaves_texts_alone(read: Read) -> None:
    told = "See https://shop.example // or /* here */, ] --> now"
    block = json.dumps({**MUG, "description": told}).replace("}}", "},}")

    rows, _ = read(page(block))

    assert rows[0].values["description"] == told


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://schema.org/OutOfStock", "out_of_stock"),
        ("http://schema.org/PreOrder", "preorder"),
        ("BackOrder", "backorder"),
        ("in stock", "in_stock"),
        ("in_stock", "in_stock"),
        ("schema:LimitedAvailability", "in_stock"),
        ("SoldOut", "out_of_stock"),
    ],
)
def test_availability_is_a_url_or_a_bare_word(read: Read, written: str, meant: str) -> None:
    row = one(read, {**MUG, "offers": {**MUG["offers"], "availability": written}})

    stock = read_availability(row.values["availability"])
    assert stock
    assert stock.availability == meant


def test_a_group_gives_each_variant_what_they_share_and_what_tells_them_apart(read: Read) -> None:
    def coat(sku: str, size: str, color: str, price: str) -> dict[str, Any]:
        offer = {"@type": "Offer", "price": price, "priceCurrency": "USD", "availability": "InStock"}
        return {"@type": "Product", "sku": sku, "name": f"Coat {size}", "size": size, "color": color, "offers": offer}

    group = {
        "@type": "ProductGroup",
        "productGroupID": "COAT",
        "name": "Wool coat",
        "brand": "Juniper",
        "material": "wool",
        "variesBy": ["https://schema.org/size", "color"],
        "hasVariant": [coat("C-S", "small", "green", "80.00"), coat("C-L", "large", "blue", "85")],
    }

    rows, findings = read(page(json.dumps(group)))

    assert findings == []
    assert [(row.id, row.group, row.values["title"], row.values["price"]) for row in rows] == [
        ("C-S", "COAT", "Wool coat", "80.00 USD"),
        ("C-L", "COAT", "Wool coat", "85 USD"),
    ]
    assert [row.options for row in rows] == [{"size": "small", "color": "green"}, {"size": "large", "color": "blue"}]
    assert rows[0].details == {"material": "wool"}


@pytest.mark.parametrize(
    ("named", "group"),
    [
        ({"productGroupID": "G"}, "G"),
        ({"@id": "#apron"}, "#apron"),
        ({"url": "https://shop.example/apron"}, "https://shop.example/apron"),
        ({"sku": "APRON"}, "APRON"),
        ({}, "Apron - Long"),
    ],
)
def test_variants_of_a_group_are_one_product_by_whatever_it_is_known(
    read: Read, named: dict[str, str], group: str
) -> None:
    variants = [{**MUG, "sku": f"A-{size}", "name": f"Apron - Long - {size}", "size": size} for size in "SML"]
    content = {"@type": "ProductGroup", "name": "Apron - Long", "hasVariant": variants, **named}

    rows, findings = read(json.dumps([content, {**MUG, "@context": "https://schema.org"}]))

    assert not findings
    assert [(row.group, row.options) for row in rows] == [
        *((group, {"size": size}) for size in "SML"),
        ("MUG-1", {}),
    ]


def test_parts_that_stand_elsewhere_are_found_by_their_names(read: Read) -> None:
    blocks = [
        {"@graph": [{"@id": "#offer", "@type": "Offer", "price": "9", "priceCurrency": "USD"}]},
        {"@type": "Product", "@id": "#s", "sku": "S", "size": "S", "offers": {"@id": "#offer"}},
        {"@type": "ProductGroup", "productGroupID": "G", "name": "Shirt", "hasVariant": [{"@id": "#s"}, {"@id": "#m"}]},
        {"@type": "Product", "@id": "#m", "sku": "M", "size": "M", "offers": {"@id": "#offer"}},
        {"@type": "Product", "sku": "L", "size": "L", "inProductGroupWithID": "G", "offers": {"@id": "#offer"}},
    ]

    rows, _ = read(page(*map(json.dumps, blocks)))

    assert [(row.id, row.group, row.options, row.values["title"], row.values["price"]) for row in rows] == [
        (size, "G", {"size": size}, "Shirt", "9 USD") for size in "SML"
    ]


def test_a_discount_is_told_by_the_price_that_it_is_from(read: Read) -> None:
    prices = [
        {"@type": "UnitPriceSpecification", "price": 80, "priceCurrency": "USD"},
        {"priceType": "https://schema.org/StrikethroughPrice", "price": 100, "priceCurrency": "USD"},
        {"price": 60, "priceCurrency": "USD", "validForMemberTier": {"name": "gold"}},
        {"price": 8, "priceCurrency": "USD", "referenceQuantity": {"value": 100, "unitCode": "GRM"}},
    ]

    row = one(read, {**MUG, "offers": {"@type": "Offer", "priceSpecification": prices}})

    assert (row.values["price"], row.values["sale_price"]) == ("100 USD", "80 USD")


def test_offers_with_skus_of_their_own_are_variants(read: Read) -> None:
    offers = [
        {"@type": "Offer", "sku": "T-S", "name": "small", "price": "20", "priceCurrency": "USD"},
        {"@type": "Offer", "sku": "T-L", "name": "large", "price": "22", "priceCurrency": "USD"},
    ]

    rows, _ = read(page(json.dumps({**MUG, "sku": "T", "offers": offers})))

    assert [(row.id, row.group, row.options) for row in rows] == [
        ("T-S", "T", {"size": "small"}),
        ("T-L", "T", {"size": "large"}),
    ]


def test_the_shops_currency_decides_between_offers(read: Read) -> None:
    offers = [{"price": "11", "priceCurrency": "EUR"}, {"price": "12", "priceCurrency": "USD"}]

    assert one(read, {**MUG, "offers": offers}).values["price"] == "12 USD"


def test_an_aggregate_of_one_price_is_that_price(read: Read) -> None:
    offers = {"@type": "AggregateOffer", "lowPrice": "12.00", "highPrice": "12.00", "priceCurrency": "USD"}

    assert one(read, {**MUG, "offers": offers}).values["price"] == "12.00 USD"


def test_a_range_of_prices_is_never_guessed_at(read: Read) -> None:
    offers = {"@type": "AggregateOffer", "lowPrice": "12.00", "highPrice": "15.00", "priceCurrency": "USD"}

    rows, findings = read(page(json.dumps({**MUG, "offers": offers})))

    assert rows == []
    assert [(finding.code, finding.level, finding.id) for finding in findings] == [
        ("price_ambiguous", "error", "MUG-1")
    ]
    assert findings[0].value == "12.00 USD, 15.00 USD"


def test_products_that_are_only_mentioned_are_not_sold_here(read: Read) -> None:
    other = {**MUG, "sku": "OTHER"}

    rows, _ = read(
        page(
            json.dumps({**MUG, "isRelatedTo": [other], "isSimilarTo": other}),
            json.dumps({"@type": "Review", "itemReviewed": other}),
        )
    )

    assert [row.id for row in rows] == ["MUG-1"]


def test_measures_properties_and_ratings_are_worth_answering_from(read: Read) -> None:
    row = one(
        read,
        {
            **MUG,
            "color": "blue",
            "weight": {"@type": "QuantitativeValue", "value": 0.4, "unitCode": "KGM"},
            "additionalProperty": [{"@type": "PropertyValue", "name": "Dishwasher", "value": "safe"}],
            "aggregateRating": {"ratingValue": "4.6", "reviewCount": 12},
        },
    )

    assert row.details == {"color": "blue", "weight": "0.4 kg", "dishwasher": "safe", "rating": "4.6 of 5"}


def test_a_catalogue_of_offers_gives_what_is_offered(read: Read) -> None:
    offer = {"@type": "Offer", "price": "5", "priceCurrency": "USD", "itemOffered": {"@type": "Product", "name": "Cup"}}
    store = {"@type": "Store", "hasOfferCatalog": {"@type": "OfferCatalog", "itemListElement": [offer]}}

    assert one(read, store).values["price"] == "5 USD"


@pytest.mark.parametrize(
    "content",
    [
        page(),
        page(json.dumps({"@type": "Article", "name": "About mugs"})),
        page("{"),
        json.dumps({"@context": "https://schema.org", "@type": "Organization"}),
        "<html>",
        "<!doctype html>" + "<div>" * 100_000,
        "<!doctype html>" + "<!--" * 200_000,
        "<!doctype html>" + "<script>" * 100_000,
    ],
)
def test_a_page_without_products_is_told(read: Read, content: str) -> None:
    with pytest.raises(FormatUnknown, match="without products"):
        read(content)


def test_hostile_pages_end_in_words(read: Read) -> None:
    deep = '{"@graph":' * 50_000
    for block in (
        deep,
        "[" * 100_000,
        '{"@id":"a","@graph":[{"@id":"a"}]}',
        '{"price":' + "9" * 10_000 + "}",
        "\0" * 3,
        '{"@type":' + "/* " * 100_000,
        '{"' + '\\"' * 200_000,
        '{"@type":' + " " * 300_000 + "x",
        "[" + '"' * 100_001,
    ):
        rows, _ = read(page(block, json.dumps(MUG)))
        assert [row.id for row in rows] == ["MUG-1"]


def test_products_that_are_named_by_each_other_do_not_go_round(read: Read) -> None:
    blocks = [
        {"@id": "#a", "@type": "ProductGroup", "hasVariant": {"@id": "#a"}, "offers": {"@id": "#a"}},
        {"@id": "#b", "@type": "Product", "sku": "B", "isVariantOf": {"@id": "#b"}, "offers": {"@id": "#b"}},
    ]

    rows, _ = read(page(*map(json.dumps, blocks)))

    assert "B" in [row.id for row in rows]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*MUG, "@id", "@graph", "hasVariant", "price", "variesBy", "name"]), inner)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*MUG, "hasVariant", "variesBy", "@id", "isVariantOf", "image"]), anything))
def test_nothing_in_a_product_is_a_traceback(tmp_path_factory: pytest.TempPathFactory, about: dict[str, Any]) -> None:
    path = tmp_path_factory.mktemp("page") / "feed"
    for kind in ("Product", "ProductGroup"):
        path.write_text(page(json.dumps({**MUG, **about, "@type": kind})))
        try:
            found = list(read_feed(path, USD)[1])
        except FeedError:
            continue
        assert all(isinstance(value, str) for row in found if isinstance(row, Row) for value in row.values.values())


def test_a_block_of_many_megabytes_is_read_whole(read: Read) -> None:
    # libxml2 cuts texts off at ten million bytes unless it is told not to; four bytes a letter make them so many.
    rows, findings = read(page(json.dumps({**MUG, "description": "\U0001f3fa" * 2_600_000}, ensure_ascii=False)))

    assert findings == []
    assert len(rows[0].values["description"]) == 2_600_000


def test_a_page_that_is_too_long_is_told(read: Read) -> None:
    with pytest.raises(FeedUnreadable, match="characters"):
        read("<!doctype html>" + "x" * json_ld.MAX_PAGE_CHARACTERS)


def test_the_same_product_told_twice_is_one_and_a_contradiction_is_two(read: Read) -> None:
    dearer = {**MUG, "offers": {**MUG["offers"], "price": 13}}

    assert len(read(page(json.dumps(MUG), json.dumps(MUG)))[0]) == 1
    assert [row.values["price"] for row in read(page(json.dumps(MUG), json.dumps(dearer)))[0]] == ["12.5 USD", "13 USD"]
