"""Each of Alexa's rules for slot values, with values that keep and break it."""

from datetime import datetime
from typing import Any

import pytest

from local_voice.dialog import read_dialog_model
from tests.local_voice.dialog.trip_planner import trip_model
from voice_skill.understanding.interaction_model import read_interaction_model

NOW = datetime(2026, 6, 10, 15, 0)
Json = dict[str, Any]


def resolved(said: str, *names: str) -> Json:
    code = "ER_SUCCESS_MATCH" if names else "ER_SUCCESS_NO_MATCH"
    values = [{"value": {"name": name, "id": name}} for name in names]
    authority = {"authority": "amzn1.er-authority.echo-sdk.x.CITY", "status": {"code": code}, "values": values}
    return {"value": said, "resolutions": {"resolutionsPerAuthority": [authority]}}


def accepts(rule: Json, slot: Json) -> bool:
    model = trip_model()
    people = model["interactionModel"]["dialog"]["intents"][1]["slots"][0]
    people["validations"] = [rule | {"prompt": "Too.few"}]
    dialogs = read_dialog_model(read_interaction_model(model))
    [validation] = dialogs.intents["BookTableIntent"].slots["people"].validations
    return validation.accepts(slot, NOW)


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [
        ({"type": "isGreaterThan", "value": "5"}, ["6", "5.5", "100"], ["5", "4", "-6", "?", "six"]),
        ({"type": "isGreaterThanOrEqualTo", "value": 5}, ["5", "6"], ["4"]),
        ({"type": "isLessThan", "value": "5"}, ["4", "-5"], ["5", "6"]),
        ({"type": "isLessThanOrEqualTo", "value": "5"}, ["5", "-1"], ["6"]),
        (
            {"type": "isGreaterThan", "value": "2026-06-10"},
            ["2026-06-11", "2026-07", "2027", "2026-W25", "2026-W24-WE"],
            ["2026-06-10", "2026-06", "2026", "2026-W24", "PRESENT_REF", "2026-99-99"],
        ),
        ({"type": "isLessThan", "value": "18:30"}, ["18:29", "07:00"], ["18:30", "19:00", "EV"]),
        ({"type": "isInSet", "values": ["two", "blue mug"]}, ["two", "Two", "blue  mug"], ["three", "mug"]),
        ({"type": "isNotInSet", "values": ["Denver"]}, ["Boston"], ["denver", "DENVER"]),
        (
            {"type": "isInDuration", "start": "P1D", "end": "P2W"},
            ["2026-06-11", "2026-06-24"],
            ["2026-06-10", "2026-06-25", "2025", "?"],
        ),
        ({"type": "isInDuration", "start": "-P1Y"}, ["2025-06-10", "2030-01-01"], ["2025-06-09"]),
        ({"type": "isNotInDuration", "end": "P0D"}, ["2026-06-11"], ["2026-06-10", "2026-06-01"]),
        ({"type": "isInDuration", "start": "PT1H", "end": "PT3H30M"}, ["16:00", "18:30"], ["15:59", "18:31"]),
        ({"type": "isInDuration", "start": "PT0S", "end": "PT12H"}, ["23:59"], ["14:59"]),
        ({"type": "isInDuration", "start": "P0D", "end": "P99999Y"}, ["2999-01-01"], ["2026-06-09"]),
        ({"type": "IsGreaterThan", "value": "5"}, ["6"], ["5"]),
    ],
)
def test_a_rule_takes_what_keeps_it_and_no_more(rule: Json, kept: list[str], broken: list[str]) -> None:
    assert [value for value in kept if not accepts(rule, {"value": value})] == []
    assert [value for value in broken if accepts(rule, {"value": value})] == []


def test_a_match_is_one_of_entity_resolution() -> None:
    rule = {"type": "hasEntityResolutionMatch"}

    assert accepts(rule, resolved("the big apple", "New York"))
    assert not accepts(rule, resolved("atlantis"))
    assert not accepts(rule, {"value": "Boston"})


def test_a_set_may_name_what_was_meant_rather_than_what_was_said() -> None:
    assert accepts({"type": "isInSet", "values": ["New York"]}, resolved("the big apple", "New York"))
    assert not accepts({"type": "isNotInSet", "values": ["New York"]}, resolved("the big apple", "New York"))
