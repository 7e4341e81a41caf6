"""English numbers, ordinals, dates, times and durations: Amazon's slot types as phrases."""

from collections.abc import Callable, Iterable

from num2words import num2words

from local_voice.hearing.phrases import Phrase, encouraged, in_turn, one_of, perhaps, repeated
from voice_skill.understanding.dates import MONTHS, WEEKDAYS

LARGEST_NUMBER = 999_999
LONGEST_FIGURES = 12
# A digit can be any of ten, so a string of them is unlikely and short ones were dropped from it. With 2 one in ten
# six-digit numbers lost a digit, with 4 short numbers gained one.
DIGIT_ENCOURAGED = 2.0
OH_SHARE = 0.02  # rarer than it is said: it is so short that it was heard in "four"
SPANS = ("day", "week", "month", "year")
UNITS = ("second", "minute", "hour", *SPANS)


def cardinal(number: int) -> list[str]:
    """ "two hundred and five" in words, without its "and"."""
    return [word for word in num2words(number).replace("-", " ").replace(",", "").split() if word != "and"]


ONES = [num2words(number) for number in range(1, 10)]
TEENS = [num2words(number) for number in range(10, 20)]
TENS = [num2words(number) for number in range(20, 100, 10)]
ORDINAL_ONES = [num2words(number, to="ordinal") for number in range(1, 10)]
ORDINALS = [*ORDINAL_ONES, *(num2words(number, to="ordinal") for number in [*range(10, 20), *range(20, 100, 10)])]


def number_words(figures: str) -> list[list[str]]:
    """The ways to say figures that are part of a name: "501" is five hundred one, five oh one, five zero one.
    figures: at most LONGEST_FIGURES."""
    by_digit = [("zero", *ONES)[int(figure)] for figure in figures]
    ways = [by_digit, ["oh" if word == "zero" else word for word in by_digit]]
    if int(figures) <= LARGEST_NUMBER and not figures.startswith("0"):
        ways.insert(0, cardinal(int(figures)))
        if len(figures) in (3, 4) and figures[-2] != "0":
            ways.insert(1, [*cardinal(int(figures[:-2])), *cardinal(int(figures[-2:]))])
    return [list(way) for way in dict.fromkeys(map(tuple, ways))]


def amazon_types(locale: str, word: Callable[[str], Phrase]) -> dict[str, Phrase]:
    """Amazon's slot types that can be computed, by name; none where the locale's language is not English.

    word: gives the phrase of one word.
    """
    return _English(word).types() if locale.startswith("en") else {}


def openings(locale: str, word: Callable[[str], Phrase], skill: Phrase) -> tuple[list[str], Phrase | None]:
    """The ways to open a skill: verbs before its name, and what may come before any request: "alexa", "ask … to".

    skill: the phrase of its invocation name.
    """
    if not locale.startswith("en"):
        return [], None
    ask = in_turn(one_of([word("ask"), word("tell")]), skill)
    joined = in_turn(ask, one_of([word("to"), word("for"), word("about"), word("if")]))
    return ["open", "launch", "start"], one_of({word("alexa"): 0.5, joined: 0.4, ask: 0.1})


