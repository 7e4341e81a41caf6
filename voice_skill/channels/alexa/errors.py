"""Errors between Amazon and the shop.

AlexaError
├── RequestRefused           a request that is answered with 400: who sent it or what it is stays unproven
├── InvocationNameRefused    the shop's title cannot be the name that customers say to Alexa
├── LocaleRefused            there are no texts in this language, or Alexa does not know it
├── InteractionModelRefused  Alexa would not accept this interaction model
└── PackageRefused           the skill package cannot be written like this
"""

from collections.abc import Sequence
from pathlib import Path


class AlexaError(Exception):
    """The root of this package's errors."""


class RequestRefused(AlexaError):
    """A request that breaks a rule; `rule` is its short, stable name for the log."""

    def __init__(self, rule: str):
        super().__init__(rule)
        self.rule = rule


class InvocationNameRefused(AlexaError):
    """No name for Alexa in this title; `why` says which of Amazon's rules it breaks, and where."""

    def __init__(self, title: str, why: str):
        super().__init__(f"“{title}” cannot be a skill's invocation name: {why}")
        self.title, self.why = title, why


class LocaleRefused(AlexaError):
    """No shop can speak this locale; `spoken` are those that one can."""

    def __init__(self, locale: str, spoken: Sequence[str]):
        super().__init__(f"“{locale}” cannot be spoken: there are texts for {', '.join(spoken)}")
        self.locale, self.spoken = locale, tuple(spoken)


class InteractionModelRefused(AlexaError):
    """The reasons for which Alexa would reject the model, one line each."""

    def __init__(self, problems: Sequence[str]):
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class PackageRefused(AlexaError):
    """The skill package's folder or endpoint cannot be used; `why` is a line for the merchant."""

    def __init__(self, what: Path | str, why: str):
        super().__init__(f"{what}: {why}")
        self.what, self.why = what, why
