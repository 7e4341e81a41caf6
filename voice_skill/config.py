"""The settings, read from the environment. `app` and `cli` are handed a Config and read no variable themselves."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Self

from platformdirs import user_data_path

from voice_skill.home import HomeUnusable, open_home

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SWITCH = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}


LEAST_SECRET_CHARACTERS = 32
WEB_ADDRESS = r"https?://[A-Za-z0-9.:_\[\]-]+(/[A-Za-z0-9._/-]*)?"


class ConfigError(Exception):
    """A setting that cannot be used; names the variable and what to write instead."""

    def __init__(self, variable: str, write: str):
        super().__init__(f"{variable}: {write}")
        self.variable, self.write = variable, write


def setting(variable: str, default: str, read: Callable[[str], Any], write: str) -> dict[str, Any]:
    """What a field knows of its variable. write: what the error asks for."""
    return {"variable": variable, "default": default, "read": read, "write": write}


def _switch(text: str) -> bool:
    return SWITCH[text.lower()]


def _home(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65_535:
        raise ValueError(text)
    return port


def _seconds(text: str) -> int:
    seconds = int(text)
    if not 1 <= seconds <= 86_400:
        raise ValueError(text)
    return seconds


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(text)
    return text.upper()


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return () if text == "none" else tuple(ip_network(network.strip()) for network in text.split(","))


def _secret(text: str) -> str | None:
    """None to have it made and kept."""
    if text.startswith("kept in "):
        return None
    if len(text) < LEAST_SECRET_CHARACTERS:
        raise ValueError
    return text


def _proxies(text: str) -> int:
    if not re.fullmatch("[0-9]", text):
        raise ValueError(text)
    return int(text)


def _socket_address(text: str) -> str | None:
    """None to take the host of the page."""
    if text.startswith("ws://{"):
        return None
    if not re.fullmatch(r"wss?://[A-Za-z0-9.:_\[\]-]+(/[A-Za-z0-9._/-]*)?", text):
        raise ValueError(text)
    return text


def _web_address(text: str) -> str | None:
    """None to take the host and the port that are listened at."""
    if text.startswith("http://{"):
        return None
    if not re.fullmatch(WEB_ADDRESS, text):
        raise ValueError(text)
    return text.rstrip("/")


def _like(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return read


@dataclass(frozen=True)
class Config:
    """The settings of a merchant's server; `from_env` fills in every default."""

    home: Path = field(
        metadata=setting(
            "VOICE_SKILL_HOME",
            str(user_data_path("voice-skill")),
            _home,
            "write the folder for the embedded database and the speech models, such as /var/lib/voice-skill",
        )
    )
    database_url: str = field(
        repr=False,  # it may hold a password
        metadata=setting(
            "DATABASE_URL",
            "sqlite:///{home}/shop.db",
            _like(r"(sqlite:///|postgres(ql(\+psycopg)?)?://).+"),
            "write sqlite:////path/to/shop.db or postgresql://user:password@host:5432/database",
        ),
    )
    verify_requests: bool = field(
        metadata=setting(
            "VOICE_SKILL_VERIFY_REQUESTS",
            "on",
            _switch,
            "write on, or off to serve unsigned requests from this machine alone",
        )
    )
    host: str = field(
        metadata=setting(
            "VOICE_SKILL_HOST",
            "127.0.0.1",
            _like(r"[A-Za-z0-9.:_-]+"),
            "write the address to listen on, such as 127.0.0.1 or 0.0.0.0",
        )
    )
    port: int = field(metadata=setting("VOICE_SKILL_PORT", "8080", _port, "write a TCP port, 1 to 65535"))
    log_level: str = field(
        metadata=setting("VOICE_SKILL_LOG_LEVEL", "INFO", _log_level, f"write one of {', '.join(LOG_LEVELS)}")
    )

    feed_http: bool = field(
        metadata=setting("VOICE_SKILL_FEED_HTTP", "off", _switch, "write on to fetch feeds over http too, or off")
    )
    feed_networks: tuple[IPv4Network | IPv6Network, ...] = field(
        metadata=setting(
            "VOICE_SKILL_FEED_NETWORKS",
            "none",
            _networks,
            "write the private networks that feeds may be fetched from, such as 10.1.0.0/16,fd00::/8",
        )
    )

    job_limit_s: int = field(
        metadata=setting(
            "VOICE_SKILL_JOB_SECONDS",
            "1800",
            _seconds,
            "write how many seconds the import of a feed may take, 1 to 86400",
        )
    )

    secret_key: str | None = field(
        repr=False,
        metadata=setting(
            "VOICE_SKILL_SECRET_KEY",
            "kept in {home}/secret-key",
            _secret,
            "write 32 characters or more that nobody can guess, or leave it out to have it made",
        ),
    )
    sign_up: bool = field(
        metadata=setting("VOICE_SKILL_SIGN_UP", "on", _switch, "write off to let nobody open a shop by a page, or on")
    )
    proxies: int = field(
        metadata=setting("VOICE_SKILL_PROXIES", "0", _proxies, "write how many proxies stand before it, 0 to 9")
    )
    url: str | None = field(
        metadata=setting(
            "VOICE_SKILL_URL",
            "http://{its host}:{its port}",
            _web_address,
            "write the address at which browsers reach the pages, such as https://shop.example",
        )
    )
    try_it: bool = field(
        metadata=setting(
            "VOICE_SKILL_TRY_IT", "on", _switch, "write off to let nobody talk with a shop in the browser, or on"
        )
    )
    try_it_port: int = field(
        metadata=setting("VOICE_SKILL_TRY_IT_PORT", "8081", _port, "write another TCP port, 1 to 65535")
    )
    try_it_url: str | None = field(
        metadata=setting(
            "VOICE_SKILL_TRY_IT_URL",
            "ws://{host of the page}:{its port}",
            _socket_address,
            "write the address at which browsers reach that port, such as wss://shop.example/talk",
        )
    )

    @property
    def pages_url(self) -> str:
        """The address of the pages for browsers, without a slash at the end."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        host = f"[{host}]" if ":" in host else host
        return self.url or f"http://{host}:{self.port}"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings, of this process unless given; an empty variable counts as unset. Raises ConfigError."""
        values: dict[str, Any] = {}
        for each in fields(cls):
            values[each.name] = _read(each, environ, values)
        return cls(**values)


