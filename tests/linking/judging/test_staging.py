"""Rows made into products: variants, duplicates, what is taken and what is told."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.linking.judging.feeds import good_rows, judged, product_row, row
from voice_skill.linking.errors import MostlyBad
from voice_skill.linking.judging import stage
from voice_skill.linking.judging.staging import MOST_VARIANTS
from voice_skill.linking.rows import FeedSettings, Finding, Row
from voice_skill.store import CatalogueItem

US = FeedSettings("USD")


def chosen_by(item: CatalogueItem) -> dict[str, dict[str, str]]:
    return {variant.sku: dict(variant.options) for variant in item.variants}


def test_variants_become_one_product_wherever_they_stand_in_the_feed() -> None:
    rows = [
        row("tee-s", group="tee", title="Tee", options={"size": "S"}),
        row("mug", title="Mug"),
        row("tee-l", group="tee", title="Tee", options={"size": "L"}),
    ]

    taken = judged(rows)

    assert [item.external_id for item in taken.items] == ["tee", "mug"]
    assert chosen_by(taken.items[0]) == {"tee-s": {"size": "S"}, "tee-l": {"size": "L"}}
    assert (taken.counts.rows, taken.counts.products, taken.counts.variants) == (3, 2, 3)


def test_a_product_row_gives_its_variants_what_they_lack_and_can_stand_after_them() -> None:
    rows = [
        row("hoodie-s", group="hoodie", title="", price="", options={"size": "S"}),
        row("hoodie-l", group="hoodie", title="", price="45 USD", options={"size": "L"}),
        product_row("hoodie", title="Hoodie", price="40 USD", description="Warm.", brand="Juniper"),
    ]

    taken = judged(rows)

    item = taken.items[0]
    assert (item.title, item.description, item.brand) == ("Hoodie", "Warm.", "Juniper")
    assert [str(variant.price.decimal) for variant in item.variants] == ["40.00", "45.00"]
    assert taken.counts.left_out == 0


def test_only_what_differs_is_an_option_and_the_rest_is_an_attribute() -> None:
    rows = [
        row("s", group="tee", options={"size": "S", "color": "blue"}),
        row("l", group="tee", options={"size": "L", "color": "blue"}),
        row("mug", options={"color": "red"}),
    ]

    tee, mug = judged(rows).items

    assert chosen_by(tee) == {"s": {"size": "S"}, "l": {"size": "L"}}
    assert tee.attributes == {"color": "blue"}
    assert (chosen_by(mug), mug.attributes) == ({"mug": {}}, {"color": "red"})


def test_an_option_that_the_product_declares_stays_one() -> None:
    rows = [
        product_row("tee", title="Tee", options={"color": "blue"}),
        row("s", group="tee", options={"size": "S", "color": "blue"}),
        row("l", group="tee", options={"size": "L", "color": "blue"}),
    ]

    assert chosen_by(judged(rows).items[0])["s"] == {"size": "S", "color": "blue"}


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        (("Tee - Red / L", "Tee - Blue / M"), "Tee"),
        (("Organic Tee (Red)", "Organic Tee (Blue)"), "Organic Tee"),
        (("Red Organic Tee", "Blue Organic Tee"), "Organic Tee"),
        (("Rock & Roll Tee, Small", "Rock & Roll Tee, Large"), "Rock & Roll Tee"),
        (("T-Shirt S", "T-Shirt M"), "T-Shirt"),
        (("Red", "Blue"), "Red"),
    ],
)
def test_a_product_is_called_by_what_the_titles_of_its_variants_share(titles: tuple[str, str], title: str) -> None:
    rows = [row(f"v{at}", group="p", title=said, options={"kind": str(at)}) for at, said in enumerate(titles)]

    assert judged(rows).items[0].title == title


def test_of_rows_with_one_id_none_is_taken_and_each_is_told_with_all_of_them() -> None:
    rows = [*good_rows(5), row("mug", number=101), row("lamp", number=102), row("mug", number=103, title="Another")]

    taken = judged(rows)

    told = [finding for finding in taken.findings if finding.code == "id_duplicate"]
    assert [finding.row for finding in told] == [101, 103]
    assert all("101, 103" in finding.message for finding in told)
    assert "mug" not in {item.external_id for item in taken.items}
    assert "lamp" in {item.external_id for item in taken.items}


def test_variants_that_nothing_tells_apart_are_left_out_and_their_siblings_stay() -> None:
    rows = [
        row("a", group="tee", title="Tee", options={"size": "S"}),
        row("b", group="tee", title="Tee", options={"size": "s"}),
        row("c", group="tee", title="Tee", options={"size": "L"}),
    ]

    taken = judged([*good_rows(3), *rows])

    found = [finding.id for finding in taken.findings if finding.code == "item_group_duplicate_variants"]
    assert found == ["a", "b"]
    assert [variant.sku for variant in taken.items[-1].variants] == ["c"]


def test_where_only_the_titles_tell_variants_apart_they_are_chosen_by_that() -> None:
    rows = [row("r", group="candle", title="Candle - Rose"), row("l", group="candle", title="Candle - Lavender Sea")]

    taken = judged(rows)

    assert chosen_by(taken.items[0]) == {"r": {"style": "Rose"}, "l": {"style": "Lavender Sea"}}
    assert taken.items[0].title == "Candle"
    assert taken.codes == {"item_group_options_from_title"}


def test_a_product_without_a_variant_left_is_told() -> None:
    rows = [*good_rows(3), product_row("tee", title="Tee"), row("tee-s", group="tee", price="none")]

    taken = judged(rows)

    assert {"item_group_without_variants", "price_invalid"} <= taken.codes
    assert len(taken.items) == 3


def test_two_rows_that_tell_of_one_product_are_both_left_out() -> None:
    rows = [*good_rows(5), product_row("tee", title="Tee"), product_row("tee", title="Shirt"), row("s", group="tee")]

    taken = judged(rows)

    assert taken.codes == {"id_duplicate"}
    assert taken.items[-1].title == "Thing s"


def test_what_the_reader_found_is_kept_and_its_lost_rows_are_counted() -> None:
    lost = Finding(99, "", "", "row_unreadable", "error", "Close the quotes.", "x")

    taken = judged([*good_rows(3), lost])

    assert lost in taken.findings
    assert (taken.counts.rows, taken.counts.left_out) == (4, 1)


def test_findings_come_worst_first_and_grouped_with_a_few_examples() -> None:
    rows = [*good_rows(9), *(row(f"bad-{at}", price="?") for at in range(5)), row("odd", gtin="123")]

    with stage(rows, US) as staged:
        groups = {group.code: group for group in staged.grouped(3)}
        first, *_ = staged.findings(limit=1)
        levels = [group.level for group in staged.grouped()]

    assert (groups["price_invalid"].count, len(groups["price_invalid"].examples)) == (5, 3)
    assert first.code == "price_invalid"
    assert levels == sorted(levels, key=["error", "warning", "suggestion"].index)


def test_a_feed_that_is_mostly_bad_is_refused_with_an_example_of_each_mistake() -> None:
    rows = [*good_rows(2), row("a", price="?"), row("b", price="?"), row("c", title="")]

    with pytest.raises(MostlyBad) as refused, stage(rows, US):
        pass

    assert (refused.value.left_out, refused.value.rows) == (3, 5)
    assert {"price_invalid", "title_missing"} <= {finding.code for finding in refused.value.findings}
    assert "3 of 5 rows" in str(refused.value)


def test_half_a_feed_and_an_empty_one_are_not_mostly_bad() -> None:
    assert len(judged([*good_rows(1), row("a", price="?")]).items) == 1
    assert judged([]).counts.rows == 0


def test_all_ids_of_the_feed_are_known_those_left_out_as_well() -> None:
    with stage([*good_rows(1), row("bad", price="?"), row("s", group="tee")], US) as staged:
        assert list(staged.known_ids()) == ["bad", "good-0", "tee"]


def test_items_can_be_read_again_and_are_the_same_for_the_same_feed() -> None:
    rows = [*good_rows(3), row("x", title="Mug"), row("y", title="Mug", brand="Juniper")]

    with stage(rows, US) as first, stage(rows, US) as second:
        assert list(first.items()) == list(first.items()) == list(second.items())


def test_progress_is_told_to_the_last_row() -> None:
    told: list[int] = []

    with stage(good_rows(1200), US, progress=told.append):
        pass

    assert told == sorted(told)
    assert told[-1] == 1200


def test_the_temporary_file_is_gone_even_when_the_reader_breaks_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def cut_off() -> Iterator[Row]:
        yield row("a")
        raise EOFError

    with pytest.raises(EOFError), stage(cut_off(), US):
        pass
    with stage(good_rows(2), US):
        assert list(tmp_path.iterdir())

    assert not list(tmp_path.iterdir())


def test_twenty_thousand_rows_are_staged_soon_and_in_little_memory() -> None:
    judged([row("warm", title="Mugs")])
    before_kb, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    html = "<p>Bright.</p>" * 50
    rows = (
        row(str(at), group=str(at // 2), title=f"Lamp {at // 2}", description=html, options={"size": str(at)})
        for at in range(20_000)
    )

    with stage(rows, US) as staged:
        products = sum(1 for _ in staged.items())

    assert products == 10_000
    assert time.process_time() - begun < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 60_000


def test_variants_beyond_what_any_shop_has_are_left_out_and_told() -> None:
    rows = [row(f"v{at}", group="tee", title="Tee", options={"size": str(at)}) for at in range(MOST_VARIANTS + 3)]

    taken = judged(rows)

    assert len(taken.items[0].variants) == MOST_VARIANTS
    found = [finding.id for finding in taken.findings if finding.code == "item_group_too_many_variants"]
    assert found == [f"v{MOST_VARIANTS + at}" for at in range(3)]


@pytest.mark.parametrize(
    "hostile",
    [
        lambda at: row(f"v{at}", title="T-Shirt", brand=f"brand {at % 7}"),
        lambda at: row(
            f"v{at}", title="T-Shirt " + " ".join(["red", "blue", "tall", "wide", "long"][: at % 5]), brand="a b c"
        ),
        lambda at: row(f"v{at}", group=f"g{at // 2000}", title="Tee", options={"size": str(at)}),
    ],
)
def test_many_alike_cost_little_more_than_many(hostile: Callable[[int], Row]) -> None:
    begun = time.process_time()

    taken = judged(hostile(at) for at in range(6000))

    assert taken.counts.variants == 6000
    assert time.process_time() - begun < 30
