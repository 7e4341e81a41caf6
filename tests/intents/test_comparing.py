"""Comparing a few products: the heavier, cheaper or waterproof one of those that were named or just offered."""

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_product_questions import MOST_WORDS, describe

WHICH = "Which one would you like?"
COMPARED = "compare the blue mug and the soup bowl"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("which one is heavier the wool blanket or the rain jacket", "That's the wool blanket: 1.1 kilograms, versus"),
        ("which weighs less the bread knife or the lavender soap", "That's the lavender soap: 100 grams, versus"),
        ("is the jar of honey lighter than the strawberry jam", "No: 340 grams, versus 250 grams for the strawberry"),
        ("which is cheaper the house blend or the dark roast", "That's the house blend coffee: $13.50 and up, versus"),
        ("which is the cheapest the soup bowl or the blue mug", "That's the blue mug: $14.00, versus"),
        ("is the soup bowl more expensive than the blue mug", "Yes: $16.50, versus $14.00 for the blue mug."),
        ("which has the lower price the soup bowl or the blue mug", "That's the blue mug: $14.00, versus"),
        ("does the soup bowl have a lower price than the blue mug", "No: $16.50, versus $14.00 for the blue mug."),
        (
            "is the house blend stronger than the dark roast",
            ("The description of the dark roast coffee says: A strong coffee"),
        ),
        (
            "is the table lamp taller than the candle",
            "The height of the table lamp is 45 centimeters. I don't know",
        ),
        ("which is made of glass the blue mug or the water jug", "That's the water jug. The blue mug is made of"),
        ("which is waterproof the wool socks or the rain jacket", "That's the rain jacket. I don't know about"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_that_are_named_are_compared(ada: Conversation, question: str, answer: str) -> None:
    speech = ada.speech(question)

    assert speech.startswith(answer)
    assert speech.endswith(WHICH)
    assert len(speech.split()) <= MOST_WORDS


def test_those_that_were_just_compared_are_meant_and_can_be_asked_about_again(ada: Conversation) -> None:
    ada.say(COMPARED)

    assert ada.speech("which is heavier").startswith("That's the soup bowl: 520 grams, versus 380 grams for")
    assert ada.speech("and which one is cheaper").startswith("That's the blue mug: $14.00, versus $16.50 for")
    assert ada.speech("which of them is dishwasher safe") == f"That's the blue mug and the soup bowl. {WHICH}"
    assert ada.speech("the second one") == "Yes, the soup bowl costs $16.50. Shall I put one in your cart?"


def test_three_that_were_offered_are_compared(ada: Conversation) -> None:
    describe(ada, "JUG-GLASS", "", weight="1.2 kg")
    describe(ada, "PAN-S", "", weight="2 kilograms")
    ada.say("anything for the kitchen")

    speech = ada.speech("which one is the lightest")

    sentence = "That's the blue mug: 380 grams, versus 1.2 kg for the water jug and 2 kilograms for the frying pan."
    assert speech == f"{sentence} {WHICH}"


def test_the_cheapest_of_those_that_were_offered_is_taken_up_as_ever(ada: Conversation) -> None:
    speech = ada.speech("what coffee do you have", "which one is the cheapest")

    assert speech == "Yes, the house blend coffee comes in small and large, from $13.50. Which size would you like?"


def test_something_cheaper_than_the_only_one_offered_is_not_that_one(ada: Conversation) -> None:
    speech = ada.speech("do you have mugs under ten dollars", "do you have anything cheaper")

    assert speech == "What kind of product?"
    assert ada.speech("what's in my cart").startswith("Your cart is empty")


@pytest.mark.parametrize("question", ["which one is the cheapest", "do you have anything cheaper"])
def test_asking_for_the_cheapest_puts_nothing_in_the_cart(stranger: Conversation, question: str) -> None:
    sizes = stranger.speech("add the olive oil to my cart", question)
    kinds = stranger.speech("add coffee to my cart", question)

    assert sizes == "Yes, the small olive oil costs $12.00. Shall I put one in your cart?"
    assert kinds.startswith("Yes, the house blend coffee comes in small and large")
    assert stranger.speech("what's in my cart").startswith("Your cart is empty")


def test_it_is_compared_with_another(ada: Conversation) -> None:
    ada.say("how much is the blue mug")

    assert ada.speech("is it heavier than the soup bowl").startswith("No: 380 grams, versus 520 grams for")


def test_what_is_missing_is_asked_for(ada: Conversation) -> None:
    assert ada.speech("which is heavier") == "Which product do you mean?"
    assert ada.speech("the blue mug") == "What should I compare it with?"
    assert ada.speech("the soup bowl").startswith("That's the soup bowl: 520 grams")


def test_a_thing_is_not_compared_with_itself(ada: Conversation) -> None:
    speech = ada.speech("which is heavier the blue mug or the blue mug")

    assert speech == "Those are both the blue mug. What should I compare it with?"


def test_the_same_amount_in_other_units_is_the_same(ada: Conversation) -> None:
    describe(ada, "BOWL-SOUP", "", weight="0.38 kg")

    assert (
        ada.speech(COMPARED, "which is heavier")
        == f"They're the same: 380 grams for the blue mug, 0.38 kg for the soup bowl. {WHICH}"
    )


def test_an_amount_is_told_whole(ada: Conversation) -> None:
    spelled = "one hundred and thirty by one hundred and eighty centimeters"
    describe(ada, "BLANKET-GRAY", "", dimensions=spelled)
    describe(ada, "TOWEL-WHITE", "", dimensions="70 x 140 cm")

    speech = ada.speech("which one is bigger the wool blanket or the bath towel")

    assert speech == f"That's the wool blanket: {spelled}, versus 70 x 140 cm for the bath towel. {WHICH}"
    assert len(speech.split()) <= MOST_WORDS


def test_where_nothing_is_said_the_differences_are_offered(ada: Conversation) -> None:
    speech = ada.speech("which one is softer the winter scarf or the wool socks")

    assert speech == "The descriptions don't say which is softer. Shall I tell you how they differ?"
    assert ada.speech("yes").startswith("The winter scarf costs $42.00 and the wool socks")


def test_a_no_of_the_merchant_is_told(ada: Conversation) -> None:
    describe(ada, "MUG-BLUE", "", lid="no")
    describe(ada, "BOWL-SOUP", "", lid="no, but a plate fits")

    speech = ada.speech(COMPARED, "which one has a lid")

    assert speech == f"Not the blue mug. Not the soup bowl. The description says: but a plate fits. {WHICH}"


def test_a_long_sentence_is_quoted_in_a_breath(ada: Conversation) -> None:
    describe(ada, "MUG-BLUE", "A strong mug " + "that holds and holds " * 20)

    speech = ada.speech("which is stronger the blue mug or the soup bowl")

    assert speech.startswith("The description of the blue mug says: ")
    assert len(speech.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    ("other", "answer"),
    [
        ("the lighter one", "We have the blue mug for $14.00. Would you like one?"),
        ("the first one", "Sorry, I'm not sure what that was for. What would you like?"),
    ],
)
def test_another_one_than_was_offered_is_not_taken_for_a_yes(ada: Conversation, other: str, answer: str) -> None:
    offer = ada.speech("which is heavier the blue mug or the soup bowl", "the heavier one")

    speech = ada.speech(other)

    assert offer == "Yes, the soup bowl costs $16.50. Shall I put one in your cart?"
    assert speech == answer
    assert ada.speech("what's in my cart").startswith("Your cart is empty")


def test_the_lighter_one_is_taken_up(ada: Conversation) -> None:
    assert ada.speech(COMPARED, "the heavier one").startswith("Yes, the soup bowl costs $16.50.")
    assert ada.speech("yes") == "I put one soup bowl in your cart. Would you like to order now?"


def test_who_takes_the_heavier_one_has_it_in_the_cart(ada: Conversation) -> None:
    assert ada.speech(COMPARED, "I'll take the heavier one").startswith("I put one soup bowl in your cart.")


def test_which_is_meant_is_asked_where_the_data_does_not_tell(ada: Conversation) -> None:
    speech = ada.speech("compare the frying pan and the blue mug", "the heavier one")

    assert speech == "Do you mean the frying pan or the blue mug?"
    assert ada.speech("the second one").startswith("Yes, the blue mug costs $14.00.")


@pytest.mark.parametrize(
    ("question", "product"),
    [
        ("which is heavier the soup bowl or the blue mug", "soup bowl"),
        ("which is heavier the blue mug or the soup bowl", "soup bowl"),
        ("is the blue mug heavier than the soup bowl", "blue mug"),
        ("which is waterproof the rain jacket or the wool socks", "rain jacket"),
        ("which is made of glass the blue mug or the water jug", "water jug"),
    ],
)
def test_it_is_the_one_that_was_found(ada: Conversation, question: str, product: str) -> None:
    card = ada.say(question).card

    assert card
    assert product.split()[-1] in card["title"].casefold()
    assert product in ada.speech("put it in my cart")


def test_of_nothing_that_was_offered_the_lighter_one_is_asked_for(ada: Conversation) -> None:
    speech = ada.speech("which is heavier", "the lighter one")

    assert speech == "Please say the product's name. What are you looking for?"  # the second time in other words


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "is the table lamp bigger than the blue mug",
            "By height, yes: 45 centimeters, versus 10 cm for the blue mug.",
        ),
        (
            "is the blue mug bigger than the table lamp",
            "By height, no: 10 cm, versus 45 centimeters for the table lamp.",
        ),
        (
            "is the blue mug bigger than the soup bowl",
            "By height, they're the same: 10 cm for the blue mug, 10 cm for the",
        ),
    ],
)
def test_what_is_judged_by_another_property_is_told_with_its_name(
    ada: Conversation, question: str, answer: str
) -> None:
    describe(ada, "MUG-BLUE", "", height="10 cm")
    describe(ada, "BOWL-SOUP", "", height="10 cm")

    assert ada.speech(question).startswith(answer)


