"""A language may begin with a few intents: the others are not understood in it, and nothing fails."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import intents

TEXTS = {
    "shared": '[responses]\nsorry = "Lo siento."\nnothing_to_sell = "Aún no vendemos nada. ¿Qué desea?"',
    "products/find_product": 'samples = ["tienen {product}"]\n[responses.one]\none = "La {product} cuesta {price}. ¿La '
    'añado?"\nother = "Las {product} cuestan {price}. ¿Las añado?"',
    "conversation/fallback": 'samples = []\n[responses]\nexamples = "No le he entendido. ¿Qué desea?"',
}
ASK = """
import sys
from intents.dialogue.slots import Message, Slot
from intents.wording.interpretation import turn_of
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store

store = Store.open(f"sqlite:///{sys.argv[1]}/shop.db")
store.upgrade()
store.add_merchant("norte", title="Norte", locale="es-ES", currency="EUR", time_zone="Europe/Madrid")
with store.for_merchant("norte") as shop:
    shop.catalogue.put([CatalogueItem("taza", "Taza", "taza", "taza", [CatalogueVariant("taza", Money(900, "EUR"))])])
    turn = turn_of(Message("ana", "es-ES", sys.argv[2], {"product": Slot("taza", ("taza",))}), shop, {})
    print(turn.intent().reply(turn).speech)
store.close()
"""


@pytest.mark.parametrize(
    ("intent", "speech"),
    [
        ("FindProduct", "La taza cuesta 9,00\u00a0€. ¿La añado?"),
        *((intent, "No le he entendido. ¿Qué desea?") for intent in ("Fallback", "ShowCart", "AddToCart", "Yes")),
    ],
)
def test_an_intent_without_texts_is_not_understood(tmp_path: Path, intent: str, speech: str) -> None:
    shutil.copytree(Path(intents.__file__).parent, tmp_path / "intents")
    for folder, texts in TEXTS.items():
        (tmp_path / "intents" / folder / "es.toml").write_text(texts, encoding="utf-8")

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", ASK, str(tmp_path), intent]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120
    )

    assert done.stdout.strip() == speech, done.stderr
