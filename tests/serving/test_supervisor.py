"""Processes that end are started again: at once when that is rare, ever later when they end again and again."""

from itertools import pairwise

import pytest

from voice_skill.serving.supervisor import LONGEST_DELAY_S, delay_after


def test_the_first_end_costs_no_time_and_the_others_ever_more_up_to_a_limit() -> None:
    delays_s = [delay_after(ends) for ends in range(1, 20)]

    assert delays_s[0] == 0
    assert all(one < other or one == LONGEST_DELAY_S for one, other in pairwise(delays_s))
    assert delays_s[-1] == LONGEST_DELAY_S


@pytest.mark.parametrize("ends", [1_000, 100_000])
def test_no_number_of_ends_is_too_many(ends: int) -> None:
    assert delay_after(ends) == LONGEST_DELAY_S
