"""The Dialog directives of a skill's reply, held to Alexa's rules. Source: Dialog Interface Reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_voice.device import Answer, InvalidDirective
from local_voice.device.request import filled_slot
from local_voice.dialog.model import DialogIntent, DialogModel
from voice_skill.understanding import Question
from voice_skill.understanding.interaction_model import Intent

Json = dict[str, Any]
_DELEGATE = "Dialog.Delegate"
_ASKING = {"Dialog.ElicitSlot": "slotToElicit", "Dialog.ConfirmSlot": "slotToConfirm", "Dialog.ConfirmIntent": None}
_ENTITIES = "Dialog.UpdateDynamicEntities"
_CONVERSATIONS = "Dialog.DelegateRequest"
_STATUSES = ("NONE", "CONFIRMED", "DENIED")


@dataclass(frozen=True, slots=True)
class Directive:
    """A skill's wish for the dialog. question: None when Alexa chooses it.

    intent: Alexa's JSON of it, updated; is_updated: the skill sent it itself.
    """

    question: Question | None
    intent: Json
    is_updated: bool


class Directives:
    """Reads the Dialog directives of a skill with this dialog model."""

    def __init__(self, dialogs: DialogModel, intents: Mapping[str, Intent]) -> None:
        self._dialogs = dialogs
        self._intents = intents

    def read(self, answer: Answer, current: Json | None) -> Directive | None:
        """None when the reply leaves the dialog. Raises InvalidDirective.

        current: the intent that the skill was asked, None for a request that is no intent's.
        """
        types = [str(directive.get("type")) for directive in answer.directives]
        supported = (_DELEGATE, *_ASKING, _ENTITIES)
        if _CONVERSATIONS in types:
            raise InvalidDirective(f"{_CONVERSATIONS} hands over to Alexa Conversations, which runs only at Amazon")
        unknown = [name for name in types if name.startswith("Dialog.") and name not in supported]
        if unknown:
            raise InvalidDirective(f"the following directives are not supported: {unknown[0]}")
        dialogs = [each for each in answer.directives if each.get("type") in (_DELEGATE, *_ASKING)]
        if not dialogs:
            return None
        self._refuse_company(types, len(dialogs))
        return self._directive(dialogs[0], current)

    def _refuse_company(self, types: list[str], count: int) -> None:
        if not self._dialogs.intents:
            raise InvalidDirective("the skill is not configured to support dialogs: its model has no dialog section")
        if count > 1:
            raise InvalidDirective(f"only one of {', '.join((_DELEGATE, *_ASKING))} is allowed in a response")
        if _DELEGATE in types and any(name.startswith("Alexa.Presentation.") for name in types):
            raise InvalidDirective("Dialog.Delegate is not allowed beside an Alexa.Presentation directive")

    def _directive(self, directive: Json, current: Json | None) -> Directive:
        kind, updated = directive["type"], directive.get("updatedIntent")
        intent = self._updated(kind, updated) if updated else current
        if intent is None:
            raise InvalidDirective(f"{kind} needs an updatedIntent in the reply to a request that has no intent")
        dialog = self._dialogs.intents.get(intent["name"])
        if dialog is None:
            raise InvalidDirective(f"{kind}: {intent['name']} is not in the dialog section of the interaction model")
        question = self._question(directive, dialog) if kind in _ASKING else None
        return Directive(question, intent, is_updated=bool(updated))

    def _question(self, directive: Json, dialog: DialogIntent) -> Question:
        kind = directive["type"]
        key = _ASKING[kind]
        if key is None:
            return Question(dialog.name, None, confirms=True)
        slot = directive.get(key)
        if slot not in dialog.slots:
            raise InvalidDirective(f"{kind}: {key} is {slot!r}, which is not a slot of {dialog.name}'s dialog")
        return Question(dialog.name, slot, confirms=kind == "Dialog.ConfirmSlot")

    def _updated(self, kind: str, updated: Any) -> Json:
        """The skill's own version of an intent; slots that it leaves out are empty."""
        name = str(updated.get("name")) if isinstance(updated, dict) else ""
        if name not in self._intents:
            raise InvalidDirective(
                f"{kind}: updatedIntent is {name!r}, which is not an intent of the interaction model"
            )
        updated_slots, names = updated.get("slots") or {}, self._intents[name].slots
        strange = next(
            (slot for slot in updated_slots if slot not in names or not isinstance(updated_slots[slot], dict)), None
        )
        if strange is not None:
            raise InvalidDirective(f"{kind}: updatedIntent has a slot {strange!r}, which {name} does not have")
        statuses = [updated.get("confirmationStatus", "NONE"), *(_status(slot) for slot in updated_slots.values())]
        wrong = next((status for status in statuses if status not in _STATUSES), None)
        if wrong is not None:
            raise InvalidDirective(f"{kind}: a confirmationStatus is one of {', '.join(_STATUSES)}, not {wrong!r}")
        slots = {slot: filled_slot(slot, _slot_fields(updated_slots.get(slot, {}))) for slot in names}
        return {"name": name, "confirmationStatus": statuses[0], "slots": slots}


def _status(slot: Json) -> Any:
    return slot.get("confirmationStatus") or "NONE"


def _slot_fields(slot: Json) -> Json:
    return {key: slot[key] for key in ("value", "resolutions", "confirmationStatus") if slot.get(key) is not None}
