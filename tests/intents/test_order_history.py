"""Questions about past orders: the order that is meant, and what is said of it."""

from datetime import date, timedelta

import pytest

from intents.orders.order_period import past_days
from tests.conftest import Clock
from tests.intents.conftest import Conversation

TODAY = date(2026, 11, 21)  # a Saturday
MUGS, COFFEE, SOAP = "2 blue mugs", "one small ground house blend coffee", "one lavender soap"


@pytest.mark.parametrize(
    ("value", "first", "end"),
    [
        ("2027-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-11-20", date(2026, 11, 20), date(2026, 11, 21)),
        ("2026-11-23", date(2026, 11, 16), date(2026, 11, 17)),
        ("2027-03-05", date(2026, 3, 5), date(2026, 3, 6)),
        ("2026-W46", date(2026, 11, 9), date(2026, 11, 16)),
        ("2026-W46-WE", date(2026, 11, 14), date(2026, 11, 16)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2026-SU", date(2026, 6, 1), date(2026, 9, 1)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 7, 1)),
    ],
)
def test_a_date_means_the_last_such_days(value: str, first: date, end: date) -> None:
    assert past_days(value, TODAY) == (first, end)


@pytest.mark.parametrize("value", ["PRESENT_REF", "202X", "2026-02-30", "2026-W77", ""])
def test_what_is_no_stretch_of_days_means_no_time(value: str) -> None:
    assert past_days(value, TODAY) is None


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["what did I buy from you last time"], [MUGS, "$28.00"]),
        (["which things have I ordered so far"], ["3 times", MUGS, COFFEE, SOAP]),
        (["what did I order in October 2026"], [SOAP]),
        (["did I buy any soap in October 2026"], [SOAP]),
        (["did I order anything in June"], ["didn't order anything then", MUGS]),
        (["did I ever buy a red teapot"], ["don't see red teapot"]),
        (["when was it that I last bought soap"], [SOAP, "October 12"]),
        (["what did the lavender soap cost me back then"], ["$4.50"]),
        (["is anything of mine still on the way"], [MUGS, "tomorrow"]),
        (["what was in the last delivery I got from you"], [COFFEE]),
        (["hello", "where is my coffee", "and the one before that"], [SOAP, "delivered"]),
        (["hello", "how much was my last order", "and the one before that", "and the soap"], ["$4.50"]),
        (["hello", "where is my coffee", "what's the number of that order"], ["104518"]),
        (["hello", "where is my coffee", "what was my latest order"], [MUGS]),
        (["hello", "list my orders", "and before that", "and before that"], [SOAP]),
        (["hello", "where is the soap I ordered", "and before that"], ["none before that", "October 12"]),
    ],
)
def test_the_order_that_is_meant(ada: Conversation, texts: list[str], parts: list[str]) -> None:
    speech = ada.speech(*texts)

    assert [part for part in parts if part not in speech] == [], speech


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["when's my mug coming"], [MUGS, "tomorrow"]),
        (["when do the mugs I ordered get here"], [MUGS, "tomorrow"]),
        (["so any idea when my mugs will turn up"], [MUGS, "tomorrow"]),
        (["which order was the soap in"], ["104233"]),
        (["which of my orders had the lavender soap in it"], ["104233"]),
        (["how much was that whole order again the one with the soap in it"], ["$29.50"]),
        (["what did the order with the soap come to"], ["$29.50"]),
        (["how much did I pay for the soap in that order"], ["$4.50"]),
        (["how many coffees did I get when I bought the soap"], ["2 small ground house blend coffees", "October 12"]),
        (["how many bags of coffee were in the order with the soap"], ["2 small ground house blend coffees"]),
        (["how many mugs are coming"], [MUGS]),
        (["how many pairs of mugs did I buy"], [MUGS]),
        (["what color were the mugs I bought"], [MUGS]),
        (["what's still on its way"], [MUGS, "tomorrow"]),
        (["anything not delivered yet"], [MUGS, "tomorrow"]),
        (["which of my orders never came"], [MUGS, "tomorrow"]),
        (["which orders have been delivered"], [COFFEE, SOAP, "delivered"]),
        (["which one of my orders got cancelled"], ["None of your orders was cancelled."]),
        (["did anything I bought get returned"], ["None of your orders was returned."]),
        (["was my order cancelled"], [MUGS, "on its way"]),
        (["when was the soap delivered"], [SOAP, "delivered on October 16"]),
        (["when did I order the soap and how much was it and has it arrived"], ["October 12", "$", "October 16"]),
        (["what did I order in October 2026 and what did it cost"], [SOAP, "$29.50"]),
        (["did I ever buy a soup bowl from you"], ["don't see soup bowl"]),
    ],
)
def test_questions_in_free_words(ada: Conversation, texts: list[str], parts: list[str]) -> None:
    speech = ada.speech(*texts)

    assert [part for part in parts if part not in speech] == [], speech


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("how many is that", "2 small ground house blend coffees"),
        ("how many coffees are in that one", "2 small ground house blend coffees"),
        ("how many bags was that", "2 small ground house blend coffees"),
        ("what size were they", "2 small ground house blend coffees"),
        ("and what did it come to altogether", "$29.50"),
        ("what did I pay for the coffee", "$25.00"),
        ("when was that", "October 12"),
        ("which order number was that", "104233"),
        ("and what happened to it", "delivered"),
        ("when was it delivered", "October 16"),
        ("what else was in there", SOAP),
    ],
)
def test_a_follow_up_is_about_the_order_last_spoken_of(ada: Conversation, text: str, part: str) -> None:
    speech = ada.speech("hello", "what's the number of the order with the soap", text)

    assert part in speech


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        (["how much is the lavender soap", "when did I buy it"], "You ordered one lavender soap on October 12."),
        (["how much is the lavender soap", "did I ever buy one"], SOAP),
        (["how much is the soup bowl", "did I ever order one"], "don't see soup bowl"),
        (
            ["when did I order the lavender soap", "how much was it"],
            "$4.50 for one lavender soap, ordered on October 12",
        ),
        (["when did I order the lavender soap", "how much was it"], "The whole order came to $29.50."),
        (["put a soup bowl in my cart", "how many is that"], "You have one soup bowl in your cart"),
    ],
)
def test_it_is_what_was_last_spoken_of(ada: Conversation, texts: list[str], part: str) -> None:
    assert part in ada.speech("hello", *texts)


