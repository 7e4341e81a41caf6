"""What engines are given: words and the few tags that they honour."""

from xml.etree.ElementTree import tostring

import pytest

from local_voice.speaking.spoken import Piece, pieces, spoken


@pytest.mark.parametrize(
    ("ssml", "expected"),
    [
        ("AT&T <b>", "AT&amp;T &lt;b&gt;"),
        ('<speak><w role="amazon:VB">read</w> <voice name="Ivy">me</voice></speak>', "read me"),
        ('<speak>a<audio src="https://example.com/a.mp3"/>b</speak>', "ab"),
        ('<speak><break time="0.5s"/></speak>', '<break time="500ms" />'),
        ('<speak><break strength="strong"/></speak>', '<break time="300ms" />'),
        (
            '<speak><say-as interpret-as="spell-out">sku</say-as></speak>',
            '<say-as interpret-as="characters">sku</say-as>',
        ),
        ('<speak><prosody volume="-6dB">x</prosody></speak>', '<prosody volume="50%">x</prosody>'),
        ('<speak><amazon:effect name="whispered">x</amazon:effect></speak>', '<prosody volume="x-soft">x</prosody>'),
        ('<speak><lang xml:lang="fr-FR">x</lang></speak>', '<voice xml:lang="fr">x</voice>'),
        ("<speak><emphasis>$2</emphasis></speak>", "<emphasis>2 dollars</emphasis>"),
        ('<speak><phoneme alphabet="ipa" ph="x">pecan</phoneme></speak>', "pecan"),
    ],
)
def test_engines_get_only_what_they_honour(ssml: str, expected: str) -> None:
    inside = tostring(spoken(ssml, "en-US"), encoding="unicode").removeprefix("<speak>").removesuffix("</speak>")

    assert inside == expected


def test_pieces_carry_silences_rates_and_volumes_beside_the_words() -> None:
    tree = spoken(
        '<speak>One.<break time="2s"/>Two <prosody rate="50%" volume="silent">three</prosody>'
        '<p>four <say-as interpret-as="characters">ab</say-as></p>five</speak>',
        "en-US",
    )

    assert list(pieces(tree)) == [
        Piece("One.", pause_s=2.0),
        Piece("Two"),
        Piece("three", rate=0.5, volume=0.0),
        Piece("four A, B", pause_s=0.5),
        Piece("five"),
    ]


def test_nothing_to_say_is_no_piece() -> None:
    assert list(pieces(spoken("", "en-US"))) == []
