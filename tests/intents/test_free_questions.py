"""Questions about products in free words: answered from the product's data, or said to be unsaid."""

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_product_questions import MOST_WORDS, describe


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
    ("question", "said"),
    [
        ("does the table lamp have a dimmer switch", "A brass lamp with a linen shade, made to order in two weeks."),
        ("will the teapot fit in my cupboard", "An enamel teapot for six cups, with a strainer inside."),
        ("does the bread knife need sharpening", "A serrated blade of twenty centimeters that stays sharp for years."),
        ("is the candle any good for a bathroom", "Burns for about thirty hours with a scent of honey."),
        ("how long does the jam keep after opening", "Two thirds fruit, cooked in small pots."),
        ("can the dog chew the rain jacket", "A light jacket with taped seams and a hood that folds away."),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_not_said_is_not_made_up(ada: Conversation, question: str, said: str) -> None:
    speech = ada.speech(question)

    assert "doesn't say" in speech
    assert f"It does say: {said}" in speech
    assert speech.endswith(" Anything else?")


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


LAMP = (
    "A lamp for desks. A bulb is in the box, a plug adapter is not. Dust the shade every two weeks. "
    "For children from five years and for shelves that carry 3 kg."
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("does it come with a bulb", "Yes. The description says: A bulb is in the box"),
        ("is a plug adapter included", "No. The description says: A bulb is in the box, a plug adapter is not."),
        ("does an adapter come with it", "No."),
        ("do i get a bulb with it", "Yes."),
        ("how old a child is it for", "The description says: For children from five years"),
        ("how heavy a shelf do i need", "The description says: For children from five years and for shelves"),
        ("how often do i have to dust the shade", "The description says: Dust the shade every two weeks."),
        ("how many weeks can i leave the shade", "The description says: Dust the shade every two weeks."),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_spoken_of_is_asked_about_in_any_words(ada: Conversation, question: str, answer: str) -> None:
    describe(ada, "LAMP-TABLE", LAMP)

    ada.say("how much is the table lamp")

    assert ada.speech(question).startswith(answer)


@pytest.mark.parametrize("question", ["what's the weather in rome", "who won the election", "why is the sky blue"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_its_data_do_not_bear_on_is_not_asked_of_it(ada: Conversation, question: str) -> None:
    describe(ada, "LAMP-TABLE", LAMP)

    ada.say("how much is the table lamp")

    assert "description" not in ada.speech(question)


def test_several_questions_of_one_breath_are_each_answered(ada: Conversation) -> None:
    describe(ada, "LAMP-TABLE", LAMP)

    speech = ada.speech("does the table lamp come with a bulb and how often do i dust the shade and how much is it")

    assert "Yes. The description says: A bulb is in the box" in speech
    assert "every two weeks" in speech
    assert "$120.00" in speech


def test_a_question_behind_what_it_is_about_is_of_that(ada: Conversation) -> None:
    describe(ada, "HOUSE-BEAN-S", "Roasted twice a week. Keep it in the tin.")
    ada.say("what coffee do you have")

    assert "twice a week" in ada.speech("not the dark one though the house one how often is that roasted")


def test_what_does_not_come_with_it_is_offered_by_itself(ada: Conversation) -> None:
    describe(ada, "TEAPOT-RED", "A teapot of enamel. A honey jar is not included.")
    ada.say("how much is the red teapot")

    assert ada.speech("does honey come with it").startswith("No. The description says: A honey jar is not included.")
    assert ada.speech("put one in too").startswith("I put one jar of honey in your cart.")


@pytest.mark.parametrize("question", ["got anything cheaper", "is there a cheaper one with regular caffeine"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_something_cheaper_is_of_the_same_kind(ada: Conversation, question: str) -> None:
    ada.say("how much is the dark roast coffee")

    assert "house blend" in ada.speech(question)


def test_what_is_in_a_thing_is_what_it_is_described_to_hold(ada: Conversation) -> None:
    describe(ada, "LAMP-TABLE", "A box with a shade, a foot and two bulbs. Easy to build.")

    assert "two bulbs" in ada.speech("what's in the table lamp")


def test_a_part_is_told_by_its_own_attribute(ada: Conversation) -> None:
    describe(ada, "LAMP-TABLE", "", material="brass", shade="linen")

    assert "linen" in ada.speech("what's the shade of the table lamp made of")
    assert "brass" in ada.speech("what's the table lamp made of")


def test_one_of_a_kind_is_found_by_its_description(ada: Conversation) -> None:
    describe(ada, "HOUSE-BEAN-S", "Packed in a tin with a bear that dances.")

    assert "house blend" in ada.speech("can i have the coffee with the bear that dances")
