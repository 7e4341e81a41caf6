"""Request in, response out: routes Alexa's request types, and dispatches intents through ask-sdk-core.

Called by `endpoint` with a request whose origin is proven. The raw JSON is routed first, because the SDK's
deserialiser raises on types that it does not know.
"""

import json
import logging
from collections.abc import Iterable
from typing import Any, cast

from ask_sdk_core.dispatch_components import AbstractExceptionHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import RequestEnvelope, Response

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import Phrases, has_texts, intent_files
from intents.dialogue.slots import ReadWords
from intents.registry import INTENTS
from voice_skill.channels.alexa.can_fulfill import can_fulfill
from voice_skill.channels.alexa.events import carry_out
from voice_skill.channels.alexa.for_handlers import for_handlers
from voice_skill.channels.alexa.handlers import IntentHandler
from voice_skill.store import AlreadyAnswered, MerchantStore, RequestReused, StoreUnavailable, TooLate

EMPTY: dict[str, Any] = {"version": "1.0", "response": {}}
# What stops a request wherever it is: the endpoint answers.
STOPPED = (AlreadyAnswered, RequestReused, StoreUnavailable, TooLate)

log = logging.getLogger(__name__)


class Skill:
    """Answers requests; one for all merchants, safe to share between threads."""

    def __init__(self, intents: Iterable[type[Intent]] = INTENTS, *, read_words: ReadWords | None = None) -> None:
        """read_words: recognizes words that Alexa did not; None where nothing can."""
        builder = SkillBuilder()
        for intent in intents:
            builder.add_request_handler(IntentHandler(intent(), read_words))
        builder.add_exception_handler(Apologise())
        self._skill = builder.create()
        self._serializer = DefaultSerializer()

    def answer(self, body: dict[str, Any], store: MerchantStore) -> dict[str, Any]:
        """The response to one request, whose effect the caller commits. Unknown request types get an empty response.
        Raises AlreadyAnswered, RequestReused, StoreUnavailable, TooLate."""
        match str(body["request"]["type"]):
            case "LaunchRequest" | "IntentRequest":
                is_understood = has_texts(body["request"]["locale"])
                return self._dispatched(body, store) if is_understood else _other_language(store)
            case "CanFulfillIntentRequest":
                return can_fulfill(body["request"]["intent"], body["request"]["locale"], store)
            case kind if kind.startswith("AlexaSkillEvent."):
                carry_out(body, store)
            case "SessionEndedRequest" | "System.ExceptionEncountered" as kind:
                _log_error(kind, body["request"])
            case kind:
                log.info("unknown_request_type type=%r", kind[:80])
        return EMPTY

    def _dispatched(self, body: dict[str, Any], store: MerchantStore) -> dict[str, Any]:
        envelope = self._serializer.deserialize(json.dumps(for_handlers(body)), RequestEnvelope)
        return cast("dict[str, Any]", self._serializer.serialize(self._skill.invoke(envelope, context=store)))


def _other_language(store: MerchantStore) -> dict[str, Any]:
    """To a customer whose device speaks a language that there are no texts in; ends the session."""
    log.info("language_not_spoken")
    phrases = Phrases(store.merchant.locale, store.merchant.time_zone, store.now)
    return _speech_only(phrases.fill("shared.other_language", shop=store.merchant.title))


def apology(locale: str) -> dict[str, Any]:
    """Apologizes for a turn that failed through no fault of the customer's; ends the session."""
    return _speech_only(sorry(locale))


def _speech_only(speech: str) -> dict[str, Any]:
    output = {"type": "SSML", "ssml": f"<speak>{speech}</speak>"}
    return {"version": "1.0", "response": {"outputSpeech": output, "shouldEndSession": True}}


def sorry(locale: str) -> str:
    return str(intent_files(locale)["shared"].responses["sorry"])


class Apologise(AbstractExceptionHandler):
    """Says sorry for whatever no handler could speak about, and nothing of that turn is kept; the trace goes to the
    log alone."""

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        return not isinstance(exception, STOPPED)

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        handler_input.context.rollback()
        log.error("turn_failed error=%s", type(exception).__name__, exc_info=exception)
        speech = sorry(handler_input.context.merchant.locale)
        return handler_input.response_builder.speak(speech).set_should_end_session(True).response


def _log_error(kind: str, request: dict[str, Any]) -> None:
    """Alexa's own reports of what went wrong; its messages may quote speech, so only their type is kept."""
    error = request.get("error")
    error_type = error.get("type") if isinstance(error, dict) else None
    log.log(
        logging.WARNING if error_type else logging.INFO,
        "alexa_reports kind=%s reason=%r error=%r",
        kind,
        str(request.get("reason"))[:80],
        str(error_type)[:80],
    )
