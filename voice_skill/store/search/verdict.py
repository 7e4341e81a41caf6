"""Decides how sure a match is, and what to ask when it is not. Called by Search."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from voice_skill.store.search.found import Verdict
from voice_skill.store.search.ranking import BESIDE, KIND, Score
from voice_skill.store.tables import Product

# The chance above which a product is taken without a question.
SURE = 0.9
# What a recogniser is surer of than this was said so; with less confidence it may have been other words.
CERTAIN = 0.9
# What fits less than the first of these is not asked about, less than the second not even offered.
ASKED, OFFERED = 0.7, 0.55
# Unless half of the request is in it and the rest is nowhere, if it is what was asked for by its last word or shares
# most words with it: it may do instead.
HALF, NOWHERE, MOST = 0.48, 0.3, 0.6
# What scores less below the best by this was not meant.
RIVAL = 5.5
# What was bought before needs no question when it scores better by this than all else.
OWN = 3.0
# When every word of a request is so much in a product, or beside its name, and in no other, it needs no question.
TOLD = 0.7
# A name so much like all of the request is that name, said or heard a little differently.
SAME = 0.9
# A greater lead says no more.
FAR = 8.0
# Names more alike than this are the same thing to whoever asks for a kind of thing.
ALIKE = 0.7


@dataclass(frozen=True)
class Judgement:
    """rivals: what may have been meant, best first; with "none" what is near enough to be offered. chance: that it is
    the first."""

    verdict: Verdict
    rivals: list[Score]
    chance: float


def judgement_of(scores: Sequence[Score]) -> Judgement:
    """Decides if the best of these, best first, was meant, one of a few, or none."""
    if not scores:
        return Judgement("none", [], 0.0)
    scores = sorted(scores, key=lambda one: fitness(one) < ASKED)
    best, chance = scores[0], confidence(scores)
    near = [score for score in scores if _is_near(score)]
    if fitness(best) < ASKED or best.is_other_number:
        return Judgement("none", near, chance)
    if best.bought and best.fit.least > TOLD and best.score - max((one.score for one in scores[1:]), default=0.0) > OWN:
        return Judgement("sure", [best], chance)
    rivals = [score for score in near if score.score > best.score - RIVAL or is_of_kind(score, best)]
    # A word that was surely said and is nowhere in this product nor like one of its words may be what matters most.
    is_odd = best.fit.sure > CERTAIN and best.fit.least == 0
    is_by_name = best.fit.explained > BESIDE or best.fit.whole > OFFERED
    is_sure = chance > SURE and is_by_name and not is_odd and not _is_one_of_several(scores)
    return Judgement("sure" if is_sure else "ask", rivals, chance)


def _is_near(score: Score) -> bool:
    if score.relation == "is" or fitness(score) >= OFFERED:
        return True
    is_like = score.called > SAME or min(score.fit.explained, score.fit.said) > MOST
    return is_like and score.fit.explained >= HALF and score.fit.least < NOWHERE


def is_of_kind(score: Score, best: Score) -> bool:
    """True if a product has every word of the request in its name or, if the best one has not either, beside it: in its
    category, its brand or its title."""
    return score.fit.explained > KIND or (best.fit.explained <= KIND and score.fit.least >= BESIDE)


def _is_one_of_several(scores: Sequence[Score]) -> bool:
    """True if others, too, have every word of the request, and none of them is called just that."""
    best = scores[0]
    if best.fit.explained <= KIND or best.fit.said > KIND:
        return False
    return any(one.fit.explained > KIND and one.named.names[0] != best.named.names[0] for one in scores[1:])


def fitness(score: Score) -> float:
    """A product's fit by itself, 0 to 1."""
    return max(score.fit.explained, score.fit.letters, (score.fit.sound + score.fit.outline) / 2)


def confidence(scores: Sequence[Score]) -> float:
    """The chance that the first of these, best first, is the product that was meant."""
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(_WEIGHTS, evidence(scores), strict=True))))


def evidence(scores: Sequence[Score]) -> tuple[float, ...]:
    """The evidence that the confidence is computed from. Products of one name are one here."""
    best = scores[0]
    fit = best.fit
    rest = [score for score in scores[1:] if score.named.names[0] != best.named.names[0]]
    lead = best.score - rest[0].score if rest else FAR
    return (
        1.0,
        fit.whole,
        fit.explained,
        fit.said,
        fit.least,
        min(fit.whole, fit.explained),
        fit.explained * fit.said,
        float(fit.said > KIND),
        min(lead, 3.0),
        min(lead, FAR),
        min(lead, FAR) * fit.least,
        fit.foreign,
        fit.foreign * fit.sure,
        fit.swapped * fit.sure,
        float(fit.whole > SAME),
        fit.sure,
    )


# Fitted on the even half of the names of tests/benchmarks/bench_search.py among 3,000 and 50,000, with and without the
# product that is asked for, and with a twentieth of the others, as in a small shop.
_WEIGHTS = (-0.13, 1.54, -2.17, 0.51, 0.78, -2.05, -1.19, 0.7, 0.72, 0.2, 0.1, -0.21, -2.75, -1.72, 1.77, 1.1)


def different(products: Sequence[Product]) -> list[Product]:
    """One of each name, brand and price, if any one that can be bought: nobody could tell the others apart by ear."""
    by_ear: dict[tuple[str, str, int], Product] = {}
    for product in products:
        price_minor = min((variant.price_minor for variant in product.variants), default=0)
        key = (product.spoken_name.casefold(), product.brand.casefold(), price_minor)
        if key not in by_ear or (not by_ear[key].can_be_had and product.can_be_had):
            by_ear[key] = product
    return list(by_ear.values())


def spread(products: Sequence[Product]) -> list[Product]:
    """Sorts products that are unlike all before them to the front, so that the first few show what there is."""
    chosen: list[Product] = []
    for product in products:
        if all(_likeness(product, other) < ALIKE for other in chosen):
            chosen.append(product)
    return [*chosen, *(product for product in products if product not in chosen)]


def _likeness(one: Product, other: Product) -> float:
    return Levenshtein.normalized_similarity(one.spoken_name.casefold(), other.spoken_name.casefold())
