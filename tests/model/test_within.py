"""The part of an assessment that is reached: row by row what `Reach.covers` says, and the same again of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import AS_OF
from tests.workspaces import ESTATE, make

from camcensus.engine import assess, gather, workspace
from camcensus.model.access import EVERYTHING, NOTHING, Reach
from camcensus.model.assessment import Assessment, Due
from camcensus.model.estate import Estate
from camcensus.model.finding import Consideration, Waiver
from camcensus.model.profile import Note, Profile
from camcensus.model.within import estate_within, within

DEPOT = """
[[site]]
id = "depot"
name = "Depot"
body = "dept"

[[body]]
id = "council"
name = "Council"

[[site]]
id = "hall"
name = "Town Hall"
body = "council"

[[zone]]
id = "hall-cameras"
site = "hall"
kind = "camera"
cidrs = ["10.9.1.0/24"]

[[link]]
box = "fw"
interface = "eth0"
zone = "hall-cameras"

[[anchor]]
id = "hall-mail"
site = "hall"
addresses = ["10.9.2.1"]
"""
BODIES = ("dept", "council")
SITES = ("hq", "depot", "hall")
FRAMES = ("devices", "findings", "claims", "doubts", "seen")
REACHES = st.builds(
    Reach,
    bodies=st.frozensets(st.sampled_from([*BODIES, "nobody", ""])),
    sites=st.frozensets(st.sampled_from([*SITES, "nowhere", ""])),
)
PLACES = st.tuples(st.sampled_from([*BODIES, "nobody", None]), st.sampled_from([*SITES, "nowhere", "", None]))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assessment]:
    folder = make(tmp_path_factory.mktemp("ws"), estate=ESTATE + DEPOT)
    opened = workspace.open_(folder)
    list(gather.read(opened, [folder / "scan.xml", folder / "register.csv"], gather.Wish(body="dept")))
    yield assess.assess(opened, AS_OF)
    opened.store.close()


@st.composite
def moved(draw: st.DrawFn, one: Assessment) -> Assessment:
    """The same assessment with its devices and findings at other places, some of them of a recorder's cameras."""
    places = [draw(PLACES) for _ in range(one.devices.height)]
    sites = [draw(PLACES)[1] for _ in range(one.findings.height)]
    behind = [draw(st.booleans()) for _ in range(one.findings.height)]
    devices = one.devices.with_columns(
        body=pl.Series([body for body, _ in places], dtype=pl.String),
        site=pl.Series([site for _, site in places], dtype=pl.String),
    )
    recorder = pl.Series(behind) & one.findings["device"].is_not_null()
    findings = one.findings.with_columns(
        site=pl.Series(sites, dtype=pl.String),
        subject=pl.when(recorder).then(pl.format("recorder:{}", "device")).otherwise("subject"),
        device=pl.when(recorder).then(None).otherwise("device"),
    )
    return replace(one, devices=devices, findings=findings)


def same(one: Assessment, other: Assessment) -> bool:
    """Whether two say the same, frame by frame and value by value."""
    for name in (item.name for item in fields(Assessment)):
        mine, theirs = getattr(one, name), getattr(other, name)
        if not (mine.equals(theirs, null_equal=True) if isinstance(mine, pl.DataFrame) else mine == theirs):
            return False
    return True


def rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return list(frame.iter_rows(named=True))


@given(data=st.data(), reach=REACHES)
def test_it_is_what_a_look_at_each_row_gives(judged: Assessment, data: st.DataObject, reach: Reach) -> None:
    one = data.draw(moved(judged))
    found = within(one, reach)
    mine = [row for row in rows(one.devices) if reach.covers(row["body"], row["site"])]
    assert rows(found.devices) == mine
    held = {row["device"] for row in mine}
    of_site = {site.id: site.body for site in one.estate.sites}
    of_device = {row["device"]: row["body"] for row in rows(one.devices)}

    def reached(row: dict[str, Any]) -> bool:
        about = row["device"] or row["subject"].partition("recorder:")[2]
        return reach.covers(of_site.get(row["site"]) or of_device.get(about), row["site"])

    assert rows(found.findings) == list(filter(reached, rows(one.findings)))
    for name in ("claims", "doubts", "seen"):
        expected = [row for row in rows(getattr(one, name)) if row["device"] in held]
        assert rows(getattr(found, name)) == expected
    for name in FRAMES:
        assert getattr(found, name).schema == getattr(one, name).schema
    assert {device.device for device in found.separation.devices} <= held
    built = {row[name] for row in mine for name in ("hardware_maker", "manufacturer")}
    assert set(found.makers) == set(one.makers) & built
    assert [line.site for line in found.coverage] == [
        line.site for line in one.coverage if reach.covers(of_site.get(line.site or ""), line.site)
    ]


