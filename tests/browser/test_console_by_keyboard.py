"""One whole piece of work without a mouse: sign in, find a device, sign a determination on its maker, sign out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.estate import Estate
from tests.browser.harness import Visit
from tests.faces.web.served import WORD

FAR = 120
"""Keys that may be pressed until the focus is somewhere."""
FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels.length ? one.labels[0].innerText : one.innerText || "";
  return {words: label.trim(), style: getComputedStyle(one), box: one.getBoundingClientRect().toJSON()};
}"""


@pytest.fixture
def visit(browser: Browser, estate: Estate) -> Iterator[Visit]:
    """Of nobody, and without a pointer that moves: only keys are pressed here."""
    with estate.visiting(browser) as found:
        yield found


def focused(page: Page) -> str:
    """The words of what has the focus, which must be seen to have it and must not lie outside of the window."""
    found = page.evaluate(FOCUSED)
    style, box = found["style"], found["box"]
    marked = style["outlineStyle"] != "none" or style["boxShadow"] != "none"
    assert marked, f"{found['words']!r} has the focus, and nothing shows it"
    assert box["bottom"] > 0, found["words"]
    assert box["top"] < page.viewport_size["height"], found["words"]  # type: ignore[index]  # it has a size
    return str(found["words"])


def go_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press a key until what begins with these words has the focus."""
    passed = []
    for _ in range(FAR):
        page.keyboard.press(key)
        passed.append(focused(page))
        if passed[-1].startswith(words):
            return
    raise AssertionError(f"{words!r} is not reached, but {passed}")


def sign_in(page: Page) -> None:
    """By the link that passes over the navigation, and the form."""
    keys = page.keyboard
    keys.press("Tab")
    assert focused(page) == "Skip to main content"
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    go_to(page, "Name")
    keys.type("Olga")
    go_to(page, "Password")
    keys.type(WORD)
    keys.press("Enter")


def choose(page: Page) -> None:
    """Devices whose name begins so, and of these the unknown."""
    keys = page.keyboard
    page.wait_for_url("**/devices")
    go_to(page, "Name begins with")
    keys.type("FEN-02")
    keys.press("Enter")
    expect(page.locator("#count")).to_have_text("4 devices fit.")
    go_to(page, "Gravest finding")
    keys.type("unknown")  # the words of a list are chosen by typing their beginning
    expect(page.locator("#count")).to_have_text("3 devices fit.")
    assert "find=FEN-02" in page.url
    assert "gravest=unknown" in page.url
    expect(page.locator("#gravest")).to_be_focused()


def sign(page: Page) -> None:
    """A determination on the maker of a device of the table."""
    keys = page.keyboard
    go_to(page, "FEN-021")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("FEN-021")
    go_to(page, "Zhejiang Dahua")
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("Zhejiang Dahua")

    go_to(page, "It is subject to")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    expect(page.get_by_label("It is subject to")).to_be_checked()
    go_to(page, "Reason")
    keys.type("Registered in Hangzhou.")
    go_to(page, "Sign as Olga")
    keys.press("Enter")
    banner = page.get_by_role("alert")
    expect(banner).to_contain_text("Your determination is in the log")
    expect(banner).to_be_focused()
    expect(page.locator(".panel")).to_contain_text("Determined by Olga")


def sign_out(page: Page) -> None:
    """Back to the navigation, and out."""
    keys = page.keyboard
    go_to(page, "Your account", "Shift+Tab")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Olga")
    go_to(page, "Sign out")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_a_determination_is_signed_by_keyboard_alone(visit: Visit, estate: Estate) -> None:
    visit.go("/devices")
    for step in (sign_in, choose, sign, sign_out):
        step(visit.page)
    visit.go("/devices")
    visit.page.wait_for_url("**/sign-in?next=*")
    visit.quiet()
    assert estate.console.desk.held.assessment.makers["dahua"].person == "Olga"


def test_a_form_with_a_fault_is_mended_by_keyboard(visit: Visit) -> None:
    page, keys = visit.page, visit.page.keyboard
    visit.go("/sign-in")
    go_to(page, "Name")
    keys.type("Olga")
    keys.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    keys.press("Tab")
    assert focused(page).startswith("name and password")
    keys.press("Enter")
    expect(page.locator("#name")).to_be_focused()
    expect(page.locator("#name")).to_have_value("Olga")
    visit.quiet("403")


def test_in_a_narrow_window_the_menu_opens_by_keyboard(browser: Browser, estate: Estate) -> None:
    with estate.visiting(browser, "Vera", viewport={"width": 320, "height": 640}) as visit:
        visit.go("/")
        page = visit.page
        expect(page.get_by_role("link", name="Makers", exact=True)).to_be_hidden()
        go_to(page, "Menu")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Menu")).to_have_attribute("aria-expanded", "true")
        go_to(page, "Makers")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Makers")
        visit.quiet()
