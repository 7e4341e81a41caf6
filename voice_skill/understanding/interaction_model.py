"""Alexa's interaction-model JSON as typed values, checked; read by everything else in this package."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voice_skill.understanding.errors import InvalidModel
from voice_skill.understanding.words import folded_words

# Amazon's own types whose values are computed; its list types (AMAZON.City, AMAZON.FirstName…) are open text here.
COMPUTED_TYPES = (
    "AMAZON.NUMBER",
    "AMAZON.FOUR_DIGIT_NUMBER",
    "AMAZON.Ordinal",
    "AMAZON.DATE",
    "AMAZON.TIME",
    "AMAZON.DURATION",
    "AMAZON.PhoneNumber",
    "AMAZON.AlphaNumeric",
)
FREE_TEXT_TYPES = ("AMAZON.SearchQuery", "AMAZON.LITERAL")

LONGEST_SAMPLE_WORDS = 100

_SLOT = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[\w.]+")
_BUILT_IN_NAME = re.compile(r"AMAZON\.[A-Za-z_]+")


@dataclass(frozen=True, slots=True)
class SlotRef:
    """The place of a slot in a sample."""

    name: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample utterance: folded words and slots in order."""

    text: str
    parts: tuple[str | SlotRef, ...]

    @property
    def slot_names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts if isinstance(part, SlotRef))


@dataclass(frozen=True, slots=True)
class IntentSlot:
    """A slot of an intent; its samples answer a prompt for it alone."""

    name: str
    type: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Intent:
    name: str
    samples: tuple[Sample, ...]
    slots: Mapping[str, IntentSlot]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a slot type; a value without an id has the MD5 of its name for one, as in Alexa's requests."""

    name: str
    id: str | None
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlotType:
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class InteractionModel:
    """A checked interaction model; `dialog` and `prompts` are Alexa's JSON, checked by local_voice.dialog.

    fallback_sensitivity: LOW, MEDIUM or HIGH; how readily an utterance is out of scope."""

    invocation_name: str
    intents: tuple[Intent, ...]
    types: Mapping[str, SlotType]
    dialog: Mapping[str, Any]
    prompts: tuple[Any, ...]
    fallback_sensitivity: str


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and its place, so that an error can name it; raises InvalidModel."""

    value: Any
    place: str

    def field(self, key: str, kind: type, default: Any = None) -> "Node":
        """A field of an object, of the given kind; without a default it must be there."""
        value = self.value.get(key)
        place = f"{self.place}.{key}" if self.place else key
        if value is None:
            if default is None:
                raise InvalidModel(self.place or "the model", f'"{key}" is missing')
            value = default
        return Node(value, place).checked(kind)

    def elements(self, kind: type) -> Iterator["Node"]:
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.place}[{index}]").checked(kind)

    def checked(self, kind: type) -> "Node":
        if not isinstance(self.value, kind) or (isinstance(self.value, str) and not self.value.strip()):
            raise InvalidModel(self.place or "the model", f"{_KINDS[kind]} is expected")
        return self


_KINDS: dict[type, str] = {str: "a text", list: "a list", dict: "an object", bool: "true or false"}


def read_interaction_model(model: Any) -> InteractionModel:
    """The typed form of an interaction model's JSON; raises InvalidModel naming the place.
    Source: SMAPI interaction model schema."""
    root = Node(model, "").checked(dict)
    if "interactionModel" in root.value:
        root = root.field("interactionModel", dict)
    language = root.field("languageModel", dict)
    types = _types(language.field("types", list, default=[]))
    intents = [_intent(node, types) for node in language.field("intents", list).elements(dict)]
    _refuse_twice([intent.name for intent in intents], f"{language.place}.intents", "intent")
    return InteractionModel(
        invocation_name=str(language.field("invocationName", str, default="skill").value),
        intents=tuple(intents),
        types=types,
        dialog=root.field("dialog", dict, default={}).value,
        prompts=tuple(root.field("prompts", list, default=[]).value),
        fallback_sensitivity=_fallback_sensitivity(language),
    )


def read_slot_type(node_value: Any, place: str) -> SlotType:
    """One slot type from Alexa's JSON: of a model, or of Dialog.UpdateDynamicEntities."""
    node = Node(node_value, place).checked(dict)
    name = node.field("name", str)
    values = tuple(_value(value) for value in node.field("values", list, default=[]).elements(dict))
    if not values and "valueSupplier" not in node.value:
        raise InvalidModel(node.place, f"slot type {name.value} has no values")
    return SlotType(str(name.value), values)


