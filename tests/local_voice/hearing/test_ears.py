"""The real recogniser hears what a real voice says."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from local_voice.audio import Pcm, joined, silence
from local_voice.hearing import Ears, Heard
from local_voice.speaking import Voice


def chunks(pcm: Pcm, chunk_s: float = 0.1) -> list[bytes]:
    size = 2 * int(chunk_s * pcm.sample_rate_hz)
    return [pcm.data[begin : begin + size] for begin in range(0, len(pcm.data), size)]


@pytest.mark.parametrize(
    "said",
    [
        "put two blue mugs in my cart",
        "add rain jacket to my cart",
        "where is my order",
        "what about order one oh four two three three",
        "what's the delivery time",
        "deliver it next friday",
        "search for garden hose",
        "alexa open juniper lane",
        "yes please",
        "help",
    ],
)
def test_hears_what_the_model_expects(ears: Ears, voice: Voice, said: str) -> None:
    heard = ears.hear(voice.synthesize(said))

    assert said in [alternative.text for alternative in heard.alternatives[:2]]


@pytest.mark.parametrize("said", ["the weather is nice in boston today", "my brother plays the guitar on sundays"])
def test_is_not_deaf_to_other_sentences(ears: Ears, voice: Voice, said: str) -> None:
    words = set(ears.hear(voice.synthesize(said)).transcript.split())

    assert len(words & set(said.split())) >= 3


def test_hears_a_name_with_a_word_it_does_not_know(ears: Ears, voice: Voice) -> None:
    assert ears.hear(voice.synthesize("add matcha bowl to my cart")).transcript == "add matcha bowl to my cart"


def test_a_product_that_is_not_sold_is_not_heard_as_a_sold_one(
    vosk_model: Path, shop_model: dict[str, Any], hearing_cache: Path, voice: Voice
) -> None:
    colors, materials = ("red", "blue", "yellow", "black"), ("cotton", "leather", "paper", "silver", "wooden")
    rooms, kinds = ("kitchen", "garden"), ("box", "mug", "plate", "lamp")
    sold = {" ".join(words) for words in product(colors, materials, rooms, kinds)} - {"red silver garden lamp"}
    types = [{"name": "PRODUCT", "values": [{"name": {"value": name}} for name in sorted(sold)]}]
    language = shop_model["interactionModel"]["languageModel"] | {"types": types}
    ears = Ears(vosk_model, {"languageModel": language}, cache_dir=hearing_cache)

    not_sold = ears.hear(voice.synthesize("add red silver garden lamp to my cart"))
    is_sold = ears.hear(voice.synthesize("add red silver kitchen lamp to my cart"))

    assert not_sold.transcript == "add red silver garden lamp to my cart"
    assert is_sold.transcript == "add red silver kitchen lamp to my cart"
    assert is_sold.alternatives[0].confidence > 0.9


def test_hears_figures_in_a_name_as_they_are_said(ears: Ears, voice: Voice) -> None:
    heard = ears.hear(voice.synthesize("add formula five oh one soap to my cart"))

    assert heard.transcript == "add formula five oh one soap to my cart"


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 48_000])
def test_hears_at_any_rate(ears: Ears, voice: Voice, rate_hz: int) -> None:
    assert ears.hear(voice.synthesize("where is my order").resampled(rate_hz)).transcript == "where is my order"


def test_a_pause_does_not_divide_a_sentence(ears: Ears, voice: Voice) -> None:
    parts = [voice.synthesize("put two blue mugs"), voice.synthesize("in my cart")]

    assert ears.hear(joined(parts, gap_s=1.5)).transcript == "put two blue mugs in my cart"


def test_hears_a_long_clip_to_its_end(ears: Ears, voice: Voice) -> None:
    sentence = voice.synthesize("where is my order")

    heard = ears.hear(joined([sentence] * 14, gap_s=1.2))

    assert heard.transcript.split().count("order") == 14


def test_silence_is_nothing_said(ears: Ears) -> None:
    for pcm in (silence(2, 16_000), Pcm(b"", 16_000), Pcm(b"\0", 16_000)):
        heard = ears.hear(pcm)
        assert (heard.transcript, heard.alternatives) == ("", ())


def test_noise_is_no_command(ears: Ears) -> None:
    noise = np.random.default_rng(1).normal(0, 3_000, 48_000).astype("<i2")

    words = ears.hear(Pcm(noise.tobytes(), 16_000)).transcript.split()

    assert len(words) <= 1
    assert not {"help", "yes"} & set(words)


def test_the_same_clip_is_always_heard_alike(ears: Ears, voice: Voice) -> None:
    clip = voice.synthesize("add rain jacket to my cart")

    first, again = ears.hear(clip), ears.hear(clip)

    assert first.alternatives == again.alternatives


def test_readings_are_ordered_and_their_shares_add_up(ears: Ears, voice: Voice) -> None:
    heard = ears.hear(voice.synthesize("put ten blue mugs in my cart"))

    shares = [alternative.confidence for alternative in heard.alternatives]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)
    assert heard.transcript == heard.alternatives[0].text


def test_listening_ends_at_the_pause_after_speech(ears: Ears, voice: Voice) -> None:
    clip = joined([silence(0.5, 16_000), voice.synthesize("where is my order"), silence(5, 16_000)])
    given: list[bytes] = []

    heard = ears.listen((given.append(chunk) or chunk for chunk in chunks(clip)), 16_000)

    assert heard.transcript == "where is my order"
    assert 2 < sum(map(len, given)) / 32_000 < 4
    assert heard.audio_s == pytest.approx(sum(map(len, given)) / 32_000)


def test_listening_shows_the_words_as_they_come(ears: Ears, voice: Voice) -> None:
    clip = joined([silence(0.5, 44_100), voice.synthesize("put two blue mugs in my cart"), silence(0.5, 44_100)])
    shown: list[str] = []

    heard = ears.listen(chunks(clip), 44_100, partial=shown.append)

    assert heard.transcript == "put two blue mugs in my cart"
    assert len(shown) >= 3
    assert len(set(shown)) == len(shown)


def test_listening_hears_through_noise_what_a_whole_clip_gives(ears: Ears, voice: Voice) -> None:
    clip = joined([silence(1, 16_000), voice.synthesize("add rain jacket to my cart"), silence(1.5, 16_000)])
    speech = clip.samples.astype(float)
    hiss = np.random.default_rng(3).normal(0, 1_200, len(speech))
    noisy = Pcm(np.clip(speech + hiss, -32768, 32767).astype("<i2").tobytes(), 16_000)

    heard, whole = ears.listen(chunks(noisy), 16_000), ears.hear(noisy)

    assert heard.transcript == whole.transcript == "add rain jacket to my cart"
    shares = [sum(alternative.confidence for alternative in each.alternatives) for each in (heard, whole)]
    assert shares[0] == pytest.approx(shares[1])
    assert shares[0] < 0.5  # in noise the transcripts are not all that may have been said


@pytest.mark.parametrize("rate_hz", [16_000, 22_050])
def test_a_sample_may_be_divided_between_chunks(ears: Ears, voice: Voice, rate_hz: int) -> None:
    data = voice.synthesize("where is my order").resampled(rate_hz).data

    heard = ears.listen([data[begin : begin + 999] for begin in range(0, len(data), 999)], rate_hz)

    assert heard.transcript == "where is my order"


def test_listening_to_nobody_gives_nothing(ears: Ears) -> None:
    assert ears.listen(chunks(silence(1, 16_000)), 16_000).transcript == ""


def test_a_broken_line_does_not_spoil_what_is_heard_next(ears: Ears, voice: Voice) -> None:
    def broken() -> Any:
        yield from chunks(voice.synthesize("add rain jacket to my cart").resampled(16_000))
        raise ConnectionError

    with pytest.raises(ConnectionError):
        ears.listen(broken(), 16_000)

    assert ears.hear(voice.synthesize("where is my order")).transcript == "where is my order"


def test_several_threads_hear_at_once(ears: Ears, voice: Voice) -> None:
    said = ["where is my order", "put two blue mugs in my cart", "add rain jacket to my cart"] * 2
    clips = [voice.synthesize(text) for text in said]

    with ThreadPoolExecutor(3) as pool:
        assert [heard.transcript for heard in pool.map(ears.hear, clips)] == said
    assert threading.active_count() < 10


def test_what_was_heard_is_json(ears: Ears, voice: Voice) -> None:
    found = json.loads(json.dumps(ears.hear(voice.synthesize("help")).to_json()))

    assert found["transcript"] == "help"
    assert found["alternatives"][0]["text"] == "help"
    assert 0 < found["alternatives"][0]["confidence"] <= 1
    assert found["audio_s"] > 0.2
    assert found["took_s"] > 0


def test_nothing_heard_is_json_too() -> None:
    assert Heard("", (), 1.0, 0.1).to_json() == {"transcript": "", "alternatives": [], "audio_s": 1.0, "took_s": 0.1}
