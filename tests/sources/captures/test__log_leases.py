from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from tests.sources.captures.logs import minute
from tests.sources.files import context

from camcensus.model import frames
from camcensus.sources.captures._log_hosts import Hosts
from camcensus.sources.captures._log_leases import FIELDS, Leases
from camcensus.sources.reading.door import Door
from camcensus.sources.reading.gathered import Gathered

MAC, OTHER = "54:c4:15:00:00:05", "02:00:00:00:00:07"
SCHEMA: dict[str, Any] = {
    "host": pl.Int64, **dict.fromkeys(FIELDS, pl.String), "first": frames.TIME, "seconds": pl.Int64,
}  # fmt: skip


def lease(
    host: int | None, mac: str | None, first: datetime | None, *, seconds: int | None = 3_600, **said: str
) -> pl.DataFrame:
    given = {"host": host, "mac": mac, "first": first, "seconds": seconds, **said}
    return pl.DataFrame([tuple(given.get(name) for name in SCHEMA)], schema=SCHEMA, orient="row")


def told(*leases: pl.DataFrame, known: str = "0.0.0.5") -> tuple[list[dict[str, Any]], dict[str, int]]:
    found = Leases()
    for one in leases:
        found.add(one)
    gathered = Gathered(context(Path("x")), "importer:test@1")
    found.tell(Hosts(), gathered, Door(context(Path("x"), known=frozenset({known}))), "exact")
    chunk = gathered.take()
    return chunk.observations.to_dicts(), dict(chunk.left_out)


def spans(rows: list[dict[str, Any]]) -> list[tuple[str, datetime, datetime]]:
    return [(row["value"], row["at"], row["until"]) for row in rows if row["field"] == "mac"]


def shown(number: int) -> str:
    return minute(number).isoformat().replace("+00:00", "Z")


def ends(rows: list[dict[str, Any]]) -> list[str]:
    return [row["value"] for row in rows if row["field"] == "lease.ends"]


def test_a_lease_says_who_had_an_address_and_how_long() -> None:
    rows, left_out = told(lease(5, MAC, minute(0), name="ipc", vendor="udhcp", fqdn="ipc.example", parameters="1,3"))
    assert {row["subject"] for row in rows} == {"ip:0.0.0.5"}
    assert {(row["field"], row["value"]) for row in rows} == {
        ("mac", MAC),
        ("dhcp.hostname", "ipc"),
        ("dhcp.vendor_class", "udhcp"),
        ("dhcp.fqdn", "ipc.example"),
        ("dhcp.parameter_list", "1,3"),
        ("lease.ends", shown(60)),
    }
    assert len({row["original"] for row in rows}) == 1
    assert spans(rows) == [(MAC, minute(0), minute(0))]
    assert not left_out


def test_a_lease_that_is_renewed_is_one() -> None:
    rows, _ = told(lease(5, MAC, minute(0)), lease(5, MAC, minute(30)), lease(5, MAC, minute(600)))
    assert spans(rows) == [(MAC, minute(0), minute(600))]
    assert ends(rows) == [shown(660)]


def test_the_end_of_a_lease_is_the_latest_that_was_granted() -> None:
    rows, _ = told(lease(5, MAC, minute(0), seconds=86_400), lease(5, MAC, minute(1)), lease(5, MAC, minute(2)))
    assert spans(rows) == [(MAC, minute(0), minute(2))]
    assert ends(rows) == [shown(24 * 60)]


def test_leases_of_two_holders_are_two_however_long_they_last() -> None:
    rows, _ = told(lease(5, MAC, minute(0)), lease(5, OTHER, minute(30)), lease(5, MAC, minute(50)))
    assert spans(rows) == [
        (MAC, minute(0), minute(0)),
        (OTHER, minute(30), minute(30)),
        (MAC, minute(50), minute(50)),
    ]
    assert ends(rows) == [shown(60), shown(90), shown(110)]


def test_who_was_heard_while_another_began_is_heard_until_then() -> None:
    rows, _ = told(lease(5, MAC, minute(0)), lease(5, OTHER, minute(3)), lease(5, MAC, minute(6)))
    assert spans(rows) == [(MAC, minute(0), minute(3)), (OTHER, minute(3), minute(3))]


def test_without_an_address_the_interface_is_what_is_spoken_of() -> None:
    rows, _ = told(lease(None, MAC, minute(0), name="ipc"), known=MAC)
    assert [(row["subject"], row["field"], row["value"]) for row in rows] == [(f"mac:{MAC}", "dhcp.hostname", "ipc")]


def test_leases_of_others_are_counted() -> None:
    rows, left_out = told(lease(7, OTHER, minute(0)), lease(7, OTHER, minute(1)), lease(None, None, minute(2)))
    assert not rows
    assert left_out == {"leases of hosts that have nothing to do with cameras": 2}


def test_a_lease_without_time_or_end() -> None:
    rows, _ = told(lease(5, MAC, None))
    assert [(row["at"], row["until"], row["at_quality"]) for row in rows] == [(None, None, "unknown")]
    for seconds in (None, 0, -1):
        rows, _ = told(lease(5, MAC, minute(0), seconds=seconds))
        assert (spans(rows), ends(rows)) == ([(MAC, minute(0), minute(0))], [])
    for seconds in (0xFFFF_FFFF, 2**40):
        rows, _ = told(lease(5, MAC, minute(0), seconds=seconds))
        assert (spans(rows), ends(rows)) == ([(MAC, minute(0), minute(0))], ["never"])


def test_secrets_are_taken_out_of_what_hosts_say() -> None:
    rows, _ = told(lease(5, MAC, minute(0), name="password=S3cr3t"))
    assert "S3cr3t" not in str(rows)


def test_hosts_of_makers_are_found_by_their_leases() -> None:
    found = Leases()
    found.add(lease(5, MAC, minute(0)))
    found.add(lease(7, OTHER, minute(0)))
    found.add(lease(None, MAC, minute(0)))
    door = Door(context(Path("x"), builds=lambda mac: mac == MAC))
    assert set(found.known(Hosts(), door)) == {MAC, "0.0.0.5"}
    assert set(found.known(Hosts(), Door(context(Path("x"), known=frozenset({OTHER}))))) == {OTHER, "0.0.0.7"}