@given(data=st.data(), reach=REACHES)
def test_the_part_of_a_part_is_itself(judged: Assessment, data: st.DataObject, reach: Reach) -> None:
    one = within(data.draw(moved(judged)), reach)
    assert same(within(one, reach), one)


def test_whoever_reaches_everything_has_the_same(judged: Assessment) -> None:
    assert within(judged, EVERYTHING) is judged
    assert estate_within(judged.estate, EVERYTHING) is judged.estate


def test_whoever_reaches_nothing_has_nothing(judged: Assessment) -> None:
    for reach in (NOTHING, Reach(bodies=frozenset({""}), sites=frozenset({""})), Reach(sites=frozenset({"nowhere"}))):
        found = within(judged, reach)
        assert [getattr(found, name).height for name in FRAMES] == [0] * len(FRAMES)
        assert (found.estate, found.coverage, found.makers) == (Estate(), (), {})
        assert found.separation.devices == ()
    assert judged.findings.height
    assert judged.makers


def test_an_assessment_without_its_evidence_stays_one(judged: Assessment) -> None:
    slim = replace(judged, seen=pl.DataFrame(), claims=judged.claims.clear())
    found = within(slim, Reach(bodies=frozenset({"dept"})))
    assert found.devices.height == judged.devices.height
    assert found.seen.is_empty()


def test_of_the_estate_there_are_the_places_reached_and_whose_they_are(judged: Assessment) -> None:
    hall = estate_within(judged.estate, Reach(sites=frozenset({"hall"})))
    assert [body.id for body in hall.bodies] == ["council"]
    assert [site.id for site in hall.sites] == ["hall"]
    assert [zone.id for zone in hall.zones] == ["hall-cameras"]
    assert [link.box for link in hall.links] == ["fw"]
    assert [anchor.id for anchor in hall.anchors] == ["hall-mail"]
    dept = estate_within(judged.estate, Reach(bodies=frozenset({"dept"})))
    assert [site.id for site in dept.sites] == ["hq", "depot"]
    assert (dept.links, dept.anchors) == ((), ())


def waiver(number: str, **places: Any) -> Waiver:
    return Waiver(
        id=number, clauses=("UK-WMS.1.1v1",), reason="x", person="A", signed=date(2026, 1, 1), until=date(2027, 1, 1),
        **places,
    )  # fmt: skip


def considered(number: str, **places: tuple[str, ...]) -> Consideration:
    return Consideration(
        id=number, clauses=("UK-WMS.3.1v1",), options=("x",), decision="y", person="A", decided=date(2026, 1, 1),
        review=date(2027, 1, 1), **places,
    )  # fmt: skip


def test_of_decisions_there_are_those_of_places_reached(judged: Assessment) -> None:
    profile = Profile(
        waivers=(
            waiver("both", sites=("hq", "hall")),
            waiver("theirs", sites=("hall",)),
            waiver("zone", zones=("hall-cameras", "cameras")),
            waiver("their-zone", sites=("hq",), zones=("hall-cameras",)),
            waiver("device", devices=("CAM-1", "H-1")),
            waiver("their-device", devices=("H-1",)),
            waiver("all"),
        ),
        considerations=(
            considered("mine", sites=("hq",)),
            considered("both", sites=("hq", "hall")),
            considered("theirs", bodies=("council",)),
            considered("all"),
        ),
        notes=tuple(
            Note(on=on, text="x", person="A", signed=date(2026, 1, 1)) for on in ("hq", "hall", "council", "dahua")
        ),
    )
    due = tuple(
        Due(what=what, of=of, title="x", on=date(2027, 1, 1))
        for what, of in (
            ("waiver-ends", "both"), ("waiver-ends", "theirs"), ("review", "mine"), ("review", "theirs"),
            ("determination-ends", "dahua"),
        )
    )  # fmt: skip
    found = within(replace(judged, profile=profile, due=due), Reach(bodies=frozenset({"dept"})))
    places = {one.id: (one.sites, one.zones, one.devices) for one in found.profile.waivers}
    assert places == {
        "both": (("hq",), (), ()),
        "zone": ((), ("cameras",), ()),
        "device": ((), (), ("CAM-1",)),
        "all": ((), (), ()),
    }
    assert [one.id for one in found.profile.considerations] == ["mine", "all"]
    assert [one.on for one in found.profile.notes] == ["hq", "dahua"]
    assert [one.of for one in found.due] == ["both", "mine", "dahua"]
    assert same(within(found, Reach(bodies=frozenset({"dept"}))), found)
