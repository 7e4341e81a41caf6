"""The skill package, the skill's id, and tokens for the merchant's systems."""

import json
import re
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.channels.alexa.alexa_requests import request
from tests.channels.alexa.signing import Signer
from tests.conftest import Clock
from tests.web.conftest import Browser, words
from tests.web.test_catalogue import item, sell
from voice_skill.app import create_app
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.config import Config
from voice_skill.store import LOCAL_SKILL, Store
from voice_skill.store.access.tokens import MOST_GOOD

SKILL = "amzn1.ask.skill.1234abcd-12ab-34cd-56ef-1234567890ab"


def test_the_skill_package_is_downloaded_with_the_shops_names_in_it(ana: Browser, store: Store) -> None:
    sell(store, item("mug", "Blue Mug"))
    shown = ana.get("/skill")
    assert 'value="https://localhost/alexa"' in shown.text

    answer = ana.get("/skill/package.zip?endpoint=https://shop.example/alexa")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="juniper-skill.zip"'
    with ZipFile(BytesIO(answer.data)) as package:
        manifest = json.loads(package.read("skill/skill-package/skill.json"))
        model = package.read("skill/skill-package/interactionModels/custom/en-US.json").decode()
    uri = manifest["manifest"]["apis"]["custom"]["endpoint"]["uri"]
    assert re.fullmatch(r"https://shop\.example/alexa/[\w-]{43}", uri)
    assert "blue mug" in model


@pytest.mark.parametrize("endpoint", ["", "http://shop.example", "https://shop.example:8443/alexa", "<script>"])
def test_an_address_that_alexa_would_not_call_is_told_at_its_field(ana: Browser, endpoint: str) -> None:
    answer = ana.client.get("/skill/package.zip", query_string={"endpoint": endpoint}, base_url="https://localhost")

    assert answer.status_code == 422
    assert "Alexa calls https on port 443" in words(answer)
    assert 'id="endpoint-error"' in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")


def address_of(browser: Browser) -> str:
    """The path at which Alexa calls, from the package that is downloaded."""
    answer = browser.get("/skill/package.zip?endpoint=https://shop.example")
    with ZipFile(BytesIO(answer.data)) as package:
        manifest = json.loads(package.read("skill/skill-package/skill.json"))
    return str(manifest["manifest"]["apis"]["custom"]["endpoint"]["uri"].removeprefix("https://shop.example"))


@pytest.fixture
def call(store: Store, clock: Clock) -> Callable[[str, str], bool]:
    """Calls a path in the name of a skill, signed; whether it was answered."""
    signer = Signer.create()
    verifier = Verifier(roots=signer.roots, fetch=signer.fetch, clock=clock)
    client = create_app(Config.from_env({}), store=store, verifier=verifier).test_client()

    def call(path: str, skill: str) -> bool:
        body = json.dumps(request("LaunchRequest", clock.now, application=skill)).encode()
        return client.post(path, data=body, headers=signer.headers(body)).status_code == 200

    return call


def test_a_skill_that_calls_the_address_of_its_package_is_linked(
    ana: Browser, store: Store, call: Callable[[str, str], bool]
) -> None:
    store.set_application_id("juniper", None)
    assert "Open it once" in words(ana.get("/skill"))

    assert call(address_of(ana), SKILL)

    assert f"The skill {SKILL} is linked to your shop." in words(ana.get("/"))
    assert f"The skill {SKILL} is linked to your shop." in words(ana.get("/skill"))


def test_an_id_that_is_entered_is_a_claim_until_its_skill_calls(
    ana: Browser, store: Store, call: Callable[[str, str], bool]
) -> None:
    store.set_application_id("juniper", None)

    told = ana.post("/skill", skill_id=f" {SKILL} ")

    assert f"Only the skill {SKILL} can be linked now." in words(told)
    assert f"Waiting for the first request of {SKILL}." in words(told)
    assert "is linked to your shop" not in words(ana.get("/"))
    assert not call(address_of(ana), "amzn1.ask.skill.another-one")
    assert call(address_of(ana), SKILL)
    assert "Waiting" not in words(ana.get("/skill"))


def test_a_claim_is_taken_back_by_leaving_it_empty(
    ana: Browser, store: Store, call: Callable[[str, str], bool]
) -> None:
    store.set_application_id("juniper", None)
    ana.post("/skill", skill_id="amzn1.ask.skill.mistyped")

    told = ana.post("/skill", skill_id="")

    assert "The first skill that calls your shop's address will be linked." in words(told)
    assert call(address_of(ana), SKILL)


def test_two_shops_may_claim_the_same_and_hear_nothing_of_each_other(
    ana: Browser, ben: Browser, store: Store, call: Callable[[str, str], bool]
) -> None:
    store.set_application_id("juniper", None)
    of_ben = ben.post("/skill", skill_id=SKILL)
    of_ana = ana.post("/skill", skill_id=SKILL)
    assert of_ben.status_code == of_ana.status_code == 200

    assert call(address_of(ana), SKILL)

    again = ben.post("/skill", skill_id=SKILL)
    assert words(again) == words(of_ben)
    assert not call(address_of(ben), SKILL)
    with store.for_application(SKILL) as shop:
        assert shop.merchant.name == "juniper"
    assert "The skill amzn1.ask.skill.birch is linked to your shop." in words(ben.get("/"))


def test_a_new_address_is_made_by_a_button(ana: Browser, call: Callable[[str, str], bool]) -> None:
    before = address_of(ana)

    told = ana.post("/skill/address", page="/skill")

    assert "Your skill has a new address." in words(told)
    after = address_of(ana)
    assert after != before
    assert call(after, "amzn1.ask.skill.juniper")
    assert ana.client.get("/skill/address", base_url="https://localhost").status_code == 405
    assert ana.send("/skill/address").status_code == 400
    assert address_of(ana) == after


