"""By what kinds of source a device is known."""

from __future__ import annotations

import polars as pl
import pytest
from tests.reason.spans import during
from tests.support import log, see

from camcensus.reason import witnesses
from camcensus.reason.devices import join

MAC = ("mac", "44:19:b6:3a:11:11")


def test_who_did_not_see_it_or_only_settled_something_is_no_witness() -> None:
    scan = see("ip:10.0.1.5", MAC, ("http.title", "x"))
    walk = [see("mac:44:19:b6:3a:11:11", ("survey.outcome", one), source="survey:A. Example", position=2)
            for one in ("seen", "not-seen", "not-reached", "contradicted")]  # fmt: skip
    assert [known_by(scan, one) for one in walk] == [["scan", "survey"], ["scan"], ["scan"], ["scan"]]
    settled = see("mac:44:19:b6:3a:11:11", ("settled.class", "camera"), source="person:A. Example", position=2)
    assert known_by(scan, settled) == ["scan"]


def known_by(*parts: pl.DataFrame) -> list[str]:
    (found,) = witnesses.find(join(log(parts)).seen)["known_by"].to_list()
    return list(found)


@pytest.mark.parametrize(
    ("subject", "fact", "source", "kind"),
    [
        ("ip:10.0.1.5", ("http.title", "x"), "importer:nmap-xml@1", "scan"),
        ("ip:10.0.1.5", ("http.title", "x"), "probe:http-page@1", "scan"),
        ("ip:10.0.1.5", ("http.title", "x"), "importer:pcapng@1", "capture"),
        ("ip:10.0.1.5", ("lldp.system_name", "x"), "importer:zeek-json@1", "capture"),
        ("ip:10.0.1.5", ("lease.state", "active"), "importer:kea-leases@1", "lease"),
        ("ip:10.0.1.5", ("dhcp.hostname", "x"), "importer:windows-dhcp@1", "lease"),
        ("mac:44:19:b6:3a:11:11", ("switch.port", "x"), "importer:mac-table@1", "switch"),
        ("channel:10.0.1.9/3", ("channel.number", "3"), "importer:probe-run@1", "recorder"),
        ("asset:Rec / Cam", ("vms.driver", "x"), "importer:milestone-hardware@1", "VMS"),
        ("asset:CAM-1", ("fact.site", "hq"), "importer:register-csv@1", "register"),
        ("asset:CAM-1", ("fact.note", "x"), "survey:walk-round@1", "survey"),
        ("photo:1.jpg", ("label.text", "x"), "importer:observations-jsonl@1", "photograph"),
        ("ip:10.0.1.5", ("http.title", "x"), "importer:observations-jsonl@1", "file"),
    ],
)
def test_a_record_is_of_one_kind(subject: str, fact: tuple[str, str], source: str, kind: str) -> None:
    assert known_by(during(subject, fact, MAC, first="2026-01-01", source=source)) == [kind]


def test_kinds_stand_in_one_order_and_once() -> None:
    row = see("asset:CAM-1", MAC, position=1, source="importer:register-csv@1")
    scans = [see("ip:10.0.1.5", MAC, at=day, position=2) for day in ("2026-01-01", "2026-02-01")]
    given = during("ip:10.0.1.5", MAC, ("lease.state", "active"), first="2026-01-01", position=3)
    assert known_by(row, *scans, given) == ["scan", "lease", "register"]
