"""Secrets that must be readable again, encrypted as they stand in the database. Reached as MerchantStore.seals.

The key is derived from the server's secret key, so a copy of the database alone gives no secret away. Whoever holds
the key as well reads them all: keep backups of the two apart.
"""

import base64
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from voice_skill.store.errors import SealBroken

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_PURPOSE = b"voice-skill: secrets in the database"


class Seals:
    """Fernet, a recipe of `cryptography`: AES with an HMAC, so that what was changed is noticed.

    secret_key: gives the server's secret key; called when the first secret is sealed or opened."""

    def __init__(self, secret_key: Callable[[], str]) -> None:
        self._secret_key = secret_key

    def seal(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """Raises SealBroken when it was sealed with another key, or changed."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise SealBroken from None

    @cached_property
    def _fernet(self) -> "Fernet":
        from cryptography.fernet import Fernet
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        key = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(self._secret_key().encode())
        return Fernet(base64.urlsafe_b64encode(key))


def no_secret_key() -> str:
    """Stands in for the secret key of a store that was opened without one."""
    raise LookupError("this store was opened without a secret key, so it can neither seal nor open a secret")
