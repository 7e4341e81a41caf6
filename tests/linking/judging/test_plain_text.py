"""Plain words out of HTML."""

import time

import pytest

from voice_skill.linking.judging.plain_text import plain_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("plain  words\n here", "plain words here"),
        ("<p>One<br>two</p><ul><li>three<li>four</ul>five", "One two three four five"),
        ("un<b>break</b>able", "unbreakable"),
        ("Salt &amp; pepper &#x1F600; &hearts;", "Salt & pepper 😀 ♥"),
        ("5 < 6 & 7 > 2", "5 < 6 & 7 > 2"),
        ("a<script>steal()</script>b<style>p{}</style>c", "a b c"),
        ("<script>never closed", ""),
        ("&lt;p&gt;Escaped &amp;amp; twice&lt;/p&gt;", "Escaped & twice"),
        ("<![CDATA[<p>Wrapped</p>]]>", "Wrapped"),
        ("a<!-- hidden -->b", "a b"),
        ('<img src=x onerror="alert(1)">Mug', "Mug"),
        ("soft\u00adhyphen\u200b and \u202emark", "softhyphen and mark"),
        ("nul\x00 \ud800 lost \ufffd", "nul lost"),
    ],
)
def test_only_the_words_stay(written: str, read: str) -> None:
    assert plain_text(written) == read


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 200_000,
        "<b>" * 200_000 + "x",
        "<" * 1_000_000,
        "<a " * 300_000,
        "&" * 1_000_000,
        "<p title='" + "x" * 10_000_000,
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><p>&b;&b;</p>',
        "</b>" * 300_000,
        "<table>" * 50_000,
    ],
)
def test_hostile_html_costs_little_time(hostile: str) -> None:
    begun = time.process_time()

    text = plain_text(hostile)

    assert len(text) <= 200_000
    assert "aaaaaaaaaa" not in text.replace('"aaaaaaaaaa"', "")
    assert time.process_time() - begun < 5
