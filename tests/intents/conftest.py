"""The sample shop with a customer at its Echo: tests say things and look at what is answered and kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from intents.dialogue.slots import UTTERANCE
from local_voice.device import Answer, Echo
from local_voice.loop import Turn, Utterance, converse
from tests.conftest import Clock
from voice_skill.app import create_app
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.channels.word_reader import WordReader
from voice_skill.config import Config
from voice_skill.sample_shop import create_sample_shop
from voice_skill.store import Store
from voice_skill.understanding import Understanding

ADA = "amzn1.ask.account.ada"
STRANGER = "amzn1.ask.account.stranger"


@dataclass
class Conversation:
    """One customer at one Echo."""

    store: Store
    echo: Echo
    understanding: Understanding

    def turns(self, *texts: str) -> list[Turn]:
        """Says one thing after the other in one session."""
        return list(converse((Utterance(text=text) for text in texts), None, self.understanding, self.echo, None))

    def say(self, *texts: str) -> Answer:
        """The last answer."""
        answer = self.turns(*texts)[-1].answer
        assert answer is not None
        return answer

    def speech(self, *texts: str) -> str:
        return self.say(*texts).speech


@pytest.fixture(scope="session")
def understanding(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    """Understands everything that can be said to the sample shop, all intents loaded together."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('model')}/shop.db", clock=Clock())
    store.upgrade()
    create_sample_shop(store, user_id=ADA)
    with store.for_merchant("juniper") as shop:
        model = interaction_model(shop, "en-US", has_words=True)
    store.close()
    return Understanding(model, locale="en-US")


@pytest.fixture(scope="session")
def read_words(tmp_path_factory: pytest.TempPathFactory) -> WordReader:
    """Recognizes words on the server, learned once for all tests."""
    reader = WordReader(tmp_path_factory.mktemp("learned"))
    reader.load("en-US")
    return reader


@pytest.fixture
def shop_store(database_url: str, clock: Clock) -> Iterator[Store]:
    store = Store.open(database_url, clock=clock)
    create_sample_shop(store, user_id=ADA)
    yield store
    store.close()


@pytest.fixture
def at_the_echo(
    shop_store: Store, understanding: Understanding, read_words: WordReader, database_url: str, tmp_path: Path
) -> Callable[..., Conversation]:
    """A conversation of that customer with the sample shop."""
    config = replace(Config.from_env({"VOICE_SKILL_HOME": str(tmp_path)}), database_url=database_url)
    app = create_app(replace(config, verify_requests=False), store=shop_store, read_words=read_words)
    with shop_store.for_merchant("juniper") as shop:
        application_id = shop.merchant.application_id

    def open_echo(user_id: str = ADA, *, screen: bool = True, words_slot: str | None = UTTERANCE) -> Conversation:
        echo = Echo(app, application_id=application_id or "", user_id=user_id, screen=screen, words_slot=words_slot)
        return Conversation(shop_store, echo, understanding)

    return open_echo


@pytest.fixture
def ada(at_the_echo: Callable[..., Conversation]) -> Conversation:
    return at_the_echo()


@pytest.fixture
def stranger(at_the_echo: Callable[..., Conversation]) -> Conversation:
    return at_the_echo(STRANGER)
