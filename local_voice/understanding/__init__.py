"""Understanding: what an utterance means to a skill, from Alexa's interaction-model JSON."""

from local_voice.understanding.answering import Question
from local_voice.understanding.errors import InvalidModel
from local_voice.understanding.phrases import knows_language
from local_voice.understanding.understanding import Understanding
from local_voice.understanding.understood import Slot, Understood

__all__ = ["InvalidModel", "Question", "Slot", "Understanding", "Understood", "knows_language"]
