from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import runzero_jsonl

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "runzero-jsonl"


def asset(**more: Any) -> dict[str, Any]:
    return {"addresses": ["10.0.0.5"], "addresses_extra": [], "detected_by": "arp", "last_seen": 1794484800, **more}


def said(folder: Path, *content: Any) -> Read:
    return read(runzero_jsonl, write(folder, "x.jsonl", "\n".join(json.dumps(one) for one in content)))


def test_services_of_an_asset_are_told_at_their_own_addresses_and_times(tmp_path: Path) -> None:
    services = {
        "10.0.0.6/22/tcp/": {"banner": "SSH-2.0-x", "ts": "1794484801"},
        "10.0.0.5/80/tcp/": {"html.title": "a\tb"},
        "10.0.0.5/0/icmp/": {"icmp.code": "0"},
        "nonsense": {"banner": "SSH-2.0-x"},
    }
    whole = said(tmp_path, asset(services=services))
    assert whole.facts("ip:10.0.0.6") == {("net.open_port", "22/tcp"), ("ssh.banner", "SSH-2.0-x")}
    assert whole.values("http.title") == ["a", "b"]
    assert whole.times() == {(time, time, "exact") for time in ("2026-11-12T12:00:00Z", "2026-11-12T12:00:01Z")}
    assert len({row["original"] for row in whole.rows}) == 1


def test_a_service_without_attributes_has_its_summary(tmp_path: Path) -> None:
    whole = said(
        tmp_path,
        asset(
            service_address="10.0.0.5",
            service_transport="tcp",
            service_port="21",
            service_protocol=["ftp"],
            service_summary="220 x",
        ),
    )
    assert whole.facts("ip:10.0.0.5") == {("net.open_port", "21/tcp"), ("ftp.banner", "220 x")}


def test_secrets_are_taken_out(tmp_path: Path) -> None:
    whole = said(tmp_path, asset(services={"10.0.0.5/161/udp/": {"snmp.community": "hunter2"}}, owners=["x"]))
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 1


def test_pages_of_the_api_hold_several(tmp_path: Path) -> None:
    whole = said(
        tmp_path, {"services": [asset(service_address="10.0.0.5", service_transport="tcp", service_port=1), 5]}
    )
    assert whole.values("net.open_port") == ["1/tcp"]


def test_what_is_told_from_the_first_bytes() -> None:
    assert runzero_jsonl.detect(json.dumps(asset()).encode())
    assert runzero_jsonl.detect(json.dumps([asset()], indent=1).encode("utf-16"))
    assert not runzero_jsonl.detect(json.dumps({"addresses": [], "detected_by": "x"}).encode())
    assert not runzero_jsonl.detect(b"addresses,addresses_extra,detected_by")


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    refused(runzero_jsonl, write(tmp_path, "x.jsonl", ""), BrokenInput)


WHOLE = (FOLDER / "assets.jsonl").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(runzero_jsonl, write(Path(folder), "x.jsonl", WHOLE[:at] + put + WHOLE[at + over :]))
