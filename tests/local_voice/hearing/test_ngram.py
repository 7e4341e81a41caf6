"""What follows what in sample sentences."""

import math

import pytest

from local_voice.hearing.ngram import BEGIN, estimate, following

SENTENCES = [(("where", "is", "{order}"), 1.0), (("where", "is", "my", "cart"), 1.0), (("stop",), 2.0)]


def test_what_can_follow_a_history_adds_up_to_one() -> None:
    contexts = estimate(SENTENCES, order=3, back_off_share=0.1)

    for history, context in contexts.items():
        own = sum(math.exp(-cost) for cost in context.costs.values()) + math.exp(-context.end_cost)
        seen_below = 0.0
        if context.back_off is not None:
            below = contexts[context.back_off]
            seen_below = sum(math.exp(-below.costs[token]) for token in context.costs)
            seen_below += math.exp(-below.end_cost) if context.end_cost < math.inf else 0.0
        assert own + 0.1 * (1 - seen_below) * bool(history) == pytest.approx(1)


def test_a_heavier_sentence_is_the_likelier_beginning() -> None:
    first = estimate(SENTENCES, order=3, back_off_share=0.1)[(BEGIN,)]

    assert first.costs["stop"] == pytest.approx(first.costs["where"])


def test_the_order_says_how_far_back_is_looked() -> None:
    assert max(map(len, estimate(SENTENCES, order=2, back_off_share=0.1))) == 1
    assert max(map(len, estimate(SENTENCES, order=4, back_off_share=0.1))) == 3


def test_after_an_unseen_pair_the_latest_word_counts() -> None:
    contexts = estimate(SENTENCES, order=3, back_off_share=0.1)

    assert following(contexts, ("stop",), "is", 3) == ("is",)
    assert following(contexts, ("where",), "is", 3) == ("where", "is")
    assert following(contexts, (), "never said", 3) == ()
