"""What closes a socket, and in which words: whoever has no ticket, breaks the rules, or never stops."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from local_voice.audio import Pcm
from tests.channels.browser.conftest import CHUNK_BYTES, ORIGIN, PATIENCE_S, Browser, Served, open_shop, serving
from voice_skill.channels.browser import tickets
from voice_skill.channels.browser.tickets import Ticket, Tickets
from voice_skill.config import secret_key

NOT_ADMITTED, BAD_MESSAGE, TOO_LONG, TOO_MUCH, FULL = 4401, 4400, 4408, 4429, 4503


def closing(browser: Browser) -> tuple[int, str]:
    """The code and the reason that the server closes with."""
    try:
        while True:
            browser.socket.recv(PATIENCE_S)
    except ConnectionClosed as closed:
        return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (0, "")


def sending(browser: Browser, sound: bytes, every_s: float) -> tuple[int, str]:
    """The same, for who does nothing but send."""
    until = time.monotonic() + PATIENCE_S
    try:
        while time.monotonic() < until:
            browser.socket.send(sound)
            time.sleep(every_s)
    except ConnectionClosed as closed:
        return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (0, "")
    raise AssertionError("it was never closed")


@pytest.fixture(scope="module")
def strict(shop_home: Path) -> Iterator[Served]:
    """With limits that a test reaches."""
    with serving(shop_home, connections=3, of_one_merchant=2, look_s=0.2, ahead_s=1, turns_a_minute=3) as served:
        yield served


@pytest.mark.parametrize(
    ("ticket", "reason"),
    [
        ("", "This ticket is not valid; load the page again."),
        ("made.up.ticket", "This ticket is not valid; load the page again."),
        ("\ud800", "This ticket is not valid; load the page again."),
        (Tickets("another key" * 4).issue(Ticket(1, "juniper", ORIGIN)), "This ticket is not valid"),
    ],
)
def test_a_ticket_that_is_not_ours_opens_nothing(served: Served, ticket: str, reason: str) -> None:
    with served.connected() as browser:
        browser.send(type="hello", ticket=ticket)

        code, words = closing(browser)

    assert code == NOT_ADMITTED
    assert words.startswith(reason)


def test_a_ticket_opens_one_socket_only(served: Served) -> None:
    ticket = served.ticket()
    with served.connected() as browser:
        browser.send(type="hello", ticket=ticket)
        browser.until("ready")
        with served.connected() as other:
            other.send(type="hello", ticket=ticket)

            assert closing(other) == (NOT_ADMITTED, "This ticket was used before; load the page again.")


def test_a_ticket_of_another_page_opens_nothing(served: Served) -> None:
    with served.connected(origin="http://evil.example") as browser:
        browser.send(type="hello", ticket=served.ticket())

        assert closing(browser) == (NOT_ADMITTED, "This ticket belongs to another page.")


def test_a_program_that_says_no_page_opens_nothing(served: Served) -> None:
    with served.connected(origin=None) as browser:
        browser.send(type="hello", ticket=served.ticket())

        assert closing(browser)[0] == NOT_ADMITTED


def test_a_ticket_of_more_than_a_minute_ago_opens_nothing(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = served.ticket()
    monkeypatch.setattr(tickets, "LASTS_S", -1)  # a minute has passed

    with served.connected() as browser:
        browser.send(type="hello", ticket=ticket)

        assert closing(browser) == (NOT_ADMITTED, "This ticket has expired; load the page again.")


def test_a_ticket_from_before_this_process_began_opens_nothing(shop_home: Path, served: Served) -> None:
    ticket = served.ticket()
    time.sleep(1.1)

    with serving(shop_home) as later, later.connected() as browser:
        browser.send(type="hello", ticket=ticket)

        assert closing(browser) == (NOT_ADMITTED, "This ticket was used before; load the page again.")


def test_a_ticket_of_a_session_that_was_signed_out_opens_nothing(served: Served) -> None:
    who = served.sign_in()
    ticket = served.ticket(who)
    served.store.logins.sign_out(who)

    with served.connected() as browser:
        browser.send(type="hello", ticket=ticket)

        assert closing(browser) == (NOT_ADMITTED, "You are signed out.")


def test_signing_out_ends_the_conversation_under_way(strict: Served) -> None:
    who = strict.sign_in()
    with strict.browser(who) as browser:
        browser.say("do you have blue mugs")

        strict.store.logins.sign_out(who)

        assert closing(browser) == (NOT_ADMITTED, "You are signed out.")


def test_signing_out_ends_a_socket_that_sends_sound_all_the_time(strict: Served, spoken: Callable[..., Pcm]) -> None:
    who = strict.sign_in()
    sound = spoken("do you have blue mugs").data[:CHUNK_BYTES]
    with strict.browser(who) as browser:
        strict.store.logins.sign_out(who)

        assert sending(browser, sound, every_s=0.1) == (NOT_ADMITTED, "You are signed out.")


def test_who_shows_no_ticket_in_time_is_disconnected(shop_home: Path) -> None:
    with serving(shop_home, hello_s=1) as served, served.connected() as browser:
        assert closing(browser) == (NOT_ADMITTED, "No ticket was sent.")


@pytest.mark.parametrize("first", ["sound", "turn", "garbage"])
def test_nothing_is_done_for_who_shows_no_ticket_first(strict: Served, first: str) -> None:
    with strict.connected() as browser:
        match first:
            case "sound":
                browser.socket.send(bytes(CHUNK_BYTES))
            case "turn":
                browser.send(type="say", text="where is my order")
            case "garbage":
                browser.socket.send("{")

        code, _ = closing(browser)

    assert code == (BAD_MESSAGE if first == "garbage" else NOT_ADMITTED)
    assert browser.told == []


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "no JSON",
        "[" * 30_000,
        "null",
        "[]",
        '{"type": "fly"}',
        '{"type": ["say"]}',
        '{"type": "say"}',
        '{"type": "say", "text": 7}',
        '{"type": "say", "text": "   "}',
        '{"type": "say", "text": "\\ud800\\u0000"}',
        json.dumps({"type": "say", "text": "a" * 301}),
        '{"type": "new", "screen": "yes"}',
        '{"type": "hello", "ticket": "again"}',
    ],
)
def test_garbage_closes_the_socket_in_words(served: Served, garbage: str) -> None:
    with served.browser() as browser:
        browser.socket.send(garbage)

        code, words = closing(browser)

    assert code == BAD_MESSAGE
    assert words.endswith(".")


def test_a_command_amid_the_sound_closes_the_socket(served: Served) -> None:
    with served.browser() as browser:
        browser.send(type="listen")
        browser.socket.send(bytes(CHUNK_BYTES))
        browser.send(type="say", text="help")

        assert closing(browser)[0] == BAD_MESSAGE


@pytest.mark.parametrize("odd", [b"", b"\x00", b"\xff" * 3, bytes(range(256)) * 100])
def test_sound_that_is_none_ends_in_a_turn_and_not_in_a_crash(served: Served, odd: bytes) -> None:
    with served.browser() as browser:
        browser.send(type="listen")
        for _ in range(5):
            browser.socket.send(odd)
        browser.send(type="done")
        turn = browser.turn()
        after = browser.say("help")

    assert turn["type"] == "turn"
    assert after["intent"] == "AMAZON.HelpIntent"


def test_a_message_that_is_too_large_closes_the_socket(served: Served) -> None:
    with served.browser() as browser:
        browser.socket.send(bytes(64 * 1024 + 1))

        assert closing(browser)[0] == 1009


def test_text_that_is_no_text_closes_the_socket(served: Served) -> None:
    with served.browser() as browser:
        browser.socket.send(b"\xff\xfe", text=True)

        assert closing(browser)[0] == 1007


def test_sound_faster_than_anybody_speaks_closes_the_socket(strict: Served) -> None:
    with strict.browser() as browser:
        browser.send(type="listen")

        assert sending(browser, bytes(CHUNK_BYTES), every_s=0.001)[0] == TOO_MUCH


def test_more_turns_than_anybody_speaks_close_the_socket(strict: Served) -> None:
    with strict.browser() as browser:
        for _ in range(3):
            browser.say("help")
        browser.send(type="say", text="help")

        assert closing(browser)[0] == TOO_MUCH


def test_another_socket_gives_nobody_more_turns(strict: Served) -> None:
    who = strict.sign_in()
    for _ in range(3):
        with strict.browser(who) as browser:
            browser.say("help")
    with strict.browser(who) as browser:
        browser.send(type="say", text="help")

        assert closing(browser)[0] == TOO_MUCH


def test_a_socket_that_sends_silence_for_ever_is_closed(shop_home: Path) -> None:
    with serving(shop_home, idle_s=3) as served, served.browser() as browser:
        browser.send(type="listen")

        assert sending(browser, bytes(CHUNK_BYTES), every_s=0.1)[0] == TOO_LONG


def test_who_says_nothing_is_disconnected(shop_home: Path) -> None:
    with serving(shop_home, idle_s=3) as served, served.browser() as browser:
        assert closing(browser) == (TOO_LONG, "Nobody spoke for some minutes; connect again.")


def test_who_waits_for_the_shop_longer_than_anybody_may_be_idle_is_let_in(tmp_path: Path) -> None:
    open_shop(tmp_path)

    with serving(tmp_path, idle_s=0.5) as served, served.browser() as browser:
        waited_s = max(message.get("seconds", 0) for message in browser.told)

    assert waited_s > 0.5


def test_one_merchant_cannot_take_all_places_and_gets_one_back(strict: Served) -> None:
    with ExitStack() as two:
        for _ in range(2):
            two.enter_context(strict.browser())
        ticket = strict.ticket()
        with strict.connected() as third:
            third.send(type="hello", ticket=ticket)

            code, words = closing(third)

    assert code == FULL
    assert "Too many windows" in words
    assert_a_place_is_free(strict)


def test_sockets_that_show_no_ticket_keep_nobody_out_who_has_one(served: Served) -> None:
    with served.browser() as talking, ExitStack() as silent:
        oldest, *_, newest = [silent.enter_context(served.connected()) for _ in range(60)]
        with served.browser() as another:
            turns = [browser.say("help") for browser in (talking, another)]
        code, words = closing(oldest)
        newest.send(type="hello", ticket="")

        assert [turn["intent"] for turn in turns] == ["AMAZON.HelpIntent"] * 2
        assert (code, words) == (FULL, "Too many connections without a ticket; try again in a minute.")
        assert closing(newest)[0] == NOT_ADMITTED  # it was still heard


def test_what_is_no_web_socket_gets_an_answer_and_takes_no_place(strict: Served) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", strict.server.port)) as raw:
            raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 426")
        with socket.create_connection(("127.0.0.1", strict.server.port)) as raw:
            raw.sendall(bytes(range(256)))

    assert_a_place_is_free(strict)


def test_a_ticket_says_nothing_that_a_browser_may_not_know(served: Served) -> None:
    who = served.sign_in()
    ticket = served.ticket(who)

    assert secret_key(served.config) not in ticket
    assert who.email not in ticket


def assert_a_place_is_free(served: Served) -> None:
    with served.browser() as browser:
        assert browser.say("help")["intent"] == "AMAZON.HelpIntent"
