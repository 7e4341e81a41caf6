"""The errors of listening.

HearingError
└── RecogniserBroken   the folder of the Vosk model lacks a file, or one is damaged
"""

from pathlib import Path


class HearingError(Exception):
    """Listening is not possible; the words say why and what to do."""


class RecogniserBroken(HearingError):
    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"the speech model in {folder} cannot be used: {why}; fetch it again")
