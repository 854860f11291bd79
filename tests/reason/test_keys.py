"""Keys, their scope, and which of them are demoted."""

from __future__ import annotations

import polars as pl
from tests.reason.spans import lease
from tests.support import log, see

from camcensus.reason import bindings, keys, times


def held(*parts: pl.DataFrame) -> pl.DataFrame:
    return keys.keys(keys.sightings(log(parts)))


def test_a_sighting_is_one_record_of_one_subject() -> None:
    seen = keys.sightings(log([see("ip:10.0.1.5", ("a", "1"), ("b", "2")), see("ip:10.0.1.6", ("a", "1"))]))
    assert seen["sighting"].to_list() == [0, 0, 1]


def test_records_without_an_original_are_told_apart_by_time() -> None:
    parts = [see("ip:10.0.1.5", ("a", "1"), at=at).with_columns(original=pl.lit(None, dtype=pl.Binary))
             for at in ("2026-01-01", "2026-02-01")]  # fmt: skip
    assert keys.sightings(log(parts))["sighting"].n_unique() == 2


def test_an_ip_and_a_mac_mean_something_only_in_their_realm() -> None:
    found = held(see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), ("serial.number", "abc12345")))
    assert dict(found.select("kind", "scope").iter_rows()) == {
        "ip": "dept|main",
        "mac": "dept|main",
        "serial": "dept",
    }


def test_serials_compare_without_case() -> None:
    found = held(see("asset:1", ("serial.number", " abc12345 ")))
    assert found.filter(pl.col("kind") == "serial")["value"].to_list() == ["ABC12345"]


def test_an_interface_that_answers_for_many_addresses_is_demoted() -> None:
    parts = [see(f"ip:10.0.1.{n}", ("mac", "44:19:b6:00:00:01")) for n in range(5)]
    assert keys.demoted(held(*parts), [])["why"].to_list() == ["many-addresses"]


def test_what_is_demoted_is_counted() -> None:
    parts = [see(f"asset:{n}", ("serial.number", "ABC12345"), at=None) for n in range(3)]
    assert keys.demoted(held(*parts), []).select("why", "count").rows() == [("two-rows", 3)]


def test_placeholders_compare_without_punctuation() -> None:
    parts = [see("asset:1", ("serial.number", "See Label"), at=None)]
    assert keys.demoted(held(*parts), ["seelabel"])["why"].to_list() == ["placeholder"]


def test_nothing_is_demoted_of_nothing() -> None:
    assert keys.demoted(held(), []).height == 0


CERT = ("tls.spki_sha256", "ab" * 32)


def of_certificate(*parts: pl.DataFrame) -> list[str]:
    found = keys.demoted(held(*parts), ["000000"])
    return found.filter(pl.col("kind") == "cert")["why"].to_list()


def test_a_certificate_that_goes_with_different_serials_joins_nothing() -> None:
    two = [see(f"ip:10.0.1.{n}", CERT, ("serial.number", f"ABC1234{n}")) for n in (5, 6)]
    assert of_certificate(*two) == ["many-serials"]


def test_one_box_may_answer_at_two_addresses_with_one_certificate() -> None:
    one = [see(f"ip:10.0.1.{n}", CERT, ("serial.number", "ABC12345"), ("serial.number", f"X-{n}")) for n in (5, 6)]
    assert of_certificate(*one) == []
    assert of_certificate(see("ip:10.0.1.5", CERT, ("serial.number", "A1234"), ("serial.number", "B1234"))) == []
    near = [see(f"ip:10.0.1.{n}", CERT, ("mac", f"44:19:b6:00:00:0{n}")) for n in (5, 6)]
    assert of_certificate(*near) == []


def test_a_certificate_at_interfaces_far_from_each_other_joins_nothing() -> None:
    far = [see(f"ip:10.0.1.{n}", CERT, ("mac", f"44:19:b6:0{n}:00:00")) for n in (5, 6)]
    assert of_certificate(*far) == ["many-serials"]


def test_placeholders_do_not_tell_devices_apart() -> None:
    two = [see(f"ip:10.0.1.{n}", CERT, ("serial.number", "000000")) for n in (5, 6)]
    assert of_certificate(*two) == []


def test_a_certificate_of_three_of_which_two_are_one_box_joins_nothing() -> None:
    boxes = [
        see(f"ip:10.0.1.{n}", CERT, ("serial.number", text)) for n, text in ((5, "AAA1"), (6, "AAA1"), (7, "BBB2"))
    ]
    assert of_certificate(*boxes) == ["many-serials"]


def test_interfaces_of_one_delivery_tell_apart_and_those_of_one_box_do_not() -> None:
    for last, expected in (("09", []), ("0a", ["many-serials"])):
        macs = ("44:19:b6:00:00:01", f"44:19:b6:00:00:{last}")
        assert of_certificate(*(see(f"ip:10.0.1.{n}", CERT, ("mac", mac)) for n, mac in enumerate(macs))) == expected


def looked(*parts: pl.DataFrame) -> pl.DataFrame:
    seen = keys.sightings(log(parts))
    found, when = keys.keys(seen), times.spans(seen)
    looks = keys.Looks(seen=seen, when=when, lent=bindings.lent(found, seen, when))
    return keys.demoted(found, [], looks)


def test_an_interface_that_had_many_addresses_one_after_the_other_is_one_interface() -> None:
    mac = "44:19:b6:00:00:01"
    moved = [lease(f"10.0.1.{n}", mac, f"2026-01-{n:02}", f"2026-01-{n:02}") for n in range(1, 20, 3)]
    assert looked(*moved).is_empty()
    scanned = [see(f"ip:10.0.1.{n}", ("mac", mac)) for n in range(1, 7)]
    assert looked(*scanned)["why"].to_list() == ["many-addresses"]


def test_the_interfaces_that_addresses_were_bound_to_tell_cameras_of_one_certificate_apart() -> None:
    leases = [lease(f"10.0.1.{n}", f"44:19:b6:0{n}:00:00", "2026-01-01", "2026-01-09") for n in (5, 6)]
    scans = [see(f"ip:10.0.1.{n}", CERT, at="2026-01-05", position=2) for n in (5, 6)]
    found = looked(*leases, *scans)
    assert found.filter(pl.col("kind") == "cert")["why"].to_list() == ["many-serials"]


def test_a_name_is_a_key_in_one_spelling_and_a_service_is_none() -> None:
    found = held(see("ip:10.0.1.5", ("dhcp.hostname", "CAM-1.example.org"), ("mdns.name", "A camera in the hall")))
    assert found.filter(pl.col("kind") == "host").select("value", "shown").rows() == [("cam-1", "CAM-1.example.org")]


def test_the_subject_is_marked() -> None:
    found = held(see("ip:10.0.1.5", ("fact.ip", "10.0.1.9"), ("mac", "44:19:b6:00:00:01")))
    assert found.filter("is_subject")["value"].to_list() == ["10.0.1.5"]
