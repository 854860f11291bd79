from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.captures._log_stamps import stamps

TEN = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "time", "host"),
    [
        ("2026-11-23T10:00:00+00:00 gw kernel: x", TEN, "gw"),
        ("2026-11-23T10:00:00.000000Z gw kernel: x", TEN, "gw"),
        ("<134>1 2026-11-23T11:00:00+01:00 fw.example filterlog 1 - - x", TEN, "fw.example"),
        ("2026-11-23 10:00:00 rule 1/0(match): x", TEN, None),
        ("1795428000.0 rule 1/0(match): x", TEN, None),
        ("Nov 23 10:00:00 gw kernel: x", None, "gw"),
        ("<4>Nov  3 10:00:00 gw kernel: x", None, "gw"),
        ("Nov 23 10:00:00 filterlog[77]: x", None, None),
        ("Nov 23 10:00:00.123456 rule 0/(match) block", None, None),
        ("00:00:01.5 rule 3/0(match): x", None, None),
        ("no stamp at all", None, None),
        ("", None, None),
    ],
)
def test_a_line_begins_with_when_and_who(line: str, time: datetime | None, host: str | None) -> None:
    found = stamps(pl.Series([line]), "Europe/London")
    assert found.times.to_list() == [time]
    assert found.hosts.to_list() == [host]


def test_times_that_name_no_year_are_counted_and_local_ones_told() -> None:
    lines = pl.Series(["Nov 23 10:00:00 gw x", "2026-07-01 10:00:00 gw x", "2026-07-01T10:00:00Z gw x"])
    found = stamps(lines, "Europe/London")
    assert found.yearless == 1
    assert found.local
    assert found.times.to_list()[1:] == [datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 7, 1, 10, tzinfo=UTC)]
    assert not stamps(lines[2:], "Europe/London").local


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_line_can_be_asked_about(lines: list[str]) -> None:
    found = stamps(pl.Series(lines), "Europe/London")
    assert found.times.len() == found.hosts.len() == len(lines)
