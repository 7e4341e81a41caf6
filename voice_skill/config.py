"""The settings, read from the environment. `app` and `cli` are handed a Config and read no variable themselves."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Self

from platformdirs import user_data_path

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SWITCH = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}


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


def _log_level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(text)
    return text.upper()


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return () if text == "none" else tuple(ip_network(network.strip()) for network in text.split(","))


def _like(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(text)
        return text

    return read


@dataclass(frozen=True)
class Config:
    """What a merchant's server is told; `from_env` fills in every default."""

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
