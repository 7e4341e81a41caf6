"""Hearing what customers say: Ears turns sound into words, expecting those of an interaction model."""

from local_voice.hearing.clone import Unheard, lint
from local_voice.hearing.ears import Alternative, Ears, Heard
from local_voice.hearing.errors import HearingError, RecogniserBroken
from local_voice.hearing.pronunciation import knows_sounds
from local_voice.hearing.renewing import RenewingEars

__all__ = [
    "Alternative",
    "Ears",
    "Heard",
    "HearingError",
    "RecogniserBroken",
    "RenewingEars",
    "Unheard",
    "knows_sounds",
    "lint",
]