@pytest.mark.parametrize(
    ("reference", "part"),
    [
        ("the first one", MUGS),
        ("the second one", COFFEE),
        ("the last one you mentioned", SOAP),
        ("the last one", SOAP),
        ("the one before that", COFFEE),
        ("the oldest", SOAP),
        ("the very first one I placed", SOAP),
        ("the October one", SOAP),
        ("the one from November fourth", COFFEE),
        ("the Wednesday one", MUGS),
        ("the one on the twelfth", SOAP),
        ("the one with the soap", SOAP),
        ("the coffee one", COFFEE),
        ("the newest", MUGS),
    ],
)
def test_an_order_is_chosen_of_those_listed(ada: Conversation, reference: str, part: str) -> None:
    turns = ada.turns("hello", "list my orders", reference, "and when was that")

    chosen, day = (turn.answer.speech if turn.answer else "" for turn in turns[-2:])
    assert chosen.startswith("You ordered ")
    assert part in chosen
    assert part in day


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("how much was the second one", "$12.50"),
        ("how much was the October one", "$29.50"),
        ("where is the one from October", "delivered on October 16"),
        ("what's the number of the oldest one", "104233"),
        ("did the second one turn up", "delivered on November 7"),
        ("cancel the second one", "delivered on November 7. It can no longer be cancelled."),
    ],
)
def test_something_is_asked_of_an_order_that_was_listed(ada: Conversation, question: str, part: str) -> None:
    assert part in ada.speech("hello", "list my orders", question)


