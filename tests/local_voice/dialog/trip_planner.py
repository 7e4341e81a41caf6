"""A developer's own skill: a trip planner on ask-sdk-core and Flask, with a dialog section in its interaction model."""

from typing import Any

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import is_intent_name, is_request_type
from ask_sdk_model import Intent, IntentConfirmationStatus, RequestEnvelope, Response, Slot
from ask_sdk_model.dialog import (
    ConfirmIntentDirective,
    ConfirmSlotDirective,
    DelegateDirective,
    ElicitSlotDirective,
)
from ask_sdk_model.dialog_state import DialogState
from ask_sdk_model.slot_confirmation_status import SlotConfirmationStatus
from flask import Flask, request

Json = dict[str, Any]


def slots_of(handler_input: HandlerInput) -> dict[str, Slot]:
    slots: dict[str, Slot] = handler_input.request_envelope.request.intent.slots or {}
    return slots


def value(handler_input: HandlerInput, slot: str) -> str | None:
    return slots_of(handler_input)[slot].value if slot in slots_of(handler_input) else None


def is_denied(handler_input: HandlerInput) -> bool:
    return bool(handler_input.request_envelope.request.intent.confirmation_status == IntentConfirmationStatus.DENIED)


class TripPlanner:
    """The skill as a WSGI app, and the requests it was sent."""

    def __init__(self) -> None:
        self.received: list[Json] = []
        self.app = Flask("trip planner")
        self.app.post("/alexa")(self._answer)
        self._skill = _builder().create()

    @property
    def intents(self) -> list[tuple[str, str | None]]:
        """Each intent that came, and its dialogState."""
        asked = [sent["request"] for sent in self.received if sent["request"]["type"] == "IntentRequest"]
        return [(each["intent"]["name"], each.get("dialogState")) for each in asked]

    def _answer(self) -> Json:
        self.received.append(request.get_json())
        serializer = DefaultSerializer()
        envelope = serializer.deserialize(request.get_data(as_text=True), RequestEnvelope)
        answer: Json = serializer.serialize(self._skill.invoke(envelope, None))
        return answer


def _builder() -> SkillBuilder:
    builder = SkillBuilder()

    @builder.request_handler(is_request_type("LaunchRequest"))
    def launch(handler_input: HandlerInput) -> Response:
        return handler_input.response_builder.speak("Where to?").ask("Say plan a trip.").response

    @builder.request_handler(is_request_type("SessionEndedRequest"))
    def ended(handler_input: HandlerInput) -> Response:
        return handler_input.response_builder.response

    @builder.request_handler(is_intent_name("PlanTripIntent"))
    def plan_trip(handler_input: HandlerInput) -> Response:
        asked = handler_input.request_envelope.request
        builder = handler_input.response_builder
        if asked.dialog_state != DialogState.COMPLETED:
            intent = asked.intent
            if intent.slots["fromCity"].value is None and value(handler_input, "toCity") == "boston":
                intent.slots["fromCity"] = Slot(
                    name="fromCity", value="Portland", confirmation_status=SlotConfirmationStatus.CONFIRMED
                )
                return builder.add_directive(DelegateDirective(updated_intent=intent)).response
            return builder.add_directive(DelegateDirective()).response
        if is_denied(handler_input):
            return builder.speak("All right, no trip.").set_should_end_session(True).response
        trip = f"From {value(handler_input, 'fromCity')} to {value(handler_input, 'toCity')}"
        return builder.speak(f"{trip} on {value(handler_input, 'travelDate')}.").set_should_end_session(True).response

    @builder.request_handler(is_intent_name("BookTableIntent"))
    def book_table(handler_input: HandlerInput) -> Response:
        if is_denied(handler_input):
            return handler_input.response_builder.speak("No table then.").set_should_end_session(True).response
        people, time = value(handler_input, "people"), value(handler_input, "time")
        return handler_input.response_builder.speak(f"Booked for {people} at {time}.").response

    @builder.request_handler(is_intent_name("PackIntent"))
    def pack(handler_input: HandlerInput) -> Response:
        builder = handler_input.response_builder
        intent = handler_input.request_envelope.request.intent
        item = intent.slots["item"]
        if item.value is None or item.confirmation_status == SlotConfirmationStatus.DENIED:
            builder.speak("What shall I pack?").ask("Name one thing.")
            return builder.add_directive(ElicitSlotDirective(slot_to_elicit="item")).response
        if item.confirmation_status == SlotConfirmationStatus.NONE:
            builder.speak(f"Pack {item.value}?").add_directive(ConfirmSlotDirective(slot_to_confirm="item"))
            return builder.response
        if intent.confirmation_status == IntentConfirmationStatus.NONE:
            return builder.speak("Close the bag?").add_directive(ConfirmIntentDirective()).response
        done = "The bag stays open." if is_denied(handler_input) else "The bag is closed."
        return builder.speak(done).set_should_end_session(True).response

    @builder.request_handler(is_intent_name("GoHomeIntent"))
    def go_home(handler_input: HandlerInput) -> Response:
        home = Intent(
            name="PlanTripIntent",
            slots={
                "toCity": Slot(name="toCity", value="Seattle", confirmation_status=SlotConfirmationStatus.CONFIRMED)
            },
        )
        return handler_input.response_builder.add_directive(DelegateDirective(updated_intent=home)).response

    @builder.request_handler(is_intent_name("AMAZON.StopIntent"))
    def stop(handler_input: HandlerInput) -> Response:
        return handler_input.response_builder.speak("Goodbye.").set_should_end_session(True).response

    @builder.request_handler(is_intent_name("AMAZON.FallbackIntent"))
    def fallback(handler_input: HandlerInput) -> Response:
        return handler_input.response_builder.speak("I only plan trips.").ask("Plan a trip?").response

    @builder.request_handler(is_intent_name("AMAZON.HelpIntent"))
    def help_(handler_input: HandlerInput) -> Response:
        return handler_input.response_builder.speak("I plan trips.").ask("Plan a trip?").response

    return builder


