"""Whole conversations with a real ask-sdk skill whose model has a dialog section."""

import copy
import logging
from collections.abc import Callable
from typing import Any

import pytest

from local_voice.device import Echo
from local_voice.loop import Turn, Utterance, converse
from tests.local_voice.dialog.conftest import Say
from tests.local_voice.dialog.trip_planner import TripPlanner, trip_model
from voice_skill.understanding import Understanding

STARTED, IN_PROGRESS, COMPLETED = "STARTED", "IN_PROGRESS", "COMPLETED"


def asked(planner: TripPlanner, index: int = -1) -> Any:
    """The request of that number, as the skill got it."""
    return planner.received[index]["request"]


def test_a_delegated_dialog_asks_for_what_is_missing_in_the_models_words(say: Say, planner: TripPlanner) -> None:
    heard = say("open trip planner", "plan a trip", "seattle", "i start from portland", "yes", "2027-07-04", "yes")

    assert heard == [
        "Where to?",
        "Where to?",
        "Where do you start for seattle?",
        "From portland, right?",
        "When?",
        "From portland to seattle on 2027-07-04?",
        "From portland to seattle on 2027-07-04.",
    ]
    trip = "PlanTripIntent"
    assert planner.intents == [(trip, STARTED), *[(trip, IN_PROGRESS)] * 5, (trip, COMPLETED)]


def test_each_turn_tells_the_skill_all_that_is_known(say: Say, planner: TripPlanner) -> None:
    say("plan a trip to seattle", "portland", "yes")

    started, answered, confirmed = (asked(planner, index)["intent"] for index in range(3))
    assert started["slots"]["toCity"]["value"] == "seattle"
    assert "value" not in started["slots"]["fromCity"]
    assert answered["slots"]["fromCity"]["value"] == "portland"
    assert answered["slots"]["fromCity"]["confirmationStatus"] == "NONE"
    authority = answered["slots"]["toCity"]["resolutions"]["resolutionsPerAuthority"][0]
    assert authority["values"] == [{"value": {"name": "Seattle", "id": "SEA"}}]
    assert confirmed["slots"]["fromCity"]["confirmationStatus"] == "CONFIRMED"
    assert confirmed["confirmationStatus"] == "NONE"


def test_a_request_that_says_everything_is_started_and_completed_in_one_turn(
    understanding: Understanding, planner: TripPlanner
) -> None:
    model = trip_model()
    for slot in model["interactionModel"]["dialog"]["intents"][0]["slots"]:
        slot["confirmationRequired"] = False
    model["interactionModel"]["dialog"]["intents"][0]["confirmationRequired"] = False
    echo = Echo(planner.app, application_id="amzn1.ask.skill.trip")

    [turn] = converse(
        [Utterance("plan a trip from boston to seattle on 2027-07-04")], None, Understanding(model), echo, None
    )

    assert turn.speech == "From boston to seattle on 2027-07-04."
    assert planner.intents == [("PlanTripIntent", STARTED), ("PlanTripIntent", COMPLETED)]


def test_a_denied_slot_is_asked_for_again(say: Say, planner: TripPlanner) -> None:
    heard = say("plan a trip from chicago to seattle", "no", "boston", "yes")

    assert heard == ["From chicago, right?", "Where do you start for seattle?", "From boston, right?", "When?"]
    denied = asked(planner, 1)["intent"]["slots"]["fromCity"]
    assert (denied["value"], denied["confirmationStatus"]) == ("chicago", "DENIED")


def test_a_denied_intent_is_completed_and_denied(say: Say, planner: TripPlanner) -> None:
    heard = say("plan a trip from chicago to seattle", "yes", "2027-07-04", "no thank you")

    assert heard[-1] == "All right, no trip."
    assert asked(planner)["dialogState"] == COMPLETED
    assert asked(planner)["intent"]["confirmationStatus"] == "DENIED"


