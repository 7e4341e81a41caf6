"""The cart: what goes in, what is refused and with which words."""

from tests.intents.conftest import ADA, Conversation


def lines(conversation: Conversation, user_id: str = ADA) -> dict[str, int]:
    """The customer's cart: sku → quantity."""
    with conversation.store.for_merchant("juniper") as shop:
        customer = shop.customers.of_user(user_id)
        assert customer is not None
        return {line.variant.sku: line.quantity for line in shop.carts.of(customer).lines}


def test_asks_for_the_size_and_the_color_one_after_the_other(ada: Conversation) -> None:
    assert ada.speech("add a cotton t-shirt to my cart").endswith("small, medium, or large?")
    assert ada.speech("medium").endswith("white, black, or green?")
    assert ada.speech("black") == "I put one medium black cotton t-shirt in your cart. Would you like to order now?"
    assert lines(ada) == {"SHIRT-BLACK-M": 1}


def test_keeps_the_quantity_while_it_asks_for_the_size(ada: Conversation) -> None:
    ada.say("put 3 rain jackets in my cart", "large")

    assert lines(ada) == {"JACKET-L": 3}


def test_says_how_many_are_left_and_takes_the_number_that_is_answered(ada: Conversation) -> None:
    question = ada.speech("put 5 red teapots in my cart")
    answer = ada.speech("2 please")

    assert question == "There are only 2 red teapots left. How many would you like?"
    assert answer == "I put 2 red teapots in your cart. Would you like to order now?"
    assert lines(ada) == {"TEAPOT-RED": 2}


def test_says_that_something_is_out_of_stock(ada: Conversation) -> None:
    assert ada.speech("open juniper lane", "put a winter scarf in my cart") == (
        "I'm sorry, the winter scarf is out of stock. Anything else?"
    )
    assert lines(ada) == {}


def test_a_quantity_below_one_or_beyond_all_reason_has_its_own_words(ada: Conversation) -> None:
    for quantity in ("minus two", "a million", "0"):
        assert ada.speech(f"put {quantity} blue mugs in my cart") == (
            "You can order one to 99 of each. How many would you like?"
        )
    assert lines(ada) == {}


def test_a_no_to_the_offer_adds_nothing(ada: Conversation) -> None:
    assert ada.speech("how much is the blue mug", "no") == "All right. Anything else?"
    assert lines(ada) == {}


def test_changes_the_only_line_and_takes_it_out(ada: Conversation) -> None:
    assert ada.speech("put a blue mug in my cart", "make it 4") == "That's 4 blue mugs now. Is that all?"
    assert lines(ada) == {"MUG-BLUE": 4}
    assert ada.speech("take it out") == "I took the blue mug out of your cart. Anything else?"
    assert lines(ada) == {}


def test_something_that_is_not_in_the_cart_cannot_be_taken_out(ada: Conversation) -> None:
    ada.say("put a blue mug in my cart")

    assert ada.speech("remove the red teapot") == "There is no red teapot in your cart. Anything else?"
    assert lines(ada) == {"MUG-BLUE": 1}


def test_the_cart_is_emptied_only_after_a_yes(ada: Conversation) -> None:
    assert ada.speech("put a blue mug in my cart", "empty my cart", "no") == (
        "All right, I left everything in. Anything else?"
    )
    assert lines(ada) == {"MUG-BLUE": 1}
    assert ada.speech("empty my cart", "yes").startswith("Your cart is now empty.")
    assert lines(ada) == {}


def test_names_three_things_and_counts_the_rest(ada: Conversation) -> None:
    for product in ("blue mug", "soup bowl", "bread knife", "lavender soap", "green tea"):
        ada.say(f"put a {product} in my cart")

    speech = ada.speech("what's in my cart")

    assert "one blue mug, one soup bowl, one bread knife, and 2 more" in speech


def test_a_cart_lasts_beyond_the_session(ada: Conversation) -> None:
    ada.say("put a blue mug in my cart", "stop")

    assert ada.speech("what's in my cart").startswith("You have one blue mug in your cart,")