def elicited(name: str, slot_type: str, **more: Any) -> Json:
    """A required slot of a dialog, with a prompt of its own."""
    return {
        "name": name,
        "type": slot_type,
        "elicitationRequired": True,
        "confirmationRequired": False,
        "prompts": {"elicitation": f"Elicit.{name}"},
    } | more


def prompt(prompt_id: str, *texts: str) -> Json:
    kinds = ["SSML" if text.startswith("<speak>") else "PlainText" for text in texts]
    variations = [{"type": kind, "value": text} for kind, text in zip(kinds, texts, strict=True)]
    return {"id": prompt_id, "variations": variations}


def intent(name: str, samples: list[str], *slots: Json) -> Json:
    return {"name": name, "samples": samples, "slots": list(slots)}


def slot(name: str, slot_type: str, *samples: str) -> Json:
    return {"name": name, "type": slot_type, "samples": list(samples)}


def trip_model() -> Json:
    cities = ["Portland", "Seattle", "Boston", "Denver", "Chicago"]
    things = ["blue jacket", "tent", "boots"]
    language = {
        "invocationName": "trip planner",
        "intents": [
            intent(
                "PlanTripIntent",
                [
                    "plan a trip",
                    "plan a trip to {toCity}",
                    "plan a trip from {fromCity} to {toCity}",
                    "plan a trip from {fromCity} to {toCity} on {travelDate}",
                    "i want to travel to {toCity}",
                ],
                slot("fromCity", "CITY", "i start from {fromCity}", "from {fromCity}"),
                slot("toCity", "CITY", "to {toCity}", "i am going to {toCity}"),
                slot("travelDate", "AMAZON.DATE", "on {travelDate}"),
            ),
            intent(
                "BookTableIntent",
                ["book a table", "book a table for {people}", "book a table at {time}"],
                slot("people", "AMAZON.NUMBER", "for {people}", "we are {people}"),
                slot("time", "AMAZON.TIME", "at {time}"),
            ),
            intent("PackIntent", ["pack my bag", "pack my {item}"], slot("item", "THING")),
            intent("GoHomeIntent", ["take me home", "i want to go home"]),
            intent("AMAZON.HelpIntent", []),
            intent("AMAZON.StopIntent", []),
        ],
        "types": [
            {"name": "CITY", "values": [{"id": city[:3].upper(), "name": {"value": city}} for city in cities]},
            {"name": "THING", "values": [{"name": {"value": thing}} for thing in things]},
        ],
    }
    dialog = {
        "delegationStrategy": "SKILL_RESPONSE",
        "intents": [
            {
                "name": "PlanTripIntent",
                "confirmationRequired": True,
                "prompts": {"confirmation": "Confirm.trip"},
                "slots": [
                    elicited("toCity", "CITY", validations=[{"type": "hasEntityResolutionMatch", "prompt": "No.city"}]),
                    elicited(
                        "fromCity",
                        "CITY",
                        confirmationRequired=True,
                        prompts={"elicitation": "Elicit.fromCity", "confirmation": "Confirm.fromCity"},
                        validations=[{"type": "isNotInSet", "prompt": "No.denver", "values": ["Denver"]}],
                    ),
                    elicited("travelDate", "AMAZON.DATE"),
                ],
            },
            {
                "name": "BookTableIntent",
                "delegationStrategy": "ALWAYS",
                "confirmationRequired": True,
                "prompts": {"confirmation": "Confirm.table"},
                "slots": [
                    elicited(
                        "people",
                        "AMAZON.NUMBER",
                        validations=[
                            {"type": "isGreaterThan", "prompt": "Too.few", "value": "0"},
                            {"type": "isLessThanOrEqualTo", "prompt": "Too.many", "value": "8"},
                        ],
                    ),
                    elicited("time", "AMAZON.TIME"),
                ],
            },
            {"name": "PackIntent", "slots": [{"name": "item", "type": "THING"}]},
        ],
    }
    prompts = [
        prompt("Elicit.toCity", "Where to?", "<speak>Which <emphasis>city</emphasis> do you want to see?</speak>"),
        prompt("No.city", "I do not know {toCity}. Which city?"),
        prompt("Elicit.fromCity", "Where do you start for {toCity}?"),
        prompt("No.denver", "Not from {fromCity}, please. Where else?"),
        prompt("Confirm.fromCity", "From {fromCity}, right?"),
        prompt("Elicit.travelDate", "When?", "On which day?"),
        prompt("Confirm.trip", "<speak>From {fromCity} to {toCity} on {travelDate}?</speak>"),
        prompt("Elicit.people", "For how many?"),
        prompt("Too.few", "At least one."),
        prompt("Too.many", "{people} are too many. How many come?"),
        prompt("Elicit.time", "At what time?"),
        prompt("Confirm.table", "A table for {people} at {time}?"),
    ]
    return {"interactionModel": {"languageModel": language, "dialog": dialog, "prompts": prompts}}
