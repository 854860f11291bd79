"""The console, over a workspace that is read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faces.web.console import Console, again, console, log
from tests.faces.web.served import DAY

from camcensus.engine import assess
from camcensus.model.assessment import Assessment


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template")
    log(home)
    return home


@pytest.fixture(scope="session")
def shown(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """One that nobody changes anything in."""
    made = console(template, tmp_path_factory.mktemp("shown"))
    yield made
    made.desk.stop()


@pytest.fixture(scope="session")
def judged(shown: Console) -> Assessment:
    """What it shows, with the evidence, for tests that need not judge again."""
    with shown.desk.opened() as opened:
        return assess.assess(opened, DAY)


@pytest.fixture
def fresh(shown: Console, tmp_path: Path) -> Iterator[Console]:
    """One of a test's own."""
    made = again(shown, tmp_path / "own")
    yield made
    made.desk.stop()
