"""Sites and zones from a spreadsheet beside the estate file."""

from __future__ import annotations

import pytest

from camcensus.engine import site_tables
from camcensus.model.errors import SettingsError
from camcensus.model.outcome import Answer


def test_a_row_is_a_site() -> None:
    data = b"\xef\xbb\xbfid;name;body;aliases;holds_secret;said_by;said_on\nhq;HQ;dept;Head|Main;yes;A;2026-01-01\n"
    ((line, site),) = site_tables.sites(data)
    assert (line, site.id, site.aliases) == (2, "hq", ("Head", "Main"))
    assert site.sensitive.answer is Answer.YES
    assert site.sensitive.holds_secret.said_by == "A"


def test_a_row_is_a_zone() -> None:
    ((_, zone),) = site_tables.zones(b"id,site,kind,cidrs,vlans,core\nz,hq,camera,10.0.0.0/24|10.0.1.0/24,10|20,no\n")
    assert (zone.cidrs, zone.vlans, zone.is_core) == (("10.0.0.0/24", "10.0.1.0/24"), (10, 20), Answer.NO)


def test_empty_rows_are_nothing() -> None:
    assert site_tables.sites(b"id,name\n,\n\n") == []


@pytest.mark.parametrize(
    ("data", "where", "says"),
    [
        (b"id,nmae\n", "sites.csv, line 1", "Columns are"),
        (b"name\nx\n", "sites.csv, line 1", "no column 'id'"),
        (b"id,holds_secret\nhq,perhaps\n", "sites.csv, line 2", "perhaps"),
        (b"id,said_on\nhq,1/2/26\n", "sites.csv, line 2", "YYYY-MM-DD"),
        (b"id\n\xff\n", "sites.csv", "UTF-8"),
    ],
)
def test_a_fault_names_its_line(data: bytes, where: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as fault:
        site_tables.sites(data)
    assert fault.value.where == where
