"""Shows what typed words mean to a skill, and how well it understands unseen wordings."""

import json
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from local_voice.models import load_encoder
from voice_skill.cli.laptop import note_language, open_laptop, read_model
from voice_skill.cli.options import home_folder, json_option, merchant_option, print_table
from voice_skill.cli.voice import locale_option, model_option, show_understood


@click.command()
@model_option
@locale_option
@merchant_option
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help='Sentences with their meaning, one JSON object per line: {"text": …, "intent": …, "slots": {…}}.',
)
@click.option(
    "--without",
    "left_out",
    metavar="INTENT",
    multiple=True,
    help="With --report: list only the sentences that this intent takes from others.",
)
@json_option
def understand(
    model_file: Path | None,
    locale: str,
    merchant_name: str | None,
    report_file: Path | None,
    left_out: tuple[str, ...],
    json_lines: bool,
) -> None:
    """Read one utterance per line from standard input and print its meaning; or report, intent by intent, how many
    sentences of a file are understood, and which intent takes the others.

    \b
    Examples: echo "how much is the blue mug" | voice-skill understand --json
              voice-skill understand --report sentences.jsonl
              voice-skill understand --report sentences.jsonl --without SwapProductIntent
    """
    from voice_skill.understanding import Understanding

    if left_out and not report_file:
        raise click.UsageError("--without needs --report.")
    cache = home_folder() / "cache"
    if model_file:
        note_language(locale)
        model = read_model(model_file)
    else:
        with open_laptop(merchant_name) as laptop:
            model, locale = laptop.model, laptop.locale
    understanding = Understanding(
        model, locale=locale, cache_dir=cache, encoder=load_encoder(locale, home=cache.parent)
    )
    if report_file:
        _report(understanding, model, locale, report_file, left_out, json_lines)
        return
    for line in sys.stdin:
        if line.strip():
            show_understood(understanding.understand(line.strip()).to_json(), json_lines)


def _hint(name: str, model: dict[str, Any]) -> str:
    """The intent that may be meant by a name that the model does not have."""
    names = [intent["name"] for intent in model["interactionModel"]["languageModel"]["intents"]]
    close = get_close_matches(name, names, n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _report(
    understanding: Any, model: dict[str, Any], locale: str, file: Path, left_out: tuple[str, ...], json_lines: bool
) -> None:
    from voice_skill.understanding import Understanding
    from voice_skill.understanding.report import report, without_intents

    sentences = _read_sentences(file)
    without = None
    if left_out:
        try:
            rest = without_intents(model, left_out)
        except KeyError as error:
            raise click.ClickException(
                f"The model has no intent {error.args[0]!r}.{_hint(error.args[0], model)}"
            ) from None
        without = Understanding(rest, locale=locale, encoder=load_encoder(locale, home=home_folder()))
    rows = []
    for each in report(understanding, sentences, without=without):
        losses = each.new_losses if without else each.losses
        lost = [{"text": loss.text, "taken_by": loss.taken_by} for loss in losses]
        rows.append(
            {
                "intent": each.intent or "(out of scope)",
                "sentences": each.sentences,
                "understood": each.understood,
                "lost": lost
                if json_lines
                else "\n".join(f"{one['text']} → {one['taken_by'] or 'none'}" for one in lost),
            }
        )
    print_table(rows, ("intent", "sentences", "understood", "lost"), json_lines, empty="The file has no sentences.")


def _read_sentences(file: Path) -> list[Any]:
    """Raises ClickException."""
    from voice_skill.understanding.report import HeldSentence

    sentences = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                sentences.append(HeldSentence.from_json(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError):
                expected_form = 'expected {"text": "…", "intent": "…", "slots": {…}}'
                raise click.ClickException(f"{file}, line {number}: {expected_form}") from None
    return sentences
