"""The simulated Echo: keeps the session, sends the skill what Alexa would send, reads the reply as a device would."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from local_voice.device.endpoint import AppEndpoint, Endpoint, WebEndpoint
from local_voice.device.errors import DeviceError, NoSession
from local_voice.device.request import OUT_OF_SESSION, Json, context, dated, intent_request, session_ended_request
from local_voice.device.response import Answer, read_answer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ENTITIES_LAST_S = 30 * 60  # whatever becomes of the session
EndReason = Literal["USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS"]


class Echo:
    """One customer's device. Not for several threads: a customer says one thing after the other."""

    def __init__(
        self,
        skill: "WSGIApplication | str",
        *,
        application_id: str,
        user_id: str = "amzn1.ask.account.LOCAL",
        locale: str = "en-US",
        screen: bool = True,
        path: str = "/alexa",
        timeout_s: float = 8.0,
        record: Callable[[Json, Json], object] | None = None,
        words_slot: str | None = None,
    ) -> None:
        """skill: a WSGI app, or the address of a served one; path is for an app, and for an address that has none.

        record: called with each request that the skill answered and its response.
        words_slot: a slot in which all that was said is handed on, for a skill that reads it; Amazon never does that.
        """
        self.application_id = application_id
        self.locale = locale
        self.words_slot = words_slot
        self._user_id = user_id
        self._screen = screen
        self._endpoint: Endpoint = (
            WebEndpoint(skill, path, timeout_s) if isinstance(skill, str) else AppEndpoint(skill, path, timeout_s)
        )
        self._record = record
        self._session: Json | None = None
        self._entities: list[Json] = []
        self._entities_until = 0.0

    @property
    def dynamic_entities(self) -> list[Json]:
        """The slot types of Dialog.UpdateDynamicEntities, while they are in force."""
        return self._entities if time.monotonic() < self._entities_until else []

    @property
    def in_session(self) -> bool:
        return self._session is not None

    def launch(self) -> Answer:
        """ "Alexa, open …": a new session, whatever went before. Raises DeviceError."""
        self._session = None
        return self.send({"type": "LaunchRequest"})

    def intent(self, name: str, slots: Mapping[str, Mapping[str, Any]] | None = None) -> Answer:
        """Sends an intent, in the open session or as the first words of a new one. Raises DeviceError.

        slots: name -> {value, resolutions, confirmationStatus}, each if there is one.
        """
        return self.send(intent_request(name, slots or {}))

    def end(self, reason: EndReason = "USER_INITIATED") -> Answer:
        """Tells the skill that the session is over; a skill that ended it itself is not told. Raises DeviceError."""
        if self._session is None:
            raise NoSession("there is no session to end: open one first")
        return self.send(session_ended_request(reason))

    def send(self, request: Json) -> Answer:
        """Any Alexa request: what each one carries (id, time, locale, session, context) is put around it.

        Raises DeviceError; the session is over then, and the skill has been told so as Alexa tells it.
        """
        in_session = not request["type"].startswith(OUT_OF_SESSION)
        envelope = self._envelope(dated(request, self.locale), in_session=in_session)
        started = time.perf_counter()
        try:
            body = self._endpoint.post(json.dumps(envelope).encode())
            took_ms = (time.perf_counter() - started) * 1000
            answer = read_answer(body, envelope, screen=self._screen, took_ms=took_ms)
        except DeviceError as error:
            if in_session:
                self.give_up(error)
            raise
        if self._record:
            self._record(envelope, answer.response)
        if in_session:
            self._keep(answer)
        return answer

    def give_up(self, error: DeviceError) -> None:
        """Ends the session as Alexa does when she cannot go on with a reply, and tells the skill why."""
        if self._session is None:
            return
        ended = session_ended_request("ERROR", {"type": error.alexa_type, "message": str(error)})
        envelope = self._envelope(dated(ended, self.locale), in_session=True)
        envelope["session"]["new"] = False
        self._session = None
        with suppress(DeviceError):  # the first error is the one to mend
            self._endpoint.post(json.dumps(envelope).encode())

    def _envelope(self, request: Json, *, in_session: bool) -> Json:
        envelope: Json = {"version": "1.0"}
        if in_session:
            self._session = self._session or self._new_session()
            envelope["session"] = dict(self._session)
        return envelope | {
            "context": context(self.application_id, self._user_id, screen=self._screen),
            "request": request,
        }

    def _new_session(self) -> Json:
        return {
            "new": True,
            "sessionId": f"amzn1.echo-api.session.{uuid4()}",
            "application": {"applicationId": self.application_id},
            "attributes": {},
            "user": {"userId": self._user_id},
        }

    def _keep(self, answer: Answer) -> None:
        for directive in answer.directives:
            if directive.get("type") == "Dialog.UpdateDynamicEntities":
                self._entities = directive.get("types") or []  # CLEAR has none
                self._entities_until = time.monotonic() + ENTITIES_LAST_S
        if self._session is None or answer.session_ends:
            self._session = None
        else:
            attributes = answer.response.get("sessionAttributes") or {}
            self._session |= {"new": False, "attributes": attributes}
