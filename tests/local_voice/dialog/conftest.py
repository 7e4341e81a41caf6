"""A conversation with the trip planner, typed."""

from collections.abc import Callable

import pytest

from local_voice.device import Echo
from local_voice.loop import Turn, Utterance, converse
from tests.local_voice.dialog.trip_planner import TripPlanner, trip_model
from voice_skill.understanding import Understanding

Say = Callable[..., list[str]]


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding(trip_model())


@pytest.fixture
def planner() -> TripPlanner:
    return TripPlanner()


@pytest.fixture
def turns(understanding: Understanding, planner: TripPlanner) -> Callable[..., list[Turn]]:
    """What becomes of these typed lines; None is a silence."""

    def conversation(*lines: str | None) -> list[Turn]:
        echo = Echo(planner.app, application_id="amzn1.ask.skill.trip")
        return list(converse([Utterance(line) for line in lines], None, understanding, echo, None))

    return conversation


@pytest.fixture
def say(turns: Callable[..., list[Turn]]) -> Say:
    """What is answered to these typed lines."""
    return lambda *lines: [turn.speech for turn in turns(*lines)]
