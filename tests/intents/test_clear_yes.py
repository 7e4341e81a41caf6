"""Money, stock, orders and data move on a clear yes only, whatever else is said and however Alexa heard it."""

from collections.abc import Callable

import pytest

from intents.dialogue.phrases import intent_files
from tests.intents.conftest import Conversation
from tests.intents.test_cart import lines
from tests.intents.test_ordering import orders
from tests.intents.test_privacy import asked_at

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ORDERED = ("put a blue mug in my cart", "place my order", "yes")
QUESTIONS = {
    "place the order": ("put 2 red teapots in my cart", "place my order"),
    "place what is bought again": ("order my usual coffee",),
    "place what has changed": ("put a soup bowl in my cart", "place my order", "three"),
    "cancel the order": ("cancel my order",),
    "cancel what cannot be changed": ("can I still change my order",),
    "cancel what would be sent back": ("I want my money back",),
    "empty the cart": ("put a blue mug in my cart", "empty my cart"),
    "ask for the data to be deleted": ("delete my data",),
}

NO_CLEAR_YES = {
    "a negation": """
        that isn't right|that's not right|that is not what I meant|that's not the one|wrong one|no not that one
        not really|I don't want it|I don't think so|I'd rather not|don't do it|don't order it
        don't place the order|please don't|do not place my order|don't cancel it|I don't want to cancel|never
        absolutely not|no way|nope|nah|no thanks|not yet|not now|not today|I changed my mind|that's wrong
        this is not correct|that can't be right|no stop|I didn't say that|I never ordered that
        there must be a mistake|you misunderstood me|not like this""",
    "a doubt": """
        maybe|maybe yes|perhaps|I guess|I guess so|I think so|I'm not sure|I don't know|let me think|it depends
        hmm|well|possibly|I suppose|hold on|wait|wait a moment|hang on a second|one moment|not so fast
        just a minute|um|uh|let me check|I can't decide|I have to ask my wife|yes maybe|yes but|yes no
        yes and no|no yes|yes if it's cheaper""",
    "a question": """
        is that right|are you sure|how much is it|how much is that with shipping|what's the total
        what's in my cart|why|is it waterproof|what is it made of|when will it arrive
        how long does delivery take|where is my order|what|do you have something cheaper|is it in stock
        what sizes does it come in|who are you|can I pay later|what did you say|what do you mean
        is that with tax|which one|what's my address|can I change it|how do I cancel|what happens then
        could you repeat that|what am I buying""",
    "a correction": """
        two|three of them|make it two|no make that three|only one|just one|five please|a large one|in black
        the blue one|the soup bowl|no the soup bowl|I meant the red teapot|no I said the lavender soap
        yes but make it two|yes but in green|with a lavender soap|and a lavender soap|add a jar of honey
        remove it|take the mug out|swap it for the soup bowl|the other one|the second one|the cheaper one
        something else|not the blue one|instead of that a candle|change my order|a hundred""",
    "a postponement": """
        later|tomorrow|I'll do it tomorrow|remind me later|another time|maybe later|next week
        ask me again tomorrow|I'll think about it|not at the moment|that's too expensive|too much
        I can't afford that|leave it|save it for later|I'm not ready yet""",
    "small talk": """
        hello|thanks|thank you|good morning|how are you|you're funny|nice weather|I love you|alexa|juniper lane
        sorry|excuse me|oh no|oh|wow|cool story|bananas|my dog is barking
        purple monkeys never fly home on sundays|tell me a joke|what time is it|play some music
        turn off the light|the kids are screaming""",
    "a bare word": """
        order|place|cancel|buy|empty|cart|mug|blue|small|large|everything|nothing|all|one|again|more|less|back
        money|stop|never mind|cancel that|cancel it|undo that|forget it|start over|help|go back|next|repeat""",
}
PHRASES = [phrase.strip() for text in NO_CLEAR_YES.values() for phrase in text.replace("\n", "|").split("|")]
# These take out what is in the cart, and with it all there is.
TAKES_OUT = {"remove it", "take the mug out", "I don't want it"}
YESES = """yes|yeah|yep|yes please|sure|okay|of course|go ahead|sounds good|that's right|yes that's correct
    yes of course|oh yes please|yes thank you|yeah sure go ahead|absolutely|um yes|yes yes|do it|please do|yes I'm sure
    alright then"""


def books(conversation: Conversation) -> tuple[list[object], bool]:
    """The orders with their statuses and the request for deletion, and whether anything is in the cart."""
    numbers = [(order.number, order.status) for order in orders(conversation)]
    return [*numbers, asked_at(conversation)], bool(lines(conversation))


@pytest.fixture
def ask(ada: Conversation) -> Callable[[str], str]:
    """Asks a question anew, in a session of its own, and returns it as spoken."""
    ada.say(*ORDERED)

    def ask_anew(question: str) -> str:
        if ada.echo.in_session:
            ada.echo.end()
        return ada.speech("open juniper lane", *QUESTIONS[question])

    return ask_anew


