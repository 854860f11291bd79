"""The map and the front-end parts in a browser: they obey the policy, and the keyboard reaches every mark by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser import small
from tests.browser.harness import Visit, faults, reflows, serving, shot, visiting

from camcensus.faces.web import front_end
from camcensus.report import _ranks as ranks
from camcensus.report.pages import estate_map, map_window
from camcensus.report.pages.estate_map import Place

OWN = Path(front_end.__file__).parent / "own"
TOWNS = {
    "London": (51.5, -0.12), "Birmingham": (52.48, -1.9), "Glasgow": (55.86, -4.25), "Belfast": (54.6, -5.93),
    "Norwich": (52.63, 1.3), "Plymouth": (50.37, -4.14),
}  # fmt: skip
HEAD = (
    f"{small.HEAD}<meta name=viewport content='width=device-width'><link rel=stylesheet href=/govuk-frontend.css>"
    "<link rel=stylesheet href=/map.css><meta name=htmx-config"
    """ content='{"includeIndicatorStyles":false,"allowEval":false}'>"""
    "<script src=/htmx.js></script><script src=/chart.js></script><script type=module src=/start.js></script>"
)


def place(number: int, name: str, latitude: float, longitude: float) -> Place:
    kind = ranks.KINDS[-1 - number % len(ranks.KINDS)]
    return Place(
        id=f"s{number}", name=name, latitude=latitude, longitude=longitude, kind=kind, devices=number, link="/site"
    )


def page(window: map_window.Window | None = None) -> str:
    places = [place(n, f"{town} House", *spot) for n, (town, spot) in enumerate(TOWNS.items())]
    places += [place(n, f"Kent {n}", 51.2 + n / 100, 0.9 + n / 100) for n in range(9)]
    window = window or map_window.around((one.latitude, one.longitude) for one in places)
    svg = estate_map.draw(places, front_end.world(), window, zoom=lambda view: f"/nearer?map={view.text}").svg
    return (
        f"{HEAD}<body class=govuk-template__body><div class=govuk-width-container><main><h1 class=govuk-heading-l>Sites"
        f"</h1><div class=map-holder tabindex=0 role=region aria-label=Map>{svg}</div>"
        "<p id=places class=govuk-body>All places</main></div>"
    )


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    parts = {f"/{name}": part.data.decode() for name, part in front_end.served().items()}
    near = map_window.at(51.24, 0.94, 0.3)
    start = "import {initAll} from '/govuk-frontend.js'; initAll(); document.body.dataset.chart = typeof Chart"
    own = {"/map.css": (OWN / "map.css").read_text("utf-8"), "/start.js": start}
    pages = {"/": page(), "/nearer": page(near), "/site": f"{small.HEAD}<h1>A site</h1>"}
    with serving(lambda: small.application({**parts, **own, **pages})) as found:
        yield found


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Visit]:
    with visiting(browser, origin) as found:
        found.go("/")
        yield found


def test_the_map_has_no_fault_and_obeys_the_policy(visit: Visit) -> None:
    assert faults(visit.page) == []
    reflows(visit.page)
    shot(visit.page, "map")
    visit.quiet()


def test_the_front_end_parts_start_and_ask_for_nothing(visit: Visit) -> None:
    expect(visit.page.locator("body")).to_have_attribute("data-chart", "function")
    assert visit.page.evaluate("() => typeof htmx.process") == "function"
    font = visit.page.evaluate("() => getComputedStyle(document.querySelector('h1')).fontFamily")
    assert font.startswith("system-ui")
    assert "GDS" not in font
    visit.quiet()


def test_the_keyboard_reaches_every_mark_and_each_then_shows_its_name(visit: Visit) -> None:
    marks = visit.page.locator("a.map-place")
    count = marks.count()
    assert count > len(TOWNS)
    visit.page.locator(".map-holder").focus()
    told = []
    for number in range(count):
        visit.page.keyboard.press("Tab")
        expect(marks.nth(number)).to_be_focused()
        expect(marks.nth(number).locator(".map-name")).to_be_visible()
        told.append(marks.nth(number).get_attribute("aria-label"))
    assert "London House: not met; 0 devices" in told
    assert len(set(told)) == count
    shot(visit.page, "map-chosen")


def test_names_without_room_wait_until_their_mark_is_chosen(visit: Visit) -> None:
    waiting = visit.page.locator(".map-waits").first
    expect(waiting).to_be_hidden()
    visit.page.locator("a.map-place:has(.map-waits) [stroke-width='3']").first.hover()
    expect(waiting).to_be_visible()


def test_a_mark_of_several_leads_to_where_they_part(visit: Visit) -> None:
    several = visit.page.get_by_role("link", name="9 sites")
    expect(several).to_have_count(1)
    several.focus()
    shot(visit.page, "map-several")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/nearer?map=*")
    assert map_window.parse(visit.page.url.partition("map=")[2].replace("%2C", ",")).wide < 1
    expect(visit.page.get_by_role("link", name="Kent 0: ")).to_be_visible()
    visit.quiet()
