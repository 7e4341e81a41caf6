"""Passwords as argon2id hashes, one at a time in a process so that signing in never slows customers' turns. Called by
Logins.

All hashes of one e-mail address have one salt. So one of them is made for each try, however many shops the address has,
and none tells by its time whether it has any."""

import base64
from concurrent.futures import ThreadPoolExecutor

from voice_skill.store.errors import BadPassword

# NIST SP 800-63B, 3.1.1.2: length is what counts, and nothing is asked about which characters.
LEAST_CHARACTERS, MOST_CHARACTERS = 10, 200
# OWASP's "Password Storage Cheat Sheet": 19 MiB, two passes, one lane; 45 ms here.
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
SALT_BYTES = 16


class Passwords:
    """argon2 is imported by the first who signs in.

    It has a thread of its own: glibc keeps the 19 MiB of a hash for each that ever made one, 70 MB in a worker."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "passwords")

    def new(self, password: str, like: str) -> str:
        """The hash of a password that somebody chose. Raises BadPassword."""
        if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
            raise BadPassword(LEAST_CHARACTERS, MOST_CHARACTERS)
        return self.hash(password, like)

    def hash(self, password: str, like: str) -> str:
        """The password's hash by the salt and the figures of another hash: the same one if it is the same password."""
        return self._thread.submit(_hash, password[: MOST_CHARACTERS + 1], like).result()


def _hash(password: str, like: str) -> str:
    from argon2 import extract_parameters
    from argon2.low_level import hash_secret

    figures = extract_parameters(like)
    return hash_secret(
        password.encode("utf-8", "surrogatepass"),
        _bytes(like.split("$")[4]),
        figures.time_cost,
        figures.memory_cost,
        figures.parallelism,
        figures.hash_len,
        figures.type,
        figures.version,
    ).decode("ascii")


def with_salt(salt: bytes) -> str:
    """A hash of no password at all, by today's figures."""
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${_text(salt[:SALT_BYTES])}${_text(bytes(32))}"


def _text(encoded: bytes) -> str:
    return base64.b64encode(encoded).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
