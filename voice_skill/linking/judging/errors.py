"""Errors that the parts of judging raise for each other; the merchant meets them as findings.

UnclearPrice         a price nobody may guess at
"""


class UnclearPrice(Exception):
    """why: "invalid", "ambiguous" or "currency_mismatch". advice: what the price is and what
    to do about it, without a subject."""

    def __init__(self, why: str, advice: str) -> None:
        self.why, self.advice = why, advice
        super().__init__(f"the price {advice}")
