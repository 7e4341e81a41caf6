import copy
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intents.dialogue.phrases import intent_files
from tests.channels.alexa.products import MUG, item
from tests.conftest import Clock
from voice_skill.channels.alexa.errors import InteractionModelRefused, InvocationNameRefused
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.channels.alexa.model_rules import MODEL_BYTES, validate
from voice_skill.channels.alexa.slot_types import json_bytes
from voice_skill.store import MerchantStore, Store

Json = dict[str, Any]


@pytest.fixture
def shop(store: Store) -> Iterable[MerchantStore]:
    with store.for_merchant("juniper") as shop:
        yield shop


def language(model: Json) -> Json:
    return model["interactionModel"]["languageModel"]


def values(model: Json, name: str) -> list[Json]:
    return next((kind["values"] for kind in language(model)["types"] if kind["name"] == name), [])


def intents(model: Json) -> dict[str, Json]:
    return {intent["name"]: intent for intent in language(model)["intents"]}


def test_a_catalogue_becomes_slot_types(shop):
    shop.catalogue.put([MUG])

    model = interaction_model(shop, "en-US")

    assert language(model)["invocationName"] == "juniper lane"
    assert values(model, "PRODUCT") == [
        {"id": "MUG-1", "name": {"value": "blue mug", "synonyms": ["blue mugs", "coffee mug"]}}
    ]
    assert values(model, "OPTION") == [{"id": "large", "name": {"value": "large", "synonyms": []}}]
    assert values(model, "OPTION_NAME") == [{"id": "size", "name": {"value": "size", "synonyms": ["sizes"]}}]
    assert values(model, "ATTRIBUTE")[0]["id"] == "material"


@pytest.mark.parametrize(
    ("option", "also"),
    [("M", ["medium"]), ("XL", ["extra large"]), ("with lid", ["with a lid", "with the lid"]), ("with a cap", [])],
)
def test_options_are_heard_as_they_are_said(shop, option, also):
    shop.catalogue.put([item("A", "tea", options={"kind": option})])

    assert values(interaction_model(shop, "en-US"), "OPTION")[0]["name"]["synonyms"] == also


def test_what_is_asked_of_any_product_is_listened_for_beside_the_merchants_own_attributes(shop):
    shop.catalogue.put([item("A", "tea", attributes={"Weight": "20 g", "roast": "dark"})])

    english, french = (values(interaction_model(shop, locale), "ATTRIBUTE") for locale in ("en-US", "fr-FR"))

    assert english[0]["name"] == {"value": "Weight", "synonyms": ["heavy", "weigh", "weighs"]}
    assert english[1] == {"id": "roast", "name": {"value": "roast", "synonyms": []}}
    assert "waterproof" in [each["id"] for each in english]
    assert [each["id"] for each in french] == ["Weight", "roast"]


def test_a_model_is_of_its_merchant_alone(store, shop):
    with store.for_merchant("birch") as other:
        other.catalogue.put([item("OTHER", "secret thing")])
        other.commit()
        name = language(interaction_model(other, "en-US"))["invocationName"]
    shop.catalogue.put([MUG])

    assert name == "birch and sons"
    assert [value["id"] for value in values(interaction_model(shop, "en-US"), "PRODUCT")] == ["MUG-1"]


class TestIntents:
    """The intents' files, as they are; nothing of them reaches a database."""

    pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

    def test_every_intents_samples_and_slots_are_in_the_model(self, shop):
        shop.catalogue.put([MUG])

        found = intents(interaction_model(shop, "en-US", has_words=True))

        said = {words.name: words for words in intent_files("en-US").values() if words.name and words.samples}
        assert said
        for name, words in said.items():
            assert found[name]["samples"] == list(words.samples)
            assert {slot["name"]: slot["type"] for slot in found[name]["slots"]} == dict(words.slots)

    def test_alexa_hears_several_things_in_slots_of_their_own(self, shop):
        shop.catalogue.put([MUG])

        add = intents(interaction_model(shop, "en-US"))["AddToCartIntent"]

        assert "put {quantity} {product} and a {second_product} in my cart" in add["samples"]
        assert "add {product} {second_product} and {third_product}" in add["samples"]
        assert {"second_product", "third_quantity"} <= {slot["name"] for slot in add["slots"]}
        assert not any("{things}" in sample for sample in add["samples"])

    def test_nothing_is_an_intent_that_nobody_can_say(self, shop):
        found = intents(interaction_model(shop, "en-US"))

        assert "SharedIntent" not in found
        assert {"AMAZON.StopIntent", "AMAZON.YesIntent", "AMAZON.NavigateHomeIntent"} <= found.keys()

    def test_an_empty_shop_has_no_type_without_values_and_no_sample_that_needs_one(self, shop):
        model = interaction_model(shop, "en-US")

        assert language(model)["types"] == []
        samples = [sample for intent in intents(model).values() for sample in intent["samples"]]
        assert "where is my order" in samples
        assert not any("{product}" in sample or "{option}" in sample for sample in samples)
        assert "FindProductIntent" not in intents(model)

    def test_a_shop_without_sizes_says_nothing_of_options(self, shop):
        shop.catalogue.put([item("TEA", "green tea")])

        model = interaction_model(shop, "en-US")

        slots = {slot["name"] for intent in intents(model).values() for slot in intent["slots"]}
        assert "product" in slots
        assert "option" not in slots

    def test_sensitivity_is_set_only_where_alexa_takes_it(self, shop):
        english = language(interaction_model(shop, "en-GB"))

        assert english["modelConfiguration"]["fallbackIntentSensitivity"]["level"] in ("LOW", "MEDIUM", "HIGH")
        assert "modelConfiguration" not in language(interaction_model(shop, "fr-FR"))

    def test_a_shop_that_cannot_be_called_by_its_name_says_so(self, store):
        store.add_merchant("toys", title="Toys for Kids")

        with store.for_merchant("toys") as shop, pytest.raises(InvocationNameRefused, match="for"):
            interaction_model(shop, "en-US")


