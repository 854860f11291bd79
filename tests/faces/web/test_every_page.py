"""Every page, as each role: who may see it does, and nothing beyond somebody's reach changes what they see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from httpx import Response
from tests.faces.web.console import HOSTILE, PEOPLE, Console, console, secret, words
from tests.faces.web.served import WORD

from camcensus.engine.access import SECOND
from camcensus.faces.web import pages
from camcensus.model.access import Right
from camcensus.store.register_tables import FACETS

PATHS = {
    Right.SEE: (
        "/", "/sites", "/devices", "/devices.csv", "/devices?gravest=not-met&sort=called", "/devices?find=fen&down=1",
        "/unknown", "/differences", "/makers", "/orders", "/waivers", "/purchases", "/changes", "/documents",
    ),
    Right.SURVEY: ("/walk-rounds", "/runs"),
    Right.PROVE: ("/log", "/reads"),
    Right.ADMINISTER: ("/people",),
}  # fmt: skip
"""What everybody of a right may open, the whole of which nobody else may."""
_READ = ("register", "devices?most=200", "devices?find=h", "totals", "standing", "position", "unknown", "differences")
API = tuple(f"/api/v1/{name}" for name in _READ)
ROLES = {"Ada": {Right.ADMINISTER}, **{name: {*Right} & {r for r in Right if p.may(r)} for name, p in PEOPLE.items()}}


@pytest.fixture(scope="module")
def two(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, Console]]:
    """Two estates that differ in what the council has alone."""
    both = [console(template, tmp_path_factory.mktemp("one"), many) for many in (2, 9)]
    yield both[0], both[1]
    for made in both:
        made.desk.stop()


def links(answer: Response) -> set[str]:
    """Pages of ours that a page leads to."""
    found = re.findall(r'href="(/(?!files/)[^"#]*)', answer.text)
    return {path.replace("&amp;", "&") for path in found}


DEVICES = 12
"""Of which all pages are opened; those of the others are like them."""


VIEWS = 8
"""Parts of the map that are looked at: each leads to others, without an end."""


def everything(one: Console, name: str) -> dict[str, Response]:
    """The pages that somebody comes to by following links."""
    seen: dict[str, Response] = {}
    devices: set[str] = set()
    waiting = [path for right in ROLES[name] for path in PATHS.get(right, ())]
    while waiting:
        path = waiting.pop()
        named = re.search(r"/devices/(\w+)|device=(\w+)", path)
        if named is not None and len(devices) < DEVICES:
            devices.add(named[1] or named[2])
        if path in seen or (named is not None and (named[1] or named[2]) not in devices):
            continue
        if path.startswith("/map?") and sum(one.startswith("/map?") for one in seen) >= VIEWS:
            continue
        seen[path] = one.client(name).get(path)
        if seen[path].headers["content-type"].startswith("text/html"):
            waiting += sorted(links(seen[path]))
    return seen


def test_the_navigation_names_only_pages_that_are_there(shown: Console) -> None:
    for name, rights in ROLES.items():
        told = words(shown.look(name, "/me"))
        for place in pages.PLACES:
            may = place.right is None or place.right in rights
            assert (f" {place.title} " in told.partition("Signed in")[0].partition("You are")[0]) == may, (name, place)


@pytest.mark.parametrize("name", ROLES)
def test_who_may_see_a_page_does_and_nobody_else(shown: Console, name: str) -> None:
    for right, paths in PATHS.items():
        for path in paths:
            whole = right is Right.PROVE and not (name in PEOPLE and PEOPLE[name].reach.everything)
            expected = 200 if right in ROLES[name] and not whole else 403
            if path == "/" and right not in ROLES[name]:
                expected = 200  # they are led to what they may see
            answer = shown.client(name).get(path)
            assert answer.status_code == expected, (path, words(answer)[:300])


@pytest.mark.parametrize("name", ROLES)
def test_every_link_leads_somewhere(shown: Console, name: str) -> None:
    found = everything(shown, name)
    broken = {path: answer.status_code for path, answer in found.items() if answer.status_code != 200}
    assert not broken
    assert len(found) >= (2 if name == "Ada" else 10)


def test_without_a_session_every_page_asks_who_it_is(shown: Console) -> None:
    shown.client("Olga")
    stranger = type(shown.client("Olga"))(shown.made)
    for path in [*(path for paths in PATHS.values() for path in paths), "/sites/fenwick", "/runs/1", "/me"]:
        answer = stranger.get(path)
        assert answer.url.path == "/sign-in", path
        assert "Fenwick" not in answer.text


@pytest.mark.parametrize("name", ["Vera", "Sam", "Dora", "Nell"])
def test_what_lies_beyond_somebodys_reach_changes_nothing_that_they_see(
    two: tuple[Console, Console], name: str
) -> None:
    """Not readable, not counted, and not to be guessed: every page is the same, byte by byte."""
    seen = [everything(one, name) for one in two]
    assert set(seen[0]) == set(seen[1])
    for path, answer in seen[0].items():
        assert plain(answer) == plain(seen[1][path]), path
        for text in ("Town Hall", "H-1", "10.99.", "hall-", ">hall<", "council"):
            assert text not in answer.text, (path, text)


def test_nor_what_their_programs_are_told(two: tuple[Console, Console]) -> None:
    """All addresses of the API that only read, and what a device of others' is answered with."""
    for name in ("Vera", "Sam", "Dora", "Nell"):
        told: list[dict[str, str]] = []
        for one in two:
            person = PEOPLE[name]
            bearer = {"Authorization": f"Bearer {one.gate.token(person, 'beyond', person.role, 3600 * SECOND)}"}
            paths = [*API, *(f"/api/v1/facets/{facet}" for facet in FACETS), *(f"/api/v1/devices?{f}=" for f in FACETS)]
            listed = one.client("Olga").get("/api/v1/devices", params={"most": 200}, headers=bearer).json()["devices"]
            paths += [f"/api/v1/devices/{row['device']}" for row in listed[:5]]
            answers = {path: one.client("Olga").get(path, headers=bearer) for path in paths}
            assert {answer.status_code for answer in answers.values()} == {200}
            told.append({path: re.sub(r'"next":"[^"]*"', "", answer.text) for path, answer in answers.items()})
        assert told[0] == told[1], name


