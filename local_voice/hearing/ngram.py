"""The order of words in the sample sentences: a back-off n-gram over words and slots."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

BEGIN, END = "<s>", "</s>"
Token = str
History = tuple[Token, ...]


@dataclass
class Context:
    """The continuations of one history: a cost for each token, and for falling back to the next shorter history.

    weight: of the sentences with this history.
    """

    costs: dict[Token, float] = field(default_factory=dict)
    end_cost: float = math.inf
    back_off: History | None = None
    back_off_cost: float = 0.0
    weight: float = 0.0


def estimate(
    sentences: Iterable[tuple[tuple[Token, ...], float]], *, order: int, back_off_share: float
) -> dict[History, Context]:
    """Contexts by their history, the empty one among them.

    sentences: tokens and a weight. order: words looked at, the next one included.
    back_off_share: the probability, after each history, of going on as after a shorter one.
    """
    counts: dict[History, dict[Token, float]] = defaultdict(lambda: defaultdict(float))
    for tokens, weight in sentences:
        line = (BEGIN, *tokens, END)
        for end in range(1, len(line)):
            for begin in range(max(0, end - order + 1), end + 1):
                counts[line[begin:end]][line[end]] += weight
    counts.setdefault((), defaultdict(float))
    shares: dict[History, dict[Token, float]] = {}
    for history in sorted(counts, key=len):
        shares[history] = _shares(counts[history], shares[history[1:]] if history else None, back_off_share)
    contexts = {history: _context(history, tokens, back_off_share) for history, tokens in shares.items()}
    for history, context in contexts.items():
        context.weight = sum(counts[history].values())
    return contexts


def following(contexts: dict[History, Context], history: History, token: Token, order: int) -> History:
    """The longest known history after this token."""
    after = (*history, token)[-(order - 1) :] if order > 1 else ()
    while after not in contexts:
        after = after[1:]
    return after


def _shares(
    counts: dict[Token, float], shorter: dict[Token, float] | None, back_off_share: float
) -> dict[Token, float]:
    total = sum(counts.values())
    if shorter is None:
        return {token: count / total for token, count in counts.items()}
    return {
        token: (1 - back_off_share) * count / total + back_off_share * shorter[token] for token, count in counts.items()
    }


def _context(history: History, shares: dict[Token, float], back_off_share: float) -> Context:
    costs = {token: -math.log(share) for token, share in shares.items()}
    end_cost = costs.pop(END, math.inf)
    if not history:
        return Context(costs, end_cost)
    return Context(costs, end_cost, history[1:], -math.log(back_off_share))
