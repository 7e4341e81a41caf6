"""Skill events: what Alexa tells outside of any conversation.

An event is sent again for up to an hour until it is acknowledged; it is carried out once, as every request is.
Source: Alexa Skills Kit, "Skill Events"; `userInformationPersistenceStatus` is not in ask-sdk-model.
"""

import logging
from typing import Any

from voice_skill.store import MerchantStore

log = logging.getLogger(__name__)


def carry_out(body: dict[str, Any], store: MerchantStore) -> None:
    """Deletes the customer's data when the skill was disabled for good; other events are only noted."""
    request = body["request"]
    kind = str(request["type"]).removeprefix("AlexaSkillEvent.")
    event_body = request.get("body")
    status = event_body.get("userInformationPersistenceStatus") if isinstance(event_body, dict) else None
    if kind == "SkillDisabled" and status == "NOT_PERSISTED":
        store.customers.forget(body["context"]["System"]["user"]["userId"])
    log.info("skill_event kind=%r", kind[:80])