def test_a_server_whose_secret_key_has_changed_says_so_and_makes_a_new_address(
    ana: Browser, store: Store, database_url: str, clock: Clock, tmp_path: Path
) -> None:
    address_of(ana)
    config = Config.from_env({"VOICE_SKILL_HOME": str(tmp_path / "other"), "VOICE_SKILL_VERIFY_REQUESTS": "off"})
    with closing(
        Store.open(database_url, clock=clock, secret_key=lambda: "another key, as long as it must be")
    ) as other:
        there = Browser(create_app(config, store=other))
        there.sign_in("ana@juniper.example")

        lost = there.get("/skill/package.zip?endpoint=https://shop.example")
        assert lost.status_code == 422
        assert "secret key has changed" in words(lost)
        there.post("/skill/address", page="/skill")

        assert address_of(there).startswith("/alexa/")


def test_a_shop_that_was_only_tried_has_no_skill_yet(ana: Browser, store: Store) -> None:
    store.set_application_id("juniper", f"{LOCAL_SKILL}juniper")

    assert "is linked to your shop" not in words(ana.get("/"))
    assert LOCAL_SKILL not in ana.get("/skill").text


@pytest.mark.parametrize(
    "skill_id", ["my skill", "amzn1.ask.skill.", "amzn1.ask.skill.local-larch", "amzn1.ask.skill." + "a" * 300, "<b>"]
)
def test_what_is_not_a_skill_id_is_refused(ana: Browser, store: Store, skill_id: str) -> None:
    answer = ana.post("/skill", skill_id=skill_id)

    assert answer.status_code == 422
    assert "This is not a skill ID" in words(answer)
    assert 'id="skill_id-error"' in answer.text
    with store.for_application("amzn1.ask.skill.juniper") as shop:
        assert shop.merchant.claimed_id is None


def test_a_token_is_made_shown_once_and_lets_its_system_in(ana: Browser, store: Store, clock: Clock) -> None:
    made = ana.post("/tokens", name="Shop system", scopes=["orders:read"], days="30")

    assert made.status_code == 201
    secret = re.search(r'id="secret">([^<]+)', made.text)[1]  # type: ignore[index]
    assert secret not in ana.get("/tokens").text
    headers = {"Authorization": f"Bearer {secret}"}
    assert ana.client.get("/api/v1/orders", base_url="https://localhost", headers=headers).status_code == 200
    with store.for_merchant("juniper") as shop:
        token = shop.tokens.all()[0]
        assert (token.name, token.scopes) == ("Shop system", ["orders:read"])
        assert token.expires_at == clock.now + timedelta(days=30)
    page = ana.get("/tokens").text
    revoke = re.search(r'action="(/tokens/\d+/revoke)"', page)[1]  # type: ignore[index]
    ana.post(revoke, page="/tokens")

    assert "revoked" in words(ana.get("/tokens"))
    assert ana.client.get("/api/v1/orders", base_url="https://localhost", headers=headers).status_code == 401


def test_a_token_form_sent_twice_makes_one(ana: Browser, store: Store) -> None:
    form = ana.hidden("/tokens") | {"name": "Shop system", "scopes": "orders:read", "days": ""}

    ana.send("/tokens", **form)
    again = ana.send("/tokens", **form)

    assert "This form was already sent" in words(again)
    with store.for_merchant("juniper") as shop:
        assert len(shop.tokens.all()) == 1


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"name": " ", "scopes": "orders:read"}, "name"),
        ({"name": "x"}, "scopes"),
        ({"name": "x", "scopes": "everything"}, "scopes"),
        ({"name": "x" * 200, "scopes": "orders:read"}, "name"),
    ],
)
def test_what_a_token_lacks_is_told_at_its_field(ana: Browser, store: Store, form: dict[str, str], field: str) -> None:
    answer = ana.post("/tokens", **form)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    with store.for_merchant("juniper") as shop:
        assert shop.tokens.all() == []


def test_nobody_revokes_anothers_token(ben: Browser, ana: Browser, store: Store) -> None:
    ana.post("/tokens", name="Shop system", scopes="orders:read")
    with store.for_merchant("juniper") as shop:
        token_id = shop.tokens.all()[0].id

    assert ben.post(f"/tokens/{token_id}/revoke", page="/tokens").status_code == 404

    with store.for_merchant("juniper") as shop:
        assert shop.tokens.all()[0].revoked_at is None
    assert "Shop system" not in words(ben.get("/tokens"))


def test_no_shop_has_more_tokens_than_it_can_look_after(ana: Browser, ben: Browser, store: Store, clock: Clock) -> None:
    with store.for_merchant("juniper") as shop:
        for number in range(MOST_GOOD):
            shop.tokens.create(f"system {number}", ["orders:read"], clock.now + timedelta(days=number + 1))
        shop.commit()
    form = {"name": "One more", "scopes": "orders:read", "days": "90"}

    refused = ana.post("/tokens", **form)

    assert refused.status_code == 422
    assert "Revoke unused ones first" in words(refused)
    assert ben.post("/tokens", **form).status_code == 201
    revoke = re.search(r'action="(/tokens/\d+/revoke)"', refused.text)[1]  # type: ignore[index]
    ana.post(revoke, page="/tokens")
    assert ana.post("/tokens", **form).status_code == 201
    assert ana.post("/tokens", **form).status_code == 422
    clock.advance(days=1, seconds=1)  # one of them ends by itself
    ana.sign_in("ana@juniper.example")
    assert ana.post("/tokens", **form).status_code == 201
