"""What the shop stores about whoever speaks, asking for it to be deleted, and who hears what is said."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.conftest import Clock
from tests.intents.conftest import ADA, STRANGER, Conversation
from tests.intents.test_small_talk import ASIDES
from voice_skill.understanding import Understanding

SURE = "Shall I ask the shop to delete your data?"
# None of them is a sample.
SAID = {
    "StoredDataIntent": """
        so what exactly do you know about me|what kind of information do you hold about me
        could you tell me what data you've stored about me|what sort of data are you keeping on me
        do you have my home address|do you know my email|have you saved my credit card number
        is my phone number stored|what have you saved on me|what info do you have on me|what do you guys know about me
        which information about me do you keep|so what do you have on file about me|how do you know my name
        what personal details do you hold|what does this shop store about me""",
    "DeleteDataIntent": """
        please delete all of my data|could you please erase my personal data|i want all my personal information removed
        get rid of my personal information|can you wipe everything you know about me
        i'd like you to forget everything about me|forget all about me please
        delete all the information you have about me|remove all of my personal details|i want to have my data erased
        take everything about me out of your system|i want to delete my account|can you delete my account please
        erase all data you have about me|delete every bit of data about me|i don't want you keeping my data""",
    "KeepDataIntent": """
        no wait keep my data|please do keep my data|i changed my mind don't delete my data
        actually don't delete my data|i'd like to keep my data after all|cancel my data deletion
        oh no please keep my data|stop don't delete my data|you can keep my data after all""",
    "SmallTalkListeningIntent": """
        hey are you recording this|are you listening to me right now|is this call recorded
        do you record our conversations|are you recording everything i say|are you always recording
        are you secretly recording me|are my words recorded""",
    "SmallTalkPrivateIntent": """
        who else hears this|who is listening to this|is this chat private|is our conversation private
        who else can hear me|is my data private|does anybody listen to what i say""",
    # What sounds alike and means something else.
    "AMAZON.CancelIntent": "forget it|forget about it|never mind|forget that|forget what i said",
    "CancelOrderIntent": "delete my order|cancel my order|stop the delivery|delete my last order",
    "RemoveFromCartIntent": """
        remove the mug|forget the mug|forget about the mug|delete the mug from my cart|remove the data cable
        delete the last one|remove it""",
    "TakeOffIntent": "delete one|remove two",
    "EmptyCartIntent": "delete everything|remove everything|clear my cart|erase my cart|wipe my cart",
    "ProductDetailsIntent": """
        what do you know about the red teapot|tell me about the mug
        what information do you have about the red teapot""",
    "FindProductIntent": "do you stock coffee|do you have mugs|what do you have in blue",
    "OrderStatusIntent": "do you have my order|have you got my order|do you know where my order is",
    "OrderNumberIntent": "do you know my order number",
    "AMAZON.NoIntent": "keep it|keep my order|don't cancel my order",
    "SmallTalkGreetingIntent": "can you hear me|are you there",
    "SmallTalkCrossIntent": "are you even listening|you're not listening",
    "SmallTalkRobotIntent": "is this a recording",
    "": """
        delete my alarm|delete my emails|delete my shopping list|delete all my alarms|change my address|read my email
        erase my calendar|record a message|don't forget the mug|what's my phone number""",
}
PHRASES = [
    (intent or None, phrase.strip()) for intent, text in SAID.items() for phrase in text.replace("\n", "|").split("|")
]


@pytest.mark.parametrize(("intent", "phrase"), [(intent, phrase) for intent, phrase in PHRASES if phrase])
def test_it_is_understood_and_takes_nothing_from_others(
    understanding: Understanding, intent: str | None, phrase: str
) -> None:
    assert understanding.understand(phrase).intent == intent


def asked_at(conversation: Conversation, user_id: str = ADA) -> datetime | None:
    """When the customer asked for their data to be deleted; None if they did not, or if nothing is stored of them."""
    with conversation.store.for_merchant("juniper") as shop:
        customer = shop.customers.of_user(user_id)
        return customer.deletion_asked_at if customer else None


def is_known(conversation: Conversation, user_id: str) -> bool:
    with conversation.store.for_merchant("juniper") as shop:
        return shop.customers.of_user(user_id) is not None


def is_for_the_ear(speech: str) -> bool:
    return len(speech.split()) <= 34 and speech.count("?") <= 1 and not re.search(r"[<>&{}_|@]", speech)


def test_tells_how_much_of_what_is_stored(ada: Conversation) -> None:
    ada.say("put 2 blue mugs in my cart")

    speech = ada.speech("what data do you have on me")

    assert speech.startswith(
        "The shop knows this account's ID and your name, Ada. It stores 3 orders and 2 things in your cart. "
        "There's no street address or card number."
    )
    assert is_for_the_ear(speech)


def test_says_that_there_is_an_email_address_and_does_not_say_it(ada: Conversation) -> None:
    with ada.store.for_merchant("juniper") as shop:
        shop.customers.add("Ada", user_id=ADA, email="ada@example.com")
        shop.commit()

    speech = ada.speech("put a blue mug in my cart", "do you have my email address")

    assert "It stores an e-mail address, 3 orders, and one thing in your cart." in speech
    assert "example" not in speech
    assert is_for_the_ear(speech)


