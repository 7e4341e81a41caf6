"""The words of every intent, read from the `<language>.toml` files beside the handlers. Called by `turn` and by the
generator of the interaction model.

A response is a text; a list of wordings, which take turns in a conversation; or a table of either by CLDR plural
category, chosen by `quantity` or else by the product's name. Texts may hold SSML; what is filled in is freed of what
XML forbids, shortened and escaped, here and nowhere else.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup, escape

from voice_skill.language.characters import sayable, shortened
from voice_skill.language.tables import table
from voice_skill.store import Change, Money, OrderLine, Product, Variant

AMAZON_INTENTS = {
    name: f"AMAZON.{alexa}Intent"
    for name, alexa in {
        "yes": "Yes",
        "no": "No",
        "help": "Help",
        "repeat": "Repeat",
        "stop": "Stop",
        "cancel": "Cancel",
        "start_over": "StartOver",
        "fallback": "Fallback",
        "navigate_home": "NavigateHome",
    }.items()
}
# Of one name, fact or quotation: a longer one is not a name, and nobody listens to it.
MOST_VALUE_CHARACTERS = 300
_MOST_DAYS_WITHOUT_YEAR = 330
MOST_ITEMS = 3  # a listener remembers no more; the design's own limit
# After a full stop, or after a placeholder whose value ends in one: "{changes} That makes …".
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=\})\s+(?=[A-Z])")

_FOLDER = files("intents")

Values = dict[str, Any]
Wordings = str | Sequence[str]
Template = Wordings | Mapping[str, Wordings]


@dataclass(frozen=True)
class IntentFile:
    """One intent's words in one locale; `name` is Alexa's name for it, None if customers cannot say it (launch).

    several: the samples that name several things, for a channel that hands on no more than slots; `things` of `shared`
    stand in place of {things}. topics: the samples of each topic of an intent that answers several alike; to Alexa each
    is an intent of its own.
    """

    folder: str
    name: str | None
    samples: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    responses: Mapping[str, Template] = field(default_factory=dict)
    examples: tuple[Mapping[str, Any], ...] = ()


def alexa_name(folder: str) -> str | None:
    """add_to_cart → AddToCartIntent; yes → AMAZON.YesIntent; launch is a request of its own and has none."""
    if folder == "launch":
        return None
    return AMAZON_INTENTS.get(folder) or folder.title().replace("_", "") + "Intent"


def topic_name(folder: str, topic: str) -> str:
    """Alexa's name for a topic of an intent: small_talk, thanks → SmallTalkThanksIntent."""
    return str(alexa_name(f"{folder}_{topic}"))


def text_language(locale: str) -> str:
    """The language whose texts serve a locale: its own, else "en"."""
    language = locale.split("-")[0]
    return language if (_FOLDER / "shared" / f"{language}.toml").is_file() else "en"


def has_texts(locale: str) -> bool:
    """True if the language of a locale has texts; otherwise English is spoken."""
    return text_language(locale) == locale.split("-")[0]


def is_spoken(folder: str, locale: str) -> bool:
    """True if an intent, by its folder's name, has texts in the language of a locale; it may begin with a few."""
    return folder in intent_files(locale)


@lru_cache
def intent_files(locale: str) -> dict[str, IntentFile]:
    """Every intent's words in a locale, by folder name; `shared` holds what several intents say.

    A language's file holds all of them, a locale's file those that differ. In `shared`, a locale may list `words`: they
    are respelled in every text, and customers may say both spellings.
    """
    language = text_language(locale)
    trades = [trade for trade in _FOLDER.iterdir() if trade.is_dir()]
    folders = [_FOLDER / "shared", *(folder for trade in trades for folder in trade.iterdir())]
    text_folders = [folder for folder in folders if (folder / f"{language}.toml").is_file()]
    respell = _respelling(_table(_FOLDER / "shared" / f"{locale}.toml").get("words", {}))
    return {
        folder.name: _intent_file(folder, language, locale, respell)
        for folder in sorted(text_folders, key=lambda folder: folder.name)
    }


def _intent_file(folder: Traversable, language: str, locale: str, respell: Callable[[str], str]) -> IntentFile:
    words = _table(folder / f"{language}.toml")
    own = _table(folder / f"{locale}.toml") if locale != language else {}
    responses = _respelled(words.get("responses", {}), respell) | own.get("responses", {})
    samples = words.get("samples", ())
    return IntentFile(
        folder=folder.name,
        name=alexa_name(folder.name),
        samples=tuple(own.get("samples") or dict.fromkeys([*samples, *map(respell, samples)])),
        several=tuple(own.get("several") or words.get("several", ())),
        things=tuple(own.get("things") or words.get("things", ())),
        topics={topic: tuple(texts) for topic, texts in words.get("topics", {}).items()},
        slots=own.get("slots") or words.get("slots", {}),
        responses=responses,
        examples=tuple(own.get("examples") or _respelled(words.get("examples", []), respell)),
    )


