"""The estate grows from registers: what is new is added, what differs is shown, and nothing is guessed or changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import table
from tests.support import NO, UNKNOWN, YES, estate, knowledge
from tests.workspaces import ESTATE, make

from camcensus.engine import assess, gather, settings, sites, workspace
from camcensus.engine.site_facts import Network, Stated
from camcensus.engine.sites import Proposal
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import SettingsError
from camcensus.model.estate import LIMBS, Body, Estate, Site, Zone

SITES = table(
    ("Site code", "Site name", "Postcode", "Time zone", "Sensitive", "Controlled by"),
    ("FEN", "Fenwick House", "LS1 1AA", "Europe/London", "no", "Us"),
    ("CAL", "Calder Court", "WF1 1AA", "Europe/Paris", "yes", "Landlord"),
)
NETWORKS = table(
    ("Site", "Prefix", "VLAN", "VLAN name", "Cameras expected"),
    ("Fenwick House", "10.5.2.0/24", "40", "CCTV", "yes"),
    ("FEN", "10.5.3.0/24", "41", "Staff", "no"),
    ("Calder Court", "10.6.2.0/24", "", "", ""),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workspace whose log holds two registers of sites."""
    folder = make(tmp_path / "home")
    (folder / "sites.csv.txt").write_text(SITES, "utf-8")
    (folder / "networks.csv").write_text(NETWORKS, "utf-8")
    opened = workspace.open_(folder)
    try:
        list(gather.read(opened, [folder / "sites.csv.txt", folder / "networks.csv"]))
    finally:
        opened.store.close()
    return folder


def opened(folder: Path) -> Workspace:
    return workspace.open_(folder)


def proposed(folder: Path, *, write: bool = False) -> Proposal:
    one = opened(folder)
    try:
        found = sites.propose(one)
        if write:
            sites.write(one, found)
        return found
    finally:
        one.store.close()


def stated(name: str = "New", *networks: Network, **more: Any) -> Stated:
    return Stated(**{"body": "dept", "name": name, "networks": networks, "because": "a record", **more})


def network(*prefixes: str, **more: Any) -> Network:
    return Network(prefixes=prefixes, because="a record", **more)


def compared(*given: Stated, known: Estate | None = None) -> Proposal:
    return sites.compare(known or estate(), list(given))


# --- from the log to the file -------------------------------------------------------------------------------------


def test_a_workspace_grows_from_its_registers_and_is_assessed(home: Path) -> None:
    before = (home / "estate.toml").read_bytes()
    found = proposed(home, write=True)
    assert [site.id for site in found.sites] == ["fen", "cal"]
    after = (home / "estate.toml").read_bytes()
    assert after.startswith(before)
    one = opened(home)
    try:
        grown = one.settings.estate
        assert assess.assess(one, date(2026, 11, 23)).outcome.value in ("unknown", "not-met")
    finally:
        one.store.close()
    fen, cal = grown.sites[-2:]
    assert (fen.name, fen.controller, fen.timezone, fen.sensitive.answer) == (
        "Fenwick House",
        "ours",
        "Europe/London",
        NO,
    )
    assert (cal.name, cal.controller, cal.timezone, cal.sensitive.answer) == (
        "Calder Court", "landlord", "Europe/Paris", UNKNOWN,
    )  # fmt: skip
    assert {(zone.id, zone.kind, zone.cidrs, zone.vlans, zone.cameras_expected) for zone in grown.zones[-3:]} == {
        ("fen-cctv", "camera", ("10.5.2.0/24",), (40,), True),
        ("fen-staff", "users", ("10.5.3.0/24",), (41,), False),
        ("cal-10-6-2-0-24", "users", ("10.6.2.0/24",), (), True),
    }
    assert all(zone.core.answer is UNKNOWN for zone in grown.zones[-3:])


def test_what_was_added_is_not_added_again(home: Path) -> None:
    proposed(home, write=True)
    again = proposed(home, write=True)
    assert again.additions == ()
    (difference,) = again.differences
    assert difference.startswith(
        "site 'cal': sensitive is 'unknown' in the estate, 'yes' in the register (importer:site"
    )


def test_what_is_proposed_loads_as_it_is_shown(home: Path) -> None:
    found = proposed(home)
    loaded = settings.parse({"estate.toml": (ESTATE + "\n" + found.text).encode()}, knowledge()).estate
    assert loaded.sites[-2:] == found.sites
    assert loaded.zones[-3:] == found.zones
    assert (home / "estate.toml").read_text() == ESTATE


def test_nothing_is_written_that_would_not_load(home: Path) -> None:
    inline = ESTATE.replace('[[zone]]\nid = "cameras"', '# none\n[[zone]]\nid = "cameras"')
    text = "zone = []\n" + inline.partition("[[zone]]")[0].replace("# none\n", "")
    (home / "estate.toml").write_text(text)
    with pytest.raises(SettingsError, match="would not load"):
        proposed(home, write=True)
    assert (home / "estate.toml").read_text() == text


