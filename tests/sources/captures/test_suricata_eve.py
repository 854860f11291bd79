from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import CAMERA, CLIENT, Told, read
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import suricata_eve

FLOW: dict[str, Any] = {
    "timestamp": "2026-11-23T11:00:00.000001+0100", "flow_id": 7, "event_type": "flow", "src_ip": CLIENT,
    "src_port": 50_000, "dest_ip": CAMERA, "dest_port": 80, "proto": "TCP",
    "flow": {"pkts_toserver": 4, "pkts_toclient": 5, "bytes_toserver": 400, "bytes_toclient": 5_000},
}  # fmt: skip


def lines(*events: dict[str, Any], **how: Any) -> str:
    return "".join(json.dumps(one, **how) + "\n" for one in events)


def said(folder: Path, text: str | bytes) -> Told:
    return read(suricata_eve, write(folder, "eve.json", text))


def test_events_are_known() -> None:
    assert suricata_eve.detect(lines(FLOW).encode())
    assert suricata_eve.detect(lines(FLOW, separators=(",", ":")).encode())
    assert suricata_eve.detect(lines(FLOW, FLOW).encode()[:300])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}\n",
        '{"event_type":"login","time":"2026-01-01"}\n',
        '{"timestamp":1795442400,"event_type":"flow"}\n',
        '{"ts":1,"id.orig_h":"10.0.0.1"}\n' + lines(FLOW),
        "[" + lines(FLOW) + "]",
    ],
)
def test_other_lines_are_not(text: str) -> None:
    assert not suricata_eve.detect(text.encode())


@pytest.mark.parametrize("how", [{}, {"separators": (",", ":")}, {"sort_keys": True}])
def test_events_are_read_however_they_are_spaced(tmp_path: Path, how: dict[str, Any]) -> None:
    assert said(tmp_path, lines(FLOW, **how)).flows() == {f"{CLIENT}>{CAMERA}/tcp/80"}


def test_kinds_that_are_not_read_are_counted(tmp_path: Path) -> None:
    alert = {**FLOW, "event_type": "alert", "payload": "x" * 1_000}
    told = said(tmp_path, lines(alert, FLOW, {**FLOW, "event_type": "smtp"}, alert))
    assert told.left_out == {"events of other kinds (alert)": 2, "events of other kinds (smtp)": 1}
    assert told.records == 1


def test_broken_lines_are_counted(tmp_path: Path) -> None:
    text = lines(FLOW) + "nonsense\n\n" + '{"event_type":"flow",\n' + '{"event_type":5}\n' + lines(FLOW)[:150]
    told = said(tmp_path, text)
    assert told.flows() == {f"{CLIENT}>{CAMERA}/tcp/80"}
    assert told.left_out == {"lines that are broken": 4}


def test_a_kind_that_a_text_names_before_the_event_does_is_not_believed(tmp_path: Path) -> None:
    forged = '{"a":"\\"event_type\\":\\"flow\\"","event_type":"alert","timestamp":"2026-11-23T10:00:00Z"}\n'
    nested = '{"a":{"event_type":"flow"},"event_type":"alert","timestamp":"2026-11-23T10:00:00Z"}\n'
    told = said(tmp_path, forged + nested + lines(FLOW))
    assert told.records == 1
    assert sum(told.left_out.values()) == 2


def test_without_an_event_it_is_refused(tmp_path: Path) -> None:
    refused(suricata_eve, write(tmp_path, "eve.json", "nonsense\n{}\n"), BrokenInput)


@unhurried
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [lines(FLOW), lines({**FLOW, "event_type": "dns", "dns": {"rrname": "a"}}), "\n", '"event_type"']
            ),
            st.text(max_size=20),
            st.binary(max_size=20).map(lambda data: data.decode("latin-1")),
        ),
        max_size=8,
    )
)
def test_any_lines_are_read_or_refused(parts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(suricata_eve, write(Path(folder), "eve.json", "".join(parts).encode("utf-8", "replace")))
