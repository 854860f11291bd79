"""When flows began and ended: exporters say it in many ways, most of them by a clock of their own.

Source: RFC 3954, section 8 (uptimes); RFC 7011, section 6.1, and RFC 7012, section 3.1 (times of IPFIX).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from camcensus.wire.netflow.walk import Flows

Times = npt.NDArray[np.int64]
"""Microseconds since 1970; 0: not known."""

EARLIEST, LATEST = 631_152_000_000_000, 4_102_444_800_000_000
"""1990 to 2100: outside, the clock was never set."""
_NTP = 2_208_988_800
"""Seconds from 1900 to 1970."""


def span(flows: Flows) -> tuple[Times, Times]:
    """(first, last) of each flow. Where nothing tells, it is the time of its export, shortly after which it ended."""
    columns = flows.columns
    first, last = _first_of(_told(flows, "first")), _first_of(_told(flows, "last"))
    lasted = _number(flows, "lasted_ms") * 1_000 if "lasted_ms" in columns else np.zeros_like(flows.exported)
    event = _believed(_number(flows, "event_ms") * 1_000) if "event_ms" in columns else np.zeros_like(flows.exported)
    known = _first_of(iter([last, np.where(first > 0, first + lasted, 0), event, _believed(flows.exported)]))
    first = _first_of(iter([first, np.where(known > 0, known - lasted, 0)]))
    return np.minimum(first, known), np.maximum(first, known)


def _first_of(ways: Iterator[Times]) -> Times:
    found = next(ways)
    for way in ways:
        found = np.where(found > 0, found, way)
    return found


def _told(flows: Flows, end: str) -> Iterator[Times]:
    """What each way of saying it gives, the most exact first."""
    columns = flows.columns
    if f"{end}_ntp" in columns:
        yield _believed(_from_ntp(_number(flows, f"{end}_ntp")))
    if f"{end}_ms" in columns:
        yield _believed(_number(flows, f"{end}_ms") * 1_000)
    if f"{end}_s" in columns:
        yield _believed(_number(flows, f"{end}_s") * 1_000_000)
    if f"{end}_before" in columns:
        yield _believed(flows.exported - _number(flows, f"{end}_before"))
    if f"{end}_uptime" in columns:
        yield _believed(_from_uptime(flows, _number(flows, f"{end}_uptime")))
    yield np.zeros_like(flows.exported)


def _number(flows: Flows, name: str) -> Times:
    return flows.columns[name].astype(np.int64, copy=False)


def _from_ntp(value: Times) -> Times:
    """Seconds since 1900 in the upper half, their fraction in the lower."""
    seconds, fraction = value >> 32 & 0xFFFFFFFF, value & 0xFFFFFFFF
    return (seconds - _NTP) * 1_000_000 + (fraction * 1_000_000 >> 32)


def _from_uptime(flows: Flows, value: Times) -> Times:
    """Milliseconds since the start of the exporter, which starts again from 0 every 49.7 days."""
    before = (flows.uptime - value) & 0xFFFFFFFF
    before = np.where(before >> 31, before - (1 << 32), before)
    found = np.where(flows.uptime >= 0, flows.exported - before * 1_000, 0)
    if "started_ms" in flows.columns:
        started = _number(flows, "started_ms")
        found = np.where((flows.uptime < 0) & (started > 0), (started + value) * 1_000, found)
    return found


def _believed(when: Times) -> Times:
    return np.where((when >= EARLIEST) & (when < LATEST), when, 0)
