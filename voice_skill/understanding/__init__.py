"""Understanding: what an utterance means to a skill, from Alexa's interaction-model JSON."""

from voice_skill.understanding.answering import Question
from voice_skill.understanding.errors import InvalidModel
from voice_skill.understanding.phrases import knows_language
from voice_skill.understanding.understanding import Understanding
from voice_skill.understanding.understood import Slot, Understood

__all__ = ["InvalidModel", "Question", "Slot", "Understanding", "Understood", "knows_language"]
