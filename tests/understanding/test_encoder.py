"""Sentences become vectors by the graph that is made of published weights, and understanding learns by them."""

from pathlib import Path

import numpy as np
import pytest

from tests.understanding.shop import shop_model
from tests.understanding.small_encoder import PIECES, encoded_by_numpy, write_small_encoder
from voice_skill.understanding import Understanding
from voice_skill.understanding.encoder import SentenceEncoder
from voice_skill.understanding.word_pieces import WordPieces


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    folder = tmp_path_factory.mktemp("encoder")
    write_small_encoder(folder)
    SentenceEncoder.prepare(folder)
    return SentenceEncoder(folder)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Where is my order", ["where", "is", "my", "order"]),
        ("mugs", ["mug", "##s"]),
        ("ordering", ["order", "##ing"]),
        ("é", ["e"]),
        ("what's 猫", ["w", "##h", "##a", "##t", "'", "s", "[UNK]"]),
        ("", []),
    ],
)
def test_cuts_words_into_the_longest_known_pieces(tmp_path: Path, text: str, pieces: list[str]) -> None:
    write_small_encoder(tmp_path)

    places = WordPieces(tmp_path / "vocab.txt").of(text, 64)

    assert [PIECES[place] for place in places] == ["[CLS]", *pieces, "[SEP]"]


def test_cuts_off_the_end_of_what_is_too_long(tmp_path: Path) -> None:
    write_small_encoder(tmp_path)

    assert len(WordPieces(tmp_path / "vocab.txt").of("blue mug " * 100, 64)) == 64


def test_the_graph_computes_what_the_weights_say(encoder: SentenceEncoder, tmp_path: Path) -> None:
    write_small_encoder(tmp_path)
    pieces = WordPieces(tmp_path / "vocab.txt")
    sentences = ["where is my order", "blue mugs", "is my mug blue", "", "ordering mugs is " * 9]

    vectors = encoder.encode(sentences)

    wanted = np.array([encoded_by_numpy(pieces.of(sentence, 64)) for sentence in sentences])
    assert vectors == pytest.approx(wanted, abs=0.06)  # 8-bit integers
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(sentences)), abs=1e-4)


def test_only_the_graph_is_kept_of_the_weights(tmp_path: Path) -> None:
    write_small_encoder(tmp_path)

    SentenceEncoder.prepare(tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"encoder.onnx", "vocab.txt"}


def test_understands_the_same_from_the_cache(encoder: SentenceEncoder, tmp_path: Path) -> None:
    said = ["could I see whether you've blue mugs", "what did it come to", "play some jazz", "get rid of everything"]
    learned = Understanding(shop_model(), cache_dir=tmp_path, encoder=encoder)

    kept = Understanding(shop_model(), cache_dir=tmp_path, encoder=encoder)

    assert len(list(tmp_path.glob("*.understanding"))) == 1
    for text in said:
        one, other = learned.understand(text), kept.understand(text)
        assert one.intent == other.intent
        assert one.confidence == pytest.approx(other.confidence, abs=0.01)


def test_what_was_learned_without_an_encoder_is_kept_apart(encoder: SentenceEncoder, tmp_path: Path) -> None:
    Understanding(shop_model(), cache_dir=tmp_path)
    Understanding(shop_model(), cache_dir=tmp_path, encoder=encoder)

    assert len(list(tmp_path.glob("*.understanding"))) == 2
