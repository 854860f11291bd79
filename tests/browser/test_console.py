"""Every page of the console in a browser: no fault of accessibility, nothing from elsewhere, room at 320 pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.estate import HOSTILE, Estate
from tests.browser.harness import Visit, faults, reflows
from tests.faces.web.console import PEOPLE
from tests.faces.web.served import WORD

from camcensus.faces.web.pages import PLACES
from camcensus.faces.web.session import PLAIN
from camcensus.model.access import Person, Right, Role

Window = Callable[[str], Visit]
EVERYBODY = {"Ada": Person(name="Ada", role=Role.ADMINISTRATOR), **PEOPLE}


def places(name: str) -> list[str]:
    """The pages of the navigation that somebody may open."""
    person = EVERYBODY[name]
    found = [place.path for place in PLACES if place.right is None or person.may(place.right)]
    return found if person.reach.everything else [path for path in found if path not in ("/log", "/reads")]


TWICE = "() => [...document.querySelectorAll('[id]')].map(one => one.id).filter((id, at, all) => all.indexOf(id) < at)"


def sound(visit: Visit, *but: str) -> None:
    """Assert all that is asked of every page; what may be complained of has one of these words in it."""
    page = visit.page
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("h1").inner_text()
    assert page.evaluate(TWICE) == []
    assert page.title().endswith(" \N{EN DASH} camcensus")
    assert len(page.title()) < 120
    assert faults(page) == []
    reflows(page)
    visit.quiet(*but)


@pytest.fixture(scope="module")
def window(browser: Browser, estate: Estate) -> Iterator[Window]:
    """A window of each person that stays open from one test to the next, as a new one takes longer than a page."""
    opened: dict[str, Visit] = {}
    with ExitStack() as stack:

        def of(name: str) -> Visit:
            if name not in opened:
                opened[name] = stack.enter_context(estate.visiting(browser, name))
            opened[name].complaints.clear()
            opened[name].outside.clear()
            return opened[name]

        yield of


# --- as they are opened ----------------------------------------------------------------------------------------

WHOLE = {
    **dict.fromkeys(places("Ada"), "Ada"), **dict.fromkeys(places("Otto"), "Otto"),
    **dict.fromkeys(places("Olga"), "Olga"), "/sites/fenwick": "Olga", "/map": "Olga",
    "/devices?gravest=not-met&sort=called": "Olga", "/devices?find=nothing-is-called-so": "Olga",
    "/makers/hikvision": "Olga", "/makers/axis": "Otto", "/sign-in": "", "/join": "",
}  # fmt: skip
"""Each page once, as somebody who sees most of it."""


@pytest.mark.parametrize(("path", "name"), WHOLE.items())
def test_a_page_is_sound(window: Window, path: str, name: str) -> None:
    visit = window(name)
    assert visit.go(path) == 200
    sound(visit)


@pytest.mark.parametrize("called", ["FEN-021", HOSTILE])
@pytest.mark.parametrize("below", ["", "/settle"])
def test_the_pages_of_a_device_are_sound(window: Window, estate: Estate, called: str, below: str) -> None:
    visit = window("Olga")
    assert visit.go(estate.device(called) + below) == 200
    sound(visit)


@pytest.mark.parametrize("name", ["Otto", "Sam", "Vera", "Nell"])
def test_what_somebody_may_open_opens_in_quiet(window: Window, name: str) -> None:
    visit = window(name)
    for path in places(name):
        assert visit.go(path) == 200, path
        expect(visit.page.locator("h1")).to_have_count(1)
        visit.quiet()
    seen = {link.get_attribute("href") for link in visit.page.locator("#navigation a").all()}
    assert seen >= set(places(name))


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [("Ada", "/devices", 403), ("Vera", "/runs", 403), ("Olga", "/nowhere", 404), ("Dora", "/sites/hall", 404)],
)
def test_a_refusal_is_a_sound_page(window: Window, name: str, path: str, status: int) -> None:
    visit = window(name)
    assert visit.go(path) == status
    sound(visit, str(status))


# --- as they are after something was sent ----------------------------------------------------------------------


def faulty(visit: Visit, field: str) -> None:
    """Assert that a form came back with a summary that has the focus and leads to the field."""
    summary = visit.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert visit.page.title().startswith("Error: ")
    summary.get_by_role("link").click()
    expect(visit.page.locator(f"#{field}")).to_be_focused()
    expect(visit.page.locator(".govuk-error-message")).to_have_count(1)


FAULTY = {
    "determination": ("Olga", "/makers/dahua", "Sign as Olga", "answer"),
    "waiver": ("Olga", "/waivers", "Sign as Olga", "clauses"),
    "consideration": ("Olga", "/waivers", "Record as Olga", "options"),
    "document": ("Olga", "/documents", "Make a draft", "form"),
    "purchase": ("Olga", "/purchases", "Ask", "lines"),
    "day": ("Olga", "/changes", "Compare", "since"),
    "files": ("Olga", "/runs", "Read them", "files"),
    "sheet": ("Olga", "/walk-rounds", "Read it", "site"),
    "invitation": ("Ada", "/people", "Invite", "name"),
    "token": ("Olga", "/me", "Make a token", "label"),
    "sign-in": ("", "/sign-in", "Sign in", "name"),
    "joining": ("", "/join", "Make the account", "name"),
}
"""Who sends which form with nothing in it, and the field that is told first."""


@pytest.mark.parametrize("case", FAULTY)
def test_a_form_with_a_fault_leads_to_what_is_to_be_mended(window: Window, case: str) -> None:
    name, path, button, field = FAULTY[case]
    visit = window(name)
    visit.go(path)
    visit.page.get_by_role("button", name=button, exact=True).click()
    faulty(visit, field)
    if case in ("waiver", "invitation"):  # the others are the same patterns
        sound(visit, "400")


def test_a_device_that_is_settled_with_a_fault_says_where(window: Window, estate: Estate) -> None:
    visit = window("Olga")
    visit.go(estate.device("FEN-021") + "/settle")
    visit.page.get_by_role("button", name="Settle as Olga").click()
    faulty(visit, "note")


def test_what_changed_is_a_sound_page(window: Window) -> None:
    visit = window("Olga")
    visit.go("/changes")
    visit.page.get_by_label("Since").fill("2026-10-31")
    visit.page.get_by_role("button", name="Compare").click()
    visit.page.wait_for_url("**/changes/*")
    assert visit.page.locator("tbody tr").count() > 1
    sound(visit)


def test_the_answer_before_buying_is_a_sound_page(window: Window) -> None:
    visit = window("Olga")
    visit.go("/purchases")
    visit.page.get_by_label("What is to be bought").fill("Hikvision DS-2CD2143G2-I\nAxis P3245-LV\na camera")
    visit.page.get_by_role("button", name="Ask", exact=True).click()
    assert sorted(visit.page.locator("td .tag").all_inner_texts()) == ["ask", "no", "yes"]
    sound(visit)


def test_a_document_is_drawn_and_its_run_is_a_sound_page(window: Window) -> None:
    visit = window("Olga")
    visit.go("/documents")
    visit.page.get_by_label("Document", exact=True).select_option("html")
    visit.page.get_by_role("button", name="Make a draft").click()
    with visit.page.expect_download() as fetched:
        visit.page.get_by_role("button", name="Fetch").click()
    assert fetched.value.path().read_bytes().startswith(b"<!DOCTYPE html>")
    sound(visit)


@pytest.mark.parametrize(("name", "path", "button"), [("Olga", "/me", "Make a token"), ("Ada", "/people", "Invite")])
def test_a_secret_is_shown_on_a_sound_page(window: Window, name: str, path: str, button: str) -> None:
    visit = window(name)
    visit.go(path)
    page = visit.page
    if name == "Olga":
        page.get_by_label("What it is for").fill("the dashboard")
        page.get_by_label("How many days").fill("7")
    else:
        page.get_by_label("Who", exact=True).fill("Wanda")
        page.get_by_label("Viewer:").check()
        page.get_by_label("All of it").check()
    page.get_by_role("button", name=button).click()
    assert len(page.locator(".secret code").inner_text()) == 43
    sound(visit)


def test_what_was_typed_when_the_session_ended_is_shown_once_more(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Olga") as visit:
        visit.go(estate.device("FEN-022") + "/settle")
        page, typed = visit.page, 'Seen by me: "FEN-022" & <b>no other</b>'
        page.get_by_label("By what that is known").fill(typed)
        page.context.clear_cookies(name=PLAIN)
        page.get_by_role("button", name="Settle as Olga").click()
        expect(page.get_by_text("Your session has ended")).to_be_visible()
        sound(visit, "401")
        page.get_by_label("Name").fill("Olga")
        page.get_by_label("Password").fill(WORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("h1")).to_have_text("Send what you typed")
        expect(page.get_by_label("note")).to_have_value(typed)
        sound(visit, "401")


# --- on paper --------------------------------------------------------------------------------------------------


OVERFLOW = "() => [...document.querySelectorAll('.scroll')].map(one => getComputedStyle(one).overflowX)"


@pytest.mark.parametrize("path", ["/", "FEN-021"])
def test_paper_has_what_the_page_says_and_nothing_to_press(browser: Browser, estate: Estate, path: str) -> None:
    with estate.visiting(browser, "Olga") as visit:
        visit.go(path if path.startswith("/") else estate.device(path))
        page = visit.page
        page.evaluate("document.querySelectorAll('.saves').forEach(one => one.hidden = true)")  # of no use on paper
        screen = page.locator("main").inner_text()
        page.evaluate("document.querySelectorAll('.saves').forEach(one => one.hidden = false)")
        page.emulate_media(media="print")
        paper = page.locator("main").inner_text()
        assert paper.split() == screen.split()
        assert len(paper) > 1_500
        expect(page.locator("nav").first).to_be_hidden()
        assert set(page.evaluate(OVERFLOW)) == {"visible"}
        assert len(page.pdf()) > 20_000


def test_everybody_is_somebody(estate: Estate) -> None:
    """Each role is among those who walk through the pages here."""
    assert {person.role for person in EVERYBODY.values()} == set(Role)
    assert {right for person in EVERYBODY.values() for right in Right if person.may(right)} == set(Right)
