"""Stands in for the Echo: whoever talks to a skill without Amazon starts here."""

from local_voice.device.echo import Echo, EndReason
from local_voice.device.errors import (
    DeviceError,
    InvalidDirective,
    InvalidResponse,
    NoSession,
    SkillFailed,
    SkillTimedOut,
    SkillUnreachable,
)
from local_voice.device.response import Answer

__all__ = [
    "Answer",
    "DeviceError",
    "Echo",
    "EndReason",
    "InvalidDirective",
    "InvalidResponse",
    "NoSession",
    "SkillFailed",
    "SkillTimedOut",
    "SkillUnreachable",
]
