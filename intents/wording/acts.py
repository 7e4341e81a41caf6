"""Splits what was said into the acts that it consists of: "take out the soap and add a candle" is two, and each is
answered as if it were said alone. Called by `interpretation`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from intents.cart.add_to_cart.handler import AddToCart
from intents.conversation.answer.handler import Answer
from intents.conversation.fallback.handler import Fallback
from intents.conversation.yes.handler import Yes
from intents.dialogue.intent import Intent
from intents.dialogue.question import Question
from intents.dialogue.slots import Message, ReadWords, Recognized, Slot
from intents.orders.order_list.handler import OrderList
from intents.orders.past_order import PastOrder
from intents.orders.place_order.handler import PlaceOrder
from intents.products.browse.handler import Browse
from intents.products.find_product.handler import FindProduct
from intents.registry import intent_of
from intents.wording.assent import says_yes
from intents.wording.order_questions import asked_of_order
from intents.wording.questions import asks_of_it
from intents.wording.vocabulary import Vocabulary, vocabulary_of, words_of
from voice_skill.store import MerchantStore

_MOST_ACTS = 4
_MOST_WORDS = 60
# Several things in sentences of these alone are one wish, which `meaning` reads as a whole.
_OF_ONE_WISH: frozenset[type[Intent]] = frozenset({AddToCart, Answer, FindProduct})
# What is said before it tells what is wished for: "I don't eat meat, what do you have for dinner".
_OF_ONE_NEED: frozenset[type[Intent]] = frozenset({Browse, FindProduct})


def acts_of(
    message: Message,
    store: MerchantStore,
    read_words: ReadWords | None,
    question: Question | None,
    meant_by: Callable[[Message], type[Intent]],
) -> list[Message]:
    """The messages that a message consists of, in their order; itself alone if it is one act, or if a part of it would
    not be understood. question: the open one; a yes that moves money is read with all that was said beside it.
    meant_by: gives the intent that words have in this shop, where they were not recognized."""
    vocabulary = vocabulary_of(message.locale)
    text = message.text or message.slots.get("product", Slot("")).text
    if read_words is None or vocabulary is None:
        return [message]
    if question and question.is_yes_or_no and says_yes(text, question.intent, message.locale):
        return [message]
    clauses = list(_clauses(text.split(), vocabulary))
    if not 2 <= len(clauses) <= _MOST_ACTS or (
        message.text and _is_of_topic(clauses, store, vocabulary, message.locale)
    ):
        return [message]
    first = [] if message.text else [replace(message, slots={**message.slots, "product": Slot(clauses[0])})]
    acts = [
        *first,
        *(_act(message, clause, read_words(clause, message.locale, store)) for clause in clauses[len(first) :]),
    ]
    acts = [_as_wish(act, vocabulary) for act in _with_order_questions(acts)]
    recognized = [_intent_of(act) for act in acts]
    intents = [
        meant_by(act) if intent is Fallback or (intent in _OF_ONE_WISH and _takes_out(act, vocabulary)) else intent
        for act, intent in zip(acts, recognized, strict=True)
    ]
    is_need = intents[0] is Browse and not _OF_ONE_NEED.issuperset(intents)  # "my cat chews everything, is it safe"
    is_aside = recognized[0] is Fallback and (intents[0] is Fallback or is_need)
    is_aside = is_aside and not (_intent_of(message) is not Fallback and _is_of_it(clauses[1], vocabulary))
    if is_aside and (vocabulary.words["kept"] | vocabulary.words["either"]).isdisjoint(clauses[0].casefold().split()):
        acts, intents = acts[1:], intents[1:]  # "my sister has moved, and I need a mug"
    if _repeats_yes(acts, intents, question, vocabulary):
        acts, intents = acts[1:], intents[1:]
    is_commit = question is not None and question.about == "commit"
    are_questions = {*intents} == {FindProduct} and all(vocabulary.is_question(each.text.split()) for each in acts)
    is_one_wish = _OF_ONE_WISH.issuperset(intents) and not are_questions
    is_one_need = intents[0] is Browse and _OF_ONE_NEED.issuperset(intents)
    is_one = Fallback in intents or is_one_wish or is_one_need or (is_commit and Yes in intents)
    if is_aside and len(acts) == 1 and Fallback not in intents and _intent_of(message) is Fallback:
        return [message] if meant_by(message) is intents[0] else acts
    return [message] if is_one else sorted(acts, key=lambda act: _orders(_intent_of(act), question))


def _is_of_topic(clauses: Sequence[str], store: MerchantStore, vocabulary: Vocabulary, locale: str) -> bool:
    """True for "and the day cream, has that got sun protection in it": the name of something, and what is asked of
    it."""
    topic = words_of(clauses[0])
    is_name = len(clauses) == 2 and asks_of_it(clauses[1], locale) and not vocabulary.begins_clause(topic)
    name = " ".join(word for word in topic if word not in vocabulary.words["light"])
    return is_name and bool(name) and store.catalogue.find(name).verdict == "sure"


def _takes_out(act: Message, vocabulary: Vocabulary) -> bool:
    return not {"remove", "fewer"}.isdisjoint(vocabulary.acts_in(words_of(act.text)).values())


def _is_of_it(text: str, vocabulary: Vocabulary) -> bool:
    return not vocabulary.words["of_it"].isdisjoint(words_of(text))


def _repeats_yes(
    acts: Sequence[Message], intents: Sequence[type[Intent]], question: Question | None, vocabulary: Vocabulary
) -> bool:
    """True if the first act says yes to an offer that the next takes in words of its own, "go on, I'll take both", or
    only likes it: "lovely, what age is it for"."""
    if len(acts) < 2 or intents[0] is not Yes or question is None:
        return False
    if question.intent is PlaceOrder and question.about == "confirm":
        return intents[1] is PlaceOrder  # "yes, I'd like to order now"
    if question.intent is not AddToCart:
        return False
    words = words_of(acts[1].text)
    if vocabulary.is_question(words) and not says_yes(acts[0].text, AddToCart, acts[0].locale):
        return True
    is_of_all = any(vocabulary.places_of("all", words))
    return (is_of_all or _is_of_it(acts[1].text, vocabulary)) and any(vocabulary.places_of("taking", words))


def _intent_of(message: Message) -> type[Intent]:
    return intent_of(message.intent) or Fallback


def _with_order_questions(acts: Iterable[Message]) -> Iterator[Message]:
    """The acts, with what asks about an order where nothing was recognized."""
    is_follow_up = False
    for act in acts:
        intent = _intent_of(act)
        asked = asked_of_order(act.text, act.locale, is_follow_up=is_follow_up) if intent is Fallback else None
        yield replace(act, intent=asked.__name__) if asked else act
        is_follow_up = issubclass(asked or intent, (PastOrder, OrderList))


def _as_wish(act: Message, vocabulary: Vocabulary) -> Message:
    """The act; as a wish if nothing was recognized behind "add" or "put", since the catalogue may explain it."""
    first = vocabulary.acts_in(act.text.casefold().split()[:1])
    is_wish = first.get(0) == "add" and _intent_of(act) is Fallback
    return replace(act, intent=AddToCart.__name__, slots={}) if is_wish else act


def _orders(intent: type[Intent], question: Question | None) -> bool:
    """True if it places the order: that comes last, so that what else was said goes into it."""
    return intent is PlaceOrder or (intent is Yes and question is not None and question.intent is PlaceOrder)


def _act(message: Message, clause: str, recognized: Recognized | None) -> Message:
    recognized = recognized or Recognized(Fallback.__name__)
    return replace(message, intent=recognized.intent, slots=recognized.slots, text=clause)


def _clauses(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The parts of the words that begin, behind "and" or a pause, with a verb or with a word that asks."""
    if len(words) > _MOST_WORDS:
        return
    bare = [word.casefold().strip(",;.!?") for word in words]
    starts = [0]
    for at, (word, _) in enumerate(pairwise(words), 1):
        is_joint = word[-1:] in ",;.!?" or bare[at - 1] in vocabulary.words["joining"]
        if is_joint and at > starts[-1] and vocabulary.begins_clause(bare[at:]):
            starts.append(at)
    for start, end in pairwise([*starts, len(words)]):
        while end > start and bare[end - 1] in vocabulary.words["joining"]:
            end -= 1
        if end > start:
            yield " ".join(words[start:end]).strip(" ,;.!?")
