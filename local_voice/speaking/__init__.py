"""Speaking: text and Alexa's SSML become sound in memory, or are heard from the loudspeaker."""

from local_voice.speaking.errors import EngineMissing, InvalidSsml, LoudspeakerMissing, SpeakingError
from local_voice.speaking.loudspeaker import can_play, play
from local_voice.speaking.ssml import as_ssml, parse_ssml, plain_words
from local_voice.speaking.voices import Speaker, SpeakerEngine, Voice, VoiceEngine, open_speaker, open_voice

__all__ = [
    "EngineMissing",
    "InvalidSsml",
    "LoudspeakerMissing",
    "Speaker",
    "SpeakerEngine",
    "SpeakingError",
    "Voice",
    "VoiceEngine",
    "as_ssml",
    "can_play",
    "open_speaker",
    "open_voice",
    "parse_ssml",
    "plain_words",
    "play",
]
