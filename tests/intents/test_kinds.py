"""Asking for a kind of thing, for the cheapest of it, and with what it may cost, as customers say it."""

import pytest

from tests.intents.conftest import Conversation

COFFEES = "We have the house blend coffee and the dark roast coffee. Which one would you like?"


@pytest.mark.parametrize(
    "question",
    ["do you have coffee", "what coffee do you have", "which coffees do you sell", "show me your coffee"],
)
def test_a_kind_of_thing_is_told_with_what_there_is_of_it(ada: Conversation, question: str) -> None:
    assert ada.speech(question) == COFFEES


def test_only_what_is_called_so_is_of_a_kind(ada: Conversation) -> None:
    """A tee shirt sounds like it."""
    assert ada.speech("do you have any tea") == "Yes, the green tea costs $7.80. Shall I put one in your cart?"


def test_at_most_three_of_a_kind_are_named_and_asked_about_once(ada: Conversation) -> None:
    speech = ada.speech("what do you have in the pantry")

    assert speech.startswith("We have the ")
    assert speech.count(" the ") == 3
    assert speech.count("?") == 1


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the second one", "dark roast"),
        ("the cheaper one", "house blend"),
        ("the cheapest", "house blend"),
        ("the more expensive one", "dark roast"),
        ("the dark one", "dark roast"),
    ],
)
def test_one_of_those_just_named_is_chosen(ada: Conversation, words: str, name: str) -> None:
    assert f"the {name} coffee" in ada.speech("do you have coffee", words)


def test_one_is_chosen_by_what_is_told_of_it(ada: Conversation) -> None:
    speech = ada.speech("what's the difference between the soup bowl and the chopping board", "the oak one")

    assert speech.startswith("Yes, the chopping board comes in small and large")


def test_the_two_are_those_just_named(ada: Conversation) -> None:
    speech = ada.speech("do you have coffee", "what's the difference between the two")

    assert speech.startswith(
        "The house blend coffee costs $13.50 and the dark roast coffee $14.50. For roast, it's medium"
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what's your cheapest mug", "The cheapest is the blue mug, at $14.00."),
        ("your cheapest coffee", "The cheapest is the small house blend coffee, at $13.50."),
        ("which soap is the cheapest", "The cheapest is the lavender soap, at $4.50."),
        (
            "what's your most expensive coffee",
            "The most expensive is the large whole bean dark roast coffee, at $26.00.",
        ),
    ],
)
def test_the_cheapest_and_the_dearest_of_a_kind_are_told(ada: Conversation, question: str, answer: str) -> None:
    assert ada.speech(question) == f"{answer} Shall I put one in your cart?"


def test_the_cheapest_is_so_by_todays_price_and_can_be_had(ada: Conversation) -> None:
    with ada.store.for_merchant("juniper") as shop:
        for sku in ("HOUSE-GROUND-S", "HOUSE-BEAN-S"):
            shop.catalogue.variant(sku).stock = 0
        small = shop.catalogue.variant("DARK-BEAN-S")
        small.sale_price_minor = 900
        shop.commit()

    speech = ada.speech("what's the cheapest coffee")

    assert speech.startswith("The cheapest is the small whole bean dark roast coffee, at $9.00.")


def test_a_yes_to_the_cheapest_puts_just_that_in_the_cart(ada: Conversation) -> None:
    speech = ada.speech("what's your most expensive coffee", "yes")

    assert speech.startswith("I put one large whole bean dark roast coffee in your cart.")


