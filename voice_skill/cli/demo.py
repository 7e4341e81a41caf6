"""A whole conversation, spoken and heard: what a newcomer runs first, and what shows that everything works."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voice_skill.cli.laptop import open_laptop
from voice_skill.cli.options import LAPTOP_USER, as_json, json_option
from voice_skill.cli.voice import described
from voice_skill.config import Config

if TYPE_CHECKING:
    from local_voice.audio import Pcm
    from local_voice.loop import Turn

PAUSE_S = 0.6


@dataclass(frozen=True)
class Line:
    """A customer's line, the intent it must be heard as (None: out of scope, ANY: whichever), and words of the right
    answer."""

    said: str
    intent: str | None
    answer: tuple[str, ...]


ANY = "any"
COMMANDS = (
    Line("alexa open juniper lane", "LaunchRequest", ("Welcome back", "Ada", "blue mugs", "tomorrow")),
    Line("do you have a rain jacket", "FindProductIntent", ("rain jacket", "small", "$")),
    Line("medium", "AnswerIntent", ("medium rain jacket", "$")),
    Line("no thank you", "AMAZON.NoIntent", ("All right",)),
    Line("is the red teapot in stock", "ProductStockIntent", ("2 red teapots left",)),
    Line("no", "AMAZON.NoIntent", ("leave it",)),
    Line(
        "what's the difference between the house blend coffee and the dark roast coffee",
        "CompareProductsIntent",
        ("house blend coffee", "dark roast coffee", "$"),
    ),
    Line("put two blue mugs in my cart", "AddToCartIntent", ("2 blue mugs in your cart",)),
    Line("yes please", "AMAZON.YesIntent", ("2 blue mugs", "in total")),
    Line("yes", "AMAZON.YesIntent", ("placed", "number")),
    Line("where are my mugs", "OrderStatusIntent", ("2 blue mugs",)),
    Line("what about order one zero four two three three", "OrderStatusIntent", ("Your order of",)),
    Line("purple monkeys never fly home on sundays", None, ("didn't get that",)),
    Line("order my usual coffee", "ReorderIntent", ("house blend coffee", "in total")),
    Line("yes", "AMAZON.YesIntent", ("placed", "number")),
    Line("no thanks", "AMAZON.NoIntent", ("Goodbye",)),
)
# Several things at once, corrections, questions in between, thanks: what counts is where the talk gets to.
OWN_WORDS = (
    Line("alexa open juniper lane", ANY, ("Welcome back", "Ada")),
    Line("hello how are you", ANY, ("fine", "thank you")),
    Line("add two blue mugs and a red teapot", ANY, ("2 blue mugs and one red teapot",)),
    Line("no make that three blue mugs", ANY, ("3 blue mugs",)),
    Line("how much is the frying pan", ANY, ("$39.00 to $54.00",)),
    Line("the large one", ANY, ("large frying pan", "$54.00")),
    Line("do you have something cheaper", ANY, ("small frying pan", "$39.00")),
    Line("no thanks", ANY, ("All right",)),
    Line("what did i buy last time", ANY, ("house blend coffee",)),
    Line("how much was it", ANY, ("$13.50",)),
    Line("wait a moment", ANY, ("Take your time",)),
    Line("take out the red teapot", ANY, ("I took the red teapot out",)),
    Line("put a lavender soap in my cart", ANY, ("one lavender soap",)),
    Line("thank you", ANY, ("welcome",)),
    Line("what's in my cart", ANY, ("3 blue mugs and one lavender soap", "$46.50")),
    Line("place my order", ANY, ("3 blue mugs and one lavender soap", "Shall I place the order?")),
    Line("make it two soaps", ANY, ("3 blue mugs and 2 bars of lavender soap", "$51.00")),
    Line("yes", ANY, ("$51.00", "placed", "number")),
    Line("thanks that's all", ANY, ("Goodbye",)),
)
CONVERSATIONS = (COMMANDS, OWN_WORDS)


@click.command()
@click.option("--out", default="build/demo", show_default=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--play/--no-play", default=True, help="Play the conversation, if there is a loudspeaker.")
@json_option
def demo(out: Path, play: bool, json_lines: bool) -> None:
    """Hold two spoken conversations with the sample shop, the second in a customer's own words: synthesized to PCM,
    recognized from that alone, answered aloud.

    Writes conversation.wav and transcript.txt, and fails if any turn goes wrong.

    \b
    Example: voice-skill demo --out build/demo
    """
    from local_voice import speaking
    from local_voice.audio import joined, silence, write_wav
    from voice_skill.opening import open_store
    from voice_skill.sample_shop import create_sample_shop

    out.mkdir(parents=True, exist_ok=True)
    config = _own_store(out)
    store = open_store(config)
    merchant = create_sample_shop(store, user_id=LAPTOP_USER)
    store.close()
    aloud = play and speaking.can_play()
    sounds: list[Pcm] = []
    transcript: list[str] = []
    count = sum(map(len, CONVERSATIONS))
    wrong, heard_s, audio_s = count, 0.0, 0.0
    for line, clip, turn in _conversations(config, merchant.name):
        mistakes = _mistakes(line, turn)
        wrong -= not mistakes
        heard_s, audio_s = heard_s + turn.ms.get("hear", 0.0) / 1000, audio_s + clip.duration_s
        lines_shown = _transcript_of(line, turn, mistakes)
        transcript.append(lines_shown)
        if json_lines:
            as_json(**turn.to_json(), said=line.said, mistakes=mistakes, ms=_rounded(turn.ms))
        else:
            click.echo(lines_shown)
        for sound in filter(None, (clip, turn.spoken)):
            sounds += [sound, silence(PAUSE_S, sound.sample_rate_hz)]
            if aloud:
                speaking.play(sound)
    summary = f"{count - wrong} of {count} turns right. Heard in {heard_s / audio_s:.2f} × real time."
    write_wav(out / "conversation.wav", joined(sounds))
    (out / "transcript.txt").write_text("\n".join([*transcript, summary]) + "\n", encoding="utf-8")
    click.echo(f"{summary} Listen to {out / 'conversation.wav'}, read {out / 'transcript.txt'}.", err=json_lines)
    if wrong:
        raise click.exceptions.Exit(1)


def _own_store(out: Path) -> Config:
    """The settings with an embedded database of the demo's own, made anew each time."""
    for file in out.glob("shop.db*"):
        file.unlink()
    config = Config.from_env({**os.environ, "DATABASE_URL": ""})
    return replace(config, database_url=f"sqlite:///{(out / 'shop.db').absolute()}")


