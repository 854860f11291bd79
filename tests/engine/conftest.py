"""An open workspace in a folder of its own, and runs of the prober on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engine.runs import RUN, hello, known
from tests.scopes import SCOPE, write
from tests.workspaces import make

from camcensus.engine import probe as engine
from camcensus.engine import workspace
from camcensus.engine.probe import Result, Wish
from camcensus.engine.workspace import Workspace
from camcensus.sources.steps import Script, Target


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    made = workspace.open_(make(tmp_path / "ws"))
    yield made
    made.store.close()


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Play a run on a port with one probe, `hello` if no other is given."""

    def played(
        port: int, text: str = SCOPE, ask: Callable[[Target, int], Script] = hello, asks: str = "port", **more: Any
    ) -> Result:
        monkeypatch.setattr(engine, "probes", lambda: [known(ask, port, asks)])
        path = write(tmp_path, text.replace("18080", str(port)))
        wish = Wish(scope=path, out=tmp_path / RUN, resume=more.pop("resume", False), secrets=more.pop("secrets", None))
        return engine.probe(wish, **more)

    return played