class TestNames:
    """Names that sound alike, cannot be said, or are too many."""

    pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

    def test_products_that_sound_alike_stay_apart_and_share_the_name(self, shop):
        shop.catalogue.put(
            [item("A", "blue mug", "blue mugs"), item("B", "Blue Mug!", "blue mugs"), item("C", "blue mug")]
        )

        found = values(interaction_model(shop, "en-US"), "PRODUCT")

        assert [value["id"] for value in found] == ["A", "B", "C"]
        assert len({value["name"]["value"].casefold() for value in found}) == 3
        for value in found:
            said = [value["name"]["value"], *value["name"]["synonyms"]]
            assert "blue mug" in [name.casefold() for name in said]

    def test_a_name_is_written_as_alexa_takes_it(self, shop):
        shop.catalogue.put([item("A", "M&M’s <b>", options={"size": '12"'}, attributes={"care_label": "cold"})])

        model = interaction_model(shop, "en-US")

        assert values(model, "PRODUCT")[0]["name"]["value"] == "M and M's b"
        assert values(model, "OPTION") == [{"id": '12"', "name": {"value": "12", "synonyms": []}}]
        assert values(model, "ATTRIBUTE")[0] == {"id": "care_label", "name": {"value": "care label", "synonyms": []}}

    @pytest.mark.parametrize(
        ("name", "many"),
        [("color", ["colors"]), ("quantity", ["quantities"]), ("Tray", ["Trays"]), ("box", ["boxes"]), ("sizes", [])],
    )
    def test_options_can_be_asked_for_in_the_plural(self, shop, name, many):
        shop.catalogue.put([item("A", "tea", options={name: "one"})])

        english, french = (interaction_model(shop, locale) for locale in ("en-US", "fr-FR"))

        assert values(english, "OPTION_NAME")[0]["name"] == {"value": name, "synonyms": many}
        assert values(french, "OPTION_NAME")[0]["name"] == {"value": name, "synonyms": []}

    def test_a_product_that_cannot_be_said_is_left_out(self, shop):
        shop.catalogue.put([item("A", "☕"), item("B", "tea")])

        assert [value["id"] for value in values(interaction_model(shop, "en-US"), "PRODUCT")] == ["B"]

    def test_a_large_catalogue_fills_the_model_and_no_more(self, shop, caplog):
        long_names = [letter * 139 for letter in "abcdefghij"]
        shop.catalogue.put(item(f"P{number}", f"thing {number}", synonyms=long_names) for number in range(1200))

        model = interaction_model(shop, "en-US")

        found = values(model, "PRODUCT")
        assert MODEL_BYTES - 50_000 < json_bytes(model) <= MODEL_BYTES
        assert found[0]["id"] == "P0"
        assert f"values={len(found)}" in caplog.text

    names = st.text(max_size=200) | st.sampled_from(["blue mug", "Blue  mug", "mug's", "M&M's", "12", "x" * 200, "☕"])

    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(names, names, st.lists(names, max_size=3), st.dictionaries(names, names, max_size=2)), max_size=8
        )
    )
    def test_every_catalogue_becomes_a_model_that_alexa_takes(self, store, products):
        items = [
            item(f"id-{number}", name, plural, synonyms=synonyms, options=options, attributes=options)
            for number, (name, plural, synonyms, options) in enumerate(products)
        ]
        with store.for_merchant("juniper") as shop:
            shop.catalogue.put(items)

            model = interaction_model(shop, "en-US")

        assert validate(model, "en-US") == []


@pytest.fixture(scope="module")
def good_model(sqlite_template, tmp_path_factory) -> Json:
    path = tmp_path_factory.mktemp("model") / "shop.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = Store.open(f"sqlite:///{path}", clock=Clock())
    store.add_merchant("juniper", title="Juniper Lane")
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put([MUG])
        model = interaction_model(shop, "en-US")
    store.close()
    return model


