"""A person's word on a device is kept under their name, within their reach; differences are shown within it too."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from tests.faces.web.console import Console, device, field_of, kept, problem, words
from tests.faces.web.served import DAY

from camcensus.engine import settle
from camcensus.engine.access import SECOND
from camcensus.faces.web.pages import settling
from camcensus.model.assessment import Assessment


def settled(one: Console, name: str) -> list[str]:
    found: list[str] = one.desk.held.assessment.devices.filter(device=name)["settled"].explode().drop_nulls().to_list()
    return found


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said is said on the day that is answered for, each time a moment later."""
    noon = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC).timestamp()
    monkeypatch.setattr(settle, "now", map(int, count(int(noon * SECOND), SECOND)).__next__)


def test_what_is_settled_stands_above_what_was_found_and_is_taken_back(fresh: Console, today: None) -> None:
    name = device(fresh, "FEN-066")
    note = 'I stood before it: <b>"Axis"</b>\non the label'
    answer = fresh.send("Sam", f"/devices/{name}/settle", what="hardware_maker", value="axis", note=note)
    assert answer.url.path == f"/devices/{name}"
    (told,) = settled(fresh, name)
    assert "hardware_maker is axis, as Sam settled on" in told
    assert "found: vivotek" in told
    fresh.send("Sam", f"/devices/{name}/settle", what="hardware_maker", value="", note="it was another")
    assert settled(fresh, name) == []


def test_two_that_are_one_are_joined_and_the_names_of_both_lead_there(fresh: Console, today: None) -> None:
    one = device(fresh, "FEN-066")
    before = fresh.desk.held.assessment.devices.height
    answer = fresh.send("Sam", f"/devices/{one}/settle", what="same_as", value="FEN-052", note="one camera, two rows")
    assert fresh.desk.held.assessment.devices.height == before - 1
    stays = answer.url.path.rpartition("/")[2]
    for name in ("FEN-066", "fen-052", "0002D15C1966", "10.20.40.52"):
        assert fresh.look("Sam", f"/devices/{name}").url.path == f"/devices/{stays}"
    again = fresh.send("Sam", f"/devices/{stays}/settle", 400, what="same_as", value="FEN-052", note="once more")
    assert "it is that device already" in problem(again)


@pytest.fixture
def quick(judged: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of what does not change is judged once."""
    monkeypatch.setattr(settling, "assess", SimpleNamespace(assess=lambda *_: judged))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"what": "class", "value": "camera"}, "bears a reason"),
        ({"what": "", "value": "camera", "note": "x"}, "say what you settle"),
        ({"what": "colour", "value": "red", "note": "x"}, "cannot be settled"),
        ({"what": "class", "value": "<b>", "note": "x"}, "'<b>' is no word for class"),
        ({"what": "same_as", "value": "", "note": "x"}, "say which name or device"),
        ({"what": "not_same_as", "value": "no-name", "note": "x"}, "is no other name of that device"),
    ],
)
def test_what_cannot_be_settled_so_is_said_and_what_was_typed_stays(
    shown: Console, quick: None, typed: dict[str, Any], told: str
) -> None:
    before = kept(shown)
    answer = shown.send("Sam", f"/devices/{device(shown, 'FEN-066')}/settle", 400, **typed)
    assert told in problem(answer)
    assert field_of(answer, "value") == typed["value"]
    assert field_of(answer, "note") == typed.get("note", "")
    assert kept(shown) == before


@pytest.mark.parametrize(
    ("what", "theirs", "nowhere"),
    [
        ("site", "hall", "nowhere"), ("site", "calder", "nowhere"), ("zone", "hall-cameras", "no-zone"),
        ("same_as", "10.99.1.2", "10.77.1.2"), ("same_as", "CAL-043", "CAL-999"), ("either_way", "H-1", "H-999"),
    ],
)  # fmt: skip
def test_what_is_others_is_as_if_it_were_not_there(
    shown: Console, quick: None, what: str, theirs: str, nowhere: str
) -> None:
    """The surveyor of one site settles nothing onto another, joins nothing of it, and learns of none by trying."""
    before, told = kept(shown), []
    for value in (theirs, nowhere):
        answer = shown.send("Sam", f"/devices/{device(shown, 'FEN-066')}/settle", 400, what=what, value=value, note="x")
        told.append(problem(answer).replace(value, "x"))
        for secret in ("hall", "Town Hall", "marsh", "10.99."):
            assert secret not in problem(answer).replace(value, "x")
    assert told[0] == told[1]
    assert kept(shown) == before


def test_a_device_of_others_cannot_be_settled(shown: Console) -> None:
    before = kept(shown)
    council = str(shown.desk.held.assessment.devices.filter(body="council")["device"][0])
    typed: dict[str, Any] = {"what": "class", "value": "not-camera", "note": "x"}
    for name in (council, device(shown, "CAL-043"), "0123456789abcdef", "..", "%3Cb%3E"):
        path = f"/devices/{name}/settle" if name != ".." else "/devices/%2e%2e/settle"
        assert "there is no such device" in words(shown.look("Sam", path, 404)) or name == ".."
        shown.send("Sam", path, 404, **typed)
    for name in ("Vera", "Otto", "Cora", "Ada", "Nell"):
        shown.send(name, f"/devices/{council}/settle", 403, **typed)
    assert kept(shown) == before


def test_differences_are_those_of_devices_that_one_reaches(shown: Console) -> None:
    held = shown.desk.held
    for name, reach in (("Olga", None), ("Vera", "calder"), ("Cora", "hall"), ("Nell", "")):
        every = held.beside.differences.join(held.assessment.devices.select("device", "site"), on="device")
        mine = every if reach is None else every.filter(site=reach)
        answer = words(shown.look(name, "/differences"))
        assert f" {mine.height} difference" in answer
    one = device(shown, "CAL-043")
    assert "0 differences" in words(shown.look("Sam", f"/differences?device={one}"))
    for page in ("0", "-1", "x", "9" * 20, "\u0661"):
        assert "that is no page" in words(shown.look("Vera", f"/differences?page={page}", 400))
    assert "There is none." in words(shown.look("Vera", "/differences?page=9999999"))
