"""Keeps an answer within Alexa's limits, whatever names and texts it is made of. Called by `handlers`.

Amazon, "Request and Response JSON Reference" and "Best Practices for Text Responses": speech under 8,000 characters,
its markup included; all text of a card, its addresses included, at most 8,000; an address of a picture 2,000.
Characters are counted as UTF-16 counts them, which is the most that anybody may mean.
"""

from xml.etree import ElementTree

from markupsafe import Markup, escape

from voice_skill.language.characters import sayable, shortened

MOST_SPEECH = 7_900  # <speak> and </speak> come to it
# As one character may become five when it is escaped, and two in UTF-16.
MOST_SHORTENED, MOST_QUESTION = 4_000, 3_500
WIDEST = 5
MOST_CARD = 7_900
MOST_TITLE, MOST_ADDRESS = 300, 2_000


def within_limits(speech: Markup, question: Markup | None = None) -> tuple[Markup, Markup]:
    """Speech that Alexa takes, and the question at its end, which is heard also where the rest is too long."""
    speech, question = _well_formed(speech), _well_formed(question or Markup())
    if _size(question) > MOST_QUESTION:
        question = _cut(question, MOST_QUESTION)
    if _size(speech) > MOST_SPEECH:
        speech = Markup(" ").join(filter(None, [_cut(speech, MOST_SHORTENED), question]))
    return speech, question


def card_within_limits(title: str, speech: Markup, image_url: str | None) -> tuple[str, str, str | None]:
    """Title, text and picture of a card; a picture whose address Alexa would refuse is left out."""
    title, text = shortened(sayable(title), MOST_TITLE), sayable(speech.striptags())
    is_taken = image_url is not None and image_url.startswith("https://") and _size(image_url) <= MOST_ADDRESS
    card_image_url = image_url if is_taken else None
    room = MOST_CARD - _size(title) - 2 * _size(card_image_url or "")  # small and large
    return title, text if _size(text) <= room else shortened(text, room // 2), card_image_url


def _well_formed(speech: Markup) -> Markup:
    """Nothing but what XML can be: what a session kept may come from anywhere."""
    plain = sayable(speech)
    if "<" not in plain and "&" not in plain:
        return Markup(plain)  # noqa: S704  (there is no markup in it)
    try:
        ElementTree.fromstring(f"<speak>{plain}</speak>")  # noqa: S314  (no document type, so no entity of anybody's)
    except ElementTree.ParseError:
        return escape(Markup(plain).striptags())  # noqa: S704  (it is escaped anew)
    return Markup(plain)  # noqa: S704  (our phrases, and what is filled in is escaped)


def _cut(speech: Markup, most: int) -> Markup:
    return escape(shortened(speech.striptags(), most // WIDEST))


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
