"""Chooses the likeliest meaning of a sound that may have been several utterances. Called by Understanding."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from voice_skill.understanding.plain_yes import YES
from voice_skill.understanding.understood import Understood

# When less of the sound than this speaks for an intent, it was likelier something that is no command.
LEAST_SHARE = 0.25

# "put two blue mugs in my cart", said as in a sample, wins over "what do blue mugs in my cart" with twice its share.
EXACTNESS = 4

Way = tuple[Understood, float]


def likeliest(ways: Sequence[Way]) -> Understood:
    """The meaning that most ways agree on; each way comes with its share of the sound, from 0 to 1.

    Ways that mean the same add up: one intent against the others first, then its slots against other slots.
    """
    in_scope = [(way, share) for way, share in ways if way.intent]
    agreeing = _largest(in_scope, lambda way: way.intent)
    best = _likeliest_of(_largest(agreeing, _slots) or ways)
    is_doubtful = best.intent == YES and _likeliest_of(ways).intent != YES  # a yes moves money and orders
    if is_doubtful or sum(share for _, share in agreeing) < LEAST_SHARE:
        best = replace(_likeliest_of(ways), intent=None, slots={})
    return replace(best, confidence=sum(share * way.confidence for way, share in agreeing or ways))


def _largest(ways: Sequence[Way], meaning: Callable[[Understood], Hashable]) -> list[Way]:
    """The ways of one meaning whose shares together are the largest."""
    alike: dict[Hashable, list[Way]] = defaultdict(list)
    for way, share in ways:
        alike[meaning(way)].append((way, share))
    return max(
        alike.values(), key=lambda each: sum(share * way.confidence**EXACTNESS for way, share in each), default=[]
    )


def _likeliest_of(ways: Sequence[Way]) -> Understood:
    return max(ways, key=lambda each: each[1])[0]


def _slots(way: Understood) -> frozenset[tuple[str, str]]:
    return frozenset((name, slot.value.lower()) for name, slot in way.slots.items())
