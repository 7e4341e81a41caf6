"""The question that search answers: which of this merchant's products did the customer mean? Called by Catalogue."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from voice_skill.store.rows.among import rows_among
from voice_skill.store.search.candidates import Transcript, candidates, transcripts_of
from voice_skill.store.search.entries import IS, WORD
from voice_skill.store.search.found import MOST_FOUND, Found, Verdict
from voice_skill.store.search.kinds import KindRequest, bare, has_title, is_idle, kind_request
from voice_skill.store.search.loading import PRODUCTS, load
from voice_skill.store.search.ranking import BESIDE, KIND, Named, Ranking, Score
from voice_skill.store.search.text import Language, language_of, spoken_words, stems
from voice_skill.store.search.verdict import CERTAIN, SAME, TOLD, Judgement, different, is_of_kind, judgement_of, spread
from voice_skill.store.search.wishes import Wish, choices_of, failed, search_request_of
from voice_skill.store.tables import Merchant, Product, Variant, WholeName

# Products that share one whole name.
MOST_NAMESAKES = 8
# Of what the customer has bought, so many products are looked at, the most bought first.
MOST_BOUGHT = 64
# A product of whose name the request has so much less than of the best one's is another thing.
NEXT_BEST = 0.05
# So many are read when they must meet what was asked for beside the name.
MOST_FILTERED = 48
# A whole name so much like the request may be it, misheard, whatever kind of thing was asked for.
HEARD = 0.8
# A word for a kind that is so much like a word of the name may be a slip of it, beside other words: "tee pot".
SLIP = 0.75
# Who says so much of a title means it.
MOST_OF_TITLE = 0.6

_BY_WHOLE_NAME = PRODUCTS.where(
    Product.id.in_(
        select(WholeName.product_id)
        .where(WholeName.merchant_id == bindparam("merchant_id"), WholeName.name == bindparam("name"))
        .order_by(WholeName.product_id)
        .limit(MOST_NAMESAKES)
    )
)
_BY_ID = PRODUCTS.where(Product.id.in_(bindparam("ids", expanding=True)))
_SPOKEN, _INDEX = "place, product_id, names, sounds, beside", "ix_spoken_products_product"

Heard = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class _Matches:
    """scores: the likeliest products, best first. kind: the one that was asked for. of_kind: the ids of products of it
    that have the other words, too; where has_others is False, of those that are of it only."""

    scores: list[Score]
    kind: KindRequest | None
    of_kind: Set[int]
    has_others: bool


class Search:
    """Finds products in the index of one merchant."""

    def __init__(self, connection: Connection, merchant: Merchant) -> None:
        self._connection = connection
        self._merchant = merchant
        self._language = language_of(merchant.locale)

    def find(
        self, heard: Heard, limit: int, bought: Mapping[int, float] | None = None, now: datetime | None = None
    ) -> Found:
        """heard: what the customer may have said, each with how sure that is from 0 to 1, likeliest first.
        bought: how much of each product this customer has bought, by its id."""
        bought, now = bought or {}, now or datetime.now(UTC)
        search_request = search_request_of(heard, self._language, self._merchant.currency, bool(bought))
        if not search_request.points_back:
            called = self._called(heard)
            if search_request.wishes and not called:
                called = [
                    one for one in self._called(search_request.heard) if not failed(one, search_request.wishes, now)
                ]
            if called:
                return _of_one_name(called, bought, limit)
        scores = _fitting(self._matches(search_request.heard, bought), self._language)
        if search_request.points_back:
            scores = [score for score in scores if score.named.product_id in bought] or scores
        return self._result_of(judgement_of(scores), search_request.wishes, limit, now)

    def of_kind(self, kind: str, limit: int) -> list[Product]:
        """The products of this kind that have the other words, too, best first."""
        matches = self._matches([(kind, 1.0)])
        ids = [one.named.product_id for one in _members(matches, self._language)]
        products_by_id = self._load(_BY_ID, ids=ids) if matches.has_others and ids else {}
        products = [products_by_id[each] for each in ids if each in products_by_id]
        return [each for each in products if each.variants][:limit]

    def scores(self, heard: Heard, bought: Mapping[int, float] | None = None) -> list[Score]:
        """The likeliest products, best first."""
        return self._matches(heard, bought).scores

    def _matches(self, heard: Heard, bought: Mapping[int, float] | None = None) -> "_Matches":
        transcripts = transcripts_of(heard, self._language)
        if not transcripts:
            return _Matches([], None, frozenset(), False)
        bought = bought or {}
        kind = kind_request(heard[0][0], self._language)
        matches = candidates(self._connection, self._merchant, transcripts, self._language, kind)
        if kind and not matches.of_kind and (last := bare(kind, self._language)):
            by_last = candidates(self._connection, self._merchant, transcripts, self._language, last)
            kind, matches = (last, by_last) if by_last.has_others else (kind, matches)
        most_bought = sorted(bought, key=lambda one: (-bought[one], one))[:MOST_BOUGHT]
        named, of_kind = self._named(matches.places, matches.of_kind, most_bought)
        if kind and kind.is_known:
            transcripts = [_without_idle(each, matches.rarity, self._language) for each in transcripts]
        ranking = Ranking(transcripts, matches.rarity, self._language, bought, kind)
        return _Matches(ranking.scores(named, of_kind), kind, of_kind, matches.has_others)

    def _called(self, heard: Heard) -> list[Product]:
        """The products that have this very name. Where a recogniser was unsure, the small words around it are compared
        too: "our doorstop" may be an owl doorstop."""
        transcripts = transcripts_of(heard[:1], self._language)
        if not transcripts:
            return []
        text, sure = heard[0]
        if sure < CERTAIN and len(transcripts[0].plain) < len(spoken_words(text)):
            return []
        return list(self._load(_BY_WHOLE_NAME, name=transcripts[0].letters).values())

    def _result_of(self, judgement: Judgement, wishes: Sequence[Wish], limit: int, now: datetime) -> Found:
        products_by_id = self._load(_BY_ID, ids=_needed(judgement, wishes, limit)) if judgement.rivals else {}
        rivals = [
            (one, products_by_id[one.named.product_id])
            for one in judgement.rivals
            if one.named.product_id in products_by_id
        ]
        if judgement.verdict == "none" or not rivals:
            return _result("none", [product for _, product in rivals[:limit]], judgement.chance)
        unmet = [failed(product, [*choices_of(one.choices, self._language), *wishes], now) for one, product in rivals]
        fitting = [rival for rival, lacking in zip(rivals, unmet, strict=True) if not lacking]
        if judgement.verdict == "sure" and fitting[:1] == rivals[:1]:
            name = rivals[0][1].spoken_name
            return _among(different([one for _, one in fitting if one.spoken_name == name]), judgement.chance, limit)
        products = different([product for _, product in fitting])
        best = rivals[0][0]
        if any(unmet) or len(products) == 1:  # what is left must be what was asked for, not merely the next best
            clear = [(one, product) for one, product in fitting if one.fit.least > TOLD]
            products = different(
                [product for one, product in clear if one.fit.explained > best.fit.explained - NEXT_BEST]
            )
        is_only_beside = len(products) == 1 and judgement.verdict == "ask" and best.fit.explained <= BESIDE
        if not products or is_only_beside:
            return _result("none", [product for _, product in rivals[:limit]], judgement.chance, unmet[0])
        is_kind = sum(is_of_kind(one, best) for one, _ in fitting) > limit
        return _among(spread(products) if is_kind else products, judgement.chance, limit)

    def _named(
        self, places: Sequence[int], places_of_kind: Sequence[int], product_ids: Sequence[int]
    ) -> tuple[list[Named], Set[int]]:
        """In the order of the places, then of the ids, and which of them are of the kind; what leads nowhere any more
        is left out."""
        at = {row.place: row for row in self._spoken("place", [*dict.fromkeys([*places, *places_of_kind])])}
        of = {row.product_id: row for row in self._spoken("product_id", product_ids, _INDEX)} if product_ids else {}
        rows_by_id = {row.product_id: row for row in map(at.get, (*places, *places_of_kind)) if row}
        rows_by_id |= {product_id: row for product_id, row in of.items() if product_id not in rows_by_id}
        of_kind = frozenset(at[place].product_id for place in places_of_kind if place in at)
        return [_named_of(row) for row in rows_by_id.values()], of_kind

    def _spoken(self, column: str, numbers: Sequence[int], index: str = "") -> Sequence[Any]:
        mine = self._merchant.id
        return rows_among(self._connection, _SPOKEN, "spoken_products", column, mine, numbers, index=index)

    def _load(self, statement: Select[Product, Variant], **values: object) -> dict[int, Product]:
        return load(self._connection, statement, merchant_id=self._merchant.id, **values)


def _fitting(matches: _Matches, language: Language) -> list[Score]:
    """Without what is another thing than the known kind that was asked for: what only goes with it, contains it or
    sounds a little like it."""
    if matches.kind is None or not matches.kind.is_known:
        return matches.scores
    if matches.has_others:
        members = _members(matches, language)
        others = [one for one in matches.scores if one.relation == "may_be" and one.fit.explained > KIND]
        return [*members, *others]
    return [one for one in matches.scores if _may_be(one, matches.kind, language)]


def _members(matches: _Matches, language: Language) -> list[Score]:
    """What is of the kind that was asked for. If one is called so, "night cream", none that has only the last word in
    its name: a day cream."""
    members = [one for one in matches.scores if one.named.product_id in matches.of_kind]
    asked = matches.kind.words if matches.kind and matches.kind.is_known else ()
    if len(asked) < 2:
        return members
    words = [frozenset(stems(" ".join(one.named.names).split(), language)) for one in members]
    if not any(each.issuperset(asked) for each in words):
        return members
    return [one for one, each in zip(members, words, strict=True) if each.issuperset(asked) or asked[-1] not in each]


def _may_be(score: Score, kind: KindRequest, language: Language) -> bool:
    """True if this may be what was asked for by its kind: it is of the kind, it is called so, or it sounds like all of
    the request."""
    is_called = score.called > SAME
    if score.relation == "is" or score.fit.whole > HEARD:
        return True
    if kind.others and not is_called and score.called > SLIP:
        return True
    if has_title(score.named.kinds, language):
        return is_called and score.fit.said > MOST_OF_TITLE
    return is_called and score.relation == "may_be"


def _without_idle(transcript: Transcript, rarity: Mapping[str, float], language: Language) -> Transcript:
    """The transcript without words that narrow nothing and that no product has: "a nice mug"."""
    pairs = zip(transcript.plain, stems(transcript.plain, language), strict=True)
    plain = tuple(word for word, each in pairs if WORD + each in rarity or not is_idle(each, language))
    return replace(transcript, plain=plain or transcript.plain)


def _named_of(row: Any) -> Named:
    beside = row.beside.split()
    kinds = frozenset(each[len(IS) :] for each in beside if each.startswith(IS))
    return Named(row.product_id, row.names.split("\n"), row.sounds.split("\n"), frozenset(beside), kinds)


def _needed(judgement: Judgement, wishes: Sequence[Wish], limit: int) -> list[int]:
    """The products that must be seen: of a sure one only those of its name, unless it may not meet a wish."""
    best = judgement.rivals[0]
    rivals = judgement.rivals[: MOST_FILTERED if wishes or best.choices else MOST_FOUND]
    if judgement.verdict == "none":
        rivals = rivals[:limit]
    elif judgement.verdict == "sure" and not wishes and not best.choices:
        rivals = [one for one in rivals if one.named.names[0] == best.named.names[0]]
    return [one.named.product_id for one in rivals]


def _of_one_name(products: Sequence[Product], bought: Mapping[int, float], limit: int) -> Found:
    """All have the very name: one that the customer has bought is it, else those that differ by ear are asked about."""
    most = max((bought.get(one.id, 0.0) for one in products), default=0.0)
    return _among(different([one for one in products if bought.get(one.id, 0.0) == most]), 1.0, limit)


def _among(products: Sequence[Product], chance: float, limit: int) -> Found:
    return _result("sure" if len(products) == 1 else "ask", products[:limit], chance)


def _result(verdict: Verdict, products: Sequence[Product], chance: float, unmet: tuple[str, ...] = ()) -> Found:
    """The first has the chance of what was judged, the others share what is left of it."""
    remaining = (1 - chance) / max(1, len(products) - 1)
    scores = [chance, *([min(chance, remaining)] * (len(products) - 1))][: len(products)]
    return Found(verdict, tuple(products), tuple(scores), unmet)
