"""Alexa's dialog management, offline: required slots, confirmations and rules by the model's dialog section."""

from local_voice.dialog.manager import DialogManager, Reply
from local_voice.dialog.model import read_dialog_model

__all__ = ["DialogManager", "Reply", "read_dialog_model"]
