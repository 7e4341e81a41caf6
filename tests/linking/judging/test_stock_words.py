"""What feeds write where an availability or a number belongs."""

import pytest

from tests.linking.judging.feeds import judged, row

SOLD_OUT, IN_STOCK = ("out_of_stock", 0), ("in_stock", None)


@pytest.mark.parametrize(
    ("said", "availability"),
    [
        ("In Stock!", "in_stock"),
        ("limited-availability", "in_stock"),
        ("https://www.schema.org/OnlineOnly", "in_stock"),
        ("schema:InStock", "in_stock"),
        ("InStock, OnlineOnly", "in_stock"),
        ("4 left", "in_stock"),
        ("nur noch 3 auf Lager", "in_stock"),
        ("sofort lieferbar", "in_stock"),
        ("en stock", "in_stock"),
        ("op voorraad", "in_stock"),
        ("在庫あり", "in_stock"),
        ("Temporarily out of stock", "out_of_stock"),
        ("Sold Out", "out_of_stock"),
        ("0 in stock", "out_of_stock"),
        ("ausverkauft", "out_of_stock"),
        ("Rupture de stock", "out_of_stock"),
        ("esaurito", "out_of_stock"),
        ("нет в наличии", "out_of_stock"),
        ("売り切れ", "out_of_stock"),
        ("pre-order", "preorder"),
        ("vorbestellbar", "preorder"),
        ("available on backorder", "backorder"),
        ("na zamówienie", "backorder"),
    ],
)
def test_the_words_of_shops_are_understood(said: str, availability: str) -> None:
    taken = judged([row("a", availability=said)])

    assert taken.items[0].variants[0].availability == availability
    assert taken.codes == set()


@pytest.mark.parametrize(
    "said",
    [
        *(
            "in stock soon",
            "back in 5 days",
            "until stock lasts",
            "not in stock yet",
            "was in stock",
            "perhaps",
            "2",
            "-1",
        ),
        *(
            "InStock, OutOfStock",
            "5 on order",
            "ships in 2 weeks",
            "ask us",
            "{}",
            "ItemAvailability",
            "n/a",
            "?",
        ),
    ],
)
def test_what_is_not_understood_is_not_in_stock_and_is_told(said: str) -> None:
    taken = judged([row("a", availability=said)])

    assert taken.items[0].variants[0].availability == "out_of_stock"
    assert taken.codes == {"availability_invalid"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("12+", ("in_stock", 12)),
        ("12 +", ("in_stock", 12)),
        ("> 10", ("in_stock", 10)),
        ("more than 100", ("in_stock", 100)),
        (">0", ("in_stock", 1)),
        ("≥ 5", ("in_stock", 5)),
        ("10 or more", ("in_stock", 10)),
        ("10-20", ("in_stock", 10)),
        ("~40", ("in_stock", 40)),
        ("only 2 left", ("in_stock", 2)),
        ("25 pcs.", ("in_stock", 25)),
        ("25pcs", ("in_stock", 25)),
        ("12 Stück", ("in_stock", 12)),
        ("3 шт.", ("in_stock", 3)),
        ("1,200 units", ("in_stock", 1200)),
        ("12.0", ("in_stock", 12)),
        ("< 5", IN_STOCK),
        ("few left", IN_STOCK),
        ("Unlimited", IN_STOCK),
        ("∞", IN_STOCK),
        ("yes", IN_STOCK),
        ("ja", IN_STOCK),
        ("InStock", IN_STOCK),
        ("0 pcs", SOLD_OUT),
        ("<1", SOLD_OUT),
        ("no", SOLD_OUT),
        ("none", SOLD_OUT),
        ("sold out", SOLD_OUT),
        ("ausverkauft", SOLD_OUT),
        ("in stock soon", SOLD_OUT),
        ("some", SOLD_OUT),
        ("5 sold", SOLD_OUT),
        ("in 2 weeks", SOLD_OUT),
        ("2026-11-01", SOLD_OUT),
        ("-", SOLD_OUT),
        ("preorder", ("preorder", None)),
        ("on backorder", ("backorder", None)),
    ],
)
def test_a_quantity_in_words_is_understood_or_not_in_stock(said: str, told: tuple[str, int | None]) -> None:
    variant = judged([row("a", quantity=said)]).items[0].variants[0]

    assert (variant.availability, variant.stock) == told


@pytest.mark.parametrize(
    ("availability", "quantity", "told"),
    [
        ("in stock", "sold out", SOLD_OUT),
        ("in stock", "call us", SOLD_OUT),
        ("in stock", "unlimited", IN_STOCK),
        ("in stock", "preorder", ("preorder", None)),
        ("out of stock", "plenty", ("out_of_stock", None)),
        ("out of stock", "preorder", ("out_of_stock", None)),
        ("preorder", "call us", ("preorder", None)),
    ],
)
def test_of_availability_and_quantity_the_worse_counts(
    availability: str, quantity: str, told: tuple[str, int | None]
) -> None:
    variant = judged([row("a", availability=availability, quantity=quantity)]).items[0].variants[0]

    assert (variant.availability, variant.stock) == told
