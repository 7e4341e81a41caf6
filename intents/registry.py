"""Every intent, one line each. An explicit list is greppable and typed."""

from intents.cart.add_more.handler import AddMore
from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.change_cart.handler import ChangeCart
from intents.cart.empty_cart.handler import EmptyCart
from intents.cart.remove_from_cart.handler import RemoveFromCart
from intents.cart.show_cart.handler import ShowCart
from intents.cart.swap_product.handler import SwapProduct
from intents.cart.take_off.handler import TakeOff
from intents.cart.undo.handler import Undo
from intents.conversation.answer.handler import Answer
from intents.conversation.cancel.handler import Cancel
from intents.conversation.delete_data.handler import DeleteData
from intents.conversation.done.handler import Done
from intents.conversation.fallback.handler import Fallback
from intents.conversation.help.handler import Help
from intents.conversation.keep_data.handler import KeepData
from intents.conversation.launch.handler import Launch
from intents.conversation.navigate_home.handler import NavigateHome
from intents.conversation.no.handler import No
from intents.conversation.not_now.handler import NotNow
from intents.conversation.not_right.handler import NotRight
from intents.conversation.repeat.handler import Repeat
from intents.conversation.slower.handler import Slower
from intents.conversation.small_talk.handler import SmallTalk
from intents.conversation.start_over.handler import StartOver
from intents.conversation.stop.handler import Stop
from intents.conversation.stored_data.handler import StoredData
from intents.conversation.wait.handler import Wait
from intents.conversation.yes.handler import Yes
from intents.dialogue.intent import Intent
from intents.orders.cancel_order.handler import CancelOrder
from intents.orders.change_order.handler import ChangeOrder
from intents.orders.complaint.handler import Complaint
from intents.orders.delivery_contents.handler import DeliveryContents
from intents.orders.delivery_cost.handler import DeliveryCost
from intents.orders.delivery_time.handler import DeliveryTime
from intents.orders.money_spent.handler import MoneySpent
from intents.orders.news.handler import News
from intents.orders.number_bought.handler import NumberBought
from intents.orders.on_the_way.handler import OnTheWay
from intents.orders.order_before.handler import OrderBefore
from intents.orders.order_carrier.handler import OrderCarrier
from intents.orders.order_contents.handler import OrderContents
from intents.orders.order_list.handler import OrderList
from intents.orders.order_number.handler import OrderNumber
from intents.orders.order_placed.handler import OrderPlaced
from intents.orders.order_status.handler import OrderStatus
from intents.orders.order_time.handler import OrderTime
from intents.orders.order_total.handler import OrderTotal
from intents.orders.ordered_item.handler import OrderedItem
from intents.orders.place_order.handler import PlaceOrder
from intents.orders.reorder.handler import Reorder
from intents.orders.return_order.handler import ReturnOrder
from intents.orders.return_policy.handler import ReturnPolicy
from intents.orders.wrong_charge.handler import WrongCharge
from intents.products.browse.handler import Browse
from intents.products.cheapest_product.handler import CheapestProduct
from intents.products.compare_products.handler import CompareProducts
from intents.products.deals.handler import Deals
from intents.products.dearest_product.handler import DearestProduct
from intents.products.find_product.handler import FindProduct
from intents.products.newest.handler import Newest
from intents.products.popular.handler import Popular
from intents.products.product_details.handler import ProductDetails
from intents.products.product_feature.handler import ProductFeature
from intents.products.product_material.handler import ProductMaterial
from intents.products.product_options.handler import ProductOptions
from intents.products.product_origin.handler import ProductOrigin
from intents.products.product_price.handler import ProductPrice
from intents.products.product_question.handler import ProductQuestion
from intents.products.product_stock.handler import ProductStock
from intents.products.show_first.handler import ShowFirst
from intents.products.show_more.handler import ShowMore
from intents.products.surprise.handler import Surprise
from intents.products.which_is_cheapest.handler import WhichIsCheapest
from intents.products.which_is_more.handler import WhichIsMore
from intents.products.which_is_so.handler import WhichIsSo

INTENTS: tuple[type[Intent], ...] = (
    Launch,
    FindProduct,
    CheapestProduct,
    DearestProduct,
    ProductPrice,
    ProductStock,
    ProductOptions,
    ProductDetails,
    ProductFeature,
    ProductMaterial,
    ProductOrigin,
    ProductQuestion,
    Deals,
    Browse,
    Popular,
    Newest,
    Surprise,
    ShowMore,
    ShowFirst,
    CompareProducts,
    WhichIsCheapest,
    WhichIsMore,
    WhichIsSo,
    AddToCart,
    AddMore,
    ChangeCart,
    TakeOff,
    RemoveFromCart,
    SwapProduct,
    Undo,
    ShowCart,
    EmptyCart,
    PlaceOrder,
    OrderPlaced,
    OrderStatus,
    OnTheWay,
    OrderContents,
    DeliveryContents,
    OrderList,
    OrderTime,
    OrderTotal,
    MoneySpent,
    OrderNumber,
    OrderedItem,
    NumberBought,
    OrderCarrier,
    OrderBefore,
    News,
    DeliveryTime,
    DeliveryCost,
    CancelOrder,
    ChangeOrder,
    ReturnOrder,
    ReturnPolicy,
    Complaint,
    WrongCharge,
    Reorder,
    Answer,
    Yes,
    No,
    NotRight,
    NotNow,
    Wait,
    SmallTalk,
    StoredData,
    DeleteData,
    KeepData,
    Done,
    Help,
    Repeat,
    Slower,
    Stop,
    Cancel,
    StartOver,
    NavigateHome,
    Fallback,
)

BY_NAME: dict[str, type[Intent]] = {intent.__name__: intent for intent in INTENTS}


def intent_of(name: str) -> type[Intent] | None:
    """The intent of this name, or the one that has this topic: SmallTalkThanks is SmallTalk's; None for others."""
    talk = SmallTalk if name.startswith(SmallTalk.__name__) else None
    return BY_NAME.get(name) or talk
