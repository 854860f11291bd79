from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire.netflow.times import span
from camcensus.wire.netflow.walk import Flows

NOON = 1_795_442_400_000_000
NTP_NOON = (NOON // 1_000_000 + 2_208_988_800) << 32


def told(uptime: int = 10_000_000, exported: int = NOON, **columns: int) -> tuple[int, int]:
    """The span of one flow that says this."""
    arrays: dict[str, Any] = {name: np.array([value]).astype(np.int64) for name, value in columns.items()}
    one = np.array([0], np.int64)
    first, last = span(Flows(columns=arrays, exported=one + exported, uptime=one + uptime))
    return int(first[0]), int(last[0])


@pytest.mark.parametrize(
    ("columns", "first", "last"),
    [
        ({"first_ms": 1_795_442_390_123, "last_ms": 1_795_442_399_456}, -9_877_000, -544_000),
        ({"first_s": 1_795_442_390, "last_s": 1_795_442_399}, -10_000_000, -1_000_000),
        ({"first_uptime": 9_995_000, "last_uptime": 9_999_000}, -5_000_000, -1_000_000),
        ({"first_before": 5_000_000, "last_before": 1}, -5_000_000, -1),
        ({"first_ms": 1_795_442_390_000, "lasted_ms": 1_500}, -10_000_000, -8_500_000),
        ({"last_ms": 1_795_442_390_000, "lasted_ms": 1_500}, -11_500_000, -10_000_000),
        ({"event_ms": 1_795_442_399_000}, -1_000_000, -1_000_000),
        ({}, 0, 0),
        ({"first_ms": 0, "last_ms": 0}, 0, 0),
        ({"first_ms": 1_795_442_390_000}, -10_000_000, -10_000_000),
        ({"last_s": 1_795_442_390}, -10_000_000, -10_000_000),
    ],
)
def test_exporters_tell_times_in_many_ways(columns: dict[str, int], first: int, last: int) -> None:
    assert told(**columns) == (NOON + first, NOON + last)


def test_the_most_exact_way_counts() -> None:
    half = NTP_NOON | 1 << 31
    assert told(first_ntp=half - (1 << 64), last_ntp=half - (1 << 64), first_s=1, first_uptime=1) == (
        NOON + 500_000,
        NOON + 500_000,
    )


def test_the_uptime_of_an_exporter_starts_again_from_0() -> None:
    assert told(uptime=1_000, first_uptime=2**32 - 4_000, last_uptime=500) == (NOON - 5_000_000, NOON - 500_000)
    assert told(uptime=1_000, first_uptime=2_000, last_uptime=2_500) == (NOON + 1_000_000, NOON + 1_500_000)


def test_uptimes_in_ipfix_need_the_start_of_the_exporter() -> None:
    start = NOON // 1_000 - 60_000
    assert told(uptime=-1, started_ms=start, first_uptime=10_000, last_uptime=20_000) == (
        NOON - 50_000_000,
        NOON - 40_000_000,
    )
    assert told(uptime=-1, first_uptime=10_000, last_uptime=20_000) == (NOON, NOON)


def test_a_clock_that_was_never_set_tells_nothing() -> None:
    assert told(exported=60_000_000, first_uptime=9_995_000, last_uptime=9_999_000) == (0, 0)
    assert told(exported=60_000_000, first_ms=1_795_442_390_000, last_ms=1_795_442_391_000) == (
        NOON - 10_000_000,
        NOON - 9_000_000,
    )


@given(
    columns=st.dictionaries(
        st.sampled_from(["first_ms", "last_ms", "first_s", "last_ntp", "first_uptime", "last_before", "lasted_ms"]),
        st.integers(-(2**63), 2**63 - 1),
    ),
    exported=st.integers(0, 2**32 * 1_000_000),
    uptime=st.integers(-1, 2**32 - 1),
)
def test_whatever_is_said_first_is_not_after_last(columns: dict[str, int], exported: int, uptime: int) -> None:
    first, last = told(uptime, exported, **columns)
    assert first <= last