def _fallback_sensitivity(language: Node) -> str:
    configuration = language.field("modelConfiguration", dict, default={})
    sensitivity = configuration.field("fallbackIntentSensitivity", dict, default={})
    level = sensitivity.field("level", str, default="LOW")
    if level.value not in ("LOW", "MEDIUM", "HIGH"):
        raise InvalidModel(level.place, f"{level.value!r} is not one of LOW, MEDIUM, HIGH")
    return str(level.value)


def _types(node: Node) -> dict[str, SlotType]:
    types = [read_slot_type(element.value, element.place) for element in node.elements(dict)]
    _refuse_twice([slot_type.name for slot_type in types], node.place, "slot type")
    return {slot_type.name: slot_type for slot_type in types}


def _value(node: Node) -> Value:
    name = node.field("name", dict)
    synonyms = [str(synonym.value) for synonym in name.field("synonyms", list, default=[]).elements(str)]
    identifier = node.value.get("id")
    if identifier is not None and not isinstance(identifier, str):
        raise InvalidModel(f"{node.place}.id", "a text is expected")
    return Value(str(name.field("value", str).value), identifier or None, tuple(synonyms))


def _intent(node: Node, types: Mapping[str, SlotType]) -> Intent:
    name = str(node.field("name", str).value)
    slots = [_slot_and_type(slot, types) for slot in node.field("slots", list, default=[]).elements(dict)]
    _refuse_twice([slot_name for slot_name, _, _ in slots], f"{node.place}.slots", f"slot of {name}")
    slot_names = {slot_name for slot_name, _, _ in slots}
    return Intent(
        name=name,
        samples=_samples(node, slot_names, name),
        slots={
            slot_name: IntentSlot(slot_name, type_name, _samples(slot, slot_names, name))
            for slot_name, type_name, slot in slots
        },
    )


def _slot_and_type(node: Node, types: Mapping[str, SlotType]) -> tuple[str, str, Node]:
    name = str(node.field("name", str).value)
    if not _NAME.fullmatch(name):
        raise InvalidModel(f"{node.place}.name", f"{name!r} is not a slot name: use letters, digits, _ and . only")
    type_name = str(node.field("type", str).value)
    if type_name not in types:
        _refuse_unknown_type(type_name, f"{node.place}.type", types)
    return name, type_name, node


def _refuse_unknown_type(type_name: str, place: str, types: Mapping[str, SlotType]) -> None:
    """Amazon has too many list types to name them all, so one of its names is refused only if it is nearly another."""
    type_names = (*types, *COMPUTED_TYPES, *FREE_TEXT_TYPES)
    is_amazons = _BUILT_IN_NAME.fullmatch(type_name) is not None
    close = difflib.get_close_matches(type_name, type_names, n=1, cutoff=0.9 if is_amazons else 0.6)
    if type_name not in type_names and (close or not is_amazons):
        hint = f"did you mean {close[0]}?" if close else "it is neither in types nor Amazon's"
        raise InvalidModel(place, f"unknown slot type {type_name}; {hint}")


def _samples(node: Node, slots: set[str], intent: str) -> tuple[Sample, ...]:
    return tuple(_sample(sample, slots, intent) for sample in node.field("samples", list, default=[]).elements(str))


def _sample(node: Node, slots: set[str], intent: str) -> Sample:
    parts: list[str | SlotRef] = []
    for piece in sample_pieces(node.value):
        if isinstance(piece, SlotRef):
            if piece.name not in slots:
                raise InvalidModel(node.place, f"{{{piece.name}}} is not a slot of {intent}")
            parts.append(piece)
        elif "{" in piece or "}" in piece:
            raise InvalidModel(node.place, f"an unmatched brace in {node.value!r}")
        else:
            parts += folded_words(piece)
    if not parts or len(parts) > LONGEST_SAMPLE_WORDS:
        raise InvalidModel(node.place, f"a sample of {len(parts)} words; it must have 1 to {LONGEST_SAMPLE_WORDS}")
    return Sample(node.value, tuple(parts))


def sample_pieces(text: str) -> list[str | SlotRef]:
    """A sample cut at its slots: "add {product} to my cart" is "add ", the slot product, " to my cart"."""
    pieces = _SLOT.split(text)
    return [SlotRef(piece.strip()) if index % 2 else piece for index, piece in enumerate(pieces) if piece]


def _refuse_twice(names: list[str], place: str, what: str) -> None:
    name, times = Counter(names).most_common(1)[0] if names else ("", 1)
    if times > 1:
        raise InvalidModel(place, f"{what} {name} is defined twice")
