"""The skill package, the skill's id, and tokens for the merchant's systems."""

import json
import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.conftest import Clock
from tests.web.conftest import Browser, words
from tests.web.test_catalogue import item, sell
from voice_skill.store import LOCAL_SKILL, Store
from voice_skill.store.tokens import MOST_GOOD

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
    assert manifest["manifest"]["apis"]["custom"]["endpoint"]["uri"] == "https://shop.example/alexa"
    assert "blue mug" in model


@pytest.mark.parametrize("endpoint", ["", "http://shop.example", "https://shop.example:8443/alexa", "<script>"])
def test_an_address_that_alexa_would_not_call_is_told_at_its_field(ana: Browser, endpoint: str) -> None:
    answer = ana.client.get("/skill/package.zip", query_string={"endpoint": endpoint}, base_url="https://localhost")

    assert answer.status_code == 422
    assert "Alexa calls https on port 443" in words(answer)
    assert 'id="endpoint-error"' in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")


def test_the_skill_is_linked_by_its_id(ana: Browser, store: Store) -> None:
    ana.post("/skill", skill_id=f" {SKILL} ")

    with store.for_application(SKILL) as shop:
        assert shop.merchant.name == "juniper"
    assert f"The skill {SKILL} speaks for your shop." in words(ana.get("/"))


def test_a_shop_that_was_only_tried_has_no_skill_yet(ana: Browser, store: Store) -> None:
    store.set_application_id("juniper", f"{LOCAL_SKILL}juniper")

    assert "speaks for your shop" not in words(ana.get("/"))
    assert LOCAL_SKILL not in ana.get("/skill").text


@pytest.mark.parametrize(
    "skill_id", ["", "my skill", "amzn1.ask.skill.", "amzn1.ask.skill.birch", "amzn1.ask.skill.local-larch"]
)
def test_an_id_that_is_none_or_anothers_is_refused(ana: Browser, store: Store, skill_id: str) -> None:
    answer = ana.post("/skill", skill_id=skill_id)

    assert answer.status_code == 422
    assert re.search("This is no skill id|Another shop has this skill", words(answer))
    with store.for_application("amzn1.ask.skill.birch") as shop:
        assert shop.merchant.name == "birch"


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

    assert "This was sent before" in words(again)
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
    assert "Revoke some that nothing uses any more" in words(refused)
    assert ben.post("/tokens", **form).status_code == 201
    revoke = re.search(r'action="(/tokens/\d+/revoke)"', refused.text)[1]  # type: ignore[index]
    ana.post(revoke, page="/tokens")
    assert ana.post("/tokens", **form).status_code == 201
    assert ana.post("/tokens", **form).status_code == 422
    clock.advance(days=1, seconds=1)  # one of them ends by itself
    ana.sign_in("ana@juniper.example")
    assert ana.post("/tokens", **form).status_code == 201
