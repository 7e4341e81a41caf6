"""Names for the ear out of written titles. Called by `staging`, never by the server.

A name has what tells the product from others and always the noun that says what it is. The rules of each language are
in its `spoken_names.toml`; what is English only here is asked of inflect (plurals, numbers)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voice_skill.linking.judging.inflection import number_words, plural, singular
from voice_skill.linking.judging.languages import MODEL, Language, language_for
from voice_skill.linking.judging.spoken_words import (
    MAX_LOOKED_AT,
    counted,
    is_amount,
    is_shouted,
    measured,
    plain_title,
    spoken_words,
    times_counted,
    without_codes,
    without_measures,
    word_groups,
)
from voice_skill.linking.judging.title_parts import TitleParts, all_parts, is_spec, noun_at, title_parts

MOST_WORDS = 8
# With a measure a short name may have so many more, with a weight or volume one.
_MOST_BEHIND_MEASURE = 5
_MORE_WITH_MEASURE = 2
# A longer measure goes before the words of a name do.
_MOST_SHORT_MEASURE = 3
# "Painted", "assorted"; but not "bed" or "seed".
_PARTICIPLE = re.compile(r"\w{4,}ed")
_DIGIT = re.compile(r"\d")

Groups = list[list[str]]


@dataclass
class _Phrase:
    """The words of a name in groups that stay together. front: whose it is. middle: what may go first. thing: the noun
    and the word before it. behind: what is said after it. more: parts after commas."""

    front: Groups
    middle: Groups
    thing: Groups
    behind: Groups
    more: list[Groups]

    def words(self) -> list[str]:
        return _flat(
            [*self.front, *self.middle, *self.thing, *self.behind, *(each for part in self.more for each in part)]
        )


def spoken_names(
    title: str, locale: str = "en-US", *, brand: str = "", category: str = "", condition: str = ""
) -> tuple[str, str]:
    """A name for the ear, and its plural: "Olive Oil | 500ml" is a "five hundred milliliter olive oil"."""
    name = _name(title, language_for(title, locale), brand, category, condition)
    return name, spoken_plural(name, locale)


def spoken_plural(name: str, locale: str = "en-US") -> str:
    """Several of them: "jars of honey", "blue mugs"; what is plural already stays, "cotton socks".

    In a language whose plurals are not known here it is the name itself."""
    language = language_for(name, locale)
    words = name.split()
    if not language.is_english:
        return name
    head = _head(words, language)
    if head < 0 or not words[head][-1].isalpha() or words[head] in number_words() or _is_plural(words[head], language):
        return name
    words[head] = plural(words[head])
    return " ".join(words)


def spoken_phrases(text: str, locale: str) -> list[list[str]]:
    """All that can be said of a title, without codes and praise: what stands between breaks and brackets, as words, and
    each measure and pack as one: "two meter"."""
    if not text:
        return []
    language = language_for(text, locale)
    in_capitals = is_shouted(text)
    return [
        phrase
        for part in all_parts(without_codes(plain_title(text, language), language))
        for phrase in _phrases(part, language, in_capitals)
        if phrase
    ]


def spoken_models(text: str, locale: str) -> list[list[str]]:
    """The model numbers in a title, "MX200": said when nothing else tells a product apart."""
    language = language_for(text, locale)
    return [[word] for word in map(str.lower, MODEL.findall(plain_title(text, language)))]


def telling_words(name: str, locale: str) -> frozenset[str]:
    """The words that no name can do without: the noun that says what it is, with the word before it."""
    words = name.split()
    at = noun_at(words, language_for(name, locale))
    return frozenset(words[max(at - 1, 0) : at + 1])


def _phrases(part: str, language: Language, in_capitals: bool) -> Iterator[list[str]]:
    matches = sorted([*language.pack.finditer(part), *language.measure.finditer(part)], key=lambda match: match.start())
    start = 0
    for match in matches:
        if match.start() < start:
            continue
        yield spoken_words(part[start : match.start()], language, in_capitals)
        is_pack = "count" in match.re.groupindex
        yield [" ".join(counted(match, language) if is_pack else measured(match, language))]
        start = match.end()
    yield spoken_words(part[start:], language, in_capitals)


def _name(title: str, language: Language, brand: str, category: str, condition: str) -> str:
    text = without_codes(plain_title(title, language), language)
    pack = language.pack.search(text) if _DIGIT.search(text) else None
    parts = title_parts(language.pack.sub(" \0 ", text) if pack else text, brand, category, language)
    measure, thing = _measure_of(parts, language)
    said_first = _condition([text, condition], language)
    packed = counted(pack, language)
    phrase = _phrase(parts, thing, brand, category, said_first, language, is_shouted(title))
    most = MOST_WORDS - len(packed) - len(said_first)
    name = _shortest(phrase, packed, measure, most, language)
    name = [*said_first, *name]
    return " ".join(name) or " ".join(spoken_words(title, language)) or " ".join(title.split())[:MAX_LOOKED_AT].lower()


def _measure_of(parts: TitleParts, language: Language) -> tuple[re.Match[str] | None, str]:
    """The measure of the product, and what is left of the thing; "for 10 inch tablets" is none of its own."""
    if not _DIGIT.search(parts.thing) and not any(map(_DIGIT.search, (parts.line, *parts.beside))):
        return None, parts.thing
    matches = list(language.measure.finditer(parts.thing))
    for match in matches:
        words = spoken_words(parts.thing[: match.start()], language, False)
        is_last = not parts.thing[match.end() :].strip()
        if is_last or language.prepositions.isdisjoint(words[1:]):
            return match, language.measure.sub(" ", parts.thing)
    said = (parts.line, *parts.more)
    for part in (*said, *parts.beside):
        found = language.measure.search(part)
        if found and (part in said or is_spec(part, language)):
            return found, parts.thing
    return None, parts.thing


def _condition(texts: list[str], language: Language) -> list[str]:
    """ "Refurbished" wherever it stands: it comes first, so that nobody takes it for a new one."""
    match = next(filter(None, map(language.condition.search, texts)), None)
    return [match[0].lower()] if match else []


def _phrase(
    parts: TitleParts,
    thing: str,
    brand: str,
    category: str,
    said_first: list[str],
    language: Language,
    in_capitals: bool,
) -> _Phrase:
    def groups(text: str) -> Groups:
        return [
            group
            for group in _joined(word_groups(without_measures(text, language), language, in_capitals), language)
            if group != said_first
        ]

    front, line, core = groups(parts.brand), groups(parts.line), groups(_with_measures(thing, language))
    core = [*core, *groups(parts.noun)]
    brand_words = spoken_words(brand, language)
    if not front and brand_words and not line:
        while core[1:] and len(_flat(front)) < len(brand_words):
            if not set(core[0]) <= {*brand_words, language.words.get("&")}:
                break
            front.append(core.pop(0))
    elif front and _flat(core)[: len(_flat(front))] == _flat(front):
        front = []
    at = max(noun_at([group[-1] for group in core], language, category), 0)
    first = at if at and _is_number(core[at - 1]) else max(at - 1, 0)
    return _Phrase(
        front, [*line, *core[:first]], core[first : at + 1], core[at + 1 :], [groups(part) for part in parts.more]
    )


def _flat(groups: Groups) -> list[str]:
    return [word for group in groups for word in group]


def _with_measures(text: str, language: Language) -> str:
    """Measures that are left in a thing stay there, in words: "for ten inch tablets"."""
    return (
        language.measure.sub(lambda match: " ".join(measured(match, language)), text) if _DIGIT.search(text) else text
    )


def _joined(groups: Groups, language: Language) -> Groups:
    """ "Tomato and basil" stays together, and so does "ready to wear"."""
    joined: Groups = []
    for group in groups:
        if joined and (joined[-1][-1] in language.joining or group[0] in language.joining):
            joined[-1] = [*joined[-1], *group]
        else:
            joined.append(group)
    return joined


def _shortest(
    phrase: _Phrase, pack: list[str], match: re.Match[str] | None, most: int, language: Language
) -> list[str]:
    """The name in at most so many words, as far as that goes: without what stands behind the noun, without a measure
    that is long or only says how much of it, then without words before the noun."""
    measure = measured(match, language)
    more = _MORE_WITH_MEASURE if match and not is_amount(match, language) else 1

    def is_long() -> bool:
        words = len(phrase.words())
        return words + len(measure) > most + (more if measure and words <= _MOST_BEHIND_MEASURE else 0)

    while phrase.more and is_long():
        phrase.more.pop()
    for at in reversed([at for at, group in enumerate(phrase.behind) if group[0] in language.prepositions]):
        if is_long():
            del phrase.behind[at:]
    if is_long():
        phrase.middle = [group for group in phrase.middle if len(group) == 1 or not _is_number(group)]
        phrase.behind = [group for group in phrase.behind if not _is_number(group)]
    if match and is_long() and (len(measure) > _MOST_SHORT_MEASURE or is_amount(match, language)):
        pack, measure = pack or times_counted(match, language), []
    for groups in (phrase.middle, phrase.behind, phrase.front):
        while len(groups) > (groups is phrase.front) and is_long():
            groups.pop()
    words = phrase.words()
    while words and words[-1] in language.dangling:
        words = words[:-1]
    return [*pack, *measure, *words] if language.measure_first else [*words, *pack, *measure]


def _is_number(group: list[str]) -> bool:
    return group[0] in number_words()


def _head(words: list[str], language: Language) -> int:
    """The position of the noun that a plural changes; -1 when there is none.

    "Two in one shampoo" is named by its last word, "jar of honey" by the one before "of", "rain mac pink" by "mac"."""
    is_end = language.prepositions.__contains__
    ends = [at for at, word in enumerate(words) if at and is_end(word) and words[at + 1 :][:1] != ["one"]]
    head = (ends[0] if ends else len(words)) - 1
    after = language.after_nouns | {language.words.get("&")}
    while head > 0 and (words[head] in after or _PARTICIPLE.fullmatch(words[head])):
        head -= 1
    return len(words) - 1 if words and words[head] in language.after_nouns else head


def _is_plural(word: str, language: Language) -> bool:
    if word in language.singular or word.isupper() or word.endswith(("ss", "us")):
        return False
    return singular(word) != word
