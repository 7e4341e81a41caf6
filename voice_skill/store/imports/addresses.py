"""Addresses of feeds: what in them is secret, and how they are kept. Called by `feeds`, `jobs` and a migration."""

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from voice_skill.store.access.sealing import Seals

HIDDEN = "…"
_USER_AND_PASSWORD = re.compile(r"(?<=://)[^/?#]*@")
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_PARAMETER = re.compile(r"[^?#&;]+")
# Of a parameter's name.
_SECRET = re.compile(
    r"token|key|secret|pass|pwd|auth|sig|credential|session|access|hash|code|pin|user|login|jwt|hmac", re.IGNORECASE
)
# Of its value, whatever it is called: long, and with digits in it.
_OPAQUE = re.compile(r"(?=.*\d).{16,}", re.DOTALL)


def without_credentials(address: str) -> str:
    """The address as it may be shown; the same one where it holds no credentials, and where it is a file's path."""
    if "://" not in address:
        return address
    bare = _USER_AND_PASSWORD.sub(f"{HIDDEN}@", address)
    return _QUERY.sub(lambda query: _PARAMETER.sub(_hide, query[0]), bare)


def kept_address(address: str, seals: "Seals") -> dict[str, str | None]:
    """The address as the database keeps it: `source` to be shown, and sealed in `sealed_source` what holds
    credentials."""
    visible = without_credentials(address)
    return {"source": visible, "sealed_source": None if visible == address else seals.seal(address)}


def _hide(parameter: re.Match[str]) -> str:
    name, sign, value = parameter[0].partition("=")
    if not sign:
        name, value = "", parameter[0]
    is_secret = bool(_SECRET.search(unquote_plus(name))) or bool(_OPAQUE.fullmatch(unquote_plus(value)))
    return f"{name}{sign}{HIDDEN}" if value and is_secret else parameter[0]
