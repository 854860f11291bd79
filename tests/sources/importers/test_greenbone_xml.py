from __future__ import annotations

from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, context, little_memory, read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import greenbone_xml

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "greenbone-xml"
END = "</results></report></report>"


def result(name: str = "Services", output: str = "", port: str = "80/tcp", host: str = "10.0.0.5") -> str:
    return (
        f"<result><name>{name}</name><owner><name>hunter2</name></owner><creation_time>2026-11-12T12:00:00Z</creation_time>"
        f"<host>{host}<hostname>cam5</hostname></host><port>{port}</port><nvt oid='1'><name>{name}</name></nvt>"
        f"<description>{escape(output)}</description></result>"
    )


def report(*results: str, status: str = "Done", end: str = END) -> str:
    start = "<report format_id='x'><report><gmp><version>22</version></gmp>"
    return f"{start}<scan_run_status>{status}</scan_run_status><results>{''.join(results)}{end}"


def said(folder: Path, text: str) -> Read:
    return read(greenbone_xml, write(folder, "x.xml", text))


def test_a_result(tmp_path: Path) -> None:
    whole = said(tmp_path, report(result("HTTP Server type and version", "x:\n\nServer: Boa\n")))
    assert whole.facts("ip:10.0.0.5") == {
        ("fact.hostname", "cam5"),
        ("net.open_port", "80/tcp"),
        ("http.server", "Boa"),
    }
    assert whole.times() == {("2026-11-12T12:00:00Z", "2026-11-12T12:00:00Z", "exact")}
    assert "hunter2" not in whole.everything()


def test_results_do_not_mix(tmp_path: Path) -> None:
    second = "<result><host>10.0.0.6</host><nvt><name>Services</name></nvt><description/></result>"
    whole = said(tmp_path, report(result(), second))
    assert whole.facts("ip:10.0.0.6") == set()
    assert whole.values("net.open_port") == ["80/tcp"]


def test_the_ports_of_the_report_and_the_details_of_its_hosts(tmp_path: Path) -> None:
    ports = "<ports><port>554/tcp<host>10.0.0.6</host></port><port>general/tcp<host>10.0.0.7</host></port></ports>"
    detail = "<detail><name>MAC</name><value>3C:EF:8C:00:00:01</value></detail><detail><name>x</name></detail>"
    host = f"<host><ip>10.0.0.7</ip><start>2026-11-12T12:00:00Z</start><end>2026-11-12T12:10:00Z</end>{detail}</host>"
    whole = said(tmp_path, report(result(), end=f"</results>{ports}{host}</report></report>"))
    assert whole.facts("ip:10.0.0.6") == {("net.open_port", "554/tcp")}
    assert whole.facts("ip:10.0.0.7") == {("mac", "3c:ef:8c:00:00:01")}
    assert ("2026-11-12T12:00:00Z", "2026-11-12T12:10:00Z", "exact") in whole.times()


def test_secrets_are_taken_out(tmp_path: Path) -> None:
    brute = result("HTTP Brute Force Logins With Default Credentials Reporting", "hunter2")
    whole = said(tmp_path, report(brute, result("Services", "rtsp://a:hunter2@10.0.0.5/")))
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 2


@pytest.mark.parametrize(("status", "many"), [("Done", 0), ("Stopped", 1), ("Interrupted at 50 %", 1)])
def test_a_scan_that_did_not_finish_says_so(tmp_path: Path, status: str, many: int) -> None:
    assert said(tmp_path, report(result(), status=status)).remarks.count("the scan: did not finish") == many


def test_hosts_that_are_only_named_are_left_out(tmp_path: Path) -> None:
    assert said(tmp_path, report(result(host="cam.example.org"))).rows == []


def test_a_file_that_is_cut_off_is_used_up_to_there(tmp_path: Path) -> None:
    whole = said(tmp_path, report(result(), result())[:-80])
    assert whole.records == 1
    assert any("cut off" in remark for remark in whole.remarks)


@pytest.mark.parametrize("text", [report(), "<report/>", "<report><results><result>", "x"])
def test_a_file_without_results_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(greenbone_xml, write(tmp_path, "x.xml", text), BrokenInput).mend


def test_entities_are_refused(tmp_path: Path) -> None:
    refused(greenbone_xml, write(tmp_path, "x.xml", '<!DOCTYPE x [<!ENTITY a "b">]>' + report(result())), HostileInput)


def test_many_results_are_handed_on_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    with path.open("w") as stream:
        stream.write(report(end=""))
        for number in range(1_500):
            stream.write(result("Services", f"{number}" + "x" * 60_000))
        stream.write(END)
    with little_memory(150):
        assert sum(chunk.records for chunk in greenbone_xml.read(path, context(path))) == 1_500


def test_what_is_told_from_the_first_bytes() -> None:
    assert greenbone_xml.detect(report(result()).encode())
    assert greenbone_xml.detect(f"<get_reports_response>{report(result())}".encode("utf-16"))
    assert not greenbone_xml.detect(b"<report><x/></report>")
    assert not greenbone_xml.detect(b"<html><gmp>")


WHOLE = (FOLDER / "report.xml").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(greenbone_xml, write(Path(folder), "x.xml", WHOLE[:at] + put + WHOLE[at + over :]))
