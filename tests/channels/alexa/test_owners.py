"""Whose a skill is: only a signed request at the shop's own address, or the operator, says so."""

import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.channels.alexa.alexa_requests import event, intent, request
from tests.channels.alexa.signing import Signer
from tests.conftest import SECRET_KEY, Clock
from voice_skill.app import create_app
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.config import Config
from voice_skill.store import SkillTaken, Store

Send = Callable[..., TestResponse]
MINE, THEIRS, THIRD = (f"amzn1.ask.skill.{digit * 8}-aaaa-bbbb-cccc-{digit * 12}" for digit in "123")


@pytest.fixture
def shops(store: Store) -> Store:
    """Beside juniper and birch, whose skills are proven: larch, the rightful owner of MINE, and a thief with THEIRS."""
    store.add_merchant("larch", title="Larch Yard")
    store.add_merchant("thief", title="Sly Goods")
    return store


@pytest.fixture
def app(shops: Store, signer: Signer, clock: Clock) -> Flask:
    return create_app(
        Config.from_env({}), store=shops, verifier=Verifier(roots=signer.roots, fetch=signer.fetch, clock=clock)
    )


@pytest.fixture
def send(app: Flask, signer: Signer, clock: Clock) -> Send:
    """Sends what Amazon signed for a skill: a launch unless given, to an address."""

    def send(skill: str, address: str | None = None, asked: dict[str, Any] | bytes | None = None) -> TestResponse:
        asked = asked or request("LaunchRequest", clock.now, application=skill)
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        path = "/alexa" if address is None else f"/alexa/{address}"
        return app.test_client().post(path, data=body, headers=signer.headers(body))

    return send


def address_of(store: Store, merchant: str) -> str:
    with store.for_merchant(merchant) as shop:
        address = shop.skill.address()
        shop.commit()
    return address


def claim(store: Store, merchant: str, skill: str | None) -> None:
    with store.for_merchant(merchant) as shop:
        shop.skill.claim(skill)
        shop.commit()


def renew(store: Store, merchant: str) -> str:
    with store.for_merchant(merchant) as shop:
        shop.skill.renew_address()
        shop.commit()
    return address_of(store, merchant)


def skills(store: Store) -> dict[str, str | None]:
    return {merchant.name: merchant.application_id for merchant in store.merchants()}


def shop_of(answer: TestResponse) -> str:
    """Who welcomes, or "" for a request that was refused as all are."""
    if answer.status_code == 400:
        assert answer.data == b""
        return ""
    spoken = str(answer.json["response"]["outputSpeech"]["ssml"])
    return next(title for title in ("Larch Yard", "Sly Goods", "Juniper Lane", "Birch &amp; Sons") if title in spoken)


def test_the_first_signed_request_at_its_own_address_links_the_skill(shops: Store, send: Send) -> None:
    assert shop_of(send(MINE)) == ""

    assert shop_of(send(MINE, address_of(shops, "larch"))) == "Larch Yard"

    assert skills(shops)["larch"] == MINE
    assert shop_of(send(MINE)) == "Larch Yard"
    assert shop_of(send(MINE, address_of(shops, "larch"))) == "Larch Yard"


def test_an_event_links_the_skill_too(shops: Store, send: Send, clock: Clock) -> None:
    enabled = event("SkillEnabled", clock.now, application=MINE)

    assert send(MINE, address_of(shops, "larch"), enabled).status_code == 200

    assert skills(shops)["larch"] == MINE


@pytest.mark.parametrize("skill", ["amzn1.ask.skill.juniper", "amzn1.ask.skill.birch"])
def test_skills_that_were_linked_before_count_as_proven(shops: Store, send: Send, skill: str) -> None:
    before = skills(shops)
    claim(shops, "thief", skill)

    assert shop_of(send(skill)) in ("Juniper Lane", "Birch &amp; Sons")
    assert shop_of(send(skill, address_of(shops, "thief"))) == ""

    assert skills(shops) == before


