"""What tells two things apart that bear one certificate: they say something else of themselves."""

from __future__ import annotations

import polars as pl
import pytest
from tests.support import log, see

from camcensus.reason import apart, keys
from camcensus.reason.devices import join

CERT = ("tls.spki_sha256", "ab" * 32)


def told(*each: tuple[str, str] | None, apart_by: int = 0, by_name: bool = False) -> bool:
    """Whether two or more addresses with one certificate are told apart; each says one thing, or nothing."""
    parts = [
        see(f"ip:10.0.1.{number}", CERT, *([fact] if fact else []), position=1 + number * apart_by)
        for number, fact in enumerate(each)
    ]
    seen = keys.sightings(log(parts))
    borne = seen.select("sighting", code=pl.lit(1, dtype=pl.UInt64), place="sighting").unique()
    return apart.told(borne, seen, by_name=by_name).to_list() == [1]


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("dhcp.hostname", "cam-1", "cam-2"),
        ("fact.hostname", "cam-1.example.org", "cam-2.example.org"),
        ("onvif.endpoint", "urn:uuid:1", "urn:uuid:2"),
        ("http.title", "Front door", "Back door"),
        ("http.www_authenticate", 'Digest realm="AXIS_1", nonce="a"', 'Digest realm="AXIS_2", nonce="a"'),
        ("model.number", "M1000", "M2000"),
        ("fact.class", "camera", "recorder"),
        ("firmware.version", "1.0", "1.1"),
    ],
)
def test_what_is_said_differently_tells_apart(field: str, one: str, other: str) -> None:
    assert told((field, one), (field, other))
    assert not told((field, one), (field, one))
    assert not told((field, one), None)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("http.www_authenticate", 'Digest realm="IPC", nonce="a"', 'Digest realm="IPC", nonce="b"'),
        ("http.title", "Camera 10.0.1.0", "Camera 10.0.1.1"),
        ("onvif.endpoint", "urn:uuid:1", "uuid:1"),
        ("fact.hostname", "cam-1", "CAM-1.example.org"),
        ("mdns.name", "A service", "Another service"),
        ("net.open_port", "80/tcp", "554/tcp"),
    ],
)
def test_what_only_looks_different_does_not(field: str, one: str, other: str) -> None:
    assert not told((field, one), (field, other))


def test_what_an_update_changes_counts_only_within_one_read() -> None:
    titles = (("http.title", "Old"), ("http.title", "New"))
    assert told(*titles)
    assert not told(*titles, apart_by=1)
    assert told(*titles, apart_by=1, by_name=True)
    assert told(("model.number", "M1"), ("model.number", "M2"), apart_by=1)


def test_a_third_that_differs_is_enough() -> None:
    assert told(("http.title", "x"), ("http.title", "x"), ("http.title", "y"))


def test_a_factory_certificate_no_longer_makes_one_camera_of_several() -> None:
    cameras = [see(f"ip:10.0.1.{n}", CERT, ("http.title", f"Gate {n}")) for n in (5, 6, 7)]
    joined = join(log(cameras))
    assert joined.seen["device"].n_unique() == 3
    assert set(joined.doubts["code"]) == {"key-told-apart"}


def test_what_nothing_tells_apart_stays_one_and_says_so() -> None:
    joined = join(log([see(f"ip:10.0.{n}.5", CERT, ("http.title", "x")) for n in (1, 2)]))
    assert joined.seen["device"].n_unique() == 1
    assert set(joined.doubts["code"]) == {"one-certificate", "dual-homed"}


@pytest.mark.parametrize("fact", [("serial.number", "ABC12345"), ("mac", "44:19:b6:00:00:01")])
def test_one_serial_number_or_interface_on_all_outweighs_what_they_say(fact: tuple[str, str]) -> None:
    legs = [see(f"ip:10.0.{n}.5", CERT, fact, ("http.title", f"t{n}")) for n in (1, 2)]
    joined = join(log(legs))
    assert joined.seen["device"].n_unique() == 1
    assert "one-certificate" not in joined.doubts["code"].to_list()


def test_nothing_tells_nothing_apart() -> None:
    seen = keys.sightings(log([]))
    assert apart.told(
        pl.DataFrame(schema={"code": pl.UInt64, "place": pl.UInt32, "sighting": pl.UInt32}), seen
    ).is_empty()
