"""Search results. By itself, so that whoever only reads answers loads nothing of how they are found."""

from dataclasses import dataclass
from typing import Literal

from voice_skill.store.tables import Product

# Products to choose from that are read; more may fit.
MOST_FOUND = 16

Verdict = Literal["sure", "ask", "none"]


@dataclass(frozen=True)
class Found:
    """With "sure" `products` is the one meant; with "ask" a few that differ by ear; with "none" the nearest, if any.

    scores: of each, the chance from 0 to 1 that it is the one meant. unmet: with "none", what the customer asked for
    beside the name, in their words, that the nearest does not meet."""

    verdict: Verdict
    products: tuple[Product, ...]
    scores: tuple[float, ...] = ()
    unmet: tuple[str, ...] = ()
