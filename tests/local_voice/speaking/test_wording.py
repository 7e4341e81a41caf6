"""Figures as words."""

import pytest

from local_voice.speaking import EngineMissing
from local_voice.speaking.wording import wording


@pytest.mark.parametrize(
    ("locale", "written", "said"),
    [
        ("en-US", "It is $12.50.", "It is 12 dollars and 50 cents."),
        ("en-US", "$1 or $0.01, $1,299 or $3.5", "1 dollar or 1 cent, 1299 dollars or 3 dollars and 50 cents"),
        ("en-US", "$0.00, ¥300 and US$2", "0 dollars, 300 yen and 2 US dollars"),
        ("en-US", "C$5 and $ alone", "C$5 and $ alone"),
        ("en-GB", "£3.01", "3 pounds and 1 penny"),
        ("en-IN", "₹1,299.50", "1299 rupees and 50 paise"),
        ("de-DE", "1.299,50\u00a0€", "1299 Euro und 50 Cent"),
        ("fr-FR", "1\u202f299,50\u00a0€", "1299 euros et 50 centimes"),
        ("fr-CA", "12,50\u00a0$", "12 dollars et 50 cents"),
        ("es-ES", "12,01\u00a0€", "12 euros con 1 céntimo"),
        ("es-MX", "$1,299.50", "1299 pesos con 50 centavos"),
        ("es-US", "$12.50", "12 dólares con 50 centavos"),
        ("it-IT", "3,50\u00a0€", "3 euro e 50 centesimi"),
        ("pt-BR", "R$\u00a012,50", "12 reais e 50 centavos"),
        ("nl-NL", "€\u00a03,50", "3 euro en 50 cent"),
        ("hi-IN", "₹12.50", "12 रुपये और 50 पैसे"),
        ("ja-JP", "￥1,300", "1300 円"),
    ],
)
def test_prices_are_said_as_people_say_them(locale: str, written: str, said: str) -> None:
    assert wording(locale).prices(written) == said


@pytest.mark.parametrize(
    ("reading", "written", "said"),
    [
        ("digits", "482193", "4 8 2 1 9 3"),
        ("telephone", "(202) 555-1212", "2 0 2, 5 5 5, 1 2 1 2"),
        ("cardinal", "1999", "one thousand, nine hundred and ninety-nine"),
        ("number", "1,000", "one thousand"),
        ("ordinal", "22", "twenty-second"),
        ("fraction", "3/20", "three twentieths"),
        ("fraction", "1/2", "one half"),
        ("fraction", "2+3/4", "two and three quarters"),
        ("unit", "5ft", "5 feet"),
        ("unit", "1 kg", "1 kilogram"),
        ("time", "1'21\"", "1 minute 21 seconds"),
        ("expletive", "dash", "bleep"),
        ("address", "12 Elm St", "12 Elm St"),
        ("interjection", "abracadabra", "abracadabra"),
    ],
)
def test_say_as_becomes_words(reading: str, written: str, said: str) -> None:
    assert wording("en-US").say_as(reading, written, None) == said


@pytest.mark.parametrize(
    ("form", "written", "said"),
    [
        ("mdy", "9/22/2026", "September 22, 2026"),
        ("dmy", "22.9.26", "September 22, 2026"),
        ("ymd", "2026-09-22", "September 22, 2026"),
        ("md", "9/22", "September 22"),
        ("my", "09/2026", "September 2026"),
        ("m", "9", "September"),
        (None, "20260922", "September 22, 2026"),
        (None, "????0922", "September 22"),
    ],
)
def test_dates_are_named(form: str | None, written: str, said: str) -> None:
    assert wording("en-US").say_as("date", written, form) == said


@pytest.mark.parametrize(
    ("reading", "written", "form"),
    [
        ("cardinal", "many", None),
        ("cardinal", "9" * 400, None),
        ("ordinal", "-3", None),
        ("ordinal", "2.5", None),
        ("fraction", "1/x", None),
        ("unit", "5 furlongs", None),
        ("time", "soon", None),
        ("digits", "none", None),
        ("date", "13/13/2026", "mdy"),
        ("date", "tomorrow", "mdy"),
        ("date", "9/22", "xyz"),
    ],
)
def test_what_is_not_of_its_form_is_left_to_the_engine(reading: str, written: str, form: str | None) -> None:
    assert wording("en-US").say_as(reading, written, form) == written


def test_other_languages_have_their_own_words() -> None:
    german, hindi = wording("de-DE"), wording("hi-IN")

    assert german.say_as("ordinal", "3", None) == "dritte"
    assert german.say_as("date", "2026-09-22", "ymd") == "22. September 2026"
    assert german.say_as("unit", "10 kg", None) == "10 Kilogramm"
    assert hindi.say_as("ordinal", "3", None) == "3"  # num2words has no Hindi


def test_says_that_there_is_no_such_locale() -> None:
    with pytest.raises(EngineMissing, match="xx-YY is not a supported locale"):
        wording("xx-YY")
