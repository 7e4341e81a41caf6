"""Cuts a sentence into the word pieces of an encoder's vocabulary, as BERT's uncased ones do. Called by `encoder`."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

_FIRST, _LAST, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_INSIDE = "##"  # before a piece that does not begin a word
_LONGEST_WORD_LETTERS = 100
_WORD = re.compile(r"\w+|[^\w\s]")


class WordPieces:
    """The pieces of one vocabulary, which names one a line."""

    def __init__(self, vocabulary: Path) -> None:
        lines = vocabulary.read_text(encoding="utf-8").splitlines()
        self._places = {piece: place for place, piece in enumerate(lines)}

    def of(self, text: str, most: int) -> list[int]:
        """The places in the vocabulary of what a sentence consists of, its end cut off beyond `most`."""
        pieces = [piece for word in _WORD.findall(_plain(text)) for piece in self._pieces(word)]
        return [self._places[piece] for piece in (_FIRST, *pieces[: most - 2], _LAST)]

    def _pieces(self, word: str) -> list[str]:
        """The longest pieces that a word consists of, one behind the other."""
        pieces = list(self._longest(word)) if len(word) <= _LONGEST_WORD_LETTERS else []
        return pieces if "".join(piece.removeprefix(_INSIDE) for piece in pieces) == word else [_UNKNOWN]

    def _longest(self, word: str) -> Iterator[str]:
        start = 0
        while start < len(word):
            candidates = ((_INSIDE if start else "") + word[start:end] for end in range(len(word), start, -1))
            piece = next((each for each in candidates if each in self._places), None)
            if piece is None:
                return
            yield piece
            start += len(piece.removeprefix(_INSIDE)) if start else len(piece)


def _plain(text: str) -> str:
    """Small letters without accents."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn").replace("_", " _ ")
