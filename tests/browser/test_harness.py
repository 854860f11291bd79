"""The harness finds what is planted, and nothing where nothing is: else its silence would mean nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser import small
from tests.browser.harness import ROOT, SHOTS, Visit, aside, faults, reflows, serving, shot, visiting

CLEAN = (
    f"{small.HEAD}<link rel=stylesheet href=/a.css><main><h1>A page</h1><p>Words, and <a href=/clean>a link</a>.</main>"
)


def page(inside: str) -> str:
    return CLEAN.replace("</main>", f"{inside}</main>")


PAGES = {
    "/clean": CLEAN,
    "/image": page("<img src=/mark.svg width=30 height=30>"),
    "/label": page("<form><input name=a></form>"),
    "/contrast": page("<p class=pale>Pale words</p>"),
    "/targets": page("<button class=tiny>a</button><button class=tiny>b</button>"),
    "/outside": page("<img alt='' src=http://elsewhere.example/x.png>"),
    "/outside-free": page("<img alt='' src=http://elsewhere.example/x.png>"),
    "/inline": page("<p style='color:red'>Red</p>"),
    "/script": page("<script>document.title = 'changed'</script>"),
    "/error": page("<script src=/error.js></script>"),
    "/missing": page("<img alt='' src=/none.png>"),
    "/wide": page("<div class=wide>wide</div>"),
    "/cut": page("<link rel=stylesheet href=/cut.css><div class=wide>wide</div>"),
    "/scrolls": page("<div class=scrolls tabindex=0><div class=wide>wide</div></div>"),
    "/a.css": ".wide{width:900px}.scrolls{overflow-x:auto}.pale{color:#ccc;background:#fff}"
    ".tiny{width:12px;height:12px;padding:0;border:0;margin:0;float:left}",
    "/cut.css": "html,body{overflow-x:hidden}",
    "/error.js": "throw new Error('planted')",
}


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving(lambda: small.application(PAGES, frozenset({"/outside-free"}))) as found:
        yield found


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Visit]:
    with visiting(browser, origin) as found:
        yield found


def test_a_clean_page_has_no_fault(visit: Visit) -> None:
    assert visit.go("/clean") == 200
    assert faults(visit.page) == []
    reflows(visit.page)
    visit.quiet()


@pytest.mark.parametrize(
    ("path", "rule"),
    [("/image", "image-alt"), ("/label", "label"), ("/contrast", "color-contrast"), ("/targets", "target-size")],
)
def test_a_planted_fault_is_found(visit: Visit, path: str, rule: str) -> None:
    visit.go(path)
    found = faults(visit.page)
    assert [one.partition(" ")[0] for one in found if "critical" in one or "serious" in one] == [rule] * len(found)
    assert found
    visit.quiet()


def test_faults_are_looked_for_in_what_a_page_has_become(visit: Visit) -> None:
    visit.go("/clean")
    assert faults(visit.page) == []
    visit.page.evaluate("() => document.querySelector('main').append(new Image())")
    assert len(faults(visit.page)) == 1


@pytest.mark.parametrize("path", ["/outside", "/outside-free"])
def test_a_request_elsewhere_is_found(visit: Visit, path: str) -> None:
    visit.go(path)
    with pytest.raises(AssertionError):
        visit.quiet()
    assert bool(visit.outside) == (path == "/outside-free")
    assert "elsewhere.example" in "".join([*visit.outside, *visit.complaints])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/inline", "Content Security Policy"), ("/script", "Content Security Policy"), ("/error", "planted"),
        ("/missing", "404"),
    ],
)  # fmt: skip
def test_what_the_console_complains_of_is_found(visit: Visit, path: str, words: str) -> None:
    visit.go(path)
    with pytest.raises(AssertionError):
        visit.quiet()
    assert words in "".join(visit.complaints)
    visit.quiet(words)
    assert visit.page.title() == "A page"


@pytest.mark.parametrize("path", ["/wide", "/cut"])
def test_what_sticks_out_of_a_narrow_window_is_found(visit: Visit, path: str) -> None:
    visit.go(path)
    with pytest.raises(AssertionError, match=r"div\.wide"):
        reflows(visit.page)


def test_what_scrolls_by_itself_does_not_stick_out(visit: Visit) -> None:
    visit.go("/scrolls")
    before = visit.page.viewport_size
    reflows(visit.page)
    assert visit.page.viewport_size == before


def test_a_person_is_who_their_cookie_says_and_windows_share_none(browser: Browser, origin: str) -> None:
    for cookies, said in (({"camcensus": "abc"}, "camcensus=abc"), (None, "")):
        with visiting(browser, origin, cookies) as visit:
            visit.go("/who")
            assert visit.page.inner_text("p") == said


def test_a_window_may_be_of_another_kind(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, java_script_enabled=False, viewport={"width": 500, "height": 400}) as visit:
        visit.go("/error")
        visit.quiet()
        assert visit.page.viewport_size == {"width": 500, "height": 400}


def test_a_picture_is_kept_for_people_to_look_at(visit: Visit) -> None:
    visit.go("/clean")
    path = shot(visit.page, "harness")
    assert path == SHOTS / "harness.png"
    assert path.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(AssertionError):
        shot(visit.page, "../harness")


def test_what_wants_a_loop_of_its_own_runs_aside(browser: Browser) -> None:
    async def found() -> int:
        return 7

    assert browser.is_connected()
    assert aside(lambda: asyncio.run(found())) == 7


def test_an_application_that_does_not_start_is_told() -> None:
    async def broken(scope: small.Message, receive: small.Receive, send: small.Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": ""})

    with pytest.raises(AssertionError, match="did not start"), serving(lambda: broken):
        pass


def test_without_a_browser_it_is_said_what_was_not_run(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(browser):\n    raise AssertionError\n")
    plugins = ("-p", "tests.conftest", "-p", "tests.browser.conftest", "-p", "no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "test_it.py"], cwd=tmp_path, capture_output=True, text=True,
        env={"PATH": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}, check=False,
    )  # fmt: skip
    assert "NOT RUN: pages in a browser: chromium missing" in done.stdout
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
