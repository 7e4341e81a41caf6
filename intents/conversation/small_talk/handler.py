"""Small talk: a few warm words, then back to what was open."""

from markupsafe import Markup

from intents.dialogue.intent import Intent
from intents.dialogue.phrases import intent_files, topic_name
from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn


class SmallTalk(Intent):
    """ "Hi." "Thanks." "Are you a robot?" "Tell me a joke." The topics and their answers are in its texts alone."""

    def answer(self, turn: Turn) -> Reply:
        question = turn.attributes.get("asked") if turn.open_question else None
        turn.keep_question()
        closing = Markup(question or turn.phrases.fill("small_talk.back"))  # noqa: S704  (our own words)
        return turn.say(f"small_talk.{_topic(turn)}", closing=closing, shop=turn.store.merchant.title)


def _topic(turn: Turn) -> str:
    """The topic that was understood; the first one, if the message names only the intent."""
    folder = SmallTalk.folder()
    topics = intent_files(turn.phrases.locale)[folder].topics
    return next((topic for topic in topics if topic_name(folder, topic) == f"{turn.message.intent}Intent"), min(topics))
