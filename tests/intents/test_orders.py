"""The status of an order: every status, every way to name an order, and no other customer's orders."""

from datetime import UTC, datetime

import pytest

from tests.conftest import Clock
from tests.intents.conftest import Conversation


@pytest.fixture
def order_number(ada: Conversation) -> str:
    """The number of an order that was placed just now: two blue mugs and a lavender soap."""
    ada.say("put 2 blue mugs in my cart", "put a lavender soap in my cart", "place my order", "yes", "no")
    with ada.store.for_merchant("juniper") as shop:
        return shop.orders.list()[0].number


def report(conversation: Conversation, number: str, *statuses: str, **how: object) -> None:
    with conversation.store.for_merchant("juniper") as shop:
        for status in statuses:
            shop.orders.move(number, status, by="merchant", **how)  # type: ignore[arg-type]
        shop.commit()


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ([], "was placed today and is waiting to be packed."),
        (["processing"], "is being packed."),
        (["on_hold"], "is on hold. The shop will be in touch about it."),
        (["processing", "shipped"], "is on its way."),
        (["processing", "shipped", "out_for_delivery"], "is out for delivery."),
        (["processing", "ready_for_pickup"], "is ready for you to pick up."),
        (["processing", "shipped", "problem"], "The shop is looking into it."),
        (["processing", "shipped", "delivered"], "was delivered today."),
        (["processing", "shipped", "delivered", "return_requested"], "has been requested and is under review."),
        (["processing", "shipped", "delivered", "return_requested", "returned"], "was returned."),
        (["cancelled"], "was cancelled."),
    ],
)
def test_every_status_has_its_words(ada: Conversation, order_number: str, statuses: list[str], words: str) -> None:
    report(ada, order_number, *statuses)

    speech = ada.speech(f"where is order {order_number}")

    assert "2 blue mugs and one lavender soap" in speech
    assert speech.endswith(words)


def test_a_part_that_is_on_its_way_is_told_from_what_is_still_to_come(ada: Conversation, order_number: str) -> None:
    report(ada, order_number, "processing")
    report(ada, order_number, "shipped", quantities={"MUG-BLUE": 2})

    assert ada.speech(f"where is order {order_number}") == (
        "Part of your order is on its way: 2 blue mugs. Still to come: one lavender soap."
    )


def test_a_late_order_is_apologised_for(ada: Conversation, clock: Clock) -> None:
    clock.advance(days=4)

    assert ada.speech("where is my order") == (
        "I'm sorry, your order of 2 blue mugs is late. It was expected on Sunday and hasn't arrived yet."
    )


@pytest.mark.parametrize(
    ("expected_at", "day"),
    [
        (datetime(2026, 11, 21, 23, tzinfo=UTC), "today"),
        (datetime(2026, 11, 23, 3, tzinfo=UTC), "tomorrow"),
        (datetime(2026, 11, 27, 15, tzinfo=UTC), "on Friday"),
        (datetime(2026, 12, 3, 15, tzinfo=UTC), "on December 3"),
    ],
)
def test_days_are_said_as_people_say_them_where_the_shop_is(
    ada: Conversation, order_number: str, expected_at: datetime, day: str
) -> None:
    report(ada, order_number, "processing")
    report(ada, order_number, "shipped", expected_at=expected_at)

    assert ada.speech(f"where is order {order_number}").endswith(f"is on its way and should arrive {day}.")


@pytest.mark.parametrize(
    "words",
    [
        "where is order 104233",
        "where is order one oh four two three three",
        "track order number one zero four two double three",
        "what's the status of order one hundred four thousand two hundred thirty three",
    ],
)
def test_an_order_number_is_understood_however_it_is_spoken(ada: Conversation, words: str) -> None:
    assert "lavender soap was delivered on October 16." in ada.speech(words)


def test_a_number_with_a_misheard_digit_means_the_customers_order_that_is_like_it(ada: Conversation) -> None:
    assert "lavender soap was delivered on October 16." in ada.speech("where is order one oh four two eight three")


