"""Answers what was not understood: asks the open question again, or says which part was understood, then what there is
in this shop, and at last what else can be done. The words of these take turns."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import MOST_ITEMS, lower_case
from intents.dialogue.question import Question
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.products.distinct_names import distinct_names
from intents.products.find_product.handler import FindProduct
from intents.products.named_product import products_by_id
from voice_skill.language.amounts.numbers import is_number
from voice_skill.language.tables import table
from voice_skill.store import Product
from voice_skill.store.search import words

_MOST_NAMES = 6  # stretches of what was said that are looked for
_LONG_WORDS = 10  # of a request whose thing is said back
_MOST_IN_OTHER_WORDS = 2  # misses in a row; then it is said what can be done at all


class Fallback(Intent):
    """Anything that no other intent answers: "What's the weather on Mars?" """

    act = ""

    def answer(self, turn: Turn) -> Reply:
        if turn.pending_question:
            return turn.say("fallback.to_commit", is_miss=True)
        question = turn.attributes.get("asked")
        if turn.open_question and turn.open_question.is_yes_or_no and (reply := self._about_named(turn, is_aside=True)):
            return reply
        if turn.open_question and not turn.answered_question and question:
            return self._ask_again(turn, turn.open_question, Markup(question))  # noqa: S704  (our own words)
        if turn.is_shop_empty:
            return turn.say("shared.nothing_to_sell", is_miss=True)
        if reply := self._about_named(turn):
            return reply
        if turn.misses == 0:
            return self._what_there_is(turn)
        if turn.misses < _MOST_IN_OTHER_WORDS:
            product = turn.current_product()
            example = product or turn.store.catalogue.examples(1)[0]
            return turn.say("fallback.in_other_words", is_miss=True, product=example.spoken_plural)
        return turn.say("fallback.another_way", is_miss=True, card=turn.store.merchant.title)

    def _ask_again(self, turn: Turn, question: Question, asked: Markup) -> Reply:
        turn.keep_question()
        if question.is_yes_or_no:
            return turn.say("fallback.to_yes_or_no", is_miss=True, asked=asked)
        if values := _choices(turn, question):
            return turn.say("fallback.to_choice", is_miss=True, values=values, asked=asked)
        return turn.say("fallback.to_question", is_miss=True, asked=asked)

    def _about_named(self, turn: Turn, *, is_aside: bool = False) -> Reply | None:
        """Answers about the products that some of the words name. They are looked for if they are wished for, or if the
        words say nothing else. is_aside: only then are they answered."""
        wishes, others = _names(turn.message.text, turn.phrases.locale)
        for wish in [*wishes, *([[others]] if not wishes and len(others) == 1 else [])]:
            names = [name for thing in wish for name in _known(thing, lambda name: turn.find(name).verdict != "none")]
            if names:
                turn.open_question = None
                return self._find(turn, names)
        for name in [*others, *(part for each in others for part in _parts(each))][:_MOST_NAMES]:
            found = turn.find(name)
            if found.verdict == "sure" and not is_aside and _is_noun_named(name, found.products[0]):
                turn.speak_of(found.products[0].external_id)
                return turn.say("fallback.about", is_miss=True, product=found.products[0])
        unknown = [name for wish in wishes for thing in wish for name in thing[:1]]
        is_thing = unknown and not is_aside and _is_led_by_article(unknown[0], turn.message.text, turn.phrases.locale)
        return self._find(turn, unknown[:1]) if is_thing else None

    def _find(self, turn: Turn, names: Sequence[str]) -> Reply:
        """Looks for the things within the price that was said, and says back what is looked for."""
        limit = price_limit(turn.message.text, turn.phrases.locale)
        texts = [f"{name} {limit}".strip() for name in names[:MOST_ITEMS]]
        turn.intent, turn.options = FindProduct, ()
        if len(texts) > 1:
            return self._find_each(turn, texts)
        turn.slots = {"product": Slot(texts[0])}
        reply = FindProduct().reply(turn)
        if len(turn.message.text.split()) < _LONG_WORDS:
            return reply
        wish = turn.phrases.fill("fallback.wish", said=texts[0])
        return replace(reply, speech=Markup(" ").join([wish, reply.speech]))

    def _find_each(self, turn: Turn, texts: Sequence[str]) -> Reply:
        answers: list[Markup] = []
        product_ids: list[str] = []
        for text in texts:
            turn.slots, turn.options = {"product": Slot(text)}, ()
            answers.append(FindProduct().answer_about_one(turn, product_ids))
        turn.slots, turn.options = {}, ()
        told = Markup(" ").join(answer for answer in answers if answer)
        return turn.ask("shared.which_one", about="product", among=product_ids, told=told)

    def _what_there_is(self, turn: Turn) -> Reply:
        departments = [name.lower() for name in turn.store.catalogue.departments()]
        if len(departments) > 1:
            return turn.say("fallback.departments", is_miss=True, values=departments)
        names = [name.spoken_plural for name in turn.store.catalogue.examples(MOST_ITEMS)]
        return turn.say("fallback.examples", is_miss=True, values=names)


def _known(ways: Sequence[str], is_known: Callable[[str], bool]) -> list[str]:
    """The first way to name a thing that is known; of "bandages sunscreen" both, where only each by itself is."""
    way = next((way for way in ways if is_known(way)), "")
    words = ways[0].split()
    is_last = len(words) == 2 and way == words[1] and is_known(words[0])
    return words if is_last else [way] if way else []


def _is_led_by_article(name: str, text: str, locale: str) -> bool:
    """True if the words for a thing stand behind "a" or "some"."""
    before = text.casefold().partition(name)[0].split()[-2:]
    return not set(before).isdisjoint(table("wording", locale).get("words", {}).get("counting", "").split())


def _is_noun_named(text: str, product: Product) -> bool:
    """True if the words say what the product is: "jacket", and not only "rain", of a rain jacket."""
    return words(product.spoken_name)[-1] in words(text)


def _names(text: str, locale: str) -> tuple[list[list[list[str]]], list[str]]:
    """The stretches of the words that may name something: those of the wishes ("I need a mug and some soap"), the last
    wish first, for each of its things the ways to name it; and the others. What a thing is for ("a toy for my cat") is
    tried with it, and not by itself."""
    said_anywhere = table("understanding", locale)
    vocabulary = table("wording", locale)
    light_words = {*said_anywhere.get("light_words", "").split(), *said_anywhere.get("fillers", ())}
    word_lists = {name: frozenset(words.split()) for name, words in vocabulary.get("words", {}).items()}
    acts = vocabulary.get("acts", {})
    wanting = frozenset(f"{acts.get('want', '')} {acts.get('order', '')}".split()) | word_lists.get(
        "looking", frozenset()
    )
    refusal = word_lists.get("refusal", frozenset())
    purpose = word_lists.get("purpose", frozenset())
    spoken_words = [word.strip(",.!?") for word in text.casefold().split()]
    joining = word_lists.get("between", frozenset())
    wishes: list[list[list[str]]] = []
    others: list[str] = []
    before: list[str] = []
    wish_phrases = vocabulary.get("phrases", {}).get("wish", "").split()
    is_wish = any(phrase.replace("_", " ") in text.casefold() for phrase in wish_phrases)
    if not is_wish and not word_lists.get("asking", frozenset()).isdisjoint(spoken_words[:1]):
        wanting = frozenset()  # "how many can I take in a day"
    for is_light, stretch in groupby(spoken_words, key=lambda word: word in light_words or word in wanting):
        stretch_words = list(stretch)
        if is_light:
            before = stretch_words
            if not wanting.isdisjoint(stretch_words) and refusal.isdisjoint(stretch_words):
                wishes.append([])
            continue
        ways = list(dict.fromkeys([" ".join(stretch_words), stretch_words[-1]]))
        if not wishes:
            others.append(ways[0])
        elif wishes[-1] and not purpose.isdisjoint(before):
            wishes[-1][-1].insert(0, " ".join([wishes[-1][-1][0], *stretch_words]))
        elif wishes[-1] and joining.isdisjoint(before):
            wishes[-1][-1] += ways
        else:
            wishes[-1].append(ways)
    return wishes[::-1], others


def _parts(name: str) -> list[str]:
    """The name without its first or its last word, if there are more: "blue mug" of "blue mug dances"."""
    parts = name.split()
    return [" ".join(parts[:-1]), " ".join(parts[1:])] if len(parts) > 2 else []


def price_limit(text: str, locale: str) -> str:
    """The words of the most that it may cost: "under twenty dollars"; empty if none are said."""
    limits = [phrase for phrases in table("money", locale).get("limits", {}).values() for phrase in phrases]
    ways = "|".join(sorted(map(re.escape, limits), key=len, reverse=True))
    matches = re.finditer(rf"\b(?:{ways}) (\S+).*", text.casefold()) if ways else ()
    return next((match[0] for match in matches if is_number(match[1].strip("$£€"), locale)), "")


def _choices(turn: Turn, question: Question) -> Sequence[str]:
    """What the open question offers to choose from, in words."""
    if question.about != "product":
        return [lower_case(value) for value in question.among]
    products = products_by_id(turn, question.among, MOST_ITEMS + 1)
    return list(distinct_names(turn, products).values())