def _read(each: Field[Any], environ: Mapping[str, str], so_far: Mapping[str, Any]) -> Any:
    about = each.metadata
    text = environ.get(about["variable"], "").strip() or about["default"].replace("{home}", str(so_far.get("home")))
    try:
        return about["read"](text)
    except (ValueError, KeyError, RuntimeError):  # expanduser raises RuntimeError where nobody is at home
        raise ConfigError(about["variable"], about["write"]) from None


def secret_key(config: Config) -> str:
    """The key that signs cookies and tickets, the same in every process; made once where the settings have none.
    Raises HomeUnusable, ConfigError."""
    if config.secret_key is not None:
        return config.secret_key
    kept = open_home(config.home) / "secret-key"
    try:
        if not kept.exists():
            _make_secret(kept)
        key = kept.read_text("ascii").strip()
    except OSError as error:
        advice = "Give this user access to it, or set VOICE_SKILL_SECRET_KEY."
        raise HomeUnusable(kept, "read" if kept.exists() else "made", error, advice) from error
    except UnicodeDecodeError:
        key = ""
    if len(key) < LEAST_SECRET_CHARACTERS:
        raise ConfigError(str(kept), "it is empty or cut short; restore it from a backup, or delete it for a new one")
    return key


def _make_secret(kept: Path) -> None:
    with NamedTemporaryFile("w", dir=kept.parent, prefix=".secret-key-", encoding="ascii") as made:  # mode 0600
        made.write(secrets.token_hex(32))
        made.flush()
        os.fsync(made.fileno())
        with suppress(FileExistsError):  # another process was faster
            os.link(made.name, kept)
