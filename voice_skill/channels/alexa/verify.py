"""Proves that a request came from Alexa, just now, and unchanged. Called by `endpoint` with the raw bytes.

Rules: Amazon, "Host a Custom Skill as a Web Service". The SDK's own verifier cannot be imported with OpenSSL
3.0.10 or newer: its oscrypto does not read the two-digit version.
"""

import binascii
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from voice_skill.channels.alexa.certificates import Download, SigningKeys, certificate_url, trusted_roots
from voice_skill.channels.alexa.envelope import Envelope, read_envelope
from voice_skill.channels.alexa.errors import RequestRefused
from voice_skill.channels.alexa.timestamps import Timestamps, sent_at

TOLERANCE = timedelta(seconds=150)
# Alexa sends an event again for an hour until it is acknowledged, each time with its first timestamp.
EVENT_TOLERANCE = timedelta(seconds=3600)
EVENTS = ("AlexaSkillEvent.", "Reminders.")
PADDING, HASH = PKCS1v15(), SHA256()

utc_now = partial(datetime.now, UTC)


class Verifier:
    """Checks signature, certificate chain and timestamp; keeps proven keys, so share one per process.

    roots: the certificate authorities to trust; certifi's unless given.
    fetch: URL → PEM bytes, raising RequestRefused; a bounded download unless given.
    """

    def __init__(
        self,
        *,
        roots: Iterable[x509.Certificate] | None = None,
        fetch: Callable[[str], bytes] | None = None,
        clock: Callable[[], datetime] = utc_now,
    ):
        self.timestamps = Timestamps()
        self._clock = clock
        self._keys = SigningKeys(trusted_roots() if roots is None else roots, fetch or Download(), clock)

    def verify(self, headers: Mapping[str, str], body: bytes, *, waited_s: float = 0.0) -> Envelope:
        """The parsed request; nothing is parsed before the signature is proven. Raises RequestRefused.

        waited_s: how long ago it was received."""
        values_by_name = {name.lower(): value for name, value in headers.items()}
        signature = _signature(values_by_name.get("signature-256", ""))
        url = certificate_url(values_by_name.get("signaturecertchainurl", ""))
        try:
            self._keys.at(url).verify(signature, body, PADDING, HASH)
        except InvalidSignature:
            raise RequestRefused("signature") from None
        envelope = read_envelope(body)
        self._check_timestamp(envelope["request"], self._clock() - timedelta(seconds=waited_s))
        return envelope

    def _check_timestamp(self, request: Mapping[str, Any], received: datetime) -> None:
        """Refuses what was recorded and sent again later, and what claims to come from the future."""
        signed_at, is_event = sent_at(request), request["type"].startswith(EVENTS)
        if signed_at is None:
            raise RequestRefused("timestamp")
        if not is_event:  # one may have been sent for the first time an hour ago
            self.timestamps.note(signed_at, received)
        if abs(received - signed_at) > (EVENT_TOLERANCE if is_event else TOLERANCE):
            raise RequestRefused("timestamp")


def _signature(header: str) -> bytes:
    if not header:
        raise RequestRefused("signature_missing")
    try:
        return binascii.a2b_base64(header, strict_mode=True)
    except ValueError:
        raise RequestRefused("signature") from None
