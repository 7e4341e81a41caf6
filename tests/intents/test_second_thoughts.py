"""Second thoughts about what was just put in the cart or read back: more, fewer, another kind, another product."""

import pytest

from tests.intents.conftest import Conversation
from tests.intents.test_cart import lines
from tests.intents.test_ordering import orders
from tests.intents.test_questions import ask

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PUT_IN = "put 3 blue mugs in my cart"
READ_BACK = "place my order"


def table(*rows: tuple[int, str]) -> list[tuple[int, str]]:
    """Each of the ways to say it, with how many lie in the cart then."""
    return [(quantity, text.strip()) for quantity, ways in rows for text in ways.replace("\n", "|").split("|")]


# fmt: off
SO_MANY = table(
    (4, """that ought to have been four | it should have been four | sorry that was meant to be four
        it's four i need | four is what i wanted | i asked for four | can we do four | we'll want four
        i need four actually | oops four | oh dear make it four | hang on i wanted four
        that was supposed to be four | not three four | four not three | i want four not three
        let's call it four | no it's four i'm after"""),
    (2, """two only | i'd only like two | i need two only | two is all i want | just two of them please
        only two will do | two's plenty | no sorry two | actually just the two | two will be enough
        ah no wait two | it's just two i want | i'll only have two | only need two"""),
)
MORE_OR_FEWER = table(
    (4, """one more | and one more please | add another | put another one in would you | plus one
        actually one more of those | could i have another one | i'll take one more then | one extra please
        oh and another of those | throw one more in"""),
    (5, """two more please | another two | and two more of those | make it two more | add two more to that
        can i get another two please | i need two more"""),
    (2, """one less | one fewer please | take one off | drop one of them | could you remove one | make that one less
        take one back out | that's one too many | oh i need one fewer | take one of those off please
        lose one"""),
    (1, """two less | take two of them out | two fewer please | reduce it by two | remove two of those
        two too many"""),
)
# fmt: on


@pytest.mark.parametrize(
    ("is_read_back", "quantity", "words"),
    [
        *((True, *row) for row in [*SO_MANY, *MORE_OR_FEWER]),
        *((False, *row) for row in [*SO_MANY[::5], *MORE_OR_FEWER[::5]]),
    ],
)
def test_how_many_is_changed_in_peoples_own_words(
    ada: Conversation, is_read_back: bool, quantity: int, words: str
) -> None:
    before = len(orders(ada))
    ada.say(PUT_IN, *([READ_BACK] if is_read_back else []))

    answer = ada.speech(words)

    mugs = "one blue mug" if quantity == 1 else f"{quantity} blue mugs"
    assert lines(ada) == {"MUG-BLUE": quantity}
    assert answer.startswith(f"All right, that's {mugs}" if is_read_back else f"That's {mugs} now.")
    assert answer.endswith("Shall I place the order?" if is_read_back else "Is that all?")
    assert len(orders(ada)) == before


@pytest.mark.parametrize(
    ("intent", "slots", "quantity"),
    [
        ("AddMoreIntent", {}, 4),
        ("AddMoreIntent", {"quantity": "2"}, 5),
        ("AddMoreIntent", {"quantity": "2", "product": "blue mugs"}, 5),
        ("TakeOffIntent", {}, 2),
        ("TakeOffIntent", {"quantity": "2"}, 1),
        ("TakeOffIntent", {"quantity": "1", "product": "blue mugs"}, 2),
        ("ChangeCartIntent", {"quantity": "4"}, 4),
        ("AnswerIntent", {"quantity": "2"}, 2),
    ],
)
def test_how_many_is_changed_as_alexa_sends_it(
    ada: Conversation, intent: str, slots: dict[str, str], quantity: int
) -> None:
    before = len(orders(ada))
    ada.say(PUT_IN, READ_BACK)

    answer = ask(ada, intent, **slots)

    assert lines(ada) == {"MUG-BLUE": quantity}
    assert answer.endswith("Shall I place the order?")
    assert len(orders(ada)) == before


@pytest.mark.parametrize("words", ["one less", "take one off please", "remove one"])
def test_with_the_last_one_the_line_leaves_the_cart(ada: Conversation, words: str) -> None:
    ada.say("put a blue mug in my cart", READ_BACK)

    assert ada.speech(words) == "I took the blue mug out of your cart. Anything else?"
    assert lines(ada) == {}


def test_more_are_of_the_line_last_touched(ada: Conversation) -> None:
    ada.say("put a blue mug in my cart", "put 2 soup bowls in my cart", READ_BACK)

    ada.say("one more")
    ada.say("one more blue mug")

    assert lines(ada) == {"MUG-BLUE": 2, "BOWL-SOUP": 3}


def test_one_more_of_what_is_bought_again_asks_how_many(ada: Conversation) -> None:
    ada.say("order my usual coffee")

    assert ada.speech("one more") == "How many would you like?"
    assert "3 small ground" in ada.speech("three")
    assert lines(ada) == {}


def test_more_than_there_are_is_answered_with_how_many_in_all(ada: Conversation) -> None:
    ada.say("put a strawberry jam in my cart", READ_BACK)

    assert ada.speech("another one").startswith("There is only one strawberry jam left.")
    assert ada.speech("one").startswith("All right, that's one strawberry jam")
    assert lines(ada) == {"JAM-STRAWBERRY": 1}


@pytest.mark.parametrize(
    "words",
    ["oh dear cancel that", "oops, undo that", "whoops cancel it", "ah no wait cancel that", "hang on cancel it",
     "argh cancel the order", "oh my goodness cancel that please", "wait a second cancel that"],
)  # fmt: skip
def test_cancelling_right_after_ordering_asks_first(ada: Conversation, words: str) -> None:
    ada.say("put a blue mug in my cart", "place my order", "yes")

    assert ada.speech(words) == "Shall I cancel your order of one blue mug?"
    assert [order.status for order in orders(ada)].count("cancelled") == 0
    assert ada.speech("yes") == "Done. Your order of one blue mug has been cancelled. Anything else?"


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("oops what's in my cart", "ShowCartIntent"),
        ("oh dear take the blue mug out", "RemoveFromCartIntent"),
        ("ooh how much is the red teapot", "ProductPriceIntent"),
        ("hang on a sec where is my order", "OrderStatusIntent"),
        ("blimey that's too expensive", "NotNowIntent"),
        ("hang on", "WaitIntent"),
        ("wait a minute", "WaitIntent"),
        ("oh dear yes", None),
        ("oops", None),
    ],
)
def test_interjections_change_nothing(ada: Conversation, words: str, intent: str | None) -> None:
    assert ada.understanding.understand(words).intent == intent
