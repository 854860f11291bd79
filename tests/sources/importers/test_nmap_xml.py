from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import (
    Read,
    context,
    little_memory,
    read,
    read_or_refused,
    refused,
    unhurried,
    write,
)

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import nmap_xml
from camcensus.wire.redact import MARK

NOON = "1794484800"  # 2026-11-12T12:00:00Z


DONE = '<finished time="1794488400" exit="success"/>'


def scan(*hosts: str, args: str = "nmap -sV 10.0.0.0/24", end: str = DONE) -> str:
    ending = f"<runstats>{end}</runstats>" if end else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<?xml-stylesheet href="x.xsl"?>\n<!-- x -->\n'
        f'<nmaprun scanner="nmap" args="{escape(args)}" start="{NOON}">\n{"".join(hosts)}{ending}\n</nmaprun>\n'
    )


def host(*ports: str, ip: str = "10.0.0.5", more: str = "", state: str = "up", times: str = f'endtime="{NOON}"') -> str:
    kind = "ipv6" if ":" in ip else "ipv4"
    address = f'<address addr="{ip}" addrtype="{kind}"/>' if ip else ""
    return f'<host {times}><status state="{state}"/>{address}{more}<ports>{"".join(ports)}</ports></host>\n'


def port(number: int | str, inner: str = "", state: str = "open") -> str:
    return f'<port protocol="tcp" portid="{number}"><state state="{state}"/>{inner}</port>'


def script(name: str, output: str, inner: str = "") -> str:
    return f'<script id="{name}" output="{escape(output)}">{inner}</script>'


MAC = '<address addr="54:C4:15:5B:4D:11" addrtype="mac" vendor="x"/>'
CAMERA = host(
    port(80, '<service name="http" product="App-webs" version="5" method="probed"/>' + script("http-title", "index")),
    port(554, '<service name="rtsp" method="table"/>'),
    port(23, state="closed"),
    more=MAC + '<hostnames><hostname name="cam5.example.org" type="PTR"/></hostnames>',
)


def said(folder: Path, text: str | bytes, **changes: str) -> Read:
    return read(nmap_xml, write(folder, "scan.xml", text), **changes)


def test_what_a_camera_says(tmp_path: Path) -> None:
    whole = said(tmp_path, scan(CAMERA))
    assert whole.facts("ip:10.0.0.5") == {
        ("mac", "54:c4:15:5b:4d:11"),
        ("fact.hostname", "cam5.example.org"),
        ("net.open_port", "80/tcp"),
        ("net.open_port", "554/tcp"),
        ("fact.service", "80/tcp http App-webs 5"),
        ("http.title", "index"),
    }
    assert whole.facts(f"file:{'0' * 64}") == {("fact.reach", "10.0.0.0/24")}
    assert whole.times() == {
        ("2026-11-12T12:00:00Z", "2026-11-12T12:00:00Z", "exact"),
        ("2026-11-12T12:00:00Z", "2026-11-12T13:00:00Z", "exact"),
    }
    assert (whole.records, whole.remarks) == (1, [])


def test_what_is_told_from_the_first_bytes() -> None:
    assert nmap_xml.detect(scan().encode())
    assert nmap_xml.detect(scan().encode("utf-16"))
    assert not nmap_xml.detect(scan().replace('"nmap"', '"masscan"').encode())
    assert not nmap_xml.detect(b"""{"subject":"ip:1","field":"x","value":"<nmaprun scanner='nmap'"}""")
    assert not nmap_xml.detect(b"<html/>")


def test_a_scan_that_a_windows_shell_wrote_is_utf_16(tmp_path: Path) -> None:
    assert said(tmp_path, scan(CAMERA).encode("utf-16")).rows == said(tmp_path, scan(CAMERA)).rows


def test_hosts_that_say_nothing(tmp_path: Path) -> None:
    silent = host(ip="10.0.0.8")
    whole = said(tmp_path, scan(host(port(80), state="down"), silent, host(port(80), ip="", more=MAC), CAMERA))
    assert whole.subjects() == ["ip:10.0.0.5", f"file:{'0' * 64}"]
    assert whole.records == 2
    assert whole.remarks == ["host 3: it has no IP address and was left out"]
    assert len(whole.originals) == 2


def test_remarks_end(tmp_path: Path) -> None:
    assert len(said(tmp_path, scan(*[host(ip="")] * 300)).remarks) == 201