def _table(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _respelling(words: dict[str, str]) -> Callable[[str], str]:
    """Returns a function that spells the words as the locale does; names of placeholders stay."""
    if not words:
        return lambda text: text
    spelling = words | {word.capitalize(): other.capitalize() for word, other in words.items()}
    word = re.compile(rf"(?<![\w{{])(?:{'|'.join(map(re.escape, spelling))})(?![\w}}])")
    return lambda text: word.sub(lambda match: spelling[match[0]], text)


def _respelled(texts: Any, respell: Callable[[str], str]) -> Any:
    match texts:
        case str():
            return respell(texts)
        case dict():
            return {name: _respelled(value, respell) for name, value in texts.items()}
        case list():
            return [_respelled(value, respell) for value in texts]
        case _:
            return texts


@cache
def _articles(locale: str) -> re.Pattern[str] | None:
    """Finds an article behind another, or behind "one": "the The Crooked Clock"; None for a language without."""
    words = table("wording", locale).get("words", {})
    if "counting" not in words:
        return None
    articles, definite = ("|".join(words[kind].split()) for kind in ("counting", "definite"))
    before = "|".join(words["before_definite"].split())
    return re.compile(rf"\b((?:{articles})(?= (?:{articles}) )|(?:{before})(?= (?:{definite}) )) \w+ ", re.IGNORECASE)


@dataclass(frozen=True)
class Phrases:
    """Fills phrases for one turn, by the locale's grammar, the shop's time zone and the current time.

    uses: how often each phrase with several wordings was said before this turn; within a turn a phrase keeps its
    wording. used: the same after this turn, of those that it says.
    """

    locale: str
    time_zone: str
    now: datetime
    uses: Mapping[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    @cached_property
    def _cldr(self) -> Locale:
        return _cldr(self.locale)

    def fill(self, key: str, **values: Any) -> Markup:
        """`key` is FOLDER.RESPONSE."""
        return Markup(" ").join(self.sentences(key, **values))

    def sentences(self, key: str, **values: Any) -> list[Markup]:
        """The same as a list of sentences; the last is repeated alone when nothing was answered."""
        spoken_values = {name: self._escaped(value, values.get("quantity", 1)) for name, value in values.items()}
        if "quantity" in values and is_pair(values.get("product"), self.locale):
            counted = self.fill("shared.pairs", quantity=values["quantity"], item=spoken_values["product"])
            spoken_values["product"] = counted
        sentences = SENTENCE_END.split(self._template(key, values))
        filled = [Markup(sentence.format(**spoken_values)) for sentence in sentences]  # noqa: S704
        articles = _articles(self.locale)
        return [Markup(articles.sub(r"\1 ", sentence)) for sentence in filled] if articles else filled  # noqa: S704

    def _template(self, key: str, values: Mapping[str, Any]) -> str:
        folder, _, response = key.partition(".")
        template = intent_files(self.locale)[folder].responses[response]
        if isinstance(template, Mapping):
            count = values["quantity"] if "quantity" in values else number_of(values["product"], self.locale)
            template = template.get(_plural(self.locale, count)) or template["other"]
        if isinstance(template, str):
            return template
        uses = self.uses.get(key, 0)
        self.used[key] = uses + 1
        return template[uses % len(template)]

    def _escaped(self, value: Any, count: int = 1) -> Markup:
        text = self._spoken_value(value, count)
        if isinstance(text, Markup):
            return text
        return escape(shortened(sayable(text), MOST_VALUE_CHARACTERS))

    def _spoken_value(self, value: Any, count: int) -> str:
        match value:
            case Money():
                return _money(value, self.locale)
            case Product() | Variant() | OrderLine() | Change():
                return self.name(value, count)
            case datetime():
                return self.day(value)
            case int():
                return format_decimal(value, locale=self._cldr)
            case list() | tuple():
                return self.spoken_list(value)
            case _:
                return value if isinstance(value, Markup) else str(value)

    def name(self, item: Product | Variant | OrderLine | Change, count: int = 1) -> str:
        """ "blue mugs"; a variant's own options come first: "medium rain jacket"."""
        names = item.product if isinstance(item, Variant) else item
        one = _plural(self.locale, count) == "one"
        name = names.spoken_name if one else names.spoken_plural
        if isinstance(item, Product | Change):
            return name
        texts = [self._option(option, text) for option, text in item.options.items()]
        before = [text for text, is_behind in texts if not is_behind and text.casefold() not in name.casefold()]
        behind = [text for text, is_behind in texts if is_behind]
        return " ".join([*before, name, *behind])

    def _option(self, name: str, value: str) -> tuple[str, bool]:
        """An option as it is said, and whether behind the name: "small"; "with logo", if that is a yes or a no."""
        is_so = yes_or_no(value, self.locale)
        if is_so is None:
            return lower_case(value), False
        return str(self.fill("shared.having" if is_so else "shared.lacking", option=name.lower()).unescape()), True

    def spoken_count(self, item: Product | Variant | OrderLine, quantity: int) -> str:
        """ "one blue mug", "2 blue mugs"."""
        return str(self.fill("shared.counted", quantity=quantity, product=item).unescape())

    def spoken_list(self, values: Sequence[Any], style: Literal["standard", "or"] = "standard") -> Markup:
        """At most three of the values, as a sentence lists them; `style` is CLDR's: standard (and) or `or`."""
        texts = [self._escaped(value) for value in values[:MOST_ITEMS]]
        if len(values) > MOST_ITEMS:
            texts.append(self.fill("shared.more", count=len(values) - MOST_ITEMS))
        return Markup(format_list(texts, style=style, locale=self._cldr))  # noqa: S704

    def spoken_options(self, values: Sequence[str], style: Literal["standard", "or"] = "standard") -> Markup:
        """The values of an option as a sentence lists them: "small, medium, and large"."""
        return self.spoken_list([lower_case(value) for value in values], style)

    def digits(self, number: str) -> Markup:
        """An order number, to be read digit by digit."""
        return Markup('<say-as interpret-as="digits">{}</say-as>').format(self._escaped(number))

    def day_words(self, moment: datetime) -> frozenset[str]:
        """The words that may name the day: "saturday", "november", "14", and as it is said."""
        date = moment.astimezone(ZoneInfo(self.time_zone)).date()
        names = (format_date(date, pattern, self._cldr) for pattern in ("EEEE", "MMMM", "d"))
        return frozenset(" ".join([*names, self.day(moment)]).casefold().split())

    def day(self, moment: datetime) -> str:
        """ "tomorrow", "on Friday" within a week, "on December 3" beyond, with the year if it may be another's, in the
        shop's time zone."""
        zone = ZoneInfo(self.time_zone)
        date, today = moment.astimezone(zone).date(), self.now.astimezone(zone).date()
        days = (date - today).days
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
        if near:
            return str(self.fill(f"shared.{near}"))
        if abs(days) < 7:
            return str(self.fill("shared.on_weekday", weekday=format_date(date, "EEEE", self._cldr)))
        skeleton = "MMMMd" if abs(days) < _MOST_DAYS_WITHOUT_YEAR else "yMMMMd"
        return str(self.fill("shared.on_date", date=format_skeleton(skeleton, date, locale=self._cldr)))


def lower_case(value: str) -> str:
    """An option's value without capitals: "moss green" of "Moss Green"; "XL" and "USB-C" stay."""
    return " ".join(word.lower() if word[:1].isupper() and word[1:].islower() else word for word in value.split(" "))


def yes_or_no(value: str, locale: str) -> bool | None:
    """What an option's value says that is a yes or a no; None for any other."""
    words = table("features", locale)
    text = value.casefold()
    return True if text in words.get("yes", "").split() else False if text in words.get("no", "").split() else None


def is_pair(item: Any, locale: str) -> bool:
    """True for a thing that is counted in pairs: "socks", but not "pack of socks"."""
    product = item.product if isinstance(item, Variant) else item
    if not isinstance(product, Product | OrderLine | Change):
        return False
    words = product.spoken_name.casefold().split()
    return "of" not in words and words[-1:] != [] and words[-1] in table("grammar", locale).get("pairs", "").split()


_LATIN = re.compile("[a-zA-Z]")


def number_of(item: Product | Variant | OrderLine | Change, locale: str) -> int:
    """The grammatical number of a name: "the wool socks are" is plural even of one. Plurals are made of English names
    only, so in another language or script a name that equals its plural counts as singular."""
    names = item.product if isinstance(item, Variant) else item
    if text_language(locale) != "en":
        return 1
    return 2 if names.spoken_name == names.spoken_plural and _LATIN.search(names.spoken_name) else 1


@lru_cache
def _cldr(locale: str) -> Locale:
    """The locale's numbers and dates, if the texts are in its language."""
    is_known = has_texts(locale) and locale.replace("-", "_") in locale_identifiers()
    return Locale.parse(locale if is_known else text_language(locale), sep="-")


@lru_cache(maxsize=1024)
def _plural(locale: str, count: int) -> str:
    """CLDR's plural category of a count: "one", "other" and more in some languages."""
    return _cldr(locale).plural_form(count)


@lru_cache(maxsize=4096)
def _money(money: Money, locale: str) -> str:
    return format_currency(money.decimal, money.currency, locale=_cldr(locale))
