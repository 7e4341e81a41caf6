"""Questions and the words that follow: what answers them, what is another wish, and what may never happen unasked."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_cart import lines
from tests.intents.test_ordering import orders
from voice_skill.store import CatalogueItem, CatalogueVariant, Money

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(conversation: Conversation, intent: str, **slots: str) -> str:
    """Answers an intent with these slots, as Alexa would send it."""
    answer = conversation.echo.intent(intent, {name: {"value": value} for name, value in slots.items()})
    return answer.speech


def sell(conversation: Conversation, external_id: str, name: str, *options: dict[str, str], stock: int = 9) -> None:
    """Makes the shop sell this and nothing else."""
    variants = [
        CatalogueVariant(f"{external_id}-{number}", Money(1000, "USD"), options=option, stock=stock)
        for number, option in enumerate(options)
    ]
    with conversation.store.for_merchant("juniper") as shop:
        shop.catalogue.put([CatalogueItem(external_id, name, name, f"{name}s", variants)])
        shop.commit()


def test_another_thing_named_is_read_back_instead_of_what_would_be_bought_again(ada: Conversation) -> None:
    before = len(orders(ada))

    speech = ada.speech("reorder my last order", "bread knife")

    assert speech == "All right, that's one bread knife, $45.00 in total. Shall I place the order?"
    assert len(orders(ada)) == before


def test_what_is_not_among_the_orders_leaves_the_question_about_the_one_that_is(ada: Conversation) -> None:
    ada.say("put a blue mug in my cart", "yes", "yes", "cancel my order")

    question = ask(ada, "CancelOrderIntent", product="winter scarf")
    speech = ada.speech("yes")

    assert question == "I couldn't find winter scarf in your orders. Shall I cancel your order of one blue mug?"
    assert speech == "Done. Your order of one blue mug has been cancelled. Anything else?"


def test_a_yes_is_no_number(ada: Conversation) -> None:
    ada.say("put a red teapot in my cart")

    assert ask(ada, "ChangeCartIntent", product="red teapot", quantity="500").endswith("How many would you like?")
    assert ada.speech("yes") == "How many would you like?"
    assert ask(ada, "AddToCartIntent", product="blue mug", quantity="?") == "How many would you like?"
    assert ask(ada, "AnswerIntent", option="blue") == "How many would you like?"
    assert lines(ada) == {"TEAPOT-RED": 1}


def test_a_change_without_a_number_asks_for_it(ada: Conversation) -> None:
    ada.say("put 4 blue mugs in my cart")

    assert ask(ada, "ChangeCartIntent", product="blue mug") == "How many would you like?"
    assert lines(ada) == {"MUG-BLUE": 4}
    assert ada.speech("3") == "That's 3 blue mugs now. Is that all?"


def test_another_products_name_is_no_yes_to_an_offer(ada: Conversation) -> None:
    ada.say("do you have blue mugs")

    assert ask(ada, "AnswerIntent", product="red teapot") == ("We have the red teapot for $38.00. Would you like one?")
    assert lines(ada) == {}


@pytest.mark.parametrize("before", [[], ["put a red teapot in my cart"]])
def test_a_number_after_an_offer_is_of_what_was_offered(ada: Conversation, before: list[str]) -> None:
    speech = ada.speech(*before, "how much is the blue mug", "make it two")

    assert "2 blue mugs" in speech
    assert lines(ada)["MUG-BLUE"] == 2


def test_an_offer_of_one_puts_one_in_the_cart(ada: Conversation) -> None:
    ada.say("do you have a rain jacket")
    ask(ada, "AnswerIntent", option="large")

    assert ada.speech("yes") == "I put one large rain jacket in your cart. Would you like to order now?"


@pytest.mark.parametrize("pick", [{"ordinal": "2"}, {"option": "Medium Black"}, {"option": "black"}])
def test_one_of_two_kinds_in_the_cart_is_picked_however_it_is_named(ada: Conversation, pick: dict[str, str]) -> None:
    ada.say("put a small white cotton t-shirt in my cart", "put a medium black cotton t-shirt in my cart")

    question = ask(ada, "ChangeCartIntent", product="cotton t-shirt", quantity="3")
    ask(ada, "AnswerIntent", **pick)

    assert question == "Which cotton t-shirt do you mean: small white or medium black?"
    assert lines(ada) == {"SHIRT-WHITE-S": 1, "SHIRT-BLACK-M": 3}


def test_light_blue_is_not_blue(ada: Conversation) -> None:
    sell(ada, "paint", "paint", *({"color": color} for color in ("red", "blue", "light blue")))

    assert "light blue paint" in ask(ada, "FindProductIntent", product="paint", option="light blue")
    assert "light blue paint" in ask(ada, "FindProductIntent", product="light blue paint")
    assert "the blue paint" in ask(ada, "FindProductIntent", product="paint", option="blue")


@pytest.mark.parametrize(
    "options",
    [
        [{}, {"size": "small"}],
        [{"size": "small"}, {"color": "red"}],
        [{"size": "small"}, {"size": "large"}, {"size": "large", "color": "red"}],
        [],
    ],
)
@pytest.mark.parametrize(
    "intent", ["FindProduct", "ProductPrice", "ProductStock", "ProductOptions", "ProductDetails", "AddToCart"]
)
def test_untidy_variants_are_answered_for(ada: Conversation, intent: str, options: list[dict[str, str]]) -> None:
    sell(ada, "lamp", "lamp", *options)

    assert "went wrong" not in ask(ada, f"{intent}Intent", product="lamp")
    assert "went wrong" not in ask(ada, f"{intent}Intent", product="lamp", option="large")


@pytest.mark.parametrize("intent", ["ProductPrice", "ProductOptions", "ProductDetails", "FindProduct", "ProductStock"])
def test_what_is_sold_out_is_not_offered(ada: Conversation, intent: str) -> None:
    assert "out of stock" in ask(ada, f"{intent}Intent", product="winter scarf")
    assert ada.speech("yes") == "All right. What would you like?"


def test_a_kind_that_is_sold_out_is_told_from_the_others(ada: Conversation) -> None:
    speech = ada.speech("do you have a large ground dark roast coffee")

    assert speech.startswith("The large ground dark roast coffee is out of stock. We only have it in ")


@pytest.mark.parametrize(
    ("intent", "slot", "words"),
    [
        ("AddToCartIntent", "product", "Which product do you mean?"),
        ("OrderStatusIntent", "order_number", "What's the order number?"),
        ("OrderStatusIntent", "product", "Your order of 2 blue mugs is on its way and should arrive tomorrow."),
    ],
)
def test_a_value_that_alexa_lost_is_not_read_out(ada: Conversation, intent: str, slot: str, words: str) -> None:
    assert ask(ada, intent, **{slot: "?"}) == words


def test_asking_for_a_name_gets_other_words_the_second_time(ada: Conversation) -> None:
    first, second = ask(ada, "AddToCartIntent"), ask(ada, "AnswerIntent", ordinal="1")

    assert first == "Which product do you mean?"
    assert second == "Please say the product's name. What are you looking for?"


def test_asks_what_to_compare_with(ada: Conversation) -> None:
    assert ask(ada, "CompareProductsIntent", product="blue mug") == "What should I compare it with?"
    assert ask(ada, "AnswerIntent", product="soup bowl").startswith(
        "The blue mug costs $14.00 and the soup bowl $16.50."
    )


def test_an_option_of_a_product_that_has_none_is_not_passed_over(ada: Conversation) -> None:
    question = ask(ada, "FindProductIntent", product="red teapot", option="green")

    assert question == "The red teapot doesn't come in green; there's only one kind. Is that all right?"
    assert ada.speech("yes").startswith("Yes, the red teapot costs $38.00.")


def test_something_that_is_sold_no_longer_can_be_taken_out_of_the_cart(ada: Conversation) -> None:
    ada.say("put a blue mug in my cart", "put a bread knife in my cart")
    sell(ada, "lamp", "lamp", {})

    assert ask(ada, "RemoveFromCartIntent", product="blue mug") == (
        "I took the blue mug out of your cart. Anything else?"
    )


def test_a_name_with_an_article_has_it_once(ada: Conversation) -> None:
    sell(ada, "clock", "the crooked clock", {})

    assert ask(ada, "ProductPriceIntent", product="crooked clock").startswith("The crooked clock costs")
    assert ask(ada, "AddToCartIntent", product="crooked clock").startswith("I put one crooked clock in your cart.")


def test_repeat_says_what_was_worth_saying(ada: Conversation) -> None:
    first = ada.speech("open juniper lane")

    assert ada.speech("what's the weather on mars", "what did you say") == first


@pytest.mark.parametrize(
    "garbage",
    [
        {"question": "x"},
        {"question": [1]},
        {"question": {"intent": "AddToCart"}},
        {"question": {"intent": "AddToCart", "slots": {}, "among": [], "options": [], "mood": "good"}},
        {"question": {"intent": "Gone", "slots": {}, "among": [], "options": []}},
        {"missed": "a"},
        {"missed": [1, "a"]},
        {"said": "Hello."},
        {"product": ["x"]},
    ],
)
@pytest.mark.parametrize(
    "intent", ["AMAZON.YesIntent", "AMAZON.FallbackIntent", "AMAZON.RepeatIntent", "ShowCartIntent"]
)
def test_a_session_of_another_version_of_the_skill_goes_on(
    ada: Conversation, garbage: dict[str, Any], intent: str
) -> None:
    ada.say("open juniper lane")
    assert ada.echo._session is not None
    ada.echo._session["attributes"] = garbage

    answer = ada.echo.intent(intent, {})

    assert answer.speech.endswith("?")
    assert "went wrong" not in answer.speech


def test_a_long_value_is_cut_to_one_breath(at_the_echo: Callable[..., Conversation]) -> None:
    ada = at_the_echo()
    with ada.store.for_merchant("juniper") as shop:
        shop.catalogue.variant("MUG-BLUE").product.attributes = {"care": "wash " * 90}
        shop.commit()

    assert len(ask(ada, "ProductDetailsIntent", product="blue mug", attribute="care").split()) <= 36
