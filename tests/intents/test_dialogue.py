"""Getting along: greeting, help, repeat, what was not understood, and the ends of a conversation."""

from collections.abc import Callable

from tests.intents.conftest import Conversation
from voice_skill.store import Store

NONSENSE = "what's the weather on mars"


def test_greets_a_known_customer_by_name_and_tells_of_the_latest_order(ada: Conversation) -> None:
    assert ada.speech("open juniper lane") == (
        "Welcome back to Juniper Lane, Ada. Your order of 2 blue mugs is on its way and should arrive tomorrow. "
        "What would you like?"
    )


def test_tells_somebody_new_what_can_be_asked(stranger: Conversation) -> None:
    assert stranger.speech("open juniper lane") == (
        "Welcome to Juniper Lane. You can ask about a product or an order, or reorder something. What would you like?"
    )


def test_a_question_asked_in_passing_is_answered_and_done(at_the_echo: Callable[..., Conversation]) -> None:
    ada = at_the_echo(words_slot=None)

    assert ada.say("where is my order").session_ends
    assert not ada.say("open juniper lane").session_ends
    answer = ada.say("where is my order")
    assert not answer.session_ends
    assert answer.speech.endswith("Anything else?")


def test_whoever_types_a_question_goes_on_with_another(ada: Conversation) -> None:
    first = ada.say("what did I buy last time")

    assert not first.session_ends
    assert first.speech == "You ordered 2 blue mugs on Wednesday, for $28.00."
    assert ada.speech("say that again") == first.speech
    assert ada.speech("how much was it").startswith("It was $28.00 for 2 blue mugs")


def test_an_open_session_always_ends_in_a_question_that_is_asked_again(ada: Conversation) -> None:
    answer = ada.say("how much is the red teapot")

    assert not answer.session_ends
    assert answer.reprompt == "<speak>Shall I put one in your cart?</speak>"


def test_repeats_itself_and_still_takes_the_answer(ada: Conversation) -> None:
    first = ada.speech("how much is the red teapot")

    assert ada.speech("what did you say") == first
    assert ada.speech("yes") == "I put one red teapot in your cart. Would you like to order now?"


def test_help_works_in_the_middle_of_a_question(ada: Conversation) -> None:
    speech = ada.speech("put a blue mug in my cart", "place my order", "help")

    assert speech.startswith("You can ask about products")
    assert speech.endswith("Shall I place the order for one blue mug, $14.00 in total?")


def test_nonsense_is_answered_with_what_there_is_then_with_how_to_ask(ada: Conversation) -> None:
    first, second, third = ada.speech(NONSENSE), ada.speech(NONSENSE), ada.speech(NONSENSE)

    assert first == (
        "Sorry, I didn't get that. Our departments are kitchen, pantry, home, and 1 more. What are you looking for?"
    )
    assert second == "I don't follow yet. You could ask: do you have blue mugs. What would you like?"
    assert third.startswith("I'm sorry, this isn't working. I can find things,")


def test_no_repair_is_said_twice_or_speaks_of_an_order_that_nobody_mentioned(ada: Conversation) -> None:
    repairs = [ada.speech(NONSENSE) for _ in range(5)]
    ada.say("how much is the red teapot", "no")
    repairs += [ada.speech(NONSENSE) for _ in range(2)]

    assert len(set(repairs)) == 7
    assert not any("your order of" in repair for repair in repairs)


def test_a_thing_that_is_named_in_nonsense_is_understood(ada: Conversation) -> None:
    assert ada.speech("my granny whistles when the blue mug dances").startswith("I got something about the blue mug")
    assert ada.speech("how much is it").startswith("The blue mug costs $14.00.")
    assert "blue mug" in ada.speech("hm and what about mugs then")


def test_nonsense_to_a_choice_repeats_the_choices(ada: Conversation) -> None:
    speech = ada.speech("put a rain jacket in my cart", NONSENSE)

    assert speech.startswith("Sorry, I didn't get that. It's small, medium, and large.")
    assert ada.speech("medium").startswith("I put one medium rain jacket in your cart.")


def test_nonsense_in_answer_to_a_question_repeats_the_question(ada: Conversation) -> None:
    first, second = ada.speech("how much is the red teapot", NONSENSE), ada.speech(NONSENSE)

    assert first == "Sorry, I didn't get that. Shall I put one in your cart?"
    assert second == "I'm not with you. You can just say yes or no. Shall I put one in your cart?"
    assert ada.speech("yes").startswith("I put one red teapot")


def test_what_is_asked_in_between_leaves_an_offer_open(ada: Conversation) -> None:
    aside = ada.speech("how much is the red teapot", "where is my order")

    assert aside.endswith("should arrive tomorrow. Shall I put one in your cart?")
    assert ada.speech("yes").startswith("I put one red teapot in your cart.")


def test_another_wish_drops_the_open_question(ada: Conversation) -> None:
    assert "teapot" not in ada.speech("how much is the red teapot", "what does the soup bowl weigh", "yes")


def test_start_over_forgets_what_was_talked_about(ada: Conversation) -> None:
    assert ada.speech("how much is the red teapot", "start over", "how much is it") == "Which product do you mean?"


def test_stop_and_cancel_close_the_session_from_anywhere(ada: Conversation) -> None:
    for goodbye in ("stop", "cancel", "never mind", "go home"):
        assert ada.say("put a blue mug in my cart", goodbye).session_ends


def test_nothing_of_another_merchant_is_found_or_said(
    at_the_echo: Callable[..., Conversation], shop_store: Store
) -> None:
    shop_store.add_merchant("birch", title="Birch and Sons", application_id="amzn1.ask.skill.birch")
    ada = at_the_echo()
    ada.echo.application_id = "amzn1.ask.skill.birch"

    assert ada.speech("open juniper lane").startswith("Welcome to Birch and Sons.")
    assert ada.speech("do you have blue mugs") == "There's nothing for sale here yet. What else can I do for you?"
    assert ada.speech("where is order 104233").startswith("I couldn't find order 104233.")
    assert ada.speech("order my usual coffee") == "There's nothing for sale here yet. What else can I do for you?"
