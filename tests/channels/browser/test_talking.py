"""Talking with a shop over the socket: real sound and real turns, as a browser's page sends them."""

import gc
import io
import json
import time
import wave
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import vosk
from websockets.exceptions import ConnectionClosedError

from local_voice.audio import Pcm, silence
from tests.channels.browser.conftest import (
    CHUNK_BYTES,
    ORIGIN,
    RATE_HZ,
    Json,
    Served,
    app_of,
    open_shop,
    serving,
    wait_until,
)
from voice_skill.channels.browser.connection import Connection
from voice_skill.channels.browser.conversation import WAIT_S, Conversations, talk
from voice_skill.channels.browser.limits import Limits
from voice_skill.channels.browser.protocol import Hello
from voice_skill.channels.browser.shops import Shops
from voice_skill.channels.browser.tickets import Ticket
from voice_skill.store import CatalogueItem, CatalogueVariant, Money

Spoken = Callable[..., Pcm]


def test_a_spoken_question_is_heard_understood_and_answered_aloud(served: Served, spoken: Spoken) -> None:
    with served.browser() as browser:
        turn = browser.speak(spoken("do you have blue mugs"))

    assert turn["said"] == "do you have blue mugs"
    assert turn["heard"]["alternatives"][0]["text"] == "do you have blue mugs"
    assert turn["intent"] == "FindProductIntent"
    assert turn["slots"] == {"product": "blue mugs"}
    assert turn["confidence"] > 0.5
    assert turn["ms"].keys() == {"hear", "understand", "skill", "speak"}
    assert turn["request"]["request"]["intent"]["name"] == turn["intent"]
    assert turn["response"]["response"]["outputSpeech"]
    assert "blue mug" in turn["speech"]
    assert turn["in_session"]
    with wave.open(io.BytesIO(turn["wav"])) as answer:
        assert answer.getnframes() / answer.getframerate() > 1


def test_words_so_far_are_told_before_the_end_of_speech_is(served: Served, spoken: Spoken) -> None:
    with served.browser() as browser:
        browser.speak(spoken("how much is the red teapot"))

    kinds = [message["type"] for message in browser.told if message["type"] != "preparing"]
    partials = [message["text"] for message in browser.told if message["type"] == "partial"]
    assert kinds[0] == "ready"
    assert kinds[-2:] == ["heard", "turn"]
    assert len(partials) >= 3
    assert partials[-1].startswith("how much is")


def test_a_pause_ends_what_is_said_and_sound_after_it_is_no_turn(served: Served, spoken: Spoken) -> None:
    with served.browser() as browser:
        first = browser.speak(spoken("where is my order", "place my order"))
        second = browser.say("help")

    assert first["said"] == "where is my order"
    assert second["intent"] == "AMAZON.HelpIntent"


def test_letting_go_of_the_button_ends_what_is_said_without_a_pause(served: Served, spoken: Spoken) -> None:
    with served.browser() as browser:
        turn = browser.speak(spoken("how much is the red teapot", pause_s=0.0), done=True)

    assert turn["said"] == "how much is the red teapot"


def test_a_conversation_keeps_its_session_over_spoken_and_typed_turns(served: Served, spoken: Spoken) -> None:
    with served.browser() as browser:
        asked = browser.say("do you have blue mugs")
        agreed = browser.speak(spoken("yes please"))
        ended = browser.say("stop")
        again = browser.say("open juniper lane")

    assert asked["in_session"]
    assert agreed["intent"] == "AMAZON.YesIntent"
    assert agreed["request"]["session"]["sessionId"] == asked["request"]["session"]["sessionId"]
    assert not ended["in_session"]
    assert again["request"]["session"]["new"]
    assert again["speech"].startswith("Welcome back to Juniper Lane, Ada.")


def test_a_new_conversation_knows_nothing_of_the_one_before(served: Served) -> None:
    with served.browser() as browser:
        before = browser.say("do you have blue mugs")
        browser.send(type="new", screen=False)
        browser.until("new")
        after = browser.say("do you have blue mugs")

    assert after["request"]["session"]["new"]
    assert after["request"]["session"]["sessionId"] != before["request"]["session"]["sessionId"]