def moves(conversation: Conversation, question: str, say: Callable[[], object], *, may_empty: bool) -> bool:
    """True if saying this placed or cancelled an order, emptied the cart, or asked for the data to be deleted."""
    before, _ = books(conversation)
    say()
    after, is_filled = books(conversation)
    return after != before or (question == "empty the cart" and not is_filled and not may_empty)


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_moves_without_a_clear_yes(ada: Conversation, ask: Callable[[str], str], question: str) -> None:
    moved = []
    for phrase in filter(None, PHRASES):
        ask(question)
        if moves(ada, question, lambda: ada.say(phrase), may_empty=phrase in TAKES_OUT):  # noqa: B023 (said at once)
            moved.append(phrase)

    assert len(set(PHRASES)) >= 120
    assert moved == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_intent_but_yes_moves_what_waits_for_a_yes(
    ada: Conversation, ask: Callable[[str], str], question: str
) -> None:
    values = {"quantity": "2", "product": "blue mug", "option": "large", "ordinal": "1", "order_number": "1"}
    intents = {file.name: file for file in intent_files("en-US").values() if file.name and file.folder != "yes"}
    moved = []
    for name, file in intents.items():
        for slots in ({}, *({slot: {"value": values.get(slot, "blue mug")}} for slot in file.slots)):
            ask(question)
            may_empty = name in ("RemoveFromCartIntent", "TakeOffIntent", "UndoIntent", "ChangeCartIntent")
            if moves(ada, question, lambda: ada.echo.intent(name, slots), may_empty=may_empty):  # noqa: B023
                moved.append((name, slots))

    assert len(intents) > 30
    assert moved == []


@pytest.mark.parametrize("yes", [yes.strip() for yes in YESES.replace("\n", "|").split("|")])
def test_a_plain_yes_moves(ada: Conversation, ask: Callable[[str], str], yes: str) -> None:
    ask("place the order")

    assert moves(ada, "place the order", lambda: ada.say(yes), may_empty=False)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("that isn't right", "Nothing has been ordered yet. Tell me what to change, or just say no."),
        ("how much is it", "The red teapot costs $38.00."),
        ("is it waterproof", "The description doesn't say whether the red teapot is waterproof."),
        ("where is my order", "Your order of one blue mug was placed today and is waiting to be packed."),
        ("is that with shipping", "I don't know what delivery or tax will cost."),
        ("hold on", "Take your time."),
        ("purple monkeys never fly home on sundays", "I won't do anything without a clear yes."),
        ("do you have parrots", "I couldn't find parrots."),
        ("the second one", "I'm not sure what that's for."),
    ],
)
def test_what_is_said_is_answered_and_the_question_asked_again(
    ada: Conversation, ask: Callable[[str], str], words: str, answer: str
) -> None:
    ask("place the order")

    speech = ada.speech(words)

    assert speech.startswith(answer)
    assert speech.endswith("Shall I place the order for 2 red teapots, $76.00 in total?")
    assert ada.speech("yes").startswith("Thank you. Your order for $76.00 is placed.")


@pytest.mark.parametrize(
    ("before", "words", "asked_anew"),
    [
        (["put a blue mug in my cart", "yes"], "two", "All right, that's 2 blue mugs, $28.00 in total."),
        (["put a blue mug in my cart", "yes"], "two of them", "All right, that's 2 blue mugs, $28.00 in total."),
        (
            ["put a blue mug in my cart", "yes"],
            "yes but make it two",
            "All right, that's 2 blue mugs, $28.00 in total.",
        ),
        (["put a blue mug in my cart", "yes"], "the soup bowl", "All right, that's one soup bowl, $16.50 in total."),
        (["put a rain jacket in my cart", "small", "yes"], "large", "All right, that's one large rain jacket,"),
        (
            ["put a jar of honey in my cart", "yes"],
            "and a lavender soap",
            "All right, that's one jar of honey and one lavender",
        ),
        (
            ["order my usual coffee"],
            "two",
            "The house blend coffee now costs $13.50 instead of $12.50. So that's 2 small",
        ),
        (["order my usual coffee"], "whole bean", "That's one small whole bean house blend coffee,"),
        (
            ["order my usual coffee"],
            "two bags",
            ("The house blend coffee now costs $13.50 instead of $12.50. So that's 2"),
        ),
        (["reorder my last order"], "just one", "That's one blue mug, $14.00 in total."),
    ],
)
def test_a_size_color_number_or_product_changes_what_is_read_back(
    ada: Conversation, before: list[str], words: str, asked_anew: str
) -> None:
    count = len(orders(ada))
    ada.say(*before)

    speech = ada.speech(words)

    assert speech.startswith(asked_anew)
    assert speech.endswith("Shall I place the order?")
    assert len(orders(ada)) == count
    assert ada.speech("yes").startswith("Thank you.")


@pytest.mark.parametrize("words", ["cancel that", "undo that", "cancel it", "cancel my order", "never mind"])
def test_right_after_placing_it_is_the_order_that_is_taken_back(ada: Conversation, words: str) -> None:
    ada.say(*ORDERED)

    assert ada.speech(words) == "Shall I cancel your order of one blue mug?"
    assert orders(ada)[0].status == "placed"
    assert ada.speech("yes") == "Done. Your order of one blue mug has been cancelled. Anything else?"
    assert orders(ada)[0].status == "cancelled"


def test_what_waits_for_its_yes_is_asked_again_after_another_question(ada: Conversation) -> None:
    speech = ada.speech("put a blue mug in my cart", "place my order", "put a rain jacket in my cart")
    anew = ada.speech("medium")

    assert speech == "Which size of rain jacket would you like: small, medium, or large?"
    assert anew == (
        "All right, that's one blue mug and one medium rain jacket, $103.00 in total. Shall I place the order?"
    )


def test_what_cannot_be_swapped_in_leaves_what_is_in_the_cart(ada: Conversation) -> None:
    ada.say("put 2 blue mugs in my cart")

    assert ada.speech("no I meant the winter scarf") == "I'm sorry, the winter scarf is out of stock. Anything else?"
    assert lines(ada) == {"MUG-BLUE": 2}
