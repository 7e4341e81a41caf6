"""Reading the plain catalogue file."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice_skill.linking import CatalogueError, catalogue_file, read_catalogue
from voice_skill.store import CatalogueItem, Money, Store

Read = Callable[[Any], list[CatalogueItem]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a catalogue of these products, or a file of these bytes."""

    def read(content: Any) -> list[CatalogueItem]:
        path = tmp_path / "catalogue.json"
        raw = content if isinstance(content, bytes) else json.dumps({"products": content}).encode()
        path.write_bytes(raw)
        return read_catalogue(path, currency="USD")

    return read


def product(**fields: Any) -> dict[str, Any]:
    return {"id": "mug", "title": "Blue Mug", "variants": [{"sku": "mug-1", "price": "12.50"}]} | fields


def variant(**fields: Any) -> dict[str, Any]:
    return product(variants=[{"sku": "mug-1", "price": "12.50"} | fields])


def test_a_product_is_read_with_all_that_is_told_of_it(read: Read) -> None:
    told = product(
        title="Blue Stoneware Mug | Juniper Lane",
        spoken_name="blue mug",
        synonyms=["navy cup"],
        description="Two\nlines",
        brand="Harbor",
        category="kitchen",
        attributes={"material": "stoneware"},
        image="https://x/y.jpg",
        link="https://x",
        variants=[
            {
                "sku": "mug-1",
                "options": {"size": "large"},
                "price": "12.50",
                "sale_price": "9.9",
                "sale_from": "2026-11-27T00:00:00-05:00",
                "sale_until": "2026-11-28T05:00:00Z",
                "currency": "USD",
                "stock": 3,
                "availability": "backorder",
            }
        ],
    )

    (item,) = read([told])

    assert (item.external_id, item.spoken_name, item.spoken_plural) == ("mug", "blue mug", "blue mugs")
    assert (item.synonyms, item.description, item.brand, item.category) == (
        ["navy cup"],
        "Two\nlines",
        "Harbor",
        "kitchen",
    )
    assert (item.attributes, item.image_url, item.link) == ({"material": "stoneware"}, "https://x/y.jpg", "https://x")
    (one,) = item.variants
    assert (one.price, one.sale_price) == (Money(1250, "USD"), Money(990, "USD"))
    assert (one.sale_from, one.sale_until) == (
        datetime(2026, 11, 27, 5, tzinfo=UTC),
        datetime(2026, 11, 28, 5, tzinfo=UTC),
    )
    assert (one.options, one.stock, one.availability) == ({"size": "large"}, 3, "backorder")


def test_what_is_left_out_is_made_from_what_is_there(read: Read) -> None:
    (item,) = read([product(title="Blue Stoneware Mug 350 ml")])

    assert item.spoken_name == "three hundred fifty milliliter blue stoneware mug"
    assert item.spoken_plural.endswith("mugs")
    assert (item.variants[0].stock, item.variants[0].availability) == (None, "in_stock")
    assert read([variant(stock=0)])[0].variants[0].availability == "out_of_stock"


