"""Every status of an order is known wherever orders are shown, moved or spoken of."""

import pytest

from intents.dialogue.phrases import intent_files
from voice_skill.api.document import openapi
from voice_skill.channels.alexa.locales import spoken_locales
from voice_skill.cli.orders import orders
from voice_skill.order_words import ORDER_WORDS
from voice_skill.store.statuses import ORDER_STATUSES, REPORTED, STATUSES
from voice_skill.store.tables import Order


def enum_of(schema: str, field: str) -> list[str]:
    return list(openapi()["components"]["schemas"][schema]["properties"][field]["enum"])


def test_the_table_names_only_statuses_that_it_has() -> None:
    strangers = {target for status in STATUSES.values() for target in status.leads_to} - set(ORDER_STATUSES)

    assert strangers == set()


def test_the_database_takes_each() -> None:
    (check,) = (each for each in Order.__table__.constraints if each.name == "ck_orders_status")

    assert [status for status in ORDER_STATUSES if f"'{status}'" not in str(check.sqltext)] == []


def test_the_api_shows_each_and_takes_each_that_is_reported() -> None:
    assert sorted(enum_of("OrderTold", "status")) == sorted(ORDER_STATUSES)
    assert sorted(enum_of("EventGiven", "kind")) == sorted(REPORTED)


def test_merchants_have_words_for_each_and_a_button_and_a_command_for_each_that_is_reported() -> None:
    reported = {name: words for name, words in ORDER_WORDS.items() if name in REPORTED}

    assert set(ORDER_WORDS) == set(ORDER_STATUSES)
    assert [name for name, words in ORDER_WORDS.items() if not words.shown] == []
    assert [name for name, words in reported.items() if not (words.button and words.verb and words.help)] == []
    assert {words.verb for words in reported.values()} == set(orders.commands) - {"list"}


@pytest.mark.parametrize("locale", sorted(spoken_locales()))
def test_customers_hear_a_sentence_for_each(locale: str) -> None:
    responses = intent_files(locale)["order_status"].responses
    dated = [f"{name}_expected" for name, status in STATUSES.items() if status.tells_day]

    assert [name for name in (*ORDER_STATUSES, *dated) if name not in responses] == []
