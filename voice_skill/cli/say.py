"""Type what a customer would say, to a merchant's skill or to any other; reads and writes the files of `ask dialog`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_skill.cli.laptop import Laptop, open_laptop, served_skill
from voice_skill.cli.options import json_option, merchant_option
from voice_skill.cli.voice import model_option, screen_option, show_turn, user_option

if TYPE_CHECKING:
    from local_voice.device import Echo
    from local_voice.loop import Turn
    from local_voice.replay import Replay
    from voice_skill.understanding import Understanding

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("text", nargs=-1)
@click.option("--url", help="The address of a running skill, such as http://127.0.0.1:8080/alexa.")
@model_option
@click.option("--locale", help="The language of --model.  [default: of --replay, else en-US]")
@click.option("--skill-id", help="The application id that a skill of --model expects.")
@click.option("--replay", "replay_file", type=FILE, help="Say the lines of a replay file of `ask dialog`.")
@click.option("--record", "record_file", type=FILE, help="Save the conversation as a replay file of `ask dialog`.")
@click.option("--save-skill-io", "io_file", type=FILE, help="Save all requests and responses, as `ask dialog` does.")
@click.option("--aloud", is_flag=True, help="Speak the answers through the loudspeaker.")
@click.option("--as-alexa", is_flag=True, help="Send only what Alexa would: intent, slots, resolutions; not the words.")
@user_option
@screen_option
@merchant_option
@json_option
def say(
    text: tuple[str, ...],
    url: str | None,
    model_file: Path | None,
    locale: str | None,
    skill_id: str | None,
    replay_file: Path | None,
    record_file: Path | None,
    io_file: Path | None,
    aloud: bool,
    as_alexa: bool,
    user_id: str,
    screen: bool,
    merchant_name: str | None,
    json_lines: bool,
) -> None:
    """Talk to a skill by text; each TEXT is one turn of the conversation.

    \b
    Examples:
      voice-skill say "where is my order"
      voice-skill say "open juniper lane" "do you have blue mugs" yes "place my order" yes
      voice-skill say --model model.json --url http://127.0.0.1:5000/ "open trip planner" "plan a trip"
      voice-skill say --replay conversation.json --save-skill-io io.json

    What comes after the end of the session is not said: it is listed, and the exit code is 1. A replay goes on in a
    new session.
    """
    from local_voice.replay import Replay, SkillIo, read_replay, write_replay
    from local_voice.speaking import open_speaker

    if bool(text) == bool(replay_file):
        raise click.UsageError("Give the customer's words: either TEXT … or --replay FILE.")
    if (locale or skill_id) and not model_file:
        raise click.UsageError("--locale and --skill-id are only for a skill of --model.")
    replay = read_replay(replay_file) if replay_file else None
    with _skill(merchant_name, model_file, url, skill_id, locale, replay, as_alexa=as_alexa) as laptop:
        if replay and replay.locale != laptop.locale:
            raise click.ClickException(
                f"{replay_file} is in {replay.locale}, and the skill is asked in {laptop.locale}"
            )
        speaker, io, lines_said = open_speaker(laptop.locale) if aloud else None, SkillIo(), list[str]()
        lines = replay.lines if replay else text
        echo = laptop.echo(user_id=user_id, screen=screen, url=url, record=io.exchange)
        try:
            for number, turn in enumerate(_typed(lines, laptop.understanding(), echo, on=bool(replay)), 1):
                lines_said += [turn.utterance.text] if turn.utterance.text else []
                io.keep(turn)
                unsaid = lines[number:] if turn.session_ends and not replay else ()
                show_turn(turn, json_lines, **{"unsaid": unsaid} if unsaid else {})
                if speaker and turn.ssml:
                    speaker.say(turn.ssml)
                if unsaid:
                    raise click.ClickException(
                        f"The session has ended; these turns were not spoken: {', '.join(map(repr, unsaid))}"
                    )
        finally:  # what went before a fault is what one wants to see
            if record_file and lines_said:
                write_replay(record_file, Replay(laptop.application_id, laptop.locale, tuple(lines_said)))
            if io_file:
                io.save(io_file)


@contextmanager
def _skill(
    merchant: str | None,
    model: Path | None,
    url: str | None,
    skill_id: str | None,
    locale: str | None,
    replay: "Replay | None",
    *,
    as_alexa: bool,
) -> Iterator[Laptop]:
    """A merchant's skill, or the one of an interaction model of the developer's own."""
    if model is None:
        with open_laptop(merchant, as_alexa=as_alexa) as laptop:
            yield laptop
        return
    skill_name = replay.skill_id if replay else "amzn1.ask.skill.local-voice"
    locale_of_skill = replay.locale if replay else "en-US"
    yield served_skill(model, url, skill_id or skill_name, locale or locale_of_skill)


def _typed(lines: Sequence[str], understanding: "Understanding", echo: "Echo", *, on: bool) -> "Iterator[Turn]":
    """The turns of a typed conversation. on: what is said after the session has ended begins a new one."""
    from local_voice.loop import Utterance, converse

    at = 0
    while at < len(lines):
        for turn in converse((Utterance(line) for line in lines[at:]), None, understanding, echo, None):
            at += 1
            yield turn
        if not on:
            return
