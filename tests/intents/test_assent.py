"""A yes that is read from all of its own words."""

import pytest

from intents.orders.cancel_order.handler import CancelOrder
from intents.orders.place_order.handler import PlaceOrder
from intents.wording.assent import says_yes


@pytest.mark.parametrize(
    "words",
    [
        "place the order", "cancel it", "yes but make it two", "no don't order it", "yes if it's cheaper",
        "okay cancel it",
        "is it okay to order it", "yes or no", "don't just order it", "right that's it", "",
    ],
)  # fmt: skip
def test_what_is_less_than_a_yes_or_something_else_says_none(words: str) -> None:
    assert not says_yes(words, PlaceOrder, "en-US")


def test_what_cancels_is_no_yes_to_an_order_and_the_other_way_round() -> None:
    assert says_yes("yes cancel it", CancelOrder, "en-US")
    assert not says_yes("yes cancel it", PlaceOrder, "en-US")
    assert not says_yes("right order it", CancelOrder, "en-US")
