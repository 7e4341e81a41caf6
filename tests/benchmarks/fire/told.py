"""What one customer asked for and was told, kept to be compared with the books. Called by `customer` and `books`."""

from dataclasses import dataclass, field


@dataclass
class ToldOrder:
    """An order that the customer was told is placed. pieces: by sku, as they were asked for and read back."""

    number: str
    pieces: dict[str, int]
    total_minor: int
    is_cancelled: bool = False


@dataclass
class Told:
    """One customer's side of it. cart: pieces by sku; transcript: a line for each turn."""

    conversation: int
    user_id: str
    cart: dict[str, int] = field(default_factory=dict)
    orders: list[ToldOrder] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fault:
    """A promise that was broken. kind: one of KINDS."""

    kind: str
    conversation: int | None
    text: str


LOST = "lost"
DOUBLED = "doubled"
OVERSOLD = "oversold"
UNASKED = "moved unasked"
WRONG = "said wrong"
OTHERWISE = "answered otherwise"
UNANSWERED = "unanswered"
SERVING = "not serving"
KINDS = (LOST, DOUBLED, OVERSOLD, UNASKED, WRONG, OTHERWISE, UNANSWERED, SERVING)
