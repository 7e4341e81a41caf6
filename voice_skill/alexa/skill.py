"""Request in, response out: routes Alexa's request types, and dispatches intents through ask-sdk-core.

Called by `endpoint` with a request whose origin is proven. The raw JSON is routed first, because the SDK's
deserialiser raises on types and enum values that it does not know.
"""

import json
import logging
from typing import Any, cast

from ask_sdk_core.dispatch_components import AbstractExceptionHandler
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import RequestEnvelope, Response

from intents.phrases import intent_files
from intents.registry import INTENTS
from voice_skill.alexa.can_fulfill import can_fulfill
from voice_skill.alexa.events import carry_out
from voice_skill.store import AlreadyAnswered, MerchantStore, RequestReused, TooLate

EMPTY: dict[str, Any] = {"version": "1.0", "response": {}}
# What stops a request wherever it is: the endpoint answers.
STOPPED = (AlreadyAnswered, RequestReused, TooLate)

log = logging.getLogger(__name__)


class Skill:
    """Answers requests; one for all merchants, safe to share between threads."""

    def __init__(self) -> None:
        builder = SkillBuilder()
        for intent in INTENTS:
            builder.add_request_handler(intent())
        builder.add_exception_handler(Apologise())
        self._skill = builder.create()
        self._serializer = DefaultSerializer()

    def answer(self, body: dict[str, Any], store: MerchantStore) -> dict[str, Any]:
        """The response to one request, whose effect the caller commits. Unknown request types get an empty response.
        Raises AlreadyAnswered, RequestReused, TooLate."""
        match str(body["request"]["type"]):
            case "LaunchRequest" | "IntentRequest":
                return self._dispatched(body, store)
            case "CanFulfillIntentRequest":
                return can_fulfill(body["request"]["intent"], store)
            case kind if kind.startswith("AlexaSkillEvent."):
                carry_out(body, store)
            case "SessionEndedRequest" | "System.ExceptionEncountered" as kind:
                _log_error(kind, body["request"])
            case kind:
                log.info("unknown_request_type type=%r", kind[:80])
        return EMPTY

    def _dispatched(self, body: dict[str, Any], store: MerchantStore) -> dict[str, Any]:
        try:
            envelope = self._serializer.deserialize(json.dumps(_for_handlers(body)), RequestEnvelope)
        except (SerializationException, AttributeError):
            log.warning("not_understood_by_sdk")
            return apology(str(body["request"].get("locale")))
        return cast("dict[str, Any]", self._serializer.serialize(self._skill.invoke(envelope, context=store)))


def _for_handlers(body: dict[str, Any]) -> dict[str, Any]:
    """What handlers read of a request, each thing once and no token. Raises AttributeError.

    The SDK's deserialiser would need twice as long for all of it: a third of that for the timestamp, the rest for
    `slotValue`, which tells the same as a slot's value and resolutions, and for the user and application again."""
    asked = _without(body["request"], "timestamp", "dialogState")
    if intent := asked.get("intent"):
        slots = {name: slot for name, slot in (intent.get("slots") or {}).items() if isinstance(slot, dict)}
        told = {name: _without(slot, "slotValue", "confirmationStatus") for name, slot in slots.items()}
        asked["intent"] = {"name": intent.get("name"), "slots": told}
    session = _without(body["session"], "user", "application")
    system = _without(body["context"]["System"], "application", "apiEndpoint", "apiAccessToken")
    return {"session": session, "context": {"System": system}, "request": asked}


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def apology(locale: str) -> dict[str, Any]:
    """What is said when a turn failed through no fault of the customer's; ends the session."""
    output = {"type": "SSML", "ssml": f"<speak>{sorry(locale)}</speak>"}
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
