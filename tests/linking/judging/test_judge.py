"""What is taken of a row, and what the merchant is told about it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linking.judging.feeds import good_rows, judged, product_row, row
from voice_skill.linking.judging import stage
from voice_skill.linking.rows import LEVELS, FeedSettings, Row
from voice_skill.store import Money

IMAGE = "https://shop.example/mug.jpg"


def test_a_whole_row_is_taken_as_it_is_and_nothing_is_found() -> None:
    whole = row(
        "mug-1",
        title="Blue Mug",
        description="<p>Holds <b>350 ml</b>.</p><p>Made by hand &amp; fired twice.</p>",
        link="https://shop.example/mug?a=1",
        image_link=IMAGE,
        additional_image_link=f"{IMAGE}?2, https://shop.example/3,4.jpg",
        availability="in stock",
        price="12.50 USD",
        sale_price="9.90 USD",
        sale_price_effective_date="2026-11-27T00:00-05:00/2026-11-30T23:59-05:00",
        brand="Juniper",
        gtin="4006381333931",
        product_type="Kitchen>Mugs",
        quantity="12",
        details={"material": "stoneware"},
    )

    taken = judged([whole])

    item, variant = taken.items[0], taken.items[0].variants[0]
    assert taken.findings == []
    assert (item.external_id, item.title, item.brand, item.category) == (
        "mug-1",
        "Blue Mug",
        "Juniper",
        "Kitchen > Mugs",
    )
    assert item.description == "Holds 350 ml. Made by hand & fired twice."
    assert item.images == [IMAGE, f"{IMAGE}?2", "https://shop.example/3,4.jpg"]
    assert (item.image_url, item.link) == (IMAGE, "https://shop.example/mug?a=1")
    assert item.attributes == {"material": "stoneware"}
    assert (item.spoken_name, item.spoken_plural) == ("blue mug", "blue mugs")
    assert (variant.sku, variant.price, variant.sale_price) == ("mug-1", Money(1250, "USD"), Money(990, "USD"))
    assert str(variant.sale_from) == "2026-11-27 05:00:00+00:00"
    assert str(variant.sale_until) == "2026-12-01 04:59:00+00:00"
    assert (variant.stock, variant.availability, variant.gtin) == (12, "in_stock", "4006381333931")


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row("", title="No id"), "id_missing"),
        (row("x" * 141), "id_too_long"),
        (row("a\x00b"), "id_invalid"),
        (row("a", group="g" * 141), "item_group_id_too_long"),
        (row("a", title=""), "title_missing"),
        (row("a", title="★ ★ ★"), "title_missing"),
        (row("a", title="<br>"), "title_missing"),
        (row("a", price=""), "price_missing"),
        (row("a", price="on request"), "price_invalid"),
        (row("a", price="1.234 USD"), "price_ambiguous"),
        (row("a", price="12.50 EUR"), "price_currency_mismatch"),
        (row("a", price="12.50", currency="EUR"), "price_currency_mismatch"),
        (row("a", price="0.00 USD"), "price_zero"),
    ],
)
def test_an_error_leaves_out_its_row_and_no_other(bad: Row, code: str) -> None:
    taken = judged([*good_rows(2), bad])

    errors = [finding for finding in taken.findings if finding.level == "error"]
    assert [(finding.code, finding.row) for finding in errors] == [(code, bad.number)]
    assert [item.external_id for item in taken.items] == ["good-0", "good-1"]
    assert (taken.counts.left_out, taken.counts.products, taken.counts.errors) == (1, 2, 1)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"sale_price": "13 USD"}, "sale_price_above_price"),
        ({"sale_price": "cheap"}, "sale_price_invalid"),
        ({"sale_price": "1.234"}, "sale_price_ambiguous"),
        ({"sale_price": "9 EUR"}, "sale_price_currency_mismatch"),
        ({"sale_price": "9", "sale_price_effective_date": "next week"}, "sale_price_effective_date_invalid"),
        (
            {"sale_price": "9", "sale_price_effective_date": "2026-12-02/2026-12-01"},
            "sale_price_effective_date_invalid",
        ),
    ],
)
def test_a_sale_that_cannot_be_sure_is_not_promised(values: dict[str, str], code: str) -> None:
    taken = judged([row("a", **values)])

    assert taken.codes == {code}
    assert taken.items[0].variants[0].price == Money(1250, "USD")
    assert taken.items[0].variants[0].sale_price is None


@pytest.mark.parametrize(
    ("period", "begin", "end", "codes"),
    [
        ("2026-11-27/2026-11-30", "2026-11-27T00:00:00+00:00", "2026-12-01T00:00:00+00:00", "without_zone"),
        ("2026-11-27T08:00+0100/2026-11-30T08:00+0100", "2026-11-27T07:00:00+00:00", "2026-11-30T07:00:00+00:00", ""),
        ("2026-11-27T08:00Z/", "2026-11-27T08:00:00+00:00", None, ""),
        ("/2026-11-30T08:00Z", None, "2026-11-30T08:00:00+00:00", ""),
    ],
)
def test_the_period_of_a_sale_is_read(period: str, begin: str | None, end: str | None, codes: str) -> None:
    taken = judged([row("a", sale_price="9 USD", sale_price_effective_date=period)])

    variant = taken.items[0].variants[0]
    assert variant.sale_price == Money(900, "USD")
    assert [time and time.isoformat() for time in (variant.sale_from, variant.sale_until)] == [begin, end]
    assert taken.codes == ({f"sale_price_effective_date_{codes}"} if codes else set())


@pytest.mark.parametrize(
    ("said", "availability"),
    [
        ("in_stock", "in_stock"),
        ("In Stock", "in_stock"),
        ("https://schema.org/InStock", "in_stock"),
        ("http://schema.org/LimitedAvailability", "in_stock"),
        ("out of stock", "out_of_stock"),
        ("SoldOut", "out_of_stock"),
        ("discontinued", "out_of_stock"),
        ("schema.org/PreOrder", "preorder"),
        ("pre-order", "preorder"),
        ("BackOrder", "backorder"),
        ("https://schema.org/MadeToOrder", "backorder"),
    ],
)
def test_availability_is_understood_in_the_words_of_every_format(said: str, availability: str) -> None:
    taken = judged([row("a", availability=said)])

    assert taken.items[0].variants[0].availability == availability
    assert taken.codes == set()


def test_what_is_not_understood_as_availability_counts_as_sold_out() -> None:
    taken = judged([row("a", availability="ask us")])

    assert taken.items[0].variants[0].availability == "out_of_stock"
    assert taken.codes == {"availability_invalid"}


@pytest.mark.parametrize(
    ("values", "availability", "stock", "code"),
    [
        ({"quantity": "0"}, "out_of_stock", 0, ""),
        ({"quantity": "7"}, "in_stock", 7, ""),
        ({"quantity": "1,200"}, "in_stock", 1200, ""),
        ({"quantity": "10+"}, "in_stock", 10, ""),
        ({"quantity": "-3"}, "out_of_stock", 0, "quantity_invalid"),
        ({"quantity": "2.5"}, "in_stock", 2, "quantity_invalid"),
        ({"quantity": "some"}, "out_of_stock", 0, "quantity_invalid"),
        ({"quantity": "0", "availability": "in_stock"}, "out_of_stock", 0, "availability_contradicts_quantity"),
        ({"quantity": "0", "availability": "backorder"}, "backorder", None, ""),
        ({"quantity": "5", "availability": "out_of_stock"}, "out_of_stock", 5, ""),
    ],
)
def test_stock_and_availability_are_told_together(
    values: dict[str, str], availability: str, stock: int | None, code: str
) -> None:
    taken = judged([row("a", **values)])

    variant = taken.items[0].variants[0]
    assert (variant.availability, variant.stock) == (availability, stock)
    assert taken.codes == ({code} if code else set())


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"gtin": "4006381333932"}, "gtin_invalid"),
        ({"gtin": "4.00638E+12"}, "gtin_invalid"),
        ({"gtin": "2012345678903"}, "restricted_gtin"),
        ({"gtin": "9912345678909"}, "coupon_gtin"),
        ({"link": "javascript:alert(1)"}, "link_invalid"),
        ({"link": "/products/mug"}, "link_invalid"),
        ({"image_link": "file:///etc/passwd"}, "image_link_invalid"),
        ({"image_link": "https://"}, "image_link_invalid"),
        ({"title": "Mug " * 200}, "title_too_long"),
        ({"description": "word " * 2000}, "description_too_long"),
        ({"title": "Caf\ufffd Mug"}, "encoding_problem"),
        ({"spoken_name": "!!!"}, "spoken_name_invalid"),
        ({"title": "WHITE HANGING HEART HOLDER"}, "title_all_caps"),
    ],
)
def test_a_warning_or_a_suggestion_takes_the_row_without_what_is_wrong(values: dict[str, str], code: str) -> None:
    taken = judged([row("a", **values)])

    item = taken.items[0]
    assert taken.codes == {code}
    assert (item.link, item.image_url, item.variants[0].gtin) == (None, None, None)
    assert len(item.title) <= 500
    assert len(item.description) <= 5000
    assert "\ufffd" not in item.title


def test_a_finding_names_the_field_as_the_feed_does_and_shows_little_of_the_value() -> None:
    bad = Row(7, "a", "a", {"title": "Mug", "price": "free!" * 100}, columns={"price": "Variant Price"})

    found = judged([*good_rows(1), bad]).findings[0]

    assert (found.row, found.id, found.field, found.code) == (7, "a", "Variant Price", "price_invalid")
    assert len(found.value) == 100


def test_every_message_is_one_sentence_that_says_what_to_do() -> None:
    rows = [
        *good_rows(30),
        row("a", price="1.234", sale_price="x", gtin="1", link="x", quantity="x", availability="x"),
        row("b", price="5 EUR"),
        row("c", price="0"),
        row("d", title=""),
        row("e", price=""),
        row("f"),
        row("f"),
        product_row("alone", title="Alone"),
        row("g", group="same", title="Tee"),
        row("h", group="same", title="Tee"),
        row("i", group="told", title="Tee red"),
        row("j", group="told", title="Tee blue"),
    ]

    messages = {finding.message for finding in judged(rows).findings}

    assert len(messages) > 12
    assert all(message[0].isupper() and message.endswith(".") for message in messages)
    assert all(len(message) <= 160 for message in messages)


def test_a_spoken_name_that_the_merchant_gives_stays() -> None:
    taken = judged([row("a", title="Ceramic Vessel 350 ml", spoken_name="Mug", synonyms="cup, coffee cup")])

    assert (taken.items[0].spoken_name, taken.items[0].spoken_plural) == ("Mug", "Mugs")
    assert taken.items[0].synonyms == ["cup", "coffee cup"]


_TEXTS = st.text(max_size=60) | st.sampled_from(
    ["\x00", "\ud800", "<b>", "&#0;", "=1+1", "9" * 40, "1,2.3", "/", "€ 5"]
)


@given(
    st.lists(
        st.builds(
            Row,
            st.integers(1, 9),
            _TEXTS,
            _TEXTS,
            st.dictionaries(
                st.sampled_from([*row("a").values, "gtin", "sale_price_effective_date", "quantity"]), _TEXTS
            ),
            st.dictionaries(_TEXTS, _TEXTS, max_size=2),
            st.dictionaries(_TEXTS, _TEXTS, max_size=2),
            is_product=st.booleans(),
        ),
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whatever_stands_in_rows_is_judged_and_never_raises(rows: list[Row]) -> None:
    company = [row(f"good-{at}", title=f"Lamp {at}") for at in range(20)]

    with stage([*company, *rows], FeedSettings("USD")) as staged:
        assert staged.counts.rows == 20 + len(rows)
        assert all(finding.level in LEVELS and len(finding.value) <= 100 for finding in staged.findings())
        for item in staged.items():
            assert all([item.title, item.spoken_name, item.spoken_plural])
            assert all(variant.price.amount_minor > 0 for variant in item.variants)
            f"{item}".encode()
