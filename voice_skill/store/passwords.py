"""Passwords as argon2id hashes, one at a time in a process so that signing in never slows customers' turns. Called by
Logins."""

from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

from voice_skill.store.errors import BadPassword

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# NIST SP 800-63B, 3.1.1.2: length is what counts, and nothing is asked about which characters.
LEAST_CHARACTERS, MOST_CHARACTERS = 10, 200
# OWASP's "Password Storage Cheat Sheet": 19 MiB, two passes, one lane; 45 ms here.
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1


class Passwords:
    """argon2 is imported by the first who signs in.

    It has a thread of its own: glibc keeps the 19 MiB of a hash for each that ever made one, 70 MB in a worker."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "passwords")

    def hash(self, password: str) -> str:
        """Raises BadPassword."""
        if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
            raise BadPassword(LEAST_CHARACTERS, MOST_CHARACTERS)
        return self._thread.submit(self._hasher.hash, password).result()

    def is_right(self, password: str, kept: str | None) -> bool:
        """kept: None for nobody, which takes as long as a wrong password."""
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            self._thread.submit(self._hasher.verify, kept or self._nobodys, password[: MOST_CHARACTERS + 1]).result()
        except (InvalidHashError, VerificationError):
            return False
        return kept is not None

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher

        return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)

    @property
    def _nobodys(self) -> str:
        """The hash of no password at all, by the same figures."""
        salt, hashed = "A" * 22, "A" * 43
        return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hashed}"
