"""Any interaction model is learned or refused with a reason, and no utterance is too odd for it."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from voice_skill.understanding import InvalidModel, Understanding
from voice_skill.understanding.interaction_model import COMPUTED_TYPES, FREE_TEXT_TYPES
from voice_skill.understanding.words import folded_words

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


# What people have put into models: scripts and marks of all kinds, samples without words, lists without end.
odd_words = st.one_of(
    st.sampled_from(
        [
            "ﬁve",
            "İstanbul",
            "ß",
            "Ⅷ",
            "٣",
            "e\u0301",
            "\u200d",
            "\u202eright",
            "한국어",
            "नमस्ते",
            "½",
            "K",
            "{",
            "'s",
            "…",
        ]
    ),
    st.text(min_size=1, max_size=6),
)
odd_phrases = st.lists(odd_words, min_size=1, max_size=4).map(" ".join)


@st.composite
def odd_models(draw: st.DrawFn) -> dict[str, Any]:
    """Models of odd words, with intents twice, slots of no type, empty samples, dialogs of anything."""
    seldom = draw(st.integers(0, 5)) == 0  # so that most models have but odd words
    types = st.sampled_from(["NONE", "AMAZON.NUMBR"] if seldom else TYPES)
    slots = st.tuples(*(st.fixed_dictionaries({"name": st.just(name), "type": types}) for name in ("a", "b"))).map(list)
    words = odd_phrases | st.just("go")
    sample = st.one_of(
        words, words.map(lambda phrase: f"{phrase} {{a}} {phrase}"), st.just("{b} {a}"), st.just("go {b}")
    )
    name = st.sampled_from(INTENTS)
    names = draw(st.lists(name, min_size=1, max_size=4, unique=not seldom))
    intents = [{"name": each, "slots": draw(slots), "samples": draw(st.lists(sample, max_size=5))} for each in names]
    value = st.fixed_dictionaries({"name": st.fixed_dictionaries({"value": words})})
    listed = [
        {"name": each, "values": draw(st.lists(value, min_size=not seldom, max_size=5))} for each in ("THING", "PLACE")
    ]
    language = {"invocationName": "any skill", "intents": intents, "types": listed}
    extra = {"dialog": draw(anything), "prompts": draw(anything)} if seldom else {}
    return {"interactionModel": {"languageModel": language, **extra}}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(odd_models(), odd_phrases)
def test_an_odd_model_is_learned_or_refused_with_a_reason(model: dict[str, Any], said: str) -> None:
    refusal, confidence = None, 0.0
    try:
        confidence = Understanding(model).understand(said).confidence
    except InvalidModel as refused:
        refusal = refused
    assert refusal is None or (refusal.place and refusal.problem)
    assert 0 <= confidence <= 1


def test_a_list_of_many_thousand_values_is_learned() -> None:
    values = [{"name": {"value": f"thing {first} {second}"}} for first in range(100) for second in range(100)]
    intent = {"name": "OneIntent", "slots": [{"name": "a", "type": "THING"}], "samples": ["take {a}"]}
    model = {
        "languageModel": {"invocationName": "x y", "intents": [intent], "types": [{"name": "THING", "values": values}]}
    }

    understood = Understanding(model).understand("take thing 7 99")

    assert understood.slots["a"].value == "thing 7 99"


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