def test_a_claim_of_somebody_elses_skill_moves_nothing_before_the_proof_and_after_it(shops: Store, send: Send) -> None:
    claim(shops, "thief", MINE)
    claim(shops, "larch", MINE)
    assert shop_of(send(MINE)) == ""

    assert shop_of(send(MINE, address_of(shops, "larch"))) == "Larch Yard"

    claim(shops, "thief", MINE)
    for address in (None, address_of(shops, "larch")):
        assert shop_of(send(MINE, address)) == "Larch Yard"
    assert skills(shops) == {
        "birch": "amzn1.ask.skill.birch",
        "juniper": "amzn1.ask.skill.juniper",
        "larch": MINE,
        "thief": None,
    }


def test_another_skill_at_the_address_of_a_shop_that_claims_its_own_is_refused(shops: Store, send: Send) -> None:
    claim(shops, "larch", MINE)

    assert shop_of(send(THEIRS, address_of(shops, "larch"))) == ""
    assert skills(shops)["larch"] is None

    assert shop_of(send(MINE, address_of(shops, "larch"))) == "Larch Yard"
    assert shop_of(send(THEIRS, address_of(shops, "larch"))) == ""
    assert skills(shops)["larch"] == MINE


def test_the_thiefs_own_skill_proves_nothing_but_itself(shops: Store, send: Send) -> None:
    claim(shops, "thief", MINE)
    thiefs = address_of(shops, "thief")

    assert shop_of(send(THEIRS, thiefs)) == ""
    claim(shops, "thief", None)
    assert shop_of(send(THEIRS, thiefs)) == "Sly Goods"
    claim(shops, "thief", MINE)

    assert shop_of(send(MINE, address_of(shops, "larch"))) == "Larch Yard"
    assert (skills(shops)["larch"], skills(shops)["thief"]) == (MINE, THEIRS)


@pytest.mark.parametrize("claimed", [None, MINE])
def test_a_request_that_is_sent_again_to_another_shops_address_is_refused(
    shops: Store, send: Send, clock: Clock, claimed: str | None
) -> None:
    claim(shops, "thief", claimed)
    recorded = json.dumps(request("LaunchRequest", clock.now, application=MINE)).encode()
    assert shop_of(send(MINE, address_of(shops, "larch"), recorded)) == "Larch Yard"

    assert shop_of(send(MINE, address_of(shops, "thief"), recorded)) == ""

    assert (skills(shops)["larch"], skills(shops)["thief"]) == (MINE, None)


def test_a_request_that_was_kept_proves_nothing_later(shops: Store, send: Send, clock: Clock) -> None:
    recorded = json.dumps(request("LaunchRequest", clock.now, application=MINE)).encode()
    clock.advance(seconds=151)

    assert shop_of(send(MINE, address_of(shops, "larch"), recorded)) == ""

    assert skills(shops)["larch"] is None


def test_what_customers_say_names_no_skill(shops: Store, send: Send, clock: Clock) -> None:
    before = skills(shops)
    said = intent("FindProductIntent", clock.now, {"product": f"{MINE} {address_of(shops, 'thief')}"})

    assert send("amzn1.ask.skill.juniper", None, said).status_code == 200

    assert skills(shops) == before


def test_an_address_leads_to_no_other_shop_whatever_stands_in_the_session(
    shops: Store, send: Send, clock: Clock
) -> None:
    mixed = request("LaunchRequest", clock.now, application="amzn1.ask.skill.juniper")
    mixed["session"]["application"]["applicationId"] = MINE

    assert shop_of(send(MINE, address_of(shops, "larch"), mixed)) == ""

    assert skills(shops)["larch"] is None


