"""What reading came to, as the commands print it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

import pytest

from camcensus.engine.gather import Step
from camcensus.faces.cli import readings
from camcensus.model.reading import Reading, Remark

SCAN = Reading(name="scan.xml", format="nmap XML", records=53, observations=1503, new=1503, redacted=3)
LEFT = Reading(name="span.pcap", format="capture", records=9, left_out={"hosts that were down": 1200})
AGAIN = Reading(name="again.xml", format="nmap XML", already=True)
UNKNOWN = Reading(name="x.bin", format="", failed="nothing here reads it.")


def shown(capsys: pytest.CaptureFixture[str], *done: Reading) -> list[str]:
    readings.show(done, as_json=False, quiet=False)
    return capsys.readouterr().out.splitlines()


def many(count: int, **changes: object) -> Sequence[Reading]:
    return [Reading(name=f"{n}.pcap", format="capture", records=2, **changes) for n in range(count)]  # type: ignore[arg-type]


def test_a_table_has_a_line_a_file_and_their_sum(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, SCAN, LEFT, AGAIN) == [
        "file               format        records  observations    new  left out",
        "scan.xml           nmap XML           53         1,503  1,503         0",
        "span.pcap          capture             9             0      0     1,200",
        "again.xml          nmap XML  read before                    0",
        "together: 3 files                     62         1,503  1,503     1,200",
        "",
        "scan.xml",
        "    3 secrets were taken out before anything was stored",
        "",
        "span.pcap",
        "    left out: 1,200 hosts that were down",
    ]


def test_one_file_has_no_sum_and_what_left_nothing_out_no_column_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    one = Reading(name="a.xml", format="nmap XML", records=1)
    assert shown(capsys, one) == [
        "file   format    records  observations  new",
        "a.xml  nmap XML        1             0    0",
    ]


def test_files_that_were_not_read_stand_below_those_together_that_share_the_reason(
    capsys: pytest.CaptureFixture[str],
) -> None:
    others = [Reading(name=f"{n}.jpg", format="", failed="nothing here reads it.") for n in range(12)]
    cut = Reading(name="cut.xml", format="", failed="line 4: it is cut off.")
    lines = shown(capsys, SCAN, UNKNOWN, cut, *others)
    assert lines[3:6] == [
        "not read: 14 files",
        f"    x.bin, {', '.join(f'{n}.jpg' for n in range(9))} and 3 more: nothing here reads it.",
        "    cut.xml: line 4: it is cut off.",
    ]
    assert shown(capsys, UNKNOWN) == ["not read: 1 file", "    x.bin: nothing here reads it."]


def test_many_remarks_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    remarks = tuple(Remark(where=f"row {n}", what="odd") for n in range(30))
    lines = shown(capsys, Reading(name="x", format="f", remarks=remarks))
    assert lines[-2:] == ["    row 19: odd", "    and 10 more remarks (--json shows them all)"]


def test_many_files_are_added_up_by_format(capsys: pytest.CaptureFixture[str]) -> None:
    remarks = tuple(Remark(where=f"row {n}", what="odd") for n in range(2))
    lines = shown(capsys, *many(38, left_out={"packets": 2}, remarks=remarks, redacted=1), SCAN, AGAIN, AGAIN, UNKNOWN)
    assert lines[:9] == [
        "file                format       records  observations    new  left out",
        "38 files            capture           76             0      0        76",
        "1 file              nmap XML          53         1,503  1,503         0",
        "2 files             read before                             0",
        "together: 41 files                   129         1,503  1,503        76",
        "",
        "not read: 1 file",
        "    x.bin: nothing here reads it.",
        "",
    ]
    assert lines[9:13] == [
        "together",
        "    left out: 76 packets",
        "    41 secrets were taken out before anything was stored",
        "    0.pcap, row 0: odd",
    ]
    assert lines[-1] == "    and 16 more remarks (--json shows them all)"


def test_a_screen_is_not_left(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((72, 24)))
    name = "sites/fenwick-house/2026-11/span-of-the-core-switch-0001.pcapng"
    remark = Remark(where="the window", what="word " * 30)
    lines = shown(capsys, Reading(name=name, format="packet capture of a span port", records=7, remarks=(remark,)))
    assert lines[1] == "...witch-0001.pcapng  packet capture of a...        7             0    0"
    assert all(len(line) <= 72 for line in lines)
    assert lines[-1].startswith("      word")


def test_for_machines_everything_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    readings.show([LEFT, UNKNOWN], as_json=True, quiet=True)
    left, unknown = json.loads(capsys.readouterr().out)
    assert left["left_out"] == {"hosts that were down": 1200}
    assert (left["failed"], unknown["failed"]) == ("", "nothing here reads it.")


def test_quiet_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    readings.show([SCAN], as_json=False, quiet=True)
    readings.show([], as_json=False, quiet=False)
    assert capsys.readouterr().out == ""


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with readings.progress(quiet=False) as progress:
        progress.advance(Step(name="x", records=1))
        progress.finished("x")
    assert capsys.readouterr() == ("", "")