def test_addresses_of_the_other_family(tmp_path: Path) -> None:
    whole = said(tmp_path, scan(host(port(80), ip="2001:DB8:0::5"), args="nmap -6 2001:db8::/120"))
    assert whole.subjects()[0] == "ip:2001:db8::5"
    assert whole.values("fact.reach") == ["2001:db8::/120"]


def test_a_host_that_answers_on_every_port_is_cut_short(tmp_path: Path) -> None:
    whole = said(tmp_path, scan(host(*map(port, range(1, 5_001)))))
    assert len(whole.values("net.open_port")) == nmap_xml.MAX_FACTS
    assert whole.remarks == ["10.0.0.5: 5,000 open ports and answers: only the first 2,000 were kept"]


@pytest.mark.parametrize("number", ["", "x", "²", "-1", "9" * 5_000])
def test_a_port_without_a_number_is_none(tmp_path: Path, number: str) -> None:
    assert said(tmp_path, scan(host(port(number), port(80)))).values("net.open_port") == ["80/tcp"]


@pytest.mark.parametrize(
    ("times", "time", "quality"),
    [
        (f'starttime="{NOON}"', "2026-11-12T12:00:00Z", "exact"),
        ('endtime="86400"', "1970-01-02T00:00:00Z", "device-clock"),
        ('endtime="0"', "", "unknown"),
        ('endtime="-5"', "", "unknown"),
        ('endtime="99999999999"', "", "unknown"),
        ('endtime="²"', "", "unknown"),
        (f'endtime="{"9" * 5_000}"', "", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_times(tmp_path: Path, times: str, time: str, quality: str) -> None:
    assert said(tmp_path, scan(host(port(80), times=times), end="")).times() == {(time, time, quality)}


def test_a_scan_whose_clock_went_back_ends_when_it_began(tmp_path: Path) -> None:
    whole = said(tmp_path, scan(end='<finished time="1794480000" exit="success"/>'))
    assert whole.times() == {("2026-11-12T12:00:00Z", "2026-11-12T12:00:00Z", "exact")}


@pytest.mark.parametrize("end", ["", '<finished time="1794488400" exit="error" errormsg="no"/>', "<hosts/>"])
def test_a_scan_that_did_not_finish_covers_nothing(tmp_path: Path, end: str) -> None:
    whole = said(tmp_path, scan(CAMERA, end=end))
    assert whole.values("fact.reach") == []
    assert whole.remarks == ["the scan: did not finish: what it covered is not known"]


def test_what_the_command_line_leaves_open_is_remarked(tmp_path: Path) -> None:
    whole = said(tmp_path, scan(CAMERA, args="nmap -iL hosts.txt --exclude 10.0.0.9 10.0.0.8-9"))
    assert whole.values("fact.reach") == ["10.0.0.8"]
    assert "another file" in whole.remarks[0]


def test_a_host_that_nmap_gave_up_on_was_not_looked_at(tmp_path: Path) -> None:
    whole = said(tmp_path, scan(host(ip="10.0.0.1", times='timedout="true"'), args="nmap 10.0.0.0/31"))
    assert whole.values("fact.reach") == ["10.0.0.0"]
    assert "not looked at" in whole.remarks[0]


def test_large_outputs_and_marks_of_control_characters(tmp_path: Path) -> None:
    loud = [port(8000 + n, script("rtsp-methods", f"{n}\\x00\\x1b[31m" + "A" * (1 << 20))) for n in range(8)]
    whole = said(tmp_path, scan(host(*loud)))
    assert [len(value) for value in whole.values("rtsp.public")] == [65_536] * 8
    assert whole.values("rtsp.public")[0].startswith("0\\x00\\x1b[31m")


def test_secrets_are_taken_out(tmp_path: Path) -> None:
    found = [
        script("http-title", "see rtsp://admin:hunter2@10.0.0.5/1"),
        script("http-headers", '\n  Location: /?password="hunter2"&x'),
        script("rtsp-url-brute", "hunter2 - Valid credentials"),
        script("http-default-accounts", "admin:hunter2", '<table><elem key="password">hunter2</elem></table>'),
        script("x-info", "", '<elem key="password">hunter2</elem><elem>Password: hunter2</elem><elem key="password"/>'),
        script("ftp-brute", ""),
        script("x-brief", "", '<elem key="login">hunter2</elem><elem key="pinned">no</elem>'),
    ]
    whole = said(tmp_path, scan(host(port(80, "".join(found))), args="nmap --script-args password=hunter2 10.0.0.0/24"))
    assert "hunter2" not in whole.everything()
    assert whole.values("http.title") == [f"see rtsp://{MARK}@10.0.0.5/1"]
    assert whole.redacted == 8


def test_other_elements_do_not_matter(tmp_path: Path) -> None:
    extra = '<hosthint><status state="up"/></hosthint><scaninfo/><taskbegin/>'
    assert said(tmp_path, scan(extra, CAMERA)).rows == said(tmp_path, scan(CAMERA)).rows


# --- bad files ---------------------------------------------------------------------------------------------------

WHOLE = scan(CAMERA, host(port(443, script("ssl-cert", "é <x>")), ip="10.0.0.6")).encode()


@unhurried
@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_that_is_cut_off_anywhere_says_so(at: int) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "scan.xml", WHOLE[:at])
        if WHOLE[at:].strip():
            assert "cut off" in str(refused(nmap_xml, path, BrokenInput))
        else:
            assert read(nmap_xml, path).records == 2


@unhurried
@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=6), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "scan.xml", WHOLE[:at] + put + WHOLE[at + over :])
        read_or_refused(nmap_xml, path)


