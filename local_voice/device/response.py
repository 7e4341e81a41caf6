"""The skill's reply, held to Alexa's rules and read as a device reads it."""

import json
from dataclasses import dataclass
from typing import Any

from local_voice.device.endpoint import LARGEST_RESPONSE_BYTES
from local_voice.device.errors import InvalidResponse
from local_voice.speaking import InvalidSsml, as_ssml, parse_ssml, plain_words

Json = dict[str, Any]
LONGEST_TEXT = 8_000  # characters of a speech with its markup, or of a card with its addresses
_CARDS = ("Simple", "Standard", "LinkAccount", "AskForPermissionsConsent")


@dataclass(frozen=True)
class Answer:
    """A skill's reply as the device plays it.

    ssml, reprompt: what is said, plain text too as SSML; None for silence.
    """

    ssml: str | None
    reprompt: str | None
    card: Json | None
    session_ends: bool
    request: Json
    response: Json
    took_ms: float

    @property
    def speech(self) -> str:
        """The words that are said."""
        return plain_words(self.ssml) if self.ssml else ""

    @property
    def directives(self) -> list[Json]:
        """As the skill sent them."""
        return _directives(self.response["response"])


def read_answer(body: bytes, request: Json, *, screen: bool, took_ms: float) -> Answer:
    """Raises InvalidResponse, saying which rule of Alexa's the reply breaks.

    request: the whole envelope that was sent.
    """
    envelope = _json_object(body)
    response = _part(envelope, "response", required=True)
    _part(envelope, "sessionAttributes")
    _directives(response)
    ended = request["request"]["type"] == "SessionEndedRequest"  # after that a device says and shows nothing
    return Answer(
        ssml=None if ended else _speech(response),
        reprompt=None if ended else _speech(_part(response, "reprompt")),
        card=None if ended else _card(response),
        session_ends=ended or _session_ends(response, screen=screen),
        request=request,
        response=envelope,
        took_ms=took_ms,
    )


def _json_object(body: bytes) -> Json:
    if len(body) > LARGEST_RESPONSE_BYTES:
        raise InvalidResponse(f"the response is larger than Alexa's {LARGEST_RESPONSE_BYTES // 1024} KB")
    try:
        envelope = json.loads(body)
    except ValueError as error:
        raise InvalidResponse(f"the response is not JSON: {error}") from error
    if not isinstance(envelope, dict) or envelope.get("version") != "1.0":
        raise InvalidResponse('the response is not a JSON object with "version": "1.0"')
    return envelope


def _part(parent: Json, name: str, *, required: bool = False) -> Json:
    part = parent.get(name)
    if part is None and not required:
        return {}
    if not isinstance(part, dict):
        raise InvalidResponse(f"{name!r} of the response is not a JSON object")
    return part


def _speech(parent: Json) -> str | None:
    speech = _part(parent, "outputSpeech")
    if not speech:
        return None
    key = {"SSML": "ssml", "PlainText": "text"}.get(speech.get("type", ""))
    text = speech.get(key) if key else None
    if not isinstance(text, str):
        raise InvalidResponse("outputSpeech must be {type: SSML, ssml} or {type: PlainText, text}")
    if len(text) > LONGEST_TEXT:
        raise InvalidResponse(f"outputSpeech has {len(text)} characters; Alexa allows {LONGEST_TEXT}")
    return _valid_ssml(text) if key == "ssml" else as_ssml(text)


def _valid_ssml(text: str) -> str:
    try:
        parse_ssml(text)
    except InvalidSsml as error:
        raise InvalidResponse(f"Invalid SSML Output Speech: {error}") from error
    return text


def _card(response: Json) -> Json | None:
    card = _part(response, "card")
    if not card:
        return None
    image = _part(card, "image")
    if card.get("type") not in _CARDS:
        raise InvalidResponse(f"a card's type is one of {', '.join(_CARDS)}, not {card.get('type')}")
    if not all(str(address).startswith("https://") for address in image.values()):
        raise InvalidResponse("a card's image must have an https address")
    if sum(len(str(text)) for text in [*card.values(), *image.values()] if isinstance(text, str)) > LONGEST_TEXT:
        raise InvalidResponse(f"the card has more than {LONGEST_TEXT} characters")
    return card


def _directives(response: Json) -> list[Json]:
    directives = response.get("directives") or []
    if not isinstance(directives, list) or not all(isinstance(directive, dict) for directive in directives):
        raise InvalidResponse("directives must be a list of JSON objects")
    return directives


def _session_ends(response: Json, *, screen: bool) -> bool:
    """Without shouldEndSession only a dialog directive, or a page on a screen, keeps the session open."""
    should_end = response.get("shouldEndSession")
    if should_end is not None:
        return bool(should_end)
    types = [str(directive.get("type")) for directive in _directives(response)]
    return not any(
        name.startswith("Dialog.") or (screen and name.startswith("Alexa.Presentation.APL")) for name in types
    )
