"""Alexa's part in a dialog: asks what the model or the skill wants asked, and sends the skill what Alexa sends."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local_voice.device import Answer, Echo, InvalidDirective
from local_voice.device.request import filled_slot
from local_voice.dialog.directives import Directive, Directives
from local_voice.dialog.model import read_dialog_model
from local_voice.dialog.prompts import Prompts
from local_voice.dialog.steps import Step, next_step
from voice_skill.understanding import Question
from voice_skill.understanding.answering import NO, YES
from voice_skill.understanding.interaction_model import InteractionModel

Json = dict[str, Any]
MOST_REQUESTS = 10  # to the skill before the customer is asked anything; a skill that delegates in a circle has more
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """The words for the customer. answer: the skill's last one, None when it was not asked."""

    ssml: str | None
    reprompt: str | None
    answer: Answer | None


class DialogManager:
    """Leads one customer's dialogs with one skill."""

    def __init__(self, echo: Echo, model: InteractionModel, *, now: Callable[[], datetime] = datetime.now) -> None:
        """now: the customer's local time, for rules about dates. Raises InvalidModel."""
        self._echo = echo
        self._intents = {intent.name: intent for intent in model.intents}
        self._dialogs = read_dialog_model(model)
        self._directives = Directives(self._dialogs, self._intents)
        self._prompts = Prompts(self._dialogs.prompts)
        self._now = now
        self._question: Question | None = None
        self._intent: Json = {}  # the one that the question is about

    @property
    def question(self) -> Question | None:
        """The question that is open in a dialog."""
        return self._question

    def leave(self) -> None:
        """Nobody answers, or something else is said."""
        self._question = None

    def launch(self) -> Reply:
        """ "Open …". Raises DeviceError."""
        self.leave()
        return self._follow(self._echo.launch(), None, 1)

    def tell(self, name: str, slots: Mapping[str, Json]) -> Reply:
        """Takes the customer's intent or answer. Raises DeviceError.

        slots: {value, resolutions} of those that were said.
        """
        question, self._question = self._question, None
        if question and question.confirms and name in (YES, NO):
            return self._ask(*self._confirmed(question, "CONFIRMED" if name == YES else "DENIED"))
        filled = {slot: filled_slot(slot, given) for slot, given in slots.items()}
        if question and name == question.intent:
            return self._ask(self._intent | {"slots": self._intent["slots"] | filled}, "IN_PROGRESS")
        names = self._intents[name].slots if name in self._intents else ()
        all_slots = {slot: filled_slot(slot, {}) for slot in names} | filled
        return self._ask({"name": name, "confirmationStatus": "NONE", "slots": all_slots}, "STARTED")

    def _confirmed(self, question: Question, status: str) -> tuple[Json, str]:
        """A dialog is over when its intent is denied, though nothing was completed."""
        if question.slot is None:
            return self._intent | {"confirmationStatus": status}, "COMPLETED" if status == "DENIED" else "IN_PROGRESS"
        slots = self._intent["slots"]
        slot = slots[question.slot] | {"confirmationStatus": status}
        return self._intent | {"slots": slots | {question.slot: slot}}, "IN_PROGRESS"

    def _ask(self, intent: Json, state: str, requests: int = 0) -> Reply:
        """Alexa's own next question where she leads the dialog by herself, else the skill's answer."""
        dialog = self._dialogs.intents.get(intent["name"])
        if dialog and dialog.auto_delegated and state != "COMPLETED":
            step = next_step(dialog, intent, self._now())
            if step:
                return self._put(step, intent, None)
            state = "COMPLETED"
        request = {"type": "IntentRequest", "intent": intent} | ({"dialogState": state} if dialog else {})
        return self._follow(self._echo.send(request), request, requests + 1)

    def _follow(self, answer: Answer, request: Json | None, requests: int) -> Reply:
        try:
            directive = self._directives.read(answer, request["intent"] if request else None)
            if directive is None or answer.session_ends:
                return Reply(answer.ssml, answer.reprompt, answer)
            if directive.question:
                self._question, self._intent = directive.question, directive.intent
                return Reply(answer.ssml, answer.reprompt, answer)
            step = self._delegated(directive, request, requests)
        except InvalidDirective as error:
            self._echo.give_up(error)
            raise
        if answer.ssml:
            log.warning("Beside Dialog.Delegate, Alexa says the model's prompts and not the skill's outputSpeech")
        return self._put(step, directive.intent, answer) if step else self._ask(directive.intent, "COMPLETED", requests)

    def _delegated(self, directive: Directive, request: Json | None, requests: int) -> Step | None:
        if request and request.get("dialogState") == "COMPLETED" and not directive.is_updated:
            raise InvalidDirective("Dialog.Delegate is not a valid answer to a request whose dialogState is COMPLETED")
        if requests >= MOST_REQUESTS:
            raise InvalidDirective(f"Dialog.Delegate was sent {requests} times with nothing left to ask the customer")
        return next_step(self._dialogs.intents[directive.intent["name"]], directive.intent, self._now())

    def _put(self, step: Step, intent: Json, answer: Answer | None) -> Reply:
        self._question, self._intent = step.question, intent
        ssml, again = (self._prompts.say(step.prompt, intent["slots"]) for _ in range(2))
        return Reply(ssml, again, answer)
