from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context

from camcensus.sources.importers import _leases
from camcensus.sources.importers._leases import Lease, Leases, client_mac, moment
from camcensus.sources.reading.gathered import Gathered

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAC = "00:1b:21:5b:4d:13"


def told(*leases: Lease, **changes: Any) -> tuple[list[dict[str, Any]], dict[str, int]]:
    into = Gathered(context(Path("x.leases"), **changes), "importer:test@1")
    some = Leases(into)
    for lease in leases:
        some.add(lease)
    some.close()
    chunk = into.last("x")
    return [row for row in chunk.observations.to_dicts() if row["subject"] != f"file:{'0' * 64}"], dict(chunk.left_out)


def lease(hours: int = 0, **changes: Any) -> Lease:
    given: dict[str, Any] = {
        "address": "10.0.0.5", "mac": MAC, "state": "active", "first": NOON + hours * HOUR, "last": NOON + hours * HOUR,
    }  # fmt: skip
    return Lease(**{**given, **changes})


def test_renewals_are_one_interval() -> None:
    rows, _ = told(lease(0), lease(1), lease(5), keep_all=True)
    assert {(row["at"], row["until"]) for row in rows} == {(NOON, NOON + 5 * HOUR)}


def test_another_holder_ends_it() -> None:
    rows, _ = told(lease(0), lease(1, mac="00:1b:21:5b:4d:14"), lease(2), keep_all=True)
    assert [row["value"] for row in rows if row["field"] == "mac"] == [MAC, "00:1b:21:5b:4d:14", MAC]


def test_another_holder_ends_it_though_nothing_of_that_one_is_kept() -> None:
    """Else a log that comes to know the address would be told of the same lease twice, in two lengths."""
    leases = (lease(0), lease(1, mac="00:1b:21:5b:4d:14"), lease(2))
    rows, _ = told(*leases, known=frozenset({MAC}))
    more, _ = told(*leases, known=frozenset({MAC, "10.0.0.5"}))
    assert [(row["at"], row["until"]) for row in rows if row["field"] == "mac"] == [
        (NOON, NOON),
        (NOON + 2 * HOUR, NOON + 2 * HOUR),
    ]
    assert {row["id"] for row in rows} < {row["id"] for row in more}


def test_other_addresses_between_do_not() -> None:
    rows, _ = told(lease(0), lease(0, address="10.0.0.6"), lease(1), keep_all=True)
    assert [row["until"] for row in rows if row["subject"] == "ip:10.0.0.5" and row["field"] == "mac"] == [NOON + HOUR]


def test_leases_of_others_are_counted_and_nothing_of_them_is_kept() -> None:
    assert told(lease(told={"dhcp.hostname": "desk-4711"})) == (
        [],
        {"leases of hosts that have nothing to do with cameras": 1},
    )


@pytest.mark.parametrize("known", [{"10.0.0.5"}, {MAC}])
def test_a_host_that_the_log_knows_passes(known: set[str]) -> None:
    assert told(lease(), known=frozenset(known))[0]


def test_a_block_of_a_maker_of_cameras_passes() -> None:
    assert told(lease(), builds=lambda mac: mac == MAC)[0]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("dhcp.vendor_class", "AXIS,Network Camera,P3245-LV,10.12.153"),
        ("dhcp.vendor_class", "HIKVISION"),
        ("dhcp.hostname", "IPC"),
        ("dhcp.hostname", "yard-cam-3"),
        ("dhcp.hostname", "NVR2"),
        ("dhcp.fqdn", "ds-2cd2143.fenwick.example"),
    ],
)
def test_what_calls_itself_a_camera_passes(field: str, text: str) -> None:
    assert told(lease(told={field: text}))[0]


@pytest.mark.parametrize(
    "text", ["campus-7", "MSFT 5.0", "scampi", "android-dhcp-13", "ipconfig", "domestic-2", "cambridge"]
)
def test_what_does_not_stays_out(text: str) -> None:
    assert not told(lease(told={"dhcp.hostname": text, "dhcp.vendor_class": text}))[0]


def test_so_many_addresses_at_once_are_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_leases, "MAX_OPEN", 2)
    rows, _ = told(*(lease(address=f"10.0.0.{n}") for n in range(9)), keep_all=True)
    assert len({row["subject"] for row in rows}) == 9


def test_secrets_in_a_record_go(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, _ = told(lease(told={"dhcp.hostname": "pass=battery"}, original="password=battery"), keep_all=True)
    assert "battery" not in str(rows)


def test_the_address_in_a_client_identifier() -> None:
    mac = bytes.fromhex("c056e35b4d11")
    assert client_mac(b"\1" + mac) == "c0:56:e3:5b:4d:11"
    assert client_mac(b"\xff\0\0\0\1\0\3\0\1" + mac) == "c0:56:e3:5b:4d:11"
    assert client_mac(b"\0name") == ""


@given(st.binary(max_size=40))
def test_any_identifier_has_an_address_or_none(data: bytes) -> None:
    assert len(client_mac(data)) in (0, 17)


@given(st.text(max_size=14))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    found = moment(text)
    assert found is None or found.timestamp() == int(text)
