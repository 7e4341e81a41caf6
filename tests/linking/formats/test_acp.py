"""ACP product feeds: products.jsonl alone, packed, or in its folder."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.linking.errors import FeedError, FeedUnreadable
from voice_skill.linking.formats import acp, read_feed
from voice_skill.linking.rows import FeedSettings, Finding, Row

USD = FeedSettings(currency="USD")


def tee(product_id: str, *variants: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": product_id, "title": "Classic Tee", "variants": list(variants), **more}


def variant(variant_id: str, amount: int = 1999, **more: Any) -> dict[str, Any]:
    return {
        "id": variant_id,
        "title": f"Classic Tee {variant_id}",
        "price": {"amount": amount, "currency": "USD"},
    } | more


def written(folder: Path, *lines: Any) -> Path:
    path = folder / "products.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


def read(path: Path) -> tuple[list[Row], list[Finding]]:
    name, found = read_feed(path, USD)
    assert name == "acp"
    both = list(found)
    return [each for each in both if isinstance(each, Row)], [each for each in both if isinstance(each, Finding)]


def test_every_line_is_a_product_and_every_variant_a_row(tmp_path: Path) -> None:
    red = variant(
        "tee-red",
        list_price={"amount": 2499, "currency": "USD"},
        availability={"available": True, "status": "in_stock"},
        variant_options=[{"name": "Color", "value": "Red"}, {"name": "Size", "value": "M"}],
        categories=[{"value": "Apparel > Shirts", "taxonomy": "merchant"}],
        condition=["new"],
        media=[{"type": "image", "url": "https://shop.example/red.jpg"}],
        barcodes=[{"type": "GTIN", "value": "00012345600012"}],
        url="https://shop.example/tee?red",
    )
    lines = [tee("tee", red, variant("tee-blue")), "", tee("cap", variant("cap-1"), description={"markdown": "*Cap*"})]

    rows, findings = read(written(tmp_path, *lines))

    assert findings == []
    assert [(row.number, row.id, row.group) for row in rows] == [
        (1, "tee-red", "tee"),
        (1, "tee-blue", "tee"),
        (2, "cap-1", "cap"),
    ]
    assert rows[0].values == {
        "title": "Classic Tee",
        "link": "https://shop.example/tee?red",
        "product_type": "Apparel > Shirts",
        "gtin": "00012345600012",
        "condition": "new",
        "image_link": "https://shop.example/red.jpg",
        "price": "24.99 USD",
        "sale_price": "19.99 USD",
        "currency": "USD",
        "availability": "in_stock",
    }
    assert rows[0].options == {"color": "Red", "size": "M"}
    assert rows[2].values["description"] == "*Cap*"


def test_a_folder_and_a_packed_file_are_read_alike(tmp_path: Path) -> None:
    path = written(tmp_path, tee("tee", variant("a")), tee("cap", variant("b")))
    (tmp_path / "metadata.json").write_text('{"id": "feed_1", "target_country": "US"}')
    packed = tmp_path / "folder"
    packed.mkdir()
    (packed / "products.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))

    assert read(tmp_path) == read(path) == read(packed) == read(packed / "products.jsonl.gz")


def test_a_folder_without_products_is_told(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match=r"without products\.jsonl"):
        read(tmp_path)


def test_a_broken_line_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, tee("a", variant("1")), '{"id": "b", "variants": [', "[]", tee("c", variant("3")))

    rows, findings = read(path)

    assert [row.id for row in rows] == ["1", "3"]
    assert [(finding.row, finding.code, finding.level) for finding in findings] == [
        (2, "line_broken", "error"),
        (3, "id_missing", "error"),
    ]


def test_a_line_without_end_is_left_out_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "products.jsonl"
    long = json.dumps(tee("long", variant("1"), description={"plain": "x" * (2 * acp.MAX_LINE_CHARACTERS)}))
    path.write_text("\n".join([json.dumps(tee("a", variant("1"))), long, json.dumps(tee("b", variant("2")))]))

    rows, findings = read(path)

    assert [row.id for row in rows] == ["1", "2"]
    assert [(finding.row, finding.code, len(finding.value)) for finding in findings] == [(2, "line_broken", 100)]


def test_a_variant_without_a_price_goes_on_to_the_judge(tmp_path: Path) -> None:
    rows, findings = read(written(tmp_path, tee("a", {"id": "1", "title": "Tee"})))

    assert findings == []
    assert "price" not in rows[0].values


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["plain", "value", "name", "amount", "currency", "type", "url", "id"]), inner)
    ),
    max_leaves=12,
)
_KEYS = ["id", "title", "price", "list_price", "availability", "variant_options", "media", "categories", "barcodes"]


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from([*_KEYS, "variants"]), anything), st.dictionaries(st.sampled_from(_KEYS), anything)
)
def test_nothing_in_a_line_is_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, about: dict[str, Any], about_variant: dict[str, Any]
) -> None:
    path = written(tmp_path_factory.mktemp("acp"), tee("a", variant("1") | about_variant) | about)

    try:
        rows, _ = read(path)
    except FeedError:
        return
    assert all(isinstance(value, str) for row in rows for value in row.values.values())
