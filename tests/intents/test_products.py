"""Asking about products: found, unclear, unknown, sold out; by the shop's own data alone."""

from collections.abc import Callable

import pytest

from tests.intents.conftest import Conversation


def test_asks_which_of_two_and_goes_on_with_the_answer(ada: Conversation) -> None:
    question = ada.speech("do you have coffee")
    answer = ada.speech("the dark roast coffee")

    assert question == "We have the house blend coffee and the dark roast coffee. Which one would you like?"
    assert answer.startswith("Yes, the dark roast coffee comes in small and large")


@pytest.mark.parametrize("pick", ["the second one", "the dark roast"])
def test_takes_an_ordinal_or_a_part_of_the_name_as_the_answer(ada: Conversation, pick: str) -> None:
    assert "the dark roast coffee" in ada.speech("do you have coffee", pick)


def test_a_no_to_a_choice_offers_to_look_for_something_else(ada: Conversation) -> None:
    assert ada.speech("do you have coffee", "no") == "All right, none of those. What are you looking for?"


def test_the_second_unknown_product_gets_other_words(ada: Conversation) -> None:
    first, second = ada.speech("find me purple umbrellas"), ada.speech("find me flying carpets")

    assert first == "I couldn't find purple umbrellas. What are you looking for?"
    assert second == (
        "I can't find flying carpets here. Try a shorter name, or just the kind of product. What are you looking for?"
    )


def test_a_size_that_there_is_none_of_is_said_with_the_ones_there_are(ada: Conversation) -> None:
    speech = ada.speech("do you have a rain jacket", "do you have it in gray")

    assert speech == (
        "The rain jacket doesn't come in gray. It comes in small, medium, and large. Which one would you like?"
    )


def test_a_product_that_is_sold_out_is_not_offered(ada: Conversation) -> None:
    answer = ada.say("do you have a winter scarf")

    assert answer.speech == (
        "We carry the winter scarf, but it is out of stock right now. What else are you looking for?"
    )
    assert ada.speech("yes") == "All right. What would you like?"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            "blue mugs under ten dollars",
            (
                "I couldn't find an exact match for blue mugs under ten dollars. "
                "The closest is the blue mug, for $14.00. "
                "Would you like it?"
            ),
        ),
        (
            "organic house blend coffee",
            "I couldn't find an exact match for organic house blend coffee. "
            "The closest is the house blend coffee, from $13.50. "
            "Would you like it?",
        ),
        (
            "winter scarf in stock",
            ("We carry the winter scarf, but it is out of stock right now. What else are you looking for?"),
        ),
    ],
)
def test_what_fails_only_what_was_asked_for_beside_its_name_is_offered_as_the_nearest(
    ada: Conversation, words: str, answer: str
) -> None:
    """As Alexa sends it: all of it in the slot."""
    answer_to_slot = ada.echo.intent("FindProductIntent", {"product": {"value": words}})

    assert answer_to_slot.speech == answer


def test_a_yes_to_the_nearest_goes_on_with_it(ada: Conversation) -> None:
    ada.echo.intent("AddToCartIntent", {"product": {"value": "blue mug under ten dollars"}})

    assert ada.speech("yes").startswith("I put one blue mug in your cart.")


def test_says_the_price_of_the_option_that_decides_it(ada: Conversation) -> None:
    speech = ada.speech("how much is the house blend coffee")

    assert speech == (
        "The house blend coffee costs $13.50 to $24.00, depending on the size. Which would you like: small or large?"
    )


def test_only_the_colors_are_said_when_colors_were_asked_for(ada: Conversation) -> None:
    speech = ada.speech("what colors does the cotton t-shirt come in")

    assert speech == "The cotton t-shirt comes in white, black, and green. Which color would you like?"


def test_what_is_not_in_the_products_data_is_not_made_up(ada: Conversation) -> None:
    speech = ada.speech("what's the roast of the blue mug")

    assert speech == (
        "The description doesn't mention the roast of the blue mug. It does say: A hand-glazed mug with a wide handle. "
        "It holds three hundred and fifty milliliters. Anything else?"
    )


def test_a_screen_shows_the_product_with_the_same_facts(at_the_echo: Callable[..., Conversation]) -> None:
    card = at_the_echo(screen=True).say("how much is the red teapot").card

    assert card is not None
    assert (card["title"], card["type"]) == ("Red Enamel Teapot 1.2 l", "Simple")
    assert card["content"].startswith("The red teapot costs $38.00.")
    assert at_the_echo(screen=False).say("how much is the red teapot").card is None


def test_a_name_full_of_markup_is_spoken_and_never_markup(ada: Conversation) -> None:
    with ada.store.for_merchant("juniper") as shop:
        shop.catalogue.variant("MUG-BLUE").product.spoken_name = "M&M's <b>mug</b>"
        shop.commit()

    answer = ada.say("how much is the blue mug")

    assert answer.speech.startswith("The M&M's <b>mug</b> costs $14.00.")
    assert "M&amp;M&#39;s &lt;b&gt;mug&lt;/b&gt;" in (answer.ssml or "")


# A choice stays with "it", whatever is asked in between: the words, and a phrase of the last answer.
CHOSEN = {
    "price": (("do you have t-shirts", "the large one", "how much is it", "green"), "The large green cotton t-shirt"),
    "stock": (("how much is the t-shirt in large", "do you have it in green"), "the large green cotton t-shirt"),
    "cart": (("how much is the small t-shirt", "white", "add it to my cart"), "one small white cotton t-shirt"),
    "another size": (("do you have t-shirts", "small", "green", "do you have it in medium"), "medium green cotton"),
    "after the cart": (("put a small white t-shirt in my cart", "how much is it"), "The small white cotton t-shirt"),
    "sold out": (("do you have a t-shirt in large", "how much is it", "black"), "The large black cotton t-shirt costs"),
    "gone": (("do you have a t-shirt in large", "black", "add it to my cart"), "The large black cotton t-shirt is out"),
    # but not with another, or with one that is named anew
    "another product": (("how much is the t-shirt in large", "put a rain jacket in my cart"), "Which size"),
    "named anew": (("how much is the large t-shirt", "green", "put a t-shirt in my cart"), "Which size"),
    "gone by": (("how much is the large t-shirt", "green", "do you have blue mugs", "add a t-shirt"), "Which size"),
}


@pytest.mark.parametrize(("words", "phrase"), CHOSEN.values(), ids=CHOSEN.keys())
def test_what_was_chosen_stays_with_the_thing_that_is_spoken_of(
    ada: Conversation, words: tuple[str, ...], phrase: str
) -> None:
    assert phrase in ada.speech(*words)