@pytest.mark.parametrize(
    "skill", ["amzn1.ask.skill.local-larch", "amzn1.ask.skill.", "x" * 300, "amzn1.ask.skill.é1234", "a\nb", "%"]
)
def test_what_is_not_an_id_of_amazons_is_never_linked(shops: Store, send: Send, skill: str) -> None:
    assert shop_of(send(skill, address_of(shops, "larch"))) == ""

    assert skills(shops)["larch"] is None


def test_of_two_addresses_that_are_called_at_once_one_holds(shops: Store, send: Send, clock: Clock) -> None:
    addresses = [address_of(shops, name) for name in ("larch", "thief")] * 4

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda address: shop_of(send(MINE, address)), addresses))

    (winner,) = {answer for answer in answers if answer}
    assert sorted(answers) == [""] * 4 + [winner] * 4
    assert list(skills(shops).values()).count(MINE) == 1


def test_a_shop_changes_to_another_skill_by_its_own_claim_and_a_request(shops: Store, send: Send) -> None:
    address = address_of(shops, "larch")
    send(MINE, address)
    claim(shops, "larch", THIRD)
    assert shop_of(send(MINE, address)) == "Larch Yard"

    assert shop_of(send(THIRD, address)) == "Larch Yard"

    assert shop_of(send(MINE, address)) == ""
    assert shop_of(send(THIRD)) == "Larch Yard"


def test_the_operators_word_is_proof_and_can_be_taken_back(shops: Store, send: Send) -> None:
    claim(shops, "larch", THIRD)
    shops.set_application_id("larch", MINE)

    assert shop_of(send(MINE)) == "Larch Yard"
    assert shop_of(send(THIRD, address_of(shops, "larch"))) == ""
    with pytest.raises(SkillTaken):
        shops.set_application_id("thief", MINE)

    shops.set_application_id("larch", None)
    assert shop_of(send(MINE)) == ""
    assert shop_of(send(MINE, address_of(shops, "larch"))) == "Larch Yard"


def test_a_new_address_takes_the_place_of_the_old_one_for_proofs_alone(shops: Store, send: Send) -> None:
    seen = address_of(shops, "larch")
    new = renew(shops, "larch")

    assert new != seen
    assert shop_of(send(THEIRS, seen)) == ""
    assert shop_of(send(MINE, new)) == "Larch Yard"
    assert shop_of(send(MINE, seen)) == "Larch Yard"  # as it is at /alexa
    claim(shops, "larch", THIRD)
    assert shop_of(send(THIRD, seen)) == ""
    assert skills(shops)["larch"] == MINE


def test_customers_hear_nothing_of_addresses_made_again_and_again(shops: Store, send: Send) -> None:
    deployed = address_of(shops, "larch")
    send(MINE, deployed)

    for _ in range(5):
        newest = renew(shops, "larch")
        assert shop_of(send(MINE, deployed)) == "Larch Yard"
    for _ in range(30):
        newest = renew(shops, "larch")

    assert shop_of(send(MINE, newest)) == "Larch Yard"
    with shops.for_merchant("larch") as shop:
        rows = shop.connection.execute(text("SELECT count(*) FROM skill_addresses")).scalar_one()
    assert rows <= 21


