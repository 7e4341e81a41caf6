"""Shops of test data as their owners open them, and a stranger who visits one. Called by tests."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from intents.dialogue.slots import UTTERANCE
from local_voice.device import Echo
from tests.intents.conftest import Conversation
from voice_skill.app import create_app
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.channels.word_reader import WordReader
from voice_skill.cli.main import main
from voice_skill.config import Config
from voice_skill.store import Store
from voice_skill.understanding import Understanding

PATIENCE_S = 60.0  # on a loaded machine
SHOPPER = "amzn1.ask.account.shopper"


@dataclass(frozen=True)
class Shop:
    """A merchant with a catalogue, and what understands its customers."""

    name: str
    home: Path
    understanding: Understanding
    words_slot: str | None = UTTERANCE

    @contextmanager
    def visited(self, folder: Path) -> Iterator[Conversation]:
        """A stranger in a copy of the shop."""
        shutil.copy(self.home / "shop.db", folder)
        config = Config.from_env({"VOICE_SKILL_HOME": str(folder)})
        store = Store.open(config.database_url)
        app = create_app(replace(config, verify_requests=False), store=store, read_words=read_words())
        yield Conversation(
            store,
            Echo(
                app,
                application_id=_skill(self.name),
                user_id=SHOPPER,
                words_slot=self.words_slot,
                timeout_s=PATIENCE_S,
            ),
            self.understanding,
        )
        store.close()


@cache
def read_words() -> WordReader:
    """Recognizes words on the server, learned once for all shops."""
    reader = WordReader(Path(tempfile.mkdtemp()))
    reader.load("en-US")
    return reader


def open_shop(name: str, home: Path, catalogue: Path | None = None, *, as_alexa: bool = False) -> Shop:
    """A shop with this catalogue, else the one of NAME_shop.json. as_alexa: it is not handed the words said."""
    catalogue = catalogue or Path(__file__).with_name(f"{name}_shop.json")
    for command in (
        ["merchant", "add", name, "--title", f"{name.title()} Shop", "--application-id", _skill(name)],
        ["catalogue", "link", str(catalogue), "--merchant", name],
    ):
        result = CliRunner(env={"VOICE_SKILL_HOME": str(home), "DATABASE_URL": ""}).invoke(main, command)
        assert result.exit_code == 0, result.output
    store = Store.open(f"sqlite:///{home / 'shop.db'}")
    with store.for_merchant(name) as shop:
        model = interaction_model(shop, "en-US", has_words=not as_alexa)
    store.close()
    return Shop(name, home, Understanding(model, locale="en-US"), None if as_alexa else UTTERANCE)


def cart(conversation: Conversation, name: str) -> dict[str, int]:
    """SKUs and how many of each."""
    with conversation.store.for_merchant(name) as shop:
        lines = shop.carts.of(shop.customers.recognise(SHOPPER)).lines
        return {line.variant.sku: line.quantity for line in lines}


def _skill(name: str) -> str:
    return f"amzn1.ask.skill.{name}-shop"
