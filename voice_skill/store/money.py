"""Money in minor units with an ISO 4217 code, never a float. Called by the store and whoever reads its prices."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from voice_skill.store.errors import MixedCurrency

# ISO 4217 exponents other than 2. CLDR's digits (Babel) are not these: they say how people write
# prices, so that the rial or the dinar of Iraq lose their minor unit there.
EXPONENTS = {
    code: exponent
    for exponent, codes in {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }.items()
    for code in codes.split()
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `amount_minor` counts cents, yen or fils, whatever ISO 4217 says of the currency."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """Read "12.50" as money, rounding half up; raises ValueError for what is no amount."""
        try:
            minor = int(Decimal(text).scaleb(_exponent(currency)).quantize(Decimal(1), ROUND_HALF_UP))
        except (InvalidOperation, ValueError) as error:
            raise ValueError(f"no amount: {text!r}") from error
        return cls(minor, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with the currency's own number of digits."""
        return Decimal(self.amount_minor).scaleb(-_exponent(self.currency))

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise MixedCurrency(self.currency, other.currency)
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __mul__(self, quantity: int) -> "Money":
        return Money(self.amount_minor * quantity, self.currency)


def _exponent(currency: str) -> int:
    return EXPONENTS.get(currency, 2)
