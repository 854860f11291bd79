"""Marks on devices that are somewhere twice."""

from __future__ import annotations

import polars as pl
import pytest
from tests.reason.spans import during, lease
from tests.support import log, see

from camcensus.reason.devices import join

HIK, NEXT = "44:19:b6:3a:11:11", "44:19:b6:3a:11:12"
CERT, SERIAL = ("tls.spki_sha256", "ab" * 32), ("serial.number", "ABC12345")


def marks(*parts: pl.DataFrame) -> set[tuple[str, str]]:
    joined = join(log(parts))
    assert joined.seen["device"].n_unique() == 1
    return set(joined.doubts.select("code", "detail").rows())


def legs(
    one: str, other: str, *facts: tuple[str, str], at: str = "2026-11-10", position: int = 1
) -> list[pl.DataFrame]:
    return [see(f"ip:{one}", *facts), see(f"ip:{other}", *facts, at=at, position=position)]


@pytest.mark.parametrize(
    ("one", "other"), [("10.0.1.5", "10.0.2.5"), ("10.0.1.5", "10.0.1.6"), ("2001:db8::5", "2001:db8:0:1::5")]
)
def test_one_serial_number_at_two_addresses_of_one_read_is_dual_homed(one: str, other: str) -> None:
    assert marks(*legs(one, other, SERIAL)) == {("dual-homed", ", ".join(sorted((one, other))))}


def test_one_certificate_at_two_addresses_is_marked_twice() -> None:
    assert marks(*legs("10.0.1.5", "10.0.2.5", CERT)) == {
        ("dual-homed", "10.0.1.5, 10.0.2.5"),
        ("one-certificate", "10.0.1.5, 10.0.2.5"),
    }


def test_one_that_moved_is_not_dual_homed() -> None:
    assert marks(*legs("10.0.1.5", "10.0.2.5", SERIAL, at="2026-12-10", position=2)) == set()
    assert marks(*legs("10.0.1.5", "10.0.2.5", SERIAL, at="2026-11-15")) == set()


@pytest.mark.parametrize("other", ["2001:db8::5", "fe80::5", "169.254.3.4"])
def test_two_families_or_an_address_of_the_link_are_no_two_legs(other: str) -> None:
    assert marks(*legs("10.0.1.5", other, SERIAL)) == set()


def test_one_interface_with_two_addresses_of_one_network_is_one_leg() -> None:
    assert marks(*legs("10.0.1.5", "10.0.1.6", ("mac", HIK))) == set()
    assert marks(*legs("2001:db8:0:1::5", "2001:db8::5", ("mac", HIK))) == set()


def test_one_interface_in_two_networks_is_marked() -> None:
    assert marks(*legs("10.0.1.5", "10.0.2.5", ("mac", HIK))) == {("dual-homed", "10.0.1.5, 10.0.2.5")}


def test_spans_that_overlap_are_at_one_time_and_others_are_not() -> None:
    first = during("ip:10.0.1.5", SERIAL, first="2026-01-01", last="2026-01-09")
    for start, expected in (("2026-01-05", True), ("2026-01-10", False)):
        second = during("ip:10.0.2.5", SERIAL, first=start, last="2026-01-20", position=2)
        assert (("dual-homed", "10.0.1.5, 10.0.2.5") in marks(first, second)) is expected


def test_a_look_within_a_span_is_at_one_time() -> None:
    span = during("ip:10.0.1.5", SERIAL, first="2026-01-01", last="2026-01-09")
    assert marks(span, see("ip:10.0.2.5", SERIAL, at="2026-01-05", position=2)) == {
        ("dual-homed", "10.0.1.5, 10.0.2.5")
    }


def test_a_lease_that_was_left_before_its_end_is_no_second_leg() -> None:
    parts = [lease("10.0.1.5", HIK, "2026-01-01", "2026-01-20"), lease("10.0.2.5", HIK, "2026-01-10", "2026-01-30")]
    assert marks(*parts) == set()


def test_near_interfaces_with_one_certificate_are_joined_and_marked() -> None:
    both = [see(f"ip:10.0.{n}.5", CERT, ("mac", mac)) for n, mac in ((1, HIK), (2, NEXT))]
    assert {code for code, _ in marks(*both)} == {"dual-homed", "one-certificate"}


def test_a_certificate_beside_a_serial_number_is_not_alone() -> None:
    assert "one-certificate" not in {code for code, _ in marks(*legs("10.0.1.5", "10.0.2.5", CERT, SERIAL))}
