import pytest

from tests.alexa.signing import Signer


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer.create()