def test_a_log_without_registers_says_so(tmp_path: Path) -> None:
    found = proposed(make(tmp_path), write=True)
    assert (found.stated, found.additions, found.text) == (0, (), "")
    assert (tmp_path / "estate.toml").read_text() == ESTATE


# --- sites --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("called", ["Headquarters", "HQ", "head-quarters", "hq"])
def test_a_site_that_the_estate_knows_by_any_name_is_not_added(called: str) -> None:
    assert compared(stated(called)).additions == ()
    assert compared(stated("Main building", codes=(called,))).additions == ()


def test_differences_are_shown() -> None:
    facts = {"timezone": "Europe/Paris", "controller": "landlord", "sensitive": "no", "holds_secret": "no"}
    found = compared(stated("Main building", codes=("HQ",), facts=facts))
    assert found.additions == ()
    assert found.differences == (
        "site 'hq': the register calls it 'Main building' (a record): add that to its aliases",
        "site 'hq': timezone is 'Europe/London' in the estate, 'Europe/Paris' in the register (a record)",
        "site 'hq': controller is 'ours' in the estate, 'landlord' in the register (a record)",
        "site 'hq': sensitive is 'yes' in the estate, 'no' in the register (a record)",
        "site 'hq': holds_secret is 'yes' in the estate, 'no' in the register (a record)",
    )


def test_what_both_say_alike_is_no_difference() -> None:
    facts = {"timezone": "Europe/London", "controller": "ours", "sensitive": "yes", "holds_secret": "unknown"}
    assert compared(stated("Headquarters", facts=facts)).differences == ()


@pytest.mark.parametrize(
    ("facts", "answers", "noted"),
    [
        ({}, [UNKNOWN] * 4, False),
        ({"sensitive": "unknown"}, [UNKNOWN] * 4, False),
        ({"sensitive": "no"}, [NO] * 4, False),
        ({"sensitive": "yes"}, [UNKNOWN] * 4, True),
        ({"sensitive": "yes", "holds_secret": "yes"}, [YES, UNKNOWN, UNKNOWN, UNKNOWN], False),
        ({"sensitive": "no", "used_by_ministers": "yes"}, [UNKNOWN, UNKNOWN, YES, UNKNOWN], True),
        ({"holds_secret": "no", "socpa_location": "unknown"}, [NO, UNKNOWN, UNKNOWN, UNKNOWN], False),
    ],
)
def test_whether_a_site_is_sensitive_is_as_stated_or_unknown(
    facts: dict[str, str], answers: list[Any], *, noted: bool
) -> None:
    (addition,) = compared(stated("New", facts=facts)).additions
    assert isinstance(addition.item, Site)
    found = [getattr(addition.item.sensitive, limb) for limb in LIMBS]
    assert [one.answer for one in found] == answers
    assert {one.said_by for one in found if one.answer is not UNKNOWN} <= {"register: a record"}
    assert any("sensitive" in note for note in addition.notes) == noted


@pytest.mark.parametrize(
    ("facts", "timezone", "controller"),
    [
        ({}, "Europe/London", "unknown"),
        ({"timezone": "GMT+1", "controller": "Acme"}, "Europe/London", "unknown"),
        ({"timezone": "Asia/Tokyo", "controller": "landlord"}, "Asia/Tokyo", "landlord"),
    ],
)
def test_what_the_estate_file_would_not_take_is_not_written(
    facts: dict[str, str], timezone: str, controller: str
) -> None:
    (site,) = compared(stated("New", facts=facts)).sites
    assert (site.timezone, site.controller) == (timezone, controller)


def test_the_body_is_the_one_named_or_the_one_whose_register_it_is() -> None:
    two = Estate(bodies=(Body(id="dept", name="Department"), Body(id="ag", name="The Agency")), sites=estate().sites)
    assert compared(stated("A", facts={"body": "the agency"}), known=two).sites[0].body == "ag"
    assert compared(stated("A", facts={"body": "Estates team"}), known=two).sites[0].body == "dept"
    found = compared(stated("A", body="gone"), known=two)
    assert (found.additions, len(found.doubts)) == ((), 1)


def test_ids_are_the_codes_and_never_stand_twice() -> None:
    found = compared(stated("Depot", codes=("D 1", "slug-1")), stated("D-1 x", codes=("d_1!",)), stated("東京"))
    assert found.sites[0].id == "d-1"
    assert len({site.id for site in found.sites}) == len(found.sites) == 2
    assert found.sites[0].aliases == ("D 1", "slug-1")


def test_a_name_that_can_be_two_sites_is_a_doubt() -> None:
    known = Estate(
        bodies=estate().bodies, sites=(Site(id="a", name="A", body="dept"), Site(id="b", name="B", body="dept"))
    )
    found = compared(stated("A", codes=("B",)), known=known)
    assert (found.additions, len(found.doubts)) == ((), 1)