def test_a_catalogue_that_was_read_can_be_sold(read: Read, store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put(read([product(description="a\u0000b \ud800", title="Blue Mug\u0007")]))
        shop.commit()

        assert shop.catalogue.find("blue mugs").products[0].description == "a b"


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (product(id=None), "product 1, id: must be text, not null"),
        (product(id=7), "product 1, id: must be text, not a number"),
        (product(id="x" * 141), "product 1, id: has 141 characters"),
        ({"id": "x", "title": "Mug"}, "product 1, variants: needs at least one"),
        ({"variants": [{}]}, "product 1, title: is missing"),
        (product(title="  "), "product 1, title: must be text, not empty text"),
        (product(title="???"), "product 1, title: has nothing in it that can be said"),
        (product(colour="blue"), "product 1, 'colour': is not a field here"),
        (product(synonyms="cup"), "product 1, synonyms: must be a list of texts, not text"),
        (product(synonyms=["cup", 3]), "product 1, synonyms[1]: must be text, not a number"),
        (product(synonyms=["cup"] * 101), "product 1, synonyms: has 101 entries"),
        (product(attributes=["x"]), "product 1, attributes: must be an object"),
        (product(attributes={"weight": 3}), "product 1, attributes.weight: must be text, not a number"),
        (product(variants={}), "product 1, variants: must be a list of objects, not an object"),
        (product(variants=["x"]), "product 1, variants[0]: must be an object, not text"),
        (variant(sku=""), "product 1, variants[0].sku: must be text, not empty text"),
        (variant(price=None), 'product 1, variants[0].price: must be an amount as text like "12.50", not None'),
        (variant(price=12.5), 'product 1, variants[0].price: must be an amount as text like "12.50", not 12.5'),
        (variant(price="-1"), "product 1, variants[0].price: must be an amount"),
        (variant(price="1e9"), "product 1, variants[0].price: must be an amount"),
        (variant(price="NaN"), "product 1, variants[0].price: must be an amount"),
        (variant(price="1,50"), "product 1, variants[0].price: must be an amount"),
        (variant(price="1.005"), "product 1, variants[0].price: 1.005 has more digits than USD has"),
        (variant(sale_price="13.00"), "product 1, variants[0].sale_price: is above the price"),
        (variant(currency="EUR"), "product 1, variants[0].currency: must be USD"),
        (variant(stock=-1), "product 1, variants[0].stock: must be a whole number"),
        (variant(stock=True), "product 1, variants[0].stock: must be a whole number"),
        (variant(stock=2**31), "product 1, variants[0].stock: must be a whole number"),
        (variant(availability="soon"), "product 1, variants[0].availability: must be one of in_stock"),
        (variant(sale_from="tomorrow"), "product 1, variants[0].sale_from: must be a time like"),
        (variant(sale_until="2026-11-27"), "product 1, variants[0].sale_until: needs a zone"),
        ("mug", "product 1: must be an object"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_field(read: Read, wrong: Any, place: str) -> None:
    with pytest.raises(CatalogueError) as error:
        read([wrong])

    assert str(error.value.problems[0]).startswith(place)


def test_an_id_or_sku_used_twice_names_both_rows(read: Read) -> None:
    with pytest.raises(CatalogueError) as error:
        read([product(), product(variants=[{"sku": "a", "price": "1"}, {"sku": "a", "price": "1"}])])

    assert [str(problem) for problem in error.value.problems] == [
        "product 2, id: mug is already used in product 1",
        "product 2, variants[1].options: are those of another variant of the product; say what tells them apart",
        "product 2, variants[1].sku: a is already used in product 2",
    ]
    assert str(error.value).endswith("(and 2 more)")


def test_all_that_is_wrong_is_told_at_once_up_to_a_limit(read: Read) -> None:
    with pytest.raises(CatalogueError) as error:
        read([product(id=f"p{number}", title=None) for number in range(500)])

    assert catalogue_file.MOST_PROBLEMS <= len(error.value.problems) <= catalogue_file.MOST_PROBLEMS + 5


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "is not JSON: line 1, column 1"),
        (b"{", "is not JSON: line 1"),
        (b"[]", "must be an object with a list"),
        (b"{}", "must be an object with a list"),
        (b'{"products": []}', "must be an object with a list"),
        (b'{"products": 3}', "must be an object with a list"),
        (b'{"products": ["\xff"]}', "is not UTF-8 at byte 15"),
        (b"[" * 100_000, "is JSON that no catalogue needs"),
        (b'{"products": [' + b"9" * 10_000 + b"]}", "is JSON that no catalogue needs"),
    ],
)
def test_a_file_that_is_no_catalogue_is_told_as_one(read: Read, content: bytes, advice: str) -> None:
    with pytest.raises(CatalogueError) as error:
        read(content)

    assert f"the file: {advice}" in str(error.value)


def test_a_file_that_is_too_large_is_not_read(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_file, "MAX_SIZE_BYTES", 1_000)

    with pytest.raises(CatalogueError, match="is larger than"):
        read(b" " * 1_001)


def test_a_byte_order_mark_is_no_mistake(read: Read) -> None:
    assert read(b"\xef\xbb\xbf" + json.dumps({"products": [product()]}).encode())[0].external_id == "mug"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = [*product(), "synonyms", "attributes", "spoken_name"]


@given(
    fields=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4),
    one=st.dictionaries(
        st.sampled_from(["sku", "options", "price", "sale_price", "stock", "sale_from", "availability"]),
        JSON,
        max_size=4,
    ),
)
@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_json_is_read_or_refused_with_advice(read: Read, fields: dict[str, Any], one: dict[str, Any]) -> None:
    try:
        told = [item.spoken_name for item in read([variant(**one) | fields])]
    except CatalogueError as error:
        told = [problem.advice for problem in error.problems]

    assert told
    assert all(told)
