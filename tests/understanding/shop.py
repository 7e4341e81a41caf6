"""A small shop's interaction model, and what people say to it that is in none of its samples."""

from typing import Any

SAMPLES: dict[str, tuple[str, ...]] = {
    "FindProductIntent": (
        "do you have {product}", "do you sell {product}", "tell me about {product}", "tell me about the {product}",
        "i'm looking for {product}", "i am looking for a {product}", "show me {product}", "find {product}",
        "what is the {product}", "search for {product}",
    ),
    "PriceIntent": (
        "how much is the {product}", "how much are the {product}", "what does the {product} cost",
        "what's the price of the {product}", "price of {product}", "how much for {quantity} {product}",
        "how much is the {option} {product}",
    ),
    "StockIntent": (
        "is the {product} in stock", "are the {product} available", "how many {product} are left",
        "how many {product} do you have", "do you have the {product} in {option}",
        "what sizes does the {product} come in", "which colors do you have for the {product}",
        "is the {product} available in {option}",
    ),
    "CompareIntent": (
        "compare the {product} and the {other_product}", "compare {product} with {other_product}",
        "what is the difference between the {product} and the {other_product}",
        "which is better the {product} or the {other_product}", "which is cheaper the {product} or the {other_product}",
    ),
    "AddToCartIntent": (
        "add {product} to my cart", "add the {product} to my cart", "add {quantity} {product} to my cart",
        "put {quantity} {product} in my cart", "put the {product} in my cart", "i want {quantity} {product}",
        "i'd like to buy {product}", "i'll take {quantity} {product}", "add the {option} {product} to my cart",
        "buy {quantity} {product}", "get me {quantity} {product}",
    ),
    "ChangeCartIntent": (
        "change the {product} to {quantity}", "make it {quantity} {product}", "remove the {product} from my cart",
        "take the {product} out of my cart", "i only want {quantity} {product}", "delete {product} from my cart",
    ),
    "ShowCartIntent": (
        "what's in my cart", "show my cart", "read my cart", "what do i have in my cart", "how much is my cart",
        "what is the total of my cart",
    ),
    "EmptyCartIntent": ("empty my cart", "clear my cart", "delete my cart", "remove everything from my cart"),
    "PlaceOrderIntent": (
        "check out", "place my order", "place the order", "i'm ready to order", "order what's in my cart",
        "complete my purchase", "buy what's in my cart",
    ),
    "OrderStatusIntent": (
        "where is my order", "where are my {product}", "where is order {order_number}", "what's the status of my order",
        "what is the status of order {order_number}", "when will my order arrive", "track my order",
        "track order {order_number}", "has my order shipped", "when will my {product} arrive", "order {order_number}",
        "my order number is {order_number}", "is my order late",
    ),
    "CancelOrderIntent": (
        "cancel my order", "cancel order {order_number}", "cancel the order", "i want to cancel my order",
        "cancel my last order", "cancel the order for the {product}",
    ),
    "ReorderIntent": (
        "reorder my usual", "order my usual", "order my usual {product}", "order the same again",
        "reorder the {product}", "repeat my last order", "i'd like my usual {product}", "reorder my last order",
        "buy {product} again",
    ),
    "DeliveryIntent": (
        "when do you deliver", "how long does delivery take", "how long does shipping take", "how much is shipping",
        "do you ship on {date}", "what does delivery cost",
    ),
    "ReturnIntent": (
        "i want to return the {product}", "how do i return something", "can i send the {product} back",
        "i'd like a refund", "i want my money back", "what is your return policy",
    ),
    "SearchReviewsIntent": ("search reviews for {query}", "read reviews about {query}"),
    "ChooseIntent": ("the {which} one", "the {which}", "number {quantity}", "i'd like the {which} one"),
}  # fmt: skip

STANDARD = ("Yes", "No", "Help", "Stop", "Cancel", "Repeat", "StartOver", "NavigateHome", "Fallback")

SLOT_TYPES = {
    "product": "PRODUCT",
    "other_product": "PRODUCT",
    "option": "OPTION",
    "quantity": "AMAZON.NUMBER",
    "order_number": "AMAZON.NUMBER",
    "date": "AMAZON.DATE",
    "query": "AMAZON.SearchQuery",
    "which": "AMAZON.Ordinal",
}

PRODUCTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "P-1": ("blue mug", ("blue cup",)),
    "P-2": ("travel mug", ("thermos", "to go cup")),
    "P-3": ("dark roast coffee", ("dark roast", "coffee", "dark coffee")),
    "P-4": ("light roast coffee", ("light roast", "coffee", "light coffee")),
    "P-5": ("green tea", ("tea",)),
    "P-6": ("french press", ("coffee maker", "press pot")),
    "P-7": ("linen apron", ("apron",)),
    "P-8": ("oak cutting board", ("cutting board", "wooden board")),
    "P-9": ("chef's knife", ("kitchen knife",)),
    "P-10": ("beeswax candle", ("candle",)),
    "P-11": ("wool blanket", ("blanket", "throw")),
    "P-12": ("olive oil soap", ("soap", "soap bar")),
    "P-13": ("glass teapot", ("teapot",)),
    "P-14": ("honey jar", ("honey", "jar of honey")),
    "P-15": ("salted caramels", ("caramels", "candy")),
    "P-16": ("gift box", ("present box",)),
    "P-17": ("canvas tote", ("tote bag", "shopping bag")),
    "P-18": ("coffee grinder", ("grinder", "bean grinder")),
    "P-19": ("paper filters", ("filters", "coffee filters")),
    "P-20": ("espresso cups", ("small cups",)),
    "P-21": ("milk frother", ("frother",)),
    "P-22": ("cinnamon sticks", ("cinnamon",)),
    "P-23": ("M&M's brownie mix", ("brownie mix",)),
    "P-24": ("café au lait bowl", ("breakfast bowl",)),
}
OPTIONS = ("small", "medium", "large", "red", "blue", "green", "black", "twelve ounce", "two pound bag")


def shop_model() -> dict[str, Any]:
    """The shop's interaction model in Alexa's JSON."""
    intents = [
        {
            "name": name,
            "samples": list(samples),
            "slots": [
                {"name": slot, "type": type_name}
                for slot, type_name in SLOT_TYPES.items()
                if any(f"{{{slot}}}" in sample for sample in samples)
            ],
        }
        for name, samples in SAMPLES.items()
    ]
    standard = [{"name": f"AMAZON.{name}Intent", "samples": []} for name in STANDARD]
    products = [
        {"id": external_id, "name": {"value": name, "synonyms": list(synonyms)}}
        for external_id, (name, synonyms) in PRODUCTS.items()
    ]
    options = [{"name": {"value": option}} for option in OPTIONS]
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": "juniper lane",
                "intents": intents + standard,
                "types": [{"name": "PRODUCT", "values": products}, {"name": "OPTION", "values": options}],
            }
        }
    }
