"""Which intent answers does not depend on the order in which intents are registered."""

import pytest

from intents.dialogue.phrases import AMAZON_INTENTS
from intents.registry import INTENTS
from tests.channels.alexa.alexa_requests import intent
from tests.conftest import Clock
from voice_skill.channels.alexa.skill import Skill
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store

AMAZON = set(AMAZON_INTENTS.values())
NAMES = ["OfALaterModelIntent", *sorted({f"{one.__name__}Intent" for one in INTENTS}), *sorted(AMAZON)]


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_registration_changes_no_answer(name: str, store: Store, clock: Clock) -> None:
    with store.for_merchant("juniper") as shop:
        variants = [CatalogueVariant("mug", Money(1400, "USD"), stock=3)]
        shop.catalogue.put([CatalogueItem("mug", "Blue Mug", "blue mug", "blue mugs", variants)])
        shop.commit()
    answers = []
    for intents in (INTENTS, INTENTS[::-1]):
        with store.for_merchant("juniper") as shop:
            body = intent(name, clock.now, {"product": "blue mug"})
            answers.append(Skill(intents).answer(body, shop))
            shop.rollback()

    assert answers[0] == answers[1]
    assert answers[0]["response"]["outputSpeech"]["ssml"]
