"""The one place where settings, store, skill and web pages meet. Called by `cli`."""

import logging
import os
from contextlib import suppress
from functools import partial
from threading import Thread

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from intents.dialogue.slots import ReadWords
from local_voice.models import load_encoder
from voice_skill import speaking
from voice_skill.api import api_blueprint
from voice_skill.channels.alexa.endpoint import alexa_blueprint
from voice_skill.channels.alexa.errors import AlexaError, InvocationNameRefused
from voice_skill.channels.alexa.locales import check_shop, spoken_locales
from voice_skill.channels.alexa.skill import Skill
from voice_skill.channels.alexa.skill_package import zipped_package
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.channels.browser.pages import try_it_pages
from voice_skill.channels.word_reader import WordReader, is_installed
from voice_skill.config import Config, secret_key
from voice_skill.health import Health, clock_check, health_blueprint, store_checks
from voice_skill.home import OTHERS
from voice_skill.linking.webhook import MAX_SIZE_BYTES, webhook_blueprint
from voice_skill.logs import start_logging
from voice_skill.opening import open_store
from voice_skill.store import MerchantStore, Store, StoreError
from voice_skill.web import Doors, NoPackage, NoSound, web_blueprint
from voice_skill.web.feeds import NEW
from voice_skill.web.uploads import MAX_UPLOAD_BYTES

UPLOADING = NEW.encode()

log = logging.getLogger(__name__)


def create_app(
    config: Config,
    *,
    store: Store | None = None,
    verifier: Verifier | None = None,
    read_words: ReadWords | None = None,
) -> Flask:
    """The shop as a WSGI app: /alexa, /feeds/…/changed, /api/v1, /health and the merchant pages. Raises ConfigError,
    StoreUnavailable.

    store, verifier, read_words: made from the settings unless given.
    """
    start_logging(config.log_level)
    app = Flask("voice_skill", static_folder=None)
    verifier = (verifier or Verifier()) if config.verify_requests else None
    store = store or open_store(config)
    app.register_blueprint(alexa_blueprint(Skill(read_words=read_words or word_reader(config)), store, verifier))
    clock = {"clock": clock_check(verifier.timestamps.off_s)} if verifier else {}
    app.register_blueprint(health_blueprint(Health(store_checks(store) | clock)))
    app.register_blueprint(webhook_blueprint(store))
    app.register_blueprint(api_blueprint(store))
    app.secret_key = secret_key(config)
    app.register_blueprint(web_blueprint(_doors(config, store)))
    if config.proxies:
        near = dict.fromkeys(("x_for", "x_proto", "x_host", "x_prefix"), config.proxies)
        app.wsgi_app = ProxyFix(app.wsgi_app, **near)  # type: ignore[method-assign]
    return app


def word_reader(config: Config) -> WordReader | None:
    """Recognizes words on the server, for channels that hand on no more than Alexa does; None where nothing that
    understands is installed."""
    if not is_installed():
        log.info("words_not_recognized: install voice-skill[understanding] to have free questions answered on Alexa")
        return None
    return WordReader(config.home / "cache", partial(load_encoder, home=config.home))


def body_limit(path: bytes) -> int:
    """The most bytes that a request to a path may bring. Each view has its own limit below it, and refuses in its own
    words: this one is what the server reads before it asks a view at all."""
    return MAX_UPLOAD_BYTES if path == UPLOADING else MAX_SIZE_BYTES


def _doors(config: Config, store: Store) -> Doors:
    """The entries to other rooms that the merchant pages use."""
    return Doors(
        store=store,
        home=config.home,
        locales=spoken_locales(),
        refusal=_refusal,
        package=_package,
        speak=_speak if speaking.is_there() else None,
        is_sign_up=config.sign_up,
        is_behind_tls=config.proxies > 0 or (config.url or "").startswith("https:"),
        more=[try_it_pages(config)],
    )


def _refusal(title: str, locale: str) -> str | None:
    try:
        check_shop(title, locale)
    except InvocationNameRefused as error:
        return error.why
    return None


def _package(shop: MerchantStore, endpoint: str) -> bytes:
    try:
        return zipped_package(shop, endpoint)
    except AlexaError as error:
        raise NoPackage(str(error)) from error


def _speak(text: str, locale: str) -> bytes:
    try:
        return speaking.speak(text, locale)
    except speaking.SpeakingFailed as error:
        raise NoSound from error


def from_env() -> Flask:
    """Makes the app that each worker serves, and any WSGI server can. It answers while it warms up."""
    config = Config.from_env(os.environ)
    os.umask(OTHERS)
    store = open_store(config)
    read_words = word_reader(config)
    app = create_app(config, store=store, read_words=read_words)
    Thread(target=_warm, args=(store, read_words), name="warming up", daemon=True).start()
    return app


def _warm(store: Store, read_words: WordReader | None) -> None:
    store.warm()
    if read_words is None:
        return
    with suppress(StoreError):
        for locale in {merchant.locale for merchant in store.merchants()}:
            read_words.load(locale)