def test_of_several_that_are_as_much_each_is_told_in_its_own_words(ada: Conversation) -> None:
    describe(ada, "JUG-GLASS", "", weight="0.38 kg")
    describe(ada, "PAN-S", "", weight="2 kilograms")
    ada.say("anything for the kitchen")

    speech = ada.speech("which one is the lightest")

    sentence = (
        "It's a tie between the blue mug and the water jug: 380 grams for the blue mug and 0.38 kg for the water jug."
    )
    assert speech == f"{sentence} {WHICH}"


def test_of_three_of_which_nothing_is_said_it_is_asked_which_one(ada: Conversation) -> None:
    for sku in ("MUG-BLUE", "JUG-GLASS", "PAN-S"):
        describe(ada, sku, "")
    ada.say("anything for the kitchen")

    speech = ada.speech("which one is heavier")

    assert speech == f"I don't know the weight of the blue mug, the water jug, and the frying pan. {WHICH}"
    assert ada.speech("the third one").startswith("Yes, the frying pan comes in")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("the larger one", "Yes, the large rain jacket costs $89.00."),
        ("the smallest one", "Yes, the small rain jacket costs $89.00."),
        ("the heavier one", "The rain jacket doesn't come in heavier. It comes in small, medium, and large."),
    ],
)
def test_a_size_is_picked_by_comparing(ada: Conversation, words: str, answer: str) -> None:
    assert ada.speech("do you have a rain jacket", words).startswith(answer)


