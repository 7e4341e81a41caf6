"""What stands in for Amazon on a laptop: the app without signatures, its model, an Echo, ears and a voice."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import Flask

from local_voice.device import Echo
from voice_skill.alexa.interaction_model import interaction_model
from voice_skill.app import create_app, open_store
from voice_skill.cli.options import LAPTOP_USER, only_merchant
from voice_skill.config import Config

if TYPE_CHECKING:
    from local_voice.understanding import Understanding


@dataclass(frozen=True)
class Laptop:
    """One merchant's skill, ready to be spoken with."""

    app: Flask
    application_id: str
    locale: str
    model: dict[str, Any]
    cache: Path

    def echo(self, *, user_id: str = LAPTOP_USER, screen: bool = True, url: str | None = None) -> Echo:
        return Echo(
            url or self.app, application_id=self.application_id, user_id=user_id, locale=self.locale, screen=screen
        )

    def understanding(self) -> "Understanding":
        from local_voice.understanding import Understanding

        return Understanding(self.model, locale=self.locale, cache_dir=self.cache)


@contextmanager
def open_laptop(merchant_name: str | None, config: Config | None = None) -> Iterator[Laptop]:
    """The configured store behind an app that takes unsigned requests from this very process."""
    config = replace(config or Config.from_env(os.environ), verify_requests=False, log_level="WARNING")
    store = open_store(config)
    try:
        with store.for_merchant(merchant_name or only_merchant(store)) as shop:
            merchant = shop.merchant
            model = interaction_model(shop, merchant.locale)
        if merchant.application_id is None:
            link = f"voice-skill merchant link {merchant.name} amzn1.ask.skill.…"
            raise click.ClickException(f"{merchant.name} has no Alexa skill yet. Name one: {link}")
        app = create_app(config, store=store)
        yield Laptop(app, merchant.application_id, merchant.locale, model, config.home / "cache")
    finally:
        store.close()


def read_model(path: Path) -> dict[str, Any]:
    """An Alexa interaction model from a file. Raises ClickException."""
    try:
        model = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{path} cannot be read as an interaction model: {error}") from error
    if not isinstance(model, dict):
        raise click.ClickException(f"{path} is no interaction model: it holds no JSON object")
    return model
