"""The chance that an intent was meant, from everything known of an utterance."""

import math

from voice_skill.understanding.intent_classifier import Margin
from voice_skill.understanding.subjects import Explained

# A logistic regression's weights, fitted on models of 3 to 50 intents with 5 to 40 samples each, drawn from CLINC150's
# training samples with other intents' as what is out of scope, together with a shop's requests and CLINC150's as its
# near misses. tests/benchmarks/understanding.md has the figures.
_MARGIN, _LEAD, _EXPLAINED, _THINGS, _LIKENESS, _OFFSET = 3.8, 0.6, 0.75, -0.9, 1.3, 0.0
# With an encoder, fitted likewise: what an utterance is near to says more than which of its words the samples explain.
_MEANING_MARGIN, _MEANING_LEAD, _NEARNESS, _MEANING_THINGS, _MEANING_OFFSET = 2.8, 1.4, 5.7, -0.43, -3.3
# Beyond these a larger margin tells no more: "return my call" shares a rare word with many samples.
_WIDEST_MARGIN, _LONGEST_LEAD = 1.0, 1.5

_HOPELESS = 50.0  # half an hour of speech has so many strange words that exp would overflow

# Shares of the chance that are left when …
_STANDARD_REWORDED = 0.6  # … one of Amazon's standard intents was said in none of its usual ways
_SLOTS_MISSING = 0.6  # … every sample has a slot and the utterance has none
_SLOTS_UNUSUAL = 0.9  # … no sample has just these slots

# How much likelier a catalogue's value is new in a sample's own words than in others.
REWORDED_NOVELTY = 0.5

# Below which chance an utterance is out of scope, by the model's fallbackIntentSensitivity; Alexa's default is LOW.
THRESHOLDS = {"LOW": 0.22, "MEDIUM": 0.5, "HIGH": 0.65}


def chance(margin: Margin, explained: Explained) -> float:
    """The chance, from 0 to 1, that the intent was meant."""
    width, lead = min(margin.margin, _WIDEST_MARGIN), min(margin.lead, _LONGEST_LEAD)
    if margin.nearness is None:
        odds = _MARGIN * width + _LEAD * lead + _OFFSET
        odds += _EXPLAINED * explained.words + _THINGS * explained.things + _LIKENESS * explained.likeness
    else:
        odds = _MEANING_MARGIN * width + _MEANING_LEAD * lead + _MEANING_OFFSET
        odds += _NEARNESS * margin.nearness + _MEANING_THINGS * explained.things
    return 1 / (1 + math.exp(min(-odds, _HOPELESS)))


def share_left(intent: str, slots: frozenset[str], sample_slots: frozenset[frozenset[str]]) -> float:
    """The share of a chance that remains when no sample has just these slots."""
    share = _STANDARD_REWORDED if intent.startswith("AMAZON.") else 1.0
    if slots not in sample_slots:
        share *= _SLOTS_UNUSUAL if slots else _SLOTS_MISSING
    return share
