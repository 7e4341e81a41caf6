"""A dialog section that Alexa would not build is refused before anything is said, with the place of the fault."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_voice.device import Echo
from local_voice.dialog import read_dialog_model
from local_voice.loop import Utterance, converse
from tests.local_voice.dialog.trip_planner import TripPlanner, trip_model
from voice_skill.understanding import InvalidModel, Understanding
from voice_skill.understanding.interaction_model import read_interaction_model

DIALOG = "interactionModel.dialog"
TRIP = f"{DIALOG}.intents[0]"


def dialog(model: Any) -> Any:
    return model["dialog"]["intents"]


@pytest.mark.parametrize(
    ("spoil", "place", "problem"),
    [
        (
            lambda m: m["dialog"].update(delegationStrategy="OFTEN"),
            f"{DIALOG}.delegationStrategy",
            "'OFTEN' is neither",
        ),
        (lambda m: m["dialog"].update(intents={}), f"{DIALOG}.intents", "a list is expected"),
        (lambda m: dialog(m)[0].update(name="Trip"), f"{TRIP}.name", "not an intent of the language model"),
        (lambda m: dialog(m)[0].update(confirmationRequired="yes"), f"{TRIP}.confirmationRequired", "true or false"),
        (lambda m: dialog(m)[0].pop("prompts"), TRIP, '"prompts" is missing'),
        (lambda m: dialog(m)[0]["slots"][0].update(name="hotel"), f"{TRIP}.slots[0].name", "not a slot of PlanTrip"),
        (lambda m: dialog(m)[0]["slots"][0].update(prompts={}), f"{TRIP}.slots[0].prompts", '"elicitation" is missing'),
        (
            lambda m: dialog(m)[0]["slots"][0]["prompts"].update(elicitation="Elicit.moon"),
            f"{TRIP}.slots[0].prompts.elicitation",
            "no prompt 'Elicit.moon'",
        ),
        (
            lambda m: dialog(m)[0]["slots"][0]["validations"][0].update(type="isNice"),
            f"{TRIP}.slots[0].validations[0].type",
            "'isNice' is not one of",
        ),
        (
            lambda m: dialog(m)[0]["slots"][1]["validations"][0].pop("values"),
            f"{TRIP}.slots[1].validations[0]",
            "isNotInSet needs values",
        ),
        (
            lambda m: dialog(m)[1]["slots"][0]["validations"][0].update(value="some"),
            f"{DIALOG}.intents[1].slots[0].validations[0]",
            "not 'some'",
        ),
        (
            lambda m: dialog(m)[1]["slots"][0]["validations"][0].update(type="isInDuration", start="tomorrow"),
            f"{DIALOG}.intents[1].slots[0].validations[0]",
            "not an ISO 8601 duration",
        ),
        (
            lambda m: dialog(m)[1]["slots"][0]["validations"][0].update(type="isInDuration"),
            f"{DIALOG}.intents[1].slots[0].validations[0]",
            "needs a start or an end",
        ),
        (lambda m: m["prompts"][0].update(variations=[]), "interactionModel.prompts[0]", "needs a variation"),
        (
            lambda m: m["prompts"][0]["variations"][0].update(type="Song"),
            "interactionModel.prompts[0].variations[0].type",
            "'Song' is neither",
        ),
        (
            lambda m: m["prompts"][0]["variations"][1].update(value="<speak>unclosed"),
            "interactionModel.prompts[0].variations[1].value",
            "SSML",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(spoil: Callable[[Any], object], place: str, problem: str) -> None:
    model = trip_model()
    spoil(model["interactionModel"])
    planner = TripPlanner()
    echo = Echo(planner.app, application_id="amzn1.ask.skill.trip")

    with pytest.raises(InvalidModel) as refusal:
        list(converse([Utterance("open trip planner")], None, Understanding(model), echo, None))

    assert refusal.value.place == place
    assert problem in refusal.value.problem
    assert planner.received == []


KEYS = ("name", "slots", "prompts", "type", "prompt", "values", "value", "start", "validations", "id", "variations")
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(["isInSet", "PlainText"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=10,
)


@st.composite
def spoiled_models(draw: st.DrawFn) -> Any:
    """The trip planner's model with anything at one place of its dialog or its prompts."""
    model = trip_model()
    place = model["interactionModel"]
    key: Any = draw(st.sampled_from(["dialog", "prompts"]))
    while isinstance(place[key], dict | list) and place[key] and draw(st.integers(0, 5)):
        place = place[key]
        key = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
    place[key] = draw(anything)
    return model


@settings(max_examples=300, deadline=None)
@given(spoiled_models())
def test_any_dialog_is_read_or_refused(model: Any) -> None:
    with suppress(InvalidModel):
        read_dialog_model(read_interaction_model(model))
