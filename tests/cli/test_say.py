"""`voice-skill say` with any skill: a developer's own model and address, and the files of `ask dialog`."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.cli.conftest import Shell
from tests.local_voice.dialog.trip_planner import TripPlanner, trip_model

Json = dict[str, Any]
TRIP = ("plan a trip to seattle", "portland", "yes", "2027-07-04", "yes")


@pytest.fixture
def planner() -> TripPlanner:
    return TripPlanner()


@pytest.fixture
def own(planner: TripPlanner, tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """The options that name the trip planner, served on loopback."""
    model = tmp_path / "trips.json"
    model.write_text(json.dumps(trip_model()))
    server = make_server("127.0.0.1", 0, planner.app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield "--model", str(model), "--url", f"http://127.0.0.1:{server.server_port}/alexa"
    server.shutdown()
    thread.join()


@pytest.fixture
def replay_file(tmp_path: Path) -> Path:
    return write(tmp_path / "replay.json", userInput=[" open trip planner ", *TRIP, ".quit", "never said"])


def write(path: Path, **changes: Any) -> Path:
    content = {"skillId": "amzn1.ask.skill.trips", "locale": "en-US", "type": "text", "userInput": ["help"]} | changes
    path.write_text(json.dumps({key: value for key, value in content.items() if value is not None}))
    return path


def test_a_developers_own_skill_is_spoken_with(shell: Shell, own: tuple[str, ...], planner: TripPlanner) -> None:
    turns = shell.json("say", *own, "--skill-id", "amzn1.ask.skill.mine", *TRIP)

    assert [turn["speech"] for turn in turns][-1] == "From portland to seattle on 2027-07-04."
    assert turns[-1]["session_ends"]
    system = planner.received[0]["context"]["System"]
    assert system["application"]["applicationId"] == "amzn1.ask.skill.mine"


def test_a_skill_at_the_root_of_its_address_is_reached(shell: Shell, tmp_path: Path) -> None:
    app = Flask("a skill at the root")
    app.post("/")(lambda: {"version": "1.0", "response": {"outputSpeech": {"type": "PlainText", "text": "Here."}}})
    model = tmp_path / "trips.json"
    model.write_text(json.dumps(trip_model()))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    url = f"http://127.0.0.1:{server.server_port}"
    with_slash, without = (
        shell.json("say", "--model", str(model), "--url", each, "open trip planner") for each in (f"{url}/", url)
    )
    server.shutdown()

    assert with_slash[0]["speech"] == without[0]["speech"] == "Here."


def test_a_replay_file_is_said_up_to_quit(
    shell: Shell, own: tuple[str, ...], planner: TripPlanner, replay_file: Path
) -> None:
    turns = shell.json("say", *own, "--replay", str(replay_file))

    assert [turn["text"] for turn in turns] == ["open trip planner", *TRIP]
    assert turns[-1]["speech"] == "From portland to seattle on 2027-07-04."
    assert planner.received[0]["session"]["application"]["applicationId"] == "amzn1.ask.skill.trips"


def test_a_replay_goes_on_in_a_new_session(
    shell: Shell, own: tuple[str, ...], planner: TripPlanner, tmp_path: Path
) -> None:
    replay = write(tmp_path / "two.json", userInput=["help", "stop", "open trip planner", "help"])

    turns = shell.json("say", *own, "--replay", str(replay))

    assert [turn["session_ends"] for turn in turns] == [False, True, False, False]
    assert [sent["session"]["new"] for sent in planner.received] == [True, False, True, False]


def test_what_was_said_is_written_as_a_replay_file(shell: Shell, own: tuple[str, ...], tmp_path: Path) -> None:
    record = tmp_path / "record.json"

    first = shell.json("say", *own, "--record", str(record), "ask trip planner to plan a trip to seattle", *TRIP[1:])
    again = shell.json("say", *own, "--replay", str(record))

    assert json.loads(record.read_text()) == {
        "skillId": "amzn1.ask.skill.local-voice",
        "locale": "en-US",
        "type": "text",
        "userInput": ["ask trip planner to plan a trip to seattle", *TRIP[1:], ".quit"],
    }
    assert [turn["speech"] for turn in again] == [turn["speech"] for turn in first]


def test_every_request_and_response_is_saved_by_utterance(
    shell: Shell, own: tuple[str, ...], planner: TripPlanner, tmp_path: Path
) -> None:
    saved = tmp_path / "io.json"

    shell.out("say", *own, "--save-skill-io", str(saved), *TRIP)

    invocations = json.loads(saved.read_text())["invocations"]
    assert [each["request"] for each in invocations] == [
        {"utterance": line, "newSession": line == TRIP[0]} for line in TRIP
    ]
    results = [each["response"]["body"]["result"] for each in invocations]
    exchanges = [each for result in results for each in result["skillExecutionInfo"]["invocations"]]
    assert [each["invocationRequest"]["body"] for each in exchanges] == planner.received
    assert len(results[-1]["skillExecutionInfo"]["invocations"]) == 2  # the last answer, and the completed dialog
    assert exchanges[0]["invocationResponse"]["body"]["response"]["directives"][0]["type"] == "Dialog.Delegate"
    caption = results[0]["alexaExecutionInfo"]["alexaResponses"][0]["content"]["caption"]
    assert caption == "Where do you start for seattle?"


def test_what_went_before_a_fault_is_saved_too(shell: Shell, own: tuple[str, ...], tmp_path: Path) -> None:
    record, saved = tmp_path / "record.json", tmp_path / "io.json"
    del (broken := trip_model())["interactionModel"]["dialog"]
    Path(own[1]).write_text(json.dumps(broken))

    line = shell.refused(
        "say", *own, "--record", str(record), "--save-skill-io", str(saved), "open trip planner", "plan a trip"
    )

    assert "not configured to support dialogs" in line
    assert json.loads(record.read_text())["userInput"] == ["open trip planner", ".quit"]
    assert len(json.loads(saved.read_text())["invocations"]) == 1


def test_the_merchants_own_skill_is_replayed(shop_shell: Shell, tmp_path: Path) -> None:
    lines = ["open juniper lane", "how much is the blue mug", "no", ".quit"]
    replay = write(tmp_path / "shop.json", skillId="amzn1.ask.skill.in-the-cloud", userInput=lines)

    turns = shop_shell.json("say", "--replay", str(replay))

    assert turns[1]["speech"] == "The blue mug costs $14.00. Shall I put one in your cart?"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is not a replay file"),
        ("open trip planner", "is not a replay file"),
        ("[]", "has no JSON object"),
        ("{}", '"skillId" is missing'),
        ({"skillId": " "}, '"skillId" is missing'),
        ({"locale": None}, '"locale" is missing'),
        ({"userInput": None}, '"userInput" must be a list'),
        ({"userInput": "help"}, '"userInput" must be a list'),
        ({"userInput": ["help", " "]}, "none of them empty"),
        ({"userInput": ["help", 5]}, "list of texts"),
        ({"userInput": []}, "has no utterance"),
        ({"userInput": [".quit"]}, "has no utterance"),
        ({"userInput": ["help", ".record out.json"]}, "'.record out.json' is a command"),
    ],
)
def test_a_file_that_is_no_replay_is_refused_in_a_line(
    shell: Shell, own: tuple[str, ...], tmp_path: Path, content: str | Json, why: str
) -> None:
    path = tmp_path / "bad.json"
    if isinstance(content, str):
        path.write_text(content)
    else:
        write(path, **content)

    assert why in shell.refused("say", *own, "--replay", str(path))


def test_a_replay_that_is_not_there_or_no_text_is_refused_in_a_line(
    shell: Shell, own: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00\x01")

    assert "No such file" in shell.refused("say", *own, "--replay", str(tmp_path / "none.json"))
    assert "is not a replay file" in shell.refused("say", *own, "--replay", str(tmp_path / "binary.json"))


def test_a_replay_in_another_language_is_refused(shop_shell: Shell, own: tuple[str, ...], tmp_path: Path) -> None:
    german = str(write(tmp_path / "german.json", locale="de-DE"))

    for refused in (
        shop_shell.refused("say", "--replay", german),
        shop_shell.refused("say", *own, "--locale", "en-US", "--replay", german),
    ):
        assert "is in de-DE, and the skill is asked in en-US" in refused


def test_a_model_needs_the_address_of_its_skill(shell: Shell, own: tuple[str, ...]) -> None:
    assert "--model needs --url" in shell.refused("say", *own[:2], "help")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "either TEXT"),
        (("help", "--replay", "x.json"), "either TEXT"),
        (("help", "--locale", "de-DE"), "are only for a skill of --model"),
        (("help", "--skill-id", "amzn1.ask.skill.mine"), "are only for a skill of --model"),
    ],
)
def test_options_that_do_not_go_together_are_refused(shell: Shell, words: tuple[str, ...], why: str) -> None:
    result = shell.run("say", *words)

    assert result.exit_code == 2
    assert why in result.stderr


def test_a_dialog_that_alexa_would_not_build_is_refused_in_a_line(shell: Shell, own: tuple[str, ...]) -> None:
    broken = trip_model()
    broken["interactionModel"]["prompts"] = []
    Path(own[1]).write_text(json.dumps(broken))

    assert "there is no prompt" in shell.refused("say", *own, "help")


def test_a_file_nested_too_deeply_is_refused_in_a_line(shell: Shell, own: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text("[" * 100_000)

    assert "is not a replay file" in shell.refused("say", *own, "--replay", str(tmp_path / "deep.json"))
    assert "cannot be read" in shell.refused("say", "--model", str(tmp_path / "deep.json"), *own[2:], "help")


def test_as_alexa_hands_on_no_words(shell: Shell, tmp_path: Path) -> None:
    shell.out("sample-shop")
    io_file = tmp_path / "io.json"

    has_words = []
    for options in ((), ("--as-alexa",)):
        shell.out("say", *options, "--save-skill-io", str(io_file), "how much is the blue mug")
        turn = json.loads(io_file.read_text())["invocations"][0]["response"]["body"]["result"]
        request = turn["skillExecutionInfo"]["invocations"][0]["invocationRequest"]["body"]["request"]
        has_words.append("said" in request["intent"]["slots"])

    assert has_words == [True, False]