@pytest.mark.parametrize("screen", [True, False])
def test_the_echo_has_a_screen_or_none(served: Served, screen: bool) -> None:
    with served.browser(screen=screen) as browser:
        turn = browser.say("where is my order")

    assert ("Viewport" in turn["request"]["context"]) is screen


def test_eight_seconds_without_a_word_put_the_question_again_as_an_echo_does(served: Served) -> None:
    with served.browser() as browser:
        browser.say("do you have blue mugs")
        silent = browser.speak(silence(8.5, RATE_HZ))

    assert silent["said"] == ""
    assert silent["heard"] is None
    assert silent["speech"]


def test_an_utterance_that_never_ends_is_cut(shop_home: Path, spoken: Spoken) -> None:
    whole = spoken("do you have blue mugs", pause_s=0.0)
    with serving(shop_home, utterance_s=whole.duration_s) as served, served.browser() as browser:
        turn = browser.speak(Pcm(whole.data + whole.data, RATE_HZ))

    assert turn["said"] == "do you have blue mugs"


def test_an_utterance_whose_sound_stops_coming_is_taken_as_it_is(shop_home: Path, spoken: Spoken) -> None:
    with serving(shop_home, stalled_s=1) as served, served.browser() as browser:
        turn = browser.speak(spoken("do you have blue mugs", pause_s=0.0))

    assert turn["said"] == "do you have blue mugs"


def test_sound_that_nobody_announced_is_no_turn(served: Served, spoken: Spoken) -> None:
    with served.browser() as browser:
        browser.socket.send(spoken("where is my order").data[:CHUNK_BYTES])
        turn = browser.say("help")

    assert turn["intent"] == "AMAZON.HelpIntent"


def test_a_form_that_is_sent_twice_is_answered_twice_and_carried_out_once(served: Served) -> None:
    with served.browser() as browser:
        browser.say("empty my cart")
        browser.say("yes")
        for _ in range(2):
            browser.send(type="say", text="put two blue mugs in my cart", id="form-1")
        first, second = browser.turn(), browser.turn()
        cart = browser.say("what's in my cart")

    assert first["speech"] == second["speech"]
    assert "2 blue mugs" in cart["speech"]


def test_a_kept_conversation_goes_on_with_the_next_socket(served: Served) -> None:
    who = served.sign_in()
    with served.browser(who, keeps=True) as browser:
        first = browser.say("do you have blue mugs")
    with served.connected() as browser:
        browser.send(type="hello", ticket=served.ticket(who), keeps=True)
        shown = browser.until("ready")["turns"]
        second = browser.say("yes")
    with served.browser(keeps=True) as browser:
        elsewhere = browser.say("yes")

    assert [turn["said"] for turn in shown] == ["do you have blue mugs"]
    assert second["request"]["session"]["sessionId"] == first["request"]["session"]["sessionId"]
    assert elsewhere["request"]["session"]["sessionId"] != first["request"]["session"]["sessionId"]


class Leaving:
    """A page that goes away as soon as its shop is ready, which no real socket does at the same moment each time."""

    def recv(self, timeout: float | None = None) -> str:
        raise TimeoutError

    def send(self, message: str | bytes) -> None:
        if json.loads(message)["type"] == "ready":
            raise ConnectionClosedError(None, None)


def test_a_page_that_goes_away_right_after_its_hello_keeps_the_next_one_waiting_for_nothing(served: Served) -> None:
    who, limits = served.sign_in(), Limits()
    ticket, hello = Ticket(who.session_id, who.merchant, ORIGIN), Hello("", screen=False, keeps=True)
    kept = Conversations(limits)
    with closing(Shops.open(served.config, app_of, limits)) as shops:
        with pytest.raises(ConnectionClosedError):
            talk(shops, kept, Connection(Leaving(), limits), ticket, hello)

        began = time.monotonic()
        with shops.of(who.merchant) as shop:
            kept.take(who.session_id, shop, screen=False)

    assert time.monotonic() - began < WAIT_S


