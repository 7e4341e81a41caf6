"""Any interaction model is learned or refused with a reason, and no utterance is too odd for it."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from local_voice.understanding import InvalidModel, Understanding
from local_voice.understanding.interaction_model import COMPUTED_TYPES, FREE_TEXT_TYPES
from local_voice.understanding.words import folded_words

WORDS = (
    *("add", "order", "the", "blue", "mug", "two", "one", "2", "yes", "no", "my", "cart"),
    *("'s", "für", "ñandú", "猫", "😀"),
)
TYPES = (*COMPUTED_TYPES, *FREE_TEXT_TYPES, "AMAZON.City", "THING", "PLACE")
INTENTS = ("OneIntent", "TwoIntent", "ThreeIntent", "AMAZON.YesIntent", "AMAZON.FallbackIntent")
KEYS = ("interactionModel", "languageModel", "intents", "name", "samples", "slots", "types", "values")
MIXED = ["add", "two", "blue", "mugs", "to", "my", "cart", "where", "is", "order", "one", "oh", "4", "[unk]", "the"]

phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
values = st.lists(
    st.fixed_dictionaries(
        {"name": st.fixed_dictionaries({"value": phrases}, optional={"synonyms": st.lists(phrases, max_size=3)})},
        optional={"id": st.sampled_from(["1", "2", "x"])},
    ),
    min_size=1,
    max_size=30,
)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)),
    max_leaves=20,
)


@st.composite
def intents(draw: st.DrawFn, name: str) -> dict[str, Any]:
    slots = draw(st.dictionaries(st.sampled_from(["a", "b", "c.d"]), st.sampled_from(TYPES), max_size=3))
    parts = st.sampled_from([*WORDS, *(f"{{{slot}}}" for slot in slots)])
    samples = st.lists(parts, min_size=1, max_size=7).map(" ".join)
    return {
        "name": name,
        "slots": [{"name": slot, "type": type_name} for slot, type_name in slots.items()],
        "samples": draw(st.lists(samples, max_size=6)),
    }


@st.composite
def models(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(INTENTS), min_size=1, unique=True))
    types = [{"name": name, "values": draw(values)} for name in ("THING", "PLACE")]
    listed = [draw(intents(name)) for name in names]
    return {"languageModel": {"invocationName": "any skill", "intents": listed, "types": types}}


@st.composite
def spoiled_models(draw: st.DrawFn) -> dict[str, Any]:
    """A model with one of its parts, however deep, replaced by anything."""
    model = draw(models())
    part: Any = model
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = draw(st.sampled_from(keys))
        inner = part[key]
        if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
            part[key] = draw(anything)
            return model
        part = inner


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(models(), st.lists(phrases, min_size=1, max_size=3))
def test_a_random_model_is_learned(model: dict[str, Any], said: list[str]) -> None:
    samples = [sample for intent in model["languageModel"]["intents"] for sample in intent["samples"]]
    names = {intent["name"] for intent in model["languageModel"]["intents"]}
    assume(samples or "AMAZON.YesIntent" in names)

    understanding = Understanding(model)

    for text in [*said, *samples[:2]]:
        understood = understanding.understand(text)
        assert understood.intent in names | {None}
        assert 0 <= understood.confidence <= 1


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoiled_models())
def test_a_spoiled_model_is_learned_or_refused_with_a_reason(model: dict[str, Any]) -> None:
    refusal = None
    try:
        Understanding(model)
    except InvalidModel as refused:
        refusal = refused
    assert refusal is None or (refusal.place and refusal.problem)


@settings(max_examples=300, deadline=None)
@given(anything)
def test_random_json_is_refused_with_a_reason(model: Any) -> None:
    with pytest.raises(InvalidModel):
        Understanding(model)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_is_understood_or_not_but_never_breaks(shop: Understanding, text: str) -> None:
    understood = shop.understand(text)

    assert understood.text == text
    assert all(slot.value for slot in understood.slots.values())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MIXED), max_size=40))
def test_any_mixture_of_the_shops_words_fills_slots_with_what_was_said(shop: Understanding, words: list[str]) -> None:
    text = " ".join(words)

    for slot in shop.understand(text).slots.values():
        assert slot.type.startswith("AMAZON.") or slot.value in text


@pytest.mark.parametrize(
    "text",
    [
        " ".join(["add two blue mugs to my cart and"] * 72),
        " ".join(["one two three"] * 167),
        "search reviews for " + "very " * 500 + "good tea",
        "😀" * 1000,
        "a" * 20_000,
        "' " * 1000,
        "\x00\ud7ff\u202e{product}",
    ],
)
def test_hostile_text_is_answered_quickly(shop: Understanding, text: str) -> None:
    started = time.process_time()

    shop.understand(text)

    assert time.process_time() - started < 1.0


def test_an_empty_text_has_no_words() -> None:
    assert folded_words(" \n\t ") == ()
