"""Secrets that the database keeps and a copy of it does not give away."""

import pytest

from voice_skill.store import SealBroken
from voice_skill.store.access.sealing import Seals

KEY, OTHER_KEY = "a" * 32, "b" * 32


def test_a_secret_is_opened_with_the_key_that_sealed_it() -> None:
    sealed = Seals(lambda: KEY).seal("söcret")

    assert "cret" not in sealed
    assert Seals(lambda: KEY).open(sealed) == "söcret"


def test_the_same_secret_never_looks_the_same_twice() -> None:
    seals = Seals(lambda: KEY)

    assert seals.seal("secret") != seals.seal("secret")


def test_another_key_opens_nothing() -> None:
    sealed = Seals(lambda: KEY).seal("secret")

    with pytest.raises(SealBroken):
        Seals(lambda: OTHER_KEY).open(sealed)


@pytest.mark.parametrize("changed", ["", "secret", "gAAAA", "ä"])
def test_what_was_changed_is_not_opened(changed: str) -> None:
    with pytest.raises(SealBroken):
        Seals(lambda: KEY).open(changed)
