"""Whether something is in stock, as each format tells it: what is there and not understood never means that it is."""

import json
from pathlib import Path

import pytest

from tests.linking.judging.feeds import judged
from voice_skill.linking.formats import read_feed
from voice_skill.linking.rows import FeedSettings


def google_csv(availability: str) -> str:
    return f'id,title,price,availability\nlamp,Brass Lamp,20.00 USD,"{availability}"\n'


def google_xml(availability: str) -> str:
    item = f"<g:id>lamp</g:id><title>Brass Lamp</title><g:price>20.00 USD</g:price><g:availability>{availability}"
    item = f"<item>{item}</g:availability></item>"
    return f'<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>{item}</channel></rss>'


def json_ld(availability: object) -> str:
    offer = {"@type": "Offer", "price": "20.00", "priceCurrency": "USD", "availability": availability}
    return json.dumps(
        {"@context": "https://schema.org", "@type": "Product", "sku": "lamp", "name": "Brass Lamp"} | {"offers": offer}
    )


def products_json(available: object) -> str:
    variant = {"id": 1, "sku": "lamp-1", "price": "20.00", "available": available, "option1": "Default Title"}
    product = {"handle": "lamp", "title": "Brass Lamp", "body_html": "", "vendor": "", "variants": [variant]}
    return json.dumps({"products": [product]})


def our_json(field: str, value: str) -> str:
    variant = {"sku": "lamp-1", "price": "20.00", field: value}
    return json.dumps({"products": [{"id": "lamp", "title": "Brass Lamp", "variants": [variant]}]})


SOLD_OUT = {
    "CSV, sold out": google_csv("sold out"),
    "CSV, words": google_csv("in stock soon"),
    "CSV, another language": google_csv("ausverkauft"),
    "XML, words": google_xml("back next week"),
    "XML, 0 pieces": google_xml("0 pcs"),
    "JSON-LD, a node": json_ld({"@id": "http://schema.org/SoldOut"}),
    "JSON-LD, a named node": json_ld({"@type": "ItemAvailability", "name": "Discontinued"}),
    "JSON-LD, a list of nodes": json_ld([{"@id": "https://schema.org/OutOfStock"}]),
    "JSON-LD, two that differ": json_ld(["https://schema.org/InStock", "https://schema.org/OutOfStock"]),
    "JSON-LD, a value": json_ld({"@value": "OutOfStock"}),
    "JSON-LD, false": json_ld(False),
    "JSON-LD, an empty node": json_ld({"@type": "ItemAvailability"}),
    "products.json, false": products_json(False),
    "products.json, a word": products_json("no"),
    "products.json, 0": products_json(0),
    "our JSON, availability": our_json("availability", "not yet"),
    "our JSON, stock": our_json("stock", "call us"),
}
IN_STOCK = {
    "CSV": google_csv("5 left"),
    "XML": google_xml("<![CDATA[ in stock ]]>"),
    "JSON-LD, a node": json_ld({"@id": "https://schema.org/InStock"}),
    "JSON-LD, a list": json_ld(["https://schema.org/InStock"]),
    "JSON-LD, a value": json_ld({"@value": "http://www.schema.org/LimitedAvailability"}),
    "JSON-LD, null": json_ld(None),
    "products.json": products_json(True),
    "our JSON, stock": our_json("stock", "> 10"),
}


def availability(content: str, path: Path) -> str:
    path.write_text(content)
    (item,) = judged(read_feed(path, FeedSettings("USD"))[1]).items
    return item.variants[0].availability


@pytest.mark.parametrize("content", SOLD_OUT.values(), ids=SOLD_OUT)
def test_what_is_there_and_not_understood_is_never_in_stock(content: str, tmp_path: Path) -> None:
    assert availability(content, tmp_path / "feed") == "out_of_stock"


@pytest.mark.parametrize("content", IN_STOCK.values(), ids=IN_STOCK)
def test_what_is_understood_is(content: str, tmp_path: Path) -> None:
    assert availability(content, tmp_path / "feed") == "in_stock"


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"@id": "https://schema.org/UsedCondition"}, "used"),
        ("RefurbishedCondition", "refurbished"),
        ([{"@id": "schema:DamagedCondition"}], "damaged"),
        ({"@value": "used, very good"}, "used, very good"),
        ("https://schema.org/NewCondition", None),
        ({"@type": "OfferItemCondition"}, None),
        (False, "false"),
    ],
)
def test_a_condition_is_told_when_it_is_not_new(condition: object, told: str | None, tmp_path: Path) -> None:
    feed = json.loads(json_ld("InStock"))
    feed["offers"]["itemCondition"] = condition
    (tmp_path / "feed").write_text(json.dumps(feed))

    (item,) = judged(read_feed(tmp_path / "feed", FeedSettings("USD"))[1]).items

    assert item.attributes.get("condition") == told
