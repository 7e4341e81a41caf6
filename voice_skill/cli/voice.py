"""Commands that stand in for an Echo: hear files, or talk and be answered."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_skill.cli.laptop import open_laptop, read_model
from voice_skill.cli.options import LAPTOP_USER, as_json, home_folder, json_option, merchant_option

if TYPE_CHECKING:
    from local_voice.loop import Turn

model_option = click.option(
    "--model",
    "model_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="An Alexa interaction model.  [default: the merchant's own]",
)
locale_option = click.option("--locale", default="en-US", show_default=True, help="The language of --model.")
user_option = click.option("--user-id", default=LAPTOP_USER, show_default=True, help="The Alexa user who speaks.")
screen_option = click.option("--screen/--no-screen", default=True, help="Simulate an Echo with or without a screen.")


@click.command()
@click.argument("wav", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@model_option
@locale_option
@merchant_option
@json_option
def hear(
    wav: tuple[Path, ...], model_file: Path | None, locale: str, merchant_name: str | None, json_lines: bool
) -> None:
    """Recognize WAV files of any sample rate, and print the words and their meaning.

    \b
    Example: voice-skill hear --model model.json order.wav
    """
    from local_voice.audio import read_wav
    from local_voice.hearing import Ears
    from local_voice.models import load_encoder
    from voice_skill.cli.models import fetch_with_bar
    from voice_skill.understanding import Understanding

    cache = home_folder() / "cache"
    if model_file:
        model = read_model(model_file)
    else:
        with open_laptop(merchant_name) as laptop:
            model, locale = laptop.model, laptop.locale
    clips = [(path, read_wav(path)) for path in wav]
    understanding = Understanding(
        model, locale=locale, cache_dir=cache, encoder=load_encoder(locale, home=cache.parent)
    )
    ears = Ears(fetch_with_bar(locale), model, cache_dir=cache)
    for path, pcm in clips:
        heard = ears.hear(pcm)
        understood = understanding.understand(heard.alternatives).to_json()
        if json_lines:
            as_json(wav=str(path), **heard.to_json(), **understood)
        else:
            click.echo(f"{path}: {heard.transcript or '(nothing)'}")
            show_understood(understood, json_lines=False)


@click.command()
@click.option("--device", help="The microphone's number or a part of its name.")
@click.option("--list-devices", is_flag=True, help="List the microphones and stop.")
@click.option("--barge-in", is_flag=True, help="Let the customer interrupt an answer by speaking; use headphones.")
@click.option("--record", type=click.Path(path_type=Path, file_okay=False), help="Record WAV files and intents in DIR.")
@click.option("--url", help="The address of a running skill, such as http://127.0.0.1:8080/alexa.")
@user_option
@screen_option
@merchant_option
@json_option
def talk(
    device: str | None,
    list_devices: bool,
    barge_in: bool,
    record: Path | None,
    url: str | None,
    user_id: str,
    screen: bool,
    merchant_name: str | None,
    json_lines: bool,
) -> None:
    """Talk to the shop by microphone and loudspeaker; say "stop", or press Ctrl-C, to end.

    \b
    Examples:
      voice-skill talk --record build/recordings
      voice-skill talk --device headset --barge-in
    """
    from local_voice.hearing import RenewingEars
    from local_voice.loop import converse
    from local_voice.microphone import Answering, microphones, spoken_utterances
    from local_voice.recorder import Recorder
    from local_voice.speaking import open_speaker
    from voice_skill.cli.models import fetch_with_bar

    if list_devices:
        click.echo("\n".join(microphones()))
        return
    microphones()  # says at once, before anything is fetched, that there is none
    with open_laptop(merchant_name) as laptop:
        ears = RenewingEars(fetch_with_bar(laptop.locale), laptop.model, locale=laptop.locale, cache_dir=laptop.cache)
        answering = Answering(open_speaker(laptop.locale))
        recorder = Recorder(record, laptop.model) if record else None
        sources = spoken_utterances(
            ears,
            device=int(device) if device and device.isdecimal() else device,
            partial=lambda words: click.echo(f"\r… {words}", nl=False, err=True),
            answering=answering if barge_in else None,
        )
        echo = laptop.echo(user_id=user_id, screen=screen, url=url)
        for turn in converse(sources, None, laptop.understanding(), echo, None):
            click.echo("\r", nl=False, err=True)
            show_turn(turn, json_lines)
            if recorder:
                recorder.keep(turn)
            ears.expect(laptop.model_now() if laptop.model_now else laptop.model, echo.dynamic_entities)
            if turn.ssml:
                answering.say(turn.ssml)
            if not barge_in:
                answering.wait()
        answering.wait()


def show_turn(turn: "Turn", json_lines: bool, **more: Any) -> None:
    """A turn as JSON, with `more` in it, or as a play: who said what."""
    turn_json = turn.to_json() | more
    if json_lines:
        as_json(**turn_json)
        return
    click.echo(f"You:  {turn_json['text']}   [{described(turn_json)}]")
    click.echo(f"Shop: {turn_json['speech']}")


def show_understood(understood: dict[str, Any], json_lines: bool) -> None:
    if json_lines:
        as_json(**understood)
    else:
        click.echo(f"  {understood['text']}   [{described(understood)}, {understood['confidence']:.2f}]")


def described(understood: dict[str, Any]) -> str:
    """ "AddToCartIntent quantity=2 product=blue mugs"; "not understood" for out of scope."""
    slots = (f"{name}={json.dumps(slot['value'])}" for name, slot in understood["slots"].items())
    return " ".join([understood["intent"] or "not understood", *slots])
