"""Whoever is forgotten is forgotten at once: what they were answered goes too, and their requests stay carried out."""

import json
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import text

from tests.channels.alexa.alexa_requests import event
from tests.channels.alexa.delivering import ADD, PLACE, REORDER, YES, Alexa, Said, stands
from voice_skill.store import Store

USER = "user-ana"
SOLD_OUT: Said = ("AddToCartIntent", {"product": "submarine"})
Forget = Callable[[Alexa, str], None]


def by_event(alexa: Alexa, user: str) -> None:
    """As when the skill is disabled for good."""
    body = {"userInformationPersistenceStatus": "NOT_PERSISTED"}
    left = event("SkillDisabled", alexa.clock.now, user=user, body=body, requestId=f"left-{user}")
    assert alexa.post(json.dumps(left).encode()).status_code == 200


def by_merchant(alexa: Alexa, user: str) -> None:
    """As by the REST API."""
    with alexa.store.for_merchant("juniper") as shop:
        customer = shop.customers.of_user(user)
        assert customer is not None
        shop.customers.forget_one(customer)
        shop.commit()


def answers(store: Store, merchant: str = "juniper") -> int:
    """How many rows tell what somebody was answered, or who it was."""
    kept = "answer LIKE '%speak%' OR asked_by IS NOT NULL"
    query = text(
        f"SELECT count(*) FROM seen_requests JOIN merchants m ON m.id = merchant_id WHERE m.name = :name AND ({kept})"
    )
    with store.for_merchant(merchant) as shop:
        return shop.session.scalar(query, {"name": merchant}) or 0


@pytest.mark.parametrize("forget", [by_event, by_merchant])
@pytest.mark.parametrize("saids", [[ADD], [ADD, PLACE, YES], [REORDER], [SOLD_OUT]])
def test_what_a_customer_was_answered_is_forgotten_with_them(
    alexa: Alexa, forget: Forget, saids: Sequence[Said]
) -> None:
    alexa.say(*saids)
    assert answers(alexa.store) == len(saids)

    forget(alexa, USER)

    assert answers(alexa.store) == 0


def test_what_a_stranger_was_answered_is_forgotten_with_them(alexa: Alexa) -> None:
    alexa.deliver(alexa.body(SOLD_OUT, user="user-new"))

    by_event(alexa, "user-new")

    assert answers(alexa.store) == 0


@pytest.mark.parametrize("forget", [by_event, by_merchant])
def test_what_others_were_answered_stays(alexa: Alexa, forget: Forget) -> None:
    alexa.deliver(alexa.body(ADD, user="user-ben"))
    alexa.deliver(alexa.body(ADD, application="amzn1.ask.skill.birch"))

    forget(alexa, USER)

    assert (answers(alexa.store), answers(alexa.store, "birch")) == (1, 1)


def test_a_request_of_somebody_forgotten_has_no_second_effect(alexa: Alexa) -> None:
    body = alexa.body(ADD)
    alexa.deliver(body)
    by_event(alexa, USER)

    again = alexa.deliver(body, worker=1)

    assert b"mug" not in again
    assert stands(alexa.store) == "cart; orders 1"


def test_nothing_is_forgotten_unless_the_turn_is_committed(alexa: Alexa) -> None:
    alexa.say(ADD)

    with alexa.store.for_merchant("juniper") as shop:
        shop.customers.forget(USER)

    assert answers(alexa.store) == 1


def test_no_user_is_kept_by_name(alexa: Alexa) -> None:
    alexa.say(ADD)

    with alexa.store.for_merchant("juniper") as shop:
        (row,) = shop.session.execute(text("SELECT * FROM seen_requests")).all()
    assert USER not in str(row)
