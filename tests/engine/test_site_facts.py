from __future__ import annotations

import hashlib
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import log, see

from camcensus.engine import site_facts
from camcensus.engine.site_facts import Network, Stated, spelled

CSV, NETBOX = "importer:site-csv@1", "importer:netbox-json@1"


def stated(subject: str, *facts: tuple[str, str], record: str = "", **more: Any) -> pl.DataFrame:
    """What one record says of a site."""
    told = hashlib.sha256((record or f"{subject}{facts}").encode()).hexdigest()
    given = {"at": None, "source": CSV, "record": told, **more}
    return see(f"site:{subject}", *((f"fact.{name}", value) for name, value in facts), **given)


def found(*parts: pl.DataFrame) -> list[Stated]:
    return site_facts.find(log(parts))


def test_facts_of_a_site_and_of_its_networks_are_told_apart_by_their_records() -> None:
    (one,) = found(
        stated("fen", ("name", "Fenwick House"), ("code", "FEN"), ("timezone", "Europe/London"), ("alias", "House")),
        stated("fen", ("name", "Fenwick House"), ("prefix", "10.1.2.0/24"), ("vlan", "40"), ("vlan_name", "CCTV"),
               ("vrf", "V"), ("purpose", "cameras"), ("cameras_expected", "yes"), ("zone_kind", "camera")),
        stated("fen", ("prefix", "10.1.3.0/24"), ("prefix", "10.1.4.0/24")),
    )  # fmt: skip
    assert (one.name, one.codes, one.aliases) == ("Fenwick House", ("FEN",), ("House",))
    assert one.facts == {"code": "FEN", "timezone": "Europe/London"}
    first, second = one.networks
    because = first.because
    assert first == Network(
        prefixes=("10.1.2.0/24",), vlans=(40,), vlan_name="CCTV", purpose="cameras", vrf="V", kind="camera",
        expected="yes", because=because,
    )  # fmt: skip
    assert second.prefixes == ("10.1.3.0/24", "10.1.4.0/24")
    assert because.startswith(f"{CSV}, position 1, record ")
    assert because != one.because != second.because


def test_of_what_is_stated_twice_the_newest_stands() -> None:
    (one,) = found(
        stated("fen", ("name", "Fenwick"), ("timezone", "Europe/Paris"), position=1),
        stated("fen", ("name", "Fenwick"), ("timezone", "Europe/London"), position=2),
    )
    assert one.facts["timezone"] == "Europe/London"
    assert "position 2" in one.because


@pytest.mark.parametrize("called", ["Fenwick House", "FENWICK-HOUSE", "FEN", "fen"])
def test_what_bears_its_name_or_its_code_is_the_site(called: str) -> None:
    coded = stated("fen", ("name", "Fenwick House"), ("code", "FEN"))
    plain = stated("other", ("name", called), ("prefix", "10.1.2.0/24"), position=2)
    for parts in ((coded, plain), (plain, coded)):
        (one,) = found(*parts)
        assert one.networks[0].prefixes == ("10.1.2.0/24",)
        assert one.codes == ("FEN",)


def test_two_registers_have_codes_of_their_own_for_one_site() -> None:
    (one,) = found(
        stated("fen", ("name", "Fenwick House"), ("code", "FEN"), position=1),
        stated("fenwick-house", ("name", "Fenwick House"), ("code", "fenwick-house"), position=2, source=NETBOX),
    )
    assert one.codes == ("FEN", "fenwick-house")


def test_two_codes_for_one_name_in_one_register_are_two_sites() -> None:
    two = (stated("d1", ("name", "Depot"), ("code", "D1")), stated("d2", ("name", "Depot"), ("code", "D2")))
    assert [one.codes for one in found(*two)] == [("D1",), ("D2",)]
    nobodys = stated("depot", ("name", "Depot"), ("prefix", "10.1.2.0/24"), position=2)
    assert [len(one.networks) for one in found(*two, nobodys)] == [0, 0, 1]


def test_nothing_joins_across_bodies() -> None:
    parts = [stated("a", ("name", "A"), ("prefix", "10.1.2.0/24"), body=body) for body in ("dept", "agency")]
    assert [one.body for one in found(*parts)] == ["dept", "agency"]


def test_other_subjects_and_fields_are_passed_over() -> None:
    other = see("asset:C-1", ("fact.name", "A"), at=None)
    assert found(other, stated("a", ("position", "1,2"))) == []


def test_what_is_no_vlan_is_none() -> None:
    (one,) = found(stated("a", ("vlan", "0"), ("vlan", "4095"), ("vlan", "x"), ("vlan", "12345"), ("vlan", "7")))
    assert one.networks[0].vlans == (7,)


def test_of_a_name_only_what_prints_is_used() -> None:
    (one,) = found(stated("x", ("name", "A\x01\u202eB"), ("name", "\x07"), ("prefix", "10.1.2.0/24")))
    assert (one.name, one.aliases) == ("A B", ())


def test_a_name_for_comparing() -> None:
    assert spelled("Fenwick-House ") == spelled("fenwick house")
    assert spelled(" 東京") == "東京"


NAMES = st.sampled_from(["A", "B", "a", "A B", "FEN"])


@given(st.lists(st.tuples(NAMES, NAMES | st.just(""), st.booleans(), st.integers(1, 3)), max_size=8))
def test_every_record_belongs_to_one_site(given: list[tuple[str, str, bool, int]]) -> None:
    parts = []
    for number, (name, code, is_network, position) in enumerate(given):
        more = [("prefix", f"10.0.{number}.0/24")] if is_network else [("timezone", "Europe/London")]
        parts.append(stated(name, ("name", name), ("code", code), *more, record=str(number), position=position))
    sites = found(*(part.filter(pl.col("value") != "") for part in parts))
    networks = [prefix for one in sites for network in one.networks for prefix in network.prefixes]
    assert sorted(networks) == sorted(f"10.0.{n}.0/24" for n, (_, _, is_network, _) in enumerate(given) if is_network)
