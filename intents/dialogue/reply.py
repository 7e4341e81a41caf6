"""The answer to one turn, in the form that every channel renders. Made by `turn`."""

from dataclasses import dataclass

from markupsafe import Markup

from voice_skill.store import Product


@dataclass(frozen=True)
class Reply:
    """The shop's answer.

    speech: SSML without <speak>, in which names and texts of others are escaped.
    question: asked again when nothing is heard; None: nothing is asked.
    card: shown on a screen: a product with its picture, or a title.
    ends: True if the conversation ends with it.
    """

    speech: Markup
    question: Markup | None = None
    card: Product | str | None = None
    ends: bool = False

    @property
    def statement(self) -> Markup:
        """The speech without the question at its end."""
        return Markup(self.speech.removesuffix(self.question or "").strip())  # noqa: S704  (escaped before)
