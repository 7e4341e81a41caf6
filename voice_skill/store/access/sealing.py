"""Secrets that must be readable again, encrypted as they stand in the database. Reached as MerchantStore.seals.

The key is derived from the server's secret key, so a copy of the database alone gives no secret away. Whoever holds
the key as well reads them all: keep backups of the two apart.
"""

import base64
import hmac
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from voice_skill.store.errors import SealBroken

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_SECRETS = b"voice-skill: secrets in the database"
_DIGESTS = b"voice-skill: digests in the database"


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

    def digest(self, text: str) -> bytes:
        """32 bytes that only this server makes of the text, the same each time."""
        return hmac.digest(self._digest_key, text.encode(), "sha256")

    @cached_property
    def _digest_key(self) -> bytes:
        return self._derived(_DIGESTS)

    @cached_property
    def _fernet(self) -> "Fernet":
        from cryptography.fernet import Fernet

        return Fernet(base64.urlsafe_b64encode(self._derived(_SECRETS)))

    def _derived(self, purpose: bytes) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), length=32, salt=None, info=purpose).derive(self._secret_key().encode())


def no_secret_key() -> str:
    """Stands in for the secret key of a store that was opened without one."""
    raise LookupError("this store was opened without a secret key, so it can neither seal nor open a secret")
