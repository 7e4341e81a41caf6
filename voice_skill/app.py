"""The one place where settings, store, skill and web pages meet. Called by `cli` and by WSGI servers."""

import logging
import os
from threading import Thread

from flask import Flask

from voice_skill.alexa.endpoint import alexa_blueprint
from voice_skill.alexa.skill import Skill
from voice_skill.alexa.verify import Verifier
from voice_skill.config import Config, ConfigError
from voice_skill.linking.webhook import webhook_blueprint
from voice_skill.store import Store


def create_app(config: Config, *, store: Store | None = None, verifier: Verifier | None = None) -> Flask:
    """The shop as a WSGI app: POST /alexa, POST /feeds/…/changed and GET /health. Raises ConfigError, StoreUnavailable.

    store, verifier: made from the settings unless given.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("voice_skill").setLevel(config.log_level)
    app = Flask("voice_skill", static_folder=None)
    checks = (verifier or Verifier()) if config.verify_requests else None
    store = store or open_store(config)
    app.register_blueprint(alexa_blueprint(Skill(), store, checks))
    app.register_blueprint(webhook_blueprint(store))
    return app


def open_store(config: Config) -> Store:
    """The store of the settings, its tables current: the embedded database is upgraded on the way, a server's is
    the merchant's to upgrade, when nobody else is using it. Raises ConfigError, StoreUnavailable."""
    is_embedded = config.database_url.startswith("sqlite:")
    if is_embedded:
        config.home.mkdir(parents=True, exist_ok=True)
    try:
        store = Store.open(config.database_url)
    except ModuleNotFoundError:
        raise ConfigError("DATABASE_URL", "PostgreSQL needs pip install 'voice-skill[postgres]'") from None
    if is_embedded:
        store.upgrade()
    elif not store.is_current():
        store.close()
        raise ConfigError("DATABASE_URL", "its tables are of another version: run voice-skill store upgrade")
    return store


def from_env() -> Flask:
    """What a WSGI server calls in each of its workers: `voice_skill.app:from_env`. It answers while it warms up."""
    config = Config.from_env(os.environ)
    store = open_store(config)
    app = create_app(config, store=store)
    Thread(target=store.warm, name="warming up", daemon=True).start()
    return app
