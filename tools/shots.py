"""Take the pictures of ``docs/images/``: the console over the example estate, as Chromium shows it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, sync_playwright
from tests.browser.harness import aside, launched, serving, visiting

from camcensus.engine import demo, desk, gather, workspace
from camcensus.engine.access import Gatekeeper
from camcensus.faces.web import app, front_end
from camcensus.faces.web.files import Files
from camcensus.faces.web.session import PLAIN
from camcensus.model.access import EVERYTHING, Person, Role

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
WIDE = 1280
"""CSS pixels."""
COLOURS = 64
DAYS = (date(2026, 9, 1), date(2026, 10, 28), date(2026, 11, 11), date(2026, 11, 23))
"""Days that the estate is judged for, so that there is something to compare; the last is the one that is shown."""
PLACES = {"Fenwick House": (-0.128, 51.504), "Calder Court": (-1.549, 53.797), "Marsh Lane Depot": (-2.984, 53.452)}
"""Site to longitude and latitude: the estate is made up, and so is where it is."""
WORD = "pictures for the pages"
OFFICER, AUDITOR = "F. Example", "G. Example"


def nothing(_: Page) -> None:
    """The page as it is opened."""


def to_sign(page: Page) -> None:
    """The form of a determination, filled in and not sent."""
    page.get_by_label("It is subject to").check()
    page.get_by_label("Reason").fill("Registered in Hangzhou; the largest holders are its founders.")


def bought(page: Page) -> None:
    """What a quotation names, judged."""
    page.get_by_label("What is to be bought").fill("Hikvision DS-2CD2143G2-I\nAxis P3245-LV\nAnnke C800")
    page.get_by_role("button", name="Ask", exact=True).click()


def first_device(page: Page) -> None:
    """The page of a device that may reach the core network."""
    page.get_by_role("link", name="FEN-021").click()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: of which page, and what is done there before it is taken."""

    path: str
    who: str = OFFICER
    do: Callable[[Page], None] = nothing
    high: int = 1_400
    """CSS pixels; of a longer page the beginning is shown."""


SHOTS = {
    "position": Shot(path="/"),
    "sites": Shot(path="/sites"),
    "map": Shot(path="/map"),
    "devices": Shot(path="/devices?gravest=unknown"),
    "device": Shot(path="/devices?find=FEN-021", do=first_device),
    "unknown": Shot(path="/unknown"),
    "maker": Shot(path="/makers/dahua", do=to_sign, high=2_000),
    "purchases": Shot(path="/purchases", do=bought),
    "documents": Shot(path="/documents"),
    "log": Shot(path="/log", who=AUDITOR),
}


def main() -> None:
    """Write every picture."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launched(playwright)
        with _served(Path(folder)) as (origin, sessions):
            for name, shot in SHOTS.items():
                cookies = {PLAIN: sessions[shot.who]}
                with visiting(browser, origin, cookies, viewport={"width": WIDE, "height": 800}) as visit:
                    visit.go(shot.path)
                    shot.do(visit.page)
                    (IMAGES / f"{name}.png").write_bytes(_small(_taken(visit.page, shot.high)))
                    visit.quiet()
        browser.close()


def _taken(page: Page, high: int) -> bytes:
    """The beginning of a page, or all of a short one; nothing in it has the focus."""
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.activeElement.blur()")
    high = min(high, int(page.evaluate("() => document.documentElement.scrollHeight")))
    clip = FloatRect(x=0, y=0, width=WIDE, height=high)
    return page.screenshot(clip=clip, full_page=True, animations="disabled")


def _small(data: bytes) -> bytes:
    """The same with few colours: pages have few."""
    held = BytesIO()
    few = Image.open(BytesIO(data)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(held, "PNG", optimize=True)
    return held.getvalue()


@contextmanager
def _served(home: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The console over the example estate, with a place for each site: its origin, and a session of each person."""
    aside(lambda: _made(home))
    gate, held = Gatekeeper(home), desk.Desk(home, lambda: DAYS[-1])
    aside(held.answer)
    held.start()
    try:
        with serving(lambda: app.make(home, gate, held, Files(front_end.served()))) as origin:
            yield origin, _people(gate)
    finally:
        held.stop()


def _made(home: Path) -> None:
    demo.demo(home)
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Point", "coordinates": place}}
        for name, place in PLACES.items()
    ]
    (home / "sites.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    opened = workspace.open_(home)
    list(gather.read(opened, [home / "sites.geojson"], gather.Wish()))
    for day in DAYS[:-1]:
        desk.answered(opened, day)
    opened.store.close()


def _people(gate: Gatekeeper) -> dict[str, str]:
    by = gate.accept(gate.first() or "", "Administrator", WORD)
    for name, role in ((OFFICER, Role.OFFICER), (AUDITOR, Role.AUDITOR)):
        gate.accept(gate.invite(by, Person(name=name, role=role, reach=EVERYTHING)), name, WORD)
    return {name: gate.sign_in(name, WORD) for name in (OFFICER, AUDITOR)}


if __name__ == "__main__":
    main()
