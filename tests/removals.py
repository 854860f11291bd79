"""A camera before it is taken down, the statement that it was, and what was seen since; each part can be left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import polars as pl
from tests.report import samples
from tests.support import log

from camcensus.model import frames
from camcensus.model.assessment import Assessment
from camcensus.model.observation import Observation
from camcensus.model.removal import Removal, Wish
from camcensus.reason import removal, since

AS_OF = date(2026, 11, 23)
MAC, SERIAL, ADDRESS, PORT = "bc:ad:28:00:00:11", "F71204511", "10.0.1.11", "sw-1/Gi1/0/4"
PICTURE = hashlib.sha256(b"a photograph").digest()
REGISTER, SCAN, CAPTURE, LEASES, SWITCH = (
    f"importer:{name}@1" for name in ("register-csv", "nmap-xml", "pcap", "dhcpd-leases", "switch-text")
)


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(
    subject: str,
    *facts: tuple[str, str],
    at: str | None,
    until: str | None = None,
    source: str = SCAN,
    position: int = 1,
    quality: str = "exact",
    original: bytes = b"",
) -> pl.DataFrame:
    """What one record says of one subject."""
    record = original or hashlib.sha256(f"{subject}{at}{position}".encode()).digest()
    rows = [
        Observation(
            body="dept", realm="main", subject=subject, field=field, value=value, source=source, at=moment(at),
            until=moment(until or at), at_quality=quality if at else "unknown", original=record,
        )
        for field, value in facts
    ]  # fmt: skip
    return frames.from_observations(rows).with_columns(position=pl.lit(position, dtype=pl.Int64))


def flow(
    client: str,
    server: str,
    at: str,
    *,
    back: int | None = 3,
    field: str = "flow.conversation",
    source: str = CAPTURE,
) -> pl.DataFrame:
    """A conversation of one client with one server, in which so many packets came back."""
    value = '{"packets":4}' if back is None else f'{{"packets":4,"packets_back":{back}}}'
    return told(f"flow:{client}>{server}/tcp/554", (field, value), at=at, source=source, position=20)


BEFORE: dict[str, pl.DataFrame] = {
    "row": told(
        "asset:CAM-1", ("fact.ip", ADDRESS), ("serial.number", SERIAL), ("mac", MAC), ("fact.site", "hq"),
        ("register.location", "Front door"), ("fact.class", "camera"), ("register.make", "Hikvision"),
        ("fact.status", "in-use"), at="2026-08-01", source=REGISTER, position=1,
    ),
    "scan": told(f"ip:{ADDRESS}", ("mac", MAC), ("http.server", "DNVRS-Webs"), at="2026-09-01T10:00", position=2),
    "photo": told("asset:CAM-1", ("survey.photo", "cam1.jpg"), at="2026-09-02", source="survey:S. Example", position=3,
                  original=PICTURE),
    "table": told(f"mac:{MAC}", ("switch.port", PORT), ("switch.vlan", "40"), ("switch.entry", "dynamic"),
                  at="2026-09-03T08:00", source=SWITCH, position=4),
    "lease": told(f"ip:{ADDRESS}", ("mac", MAC), ("lease.state", "active"), ("lease.ends", "2026-12-31T00:00:00Z"),
                  at="2026-09-01", until="2026-09-20", source=LEASES, position=5),
}  # fmt: skip
"""What is known while it still hangs there."""

REMOVED: dict[str, pl.DataFrame] = {
    "status": told("asset:CAM-1", ("fact.status", "removed"), ("fact.removed_on", "2026-10-01"), at="2026-10-02",
                   source=REGISTER, position=6),
    "person": told("asset:CAM-1", ("register.removed_by", "R. Example"), at="2026-10-02", source=REGISTER, position=6),
}  # fmt: skip
"""What is stated."""

AFTER: dict[str, pl.DataFrame] = {
    "port": told(f"switchport:{PORT}", ("switch.status", "notconnect"), at="2026-10-03T08:00", source=SWITCH,
                 position=7),
    "leases": told("file:dhcp", ("fact.window", '{"view": "DHCP server"}'), ("fact.heard", "10.0.1.0/24"),
                   at="2026-09-01", until="2026-11-10", source=LEASES, position=8),
    "listened": told("file:pcap", ("fact.window", "{}"), ("fact.heard", "10.0.1.0/24"), at="2026-09-25",
                     until="2026-11-05", source=CAPTURE, position=9),
    "media": told("asset:CAM-1", ("register.media", "SD 4411"), at="2026-10-05", source=REGISTER, position=10),
    "method": told("asset:CAM-1", ("register.sanitisation_method", "shredded"), at="2026-10-05", source=REGISTER,
                   position=10),
    "standard": told("asset:CAM-1", ("register.sanitisation_standard", "IEEE 2883"), at="2026-10-05", source=REGISTER,
                     position=10),
    "witness": told("asset:CAM-1", ("register.witness", "W. Example"), at="2026-10-05", source=REGISTER, position=10),
    "weee": told("asset:CAM-1", ("register.weee", "WEEE-17"), at="2026-10-06", source=REGISTER, position=10),
}  # fmt: skip
"""What was seen and done since."""

EVERY: Mapping[str, pl.DataFrame] = BEFORE | REMOVED | AFTER


def judged(*more: pl.DataFrame, without: Iterable[str] = (), as_of: date = AS_OF) -> tuple[Assessment, pl.DataFrame]:
    """(the assessment of the camera without some of its records, all that the log holds)."""
    held = log([*(one for name, one in EVERY.items() if name not in set(without)), *more]).sort(
        "position", maintain_order=True
    )
    end = datetime.combine(as_of, datetime.max.time(), UTC)
    known = held.filter(~(pl.col("at") > end).fill_null(value=False))
    return samples.judge(known, as_of=as_of), held


def found(
    *more: pl.DataFrame,
    without: Iterable[str] = (),
    as_of: date = AS_OF,
    days: int = 30,
    said: Mapping[str, str] | None = None,
) -> Removal:
    """What the log shows of its removal."""
    made, held = judged(*more, without=without, as_of=as_of)
    (device,) = made.devices.filter(pl.col("names").list.contains("asset:cam-1"))["device"].to_list()
    return removal.find(
        made,
        device,
        held.filter(pl.col("field").is_in(since.FIELDS)),
        Wish(days=days, said=said or {}),
        listeners=frozenset({"pcap"}),
        pictures=frozenset({PICTURE}),
    )