def test_a_value_that_breaks_a_rule_is_asked_for_in_the_rules_words(say: Say) -> None:
    heard = say("plan a trip", "atlantis", "seattle", "denver", "boston")

    assert heard == [
        "Where to?",
        "I do not know atlantis. Which city?",
        "Where do you start for seattle?",
        "Not from denver, please. Where else?",
        "From boston, right?",
    ]


def test_a_name_that_no_list_knows_reaches_the_skill_as_no_match(say: Say, planner: TripPlanner) -> None:
    say("plan a trip", "atlantis")

    [authority] = asked(planner)["intent"]["slots"]["toCity"]["resolutions"]["resolutionsPerAuthority"]
    assert authority["status"] == {"code": "ER_SUCCESS_NO_MATCH"}


def test_an_auto_delegated_dialog_reaches_the_skill_when_it_is_complete(say: Say, planner: TripPlanner) -> None:
    heard = say("book a table", "twenty", "for five", "half past seven pm", "yes")

    assert heard == [
        "For how many?",
        "20 are too many. How many come?",
        "At what time?",
        "A table for 5 at 19:30?",
        "Booked for 5 at 19:30.",
    ]
    assert planner.intents == [("BookTableIntent", COMPLETED)]
    assert planner.received[0]["session"]["new"] is True
    assert asked(planner)["intent"]["confirmationStatus"] == "CONFIRMED"


def test_an_auto_delegated_intent_that_is_denied_reaches_the_skill_too(say: Say, planner: TripPlanner) -> None:
    heard = say("book a table for 2", "at 7 pm", "no")

    assert heard[-1] == "No table then."
    assert planner.intents == [("BookTableIntent", COMPLETED)]


def test_a_turn_that_no_skill_heard_of_says_alexas_question(turns: Callable[..., list[Turn]]) -> None:
    [turn] = turns("book a table")

    assert turn.answer is None
    assert turn.to_json()["intent"] == "BookTableIntent"
    assert turn.to_json()["speech"] == "For how many?"
    assert not turn.session_ends


def test_a_skill_that_leads_the_dialog_itself_speaks_its_own_words(say: Say, planner: TripPlanner) -> None:
    heard = say("pack my bag", "sombrero", "no", "the blue jacket", "yes", "yes")

    assert heard == [
        "What shall I pack?",
        "Pack sombrero?",
        "What shall I pack?",
        "Pack blue jacket?",
        "Close the bag?",
        "The bag is closed.",
    ]
    assert planner.intents == [("PackIntent", STARTED), *[("PackIntent", IN_PROGRESS)] * 5]
    assert asked(planner)["intent"]["confirmationStatus"] == "CONFIRMED"


def test_no_to_the_skills_own_question_is_a_completed_dialog(say: Say, planner: TripPlanner) -> None:
    heard = say("pack my tent", "yes", "no")

    assert heard[-1] == "The bag stays open."
    assert planner.intents[-1] == ("PackIntent", COMPLETED)


def test_the_skill_may_fill_slots_itself(say: Say, planner: TripPlanner) -> None:
    heard = say("plan a trip to boston", "2027-07-04")

    assert heard == ["When?", "From Portland to boston on 2027-07-04?"]
    filled = asked(planner)["intent"]["slots"]["fromCity"]
    assert (filled["value"], filled["confirmationStatus"]) == ("Portland", "CONFIRMED")


def test_the_skill_may_go_on_with_another_intent(say: Say, planner: TripPlanner) -> None:
    heard = say("take me home", "portland")

    assert heard == ["Where do you start for Seattle?", "From portland, right?"]
    assert planner.intents == [("GoHomeIntent", None), ("PlanTripIntent", IN_PROGRESS)]
    assert asked(planner)["intent"]["slots"]["toCity"]["value"] == "Seattle"