def plain(answer: Response) -> str:
    """A page without what is each time another: the secret of its forms, times of this account, places in a table."""
    text = re.sub(r'(name="csrf" value="|X-CSRF-Token": ")[0-9a-f]+', r"\1", answer.text)
    text = re.sub(r"\d{1,2} \w+ \d{4}, \d\d:\d\d:\d\d UTC", "", text)
    return re.sub(r"after=[0-9a-f]+", "after=", text)


def test_what_others_have_is_no_page_of_ones_own(two: tuple[Console, Console]) -> None:
    """Whether there is such a thing is not told: the answers are those to what is not there at all."""
    theirs = [row["device"] for row in two[1].desk.held.assessment.devices.filter(body="council").iter_rows(named=True)]
    assert theirs
    for name in ("Dora", "Vera", "Nell"):
        for there, nowhere in (
            ("/sites/hall", "/sites/nowhere"),
            (f"/devices/{theirs[0]}", "/devices/0123456789abcdef"),
        ):
            answers = [two[1].client(name).get(path) for path in (there, nowhere)]
            assert {answer.status_code for answer in answers} == {404}
            assert plain(answers[0]) == plain(answers[1])


def test_hostile_words_stay_words(shown: Console) -> None:
    for path, answer in everything(shown, "Cora").items():
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        assert "<script>alert" not in answer.text, path
        assert "<img src=x" not in answer.text, path
        assert HOSTILE[1] not in answer.text, path
        assert "M" * 2_000 not in answer.text, path
        assert not re.search(r"<[^>]+\son\w+=", answer.text), path
        assert "style=" not in answer.text, path
    assert "'=1+1" in shown.look("Cora", "/devices.csv").text


def test_pages_run_nothing_and_fetch_nothing_from_elsewhere(shown: Console) -> None:
    for path, answer in everything(shown, "Olga").items():
        assert answer.headers["cache-control"] == "no-store", path
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        if answer.headers["content-type"].startswith("text/html") and "content-disposition" not in answer.headers:
            assert not re.search(r"<script(?! (?:type=\"module\"|defer) src=\"/files/)", answer.text), path
            assert not re.findall(r'(?:src|action)="(?!/)[^"]*"', answer.text), path


def test_every_form_wants_its_secret_and_comes_from_here(shown: Console) -> None:
    posts = [route for route in shown.made.routes if "POST" in getattr(route, "methods", ())]
    paths = [route.path for route in posts if not route.path.startswith("/api/")]
    assert len(paths) >= 15
    client = shown.client("Olga")
    for route in paths:
        path = route.replace("{maker:str}", "dahua").replace("{device:str}", "0123456789abcdef")
        if path in ("/sign-in", "/join"):
            continue
        answer = client.post(path, data={"csrf": "0" * 64, "reason": "typed"})
        assert answer.status_code == 403, (path, words(answer)[:200])
        token = secret(shown.look("Olga", "/me"))
        for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            answer = client.post(path, data={"csrf": token}, headers=headers)
            assert answer.status_code == 403, (path, headers)


def test_what_was_typed_when_the_session_ended_is_not_lost(fresh: Console) -> None:
    client = fresh.client("Olga")
    token = secret(fresh.look("Olga", "/makers/dahua"))
    client.cookies.clear()
    typed = {"csrf": token, "known": "0", "answer": "yes", "reason": 'Two\nlines, <b>bold</b> & "quoted"'}
    answer = client.post("/makers/dahua", data=typed)
    assert answer.status_code == 401
    again = re.search(r'<textarea name="again"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL)
    assert again is not None
    answer = client.post(
        "/sign-in", data={"name": "Olga", "password": WORD, "next": "/makers/dahua", "again": unescape(again[1])}
    )
    assert "Send what you typed" in answer.text
    fields = dict(
        re.findall(
            r'<textarea class="govuk-textarea" id="[^"]+" name="([^"]+)"[^>]*>\n(.*?)</textarea>',
            answer.text,
            re.DOTALL,
        )
    )
    sent = {name: unescape(value) for name, value in fields.items()}
    assert sent == {name: value for name, value in typed.items() if name != "csrf"}
    answer = client.post("/makers/dahua", data={**sent, "csrf": secret(answer)})
    assert answer.url.path == "/makers/dahua"
    assert "in the log" in answer.text
    assert "Two lines" in words(answer)
