from __future__ import annotations

from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, context, little_memory, read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import nessus_xml

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "nessus-xml"
TIMES = {"HOST_START_TIMESTAMP": "1794484800", "HOST_END_TIMESTAMP": "1794485400"}
END = "</Report></NessusClientData_v2>"


def item(plugin: int = 22964, name: str = "x", output: str = "", port: str = "80", protocol: str = "tcp") -> str:
    return (
        f'<ReportItem port="{port}" svc_name="www" protocol="{protocol}" severity="0" pluginID="{plugin}" '
        f'pluginName="{escape(name)}"><plugin_output>{escape(output)}</plugin_output></ReportItem>'
    )


def host(*items: str, name: str = "10.0.0.5", **tags: str) -> str:
    inside = "".join(f'<tag name="{key.replace("__", "-")}">{value}</tag>' for key, value in tags.items())
    return f'<ReportHost name="{name}"><HostProperties>{inside}</HostProperties>{"".join(items)}</ReportHost>'


def scan(*hosts: str, target: str = "10.0.0.0/24", end: str = END) -> str:
    preference = f"<preference><name>TARGET</name><value>{target}</value></preference>"
    return f"<NessusClientData_v2><Policy>{preference}</Policy><Report>{''.join(hosts)}{end}"


def said(folder: Path, text: str) -> Read:
    return read(nessus_xml, write(folder, "x.nessus", text))


@pytest.mark.parametrize(
    ("name", "tags", "subject"),
    [
        ("10.0.0.5", {}, "ip:10.0.0.5"),
        ("cam5", {"host__ip": "10.0.0.6"}, "ip:10.0.0.6"),
        ("2001:DB8::5", {}, "ip:2001:db8::5"),
    ],
)
def test_the_address_of_a_host(tmp_path: Path, name: str, tags: dict[str, str], subject: str) -> None:
    assert said(tmp_path, scan(host(item(), name=name, **tags))).subjects() == [subject]


@pytest.mark.parametrize(
    ("tags", "times"),
    [
        (TIMES, ("2026-11-12T12:00:00Z", "2026-11-12T12:10:00Z", "exact")),
        ({"HOST_END": "Thu Nov 12 12:10:00 2026"}, ("2026-11-12T12:10:00Z", "2026-11-12T12:10:00Z", "local-guessed")),
        ({}, ("", "", "unknown")),
        ({"HOST_END": "x", "HOST_START": "y"}, ("", "", "unknown")),
    ],
)
def test_times(tmp_path: Path, tags: dict[str, str], times: tuple[str, str, str]) -> None:
    rows = said(tmp_path, scan(host(item(), **tags), target="")).times()
    assert rows == {times}


def test_ports_of_findings_are_open(tmp_path: Path) -> None:
    whole = said(
        tmp_path, scan(host(item(port="554"), item(port="0"), item(port="x"), item(port="161", protocol="udp")))
    )
    assert whole.values("net.open_port") == ["554/tcp", "161/udp"]


# --- what the scan covered ---------------------------------------------------------------------------------------


def test_a_scan_whose_hosts_all_came_to_their_end_covered_its_targets(tmp_path: Path) -> None:
    whole = said(
        tmp_path, scan(host(item(), **TIMES), host(name="10.0.0.6", **TIMES), target="10.0.0.0/24, cam.example")
    )
    assert whole.facts(f"file:{'0' * 64}") == {("fact.reach", "10.0.0.0/24")}
    assert whole.remarks == [
        "the scan: 1 of its targets are no addresses or ranges, and whether they were covered is unknown"
    ]


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        (scan(host(item(), **TIMES), host(item(), name="10.0.0.6")), "did not finish"),
        (scan(host(item(), **TIMES), end=""), "did not finish"),
        (scan(host(item(), **TIMES), target=""), "names no targets"),
    ],
)
def test_what_another_scan_covered_is_not_known(tmp_path: Path, text: str, remark: str) -> None:
    whole = said(tmp_path, text)
    assert whole.values("fact.reach") == []
    assert remark in whole.remarks[-1] + whole.remarks[0]


# --- secrets -----------------------------------------------------------------------------------------------------


def test_secrets_are_taken_out(tmp_path: Path) -> None:
    found = [
        item(1, "Dahua Default Credentials", "hunter2"),
        item(19506, "Nessus Scan Information", "Credentialed checks : yes, as hunter2"),
        item(41028, "SNMP Agent Default Community Name (public)", "hunter2"),
        item(10107, "HTTP Server Type", "The type is :\n\nrtsp://a:hunter2@10.0.0.5/"),
    ]
    policy = "<preference><name>SSH password</name><value>hunter2</value></preference>"
    text = scan(host(*found, **TIMES)).replace("<Policy>", f"<Policy>{policy}")
    whole = said(tmp_path, text)
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 4


# --- large, cut and bad files ------------------------------------------------------------------------------------


def test_the_original_of_a_host_with_very_many_findings_is_a_part_of_it(tmp_path: Path) -> None:
    whole = said(tmp_path, scan(host(*(item(n, "x", "y" * 9_000) for n in range(100)), **TIMES)))
    assert max(map(len, whole.originals.values())) < nessus_xml.MAX_ORIGINAL + 20_000
    assert any("findings are too many for the originals" in remark for remark in whole.remarks)


def test_many_large_hosts_are_handed_on_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "x.nessus"
    with path.open("w") as stream:
        stream.write(scan(end=""))
        for number in range(60):
            stream.write(host(*(item(n, "x", "y" * 60_000) for n in range(20)), name=f"10.0.0.{number}", **TIMES))
        stream.write(END)
    with little_memory(150):
        assert sum(chunk.records for chunk in nessus_xml.read(path, context(path))) == 60


def test_a_host_that_the_end_of_the_file_cuts_is_used(tmp_path: Path) -> None:
    text = scan(host(item(), **TIMES), host(item(port="554"), item(port="8000"), name="10.0.0.6", **TIMES))
    whole = said(tmp_path, text[: text.rindex("<ReportItem")])
    assert whole.facts("ip:10.0.0.6") == {("net.open_port", "554/tcp")}
    assert "the file is cut off: read up to there" in whole.remarks[-1]


@pytest.mark.parametrize("text", [scan(), "<NessusClientData_v2/>", "<x", "x"])
def test_a_file_without_hosts_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(nessus_xml, write(tmp_path, "x.nessus", text), BrokenInput).mend


def test_entities_are_refused(tmp_path: Path) -> None:
    text = '<!DOCTYPE x [<!ENTITY a "b">]>' + scan(host(item(output="&a;")))
    refused(nessus_xml, write(tmp_path, "x.nessus", text), HostileInput)


def test_what_is_told_from_the_first_bytes() -> None:
    assert nessus_xml.detect(scan().encode())
    assert nessus_xml.detect(scan().encode("utf-16"))
    assert not nessus_xml.detect(b"<NessusClientData/>")
    assert not nessus_xml.detect(b"\x00<NessusClientData_v2")


WHOLE = (FOLDER / "cameras.nessus").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(nessus_xml, write(Path(folder), "x.nessus", WHOLE[:at] + put + WHOLE[at + over :]))
