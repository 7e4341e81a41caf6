"""An intent request of Alexa's as the message that `intents` answer. Called by `handlers`."""

from typing import Any

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import IntentRequest, LaunchRequest

from intents.dialogue.slots import (
    MOST_TEXT_CHARACTERS,
    NUMBERS,
    PRODUCTS,
    UNRECOGNIZED,
    UTTERANCE,
    Message,
    Slot,
    slot_text,
)
from voice_skill.channels.alexa.carriers import carrier_of
from voice_skill.channels.alexa.sample_sentences import sentence_of
from voice_skill.language.stems import stem, stemmer_of
from voice_skill.language.tables import language_code, table

# The slot in which our own channels hand on all that was said, in the form of an Alexa request.
WORDS_SLOT = UTTERANCE


def message_of(handler_input: HandlerInput) -> Message:
    envelope: Any = handler_input.request_envelope
    slots = _slots(envelope.request)
    text = slots.pop(UTTERANCE, Slot("")).text
    intent = "LaunchIntent" if isinstance(envelope.request, LaunchRequest) else str(envelope.request.intent.name)
    carrier = carrier_of(intent, envelope.request.locale)
    if carrier is not None:
        said = f"{carrier} {text}".strip()
    else:
        said = text or sentence_of(intent, slots, envelope.request.locale)
    return Message(
        user_id=envelope.context.system.user.user_id,
        locale=envelope.request.locale,
        intent=class_name(intent) if carrier is None else UNRECOGNIZED,
        slots=slots,
        is_first=bool(envelope.session.new),
        text=said,
        has_all_words=bool(text) and carrier is None,
    )


def class_name(intent: str) -> str:
    """The name of the class that answers an intent: AMAZON.HelpIntent → Help, AddToCartIntent → AddToCart."""
    return intent.removeprefix("AMAZON.").removesuffix("Intent")


def _slots(request: Any) -> dict[str, Slot]:
    """The slots that hold a value."""
    if not isinstance(request, IntentRequest):
        return {}
    intent: Any = request.intent
    slots = (intent.slots or {}).values()
    locale = str(request.locale)
    return {slot.name: Slot(_slot_text(slot), _ids_of(slot, locale)) for slot in slots if has_value(slot)}


def _ids_of(slot: Any, locale: str) -> tuple[str, ...]:
    """The ids of what was resolved. Of a product only if its name covers the words: "large blue mug set" is more than
    the blue mug, and the catalogue is searched for it by all of them."""
    values = _resolved(slot.resolutions)
    if slot.name in PRODUCTS:
        values = [value for value in values if not value.name or _covers(value.name, slot.value, locale)]
    return tuple(value.id for value in values)


def _covers(name: str, text: str, locale: str) -> bool:
    language = language_code(locale)
    stemmer = stemmer_of(language)
    stems = {stem(word, stemmer) for word in name.casefold().split()}
    articles = table("grammar", language).get("articles", "").split()
    return all(word in articles or stem(word, stemmer) in stems for word in text.casefold().split())


def _slot_text(slot: Any) -> str:
    return slot_text(slot.value, MOST_TEXT_CHARACTERS) if slot.name == UTTERANCE else slot_text(slot.value)


def has_value(slot: Any) -> bool:
    """ "?" is what Alexa sends for a value that it lost; a number that was lost has to be asked for again."""
    if not isinstance(slot.value, str) or not slot_text(slot.value).strip():
        return False
    return slot.value != "?" or slot.name in NUMBERS


def _resolved(resolutions: Any) -> list[Any]:
    """A dynamic entity is this session's own, so its authority is asked before the model's."""
    authorities = sorted(
        (resolutions and resolutions.resolutions_per_authority) or (),
        key=lambda authority: ".dynamic." not in authority.authority,
    )
    for authority in authorities:
        if authority.values:
            return [entry.value for entry in authority.values if entry.value and entry.value.id]
    return []
