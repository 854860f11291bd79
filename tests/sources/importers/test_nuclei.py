from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import nuclei

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "nuclei"
PAGE = "HTTP/1.1 200 OK\r\nServer: s\r\n\r\n<title>t</title>"


def match(template: str = "x-detect", tags: Any = ("tech",), severity: str = "info", **more: Any) -> dict[str, Any]:
    info = {"name": "A name", "tags": tags, "severity": severity}
    given_by_default = {"type": "http", "matched-at": "http://10.0.0.5/", "timestamp": "2026-11-12T12:00:00Z"}
    return {"template-id": template, "info": info, "ip": "10.0.0.5", **given_by_default, **more}


def said(folder: Path, *content: Any) -> Read:
    return read(nuclei, write(folder, "x.jsonl", "\n".join(json.dumps(one) for one in content)))


@pytest.mark.parametrize(
    ("more", "port"),
    [
        ({}, "80/tcp"),
        ({"matched-at": "https://10.0.0.5/x"}, "443/tcp"),
        ({"matched-at": "http://10.0.0.5:8080"}, "8080/tcp"),
        ({"matched-at": "http://[2001:db8::5]:81/x"}, "81/tcp"),
        ({"matched-at": "10.0.0.5:554", "type": "tcp"}, "554/tcp"),
        ({"matched-at": "10.0.0.5", "port": "8443"}, "8443/tcp"),
        ({"matched-at": None, "matched": "http://10.0.0.5:82"}, "82/tcp"),
        ({"matched-at": "http://user:word@10.0.0.5:83/"}, "83/tcp"),
    ],
)
def test_where_a_template_matched(tmp_path: Path, more: dict[str, Any], port: str) -> None:
    assert said(tmp_path, match(**more)).values("net.open_port") == [port]


@pytest.mark.parametrize(
    ("host", "subject"),
    [
        ("10.0.0.5", "ip:10.0.0.5"),
        ("https://10.0.0.5:8443/x", "ip:10.0.0.5"),
        ("2001:DB8::5", "ip:2001:db8::5"),
        ("http://[2001:db8::5]", "ip:2001:db8::5"),
        ("cam5.example.org", None),
        ("127.0.0.1", None),
    ],
)
def test_the_address_may_stand_in_the_target_alone(tmp_path: Path, host: str, subject: str | None) -> None:
    whole = said(tmp_path, match(ip=None, host=host))
    assert whole.subjects() == ([subject] if subject else [])


def test_pages_are_read_where_any_visitor_is_shown_them(tmp_path: Path) -> None:
    root = said(tmp_path, match(response=PAGE, host="cam5.example.org:80"))
    assert root.facts("ip:10.0.0.5") == {
        ("net.open_port", "80/tcp"),
        ("fact.service", "80/tcp http A name"),
        ("fact.hostname", "cam5.example.org"),
        ("http.server", "s"),
        ("http.title", "t"),
        ("http.body", "<title>t</title>"),
    }
    other = said(tmp_path, match(response=PAGE, **{"matched-at": "http://10.0.0.5/login"}))
    assert (other.values("http.server"), other.values("http.title")) == (["s"], [])


def test_what_a_harmless_template_took_out_is_part_of_the_opinion(tmp_path: Path) -> None:
    more: Any = {"extracted-results": ["v5", "x" * 200], "matcher-name": "m"}
    whole = said(tmp_path, match(**more))
    assert whole.values("fact.service") == [f"80/tcp http A name m v5 {'x' * 100}"]


@pytest.mark.parametrize(
    ("template", "tags", "severity"),
    [
        ("CVE-2021-36260", ["cve", "rce"], "critical"),
        ("hikvision-config", ["exposure", "tech"], "info"),
        ("x-lfi", "lfi,files", "high"),
        ("unknown-thing", ["panel"], "medium"),
    ],
)
def test_what_no_visitor_is_shown_is_not_kept(tmp_path: Path, template: str, tags: Any, severity: str) -> None:
    held: Any = {"extracted-results": ["hunter2"], "response": f"{PAGE}hunter2", "matched-line": "hunter2"}
    whole = said(tmp_path, match(template, tags, severity, **held))
    assert "hunter2" not in whole.everything()
    assert whole.values("http.server") == ["s"]
    assert whole.redacted == 0


@pytest.mark.parametrize(
    ("template", "tags"),
    [("dahua-default-login", ["dahua"]), ("x", ["default-login"]), ("ftp-weak-credentials", []), ("x", "bruteforce")],
)
def test_what_templates_for_credentials_print_is_not_kept(tmp_path: Path, template: str, tags: Any) -> None:
    held: Any = {
        "extracted-results": ["hunter2"],
        "response": "HTTP/1.1 200 OK\r\nServer: hunter2\r\n\r\n",
        "meta": {"a": "hunter2"},
    }
    whole = said(tmp_path, match(template, tags, **held))
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 2
    assert whole.values("fact.service") == ["80/tcp http A name"]


def test_what_was_sent_is_not_kept(tmp_path: Path) -> None:
    sent: Any = {
        "request": "hunter2",
        "curl-command": "hunter2",
        "template-encoded": "hunter2",
        "interaction": {"x": "hunter2"},
    }
    assert "hunter2" not in said(tmp_path, match(**sent)).everything()


def test_greetings_and_certificates(tmp_path: Path) -> None:
    ssh = match(
        "ssh", ["cve"], "medium", **{"type": "tcp", "extracted-results": ["SSH-2.0-x\n"], "matched-at": "10.0.0.5:22"}
    )
    tls = match(**{"type": "ssl", "response": '{"subject_dn": "CN=x, C=CN"}', "matched-at": "10.0.0.5:443"})
    broken = match(**{"type": "ssl", "response": '{"subject_dn": ', "matched-at": "10.0.0.5:443"})
    telnet = match(**{"type": "tcp", "response": "login:", "matched-at": "10.0.0.5:23"})
    whole = said(tmp_path, ssh, tls, broken, telnet)
    assert whole.values("ssh.banner") == ["SSH-2.0-x"]
    assert whole.values("tls.subject") == ["CN=x,C=CN"]
    assert whole.values("telnet.banner") == ["login:"]


@pytest.mark.parametrize("kind", ["dns", "whois", "file"])
def test_matches_elsewhere_say_nothing_of_a_device(tmp_path: Path, kind: str) -> None:
    assert said(tmp_path, match(type=kind)).rows == []


def test_what_is_told_from_the_first_bytes() -> None:
    assert nuclei.detect(json.dumps(match()).encode())
    assert nuclei.detect(json.dumps([match()], indent=2).encode("utf-16"))
    assert nuclei.detect(b'{"templateID":"x","info":{},"matched":"y"}')
    assert not nuclei.detect(b'{"template-id":"x"}')
    assert not nuclei.detect(b'"template-id","info","matched-at"')


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    refused(nuclei, write(tmp_path, "x.jsonl", "[]"), BrokenInput)


WHOLE = (FOLDER / "new.jsonl").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(nuclei, write(Path(folder), "x.jsonl", WHOLE[:at] + put + WHOLE[at + over :]))