# --- zones and address spaces -------------------------------------------------------------------------------------


def test_a_network_that_the_estate_has_is_not_added() -> None:
    found = compared(stated("Headquarters", network("10.0.1.0/24", vlans=(40,)), network("10.0.2.0/24", vlans=(7,))))
    assert found.additions == ()
    assert found.differences == ("zone 'core': the register has VLAN 7 there",)


def test_a_narrower_network_is_a_zone_of_its_own() -> None:
    found = compared(stated("Headquarters", network("10.0.1.0/25", vlan_name="CCTV")))
    assert [(zone.id, zone.kind, zone.cidrs) for zone in found.zones] == [("hq-cctv", "camera", ("10.0.1.0/25",))]


def test_a_network_at_another_site_is_a_difference() -> None:
    found = compared(stated("New", network("10.0.1.0/24")))
    assert [site.id for site in found.sites] == ["new"]
    assert found.zones == ()
    assert found.differences == (
        "10.0.1.0/24: in the estate at site 'hq' (zone 'cameras'), in the register at site 'new'",
    )


def test_two_registers_that_claim_one_network() -> None:
    found = compared(stated("A", network("10.7.0.0/24")), stated("B", network("10.7.0.0/24")))
    assert [zone.site for zone in found.zones] == ["a"]
    assert len(found.differences) == 1


def test_a_vlan_that_the_estate_has_in_another_zone_stays_there() -> None:
    (addition,) = compared(stated("Headquarters", network("10.0.9.0/24", vlans=(40,)))).additions
    assert isinstance(addition.item, Zone)
    assert addition.item.vlans == ()
    assert "its VLAN stands in zone cameras" in addition.notes


def test_a_vlan_without_a_network() -> None:
    found = compared(stated("Headquarters", network(vlans=(40,)), network(vlans=(77,), vlan_name="Guests")))
    assert [(zone.id, zone.cidrs, zone.vlans) for zone in found.zones] == [("hq-guests", (), (77,))]


def test_what_is_no_range_is_a_doubt() -> None:
    found = compared(stated("Headquarters", network("10.0.9.1/24"), network("the lot")))
    assert (found.zones, len(found.doubts)) == ((), 2)


@pytest.mark.parametrize(
    ("one", "realm", "doubts"),
    [
        (stated("A"), "main", 0),
        (stated("A", network("10.7.0.0/24")), "main", 0),
        (stated("A", network("10.7.0.0/24", vrf="CCTV West"), network("10.8.0.0/24", vrf="CCTV West")), "cctv-west", 0),
        (stated("A", network("10.7.0.0/24", vrf="CCTV"), network("10.8.0.0/24")), "main", 1),
        (stated("A", network("10.7.0.0/24", vrf="B"), facts={"vrf": "Own"}), "own", 0),
    ],
)
def test_the_address_space_is_the_one_vrf_of_a_site(one: Stated, realm: str, doubts: int) -> None:
    found = compared(one)
    assert [site.realm for site in found.sites] == [realm]
    assert len(found.doubts) == doubts


def test_one_range_may_stand_in_two_address_spaces() -> None:
    found = compared(stated("A", network("10.7.0.0/24", vrf="A")), stated("B", network("10.7.0.0/24", vrf="B")))
    assert [zone.site for zone in found.zones] == ["a", "b"]
    assert found.differences == ()


TEXTS = st.sampled_from(["A", "B", "HQ", "Headquarters", "东", 'x"y\\', "a b", "CCTV", "…"])
NETWORKS_OF = st.builds(
    network,
    st.sampled_from(["10.0.1.0/24", "10.0.1.0/25", "10.7.0.0/16", "2001:db8::/64", "10.7.0.5-10.7.0.9", "no"]),
    vlans=st.lists(st.integers(1, 4094), max_size=2).map(tuple), vlan_name=TEXTS, purpose=TEXTS, vrf=TEXTS,
)  # fmt: skip


@given(st.lists(st.builds(stated, TEXTS, NETWORKS_OF, codes=st.lists(TEXTS, max_size=2).map(tuple),
       aliases=st.lists(TEXTS, max_size=2).map(tuple)), max_size=5))  # fmt: skip
def test_whatever_registers_say_the_file_loads_and_then_nothing_is_new(given: list[Stated]) -> None:
    known = settings.parse({"estate.toml": ESTATE.encode()}, knowledge()).estate
    found = compared(*given, known=known)
    grown = settings.parse({"estate.toml": f"{ESTATE}\n{found.text}".encode()}, knowledge()).estate
    assert grown.sites[: len(known.sites)] == known.sites
    assert grown.zones[: len(known.zones)] == known.zones
    assert len(grown.zones) == len(known.zones) + len(found.zones)
    assert compared(*given, known=grown).additions == ()
