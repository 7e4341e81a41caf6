"""One customer's whole conversation: fills a cart, changes it, orders, reorders, cancels. Called by bench_fire."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from local_voice.device import DeviceError, Echo
from tests.benchmarks.fire.counts import Counts
from tests.benchmarks.fire.delivery import Unanswered
from tests.benchmarks.fire.replies import Replies, Reply
from tests.benchmarks.fire.shop import Sold
from tests.benchmarks.fire.told import OTHERWISE, UNANSWERED, WRONG, Fault, Told, ToldOrder
from tests.benchmarks.turns import APPLICATION

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THINGS = 3  # the shop reads back as many one by one
MOST_PIECES = 5  # a dozen would be asked about
MOST_TRIES = 8
READ_BACK = ("shared.read_back", "shared.changed", "shared.expired")
SOLD_OUT = ("shared.gone", "reorder.all_gone")

Wish = Callable[[], None]
Slots = Mapping[str, Mapping[str, Any]]


class Apology(Exception):
    """The shop said sorry: nothing has changed, and the customer asks once more."""


class Unexpected(Exception):
    """The shop said what does not answer the customer."""


class Customer:
    """Talks with the shop, and keeps what it was told and the faults of that."""

    def __init__(
        self,
        number: int,
        goods: Sequence[Sold],
        replies: Replies,
        random: Random,
        counts: Counts,
        skill: Callable[[Callable[[str], None]], "WSGIApplication"],
    ) -> None:
        """skill: makes the way to the shop; it is given what to call when an answer differs from the one heard."""
        self.told = Told(number, f"amzn1.ask.account.{number:0207}")
        self.faults: list[Fault] = []
        self._goods = {sold.sku: sold for sold in goods}
        self._replies, self._random, self._counts = replies, random, counts
        way = skill(lambda text: self._fault(OTHERWISE, text))
        self._echo = Echo(way, application_id=APPLICATION, user_id=self.told.user_id, timeout_s=600.0)

    def talk(self) -> None:
        """Holds the conversation from beginning to end."""
        try:
            for wish in self._wishes():
                self._fulfilled(wish)
        except Unanswered as error:
            self._fault(UNANSWERED, str(error))
        except (Unexpected, DeviceError) as error:
            self._fault(WRONG, str(error))
        self._counts.add("conversations")

    def _wishes(self) -> list[Wish]:
        first, later = self._picks(THINGS), self._picks(1)[0]
        wishes: list[Wish] = [self._open, *(self._adding(sku) for sku in first)]
        wishes += [self._add_one_more, self._change_one, self._remove_one, self._show]
        if self._random.random() < 0.3:
            wishes.append(self._decline)
        wishes += [self._order, self._reorder, self._cancel]
        if self._random.random() < 0.6:
            wishes += [self._adding(later), self._change_one]
            if self._random.random() < 0.2:
                wishes.append(self._empty)
        return [*wishes, self._stop]

    def _picks(self, count: int) -> list[str]:
        """So many things to buy, of each in one size."""
        of_product = {
            sold.product_id: sku for sku, sold in self._random.sample([*self._goods.items()], len(self._goods))
        }
        return self._random.sample([*of_product.values()], count)

    def _fulfilled(self, wish: Wish) -> None:
        for _ in range(MOST_TRIES):
            try:
                return wish()
            except Apology:
                self._counts.add("apologies")
        raise Unanswered(f"the shop said sorry {MOST_TRIES} times in a row")

    def _open(self) -> None:
        self._expect(self._heard("opens the skill", self._echo.launch().speech), "launch.new")

    def _adding(self, sku: str) -> Wish:
        pieces = self._random.randint(1, MOST_PIECES)
        return lambda: self._add(sku, pieces)

    def _add_one_more(self) -> None:
        if self.told.cart:
            self._add(self._one_of_mine(), 1)

    def _add(self, sku: str, pieces: int) -> None:
        had = self.told.cart.get(sku, 0)
        reply = self._say(f"adds {pieces} {sku}", "AddToCartIntent", self._slots(sku, pieces))
        reply, pieces = self._settled(reply, pieces, had)
        if reply.key == "add_to_cart.added":
            self._check(reply, {sku: pieces})
            self.told.cart[sku] = had + pieces
        else:
            self._expect(reply, "shared.out_of_stock", "shared.none_of_these", "add_to_cart.not_added")

    def _change_one(self) -> None:
        if not self.told.cart:
            return
        sku, pieces = self._one_of_mine(), self._random.randint(1, MOST_PIECES)
        reply = self._say(f"changes {sku} to {pieces}", "ChangeCartIntent", self._slots(sku, pieces))
        reply, pieces = self._settled(reply, pieces, 0)
        if reply.key == "change_cart.changed":
            self._check(reply, {sku: pieces})
            self.told.cart[sku] = pieces
        else:
            self._expect(reply, "shared.out_of_stock", "shared.none_of_these")

    def _settled(self, reply: Reply, pieces: int, had: int) -> tuple[Reply, int]:
        """Takes what there is beside the pieces in the cart when there is too little, or says no."""
        for _ in range(MOST_TRIES):
            if reply.key != "shared.too_few":
                break
            pieces = reply.quantity - had
            if pieces > 0:
                reply = self._say(f"takes {pieces}", "AnswerIntent", {"quantity": {"value": str(pieces)}})
            else:
                reply = self._say("no", "AMAZON.NoIntent")
        return reply, pieces

    def _remove_one(self) -> None:
        if len(self.told.cart) > 1:
            sku = self._one_of_mine()
            reply = self._say(f"removes {sku}", "RemoveFromCartIntent", self._slots(sku))
            self._expect(reply, "remove_from_cart.removed")
            self._check(reply, {sku: 1})  # its name is said in the singular
            del self.told.cart[sku]

    def _show(self) -> None:
        if self.told.cart:
            reply = self._say("asks for the cart", "ShowCartIntent")
            self._expect(reply, "show_cart.lines")
            self._check_items(reply, self.told.cart)

    def _empty(self) -> None:
        if self.told.cart:
            self._expect(self._say("empties the cart", "EmptyCartIntent"), "empty_cart.sure")
            self._expect(self._say("yes", "AMAZON.YesIntent"), "empty_cart.emptied")
            self.told.cart.clear()

    def _decline(self) -> None:
        if self.told.cart:
            reply = self._say("orders", "PlaceOrderIntent")
            if reply.key in SOLD_OUT:
                return
            self._expect(reply, *READ_BACK)
            self._read_back(reply, self.told.cart)
            self._expect(self._say("no", "AMAZON.NoIntent"), "place_order.not_placed")

    def _order(self) -> None:
        if self.told.cart and self._placed("orders", "PlaceOrderIntent", self.told.cart):
            self.told.cart.clear()

    def _reorder(self) -> None:
        if self.told.orders:
            self._placed("reorders", "ReorderIntent", dict(self.told.orders[-1].pieces))

    def _placed(self, said: str, intent: str, pieces: dict[str, int]) -> bool:
        """Orders these pieces with a yes to what is read back; False when they are sold out."""
        reply = self._say(said, intent)
        for _ in range(MOST_TRIES):
            if reply.key in READ_BACK:
                self._read_back(reply, pieces)
                reply = self._say("yes", "AMAZON.YesIntent")
            elif reply.key == "shared.gone":
                reply = self._say(said, intent)
        if reply.key in SOLD_OUT:
            return False
        self._expect(reply, "shared.placed")
        self.told.orders.append(ToldOrder(reply.gaps["number"], dict(pieces), reply.total_minor))
        return True

    def _read_back(self, reply: Reply, pieces: dict[str, int]) -> None:
        """Compares it with what was asked for; what there is too little of is taken as it is."""
        read = self._replies.lines(reply.gaps["items"])
        fewer = {sku for sku in pieces if read.get(sku, 0) < pieces[sku]}
        if reply.key == "shared.changed" and fewer and all(self._goods[sku].initial is not None for sku in fewer):
            for sku in fewer:
                pieces[sku] = read.get(sku, 0)
                if not pieces[sku]:
                    del pieces[sku]
        self._check_items(reply, pieces)

    def _cancel(self) -> None:
        orders = [order for order in self.told.orders if not order.is_cancelled]
        if not orders:
            return
        order = self._random.choice(orders)
        slots = {"order_number": {"value": order.number}}
        reply = self._say(f"cancels order {order.number}", "CancelOrderIntent", slots)
        self._expect(reply, "cancel_order.sure")
        self._expect(self._say("yes", "AMAZON.YesIntent"), "cancel_order.cancelled")
        order.is_cancelled = True

    def _stop(self) -> None:
        self._expect(self._say("says goodbye", "AMAZON.StopIntent"), "stop.goodbye")

    def _one_of_mine(self) -> str:
        return self._random.choice(sorted(self.told.cart))

    def _slots(self, sku: str, pieces: int | None = None) -> Slots:
        """The slots that Alexa fills for so many of it, the product resolved by the catalogue's own id."""
        sold = self._goods[sku]
        value = {"name": sold.name, "id": sold.product_id}
        authority = f"amzn1.er-authority.echo-sdk.{APPLICATION}.PRODUCT"
        match = {"authority": authority, "status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": value}]}
        slots: dict[str, dict[str, Any]] = {
            "product": {"value": f"{sold.name}s", "resolutions": {"resolutionsPerAuthority": [match]}}
        }
        if sold.size:
            slots["option"] = {"value": sold.size}
        if pieces is not None:
            slots["quantity"] = {"value": str(pieces)}
        return slots

    def _say(self, said: str, intent: str, slots: Slots | None = None) -> Reply:
        return self._heard(said, self._echo.intent(intent, slots).speech)

    def _heard(self, said: str, speech: str) -> Reply:
        self.told.transcript.append(f"{said}: {speech}")
        reply = self._replies.read(speech)
        if reply.key == "shared.sorry":
            raise Apology
        return reply

    def _expect(self, reply: Reply, *keys: str) -> None:
        if reply.key not in keys:
            raise Unexpected(f"{self.told.transcript[-1]!r} is none of {', '.join(keys)}")

    def _check(self, reply: Reply, pieces: Mapping[str, int]) -> None:
        """Compares the one thing that was said with what was asked for."""
        self._check_pieces(reply, self._replies.lines(f"{reply.quantity} {reply.gaps['product']}"), pieces)

    def _check_items(self, reply: Reply, pieces: Mapping[str, int]) -> None:
        """Compares the things that were listed, and what they cost, with what was asked for."""
        read = self._replies.lines(reply.gaps["items"])
        self._check_pieces(reply, read, pieces)
        total_minor = sum(self._goods[sku].price_minor * count for sku, count in read.items())
        if reply.total_minor != total_minor:
            self._fault(WRONG, f"that costs {total_minor} cents, heard {reply.speech!r}")

    def _check_pieces(self, reply: Reply, read: Mapping[str, int], pieces: Mapping[str, int]) -> None:
        if read != pieces:
            self._fault(WRONG, f"asked for {dict(pieces)}, heard {reply.speech!r}")

    def _fault(self, kind: str, text: str) -> None:
        self.faults.append(Fault(kind, self.told.conversation, text))
