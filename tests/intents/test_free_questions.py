"""Questions about products in free words: answered from the product's data, or said to be unsaid."""

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_product_questions import MOST_WORDS, OFFER, describe


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("who makes the red teapot", "The red teapot is made by Juniper Lane."),
        ("can the frying pan be used on a gas stove", "The description says: Seasoned and ready to use, on any stove"),
        ("how many cups can i get out of the teapot", "The description says: An enamel teapot for six cups"),
        ("how many pockets are on the apron", "The description says: A full-length apron with two pockets"),
        ("how many ounces does the soup bowl weigh", "The soup bowl weighs 520 grams."),
        ("how many cookies come in a packet", "The description says: Crisp biscuits of whole oats and butter, eleven"),
        ("is the blanket large enough for a sofa", "The description says: A thick blanket"),
        ("will the socks shrink in the wash", "Under care, it says: machine wash"),
        ("how long until the honey goes bad", "Under storage, it says: room temperature."),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_bears_on_the_question_is_said(ada: Conversation, question: str, answer: str) -> None:
    speech = ada.speech(question)

    assert speech.startswith(answer)
    assert len(speech.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    "question",
    [
        "does the table lamp have a dimmer switch",
        "will the teapot fit in my cupboard",
        "does the bread knife need sharpening",
        "is the candle any good for a bathroom",
        "how long does the jam keep after opening",
        "can the dog chew the rain jacket",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_not_said_is_not_made_up(ada: Conversation, question: str) -> None:
    speech = ada.speech(question)

    assert "doesn't say" in speech
    assert speech.endswith(OFFER)


def test_it_is_asked_about_without_its_name(ada: Conversation) -> None:
    ada.say("how much is the bread knife")

    assert ada.speech("who makes it").startswith("The bread knife is made by Juniper Lane.")
    assert ada.speech("does it need oiling").startswith("The description of the bread knife doesn't say.")
    assert ada.speech("is it made in germany").startswith("Yes.")
    assert "$45.00" in ada.speech("how much is it")


def test_talk_about_nothing_that_is_sold_is_no_question_about_a_product(ada: Conversation) -> None:
    ada.say("how much is the bread knife")

    assert "description" not in ada.speech("how old are you")
    assert "description" not in ada.speech("why is the sky blue")


def test_a_part_of_the_title_answers(ada: Conversation) -> None:
    describe(ada, "LAMP-TABLE", "")
    with ada.store.for_merchant("juniper") as shop:
        shop.catalogue.variant("LAMP-TABLE").product.title = "Table Lamp - Dimmable - 600 lm Light"
        shop.commit()

    assert ada.speech("is the table lamp dimmable").startswith("It's called Dimmable.")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("which coffee is cheaper", "That's the house blend coffee: $13.50 and up, versus"),
        ("what's the biggest frying pan you have", "Yes, the large frying pan costs $54.00."),
        ("what's your smallest chopping board", "Yes, the small chopping board costs $24.00."),
        ("which coffee has the most caffeine", "The caffeine of the house blend coffee is regular."),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_is_picked_of_all_of_a_kind(ada: Conversation, question: str, answer: str) -> None:
    assert ada.speech(question).startswith(answer)


def test_a_list_is_remembered_for_its_first_and_its_cheapest(ada: Conversation) -> None:
    ada.say("what coffee do you have")

    assert ada.speech("tell me more about the second one").startswith("A strong coffee for espresso")

    ada.say("what coffee do you have")

    assert "$13.50" in ada.speech("how much is the cheapest one")


def test_a_color_that_it_does_not_come_in_is_said(ada: Conversation) -> None:
    ada.say("how much is the red teapot")

    assert ada.speech("does it come in blue").startswith("The red teapot doesn't come in blue")
