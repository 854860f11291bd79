from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, context

from camcensus.sources.importers._sites import (
    MAX_NETWORKS,
    MAX_SLUG,
    NAMELESS,
    NOWHERE,
    Sites,
    degrees,
    is_timezone,
    position,
    prefix,
    slug,
    vlans,
)
from camcensus.sources.reading.gathered import Gathered


def said(*records: Mapping[str, str]) -> tuple[Read, dict[str, int]]:
    """What records say, and what was left out."""
    gathered = Gathered(context(Path("a.csv")), "importer:test@1")
    sites = Sites(gathered)
    for number, cells in enumerate(records, start=2):
        sites.note(cells, f"row {number}", gathered.keep({"row": number}))
    chunk = gathered.last("the table")
    remarks = [f"{one.where}: {one.what}" for one in chunk.remarks]
    whole = Read(rows=chunk.observations.to_dicts(), originals=dict(chunk.originals), remarks=remarks)
    return whole, dict(chunk.left_out)


@pytest.mark.parametrize(
    ("name", "found"),
    [("Fenwick House", "fenwick-house"), ("  Île-de-France (1) ", "ile-de-france-1"), ("FEN", "fen"), ("", "")],
)
def test_a_name_as_an_id(name: str, found: str) -> None:
    assert slug(name) == found


def test_a_name_without_latin_letters_is_its_hash() -> None:
    assert (len(slug("東京")), len(slug("大阪"))) == (12, 12)
    assert slug("東京") != slug("大阪")


@given(st.text(max_size=300))
def test_an_id_is_short_and_plain_and_that_of_itself(name: str) -> None:
    found = slug(name)
    assert len(found) <= MAX_SLUG
    assert found == "" or set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert bool(found) == bool(name)
    assert slug(found) == found


def test_long_names_that_begin_alike_have_ids_of_their_own() -> None:
    first, second = ("x" * 80 + end for end in "ab")
    assert slug(first) != slug(second)


def test_a_site_is_one_subject_by_code_and_by_name() -> None:
    whole, _ = said(
        {"name": "Fenwick House", "code": "FEN"},
        {"name": "fenwick house", "prefix": "10.1.2.0/24"},
        {"name": "FEN", "prefix": "10.1.3.0/24"},
        {"code": "FEN", "name": "", "timezone": "Europe/London"},
    )
    assert whole.subjects() == ["site:fen"]
    assert whole.values("fact.prefix") == ["10.1.2.0/24", "10.1.3.0/24"]


def test_a_name_that_gets_a_code_later_keeps_its_subject() -> None:
    whole, _ = said(
        {"name": "Fenwick House", "vlan": "40"}, {"name": "Fenwick House", "code": "FEN"}, {"code": "FEN", "name": ""}
    )
    assert whole.subjects() == ["site:fenwick-house"]


def test_two_codes_for_one_name_are_two_sites() -> None:
    whole, _ = said({"name": "Depot", "code": "D1"}, {"name": "Depot", "code": "D2"}, {"name": "Depot", "vlan": "7"})
    assert whole.subjects() == ["site:d1", "site:d2"]
    assert ("fact.vlan", "7") in whole.facts("site:d1")


def test_networks_without_a_site_are_told_and_leave_no_trace() -> None:
    whole, left = said({"prefix": "10.1.2.0/24"}, {"vlan": "40"}, {"purpose": "lost"})
    assert (whole.rows, whole.originals) == ([], {})
    assert left == {NOWHERE: 2, NAMELESS: 1}
    assert whole.remarks == [
        "row 2: '10.1.2.0/24' is at no site, and left out",
        "row 3: 'VLAN 40' is at no site, and left out",
    ]


def test_what_is_stated_of_a_site() -> None:
    whole, _ = said(
        {
            "name": "A", "address": "1 Road", "city": "Leeds", "postcode": "LS1", "country": "UK", "latitude": "53.8",
            "longitude": "-1.5", "timezone": "Europe/Paris", "controller": "Landlord", "sensitive": "Y", "parent": "B",
            "holds_secret": "no", "used_by_ministers": "?", "aliases": "AA; AAA|", "vrf": "Global",
            "purpose": "offices",
        }
    )  # fmt: skip
    assert whole.facts("site:a") == {
        ("fact.name", "A"),
        ("fact.address", "1 Road, Leeds, LS1, UK"),
        ("fact.postcode", "LS1"),
        ("fact.position", "53.8,-1.5"),
        ("fact.timezone", "Europe/Paris"),
        ("fact.controller", "landlord"),
        ("fact.sensitive", "yes"),
        ("fact.holds_secret", "no"),
        ("fact.used_by_ministers", "unknown"),
        ("fact.parent", "B"),
        ("fact.alias", "AA"),
        ("fact.alias", "AAA"),
        ("register.notes", "offices"),
    }


