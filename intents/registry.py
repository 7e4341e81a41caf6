"""Every intent, one line each. An explicit list is greppable and typed."""

from intents.add_to_cart.handler import AddToCart
from intents.answer.handler import Answer
from intents.cancel.handler import Cancel
from intents.cancel_order.handler import CancelOrder
from intents.change_cart.handler import ChangeCart
from intents.change_order.handler import ChangeOrder
from intents.cheapest_product.handler import CheapestProduct
from intents.compare_products.handler import CompareProducts
from intents.dearest_product.handler import DearestProduct
from intents.delivery_cost.handler import DeliveryCost
from intents.delivery_time.handler import DeliveryTime
from intents.empty_cart.handler import EmptyCart
from intents.fallback.handler import Fallback
from intents.find_product.handler import FindProduct
from intents.help.handler import Help
from intents.intent import Intent
from intents.launch.handler import Launch
from intents.navigate_home.handler import NavigateHome
from intents.no.handler import No
from intents.not_now.handler import NotNow
from intents.not_right.handler import NotRight
from intents.order_status.handler import OrderStatus
from intents.place_order.handler import PlaceOrder
from intents.product_details.handler import ProductDetails
from intents.product_feature.handler import ProductFeature
from intents.product_material.handler import ProductMaterial
from intents.product_options.handler import ProductOptions
from intents.product_origin.handler import ProductOrigin
from intents.product_price.handler import ProductPrice
from intents.product_stock.handler import ProductStock
from intents.remove_from_cart.handler import RemoveFromCart
from intents.reorder.handler import Reorder
from intents.repeat.handler import Repeat
from intents.return_order.handler import ReturnOrder
from intents.show_cart.handler import ShowCart
from intents.start_over.handler import StartOver
from intents.stop.handler import Stop
from intents.swap_product.handler import SwapProduct
from intents.undo.handler import Undo
from intents.wait.handler import Wait
from intents.which_is_cheapest.handler import WhichIsCheapest
from intents.which_is_more.handler import WhichIsMore
from intents.which_is_so.handler import WhichIsSo
from intents.yes.handler import Yes

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
    CompareProducts,
    WhichIsCheapest,
    WhichIsMore,
    WhichIsSo,
    AddToCart,
    ChangeCart,
    RemoveFromCart,
    SwapProduct,
    Undo,
    ShowCart,
    EmptyCart,
    PlaceOrder,
    OrderStatus,
    DeliveryTime,
    DeliveryCost,
    CancelOrder,
    ChangeOrder,
    ReturnOrder,
    Reorder,
    Answer,
    Yes,
    No,
    NotRight,
    NotNow,
    Wait,
    Help,
    Repeat,
    Stop,
    Cancel,
    StartOver,
    NavigateHome,
    Fallback,
)
