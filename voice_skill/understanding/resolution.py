"""Entity resolution in Alexa's JSON: which values of a slot type, or of the session's dynamic entities, were meant."""

import hashlib
from collections.abc import Sequence
from typing import Any

from voice_skill.understanding.interaction_model import Value
from voice_skill.understanding.slot_kinds import Listed


def resolutions(
    words: Sequence[str], *, static: Listed | None, dynamic: Listed | None, skill_id: str
) -> dict[str, Any]:
    """Alexa's `resolutions` of a slot: an authority for dynamic entities, if there are any, before the model's."""
    authorities = []
    if dynamic:
        prefix = f"amzn1.er-authority.echo-sdk.dynamic.{skill_id}"
        authorities.append(_authority(prefix, dynamic, words))
    if static:
        authorities.append(_authority(f"amzn1.er-authority.echo-sdk.{skill_id}", static, words))
    return {"resolutionsPerAuthority": authorities}


def _authority(prefix: str, slot_type: Listed, words: Sequence[str]) -> dict[str, Any]:
    authority: dict[str, Any] = {"authority": f"{prefix}.{slot_type.slot_type.name}"}
    values = slot_type.resolve(words)
    authority["status"] = {"code": "ER_SUCCESS_MATCH" if values else "ER_SUCCESS_NO_MATCH"}
    if values:
        authority["values"] = [{"value": {"name": value.name, "id": _id(value)}} for value in values]
    return authority


def _id(value: Value) -> str:
    """Alexa gives a value without an id the MD5 of its name (seen so in five public requests of four skills)."""
    return value.id or hashlib.md5(value.name.encode(), usedforsecurity=False).hexdigest()
