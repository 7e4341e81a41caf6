"""Alexa's SSML rules, and what a reply says in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_voice.speaking import InvalidSsml, as_ssml, parse_ssml, plain_words

VALID = [
    "<speak/>",
    "<speak>Hello <break/> there</speak>",
    '<speak>a<break time="500ms"/>b<break time="10s"/>c<break time=".5s"/><break strength="x-strong"/></speak>',
    '<?xml version="1.0"?><speak version="1.0" xml:lang="en-US"><p><s>One.</s><s>Two.</s></p></speak>',
    '<speak><amazon:effect name="whispered">psst</amazon:effect></speak>',
    '<speak><amazon:emotion name="excited" intensity="low">yes</amazon:emotion></speak>',
    '<speak><amazon:domain name="music">la</amazon:domain></speak>',
    '<speak><audio src="https://example.com/a.mp3"/><audio src="soundbank://soundlibrary/a/b"/></speak>',
    '<speak><emphasis level="strong">now</emphasis><emphasis>now</emphasis></speak>',
    '<speak><lang xml:lang="fr-FR">bonjour</lang> <voice name="Kendra">hi</voice></speak>',
    '<speak><phoneme alphabet="ipa" ph="pɪˈkɑːn">pecan</phoneme> <w role="amazon:VBD">read</w></speak>',
    '<speak><prosody rate="90%" pitch="-10%" volume="+4.08dB">x</prosody><prosody rate="x-fast">y</prosody></speak>',
    '<speak><say-as interpret-as="date" format="mdy">9/22/2026</say-as><sub alias="aluminum">Al</sub></speak>',
    "<speak>AT&amp;T <![CDATA[<b> & co]]> <!-- nothing --></speak>",
]
INVALID = {
    "": "not well formed",
    "Hello": "not well formed",
    "<speak>Hello": "not well formed",
    "<speak>AT&T</speak>": "not well formed",
    "<speak>&nbsp;</speak>": "not well formed",
    "<speak>one</speak><speak>two</speak>": "not well formed",
    "<speak>\x00</speak>": "not well formed",
    "<speak>\ud800</speak>": "not well formed",
    "<p>Hello</p>": "must be enclosed in <speak>",
    "<speak><speak>Hello</speak></speak>": "is not allowed inside",
    "<speak><b>Hello</b></speak>": "invalid SSML element b",
    "<speak><mark name='x'/></speak>": "invalid SSML element mark",
    '<speak><break target="x"/></speak>': "invalid attribute target",
    '<speak><break time="11s"/></speak>': "10 seconds at most",
    '<speak><break time="soon"/></speak>': "invalid attribute time",
    '<speak><prosody rate="10%">x</prosody></speak>': "invalid attribute rate",
    '<speak><say-as interpret-as="money">1</say-as></speak>': "invalid attribute interpret-as",
    "<speak><say-as>1</say-as></speak>": "interpret-as is missing",
    '<speak><audio src="http://example.com/a.mp3"/></speak>': "invalid attribute src",
    '<!DOCTYPE speak [<!ENTITY a "aaaa">]><speak>&a;</speak>': "DOCTYPE",
    '<!DOCTYPE speak SYSTEM "file:///etc/passwd"><speak>x</speak>': "DOCTYPE",
    "<speak>" + "<s>" * 2000 + "</s>" * 2000 + "</speak>": "nested",
}


@pytest.mark.parametrize("ssml", VALID)
def test_accepts_what_alexa_says(ssml: str) -> None:
    assert parse_ssml(ssml).tag == "speak"


@pytest.mark.parametrize(("ssml", "why"), INVALID.items())
def test_refuses_what_alexa_refuses_and_says_why(ssml: str, why: str) -> None:
    with pytest.raises(InvalidSsml) as refusal:
        parse_ssml(ssml)

    assert why in str(refusal.value)


@given(st.text())
def test_any_text_is_said_as_itself_and_is_never_markup(text: str) -> None:
    words = plain_words(as_ssml(text))

    legal = "".join(char if char in "\t\n\r" or _is_xml(char) else " " for char in text)
    assert words == " ".join(legal.split())


@given(st.text(alphabet="<>&;/'\"[]! aspekbr=-?", max_size=40))
def test_markup_is_either_refused_or_valid(text: str) -> None:
    try:
        parse_ssml(text)
    except InvalidSsml:
        return
    assert text.lstrip().startswith("<")


@pytest.mark.parametrize(
    ("ssml", "words"),
    [
        ("M&M's <b> & co", "M&M's <b> & co"),
        ("<speak>M&amp;M's &lt;b&gt;</speak>", "M&M's <b>"),
        ("<speak>One<break/>two. <p>Three</p><p>four</p></speak>", "One two. Three four"),
        ("<speak><emphasis>un</emphasis>believable</speak>", "unbelievable"),
        ('<speak><sub alias="aluminum">Al</sub>, $12.50</speak>', "aluminum, $12.50"),
        ('<speak>Order <say-as interpret-as="digits">482193</say-as>.</speak>', "Order 482193."),
        ('<speak>Oh <say-as interpret-as="expletive">dash</say-as>!</speak>', "Oh bleep!"),
        ('<speak><audio src="https://example.com/a.mp3"/> Hi</speak>', "Hi"),
    ],
)
def test_plain_words_are_what_a_person_would_write_down(ssml: str, words: str) -> None:
    assert plain_words(ssml) == words


def _is_xml(char: str) -> bool:
    return " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"