@pytest.mark.parametrize(
    ("written", "found"),
    [("yes", "yes"), ("TRUE", "yes"), ("N", "no"), ("0", "no"), ("tbc", "unknown"), ("partly", "unknown"), ("", None)],
)
def test_whether_a_site_is_sensitive_is_as_stated_and_never_guessed(written: str, found: str | None) -> None:
    whole, _ = said({"name": "A", "sensitive": written} if written else {"name": "A"})
    assert whole.values("fact.sensitive") == ([found] if found else [])
    assert bool(whole.remarks) == (written == "partly")


@pytest.mark.parametrize(
    ("written", "found"),
    [("yes", "yes"), ("12", "yes"), ("0", "no"), ("no", "no"), ("unknown", "unknown")],
)
def test_whether_cameras_are_expected(written: str, found: str) -> None:
    assert said({"name": "A", "cameras_expected": written})[0].values("fact.cameras_expected") == [found]


def test_a_position_may_stand_in_one_cell() -> None:
    for cell in ("53.8, -1.5", "(53.8;-1.5)", "53,8 -1,5", "53.8N 1.5W"):
        assert said({"name": "A", "position": cell})[0].values("fact.position") == ["53.8,-1.5"]
    whole, _ = said({"name": "A", "position": "somewhere"}, {"name": "B", "latitude": "53.8"})
    assert whole.values("fact.position") == []
    assert len(whole.remarks) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("53.8", 53.8),
        ("-1,5", -1.5),
        ("1.5 W", -1.5),
        ("1.5°S", -1.5),
        ("1.5N", 1.5),
        ("x", None),
        ("1e5", None),
        ("", None),
    ],
)
def test_degrees(text: str, found: float | None) -> None:
    assert degrees(text) == found


@pytest.mark.parametrize("place", [(91.0, 0.0), (0.0, 181.0), (0.0, 0.0), (float("nan"), 1.0), (430_000.0, 433_000.0)])
def test_what_is_no_place_on_the_earth(place: tuple[float, float]) -> None:
    assert position(*place) == ""


@given(st.floats(-90, 90).filter(bool), st.floats(-180, 180))
def test_a_position_is_what_it_was_to_a_tenth_of_a_metre(latitude: float, longitude: float) -> None:
    first, second = map(float, position(latitude, longitude).split(","))
    assert abs(first - latitude) <= 1e-6
    assert abs(second - longitude) <= 1e-6


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1.2.0/24", "10.1.2.0/24"),
        ("10.1.2.7/24", "10.1.2.0/24"),
        ("10.1.2.0 255.255.255.0", "10.1.2.0/24"),
        ("10.1.2.0/255.255.255.0", "10.1.2.0/24"),
        ("10.1.2.0 - 10.1.2.255", "10.1.2.0/24"),
        ("10.1.2.5-10.1.2.9", "10.1.2.5-10.1.2.9"),
        ("2001:DB8::/64", "2001:db8::/64"),
        ("10.1.2.0", None),
        ("10.1.2.0/33", None),
        ("10.1.2.9-10.1.2.5", None),
        ("the lot", None),
        ("", None),
    ],
)
def test_networks(text: str, found: str | None) -> None:
    assert prefix(text) == found


@given(st.ip_addresses(), st.integers(0, 128))
def test_a_network_stays_the_network_it_is(address: ipaddress.IPv4Address, length: int) -> None:
    network = ipaddress.ip_network(f"{address}/{min(length, address.max_prefixlen)}", strict=False)
    doubts: list[str] = []
    assert prefix(str(network), doubts.append) == str(network)
    assert doubts == []


@given(st.text(max_size=60))
def test_any_text_is_a_network_or_none(text: str) -> None:
    found = prefix(text)
    assert found is None or prefix(found) == found
    assert all(0 < int(vlan) < 4095 for vlan in vlans(text))
    degrees(text)
    is_timezone(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("40", ["40"]),
        ("VLAN 40", ["40"]),
        ("vlan40", ["40"]),
        ("CCTV (40)", ["40"]),
        ("40; 41, 40", ["40", "41"]),
        ("0", []),
        ("4095", []),
        ("CCTV", []),
        ("10.1.2.0/24", []),
    ],
)
def test_vlans(text: str, found: list[str]) -> None:
    assert vlans(text) == found


def test_no_cell_lists_more_networks_than_a_site_has() -> None:
    many = ";".join(f"10.{number // 256}.{number % 256}.0/24" for number in range(MAX_NETWORKS + 5))
    whole, _ = said({"name": "A", "prefix": many})
    assert len(whole.values("fact.prefix")) == MAX_NETWORKS
    assert whole.remarks == [f"row 2: {MAX_NETWORKS + 5} networks: only the first {MAX_NETWORKS} were kept"]
