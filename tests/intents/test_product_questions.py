"""Questions about what a product is like: answered from its own data, or said to be unsaid."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intents.conftest import Conversation
from voice_skill.understanding import Understanding

MOST_WORDS = 32
LONG = (
    "An enamel teapot for six cups, with a strainer inside. It was drawn by a potter who had poured tea for forty "
    "years and never found a spout that did not drip."
)
OFFER = "Shall I tell you what it does say?"


def describe(ada: Conversation, sku: str, description: str, **attributes: str) -> None:
    with ada.store.for_merchant("juniper") as shop:
        product = shop.catalogue.variant(sku).product
        product.description, product.attributes = description, attributes
        shop.commit()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what material is the blue mug", "The blue mug is made of stoneware."),
        ("how heavy is the blue mug", "The blue mug weighs 380 grams."),
        ("how much does the blue mug weigh", "The blue mug weighs 380 grams."),
        ("what's in the lavender soap", "The lavender soap contains olive oil, coconut oil, lavender."),
        ("what are the wool socks made of", "The wool socks are made of merino wool."),
        ("how tall is the table lamp", "The height of the table lamp is 45 centimeters."),
        ("how big is the rain jacket", "The rain jacket comes in small, medium, and large."),
        ("how do I wash the linen apron", "Under care, it says: machine wash warm."),
        ("how long does the candle burn", "The burning time of the beeswax candle is thirty hours."),
        ("where is the olive oil from", "The olive oil comes from Greece."),
        (
            "is the rain jacket waterproof",
            "Yes, the rain jacket is waterproof. The description says: in steady rain for hours.",
        ),
        ("is the soup bowl dishwasher safe", "Yes, the soup bowl is dishwasher safe."),
        ("can I put the soup bowl in the dishwasher", "Yes, the soup bowl can go in the dishwasher."),
        ("does the strawberry jam contain sugar", "Yes, the strawberry jam has sugar."),
        ("is the chopping board made of oak", "Yes, the chopping board is made of oak."),
        ("is the cotton t-shirt organic", "The cotton t-shirt is made of organic cotton."),
        ("does the rain jacket have a hood", "The description says: A light jacket with taped seams and a hood"),
        (
            "what size is the wool blanket",
            ("The description says: A thick blanket with a fringe, one hundred and thirty by"),
        ),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_question_is_answered_from_the_products_data(ada: Conversation, question: str, answer: str) -> None:
    speech = ada.speech(question)

    assert speech.startswith(answer)
    assert speech.endswith(("What else would you like to know?", "Anything else?"))
    assert len(speech.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        ("is the lavender soap vegan", "whether the lavender soap is vegan"),
        ("are the wool socks waterproof", "whether the wool socks are waterproof"),
        ("does the red teapot have a lid", "whether the red teapot has a lid"),
        ("does the green tea contain sugar", "whether the green tea has sugar"),
        ("can I put the winter scarf in the microwave", "whether the winter scarf can go in the microwave"),
        ("is the table lamp made of gold", "whether the table lamp is made of gold"),
        ("how heavy is the frying pan", "the weight of the frying pan"),
        ("what is the green tea made of", "what the green tea is made of"),
        ("where are the wool socks from", "where the wool socks come from"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_the_shop_does_not_say_is_said_to_be_unsaid(ada: Conversation, question: str, unsaid: str) -> None:
    speech = ada.speech(question)

    assert unsaid in speech
    assert speech.startswith(("The description doesn't say", "The description doesn't mention"))
    assert "Yes" not in speech
    assert speech.count("?") <= 1


IN_OTHER_WORDS = [
    ("could you tell me if the green tea is organic", "Feature", {"product": "green tea", "feature": "organic"}),
    ("do you know whether the soap is vegan", "Feature", {"product": "soap", "feature": "vegan"}),
    ("i'd like to know how heavy the frying pan is", "Details", {"attribute": "heavy", "product": "frying pan"}),
    ("can you tell me what the winter scarf is made of", "Material", {"product": "winter scarf"}),
    ("does that teapot come with a lid", "Feature", {"product": "teapot", "part": "lid"}),
    ("would the soup bowl survive the dishwasher", "Feature", {"product": "soup bowl", "place": "dishwasher"}),
    ("is the soup bowl okay in the microwave", "Feature", {"product": "soup bowl", "place": "microwave"}),
    ("so what's actually in the soap", "Material", {"product": "soap"}),
    ("how many grams does the honey weigh", "Details", {"product": "honey", "attribute": "weigh"}),
    ("how big would the chopping board be", "Details", {"attribute": "big", "product": "chopping board"}),
    ("does the jam have any nuts in it", "Feature", {"product": "jam", "content": "nuts"}),
    ("how long will the beeswax candle burn for", "Details", {"product": "beeswax candle", "attribute": "burn"}),
    ("what do i need to do to clean the frying pan", "Details", {"product": "frying pan", "attribute": "clean"}),
    ("are those oat biscuits gluten free", "Feature", {"product": "oat biscuits", "feature": "gluten free"}),
    ("how should the wool socks be washed", "Details", {"product": "wool socks", "attribute": "washed"}),
    ("what kind of material is the bath towel", "Details", {"attribute": "material", "product": "bath towel"}),
]  # written before they were tried


def test_questions_in_other_words_are_understood_with_their_slots(understanding: Understanding) -> None:
    right = []

    for text, intent, slots in IN_OTHER_WORDS:
        result = understanding.understand(text)
        slot_values = {name: slot.value for name, slot in result.slots.items()}
        right.append(result.intent == f"Product{intent}Intent" and slot_values == slots)

    assert sum(right) >= 0.75 * len(right)


def test_a_no_is_said_when_the_shop_says_no(ada: Conversation) -> None:
    describe(ada, "MUG-BLUE", "", care="not dishwasher safe", lid="no")

    care, lid = ada.speech("is the blue mug dishwasher safe"), ada.speech("does it have a lid")

    assert care == "No, the description says: not dishwasher safe. What else would you like to know?"
    assert lid == "No, not according to the description. What else would you like to know?"


def test_it_is_the_product_last_spoken_of(ada: Conversation) -> None:
    ada.say("how much is the rain jacket")

    answers = [ada.speech(question) for question in ("is it waterproof", "how heavy is it", "what is it made of")]

    assert answers[0].startswith("Yes, the rain jacket is waterproof.")
    assert answers[1].startswith("The rain jacket weighs 410 grams.")
    assert answers[2].startswith("The rain jacket is made of recycled nylon.")


def test_a_question_without_a_product_is_answered_once_it_is_named(ada: Conversation) -> None:
    question, answer = ada.speech("is it waterproof"), ada.speech("the rain jacket")

    assert question == "Which product do you mean?"
    assert answer.startswith("Yes, the rain jacket is waterproof.")


def test_what_the_shop_does_say_is_said_at_once_if_it_is_short(ada: Conversation) -> None:
    speech = ada.speech("does the red teapot have a lid")

    assert "doesn't say" in speech
    assert "It does say: An enamel teapot for six cups, with a strainer inside." in speech


def test_a_yes_to_the_offer_tells_what_the_shop_does_say(ada: Conversation) -> None:
    describe(ada, "TEAPOT-RED", LONG)

    assert ada.speech("does the red teapot have a lid").endswith(OFFER)
    assert ada.speech("yes").startswith("An enamel teapot for six cups, with a strainer inside.")


def test_a_no_to_the_offer_lets_it_be(ada: Conversation) -> None:
    describe(ada, "TEAPOT-RED", LONG)

    assert ada.speech("does the red teapot have a lid", "no") == "All right. What would you like?"


def test_nothing_is_offered_of_a_product_that_nothing_is_said_of(ada: Conversation) -> None:
    describe(ada, "MUG-BLUE", "")

    speech = ada.speech("is the blue mug vegan")

    assert speech == "The description doesn't say whether the blue mug is vegan. What else would you like to know?"


def test_attributes_are_told_of_a_product_without_a_description(ada: Conversation) -> None:
    describe(ada, "MUG-BLUE", "", material="clay", weight="380 grams")

    speech = ada.speech("tell me more about the blue mug")

    assert speech.startswith("The blue mug is made of clay. The blue mug weighs 380 grams. The blue mug costs $14.00.")


def test_a_long_list_is_told_to_go_on(ada: Conversation) -> None:
    describe(ada, "SOAP-LAVENDER", "", ingredients=", ".join(f"oil{number}" for number in range(40)))

    speech = ada.speech("what's in the lavender soap")

    assert "oil15 and more. What" in speech
    assert len(speech.split()) <= MOST_WORDS


def test_a_comparison_tells_up_to_three_facts_that_differ(ada: Conversation) -> None:
    speech = ada.speech("what's the difference between the frying pan and the chopping board")

    assert speech == (
        "The frying pan costs $39.00 and the chopping board $24.00. For material, it's cast iron versus oak. "
        "For origin, it's Sweden versus Slovenia. Which one would you like?"
    )


def test_what_there_is_to_choose_is_compared(ada: Conversation) -> None:
    speech = ada.speech("compare the wool blanket and the bath towel")

    assert "For color, it's gray and cream versus white and blue. For material, it's wool versus cotton." in speech
    assert len(speech.split()) <= MOST_WORDS


@given(
    description=st.lists(st.sampled_from(["waterproof", "not", "<b>", "lid", "dishwasher", "milk."]), max_size=40),
    question=st.sampled_from(
        ["is the blue mug waterproof", "does the blue mug have a lid", "how heavy is the blue mug"]
    ),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_description_makes_a_yes_or_no(ada: Conversation, description: list[str], question: str) -> None:
    describe(ada, "MUG-BLUE", " ".join(description))

    speech = ada.speech(question)

    assert speech.startswith(("The description says", "The description doesn't"))
    assert len(speech.split()) <= MOST_WORDS + 4
