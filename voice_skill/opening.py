"""The store that the settings name, opened. Called by `app`, `cli` and the processes beside the server."""

from functools import partial
from pathlib import Path

from voice_skill.config import Config, ConfigError, secret_key
from voice_skill.home import close_to_others, open_home
from voice_skill.store import Store


def open_store(config: Config) -> Store:
    """The store of the settings, its tables current: the embedded database is upgraded on the way, a server's is
    the merchant's to upgrade, when nobody else is using it.
    Raises ConfigError, HomeUnusable, StoreUnavailable, UnknownSchema."""
    store = connect(config)
    try:
        if _is_embedded(config):
            store.upgrade()
        elif not store.is_current():
            store.check_schema()
            raise ConfigError("DATABASE_URL", "its tables are from another version; run: voice-skill store upgrade")
    except BaseException:
        store.close()
        raise
    return store


def connect(config: Config) -> Store:
    """The store of the settings, whatever its tables. Raises ConfigError, HomeUnusable."""
    if _is_embedded(config):
        open_home(config.home)
    close_to_others(config.home, _file(config))
    try:
        return Store.open(config.database_url, secret_key=partial(secret_key, config))
    except ModuleNotFoundError:
        raise ConfigError("DATABASE_URL", "PostgreSQL needs pip install 'voice-skill[postgres]'") from None


def _file(config: Config) -> Path | None:
    return Path(config.database_url.removeprefix("sqlite:///")) if _is_embedded(config) else None


def _is_embedded(config: Config) -> bool:
    return config.database_url.startswith("sqlite:")