def _conversations(config: Config, merchant_name: str) -> Iterator[tuple[Line, "Pcm", "Turn"]]:
    """Each line as it was spoken, and the turn that was made of its sound alone; each conversation is a session."""
    from local_voice.hearing import Ears
    from local_voice.loop import Utterance, converse
    from local_voice.speaking import open_voice
    from voice_skill.cli.models import fetch_with_bar

    with open_laptop(merchant_name, config) as laptop:
        voice = open_voice(laptop.locale)
        ears = Ears(fetch_with_bar(laptop.locale), laptop.model, cache_dir=laptop.cache)
        understanding = laptop.understanding()
        for lines in CONVERSATIONS:
            clips = [voice.synthesize(line.said) for line in lines]
            turns = converse((Utterance(pcm=clip) for clip in clips), ears, understanding, laptop.echo(), voice)
            yield from zip(lines, clips, turns, strict=False)


def _mistakes(line: Line, turn: "Turn") -> list[str]:
    intent = turn.understood.intent if turn.understood else None
    speech = turn.answer.speech if turn.answer else ""
    mistakes = [f"the answer should say {words!r}" for words in line.answer if words not in speech]
    if intent != line.intent and line.intent != ANY:
        mistakes.insert(0, f"should be understood as {line.intent or 'out of scope'}")
    return mistakes


def _transcript_of(line: Line, turn: "Turn", mistakes: list[str]) -> str:
    understood = turn.understood.to_json() if turn.understood else {"intent": None, "slots": {}, "confidence": 0.0}
    spent = ", ".join(f"{stage} {ms:.0f}" for stage, ms in turn.ms.items())
    return "\n".join(
        [
            f"You said:    {line.said}",
            f"It heard:    {turn.heard.transcript if turn.heard else ''}",
            f"Understood:  {described(understood)} ({understood['confidence']:.2f})",
            f"Shop:        {turn.answer.speech if turn.answer else ''}",
            f"             [{spent} ms]",
            *(f"WRONG:       {mistake}" for mistake in mistakes),
            "",
        ]
    )


def _rounded(ms: dict[str, float]) -> dict[str, float]:
    return {stage: round(spent, 1) for stage, spent in ms.items()}