def test_all_who_ask_for_the_first_address_at_once_get_the_same(shops: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        addresses = set(pool.map(lambda _: address_of(shops, "larch"), range(8)))

    assert len(addresses) == 1
    assert len(addresses.pop()) >= 43  # 256 bits


def test_the_same_address_comes_back_in_another_process(shops: Store, database_url: str, clock: Clock) -> None:
    address = address_of(shops, "larch")

    with closing(Store.open(database_url, clock=clock, secret_key=lambda: SECRET_KEY)) as other:
        assert address_of(other, "larch") == address


def test_a_copy_of_the_database_does_not_give_an_address_away(shops: Store) -> None:
    address = address_of(shops, "larch")

    with shops.for_merchant("larch") as shop:
        rows = shop.connection.execute(text("SELECT * FROM skill_addresses")).all()

    assert rows
    assert address not in str(rows)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_no_line_of_the_log_holds_an_address(shops: Store, send: Send, app: Flask, logged, clock: Clock) -> None:
    address = address_of(shops, "larch")

    send(MINE, address)
    send(THEIRS, address)
    send(MINE, address, b"no JSON")
    app.test_client().post(f"/alexa/{address}", data=b"unsigned")
    app.test_client().get(f"/alexa/{address}")

    assert f"skill={MINE} proven" in logged.text
    assert "other_skill" in logged.text
    assert address not in logged.text


def test_a_fault_while_a_request_is_verified_is_logged_without_the_address(
    shops: Store, signer: Signer, logged, clock: Clock
) -> None:
    def broken() -> datetime:
        raise ZeroDivisionError

    verifier = Verifier(roots=signer.roots, fetch=signer.fetch, clock=broken)
    client = create_app(Config.from_env({}), store=shops, verifier=verifier).test_client()
    address = address_of(shops, "larch")
    body = json.dumps(request("LaunchRequest", clock.now, application=MINE)).encode()

    answer = client.post(f"/alexa/{address}", data=body, headers=signer.headers(body))

    assert answer.status_code == 500
    assert "ZeroDivisionError" in logged.text
    assert address not in logged.text


def test_an_unknown_address_is_refused_as_everything_is(shops: Store, send: Send, app: Flask) -> None:
    unknown = send(MINE, "A" * 43)
    others = [
        send(THEIRS, address_of(shops, "juniper")),
        send(MINE, "x"),
        send(MINE, "%00"),
        send(MINE, "%ff%fe"),
        send(MINE, "a" * 5_000),
        send("amzn1.ask.skill.nobody"),
        app.test_client().post(f"/alexa/{address_of(shops, 'larch')}", data=b"unsigned"),
        app.test_client().post("/alexa/unknown", data=b"unsigned"),
    ]

    for other in others:
        assert (other.status_code, other.data) == (unknown.status_code, unknown.data) == (400, b"")
        assert dict(other.headers) == dict(unknown.headers)


def test_an_unknown_address_is_refused_in_the_time_of_a_known_one(shops: Store, send: Send) -> None:
    addresses = {"known": address_of(shops, "juniper"), "unknown": "A" * 43}
    took: dict[str, list[float]] = {name: [] for name in addresses}

    for _ in range(15):
        for name, address in addresses.items():
            began = time.process_time()  # of this process alone, whatever else runs
            assert shop_of(send(THEIRS, address)) == ""
            took[name].append(time.process_time() - began)

    fastest = [min(times) for times in took.values()]
    assert max(fastest) < 2.5 * min(fastest)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_tell_no_address_from_another(shops: Store, app: Flask, method: str) -> None:
    for address in (address_of(shops, "larch"), "unknown"):
        assert app.test_client().open(f"/alexa/{address}", method=method).status_code == 405


def test_an_unsigned_request_of_a_developers_machine_proves_nothing(shops: Store, clock: Clock) -> None:
    unverified = create_app(Config.from_env({"VOICE_SKILL_VERIFY_REQUESTS": "off"}), store=shops).test_client()
    claim(shops, "larch", MINE)

    def ask(skill: str, address: str) -> TestResponse:
        return unverified.post(f"/alexa/{address}", json=request("LaunchRequest", clock.now, application=skill))

    assert shop_of(ask(MINE, address_of(shops, "larch"))) == ""
    assert skills(shops)["larch"] is None
    assert shop_of(ask("amzn1.ask.skill.juniper", address_of(shops, "juniper"))) == "Juniper Lane"


def test_the_id_that_stands_in_gives_way_to_the_skill_and_never_takes_its_place(shops: Store, send: Send) -> None:
    assert shops.spoken_as("larch") == "amzn1.ask.skill.local-larch"

    assert shop_of(send(MINE, address_of(shops, "larch"))) == "Larch Yard"

    assert shops.spoken_as("larch") == MINE
    assert skills(shops)["larch"] == MINE
