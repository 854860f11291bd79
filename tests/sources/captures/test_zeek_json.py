from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import CAMERA, CLIENT, OTHER, Told, read
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import _log_objects, zeek_json, zeek_log

CONN: dict[str, Any] = {
    "ts": 1795428000.5, "uid": "C1", "id.orig_h": CLIENT, "id.orig_p": 50_000, "id.resp_h": CAMERA, "id.resp_p": 80,
    "proto": "tcp", "conn_state": "SF", "orig_pkts": 4, "resp_pkts": 5,
}  # fmt: skip
DNS = {
    "ts": 1795428000.5,
    "id.orig_h": CAMERA,
    "query": "a.example",
    "qtype_name": "A",
    "AA": False,
    "answers": ["192.0.2.1"],
}


def lines(*records: dict[str, Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in records)


def said(folder: Path, text: str | bytes) -> Told:
    return read(zeek_json, write(folder, "conn.json", text))


@pytest.mark.parametrize(
    "record",
    [
        CONN,
        DNS,
        {"_path": "x509", "ts": 1, "fingerprint": "aa"},
        {"ts": "2026-11-23T10:00:00Z", "host": "10.0.0.5"},
        {"ts": 1, "mac": "54:c4:15:00:00:05", "assigned_addr": "10.0.0.5", "lease_time": 60},
        {"ts": 1, "id.orig_h": "10.0.0.5", "anything": 1},
    ],
)
def test_records_of_zeek_are_known(record: dict[str, Any]) -> None:
    assert zeek_json.detect(lines(record).encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}\n",
        '{"ts":1,"msg":"x"}\n',
        '{"timestamp":"2026","event_type":"flow","src_ip":"10.0.0.5"}\n',
        '{"subject":"ip:10.0.0.5","field":"mac","value":"x"}\n',
        '{"ip":"10.0.0.5","timestamp":"1","ports":[]}\n',
        "[1]\n",
        '{"ts":1,"host":"x","extra":1}\n',
        '{"ts":1,"id":{"orig_h":"10.0.0.5"}}\n',
        "{" * 100_000,
    ],
)
def test_other_lines_of_json_are_not(text: str) -> None:
    assert not zeek_json.detect(text.encode())


