"""Dialog directives that Alexa would refuse end the session, with a word to the developer and one to the skill."""

from typing import Any

import pytest
from flask import Flask, request

from local_voice.device import Echo, InvalidDirective
from local_voice.loop import Utterance, converse
from tests.local_voice.dialog.trip_planner import trip_model
from voice_skill.understanding import Understanding

Json = dict[str, Any]
DELEGATE = {"type": "Dialog.Delegate"}
ELICIT = {"type": "Dialog.ElicitSlot", "slotToElicit": "toCity"}


def answering(response: Json, received: list[Json] | None = None) -> Flask:
    """A skill with one answer to everything."""
    app = Flask("stubborn")

    @app.post("/alexa")
    def answer() -> Json:
        if received is not None:
            received.append(request.get_json()["request"])
        return {"version": "1.0", "response": response}

    return app


def updated(name: str, **more: Any) -> Json:
    return DELEGATE | {"updatedIntent": {"name": name} | more}


@pytest.mark.parametrize(
    ("said", "directives", "why"),
    [
        ("plan a trip", [{"type": "Dialog.Elicit"}], "not supported: Dialog.Elicit"),
        ("plan a trip", [{"type": "Dialog.DelegateRequest"}], "Alexa Conversations"),
        (
            "plan a trip",
            [ELICIT | {"slotToElicit": "hotel"}],
            "slotToElicit is 'hotel', which is not a slot of PlanTrip",
        ),
        ("plan a trip", [{"type": "Dialog.ElicitSlot"}], "slotToElicit is None"),
        ("plan a trip", [{"type": "Dialog.ConfirmSlot", "slotToConfirm": "item"}], "slotToConfirm is 'item'"),
        ("plan a trip", [DELEGATE, ELICIT], "only one of Dialog.Delegate"),
        ("plan a trip", [DELEGATE, {"type": "Alexa.Presentation.APL.RenderDocument"}], "Alexa.Presentation"),
        ("plan a trip", [updated("NoSuchIntent")], "updatedIntent is 'NoSuchIntent'"),
        ("plan a trip", [updated("PlanTripIntent", slots={"hotel": {}})], "has a slot 'hotel'"),
        ("plan a trip", [updated("PlanTripIntent", slots={"toCity": "Boston"})], "has a slot 'toCity'"),
        ("plan a trip", [updated("PlanTripIntent", confirmationStatus="MAYBE")], "not 'MAYBE'"),
        ("plan a trip", [DELEGATE | {"updatedIntent": "PlanTripIntent"}], "updatedIntent is ''"),
        ("plan a trip", [updated("GoHomeIntent")], "GoHomeIntent is not in the dialog section"),
        ("take me home", [DELEGATE], "GoHomeIntent is not in the dialog section"),
        ("help", [{"type": "Dialog.ConfirmIntent"}], "AMAZON.HelpIntent is not in the dialog section"),
        ("open trip planner", [DELEGATE], "needs an updatedIntent"),
        ("pack my tent", [DELEGATE], "dialogState is COMPLETED"),
        ("pack my tent", [updated("PackIntent")], "sent 10 times"),
    ],
)
def test_a_directive_that_does_not_fit_is_refused(
    understanding: Understanding, said: str, directives: list[Json], why: str
) -> None:
    received: list[Json] = []
    echo = Echo(answering({"directives": directives}, received), application_id="amzn1.ask.skill.trip")

    with pytest.raises(InvalidDirective, match=why):
        list(converse([Utterance(said)], None, understanding, echo, None))

    told = received[-1]
    assert (told["type"], told["reason"]) == ("SessionEndedRequest", "ERROR")
    assert told["error"]["type"] == "INVALID_RESPONSE"
    assert why in told["error"]["message"]
    assert not echo.in_session


def test_a_skill_without_a_dialog_model_may_not_use_directives() -> None:
    model = trip_model()
    del model["interactionModel"]["dialog"]
    echo = Echo(answering({"directives": [ELICIT]}), application_id="amzn1.ask.skill.trip")

    with pytest.raises(InvalidDirective, match="not configured to support dialogs"):
        list(converse([Utterance("plan a trip")], None, Understanding(model), echo, None))


def test_a_skill_may_begin_a_dialog_when_it_is_opened(understanding: Understanding) -> None:
    received: list[Json] = []
    intent = {"name": "PlanTripIntent", "slots": {"fromCity": {"name": "fromCity", "value": "Boston"}}}
    words = {"type": "PlainText", "text": "Where to this time?"}
    answer = {"outputSpeech": words, "directives": [ELICIT | {"updatedIntent": intent}]}
    echo = Echo(answering(answer, received), application_id="amzn1.ask.skill.trip")

    turns = list(converse([Utterance("open trip planner"), Utterance("denver")], None, understanding, echo, None))

    assert turns[0].speech == "Where to this time?"
    assert (received[1]["type"], received[1]["dialogState"]) == ("IntentRequest", "IN_PROGRESS")
    slots = received[1]["intent"]["slots"]
    assert {name: slot.get("value") for name, slot in slots.items()} == {
        "fromCity": "Boston",
        "toCity": "denver",
        "travelDate": None,
    }


def test_dynamic_entities_need_no_dialog() -> None:
    model = trip_model()
    del model["interactionModel"]["dialog"]
    update = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "CLEAR"}
    echo = Echo(answering({"directives": [update]}), application_id="amzn1.ask.skill.trip")

    [turn] = converse([Utterance("plan a trip")], None, Understanding(model), echo, None)

    assert turn.answer is not None
    assert "dialogState" not in turn.answer.request["request"]
