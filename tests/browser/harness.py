"""Pages as a browser shows them: served on loopback, opened by a person who is signed in, and asked for their faults.

Playwright runs a loop of its own in the thread of the test, so that `asyncio.run` fails there while a browser is open:
what calls it, as an assessment does, goes through `aside`, and an application is made where it is served.
"""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Route
from tests.serving import LOCAL

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "build" / "shots"
"""Where pictures of pages go; git passes over it."""
AXE = ROOT / ".venv" / "front-end-tests" / "axe.js"
CHROMIUM = shutil.which("chromium")
MISSING = ", ".join(
    name for name, there in (("chromium", CHROMIUM), ("axe-core (run 'make parts')", AXE.is_file())) if not there
)
"""What these tests cannot do without and this machine has not."""
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
NARROW = 320
"""CSS pixels: a window of 1,280 at 400 per cent (WCAG 2.2, 1.4.10)."""
WAIT = 10_000
"""Milliseconds that anything may take; a busy machine is slow, not wrong."""


def launched(playwright: Playwright) -> Browser:
    """Debian's Chromium, which finds nothing but this machine."""
    rules = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {LOCAL}1"
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[rules])


def aside(call: Callable[[], T]) -> T:
    """The result of a call in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()


@contextmanager
def serving(make: Callable[[], Any]) -> Iterator[str]:
    """Serve the ASGI application that `make` makes; gives its origin, ``http://127.0.0.1:port``."""
    listener = socket.create_server((f"{LOCAL}1", 0))
    app = aside(make)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", ws="none"))
    thread = threading.Thread(target=_run, args=(server, listener))
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        assert server.started, "the application did not start"
        yield f"http://{LOCAL}1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    with suppress(SystemExit):  # so it ends where the application does not start, which its caller tells
        server.run([listener])


# --- a visit ---------------------------------------------------------------------------------------------------


@dataclass(kw_only=True, eq=False)
class Visit:
    """One person's window onto what is served."""

    page: Page
    origin: str
    outside: list[str] = field(default_factory=list)
    """Addresses elsewhere that a page asked for; none was let through."""
    complaints: list[str] = field(default_factory=list)
    """Errors that the console told, those of the content security policy among them."""

    def go(self, path: str) -> int:
        """Open a page; gives its status."""
        answer = self.page.goto(self.origin + path)
        assert answer is not None
        return answer.status

    def ask(self, route: Route, request: Request) -> None:
        """Let through what asks this origin alone."""
        if request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(request.url)
            route.abort()

    def hear(self, said: ConsoleMessage) -> None:
        """Keep what is an error."""
        if said.type == "error":
            self.complaints.append(said.text)

    def quiet(self, *but: str) -> None:
        """Assert that nothing left the origin and no error was told, but those with one of these words in them."""
        told = [one for one in self.complaints if not any(word in one for word in but)]
        assert not self.outside, f"asked elsewhere: {self.outside}"
        assert not told, "; ".join(told)


@contextmanager
def visiting(
    browser: Browser, origin: str, cookies: Mapping[str, str] | None = None, **options: Any
) -> Iterator[Visit]:
    """A window of its own, with these cookies; `options` are those of Playwright's ``new_context``."""
    context = browser.new_context(**options)
    context.set_default_timeout(WAIT)
    context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in (cookies or {}).items()])
    visit = Visit(page=context.new_page(), origin=origin)
    context.route("**/*", visit.ask)
    visit.page.on("console", visit.hear)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    try:
        yield visit
    finally:
        context.close()


# --- what a page is asked for ----------------------------------------------------------------------------------

_RUN = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: {type: "tag", values: tags}, rules: {"target-size": {enabled: true}}, resultTypes: ["violations"],
  });
  return found.violations.filter(one => ["serious", "critical"].includes(one.impact)).flatMap(one =>
    one.nodes.map(node => `${one.id} (${one.impact}): ${one.help}: ${node.html.slice(0, 300)}`));
}"""

_TOO_WIDE = """() => {
  const scrolls = one => /auto|scroll|hidden|clip/.test(getComputedStyle(one).overflowX);
  const held = one => {
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) if (scrolls(up)) return true;
    return false;
  };
  const root = document.documentElement, found = [];
  for (const one of document.body.querySelectorAll("*")) {
    const box = one.getBoundingClientRect();
    const wide = box.right > root.clientWidth + 1 && box.width > 0 && box.height > 0;
    if (wide && !one.closest("svg :scope, .govuk-visually-hidden") && !held(one))
      found.push(`${one.tagName.toLowerCase()}.${one.className}: ${Math.round(box.right)}`);
  }
  if (!found.length && root.scrollWidth > root.clientWidth) found.push(`the page: ${root.scrollWidth}`);
  return found;
}"""


def faults(page: Page) -> list[str]:
    """The serious and critical faults that axe-core finds by WCAG 2.2 A and AA; each with the element it is of."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(_RUN, list(TAGS))
    return found


def reflows(page: Page) -> None:
    """Assert that in a window of 320 CSS pixels nothing sticks out to the right; what scrolls by itself may."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    try:
        found = page.evaluate(_TOO_WIDE)
        assert not found, "; ".join(found)
    finally:
        if before is not None:
            page.set_viewport_size(before)


def shot(page: Page, name: str) -> Path:
    """A picture of the whole page, for people to look at; gives where it is."""
    assert re.fullmatch(r"[a-z0-9-]+", name), name
    path = SHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path
