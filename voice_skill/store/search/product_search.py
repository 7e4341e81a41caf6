"""The question that search answers: which of this merchant's products did the customer mean? Called by Catalogue."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from voice_skill.store.rows.among import rows_among
from voice_skill.store.search.candidates import candidates, transcripts_of
from voice_skill.store.search.found import MOST_FOUND, Found, Verdict
from voice_skill.store.search.kinds import of_a_kind
from voice_skill.store.search.loading import PRODUCTS, load
from voice_skill.store.search.ranking import BESIDE, Named, Ranking, Score
from voice_skill.store.search.text import language_of, spoken_words
from voice_skill.store.search.verdict import CERTAIN, TOLD, Judgement, different, is_of_kind, judgement_of, spread
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
        scores = self.scores(search_request.heard, bought)
        if search_request.points_back:
            scores = [score for score in scores if score.named.product_id in bought] or scores
        return self._result_of(judgement_of(scores), search_request.wishes, limit, now)

    def of_kind(self, kind: str, limit: int) -> list[Product]:
        """The products of this kind, best first: each of the words is in a name or beside it, and the last says what it
        is."""
        scores = self.scores([(kind, 1.0)])
        ids = [one.named.product_id for one in scores if min(one.fit.explained, one.fit.least) >= BESIDE]
        products_by_id = self._load(_BY_ID, ids=ids[:MOST_FILTERED]) if ids else {}
        products = [products_by_id[each] for each in ids if each in products_by_id]
        return of_a_kind((each for each in products if each.variants), kind, self._language)[:limit]

    def scores(self, heard: Heard, bought: Mapping[int, float] | None = None) -> list[Score]:
        """The likeliest products, best first."""
        transcripts = transcripts_of(heard, self._language)
        if not transcripts:
            return []
        bought = bought or {}
        matches = candidates(self._connection, self._merchant, transcripts, self._language)
        most_bought = sorted(bought, key=lambda one: (-bought[one], one))[:MOST_BOUGHT]
        return Ranking(transcripts, matches.rarity, self._language, bought).scores(
            self._named(matches.places, most_bought)
        )

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

    def _named(self, places: Sequence[int], product_ids: Sequence[int]) -> list[Named]:
        """In the order of the places, then of the ids; what leads nowhere any more is left out."""
        at = {row.place: row for row in self._spoken("place", places)}
        of = {row.product_id: row for row in self._spoken("product_id", product_ids, _INDEX)} if product_ids else {}
        rows_by_id = {row.product_id: row for row in (at.get(place) for place in places) if row}
        rows_by_id |= {product_id: row for product_id, row in of.items() if product_id not in rows_by_id}
        return [
            Named(row.product_id, row.names.split("\n"), row.sounds.split("\n"), frozenset(row.beside.split()))
            for row in rows_by_id.values()
        ]

    def _spoken(self, column: str, numbers: Sequence[int], index: str = "") -> Sequence[Any]:
        mine = self._merchant.id
        return rows_among(self._connection, _SPOKEN, "spoken_products", column, mine, numbers, index=index)

    def _load(self, statement: Select[Product, Variant], **values: object) -> dict[int, Product]:
        return load(self._connection, statement, merchant_id=self._merchant.id, **values)


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
