import pytest

from tests.channels.alexa.delivering import Alexa, fill
from tests.channels.alexa.signing import Signer
from tests.conftest import Clock
from voice_skill.store import Store


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer.create()


@pytest.fixture
def alexa(store: Store, signer: Signer, clock: Clock) -> Alexa:
    """Delivers to two workers of both shops."""
    fill(store)
    return Alexa(store, signer, clock)
