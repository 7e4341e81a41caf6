"""The `dialog` and `prompts` of an interaction model as typed values, checked as Alexa checks them when it builds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local_voice.dialog.validation import RULES, Validation
from local_voice.speaking import InvalidSsml, parse_ssml
from voice_skill.understanding.errors import InvalidModel
from voice_skill.understanding.interaction_model import Intent, InteractionModel, Node


@dataclass(frozen=True, slots=True)
class DialogSlot:
    """elicitation: the prompt of a required slot, None for another; confirmation: None when it needs none."""

    name: str
    elicitation: str | None
    confirmation: str | None
    validations: tuple[Validation, ...]


@dataclass(frozen=True, slots=True)
class DialogIntent:
    """slots: in the order in which Alexa asks for them; auto_delegated: Alexa asks before the skill hears of it."""

    name: str
    slots: Mapping[str, DialogSlot]
    confirmation: str | None
    auto_delegated: bool


@dataclass(frozen=True, slots=True)
class Variation:
    """One wording of a prompt, with {slot} references."""

    text: str
    is_ssml: bool


@dataclass(frozen=True, slots=True)
class DialogModel:
    """intents: those with a dialog, by name; prompts: the wordings of each, by id."""

    intents: Mapping[str, DialogIntent]
    prompts: Mapping[str, tuple[Variation, ...]]


def read_dialog_model(model: InteractionModel) -> DialogModel:
    """Raises InvalidModel, naming the place. Source: SMAPI interaction model schema."""
    prompts = dict(_prompts(Node(list(model.prompts), "interactionModel.prompts")))
    dialog = Node(model.dialog, "interactionModel.dialog").checked(dict)
    strategy = _auto_delegated(dialog, default=False)
    language_intents = {intent.name: intent for intent in model.intents}
    intents = [
        _intent(node, language_intents, prompts, strategy)
        for node in dialog.field("intents", list, default=[]).elements(dict)
    ]
    return DialogModel({intent.name: intent for intent in intents}, prompts)


def _prompts(node_list: Node) -> Iterator[tuple[str, tuple[Variation, ...]]]:
    for node in node_list.elements(dict):
        variations = tuple(_variation(each) for each in node.field("variations", list).elements(dict))
        if not variations:
            raise InvalidModel(node.place, "a prompt needs a variation")
        yield str(node.field("id", str).value), variations


def _variation(node: Node) -> Variation:
    kind, text = node.field("type", str), str(node.field("value", str).value)
    if kind.value not in ("PlainText", "SSML"):
        raise InvalidModel(kind.place, f"{kind.value!r} is neither PlainText nor SSML")
    variation = Variation(text, kind.value == "SSML")
    if variation.is_ssml:
        try:
            parse_ssml(text)
        except InvalidSsml as error:
            raise InvalidModel(f"{node.place}.value", str(error)) from error
    return variation


def _auto_delegated(node: Node, *, default: bool) -> bool:
    """Models from before Alexa had strategies have none, and are delegated by the skill alone."""
    if node.value.get("delegationStrategy") is None:
        return default
    strategy = node.field("delegationStrategy", str)
    if strategy.value not in ("ALWAYS", "SKILL_RESPONSE"):
        raise InvalidModel(strategy.place, f"{strategy.value!r} is neither ALWAYS nor SKILL_RESPONSE")
    return bool(strategy.value == "ALWAYS")


def _intent(node: Node, language_intents: Mapping[str, Intent], prompts: Mapping[str, Any], auto: bool) -> DialogIntent:
    name = str(node.field("name", str).value)
    if name not in language_intents:
        raise InvalidModel(f"{node.place}.name", f"{name} is not an intent of the language model")
    slots = [
        _slot(each, language_intents[name], prompts) for each in node.field("slots", list, default=[]).elements(dict)
    ]
    return DialogIntent(
        name=name,
        slots={slot.name: slot for slot in slots},
        confirmation=_prompt_if(node, "confirmation", prompts),
        auto_delegated=_auto_delegated(node, default=auto),
    )


def _slot(node: Node, intent: Intent, prompts: Mapping[str, Any]) -> DialogSlot:
    name = str(node.field("name", str).value)
    if name not in intent.slots:
        raise InvalidModel(f"{node.place}.name", f"{name} is not a slot of {intent.name}")
    rules = node.field("validations", list, default=[]).elements(dict)
    return DialogSlot(
        name=name,
        elicitation=_prompt_if(node, "elicitation", prompts),
        confirmation=_prompt_if(node, "confirmation", prompts),
        validations=tuple(_validation(rule, prompts) for rule in rules),
    )


def _prompt_if(node: Node, what: str, prompts: Mapping[str, Any]) -> str | None:
    """The id of the prompt by which Alexa elicits or confirms; None where the model does not require it."""
    if not node.field(f"{what}Required", bool, default=False).value:
        return None
    return _prompt_id(node.field("prompts", dict).field(what, str), prompts)


def _prompt_id(node: Node, prompts: Mapping[str, Any]) -> str:
    if node.value not in prompts:
        raise InvalidModel(node.place, f"there is no prompt {node.value!r}")
    return str(node.value)


def _validation(node: Node, prompts: Mapping[str, Any]) -> Validation:
    kind = node.field("type", str)
    rule = kind.value[0].lower() + kind.value[1:]  # SMAPI's own model writes them with a capital
    if rule not in RULES:
        raise InvalidModel(kind.place, f"{kind.value!r} is not one of {', '.join(RULES)}")
    values = [str(each) for each in node.field("values", list, default=[]).value]
    value, start, end = (node.value.get(key) for key in ("value", "start", "end"))
    validation = Validation(rule, _prompt_id(node.field("prompt", str), prompts), tuple(values), value, start, end)
    problem = validation.problem()
    if problem:
        raise InvalidModel(node.place, problem)
    return validation