def test_the_cheaper_of_two_sizes_is_taken(ada: Conversation) -> None:
    assert ada.speech("how much is the olive oil", "the cheaper one").startswith("The small olive oil costs $12.00.")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "do you have mugs under ten dollars",
            ("I couldn't find an exact match for mugs under ten dollars. The closest is the blue mug"),
        ),
        ("do you have a mug under twenty dollars", "Yes, the blue mug costs $14.00."),
        ("I'm looking for coffee cheaper than fourteen dollars", "Yes, the house blend coffee"),
        ("find me coffee for less than fifteen bucks", COFFEES),
        ("show me blankets under eighty dollars", "Yes, the wool blanket comes in gray and cream, for $76.00."),
        ("put a mug under twenty dollars in my cart", "I put one blue mug in your cart."),
        ("do you have a blanket in cream under ninety dollars", "Yes, the cream wool blanket is on sale for $76.00"),
        (
            "do you have a blanket in cream under fifty dollars",
            ("I couldn't find an exact match for blanket in cream under fifty dollars."),
        ),
        ("do you have a blue mug in stock", "Yes, the blue mug is in stock."),
        ("the shirt in medium", "Yes, the cotton t-shirt comes in white, black, and green, for $22.00."),
        ("what about socks in large", "Yes, the large wool socks cost $15.00."),
        ("the green apron", "Yes, the green linen apron costs $34.00."),
    ],
)
def test_what_is_asked_for_beside_a_name_counts(ada: Conversation, question: str, answer: str) -> None:
    assert ada.speech(question).startswith(answer)


def test_anything_at_a_price_is_told_with_what_costs_no_more(ada: Conversation) -> None:
    answer = ada.speech("do you have anything under seven dollars")
    with ada.store.for_merchant("juniper") as shop:
        prices = {
            product.spoken_name: min(variant.price(shop.now).amount_minor for variant in product.variants)
            for product in shop.catalogue.products(limit=100)
        }

    names = [name for name in prices if f"the {name}" in answer]
    assert len(names) == 3
    assert all(prices[name] < 700 for name in names)


def test_anything_at_a_price_that_nothing_has_is_not_there(ada: Conversation) -> None:
    assert ada.speech("anything under one dollar").startswith("I couldn't find an exact match. The closest is")


def test_a_yes_to_the_nearest_puts_it_in_the_cart(ada: Conversation) -> None:
    assert ada.speech("do you have mugs under ten dollars", "yes").startswith("I put one blue mug in your cart.")


def test_a_color_that_there_is_none_of_is_said_with_the_colors_there_are(ada: Conversation) -> None:
    speech = ada.speech("what colors does the cotton t-shirt come in", "the red one")

    assert speech == (
        "The cotton t-shirt doesn't come in red. It comes in white, black, and green. Which one would you like?"
    )


@pytest.mark.parametrize(
    "words",
    [
        ["do you have the cotton t-shirt in blue"],
        ["put a purple cotton t-shirt in my cart"],
        ["do you have the cotton t-shirt", "in blue"],
        ["put a large gray cotton t-shirt in my cart"],
        ["is the cotton t-shirt available in gray"],
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_asks_for_a_color_hears_the_colors_there_are(ada: Conversation, words: list[str]) -> None:
    assert ada.speech(*words).endswith("It comes in white, black, and green. Which one would you like?")


def test_whoever_asks_for_a_size_hears_the_sizes_there_are(ada: Conversation) -> None:
    speech = ada.speech("do you have the house blend coffee in medium")

    assert speech == (
        "The house blend coffee doesn't come in medium. It comes in small and large. Which one would you like?"
    )


def test_a_word_that_is_a_kind_elsewhere_in_the_shop_is_one_here(ada: Conversation) -> None:
    with ada.store.for_merchant("juniper") as shop:
        for sku, weave in (("TOWEL-WHITE", "plain"), ("TOWEL-BLUE", "waffle")):
            variant = shop.catalogue.variant(sku)
            variant.options = {"weave": weave, **variant.options}
        shop.commit()

    assert "It comes in white and blue." in ada.speech("do you have the bath towel in gray")


def test_what_there_is_of_what_was_said_need_not_be_said_again(ada: Conversation) -> None:
    speech = ada.speech("put a large gray cotton t-shirt in my cart", "green")

    assert speech == "I put one large green cotton t-shirt in your cart. Would you like to order now?"


def test_what_is_named_in_the_plural_is_spoken_of_in_the_plural(ada: Conversation) -> None:
    assert ada.speech("how much are the wool socks").startswith("The wool socks cost $15.00.")


def test_whoever_asks_for_the_cheapest_without_a_kind_is_asked_of_what(ada: Conversation) -> None:
    speech = ada.speech("how much is the red teapot", "do you have something cheaper")

    assert speech == "What kind of product?"
    assert ada.speech("coffee").startswith("The cheapest is the small house blend coffee, at $13.50.")