def intent(name: str = "NewIntent", samples: list[str] | None = None, **slots: str) -> Json:
    listed = [{"name": slot, "type": kind} for slot, kind in slots.items()]
    return {"name": name, "samples": ["something quite new"] if samples is None else samples, "slots": listed}


def value(name: str, *synonyms: str, id: str = "new") -> Json:
    return {"id": id, "name": {"value": name, "synonyms": list(synonyms)}}


def add_intent(**changes: Any) -> Callable[[Json], None]:
    return lambda spoken: spoken["intents"].append(intent(**changes))


def add_value(*names: str, **changes: str) -> Callable[[Json], None]:
    return lambda spoken: spoken["types"][0]["values"].append(value(*names, **changes))


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda spoken: spoken.update(invocationName="open sesame"), "invocation name"),
        (lambda spoken: spoken.update(intents=[]), "AMAZON.StopIntent is missing"),
        (
            lambda spoken: spoken["intents"].extend(intent(f"I{'x' * n}Intent", [f"s{'x' * n}"]) for n in range(250)),
            "250",
        ),
        (add_intent(name="FindProductIntent"), "“FindProductIntent” is there 2 times"),
        (add_intent(name="New-Intent"), "letters and underscores"),
        (add_intent(samples=[]), "it has no samples"),
        (add_intent(samples=["new words", "New words"]), "“new words” is there 2 times"),
        (
            add_intent(samples=["where is my order"]),
            "“where is my order” is said for OrderStatusIntent and for NewIntent",
        ),
        (add_intent(samples=["find {thing}"], thing="PRODUCT"), "is said for FindProductIntent and for NewIntent"),
        (add_intent(samples=["what now?"]), "characters that Alexa does not take: ?"),
        (add_intent(samples=["give me 2"]), "characters that Alexa does not take: 2"),
        (add_intent(samples=["new {word"]), "characters that Alexa does not take: {"),
        (add_intent(samples=["new words " * 21]), "longer than 200"),
        (add_intent(samples=["new {nothing}"]), "the slot nothing is not declared"),
        (add_intent(samples=["{product} or {product}"], product="PRODUCT"), "the slot “product” is there 2 times"),
        (add_intent(samples=["new{product}"], product="PRODUCT"), "stands apart"),
        (add_intent(samples=["new {product}s"], product="PRODUCT"), "stands apart"),
        (add_intent(samples=["new {a_thing}"], a_thing="NOTHING"), "unknown type NOTHING"),
        (add_intent(samples=["new {slot1}"], slot1="PRODUCT"), "slot name slot1"),
        (
            add_intent(samples=["new {product}"], product="OPTION"),
            "product has several types: OPTION, PRODUCT",
        ),
        (add_intent(samples=["{words}"], words="AMAZON.SearchQuery"), "needs words around it"),
        (
            add_intent(samples=["new {words} {option}"], words="AMAZON.SearchQuery", option="OPTION"),
            "stands beside another slot",
        ),
        (
            add_intent(samples=["new {a}", "newer {b}"], a="AMAZON.SearchQuery", b="AMAZON.SearchQuery"),
            "more than one slot of AMAZON.SearchQuery",
        ),
        (lambda spoken: spoken["types"].append({"name": "EMPTY", "values": []}), "EMPTY: it has no values"),
        (lambda spoken: spoken["types"].append({"name": "A.B", "values": [value("b")]}), "A.B: its name"),
        (add_value("Blue mug"), "“blue mug” is there 2 times"),
        (add_value("red mug", id="MUG-1"), "the id “MUG-1” is there 2 times"),
        (add_value("red mug", "Red mug"), "the synonym “red mug” is there 2 times"),
        (add_value("red <mug>"), "“red <mug>” cannot be a value"),
        (add_value("red mug", "☕"), "“☕” cannot be a value"),
        (add_value("x" * 141), "cannot be a value"),
        (add_value("red mug", *("x" * 100 + str(n) for n in range(15_000))), "are more than 1500000"),
    ],
)
def test_what_alexa_would_refuse_is_told(good_model, spoil, problem):
    assert validate(good_model, "en-US") == []
    spoiled = copy.deepcopy(good_model)
    spoil(language(spoiled))

    assert problem in "\n".join(validate(spoiled, "en-US"))


def test_free_text_alone_in_its_samples_is_fine(good_model):
    model = copy.deepcopy(good_model)
    asked = intent(samples=["new {words}", "newer {option}", "the {product}'s news"], words="AMAZON.SearchQuery")
    asked["slots"] += [{"name": "option", "type": "OPTION"}, {"name": "product", "type": "PRODUCT"}]
    language(model)["intents"].append(asked)

    assert validate(model, "en-US") == []


def test_a_refused_model_says_everything_at_once():
    error = InteractionModelRefused(["one thing", "another"])

    assert str(error) == "one thing; another"
