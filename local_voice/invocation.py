"""Calling a skill by its name: "Alexa, ask Juniper Lane for my order"; read by the voice loop."""

import re
from collections.abc import Sequence

from voice_skill.language.tables import table


def after_invocation(text: str, name: str, locale: str, *, in_session: bool = False) -> str | None:
    """The request after a skill's name: "" for "open juniper lane", None when the skill is not called.

    in_session: its name alone is an answer to what it asked, and does not open it again.
    """
    words, called = _folded(text), re.escape(_folded(name))
    phrases = table("invocation", locale)
    if not phrases:
        called_at_all = re.fullmatch(rf"(\S+ ){{0,2}}{called}( \S+)?", words)
        return "" if called_at_all and not (in_session and words == _folded(name)) else None
    wake, opener, joiner, article, please = (
        _any_of(phrases[key]) for key in ("wake_words", "openers", "joiners", "articles", "courtesies")
    )
    opening = f"{opener} " if in_session else f"({opener} )?"
    if re.fullmatch(rf"({wake} )?({please} )?{opening}({article} )?{called}( {please})?", words):
        return ""
    match = re.fullmatch(rf"({wake} )?({please} )?{opener} ({article} )?{called}( {joiner})*(?P<rest>( .+)?)", words)
    return match["rest"].strip() if match else None


def _any_of(phrases: Sequence[str]) -> str:
    return f"(?:{'|'.join(re.escape(phrase) for phrase in phrases)})"


def _folded(text: str) -> str:
    words = text.lower().replace("’", "'").split()
    return " ".join(word.strip('.,;:!?¿¡…"') for word in words)
