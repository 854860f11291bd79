"""A person's word on a device, from the log into the assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.workspaces import ESTATE, make

from camcensus.engine import assess, gather, settle, workspace
from camcensus.engine.settle import Wish
from camcensus.engine.workspace import Workspace
from camcensus.model.access import Reach
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.within import within


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    found = workspace.open_(make(tmp_path))
    list(gather.read(found, [tmp_path / "scan.xml", tmp_path / "register.csv"]))
    yield found
    found.store.close()


def judged(used: Workspace) -> Assessment:
    return assess.assess(used, datetime.now(UTC).date())


def row(made: Assessment, label: str) -> dict[str, Any]:
    return made.devices.filter(pl.col("label") == label).row(0, named=True)


def wish(same_as: str = "", **says: str) -> Wish:
    return Wish(person="A. Example", note="looked at it", says=says, same_as=same_as)


def test_what_is_settled_is_judged_by_and_what_was_found_is_kept(opened: Workspace) -> None:
    before = judged(opened)
    settle.settle(opened, before, "CAM-2", wish(hardware_maker="hikvision", manufacturer="hikvision"))
    after = judged(opened)
    found = row(after, "CAM-2")
    assert (row(before, "CAM-2")["maker_subject"], found["maker_subject"]) == ("no", "yes")
    assert any("found: axis" in one for one in found["settled"])
    assert after.devices["device"].to_list() == before.devices["device"].to_list()
    assert set(before.seen["id"]) < set(after.seen["id"])


def test_not_a_camera_is_judged_no_longer_and_may_be_again(opened: Workspace) -> None:
    settle.settle(opened, judged(opened), "CAM-1", wish(**{"class": "not-camera"}))
    assert not row(judged(opened), "CAM-1")["candidate"]
    settle.settle(opened, judged(opened), "CAM-1", wish(**{"class": ""}))
    assert row(judged(opened), "CAM-1")["candidate"]


def test_what_a_person_says_was_removed_is_in_use_no_longer_and_was_not_seen_by_that(opened: Workspace) -> None:
    before = row(judged(opened), "CAM-1")
    settle.settle(opened, judged(opened), "CAM-1", wish(status="removed"))
    after = row(judged(opened), "CAM-1")
    assert (before["in_use"], after["in_use"]) == ("yes", "no")
    assert (before["last_net"], before["last_seen"]) == (after["last_net"], after["last_seen"])
    assert after["status_at"] > before["last_net"]


def told(wanted: str, name: str) -> Wish:
    return Wish(person="A. Example", note="stood before it", says={}, **{wanted: name})


@pytest.mark.parametrize("keys", ["ACCC8E000001,", ",00:40:8c:00:00:08"])
def test_two_are_made_one_and_two_again(keys: str, tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path))
    head = "Camera ID,Site,Make,Model,Serial No,MAC Address,IP Address,Type\n"
    rows = f"A,HQ,Axis,P3245-LV,{keys},,Dome\nB,HQ,Axis,P3245-LV,,00:40:8c:00:00:07,,Dome\n"
    (tmp_path / "two.csv").write_text(head + rows)
    list(gather.read(opened, [tmp_path / "two.csv"]))
    before = judged(opened)
    settle.settle(opened, before, "A", told("same_as", "B"))
    after = judged(opened)
    settle.settle(opened, after, "A", told("either_way", "00:40:8c:00:00:07"))
    again = judged(opened)
    opened.store.close()
    assert [made.devices.filter("candidate").height for made in (before, after, again)] == [2, 1, 2]
    assert again.devices["device"].to_list() == before.devices["device"].to_list()


def test_one_is_parted_in_two_though_a_row_says_otherwise(opened: Workspace) -> None:
    before = judged(opened)
    whole = row(before, "CAM-1")
    address = next(name for name in whole["names"] if name.startswith("ip:"))
    settle.settle(opened, before, "CAM-1", told("not_same_as", address))
    after = judged(opened)
    assert after.devices.height == before.devices.height + 1
    (seen,) = after.devices.filter(pl.col("names").list.contains(address), pl.col("device") == whole["device"]).rows()
    assert "asset:cam-1" not in seen[after.devices.columns.index("names")]
    assert row(after, "CAM-1")["device"] != whole["device"]
    settle.settle(opened, after, "CAM-1", told("either_way", address))
    assert judged(opened).devices["device"].to_list() == before.devices["device"].to_list()


def test_a_number_that_stands_in_two_rows_takes_it_to_neither_other(tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path))
    head = "Camera ID,Site,Make,Model,Serial No,MAC Address,IP Address,Type\n"
    rows = [f"{name},HQ,Axis,P3245-LV,ACCC8E000001,00:40:8c:00:00:{name * 2},,Dome\n" for name in "AB"]
    (tmp_path / "two.csv").write_text(head + "".join(rows))
    list(gather.read(opened, [tmp_path / "two.csv"]))
    settle.settle(opened, judged(opened), "A", wish(model="M1075-L"))
    after = judged(opened)
    opened.store.close()
    assert (row(after, "A")["model"], row(after, "B")["model"]) == ("M1075-L", "P3245-LV")


@pytest.mark.parametrize(
    ("called", "one", "words"),
    [
        ("CAM-1", Wish(person="", note="n", says={"class": "camera"}), "a name and a reason"),
        ("CAM-1", Wish(person="A", note=" ", says={"class": "camera"}), "a name and a reason"),
        ("CAM-1", Wish(person="A", note="n", says={}), "nothing is settled"),
        ("CAM-1", Wish(person="A", note="n", says={"class": "toaster"}), "no word for class"),
        ("CAM-1", Wish(person="A", note="n", says={"hardware_maker": "nobody"}), "no word for hardware_maker"),
        ("CAM-1", Wish(person="A", note="n", says={}, same_as="CAM-1"), "that device already"),
        ("CAM-1", Wish(person="A", note="n", says={}, not_same_as="CAM-1"), "no other name of that device"),
        ("CAM-1", Wish(person="A", note="n", says={}, not_same_as="CAM-2"), "no other name of that device"),
        ("CAM-1", Wish(person="A", note="n", says={}, either_way="CAM-2"), "nobody has settled whose"),
        ("CAM-1", Wish(person="A", note="n", says={"model": "x"}, same_as="CAM-2"), "one thing is settled at a time"),
        ("CAM-9", Wish(person="A", note="n", says={"class": "camera"}), "no device is called"),
    ],
)
def test_what_cannot_be_settled_is_refused(called: str, one: Wish, words: str, opened: Workspace) -> None:
    before = opened.store.leaves()
    with pytest.raises(UsageError, match=words):
        settle.settle(opened, judged(opened), called, one)
    assert opened.store.leaves() == before


def test_places_that_are_not_reached_are_no_words_and_are_not_told(tmp_path: Path) -> None:
    """Whoever reaches a part of the estate settles within it, and learns of no other by trying."""
    theirs = (
        '[[body]]\nid = "council"\nname = "C"\n[[site]]\nid = "hall"\nname = "H"\nbody = "council"\n'
        '[[zone]]\nid = "hall-zone"\nsite = "hall"\nkind = "camera"\ncidrs = ["10.9.1.0/24"]\n'
    )
    opened = workspace.open_(make(tmp_path, estate=ESTATE + theirs))
    list(gather.read(opened, [tmp_path / "register.csv"], gather.Wish(body="dept", realm="main")))
    whole = judged(opened)
    part = within(whole, Reach(bodies=frozenset({"dept"})))
    for column, there, nowhere in (("zone", "hall-zone", "no-zone"), ("site", "hall", "no-site")):
        told = []
        for value in (there, nowhere):
            with pytest.raises(UsageError) as refused:
                settle.settle(opened, part, "CAM-1", wish(**{column: value}))
            told.append(str(refused.value).replace(value, "x"))
        assert told[0] == told[1]
        assert "hall" not in told[0]
    settle.settle(opened, whole, "CAM-1", wish(zone="hall-zone"))
    opened.store.close()
