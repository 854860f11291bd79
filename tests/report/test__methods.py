"""How evidence was come by: by looking, by asking people, or by trying."""

from __future__ import annotations

import polars as pl
import pytest
from tests.report.listed import listed
from tests.report.samples import nothing, sample

from camcensus.report import _methods as methods


@pytest.mark.parametrize(
    ("source", "kind", "family", "wanted"),
    [
        ("importer:nmap-xml@1", "ip", "http", "TEST"),
        ("probe:rtsp-options@1", "ip", "rtsp", "TEST"),
        ("importer:probe-run@1", "channel", "channel", "TEST"),
        ("importer:register-csv@1", "asset", "fact", "EXAMINE"),
        ("importer:pcap@1", "ip", "rtsp", "EXAMINE"),
        ("importer:dhcpd-leases@1", "ip", "mac", "EXAMINE"),
        ("importer:switch-text@1", "mac", "switch", "EXAMINE"),
        ("survey:walk-round@1", "photo", "label", "EXAMINE"),
        ("walk:a", "walk", "survey", "EXAMINE"),
        ("settled:A. Example", "asset", "settled", "INTERVIEW"),
        ("settled:A. Example", "ip", "fact", "INTERVIEW"),
    ],
)
def test_each_kind_of_source(source: str, kind: str, family: str, wanted: str) -> None:
    assert methods.method(source, kind, family) == wanted


def test_a_source_is_told_without_its_version_and_without_a_person() -> None:
    told = [methods.origin(source) for source in ("importer:nmap-xml@1", "settled:A. Example", "walk:a.person@3")]
    assert told == ["importer:nmap-xml", "settled", "walk"]


def test_the_evidence_of_a_device_stands_apart_by_method() -> None:
    one = sample()
    device = one.devices.filter(pl.col("label") == "CAM-1")["device"].item()
    examined, tested = methods.gathered(one).filter(pl.col("device") == device).iter_rows(named=True)
    assert (examined["method"], tested["method"]) == ("EXAMINE", "TEST")
    assert examined["sources"] == ["importer:register-csv"]
    assert "http.server" in tested["fields"]
    assert examined["count"] + tested["count"] == one.seen.filter(pl.col("device") == device).height
    assert f"{tested['last']:%Y-%m-%d}" == "2026-11-10"
    assert len(examined["evidence"][0]) == 12


def test_every_observation_is_counted_once_and_an_empty_log_has_none() -> None:
    assert methods.gathered(listed())["count"].sum() == listed().seen.height
    assert methods.gathered(nothing()).rows() == []
    assert methods.gathered(nothing()).schema == methods.SCHEMA
