"""The console over the example estate, served to people of each role who are signed in already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from tests.browser import harness
from tests.browser.harness import Visit, aside
from tests.faces.web.console import Console, console, log
from tests.faces.web.served import WORD

from camcensus.faces.web.session import PLAIN

HOSTILE = "H-4"
"""A device whose model has 10,000 characters."""


@dataclass(kw_only=True, eq=False)
class Estate:
    """The console and where it is served."""

    console: Console
    origin: str
    sessions: dict[str, str] = field(default_factory=dict)
    """A session of each person: who signs in too often has to wait."""

    @contextmanager
    def visiting(self, browser: Browser, name: str = "", **options: Any) -> Iterator[Visit]:
        """A window of somebody's; without a name, of somebody who is not signed in. `options`: of ``new_context``."""
        if name and name not in self.sessions:
            self.sessions[name] = self.console.gate.sign_in(name, WORD)
        cookies = {PLAIN: self.sessions[name]} if name else {}
        with harness.visiting(browser, self.origin, cookies, **options) as visit:
            yield visit

    def device(self, called: str) -> str:
        """The address of the page of a device, by what it is called."""
        devices = self.console.desk.held.assessment.devices
        found = devices.filter(devices["label"] == called)["device"].to_list()
        assert len(found) == 1, called
        return f"/devices/{found[0]}"


@contextmanager
def served(folder: Path) -> Iterator[Estate]:
    """Read the example estate into `folder`, and serve it with the council's hostile devices."""
    aside(lambda: log(folder / "template"))
    made = aside(lambda: console(folder / "template", folder / "home"))
    try:
        with harness.serving(lambda: made.made) as origin:
            yield Estate(console=made, origin=origin)
    finally:
        made.desk.stop()
