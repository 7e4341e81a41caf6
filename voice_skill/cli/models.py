"""Commands about speech models: which are known, which are here, and fetching one."""

import os
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from local_voice.models import ModelBroken, ModelError, ModelMissing, fetch_model, find_model, list_models
from voice_skill.cli.options import as_json, json_option, print_table
from voice_skill.config import Config

COLUMNS = ("locale", "name", "licence", "megabytes", "path")


@click.group()
def models() -> None:
    """The models that hear."""


@models.command("list")
@json_option
def list_known(json_lines: bool) -> None:
    """List the models of models.json, and where those on this machine lie.

    \b
    Example: voice-skill models list
    """
    home = Config.from_env(os.environ).home
    rows = []
    for model in list_models():
        try:
            path = str(find_model(model.locale, home=home))
        except ModelError:
            path = None
        megabytes = round(model.download_bytes / 1e6)
        rows.append(
            {
                "locale": model.locale,
                "name": model.name,
                "licence": model.licence,
                "megabytes": megabytes,
                "path": path,
            }
        )
    print_table(rows, COLUMNS, json_lines)


@models.command("fetch")
@click.option("--locale", default="en-US", show_default=True, help="Whose speech the model knows.")
@json_option
def fetch(locale: str, json_lines: bool) -> None:
    """Bring a model onto this machine, checked file by file; a broken download is taken up where it ended.

    \b
    Example: voice-skill models fetch --locale en-US
    """
    path = fetch_with_bar(locale)
    if json_lines:
        as_json(locale=locale, path=str(path))
    else:
        click.echo(path)


def fetch_with_bar(locale: str) -> Path:
    """The model's folder, fetched with a progress bar on stderr unless it is here."""
    home = Config.from_env(os.environ).home
    try:
        return find_model(locale, home=home)
    except ModelMissing:
        pass
    except ModelBroken as error:
        click.echo(f"{error} It is fetched anew.", err=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(f"Speech model for {locale}", total=None)
        return fetch_model(
            locale, home=home, progress=lambda done, total: bar.update(task, completed=done, total=total or None)
        )
