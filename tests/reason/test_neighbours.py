"""Ethernet addresses next to each other say nothing alone: cameras bought together have them too."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from camcensus.reason import neighbours


def device(name: str, mac: int, *names: str, **more: Any) -> dict[str, Any]:
    text = f"44:19:b6:{mac >> 16 & 255:02x}:{mac >> 8 & 255:02x}:{mac & 255:02x}"
    return {
        "device": name, "body": "dept", "names": [f"mac:{text}", text, *names], "label": name.upper(),
        "addresses": f"10.0.1.{mac & 255}", "class": "camera", "model": None, "candidate": True, **more,
    }  # fmt: skip


def marks(*rows: dict[str, Any]) -> set[tuple[str, str]]:
    frame = pl.DataFrame(list(rows), schema_overrides={"model": pl.String, "class": pl.String})
    return set(neighbours.find(frame).select("device", "detail").rows())


def test_nearness_alone_marks_nothing() -> None:
    assert marks(device("a", 10), device("b", 11)) == set()


def test_one_name_of_both_marks_each_with_the_other() -> None:
    assert marks(device("a", 10, "host:nvr-1"), device("b", 11, "host:nvr-1")) == {("a", "B"), ("b", "A")}
    assert marks(device("a", 10, "cert:ff"), device("b", 12, "cert:ff")) == {("a", "B"), ("b", "A")}


def test_a_name_of_more_than_two_or_of_every_firmware_marks_nothing() -> None:
    third = device("c", 900, "host:nvr-1")
    assert marks(device("a", 10, "host:nvr-1"), device("b", 11, "host:nvr-1"), third) == set()
    assert marks(device("a", 10, "host:nvr"), device("b", 11, "host:nvr")) == set()


def test_a_recorder_beside_something_unknown_is_marked() -> None:
    recorder = {"class": "recorder", "model": "N1"}
    assert marks(device("a", 10, **recorder), device("b", 11, **{"class": None, "candidate": False})) == {
        ("a", "B"),
        ("b", "A"),
    }
    assert marks(device("a", 10, **recorder), device("b", 11)) == set()
    assert marks(device("a", 10, **recorder), device("b", 11, **{"class": "recorder", "model": "N2"})) == set()


def test_a_run_of_three_is_a_delivery() -> None:
    run = [device(name, mac, "host:nvr-1" if mac < 12 else "host:x") for name, mac in (("a", 10), ("b", 11), ("c", 13))]
    assert marks(*run) == set()


def test_farther_than_two_or_in_another_block_is_not_near() -> None:
    assert marks(device("a", 10, "host:nvr-1"), device("b", 13, "host:nvr-1")) == set()
    other = device("b", 0, "host:nvr-1") | {"names": ["mac:44:19:b7:00:00:00", "host:nvr-1"]}
    assert marks(device("a", 0xFFFFFF, "host:nvr-1"), other) == set()


def test_two_serial_numbers_are_two_boxes() -> None:
    both = [device("a", 10, "host:nvr-1", "serial:x1"), device("b", 11, "host:nvr-1", "serial:x2")]
    assert marks(*both) == set()


def test_at_one_address_across_bodies_or_among_other_hosts_nothing_is_marked() -> None:
    name = "host:nvr-1"
    for more in ({"addresses": "10.0.1.10"}, {"body": "other"}):
        assert marks(device("a", 10, name), device("b", 11, name, **more)) == set()
    hosts = [device(one, mac, name, candidate=False) for one, mac in (("a", 10), ("b", 11))]
    assert marks(*hosts) == set()


def test_made_up_addresses_are_nobodys_neighbours() -> None:
    rows = [device("a", 10, "host:x1") | {"names": ["mac:02:00:00:00:00:01", "host:x1"]},
            device("b", 11, "host:x1") | {"names": ["mac:02:00:00:00:00:02", "host:x1"]}]  # fmt: skip
    assert marks(*rows) == set()


@given(st.lists(st.integers(0, 30), max_size=12, unique=True))
def test_only_pairs_that_stand_alone_are_marked(numbers: list[int]) -> None:
    rows = [device(f"d{number}", number, **{"class": "recorder", "model": "N1"}) for number in numbers]
    found = {device for device, _ in marks(*rows)} if rows else set()
    for number in numbers:
        near = [other for other in numbers if 0 < abs(other - number) <= neighbours.STEP]
        alone = len(near) == 1 and all(
            abs(far - near[0]) > neighbours.STEP for far in numbers if far not in (number, *near)
        )
        assert (f"d{number}" in found) == alone
