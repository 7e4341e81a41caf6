"""The one place where settings, store, skill and web pages meet. Called by `cli`."""

import os
from threading import Thread

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from voice_skill import speaking
from voice_skill.api import api_blueprint
from voice_skill.channels.alexa.endpoint import alexa_blueprint
from voice_skill.channels.alexa.errors import AlexaError, InvocationNameRefused
from voice_skill.channels.alexa.locales import check_shop, spoken_locales
from voice_skill.channels.alexa.skill import Skill
from voice_skill.channels.alexa.skill_package import zipped_package
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.channels.browser.pages import try_it_pages
from voice_skill.config import Config, secret_key
from voice_skill.health import Health, clock_check, health_blueprint, store_checks
from voice_skill.home import OTHERS
from voice_skill.linking.webhook import MAX_SIZE_BYTES, webhook_blueprint
from voice_skill.logs import start_logging
from voice_skill.opening import open_store
from voice_skill.store import MerchantStore, Store
from voice_skill.web import Doors, NoPackage, NoSound, web_blueprint
from voice_skill.web.feeds import NEW
from voice_skill.web.uploads import MAX_UPLOAD_BYTES

UPLOADING = NEW.encode()


def create_app(config: Config, *, store: Store | None = None, verifier: Verifier | None = None) -> Flask:
    """The shop as a WSGI app: /alexa, /feeds/…/changed, /api/v1, /health and the merchant pages. Raises ConfigError,
    StoreUnavailable.

    store, verifier: made from the settings unless given.
    """
    start_logging(config.log_level)
    app = Flask("voice_skill", static_folder=None)
    verifier = (verifier or Verifier()) if config.verify_requests else None
    store = store or open_store(config)
    app.register_blueprint(alexa_blueprint(Skill(), store, verifier))
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
    app = create_app(config, store=store)
    Thread(target=store.warm, name="warming up", daemon=True).start()
    return app
