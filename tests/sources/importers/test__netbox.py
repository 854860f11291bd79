from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.files import CALDER, context
from tests.sources.importers.kept import BUILDS

from camcensus.sources.importers._cameras import Verdict
from camcensus.sources.importers._netbox import CONTAINERS, Taker, ethernet, is_container, named, realm_of
from camcensus.sources.reading.gathered import Gathered


def taker(*, known: frozenset[str] = frozenset(), keep_all: bool = False) -> Taker:
    about = context(Path("a.csv"), known=known, keep_all=keep_all, builds=BUILDS)
    return Taker(Gathered(about, "importer:test@1"))


def test_a_prefix_that_only_holds_others_is_counted_and_leaves_no_trace() -> None:
    one = taker()
    for status in ("Container", "container", "Active"):
        cells = {"name": "A", "prefix": "10.0.0.0/8", "status": status}
        one.network(cells, "row 2", one.gathered.keep({"status": status}))
    chunk = one.gathered.take()
    assert dict(chunk.left_out) == {CONTAINERS: 2}
    assert len(chunk.originals) == 1
    assert is_container("Container")
    assert not is_container("Active")


@pytest.mark.parametrize(
    ("vrf", "place", "realm"),
    [
        ("Outer", None, "outer"),
        ("CCTV", None, "main"),
        ("CCTV", CALDER, "outer"),
        ("", CALDER, "outer"),
        ("HQ", CALDER, "hq"),
    ],
)
def test_the_address_space_is_the_vrfs_if_the_estate_has_it(vrf: str, place: object, realm: str) -> None:
    assert realm_of(context(Path("a.csv")), vrf, place) == realm  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "tag", "number", "asset"),
    [("cam-1", "A-1", "7", "cam-1"), ("", "A-1", "7", "A-1"), ("", "", "7", "netbox 7"), ("", "", "", None)],
)
def test_a_device_is_known_by_its_name_then_by_its_tag_then_by_its_number(
    name: str, tag: str, number: str, asset: str | None
) -> None:
    assert named(name, tag, number).get("asset") == asset


def test_a_name_in_words_is_no_host_name() -> None:
    assert "hostname" not in named("front door", "")
    assert named("cam-1", "A-1") == {"asset": "cam-1", "name": "cam-1", "hostname": "cam-1", "asset_tag": "A-1"}


def test_a_role_alone_can_say_that_it_is_something_else() -> None:
    one = taker()
    assert one.is_something_else("Access switch")
    assert not one.is_something_else("Security")
    assert one.judge({"kind": "Security", "name": "cam-1"}) is Verdict.CAMERA
    assert one.judge({"kind": "Security", "name": "box"}) is Verdict.OTHER
    assert one.judge({"name": "box"}) is Verdict.UNSTATED


def test_what_is_known_only_by_names_and_addresses() -> None:
    one = taker(known=frozenset({"10.0.0.5"}))
    assert one.speaks_of_cameras(["cam-1"], [])
    assert one.speaks_of_cameras(["sw-1"], ["10.0.0.5"])
    assert one.speaks_of_cameras(["sw-1"], ["44:19:b6:00:00:01"])
    assert not one.speaks_of_cameras(["sw-1"], ["10.0.0.9", "00:11:22:33:44:55", "2001:db8::1"])
    assert taker(keep_all=True).speaks_of_cameras(["sw-1"], [])


def test_a_status_in_the_words_of_a_register() -> None:
    found = {}
    for status in ("active", "Offline", "failed", "Inventory", "planned"):
        one = taker()
        one.device({"asset": "A", "status": status}, "row 2", b"")
        (row,) = one.gathered.take().observations.to_dicts()
        found[status] = f"{row['field']} {row['value']}"
    assert found == {
        "active": "fact.status in-use",
        "Offline": "fact.status faulty",
        "failed": "fact.status faulty",
        "Inventory": "fact.status spare",
        "planned": "register.status planned",
    }


def test_ethernet_addresses_each_once() -> None:
    assert ethernet(["00:40:8C:00:00:01", "", "x", "0040.8c00.0001", "ff:ff:ff:ff:ff:ff"]) == ["00:40:8c:00:00:01"]