@unhurried
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        assert read_or_refused(nmap_xml, write(Path(folder), "scan.xml", data))


@pytest.mark.parametrize("text", ["<html></html>", "<x><nmaprun scanner='nmap'/></x>", "<nmaprun scanner='masscan'/>"])
def test_another_root_is_refused(tmp_path: Path, text: str) -> None:
    assert "not a scan by nmap" in str(refused(nmap_xml, write(tmp_path, "scan.xml", text), BrokenInput))


def test_a_control_character_is_no_xml(tmp_path: Path) -> None:
    refused(nmap_xml, write(tmp_path, "scan.xml", scan(CAMERA).replace("index", "in\x00dex")), BrokenInput)


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
ATTACKS = {
    "a billion laughs": scan(host(port(80, script("http-title", "LAUGH")))).replace("LAUGH", "&l9;"),
    "a file of the machine": scan(CAMERA).replace("cam5.example.org", "&l0;"),
    "a parameter": scan(CAMERA),
}
DECLARATIONS = {
    "a billion laughs": f'<!ENTITY l0 "lol">{LAUGHS}',
    "a file of the machine": '<!ENTITY l0 SYSTEM "file:///etc/passwd">',
    "a parameter": '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_entities_are_refused(tmp_path: Path, attack: str, encoding: str) -> None:
    text = ATTACKS[attack].replace("<!DOCTYPE nmaprun>", f"<!DOCTYPE nmaprun [{DECLARATIONS[attack]}]>")
    fault = refused(nmap_xml, write(tmp_path, "scan.xml", text, encoding), HostileInput)
    assert "entities" in str(fault)
    assert fault.mend


def _endless(start: str, piece: str) -> Iterator[bytes]:
    yield scan().partition("<runstats>")[0].encode() + start.encode()
    for _ in range(40):
        yield piece.encode() * ((1 << 20) // len(piece))


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        ("<host><address addr='", "a"),
        ("<host><hostnames><hostname>", "a"),
        ("<host>", "<port/>"),
        ("<host>", "<port>"),
        ("<host ", " "),
        ("<!--", "x"),
    ],
)
def test_a_record_without_end_is_left_early(tmp_path: Path, start: str, piece: str) -> None:
    path = tmp_path / "scan.xml"
    with path.open("wb") as stream:
        stream.writelines(_endless(start, piece))
    with little_memory(700 if piece == "<port/>" else 200):
        fault = refused(nmap_xml, path, HostileInput)
    assert fault.mend


def test_many_large_records_are_handed_on_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "scan.xml"
    big = host(port(80, script("http-title", "A" * (1 << 20)))).encode()
    with path.open("wb") as stream:
        stream.write(scan().partition("<runstats>")[0].encode())
        for number in range(150):
            stream.write(re.sub(rb"10\.0\.0\.5", b"10.0.0.%d" % number, big))
        stream.write(b"</nmaprun>")
    with little_memory(250):
        assert sum(chunk.records for chunk in nmap_xml.read(path, context(path))) == 150