SERVICES = [
    *("rtsp", "RTSP", "http,rtsp", ["rtsp"], ["http", "rtsp"], ["rtsp", None]),
    *("http", ["http"], [], "", "-", "(empty)", None, 5, {"rtsp": 1}),
]


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_told_however_it_is_written(
    service: Any, compiled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a text, as a list, or as a text of several with commas: it tells cameras as it does in Zeek's own form."""
    monkeypatch.setattr(_log_objects, "LARGE", 0 if compiled else 1 << 62)
    speaks = "rtsp" in json.dumps(service).lower() and not isinstance(service, dict)
    conn = {**CONN, "id.resp_h": OTHER, "id.resp_p": 9_554, "service": service}
    known = {"ts": 1795428000.5, "host": OTHER, "port_num": 9_554, "port_proto": "tcp", "service": service}
    told = said(tmp_path, lines(conn, conn))
    assert told.flows() == ({f"{CLIENT}>{OTHER}/tcp/9554"} if speaks else set())
    told = said(tmp_path, lines(*[known] * 2, {**known, "host": CAMERA}))
    assert (f"ip:{OTHER}" in {subject for subject, _ in told.pairs("net.open_port")}) == speaks
    assert all(value.lower() in ("9554/tcp http", "9554/tcp rtsp", "9554/tcp http rtsp", "9554/tcp 5")
               for _, value in told.pairs("fact.service"))  # fmt: skip
    if isinstance(service, str) or (isinstance(service, list) and None not in service):
        text = service if isinstance(service, str) else ",".join(service) or "-"
        own = "\n".join([
            "#separator \\x09", "#path\tknown_services", "#fields\tts\thost\tport_num\tport_proto\tservice",
            *(f"1795428000.5\t{host}\t9554\ttcp\t{text}" for host in (OTHER, OTHER, CAMERA)),
        ])  # fmt: skip
        assert read(zeek_log, write(tmp_path, "known.log", own + "\n")).pairs("fact.service") == told.pairs(
            "fact.service"
        )


@pytest.mark.parametrize("answers", ["192.0.2.1", ["192.0.2.1"], "b.example,192.0.2.1", ["b.example", "192.0.2.1"]])
def test_several_values_may_be_text(answers: Any, tmp_path: Path) -> None:
    told = said(tmp_path, lines({**DNS, "answers": answers}))
    assert told.pairs("dns.answer") == {(f"ip:{CAMERA}", "a.example=192.0.2.1")}


def test_kinds_may_be_mixed_and_come_late(tmp_path: Path) -> None:
    told = said(tmp_path, lines(*[CONN] * 30, DNS, {"ts": 1, "name": "odd"}, {"_path": "weird", "ts": 1}))
    assert told.flows() == {f"{CLIENT}>{CAMERA}/tcp/80"}
    assert told.row("flow.conversation")["count"] == 30
    assert told.pairs("dns.query", "dns.answer") == {
        (f"ip:{CAMERA}", "a.example"),
        (f"ip:{CAMERA}", "a.example=192.0.2.1"),
    }
    assert told.left_out == {
        "records of other logs (without a name)": 1,
        "records of other logs (weird)": 1,
    }


def test_a_third_kind_may_come_after_two_that_were_mixed_from_the_start(tmp_path: Path) -> None:
    ssl = {
        "_path": "ssl",
        "ts": 1795428000.5,
        "id.orig_h": CLIENT,
        "id.resp_h": CAMERA,
        "id.resp_p": 443,
        "cipher": "x",
    }
    told = said(tmp_path, lines(*[CONN, {**ssl, "server_name": "a.example"}] * 15, DNS))
    assert told.row("flow.conversation")["count"] == 15
    assert (f"ip:{CAMERA}", "a.example") in told.pairs("dns.query")


def test_a_kind_that_no_column_marks_is_told_by_all_of_them(tmp_path: Path) -> None:
    told = said(tmp_path, lines({"ts": 1795428000, "host": "10.0.9.5"}))
    assert ("file:" + "0" * 64, "10.0.9.0/24") in told.pairs("fact.heard")


def test_broken_lines_are_counted(tmp_path: Path) -> None:
    told = said(tmp_path, lines(CONN) + "{broken\n" + lines({**CONN, "id.resp_p": "81"}) + '{"ts":1,"id.or')
    assert told.flows() == {f"{CLIENT}>{CAMERA}/tcp/{port}" for port in (80, 81)}
    assert told.left_out == {"lines that are broken": 2}


def test_values_of_other_types_are_nothing(tmp_path: Path) -> None:
    told = said(
        tmp_path, lines({**CONN, "orig_pkts": "many", "duration": [1], "service": {"a": 1}}, {**CONN, "proto": None})
    )
    assert told.flows() == {f"{CLIENT}>{CAMERA}/tcp/80", f"{CLIENT}>{CAMERA}/0/0"}


def test_without_a_record_it_is_refused(tmp_path: Path) -> None:
    refused(zeek_json, write(tmp_path, "x.json", "nonsense\n[1]\n"), BrokenInput)


@unhurried
@given(
    st.lists(
        st.one_of(
            st.sampled_from([lines(CONN), lines(DNS), '{"ts":1}\n']),
            st.dictionaries(
                st.sampled_from(list(CONN)), st.one_of(st.none(), st.integers(), st.text(), st.booleans())
            ).map(lambda found: json.dumps(found) + "\n"),
            st.text(max_size=20),
        ),
        max_size=8,
    )
)
def test_any_lines_are_read_or_refused(parts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(zeek_json, write(Path(folder), "conn.json", "".join(parts).encode("utf-8", "replace")))


def test_a_camera_of_a_later_line_brings_earlier_ones(tmp_path: Path) -> None:
    other = {**CONN, "id.resp_h": OTHER}
    assert len(said(tmp_path, lines(other, {**other, "id.resp_p": 554})).flows()) == 2
