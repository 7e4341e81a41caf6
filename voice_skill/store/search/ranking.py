"""Which of the candidates was meant: the order among them, and how sure that is. The same for every database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from voice_skill.store.search.lookup import Candidates
from voice_skill.store.search.text import Language, plain_words, stems

Verdict = Literal["sure", "ask", "none"]

# A product is named aloud when it explains this share of what was said: of three words one may be beside the
# point only if something of it is known. Half is enough to be offered instead of nothing.
SURE = 0.7
OFFER = 0.5
# Products that explain nearly as much are rivals, and the customer is asked.
MARGIN = 0.15


@dataclass(frozen=True)
class Named:
    """A candidate's names, as far as ranking needs them."""

    product_id: int
    spoken_name: str
    synonyms: Sequence[str]
    brand: str


@dataclass(frozen=True)
class Score:
    """explained: share of the request that the product explains; said: share of its best name that was said."""

    named: Named
    explained: float
    said: float
    likeness: float


def decide(
    plain: Sequence[str], found: Candidates, named: Iterable[Named], language: Language, limit: int
) -> tuple[Verdict, list[int]]:
    """The verdict on a request and the products to name, best first; with "none" they are the nearest to offer."""
    request = stems(plain, language)
    heard = {*request, *stems(found.close, language)}
    scores = sorted(
        (_score(request, heard, found.explained[one.product_id], one, language) for one in named), key=_order
    )
    best = scores[0].explained if scores else 0.0
    if best < SURE:
        return "none", different([score.named for score in scores if score.explained >= OFFER])[:limit]
    rivals = [score for score in scores if score.explained >= best - MARGIN]
    # "mug" said alone means the product named so, not the mug rack.
    complete = [score for score in rivals if score.said == 1.0]
    return choice(different([score.named for score in complete or rivals]), limit)


def choice(meant: list[int], limit: int) -> tuple[Verdict, list[int]]:
    """One is sure; of several the customer is asked, about the first few."""
    return ("sure" if len(meant) == 1 else "ask"), meant[:limit]


def different(named: Iterable[Named]) -> list[int]:
    """The products that can be told apart by ear, each way to be told once."""
    by_ear: dict[tuple[str, str], int] = {}
    for one in named:
        by_ear.setdefault((one.spoken_name.casefold(), one.brand.casefold()), one.product_id)
    return list(by_ear.values())


def _score(
    request: Sequence[str], heard: set[str], places: Mapping[int, float], named: Named, language: Language
) -> Score:
    names = [stems(plain_words(name, language), language) for name in (named.spoken_name, *named.synonyms)]
    # Of a word in many products only some are read from the index; what stands in the name counts all the same.
    in_names = {word for name in names for word in name}
    explained = sum(1.0 if word in in_names else places.get(at, 0.0) for at, word in enumerate(request))
    said = max((len(heard & set(name)) / len(set(name)) for name in names if name), default=0.0)
    likeness = max(fuzz.ratio(" ".join(request), " ".join(name)) for name in names)
    return Score(named, explained / len(request), said, likeness)


def _order(score: Score) -> tuple[float, float, float, int]:
    return -score.explained, -score.said, -score.likeness, score.named.product_id