def is_known(turn: Json) -> bool:
    """Whether the product is one of those that the interaction model lists."""
    (found,) = turn["request"]["request"]["intent"]["slots"]["product"]["resolutions"]["resolutionsPerAuthority"]
    return bool(found["status"]["code"] == "ER_SUCCESS_MATCH")


def test_a_product_that_comes_into_the_catalogue_is_heard_in_the_conversation_under_way(
    served: Served, spoken: Spoken
) -> None:
    with served.browser() as browser:
        browser.say("help")
        with served.store.for_merchant("juniper") as shop:
            variants = [CatalogueVariant("gong", Money(9_900, "USD"), {}, stock=3)]
            shop.catalogue.put_one(CatalogueItem("gong", "Xylo Gong", "xylo gong", "xylo gongs", variants))
            shop.commit()
        wait_until(lambda: is_known(browser.say("do you have a xylo gong")), every_s=2.5)
        turn = browser.speak(spoken("do you have a xylo gong"))

    assert turn["slots"] == {"product": "xylo gong"}
    assert "xylo gong" in turn["speech"]


@pytest.mark.parametrize("text", ["where is\0 my order", "where is my order\ud800", "\u202ewhere is my order"])
def test_what_nobody_can_say_is_left_out(served: Served, text: str) -> None:
    with served.browser() as browser:
        turn = browser.say(text)

    assert turn["said"] == "where is my order"
    assert turn["intent"] == "OrderStatusIntent"


def test_a_skill_that_is_linked_meanwhile_goes_on_being_spoken_with(served: Served) -> None:
    with served.store.for_merchant("juniper") as shop:
        before = str(shop.merchant.application_id)
    with served.browser() as browser:
        browser.say("help")

        served.store.set_application_id("juniper", "amzn1.ask.skill.1234abcd")
        turn = browser.say("help")
        served.store.set_application_id("juniper", before)
        again = browser.say("help")

    assert turn["request"]["session"]["application"]["applicationId"] == "amzn1.ask.skill.1234abcd"
    assert (turn["intent"], again["intent"]) == ("AMAZON.HelpIntent", "AMAZON.HelpIntent")


def test_without_a_speech_model_the_page_is_told_what_to_run_and_typed_turns_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shop(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)

    with serving(tmp_path) as served, served.connected() as browser:
        browser.send(type="hello", ticket=served.ticket())
        ready = browser.until("ready")
        browser.send(type="listen")
        problem = browser.until("problem")
        turn = browser.say("do you have blue mugs")

    assert ready["hears"] is False
    assert "voice-skill models fetch --locale en-US" in ready["why_deaf"]
    assert problem["words"] == ready["why_deaf"]
    assert turn["intent"] == "FindProductIntent"


def test_getting_ready_is_told_step_by_step(tmp_path: Path, shop_home: Path) -> None:
    open_shop(tmp_path)
    (tmp_path / "models").symlink_to(shop_home / "models")

    with serving(tmp_path) as served, served.browser() as browser:
        steps = [(message["step"], message["words"]) for message in browser.told if message["type"] == "preparing"]

    assert [step for step, _ in steps] == sorted(step for step, _ in steps)
    assert {2, 3} <= {step for step, _ in steps}
    assert any(words.startswith("Learning how") and "names sound" in words for _, words in steps)


def test_a_connection_has_a_recogniser_of_its_own_which_goes_with_it(served: Served, spoken: Spoken) -> None:
    others = recognisers()  # kept, so that none of them goes meanwhile
    with ExitStack() as together:
        for count in range(1, 4):
            together.enter_context(served.browser()).speak(spoken("where is my order"))
            wait_until(lambda count=count: len(recognisers()) == len(others) + count)

    wait_until(lambda: len(recognisers()) == len(others))


def recognisers() -> list[object]:
    gc.collect()
    return [one for one in gc.get_objects() if type(one) is vosk.KaldiRecognizer]


def test_what_is_said_stands_in_no_log(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "voice_skill")
    who = served.sign_in()
    with served.browser(who) as browser:
        browser.say("do you have blue mugs")

    wait_until(lambda: "turns=1" in caplog.text)
    assert "blue" not in caplog.text
    assert who.email not in caplog.text
