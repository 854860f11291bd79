"""Files are handed in within one's reach, whole or not at all; a run is its asker's; what breaks stops nothing else."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from tests.faces.web.console import Console, council, device, kept, problem, served, words

from camcensus.engine import desk as desks
from camcensus.engine import gather, hand_in
from camcensus.engine.desk import Desk, Made, Telling
from camcensus.engine.workspace import Workspace
from camcensus.sources.reading import unpack

MINE = b"Camera ID,Site,Make,Model,IP Address\nNEW-1,fenwick,Axis,P3245,10.20.40.250\n"
SAID = b'{"subject": "ip:10.20.40.250", "field": "http.server", "value": "x", "at": "2026-11-01T10:00:00Z"'


def file(data: bytes, name: str = "register.csv") -> list[tuple[str, Any]]:
    return [("files", (name, data, "application/octet-stream"))]


def left(one: Console) -> list[str]:
    """What lies where files wait to be read."""
    return [path.name for path in (one.home / hand_in.FOLDER).rglob("*")]


def test_what_is_handed_in_is_read_judged_and_gone_from_where_it_waited(fresh: Console) -> None:
    answer = fresh.send("Sam", "/runs", files=file(MINE), realm="hq")
    assert fresh.over(answer).startswith("register.csv (camera register (CSV)): 1 records")
    assert device(fresh, "NEW-1")
    told = words(fresh.look("Sam", str(answer.url.path)))
    assert "It is done." in told
    assert "Judging anew." in told
    assert left(fresh) == []
    again = fresh.over(fresh.send("Sam", "/runs", files=file(MINE, "other.csv"), realm="hq"))
    assert again == "other.csv: read before; it adds nothing"


@pytest.mark.parametrize(
    ("who", "data", "name", "where", "told"),
    [
        ("Dora", council(5), "c.csv", {"body": "council"}, "the estate has no body 'council'"),
        ("Dora", council(5), "c.csv", {"body": "nobody"}, "the estate has no body 'nobody'"),
        ("Dora", council(5), "c.csv", {"realm": "hall-net"}, "the estate has no realm 'hall-net'"),
        ("Dora", SAID + b', "body": "council", "realm": "hall-net"}', "o.jsonl", {}, "you do not reach"),
        ("Sam", council(5), "c.csv", {"realm": "hq"}, "you do not reach"),
        ("Sam", MINE.replace(b"fenwick", b"calder"), "c.csv", {"realm": "hq"}, "you do not reach"),
        ("Sam", MINE + b"NEW-2,calder,Axis,P3245,10.20.40.251\n", "c.csv", {"realm": "hq"}, "you do not reach"),
        ("Sam", MINE, "c.csv", {"realm": "calder"}, "the estate has no realm 'calder'"),
        ("Sam", SAID + b', "realm": "hq"}', "o.jsonl", {"realm": "hq"}, "you do not reach"),
    ],
)
def test_of_a_file_that_speaks_of_others_nothing_is_kept(
    shown: Console, who: str, data: bytes, name: str, where: dict[str, Any], told: str
) -> None:
    """A register of another body or site, or a file that says whose it is, handed in by whoever reaches a part."""
    before = kept(shown)
    said = shown.over(shown.send(who, "/runs", files=file(data, name), **where))
    assert told in said
    assert kept(shown) == before
    for secret in ("Town Hall", "hall-cameras", "marsh", "Calder"):
        assert secret not in said
    assert left(shown) == []


def test_what_one_says_is_ones_own_stays_so_and_nothing_of_others_is_touched(fresh: Console) -> None:
    """An officer of one body may say of a list that it is theirs; its sites are then known to nobody."""
    before = fresh.desk.held.assessment.devices
    said = fresh.over(fresh.send("Dora", "/runs", files=file(council(3), "c.csv"), realm="hq"))
    assert "site 'hall' is not in the estate file" in said
    after = fresh.desk.held.assessment.devices
    assert after.filter(body="council").equals(before.filter(body="council"))
    new = after.filter(~after["device"].is_in(before["device"].implode()))
    assert set(new["body"]) == {"dfea"}
    assert "hall" not in set(new["site"].drop_nulls())


@pytest.fixture
def small(fresh: Console) -> Console:
    """One that takes files of 10,000 bytes."""
    fresh.desk.most = 10_000
    return served(fresh.home, fresh.gate, fresh.desk)


def test_what_is_too_large_is_refused_and_nothing_of_it_stays(small: Console) -> None:
    before = kept(small)
    answer = small.send("Sam", "/runs", 400, files=file(b"x" * 10_001, "large.pcap"))
    assert problem(answer) == "it has more than 10,000 bytes (large.pcap): hand it in in parts"
    larger = small.send("Sam", "/runs", 413, files=file(b"x" * (2 << 20), "large.pcap"))
    assert "That is too large" in words(larger)
    two = [*file(MINE), *file(b"x" * 10_001, "large.pcap")]
    assert "more than 10,000 bytes" in problem(small.send("Sam", "/runs", 400, files=two))
    assert left(small) == []
    assert (kept(small), small.desk.runs()) == (before, [])


def test_what_does_not_say_how_large_it_is_is_cut_off(small: Console) -> None:
    """A stream without an end is not taken to its end."""
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pcap"\r\n\r\n'
        while given < 1_000:
            given += 1
            yield b"x" * 65_536

    client = small.client("Sam")
    answer = client.post("/runs", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413
    assert left(small) == []


def test_what_unpacks_to_absurdly_much_is_refused(fresh: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_ALWAYS", 1 << 20)
    before = kept(fresh)
    bomb = gzip.compress(b"Camera ID,Site,Make\n" + b"x" * (8 << 20))
    said = fresh.over(fresh.send("Sam", "/runs", files=file(bomb, "bomb.csv.gz"), realm="hq"))
    assert "bomb.csv.gz" in said
    assert kept(fresh) == before
    assert left(fresh) == []
    assert "1 records" in fresh.over(fresh.send("Sam", "/runs", files=file(MINE), realm="hq"))


@pytest.mark.parametrize(
    "name",
    ["../../../estate.toml", "..\\..\\profile.toml", "/etc/passwd", ".camcensus", "a\nb.csv", "文" * 200 + ".csv"],
)
def test_a_name_that_leads_elsewhere_leads_nowhere(shown: Console, name: str) -> None:
    files = {path: path.read_bytes() for path in shown.home.glob("*.toml")}
    said = shown.over(shown.send("Sam", "/runs", files=file(b"no format", name), realm="hq"))
    assert "nothing here reads it" in said
    assert {path: path.read_bytes() for path in shown.home.glob("*.toml")} == files
    assert left(shown) == []


def test_without_a_file_or_with_two_of_one_name_that_is_said(shown: Console) -> None:
    for files, told in (
        ([], "choose at least one file"), (file(b""), None), ([*file(b"1"), *file(b"2")], "two files bear one name"),
    ):  # fmt: skip
        answer = shown.send("Olga", "/runs", 400 if told else 200, files=files, realm="hq", body="dfea")
        if told:
            assert told in problem(answer)
            assert all(f'value="{chosen}" selected' in answer.text for chosen in ("hq", "dfea"))
        else:
            assert "it is empty" in shown.over(answer)
    assert left(shown) == []


def test_too_much_waits_is_said_and_no_file_stays(fresh: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    on = _busy(fresh.desk)
    monkeypatch.setattr(desks, "OWN", 2 * desks.WAITING)
    for _ in range(desks.WAITING):
        fresh.desk.ask("Olga", "x", lambda *_: False)
    answer = fresh.send("Sam", "/runs", 400, files=file(MINE))
    assert "too much waits to be done: try again later" in problem(answer)
    assert left(fresh) == []
    assert "too much waits" in words(fresh.send("Olga", "/runs/judge", 429))
    assert "too much waits" in problem(fresh.send("Olga", "/makers/dahua", 400, known="0", answer="yes", reason="x"))
    on.set()


def _busy(desk: Desk) -> threading.Event:
    """Keeps it at work until it is told to go on."""
    begun, on = threading.Event(), threading.Event()

    def work(opened: Workspace, telling: Telling) -> bool:
        begun.set()
        return not on.wait(60)

    desk.ask("Olga", "slow", work)
    assert begun.wait(30)
    return on


def test_what_breaks_says_so_tells_no_insides_and_stops_nothing(
    fresh: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def broken(*_: object) -> Any:
        raise ZeroDivisionError("/srv/secret")

    monkeypatch.setattr(gather, "read", broken)
    answer = fresh.send("Sam", "/runs", files=file(MINE), realm="hq")
    fresh.over(answer)
    page = fresh.look("Sam", answer.url.path)
    assert "It failed." in words(page)
    assert "It broke off: a fault in camcensus" in words(page)
    assert not [text for text in ("/srv/secret", "ZeroDivision", str(fresh.home)) if text in page.text]
    assert left(fresh) == []
    monkeypatch.undo()
    assert "1 records" in fresh.over(fresh.send("Sam", "/runs", files=file(MINE), realm="hq"))


def test_a_run_is_its_askers_and_whoever_reaches_everything_may_look(shown: Console) -> None:
    number = shown.desk.ask("Dora", "x", lambda *_: False)
    shown.desk.wait(number, 30)
    for name in ("Dora", "Olga"):
        assert f"Run {number}" in words(shown.look(name, f"/runs/{number}"))
        assert f'href="/runs/{number}"' in shown.look(name, "/runs").text
    assert f'href="/runs/{number}"' not in shown.look("Sam", "/runs").text
    for name in ("Sam", "Vera", "Cora", "Nell", "Otto", "Ada"):
        for more in ("", "/result"):
            theirs, nowhere = (shown.look(name, f"/runs/{which}{more}", 404) for which in (number, 10**9))
            assert theirs.text == nowhere.text
            assert "Dora" not in theirs.text
    for path in ("/runs/0", "/runs/-1", f"/runs/{10**30}"):
        assert shown.look("Sam", path, 404)


def test_a_file_is_fetched_by_whoever_asked_for_it_and_forgotten_in_the_end(shown: Console) -> None:
    def making(opened: Workspace, telling: Telling) -> bool:
        telling.result(made=Made(who="Dora", name='a"\n../b.html', media_type="text/html", data=b"<script>x</script>"))
        return False

    first = shown.desk.ask("Dora", "make", making)
    shown.desk.wait(first, 30)
    answer = shown.look("Dora", f"/runs/{first}/result")
    assert answer.content == b"<script>x</script>"
    assert answer.headers["content-disposition"] == 'attachment; filename="a__.._b.html"'
    assert "nothing to fetch" in words(shown.look("Olga", f"/runs/{first}/result", 404))
    assert "Fetch" not in words(shown.look("Olga", f"/runs/{first}"))
    for _ in range(desks.FETCHED):
        shown.desk.wait(shown.desk.ask("Dora", "make", making), 60)
    assert "nothing to fetch, or no longer" in words(shown.look("Dora", f"/runs/{first}/result", 404))
    assert "Fetch" not in words(shown.look("Dora", f"/runs/{first}"))


def test_who_may_not_hand_in_hands_nothing_in(shown: Console) -> None:
    before = len(shown.desk.runs())
    for name in ("Vera", "Otto", "Ada", "Nell"):
        shown.send(name, "/runs", 403, files=file(MINE))
        shown.send(name, "/runs/judge", 403)
    shown.send("Sam", "/runs/judge", 403)
    assert len(shown.desk.runs()) == before
    assert left(shown) == []


def test_a_run_that_waits_is_looked_at_again_by_itself(fresh: Console) -> None:
    on = _busy(fresh.desk)
    answer = fresh.send("Olga", "/runs/judge")
    assert "It waits for what was asked for before it." in words(answer)
    assert f'hx-get="{answer.url.path}"' in answer.text
    on.set()
    fresh.over(answer)
    assert "hx-get" not in fresh.look("Olga", answer.url.path).text.partition('id="run"')[2]