def test_asking_for_something_else_leaves_the_dialog(say: Say, planner: TripPlanner) -> None:
    heard = say("plan a trip to seattle", "help", "plan a trip")

    assert heard == ["Where do you start for seattle?", "I plan trips.", "Where to?"]
    assert planner.intents == [("PlanTripIntent", STARTED), ("AMAZON.HelpIntent", None), ("PlanTripIntent", STARTED)]


def test_what_is_said_beyond_the_question_is_taken_too(say: Say, planner: TripPlanner) -> None:
    say("plan a trip", "plan a trip from boston to seattle")

    assert planner.intents[-1] == ("PlanTripIntent", IN_PROGRESS)
    slots = asked(planner)["intent"]["slots"]
    assert (slots["fromCity"]["value"], slots["toCity"]["value"]) == ("boston", "seattle")


def test_silence_is_asked_once_more_in_the_prompts_next_wording(
    turns: Callable[..., list[Turn]], planner: TripPlanner
) -> None:
    asking, again, over = turns("plan a trip", None, None, "seattle")

    assert (asking.speech, again.speech) == ("Where to?", "Which city do you want to see?")
    assert over.session_ends
    assert asked(planner)["reason"] == "EXCEEDED_MAX_REPROMPTS"


def test_what_is_not_understood_counts_as_no_answer(turns: Callable[..., list[Turn]], planner: TripPlanner) -> None:
    heard = turns("book a table for 2", "purple monkeys dream", "purple monkeys dream", "at 7 pm")

    assert [turn.speech for turn in heard] == ["At what time?", "At what time?", ""]
    assert heard[-1].session_ends
    assert planner.received == []  # the skill never heard of the customer


def test_a_skill_without_a_fallback_is_not_sent_one(say: Say, planner: TripPlanner) -> None:
    heard = say("purple monkeys dream", "open trip planner", "purple monkeys dream", "plan a trip")

    assert heard == ["", "Where to?", "Say plan a trip.", "Where to?"]
    assert planner.intents == [("PlanTripIntent", STARTED)]


def test_where_the_model_has_a_fallback_the_skill_is_asked_what_to_do(planner: TripPlanner) -> None:
    model = trip_model()
    model["interactionModel"]["languageModel"]["intents"].append({"name": "AMAZON.FallbackIntent", "samples": []})
    echo = Echo(planner.app, application_id="amzn1.ask.skill.trip")
    lines = [Utterance("book a table for 2"), Utterance("purple monkeys dream")]

    heard = [turn.speech for turn in converse(lines, None, Understanding(model), echo, None)]

    assert heard == ["At what time?", "I only plan trips."]
    assert planner.intents[-1] == ("AMAZON.FallbackIntent", None)


def test_a_german_customer_confirms_in_german(planner: TripPlanner) -> None:
    model = trip_model()
    trip = copy.deepcopy(model["interactionModel"]["languageModel"]["intents"][0])
    trip["samples"] = ["plane eine reise von {fromCity} nach {toCity}"]
    model["interactionModel"]["languageModel"]["intents"][0] = trip
    echo = Echo(planner.app, application_id="amzn1.ask.skill.trip", locale="de-DE")
    lines = [Utterance("plane eine reise von boston nach seattle"), Utterance("ja bitte")]

    heard = [turn.speech for turn in converse(lines, None, Understanding(model, locale="de-DE"), echo, None)]

    assert heard == ["From boston, right?", "When?"]


def test_the_skills_own_words_beside_a_delegation_are_not_spoken(
    understanding: Understanding, caplog: pytest.LogCaptureFixture
) -> None:
    from tests.local_voice.dialog.test_directives import answering

    words = {"type": "PlainText", "text": "One moment."}
    app = answering({"outputSpeech": words, "directives": [{"type": "Dialog.Delegate"}]})
    echo = Echo(app, application_id="amzn1.ask.skill.trip")

    with caplog.at_level(logging.WARNING):
        [turn] = converse([Utterance("plan a trip")], None, understanding, echo, None)

    assert turn.speech == "Where to?"
    assert "outputSpeech" in caplog.text
