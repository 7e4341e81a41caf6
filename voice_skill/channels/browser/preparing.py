"""Learns in a process of its own what one merchant's customers may say: 25 seconds for 50,000 products.

Called by `shops`, which loads what this leaves in the cache. A line of JSON for each step, the last one with the
interaction model: python -m voice_skill.channels.browser.preparing MERCHANT
"""

import json
import sys
from contextlib import closing
from typing import Any

from local_voice.models import ModelError, load_encoder
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.channels.browser.protocol import Json
from voice_skill.config import Config
from voice_skill.opening import open_store

STEPS = 4


def prepare(merchant_name: str) -> None:
    """Raises what the interaction model, understanding or hearing raise."""
    _tell(1, "Reading the catalogue.")
    config = Config.from_env()
    with closing(open_store(config)) as store, store.for_merchant(merchant_name) as shop:
        locale = shop.merchant.locale
        model = interaction_model(shop, locale, has_words=True)
    names = sum(len(kind["values"]) for kind in model["interactionModel"]["languageModel"]["types"])
    from voice_skill.understanding import Understanding

    _tell(2, f"Learning what customers may ask about {names:,} names.")
    encoder = load_encoder(locale, home=config.home)
    Understanding(model, locale=locale, cache_dir=config.home / "cache", encoder=encoder)
    _tell(3, f"Learning how {names:,} names sound.")
    why_deaf = _listen(config, model, locale)
    _print(model=model, why_deaf=why_deaf)


def _listen(config: Config, model: Json, locale: str) -> str:
    """Makes the word graph and tries it; "" or why nothing can be heard."""
    from local_voice.hearing import Ears, HearingError
    from local_voice.models import find_model

    try:
        Ears(find_model(locale, home=config.home), model, locale=locale, cache_dir=config.home / "cache")
    except (ModelError, HearingError) as error:
        return str(error)
    return ""


def _tell(step: int, words: str) -> None:
    _print(step=step, of=STEPS, words=words)


def _print(**values: Any) -> None:
    print(json.dumps(values), flush=True)  # noqa: T201


if __name__ == "__main__":
    prepare(sys.argv[1])
