"""The captures that are made for these cases: they are those of their script, and what was read of them."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from tests.cases import make_captures
from tests.cases.messages import SECRET, USER
from tests.formats import golden_of
from tests.sources.captures.captured import Told, told

from camcensus.sources.captures import _file, pcap, pcapng

FILES = list(make_captures.FILES)
FIELDS = {
    "mac", "lease.state", "dhcp.hostname", "dhcp.vendor_class", "dhcp.duid", "mdns.service", "mdns.txt", "ssdp.server",
    "onvif.scopes", "dns.query", "dns.answer", "tls.sni", "tls.subject", "http.server", "http.www_authenticate",
    "rtsp.server", "rtsp.www_authenticate", "rtsp.path", "sdp", "rtp.stream", "snmp.sys_descr", "sadp.reply",
    "dhip.reply", "dahua1.reply", "xm.reply", "baichuan.reply", "vendor.discovery", "lldp.system_name", "cdp.platform",
    "model.number", "stun.software", "p2p.message", "sip.user_agent", "ssh.banner", "ftp.banner", "telnet.banner",
    "net.open_port", "flow.conversation", "fact.window", "fact.heard",
}  # fmt: skip


each = pytest.mark.parametrize("name", FILES)


def read(name: str) -> Told:
    """All of it, also of hosts that have nothing to do with cameras."""
    return told(pcapng if name.endswith("ng") else pcap, make_captures.FOLDER / name, keep_all=True)


@each
def test_the_captures_are_those_of_their_script(name: str) -> None:
    """Who changes the script writes them anew: ``python -m tests.cases.make_captures``."""
    assert (make_captures.FOLDER / name).read_bytes() == make_captures.FILES[name]()


def test_together_they_hold_every_protocol_that_is_read() -> None:
    lines = [line for name in FILES for line in golden_lines(make_captures.FOLDER / name)]
    assert {json.loads(line)["field"] for line in lines} >= FIELDS


def golden_lines(path: Path) -> list[str]:
    return golden_of(path).read_text("utf-8").splitlines()[1:]


@each
def test_no_secret_of_them_comes_out(name: str) -> None:
    found = read(name)
    packed = [base64.b64decode(row["value"]) for row in found.rows if row["encoding"] == "base64"]
    kept = b"\n".join([*packed, *found.originals.values(), repr((found.rows, found.remarks)).encode()])
    assert SECRET.encode() not in kept
    assert USER.encode() not in kept


@each
def test_the_compiled_way_reads_the_same_of_them(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = read(name)
    monkeypatch.setattr(_file, "LARGE", 0)
    assert read(name) == plain
