"""What a product's data answers; enters by the module that intents ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_skill.store import Product, Variant
from voice_skill.store.products.facts import ProductFacts, plain


def product(description: str = "", *options: dict[str, str], **attributes: str) -> Product:
    named = {name.replace("_", " "): value for name, value in attributes.items()}
    variants = [Variant(options=dict(each)) for each in options]
    return Product(title="Thing", spoken_name="thing", description=description, attributes=named, variants=variants)


def facts(description: str = "", *options: dict[str, str], **attributes: str) -> ProductFacts:
    return ProductFacts(product(description, *options, **attributes), "en-US")


@pytest.mark.parametrize(
    ("asked", "attributes"),
    [
        ("heavy", {"weight": "380 grams"}),
        ("weigh", {"net_weight": "380 grams"}),
        ("fabric", {"material": "linen"}),
        ("tall", {"height": "45 centimeters"}),
        ("big", {"Dimensions": "20 by 30 centimeters"}),
        ("burn", {"burning_time": "thirty hours"}),
        ("wash", {"care": "by hand"}),
        ("ingredients", {"allergens": "oats"}),
        ("roast", {"roast": "dark"}),
    ],
)
def test_an_attribute_answers_by_any_of_its_names(asked, attributes):
    fact = facts("It is lovely.", **attributes, note="something else").about(asked)

    assert fact is not None
    assert fact.kind == "attribute"
    assert fact.value == next(iter(attributes.values()))


def test_the_attribute_that_was_named_comes_before_one_that_tells_it_too():
    assert facts(height="9 cm", dimensions="9 by 8 cm").about("dimensions").value == "9 by 8 cm"


def test_options_answer_what_no_attribute_does():
    fact = facts("", {"size": "small"}, {"size": "large"}).about("big")

    assert (fact.kind, fact.values) == ("option", ("small", "large"))


def test_one_sentence_of_the_description_answers_without_its_markup():
    fact = facts("<p>Lovely &amp; light.</p><ul><li>It <b>burns</b> for 30 hours</li></ul>").about("burn")

    assert (fact.kind, fact.value) == ("sentence", "It burns for 30 hours")


def test_what_is_not_said_is_not_answered():
    assert facts("A mug.", material="clay").about("weight") is None


@pytest.mark.parametrize(
    ("asked", "attributes"),
    [
        ("waterproof", {"waterproof": "yes, in steady rain"}),
        ("waterproof", {"waterproof": "true"}),
        ("dishwasher safe", {"care": "dishwasher and microwave safe"}),
        ("dishwasher", {"care": "Dishwasher safe."}),
        ("sugar", {"ingredients": "fruit, sugar, lemon juice"}),
        ("oak", {"material": "oak"}),
    ],
)
def test_yes_is_said_when_the_data_says_so(asked, attributes):
    assert facts(**attributes).whether(asked).verdict == "yes"


@pytest.mark.parametrize(
    ("asked", "attributes"),
    [
        ("waterproof", {"waterproof": "no"}),
        ("lid", {"lid": "none"}),
        ("dishwasher safe", {"care": "not dishwasher safe"}),
        ("dishwasher", {"care": "hand wash, not for the dishwasher"}),
        ("dishwasher", {"care": "never in the dishwasher"}),
    ],
)
def test_no_is_said_when_the_data_says_no(asked, attributes):
    assert facts(**attributes).whether(asked).verdict == "no"


@pytest.mark.parametrize(
    ("asked", "attributes"),
    [
        ("milk", {"free_from": "gluten, milk"}),
        ("milk", {"may_contain": "nuts, milk"}),
        ("milk", {"allergens": "may contain milk"}),
        ("milk", {"ingredients": "oat milk, salt"}),
        ("sugar", {"ingredients": "sugar free syrup"}),
        ("leather", {"material": "faux leather"}),
        ("microwave safe", {"care": "not dishwasher, microwave safe"}),
        ("dishwasher safe", {"care": "dishwasher safe without the cork"}),
        ("wash", {"care": "can't be washed"}),
        ("waterproof", {"waterproof": "no longer than an hour"}),
        ("waterproof", {"waterproof": "yes and no"}),
        ("vegan", {"ingredients": "could be vegan"}),
        ("organic", {"material": "organic cotton"}),
        ("safe", {"care": "dishwasher and microwave safe"}),
    ],
)
def test_what_is_neither_a_plain_yes_nor_no_is_quoted(asked, attributes):
    judged = facts(**attributes).whether(asked)

    assert judged.verdict == "told"
    assert judged.fact.value == next(iter(attributes.values()))


def test_a_description_is_quoted_and_never_judged():
    for description in ("If you need a waterproof bag, look elsewhere.", "It is waterproof.", "Not waterproof."):
        judged = facts(description).whether("waterproof")

        assert (judged.verdict, judged.fact.value) == ("told", description)


def test_attributes_that_contradict_each_other_are_quoted():
    judged = facts(waterproof="yes", care="wash, not waterproof").whether("waterproof")

    assert judged.verdict == "told"


def test_the_same_property_is_told_when_the_question_is_not_answered():
    judged = facts(care="wash by hand").whether("dishwasher safe")

    assert (judged.verdict, judged.fact.value) == ("related", "wash by hand")


def test_a_long_sentence_is_cut_to_the_words_that_answer():
    long = " ".join(f"word{number}" for number in range(40))
    fact = facts(f"{long} waterproof {long}").about("waterproof")

    assert not fact.is_whole
    assert len(fact.value.split()) == 25
    assert fact.value.endswith("word39 waterproof")


def test_a_language_without_words_of_its_own_finds_attributes_by_their_names():
    french = ProductFacts(product(matière="lin"), "fr-FR")

    assert french.about("matière").value == "lin"
    assert french.whether("imperméable").verdict == "unknown"


words = st.sampled_from(
    ["not", "waterproof", "no", "yes", "weight", "heavy", "<b>", "</b>", "&amp;", "<", "milk,", "free.", "dishwasher",
     "safe", "12", "kg", "\n", "…", "it's", "can't", "🫖", "burns", "made", "of"]
)  # fmt: skip
texts = st.lists(words, max_size=40).map(" ".join) | st.text(max_size=60)


@given(texts, st.dictionaries(texts, texts, max_size=4), texts)
def test_whatever_is_written_only_the_merchants_words_are_told(description, attributes, asked):
    sold = Product(title="T", spoken_name="t", description=description, attributes=attributes, variants=[])
    written = [plain(each) for each in (sold.title, description, *attributes.values())]
    of = ProductFacts(sold, "en-US")

    told = [of.about(asked), of.whether(asked).fact, of.of("material"), of.of("origin")]

    for fact in filter(None, told):
        assert any(fact.value in each for each in written)
