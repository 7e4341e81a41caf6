"""Talk between people: a few warm words, then back to what was open, which stays as it was."""

import pytest

from tests.intents.conftest import Conversation

ASIDES = [
    "hi there",
    "good evening",
    "how are you doing",
    "thanks a lot",
    "you're great",
    "i love you",
    "who am i talking to",
    "are you a robot",
    "sorry about that",
    "you are useless",
    "tell me a joke",
    "sing me a song",
    "i'm bored",
    "i'm fine thanks",
    "that's not my name",
    "i wasn't talking to you",
    "wait a moment",
    "say it slower",
    "what notifications do i have",
    "are you recording",
    "is this private",
]


@pytest.mark.parametrize("aside", ASIDES)
def test_an_order_still_waits_for_its_yes(ada: Conversation, aside: str) -> None:
    speech = ada.speech("put a blue mug in my cart", "place my order", aside)

    assert "one blue mug" in speech
    assert speech.endswith("?")
    assert ada.speech("yes").startswith("Thank you. Your order for $14.00 is placed.")


@pytest.mark.parametrize("aside", ASIDES)
def test_an_offer_stays_open(ada: Conversation, aside: str) -> None:
    assert ada.speech("how much is the red teapot", aside).endswith("?")
    assert ada.speech("yes").startswith("I put one red teapot in your cart.")


@pytest.mark.parametrize("aside", ASIDES)
def test_a_choice_stays_open(ada: Conversation, aside: str) -> None:
    assert ada.speech("put a rain jacket in my cart", aside).endswith("?")
    assert ada.speech("medium").startswith("I put one medium rain jacket in your cart.")


@pytest.mark.parametrize("aside", ASIDES)
def test_nothing_is_missed_in_an_open_talk(ada: Conversation, aside: str) -> None:
    speech = ada.speech("open juniper lane", aside)

    assert "didn't get that" not in speech
    assert len(speech.split()) <= 30
    assert speech.count("?") == 1


def test_the_same_words_get_three_answers(ada: Conversation) -> None:
    answers = [ada.speech("thank you") for _ in range(3)]

    assert len(set(answers)) == 3


def test_a_greeting_before_a_request_is_no_small_talk(ada: Conversation) -> None:
    assert ada.speech("hi how much is the red teapot").startswith("The red teapot costs $38.00.")


def test_says_it_slower(ada: Conversation) -> None:
    answer = ada.say("how much is the red teapot", "say that more slowly")

    assert answer.ssml.startswith('<speak><prosody rate="slow">The red teapot costs')


def test_that_is_all_reads_the_cart_back(ada: Conversation) -> None:
    assert ada.speech("put a blue mug in my cart", "how much is the soup bowl", "no", "that's all thanks") == (
        "That's one blue mug, $14.00 in total. Shall I place the order?"
    )


def test_that_is_all_places_no_order(ada: Conversation) -> None:
    speech = ada.speech("put a blue mug in my cart", "place my order", "that's all")

    assert speech.endswith("Shall I place the order for one blue mug, $14.00 in total?")


def test_nothing_is_sold_to_who_turned_the_order_down(ada: Conversation) -> None:
    assert ada.speech("put a blue mug in my cart", "no", "that's all") == "All right. Goodbye."


def test_offers_to_order_once(ada: Conversation) -> None:
    first, second, third = (
        ada.speech(f"put a {thing} in my cart") for thing in ("blue mug", "soup bowl", "lavender soap")
    )

    assert first.endswith("Would you like to order now?")
    assert "order" not in second + third
    assert ada.speech("yes").endswith("Shall I place the order?")


def test_no_to_is_that_all_asks_for_more(ada: Conversation) -> None:
    assert ada.speech("put a blue mug in my cart", "put a soup bowl in my cart", "no") == "What else would you like?"


def test_offers_a_thing_once(ada: Conversation) -> None:
    first = ada.speech("how much is the red teapot")
    ada.say("no")
    again = ada.speech("tell me about the red teapot")
    ada.say("put a blue mug in my cart", "no")
    in_cart = ada.speech("how much is the blue mug")

    assert first.endswith("Shall I put one in your cart?")
    assert again.endswith("What else would you like to know?")
    assert in_cart == "That's $14.00 for the blue mug. What else can I tell you?"