def test_the_larger_size_is_put_in_the_cart(ada: Conversation) -> None:
    assert ada.speech("add the olive oil to my cart", "the larger one").startswith("I put one large olive oil in")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("the house blend or the dark roast what's the difference", "The house blend coffee costs $13.50"),
        ("what's the difference between your two coffees", "The house blend coffee costs $13.50"),
        ("which of your two coffees is cheaper", "That's the house blend coffee"),
        ("is the small frying pan cheaper than the large one", "The small frying pan costs $"),
        ("how much more is the large chopping board than the small one", "The small chopping board costs $24.00"),
        ("is the soup bowl cheaper than the blue mug and the water jug together", "The soup bowl costs $16.50, and"),
        ("is the soup bowl heavier than the blue one", "Yes: 520 grams, versus 380 grams"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_compared_is_found_in_whatever_words(ada: Conversation, question: str, answer: str) -> None:
    assert ada.speech(question).startswith(answer)


def test_each_size_is_told_where_its_description_says_how_big_it_is(ada: Conversation) -> None:
    describe(ada, "PAN-S", "The small pan is 20 cm across and the large one 28 cm.")
    ada.say("tell me about the frying pan")

    assert "28 cm" in ada.speech("is the large one bigger than the small one")
    assert "28 cm" in ada.speech("how big is the large one")


def test_what_is_said_for_a_purpose_decides(ada: Conversation) -> None:
    describe(ada, "MUG-BLUE", "A mug for children, hard to break.")

    speech = ada.speech("which is better for children the blue mug or the soup bowl")

    assert "A mug for children" in speech
