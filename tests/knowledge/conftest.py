"""The knowledge as it ships, read once."""

from __future__ import annotations

import pytest
from tests import support

from camcensus.knowledge import load
from camcensus.model.knowledge import Knowledge


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    return load.read()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return support.knowledge()