def test_a_customer_without_a_name_is_told_so(stranger: Conversation) -> None:
    speech = stranger.speech("put a blue mug in my cart", "what do you know about me")

    assert speech.startswith(
        "The shop knows this account's ID, but not your name. It stores one thing in your cart. There's no"
    )


def test_of_a_customer_with_an_empty_cart_nothing_else_is_stored(stranger: Conversation) -> None:
    stranger.say("put a blue mug in my cart", "remove the blue mug")

    assert "but not your name. It stores nothing else." in stranger.speech("what do you know about me")


def test_nothing_is_stored_about_a_stranger_and_nothing_is_then(stranger: Conversation) -> None:
    known = stranger.speech("open juniper lane", "what do you know about me")
    delete = stranger.speech("delete my data")
    keep = stranger.speech("keep my data")

    assert known.startswith("The shop stores nothing about you until you put something in your cart.")
    assert delete.startswith("The shop stores nothing about you, so there's nothing to delete.")
    assert keep.startswith("The shop hasn't been asked to delete anything about you.")
    assert not is_known(stranger, STRANGER)


@pytest.mark.parametrize("phrase", ["delete my data", "forget me", "erase everything about me", "delete my account"])
@pytest.mark.parametrize("yes", ["yes", "yes please delete it", "okay ask the shop", "go ahead"])
def test_a_clear_yes_asks_the_shop_and_deletes_nothing(ada: Conversation, clock: Clock, phrase: str, yes: str) -> None:
    question = ada.speech("open juniper lane", phrase)
    assert question.endswith(SURE)
    assert asked_at(ada) is None

    speech = ada.speech(yes)

    assert speech.startswith(
        "I've asked. The shop first makes sure it's you; then your name, IDs and cart are deleted, "
        "and orders keep amounts but no name."
    )
    assert asked_at(ada) == clock.now
    assert is_for_the_ear(question)
    assert is_for_the_ear(speech)
    assert "your name, Ada. It stores 3 orders" in ada.speech("what do you know about me")


@pytest.mark.parametrize(
    "words",
    ["no", "never mind", "forget it", "keep my data", "never mind keep my data", "stop", "not now", "don't delete it"],
)
def test_without_a_yes_nothing_is_stored(ada: Conversation, words: str) -> None:
    ada.say("open juniper lane", "delete my data", words)
    if ada.echo.in_session:
        ada.say("yes")

    assert asked_at(ada) is None


@pytest.mark.parametrize(
    "words", ["maybe", "hmm", "delete my data", "do you store my address", "why", "how much is the red teapot", *ASIDES]
)
def test_anything_else_is_answered_and_the_question_asked_again(ada: Conversation, words: str) -> None:
    speech = ada.speech("open juniper lane", "delete my data", words)

    assert speech.endswith(SURE)
    assert asked_at(ada) is None
    assert ada.speech("yes").startswith("I've asked.")


def test_said_again_it_says_when_it_was_asked_for(ada: Conversation, clock: Clock) -> None:
    ada.say("open juniper lane", "delete my data", "yes")
    first = clock.now
    clock.advance(days=9)

    speech = ada.speech("forget me")

    assert speech.startswith("You already asked for that on November 21. The shop first makes sure it's you")
    assert is_for_the_ear(speech)
    assert asked_at(ada) == first


@pytest.mark.parametrize("words", ["keep my data", "never mind keep my data", "cancel the deletion of my data"])
def test_the_request_is_taken_back(ada: Conversation, words: str) -> None:
    ada.say("open juniper lane", "delete my data", "yes")

    assert ada.speech(words).startswith("All right, I took your request back. The shop keeps your data.")

    assert asked_at(ada) is None
    assert ada.speech(words).startswith("The shop hasn't been asked to delete anything about you.")
    assert ada.speech("delete my data").endswith(SURE)


def test_what_the_merchant_has_deleted_is_gone(ada: Conversation) -> None:
    ada.say("open juniper lane", "delete my data", "yes")
    with ada.store.for_merchant("juniper") as shop:
        customer = shop.customers.of_user(ADA)
        assert customer is not None
        shop.customers.forget_one(customer)
        shop.commit()

    assert ada.speech("what do you know about me").startswith("The shop stores nothing about you")
    assert ada.speech("delete my data").startswith("The shop stores nothing about you, so there's nothing to delete.")


def test_one_customer_s_request_is_not_another_s(ada: Conversation, at_the_echo: Callable[..., Conversation]) -> None:
    ben = at_the_echo("amzn1.ask.account.ben")
    ben.say("put a blue mug in my cart")
    ada.say("open juniper lane", "delete my data", "yes")

    assert asked_at(ben, "amzn1.ask.account.ben") is None
    assert ben.speech("delete my data").endswith(SURE)


@pytest.mark.parametrize("words", ["are you recording", "are you listening", "who hears this", "is this private"])
def test_who_hears_what_is_said(ada: Conversation, words: str) -> None:
    speech = ada.speech("how much is the red teapot", words)

    assert "recording" in speech
    assert "speaker's maker" in speech
    assert speech.endswith("Shall I put one in your cart?")
    assert is_for_the_ear(speech)
    assert ada.speech("yes").startswith("I put one red teapot in your cart.")
