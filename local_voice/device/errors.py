"""The errors of the simulated Echo, for a developer whose skill cannot be reached.

DeviceError
├── SkillUnreachable     nothing answers at that address
│   └── SkillTimedOut    or not within the seconds that Alexa waits
├── SkillFailed          the skill answered with an HTTP error
├── InvalidResponse      the skill's reply is one that Alexa would refuse
│   └── InvalidDirective for what it wants of the dialog
└── NoSession            there is no session to end
"""


class DeviceError(Exception):
    """Alexa would say "there was a problem with the requested skill's response"."""

    alexa_type = "INVALID_RESPONSE"  # what SessionEndedRequest calls it


class SkillUnreachable(DeviceError):
    """Nothing answers at the skill's address."""


class SkillTimedOut(SkillUnreachable):
    """The skill took longer than Alexa waits."""

    alexa_type = "ENDPOINT_TIMEOUT"


class SkillFailed(DeviceError):
    """The skill answered with an HTTP error."""

    def __init__(self, status: int, advice: str) -> None:
        super().__init__(f"the skill answered HTTP {status}; {advice}")
        self.status = status


class InvalidResponse(DeviceError):
    """The skill's reply breaks a rule of Alexa's."""


class InvalidDirective(InvalidResponse):
    """A Dialog directive does not fit the interaction model, the request, or what it stands beside."""


class NoSession(DeviceError):
    """There is no session to end."""
