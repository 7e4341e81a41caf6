"""Answers to a question: a slot's value or a yes, before they mean anything else."""

import pytest

from tests.understanding.conftest import model_of
from voice_skill.understanding import Question, Understanding

QUANTITY = Question("OrderIntent", "quantity", confirms=False)
COLOUR = Question("OrderIntent", "colour", confirms=False)
TOWN = Question("OrderIntent", "town", confirms=False)
WHOLE = Question("OrderIntent", None, confirms=True)
COLOURS = {"blue": ["navy"], "dark red": []}


@pytest.fixture(scope="module")
def desk() -> Understanding:
    """Has an intent for bare numbers too, which a question about a quantity overrides."""
    model = model_of(
        {
            "OrderIntent": ["order mugs", "order {quantity} mugs", "i want {colour} mugs", "send mugs to {town}"],
            "RoomIntent": ["{quantity}", "room {quantity}"],
            "OpenIntent": ["when do you open", "what are your opening hours"],
            "AMAZON.HelpIntent": [],
        },
        {"quantity": "AMAZON.NUMBER", "colour": "COLOUR", "town": "AMAZON.City"},
        COLOUR=COLOURS,
    )
    order = model["interactionModel"]["languageModel"]["intents"][0]
    order["slots"][2]["samples"] = ["to {town}", "i live in {town}"]
    return Understanding(model)


@pytest.mark.parametrize(
    ("said", "question", "value"),
    [
        ("two", QUANTITY, "2"),
        ("um two please", QUANTITY, "2"),
        ("i would like the two", QUANTITY, "2"),
        ("blue", COLOUR, "blue"),
        ("the blue ones", COLOUR, "blue"),
        ("i'd like the dark red one please", COLOUR, "dark red"),
        ("aquamarine", COLOUR, "aquamarine"),
        ("springfield", TOWN, "springfield"),
        ("I live in Springfield", TOWN, "Springfield"),
        ("to new haven please", TOWN, "new haven"),
    ],
)
def test_an_answer_fills_the_slot_that_was_asked_for(
    desk: Understanding, said: str, question: Question, value: str
) -> None:
    understood = desk.understand(said, question=question)

    assert understood.intent == "OrderIntent"
    assert {name: slot.value for name, slot in understood.slots.items()} == {question.slot: value}


def test_without_the_question_the_same_words_mean_something_else(desk: Understanding) -> None:
    assert desk.understand("two").intent == "RoomIntent"


@pytest.mark.parametrize("question", [QUANTITY, COLOUR, TOWN, WHOLE])
@pytest.mark.parametrize(("said", "intent"), [("help", "AMAZON.HelpIntent"), ("when do you open", "OpenIntent")])
def test_a_whole_request_is_no_answer(desk: Understanding, said: str, intent: str, question: Question) -> None:
    assert desk.understand(said, question=question).intent == intent


@pytest.mark.parametrize("said", ["[unk] [unk]", "", "purple monkeys never fly home on sundays at all"])
def test_noise_and_long_nonsense_fill_no_slot(desk: Understanding, said: str) -> None:
    for question in (QUANTITY, COLOUR, TOWN):
        assert desk.understand(said, question=question).slots == {}


@pytest.mark.parametrize("said", ["yes", "no thank you"])
def test_yes_and_no_are_no_new_names(desk: Understanding, said: str) -> None:
    for question in (COLOUR, TOWN):
        assert desk.understand(said, question=question).slots == {}


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("yes", "AMAZON.YesIntent"),
        ("um yes please", "AMAZON.YesIntent"),
        ("that's right", "AMAZON.YesIntent"),
        ("no", "AMAZON.NoIntent"),
        ("no thank you", "AMAZON.NoIntent"),
    ],
)
def test_yes_and_no_need_no_intent_of_the_model(desk: Understanding, said: str, intent: str) -> None:
    assert desk.understand(said, question=WHOLE).intent == intent
    assert desk.understand(said, question=Question("OrderIntent", "town", confirms=True)).intent == intent


def test_a_value_may_be_corrected_where_it_is_to_be_confirmed(desk: Understanding) -> None:
    understood = desk.understand("no, three", question=Question("OrderIntent", "quantity", confirms=True))

    assert (understood.intent, understood.slots["quantity"].value) == ("OrderIntent", "3")


@pytest.mark.parametrize(
    ("locale", "yes", "no"),
    [
        ("de-DE", "ja bitte", "nein"),
        ("fr-FR", "d'accord", "non merci"),
        ("hi-IN", "जी हाँ", "नहीं"),
        ("ja-JP", "はい", "いいえ"),
    ],
)
def test_people_confirm_in_their_own_language(locale: str, yes: str, no: str) -> None:
    model = model_of({"OrderIntent": ["mugs", "tassen bestellen"]}, {})
    understanding = Understanding(model, locale=locale)

    assert understanding.understand(yes, question=WHOLE).intent == "AMAZON.YesIntent"
    assert understanding.understand(no, question=WHOLE).intent == "AMAZON.NoIntent"
