"""The errors of speaking; their words say what to do.

SpeakingError
├── InvalidSsml         markup that Alexa would refuse
├── EngineMissing       no speech engine here, or none with a voice for the locale
└── LoudspeakerMissing  no sound device, or nothing that reaches it
"""


class SpeakingError(Exception):
    """Something could not be said."""


class InvalidSsml(SpeakingError):
    """Markup that Alexa would refuse, said as Alexa says it."""


class EngineMissing(SpeakingError):
    """There is no speech engine, or none that has a voice for the locale."""


class LoudspeakerMissing(SpeakingError):
    """There is nothing to play sound on."""