class _English:
    """The shares are guesses of what customers of a shop say: small amounts first, then digit by digit."""

    def __init__(self, word: Callable[[str], Phrase]) -> None:
        self._word = word
        self._digit = one_of({self._any(ONES): 0.94, word("zero"): 0.05, word("oh"): OH_SHARE})
        self._tens = in_turn(self._any(TENS), perhaps(self._any(ONES)))
        self._two_digits = one_of({self._any(TEENS): 0.3, self._tens: 0.7})
        self._below_100 = one_of({self._any(ONES): 0.6, self._any(TEENS): 0.2, self._tens: 0.2})
        self._cardinal = self._cardinals()
        self._ordinal = one_of({self._any(ORDINALS): 0.9, in_turn(self._any(TENS), self._any(ORDINAL_ONES)): 0.1})
        several = in_turn(self._any(["double", "triple"]), self._digit)
        one_more = encouraged(one_of({self._digit: 0.97, several: 0.03}), DIGIT_ENCOURAGED)
        self._digits = repeated(one_more, least=2, more=0.8)
        with_oh = in_turn(word("oh"), self._any(ONES))
        self._pairs = repeated(one_of({self._two_digits: 0.8, with_oh: 0.2}), least=2, more=0.4)

    def types(self) -> dict[str, Phrase]:
        four = in_turn(self._digit, self._digit, self._digit, self._digit)
        letter = self._any([chr(code) for code in range(ord("a"), ord("z") + 1)])
        spelled = one_of({letter: 0.45, self._digit: 0.45, self._two_digits: 0.1})
        return {
            "AMAZON.NUMBER": self._number(),
            "AMAZON.FOUR_DIGIT_NUMBER": one_of([four, self._pairs, self._cardinal]),
            "AMAZON.Ordinal": self._ordinal,
            "AMAZON.PhoneNumber": self._digits,
            "AMAZON.AlphaNumeric": repeated(spelled, least=1, more=0.8),
            "AMAZON.DATE": self._date(),
            "AMAZON.TIME": self._time(),
            "AMAZON.DURATION": self._duration(),
            "AMAZON.DayOfWeek": self._any(WEEKDAYS),
            "AMAZON.Month": self._any(MONTHS),
        }

    def _cardinals(self) -> Phrase:
        """Up to LARGEST_NUMBER, "a hundred" and "two thousand and five" among them."""
        hundreds = in_turn(self._any(["a", *ONES]), self._word("hundred"), perhaps(self._and(self._below_100), 0.6))
        below_1000 = one_of({self._below_100: 0.8, hundreds: 0.2})
        many = one_of({self._word("a"): 0.2, below_1000: 0.8})
        thousands = in_turn(many, self._word("thousand"), perhaps(self._and(below_1000), 0.6))
        return one_of({self._below_100: 0.9, hundreds: 0.07, thousands: 0.03})

    def _number(self) -> Phrase:
        amounts = self._lines("a dozen", "half a dozen", "a couple", "a couple of")
        below_zero = in_turn(self._any(["minus", "negative"]), self._cardinal)
        shares = {self._cardinal: 0.54, self._digits: 0.35, self._pairs: 0.05, amounts: 0.04, below_zero: 0.01}
        return one_of(shares | {self._word("zero"): 0.01})

    def _date(self) -> Phrase:
        month, spans = self._any(MONTHS), self._any([f"{span}s" for span in SPANS])
        day = one_of({self._ordinal: 0.8, self._below_100: 0.2})
        shares = {
            self._any(["today", "tomorrow", "yesterday", "tonight", "now"]): 0.3,
            self._lines("the day after tomorrow", "the day before yesterday"): 0.05,
            in_turn(perhaps(self._any(["this", "next", "last", "on"]), 0.3), self._any(WEEKDAYS)): 0.25,
            in_turn(self._any(["this", "next", "last"]), self._any([*SPANS, "weekend", *MONTHS])): 0.15,
            in_turn(month, perhaps(self._word("the"), 0.2), day): 0.08,
            in_turn(perhaps(self._word("the")), self._ordinal, self._word("of"), month): 0.04,
            month: 0.03,
            in_turn(self._word("in"), self._cardinal, spans): 0.05,
            in_turn(self._cardinal, spans, self._word("ago")): 0.05,
        }
        return one_of(shares)

    def _time(self) -> Phrase:
        hour = self._any([*ONES, "ten", "eleven", "twelve"])
        minute = one_of({self._two_digits: 0.8, in_turn(self._word("oh"), self._any(ONES)): 0.2})
        half_of_day = self._lines("in the morning", "in the afternoon", "in the evening", "at night", "a m", "p m")
        on_the_clock = in_turn(hour, perhaps(one_of([minute, self._word("o'clock")])), perhaps(half_of_day))
        past = in_turn(self._any(["half", "quarter"]), self._any(["past", "to"]), hour)
        named_time = self._any(["noon", "midnight", "morning", "afternoon", "evening", "night"])
        return one_of({on_the_clock: 0.7, past: 0.15, named_time: 0.15})

    def _duration(self) -> Phrase:
        unit = self._any([*UNITS, *(f"{unit}s" for unit in UNITS)])
        count = one_of({self._cardinal: 0.8, self._any(["a", "an"]): 0.2})
        more = in_turn(perhaps(self._word("and")), count, unit)
        return in_turn(count, unit, perhaps(more, 0.2))

    def _and(self, rest: Phrase) -> Phrase:
        return in_turn(perhaps(self._word("and"), 0.4), rest)

    def _any(self, words: Iterable[str]) -> Phrase:
        return one_of([self._word(text) for text in words])

    def _lines(self, *texts: str) -> Phrase:
        return one_of([in_turn(*(self._word(part) for part in text.split())) for text in texts])
