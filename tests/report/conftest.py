"""The small estate of `samples`, judged once for all tests of the forms."""

from __future__ import annotations

import pytest
from tests.report import samples

from camcensus.model.assessment import Assessment


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    return samples.sample()


@pytest.fixture(scope="session")
def hostile() -> Assessment:
    return samples.hostile()


@pytest.fixture(scope="session")
def nothing() -> Assessment:
    return samples.nothing()
