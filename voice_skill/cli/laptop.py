"""Takes Amazon's place on a laptop: the app without signatures, its model, an Echo, ears and a voice."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import Flask

from local_voice.device import Echo
from local_voice.models import load_encoder
from voice_skill.app import create_app, word_reader
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.channels.alexa.messages import WORDS_SLOT
from voice_skill.cli.options import LAPTOP_USER, home_folder, only_merchant
from voice_skill.config import Config
from voice_skill.opening import open_store
from voice_skill.store import Store

if TYPE_CHECKING:
    from voice_skill.understanding import Understanding

# How long to wait for a program that writes to the database.
PATIENCE_S = 5


@dataclass(frozen=True)
class Laptop:
    """A skill, ready to be spoken with. app: its web address where it is not one of our merchants'.

    path: of an address that names none.
    model: the interaction model as it was first; model_now gives it with today's catalogue.
    words_slot: the slot in which all that was said is handed on.
    """

    app: Flask | str
    application_id: str
    locale: str
    model: dict[str, Any]
    cache: Path
    model_now: Callable[[], dict[str, Any]] | None = None
    path: str = "/alexa"
    words_slot: str | None = None

    def echo(
        self,
        *,
        user_id: str = LAPTOP_USER,
        screen: bool = True,
        url: str | None = None,
        record: Callable[[dict[str, Any], dict[str, Any]], object] | None = None,
    ) -> Echo:
        return Echo(
            url or self.app,
            application_id=self.application_id,
            user_id=user_id,
            locale=self.locale,
            screen=screen,
            path=self.path,
            record=record,
            words_slot=self.words_slot,
        )

    def understanding(self) -> "Understanding":
        from voice_skill.understanding import Understanding

        return Understanding(
            self.model,
            locale=self.locale,
            cache_dir=self.cache,
            encoder=load_encoder(self.locale, home=self.cache.parent),
        )


@dataclass
class _ModelOfNow:
    """Reads the interaction model anew when the catalogue was imported meanwhile, by whatever process."""

    store: Store
    merchant_name: str
    version: int
    model: dict[str, Any]
    has_words: bool

    def __call__(self) -> dict[str, Any]:
        with self.store.for_merchant(self.merchant_name) as shop:
            if shop.merchant.catalogue_version != self.version:
                self.version = shop.merchant.catalogue_version
                self.model = interaction_model(shop, shop.merchant.locale, has_words=self.has_words)
        return self.model


@contextmanager
def open_laptop(merchant_name: str | None, config: Config | None = None, *, as_alexa: bool = False) -> Iterator[Laptop]:
    """The configured store behind an app that takes unsigned requests from this very process.

    as_alexa: it is not handed the words that were said."""
    config = replace(config or Config.from_env(os.environ), verify_requests=False, log_level="WARNING")
    store = open_store(config)
    try:
        store.vitals.write(PATIENCE_S)  # else the shop would only say sorry, and not why
        with store.for_merchant(merchant_name or only_merchant(store)) as shop:
            merchant = shop.merchant
            model = interaction_model(shop, merchant.locale, has_words=not as_alexa)
        application_id = store.spoken_as(merchant.name)
        read_words = word_reader(config)
        if as_alexa and read_words:
            read_words.load(merchant.locale)  # what Alexa waits for is not to include learning
        app = create_app(config, store=store, read_words=read_words)
        now = _ModelOfNow(store, merchant.name, merchant.catalogue_version, model, not as_alexa)
        cache, words_slot = config.home / "cache", None if as_alexa else WORDS_SLOT
        yield Laptop(app, application_id, merchant.locale, model, cache, now, words_slot=words_slot)
    finally:
        store.close()


def served_skill(model_file: Path, url: str | None, application_id: str, locale: str) -> Laptop:
    """Any skill, by its interaction model and the address that it is served at. Raises ClickException."""
    if url is None:
        raise click.ClickException("--model needs --url: at which address is that skill served?")
    note_language(locale)
    cache = home_folder() / "cache"
    return Laptop(url, application_id, locale, read_model(model_file), cache, path="/")


def note_language(locale: str) -> None:
    """Says on stderr what is missing in a language that nothing is known of. Raises ClickException."""
    from voice_skill.understanding import knows_language

    if not re.fullmatch("[a-z]{2}-[A-Z]{2}", locale):
        raise click.ClickException(f"{locale!r} is not a locale like en-US.")
    if not knows_language(locale):
        click.echo(
            f"{locale}: only the model's own samples are known; dates, yes and no are read in English.", err=True
        )


def read_model(path: Path) -> dict[str, Any]:
    """An Alexa interaction model from a file. Raises ClickException."""
    try:
        model = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise click.ClickException(f"{path} cannot be read as an interaction model: {error}") from error
    if not isinstance(model, dict):
        raise click.ClickException(f"{path} is not an interaction model: it is not a JSON object")
    return model
