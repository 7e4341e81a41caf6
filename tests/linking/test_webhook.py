"""A merchant's shop calls when something changed there: believed only when it signed, and not without end."""

import base64
import hashlib
import hmac
from contextlib import closing

import pytest
from werkzeug.test import Client, TestResponse

from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.linking.webhook import MAX_SIZE_BYTES, MOST_A_MINUTE, Allowance
from voice_skill.store import Feed, Store

BODY = b'{"id": 632910392, "title": "Blue Mug"}'


@pytest.fixture
def feed(store: Store) -> Feed:
    with store.for_merchant("juniper") as shop:
        feed = shop.feeds.add("web", source="https://shop.example/products.json", currency="USD")
        shop.commit()
        return feed


@pytest.fixture
def client(store: Store) -> Client:
    return create_app(Config.from_env({}), store=store).test_client()


def signature(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def secret_of(store: Store, feed: Feed) -> str:
    with store.for_merchant("juniper") as shop:
        return shop.feeds.webhook_secret(feed)


def call(client: Client, token: str, signed: str, header: str = "X-Shopify-Hmac-Sha256", body: bytes = BODY) -> int:
    return client.post(f"/feeds/{token}/changed", data=body, headers={header: signed}).status_code


@pytest.mark.parametrize("header", ["X-Shopify-Hmac-Sha256", "X-WC-Webhook-Signature"])
def test_a_signed_call_makes_the_feed_due(store: Store, client: Client, feed: Feed, header: str) -> None:
    assert store.due_feeds() == []

    assert call(client, feed.token, signature(BODY, secret_of(store, feed)), header) == 202

    assert store.due_feeds() == [("juniper", "web")]


@pytest.mark.parametrize("signed", ["", "x", "é", signature(BODY, "another secret"), signature(b"another body", "")])
def test_a_call_that_is_not_signed_right_changes_nothing(store: Store, client: Client, feed: Feed, signed: str) -> None:
    headers = {"X-WC-Webhook-Signature": signed.encode().decode("latin-1")}
    answer = client.post(f"/feeds/{feed.token}/changed", data=BODY, headers=headers)
    unknown = client.post(f"/feeds/{feed.token}x/changed", data=BODY, headers=headers)

    assert _seen(answer) == _seen(unknown) == (401, b"")
    assert client.post(f"/feeds/{feed.token}/changed", data=BODY).status_code == 401
    assert store.due_feeds() == []


def _seen(answer: TestResponse) -> tuple[int, bytes]:
    return answer.status_code, answer.data


def test_nobody_is_told_whose_signature_it_is_of_another_feed(store: Store, client: Client, feed: Feed) -> None:
    with store.for_merchant("birch") as shop:
        theirs = shop.feeds.add("web", source="https://birch.example/feed", currency="USD")
        shop.commit()

    assert call(client, theirs.token, signature(BODY, secret_of(store, feed))) == 401
    assert store.due_feeds() == []


def test_an_address_with_nul_in_it_is_nobodys(store: Store, client: Client, feed: Feed) -> None:
    assert call(client, f"{feed.token}%00", signature(BODY, secret_of(store, feed))) == 401


def test_a_body_that_is_too_large_is_not_read(store: Store, client: Client, feed: Feed) -> None:
    body = b"x" * (MAX_SIZE_BYTES + 1)

    assert call(client, feed.token, signature(body, secret_of(store, feed)), body=body) == 413
    assert store.due_feeds() == []


def test_too_many_calls_are_turned_away(store: Store, client: Client, feed: Feed) -> None:
    signed = signature(BODY, secret_of(store, feed))

    answers = [call(client, feed.token, signed) for _ in range(MOST_A_MINUTE + 1)]
    guesses = [call(client, f"guess-{number}", signed) for number in range(MOST_A_MINUTE + 1)]

    assert (answers[0], answers[-2], answers[-1]) == (202, 202, 429)
    assert (guesses[0], guesses[-2], guesses[-1]) == (401, 401, 429)


def test_after_a_minute_calls_are_taken_again() -> None:
    now = [0.0]
    allowance = Allowance(2, lambda: now[0])

    taken = [allowance.takes("web"), allowance.takes("web"), allowance.takes("web"), allowance.takes("other")]
    now[0] = 61.0

    assert taken == [True, True, False, True]
    assert allowance.takes("web")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_is_away_is_told_so_that_the_shop_calls_again(
    store: Store, client: Client, feed: Feed, request: pytest.FixtureRequest
) -> None:
    signed = signature(BODY, secret_of(store, feed))
    with request.getfixturevalue("postgresql_server").away():
        assert call(client, feed.token, signed) == 503


def test_a_secret_that_was_sealed_with_a_lost_key_is_said_to_need_a_new_one(
    store: Store, feed: Feed, database_url: str
) -> None:
    signed = signature(BODY, secret_of(store, feed))
    with closing(Store.open(database_url, secret_key=lambda: "another key that is long enough")) as other:
        client = create_app(Config.from_env({}), store=other).test_client()

        answer = client.post(f"/feeds/{feed.token}/changed", data=BODY, headers={"X-Shopify-Hmac-Sha256": signed})
        assert (answer.status_code, "made anew" in answer.text) == (503, True)

        with other.for_merchant("juniper") as shop:
            shop.feeds.keep_webhook_secret("web")
            shop.commit()
            renewed = shop.feeds.webhook_secret(shop.feeds.get("web"))
        assert call(client, feed.token, signed) == 401
        assert call(client, feed.token, signature(BODY, renewed)) == 202
