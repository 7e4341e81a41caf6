"""Ordering and reordering: read back, confirmed, placed once."""

import json
from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.intents.conftest import ADA, Conversation
from voice_skill.store import Order


def orders(conversation: Conversation) -> list[Order]:
    """All of the shop's orders, newest first."""
    with conversation.store.for_merchant("juniper") as shop:
        return shop.orders.list()


def set_price(conversation: Conversation, sku: str, price_minor: int) -> None:
    with conversation.store.for_merchant("juniper") as shop:
        shop.catalogue.variant(sku).price_minor = price_minor
        shop.commit()


def set_stock(conversation: Conversation, sku: str, stock: int) -> None:
    with conversation.store.for_merchant("juniper") as shop:
        shop.catalogue.variant(sku).stock = stock
        shop.commit()


def test_reads_the_cart_back_and_places_it_on_a_yes(ada: Conversation) -> None:
    question = ada.speech("put 2 blue mugs in my cart", "place my order")
    answer = ada.speech("yes")

    newest = orders(ada)[0]
    assert question == "That's 2 blue mugs, $28.00 in total. Shall I place the order?"
    assert answer == (
        f"Thank you. Your order for $28.00 is placed. The order number is {newest.number}. "
        "Would you like anything else?"
    )
    assert [(line.sku, line.ordered) for line in newest.lines] == [("MUG-BLUE", 2)]


def test_a_second_yes_finds_the_order_placed_already(ada: Conversation) -> None:
    ada.say("put a blue mug in my cart", "place my order", "yes")
    before = orders(ada)

    speech = ada.speech("yes")

    assert speech == f"I've already placed it. The order number is {before[0].number}. What else would you like?"
    assert len(orders(ada)) == len(before)


def test_the_same_request_sent_again_gives_the_same_order(ada: Conversation) -> None:
    ada.say("put a blue mug in my cart", "place my order")
    first = ada.say("yes")

    resent = ada.echo._endpoint.post(json.dumps(first.request).encode())

    assert json.loads(resent)["response"]["outputSpeech"] == first.response["response"]["outputSpeech"]
    assert len(orders(ada)) == 4


def test_a_no_orders_nothing_and_keeps_the_cart(ada: Conversation) -> None:
    before = len(orders(ada))

    speech = ada.speech("put a blue mug in my cart", "place my order", "no")

    assert speech == "All right, I haven't ordered anything. It's all still in your cart. Anything else?"
    assert len(orders(ada)) == before
    assert ada.speech("what's in my cart").startswith("You have one blue mug in your cart,")


def test_an_empty_cart_cannot_be_ordered(ada: Conversation) -> None:
    assert ada.speech("place my order") == "Your cart is empty. What are you looking for?"


def test_a_price_that_changed_since_the_read_back_is_said_before_anything_is_ordered(ada: Conversation) -> None:
    before = len(orders(ada))
    ada.say("put 2 blue mugs in my cart", "place my order")
    set_price(ada, "MUG-BLUE", 1550)

    speech = ada.speech("yes")

    assert speech == (
        "The blue mug now costs $15.50 instead of $14.00. So that's 2 blue mugs, $31.00 in total. "
        "Shall I place the order?"
    )
    assert len(orders(ada)) == before
    assert "$31.00 is placed" in ada.speech("yes")


def test_what_was_sold_meanwhile_is_not_ordered(ada: Conversation) -> None:
    before = len(orders(ada))
    ada.say("put 2 red teapots in my cart", "place my order")
    set_stock(ada, "TEAPOT-RED", 1)

    speech = ada.speech("yes")

    assert speech == (
        "I'm sorry, we don't have enough of the red teapot left, so I didn't order anything. What would you like?"
    )
    assert len(orders(ada)) == before


def test_a_yes_that_comes_too_late_is_asked_again(ada: Conversation, clock: Clock) -> None:
    ada.say("put a blue mug in my cart", "place my order")
    clock.advance(hours=1)

    assert ada.speech("yes") == (
        "It's been a while, so once more: one blue mug, $14.00 in total. Shall I place the order?"
    )


def test_reorders_the_usual_at_todays_price_and_says_what_changed_first(ada: Conversation) -> None:
    speech = ada.speech("order my usual coffee")
    ada.say("yes")

    assert speech == (
        "The house blend coffee now costs $13.50 instead of $12.50. "
        "So that's one small ground house blend coffee, $13.50 in total. Shall I place the order?"
    )
    assert [(line.sku, line.ordered) for line in orders(ada)[0].lines] == [("HOUSE-GROUND-S", 1)]


def test_a_reorder_leaves_the_open_cart_alone(ada: Conversation) -> None:
    ada.say("put a red teapot in my cart", "reorder my last order", "yes")

    assert [line.sku for line in orders(ada)[0].lines] == ["MUG-BLUE"]
    assert ada.speech("what's in my cart").startswith("You have one red teapot in your cart,")


def test_asks_which_one_when_several_past_products_fit(ada: Conversation) -> None:
    ada.say("put a small ground dark roast coffee in my cart", "place my order", "yes")

    question = ada.speech("order my usual coffee")
    answer = ada.speech("the second one")

    assert question.startswith("Which one do you mean: the small ground")
    assert answer.endswith("Shall I place the order?")


def test_never_bought_offers_to_look_in_the_shop(ada: Conversation) -> None:
    speech = ada.speech("reorder the red teapot")

    assert speech == "You haven't bought red teapot here before. Shall I see if we have it?"
    assert ada.speech("yes").startswith("Yes, the red teapot costs $38.00.")


def test_what_is_no_longer_to_be_had_is_said(ada: Conversation) -> None:
    set_stock(ada, "MUG-BLUE", 0)

    assert ada.speech("reorder my last order") == (
        "I'm sorry, what you bought is no longer available. What else are you looking for?"
    )


def test_less_than_last_time_is_said_and_offered(ada: Conversation) -> None:
    set_stock(ada, "MUG-BLUE", 1)

    assert ada.speech("reorder my last order") == (
        "There is only one blue mug left. So that's one blue mug, $14.00 in total. Shall I place the order?"
    )


def test_somebody_new_has_nothing_to_reorder(stranger: Conversation) -> None:
    assert stranger.speech("reorder") == "I don't see any earlier purchases from you. What are you looking for?"


def test_an_order_is_placed_for_the_one_who_said_yes(ada: Conversation, stranger: Conversation) -> None:
    stranger.say("put a blue mug in my cart", "place my order", "yes")
    number = orders(ada)[0].number

    with ada.store.for_merchant("juniper") as shop:
        customer = shop.customers.of_user(ADA)
        assert customer is not None
        latest = shop.orders.latest(customer)

    assert latest is not None
    assert latest.number != number
    assert latest.placed_at < orders(ada)[0].placed_at + timedelta(seconds=1)


@pytest.mark.parametrize("words", ["cancel my order", "cancel that order", "cancel that", "never mind"])
def test_cancelling_what_is_read_back_leaves_an_earlier_order_alone(ada: Conversation, words: str) -> None:
    ada.say("put a lavender soap in my cart", "place my order", "yes", "put a blue mug in my cart", "place my order")

    speech = ada.speech(words, "yes")

    assert speech == "All right. What would you like?"
    assert orders(ada)[0].status == "placed"
    assert len(orders(ada)) == 4
    assert ada.speech("what's in my cart").startswith("You have one blue mug in your cart")
