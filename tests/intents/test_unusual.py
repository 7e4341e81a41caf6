"""A quantity far from usual is said and asked about by itself, wherever it comes from; only a clear yes moves it."""

import pytest

from tests.intents.conftest import Conversation


def cart(conversation: Conversation) -> dict[str, int]:
    with conversation.store.for_merchant("juniper") as shop:
        lines = shop.carts.of(shop.customers.speaking("amzn1.ask.account.ada")).lines
        return {line.variant.sku: line.quantity for line in lines}


def order_count(conversation: Conversation) -> int:
    with conversation.store.for_merchant("juniper") as shop:
        return len(shop.orders.list())


def test_says_so_many_by_themselves_and_asks_before_anything_is_in_the_cart(ada: Conversation) -> None:
    speech = ada.speech("put thirty soup bowls in my cart")

    assert speech == "That's 30 soup bowls. Did you mean 30?"
    assert cart(ada) == {}


def test_a_yes_takes_as_many_and_they_are_not_asked_about_again(ada: Conversation) -> None:
    speech = ada.speech("put thirty soup bowls in my cart", "yes")
    read_back = ada.speech("place my order")

    assert speech == "I put 30 soup bowls in your cart. Would you like to order now?"
    assert read_back == "That's 30 soup bowls, $495.00 in total. Shall I place the order?"
    assert cart(ada) == {"BOWL-SOUP": 30}


def test_a_number_changes_it(ada: Conversation) -> None:
    ada.say("put thirty soup bowls in my cart", "three")

    assert cart(ada) == {"BOWL-SOUP": 3}


def test_another_number_far_from_usual_is_asked_about_too(ada: Conversation) -> None:
    speech = ada.speech("put thirty soup bowls in my cart", "twenty")
    ada.say("yes")

    assert speech == "That's 20 soup bowls. Did you mean 20?"
    assert cart(ada) == {"BOWL-SOUP": 20}


def test_a_no_asks_how_many(ada: Conversation) -> None:
    speech = ada.speech("put thirty soup bowls in my cart", "no")
    ada.say("three")

    assert speech == "How many would you like?"
    assert cart(ada) == {"BOWL-SOUP": 3}


@pytest.mark.parametrize(
    "words",
    [
        "that isn't right",
        "what did you say",
        "hmm",
        "is that a lot",
        "not that many",
        "small",
        "how much is that",
        "wait",
    ],
)
def test_nothing_but_a_yes_takes_so_many(ada: Conversation, words: str) -> None:
    ada.say("put thirty soup bowls in my cart", words)

    assert cart(ada).get("BOWL-SOUP", 0) < 30


def test_what_lies_in_the_cart_counts_and_a_number_is_that_of_all(ada: Conversation) -> None:
    speech = ada.speech("put ten soup bowls in my cart", "put ten soup bowls in my cart")
    before = cart(ada)
    ada.say("twelve")

    assert speech == "That's 20 soup bowls. Did you mean 20?"
    assert before == {"BOWL-SOUP": 10}
    assert cart(ada) == {"BOWL-SOUP": 12}


def test_a_yes_to_so_many_in_all_adds_them_once(ada: Conversation) -> None:
    ada.say("put ten soup bowls in my cart", "put ten soup bowls in my cart", "yes")

    assert cart(ada) == {"BOWL-SOUP": 20}


def test_making_it_many_more_is_asked_about(ada: Conversation) -> None:
    speech = ada.speech("put two soup bowls in my cart", "make it twenty five")
    before = cart(ada)
    ada.say("yes")

    assert speech == "That's 25 soup bowls. Did you mean 25?"
    assert before == {"BOWL-SOUP": 2}
    assert cart(ada) == {"BOWL-SOUP": 25}


def test_an_order_of_what_nobody_was_asked_about_is_asked_about_before_the_read_back(ada: Conversation) -> None:
    ada.say("put thirty soup bowls in my cart", "yes")
    ada.echo.launch()  # another session, which knows of no yes

    speech = ada.speech("place my order")
    answer = ada.speech("four")

    assert speech == "That's 30 soup bowls. Did you mean 30?"
    assert cart(ada) == {"BOWL-SOUP": 4}
    assert "$66.00" in answer


def test_a_yes_to_the_quantity_is_no_yes_to_the_order(ada: Conversation) -> None:
    ada.say("put thirty soup bowls in my cart", "yes")
    ada.echo.launch()
    before = order_count(ada)

    read_back = ada.speech("place my order", "yes")

    assert read_back == "That's 30 soup bowls, $495.00 in total. Shall I place the order?"
    assert order_count(ada) == before


def test_buying_many_more_than_before_is_asked_about(ada: Conversation) -> None:
    speech = ada.speech("order my usual coffee", "thirty")

    assert speech == "That's 30 small ground house blend coffees. Did you mean 30?"
    assert ada.speech("two").startswith("The house blend coffee now costs $13.50")


def test_alexas_customers_are_asked_too(ada: Conversation) -> None:
    slots = {"quantity": {"value": "30"}, "product": {"value": "soup bowls"}}

    question = ada.echo.intent("AddToCartIntent", slots).speech

    assert question == "That's 30 soup bowls. Did you mean 30?"
    assert cart(ada) == {}


def test_a_total_far_from_usual_is_asked_about_by_itself(ada: Conversation) -> None:
    with ada.store.for_merchant("juniper") as shop:
        ana = shop.customers.recognise("somebody")
        for _ in range(20):
            shop.carts.add(ana, shop.catalogue.variant("SOAP-LAVENDER"), 1)
            shop.orders.place(ana, shop.carts.read_back(ana).token)
        shop.commit()
    before = order_count(ada)

    speech = ada.speech("put four soup bowls in my cart", "place my order")
    read_back = ada.speech("yes")

    assert speech == "That comes to $66.00, much more than a usual order here. Is that right?"
    assert read_back == "That's 4 soup bowls, $66.00 in total. Shall I place the order?"
    assert order_count(ada) == before