def test_another_customers_number_sounds_exactly_like_an_unknown_one(ada: Conversation, stranger: Conversation) -> None:
    unknown = stranger.speech("where is order 999999").replace("999999", "#")
    foreign = stranger.speech("open juniper lane", "where is order 104233").replace("104233", "#")
    cancelling = stranger.speech("open juniper lane", "cancel order 104233").replace("104233", "#")

    assert unknown == "I couldn't find order #. What's the order number?"
    assert foreign == cancelling == unknown
    assert "104233" in str(ada.say("where is order 104233").request)


def test_a_bare_number_answers_the_question_for_it(ada: Conversation) -> None:
    assert "lavender soap" in ada.speech("where is order 999999", "104233")


def test_the_second_unknown_number_gets_other_words(ada: Conversation) -> None:
    assert ada.speech("where is order 999999", "where is order 999998") == (
        "There's no order 999998 here. You can ask: where is my latest order. What would you like?"
    )


@pytest.mark.parametrize("wish", ["where is", "cancel", "return", "change"])
def test_a_yes_to_the_question_for_a_number_brings_no_other_order(ada: Conversation, wish: str) -> None:
    assert ada.speech(f"{wish} order 999999", "yes") == "What's the order number?"


def test_a_no_to_the_question_for_a_number_drops_the_matter(ada: Conversation) -> None:
    assert ada.speech("where is order 999999", "no") == "All right. What would you like?"


def test_a_product_answers_the_question_for_a_number(ada: Conversation) -> None:
    assert "lavender soap was delivered" in ada.speech("where is order 999999", "the lavender soap")


def test_finds_an_order_by_what_was_in_it(ada: Conversation) -> None:
    assert "lavender soap was delivered" in ada.speech("where is my lavender soap")


def test_offers_the_latest_when_nothing_of_that_was_ordered(ada: Conversation) -> None:
    speech = ada.speech("where is my red teapot")

    assert speech == "I couldn't find red teapot in your orders. Would you like to hear about your latest order?"
    assert ada.speech("yes").startswith("Your order of 2 blue mugs is on its way")


def test_somebody_new_has_no_order(stranger: Conversation) -> None:
    assert stranger.speech("where is my order") == "I don't see any orders from you yet. What are you looking for?"
    assert stranger.speech("cancel my order") == "I don't see any orders from you yet. What are you looking for?"


def test_an_order_is_cancelled_after_a_yes_and_its_stock_is_back(ada: Conversation, order_number: str) -> None:
    with ada.store.for_merchant("juniper") as shop:
        before = shop.catalogue.variant("MUG-BLUE").stock or 0

    question = ada.speech("cancel my order")
    answer = ada.speech("yes")

    with ada.store.for_merchant("juniper") as shop:
        assert shop.catalogue.variant("MUG-BLUE").stock == before + 2
        assert shop.orders.get(order_number).status == "cancelled"
    assert question == "Shall I cancel your order of 2 blue mugs and one lavender soap?"
    assert answer == "Done. Your order of 2 blue mugs and one lavender soap has been cancelled. Anything else?"


def test_a_no_leaves_the_order_as_it_is(ada: Conversation, order_number: str) -> None:
    assert ada.speech("cancel my order", "no") == "All right, I left the order as it is. Anything else?"
    with ada.store.for_merchant("juniper") as shop:
        assert shop.orders.get(order_number).status == "placed"


def test_what_has_left_the_shop_cannot_be_cancelled(ada: Conversation) -> None:
    assert ada.speech("cancel my order") == (
        "Your order of 2 blue mugs is on its way and should arrive tomorrow. It can no longer be cancelled."
    )


def test_an_order_that_leaves_between_question_and_yes_is_not_cancelled(ada: Conversation, order_number: str) -> None:
    ada.say("cancel my order")
    report(ada, order_number, "processing", "shipped")

    assert ada.speech("yes").endswith("It can no longer be cancelled. Anything else?")


@pytest.mark.parametrize("wish", ["return", "change"])
def test_what_may_be_cancelled_instead_is_named_before_the_yes(ada: Conversation, order_number: str, wish: str) -> None:
    misheard = order_number[:5] + str((int(order_number[5]) + 1) % 10)

    speech = ada.speech(f"{wish} order {misheard}")

    assert "your order of 2 blue mugs and one lavender soap" in speech.replace("Your", "your")
    assert ada.speech("yes").endswith("lavender soap has been cancelled. Anything else?")