def test_what_was_listed_last_is_chosen_from(ada: Conversation) -> None:
    speech = ada.speech("hello", "list my orders", "what do you sell", "the first one")

    assert "ordered" not in speech


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        (["how much did I spend in November 2026"], "in 2 orders, the first on November 4"),
        (["how much did I spend in October 2026"], "$29.50"),
        (["how many coffees did I buy in October 2026"], "2 small ground house blend coffees"),
        (["how many coffees did I get last time"], "You ordered one small ground house blend coffee on November 4."),
        (["when did I last buy soap", "how many of those have I bought"], SOAP),
        (["when did I last buy coffee", "how much have I spent on that altogether"], "$37.50"),
    ],
)
def test_purchases_are_summed_up(ada: Conversation, texts: list[str], part: str) -> None:
    assert part in ada.speech("hello", *texts)


def test_what_was_cancelled_was_not_bought(ada: Conversation) -> None:
    ada.speech("order a soup bowl", "yes", "cancel my order", "yes")

    assert "that order was cancelled" in ada.speech("how many soup bowls have I bought")
    assert "$70.00" in ada.speech("how much have I spent here altogether")


def test_an_order_of_long_ago_has_its_date(ada: Conversation, clock: Clock) -> None:
    clock.now += timedelta(days=6)
    assert "on November 18" in ada.speech("when was it I ordered the mugs")


def test_says_of_a_purchase_that_was_cancelled(ada: Conversation) -> None:
    ada.speech("order a soup bowl", "yes", "cancel my order", "yes")

    assert "that order was cancelled" in ada.speech("did I ever buy a soup bowl here")
    assert ada.speech("which one of my orders got cancelled").startswith("Your order of one soup bowl was cancelled.")
    assert "one soup bowl, cancelled" in ada.speech("list my orders")


@pytest.mark.parametrize("text", ["so is that ordered now", "did that go through", "have you ordered it"])
def test_says_that_a_cart_is_not_ordered_yet(ada: Conversation, text: str) -> None:
    speech = ada.speech("put a soup bowl in my cart", text)

    assert speech.startswith("Not yet. You have one soup bowl in your cart")


@pytest.mark.parametrize(
    "number",
    [
        "one oh four two double three",
        "it's 104 233",
        "1 0 4 2 3 3",
        "104-233",
        "one hundred four two hundred thirty three",
        "no it's one zero four two three three",
        "sorry my order number is one o four two three three",
        "the one ending in two three three",
        "the order that ends with 33",
        "what about number ten forty two thirty three",
    ],
)
@pytest.mark.parametrize("before", [["hello"], ["hello", "where is order 99"], ["hello", "where is my order"]])
def test_an_order_number_is_heard_at_any_moment(ada: Conversation, before: list[str], number: str) -> None:
    assert SOAP in ada.speech(*before, number)


def test_a_number_says_the_same_of_that_order(ada: Conversation) -> None:
    assert ada.speech("hello", "when did I place my last order", "104233").startswith("You ordered 2 small ground")


def test_an_order_about_to_be_placed_waits_for_its_yes_beside_a_number(ada: Conversation) -> None:
    speech = ada.speech("put a blue mug in my cart", "place my order", "104233")

    assert SOAP in speech
    assert speech.endswith("Shall I place the order for one blue mug, $14.00 in total?")


def test_somebody_elses_number_is_unknown(stranger: Conversation) -> None:
    speech = stranger.speech("hello", "104233")

    assert speech.startswith("I couldn't find order 104233.")
    assert "coffee" not in speech


@pytest.mark.parametrize(
    "question", ["what did I buy last time", "when did I last buy coffee", "how many orders do I have"]
)
def test_who_never_bought_hears_so(stranger: Conversation, question: str) -> None:
    assert stranger.speech(question).startswith("I don't see any orders from you yet.")


def test_a_number_of_things_is_not_an_order(ada: Conversation) -> None:
    assert "2 bars of lavender soap" in ada.speech("put a lavender soap in my cart", "make it two", "what's in my cart")


def test_after_ordering_the_new_order_is_the_one_spoken_of(ada: Conversation) -> None:
    speech = ada.speech("put a lavender soap in my cart", "place my order", "yes", "what's in that order")

    assert SOAP in speech
    assert "coffee" not in speech
