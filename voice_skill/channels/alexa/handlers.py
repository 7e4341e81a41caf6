"""Intents as handlers of ask-sdk, and their replies as Alexa's responses. Called by `skill`."""

from typing import Any, cast

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Response
from ask_sdk_model.ui import Image, SimpleCard, StandardCard

from intents.dialogue.intent import Intent
from intents.dialogue.reply import Reply
from intents.dialogue.slots import ReadWords
from intents.dialogue.turn import Turn
from intents.wording.interpretation import turn_of
from voice_skill.channels.alexa.limits import card_within_limits, within_limits
from voice_skill.channels.alexa.messages import message_of
from voice_skill.store import Product


class IntentHandler(AbstractRequestHandler):
    """One intent, as ask-sdk dispatches it."""

    def __init__(self, intent: Intent, read_words: ReadWords | None) -> None:
        self._intent = intent
        self._read_words = read_words

    def can_handle(self, handler_input: HandlerInput) -> bool:
        return _turn_of(handler_input, self._read_words).intent is type(self._intent)

    def handle(self, handler_input: HandlerInput) -> Response:
        return _rendered(self._intent.reply(_turn_of(handler_input, self._read_words)), handler_input)


def _turn_of(handler_input: HandlerInput, read_words: ReadWords | None) -> Turn:
    """The turn, made once per request: dispatching asks every handler whether it is its own."""
    attributes = handler_input.attributes_manager.request_attributes
    if "turn" not in attributes:
        session: Any = handler_input.attributes_manager.session_attributes
        attributes["turn"] = turn_of(message_of(handler_input), handler_input.context, session, read_words)
    return cast(Turn, attributes["turn"])


def _rendered(reply: Reply, handler_input: HandlerInput) -> Response:
    builder = handler_input.response_builder
    speech, question = within_limits(reply.speech, reply.question)
    builder.speak(str(speech))
    if reply.question is not None:
        builder.ask(str(question))
    else:
        builder.set_should_end_session(reply.ends)
    if reply.card is not None and _has_screen(handler_input):
        builder.set_card(_card(reply.card, speech))
    return builder.response


def _card(card: Product | str, speech: Any) -> SimpleCard | StandardCard:
    image_url = card.image_url if isinstance(card, Product) else None
    title, text, image_url = card_within_limits(card.title if isinstance(card, Product) else card, speech, image_url)
    if image_url:
        return StandardCard(title=title, text=text, image=Image(small_image_url=image_url, large_image_url=image_url))
    return SimpleCard(title=title, content=text)


def _has_screen(handler_input: HandlerInput) -> bool:
    envelope: Any = handler_input.request_envelope
    device = envelope.context.system.device
    interfaces = device and device.supported_interfaces
    return bool(interfaces and (interfaces.alexa_presentation_apl or interfaces.display))
