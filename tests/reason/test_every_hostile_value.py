"""Values and files that strangers made to do harm: little time, no fault, and what stands beside them is named."""

from __future__ import annotations

import base64
import json
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.support import knowledge, sayings

from camcensus.engine import name
from camcensus.model.identity import Identity
from camcensus.model.jsonl import identity as shown

MEGABYTES = 10 * 1024 * 1024
GOOD = ("ip:192.0.2.1", "http.server", "DNVRS-Webs")

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
SOAP = '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
ESCAPED = SOAP
for _ in range(6):
    ESCAPED = f"<r><Scopes>{ESCAPED.replace('&', '&amp;').replace('<', '&lt;')}</Scopes></r>"

TEXTS = {
    "spaces": " " * MEGABYTES,
    "one letter": "a" * MEGABYTES,
    "digits": "1" * MEGABYTES,
    "NULs": "\0" * MEGABYTES,
    "letters of four bytes": "\U0001f600" * (MEGABYTES // 4),
    "halves of characters": "\ud800\udfff" * 100_000,
    "marks that turn the direction": "\u202e" * 1_000_000,
    "quotes": '"' * MEGABYTES,
    "backslashes": "\\" * MEGABYTES,
    "percent signs": "%2" * (MEGABYTES // 2),
    "line ends": "\r\n" * (MEGABYTES // 2),
    "every separator": "a=b,;/+: \n" * (MEGABYTES // 10),
    "a billion laughs": f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><r><Model>&l9;</Model></r>',
    "a quadratic blow-up": f'<!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]><r><Model>{"&a;" * 50_000}</Model></r>',
    "a file of the machine": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><Model>&x;</Model></r>',
    "an address of a stranger": '<!DOCTYPE r SYSTEM "http://192.0.2.66/x.dtd"><r><Model>x</Model></r>',
    "XML a hundred thousand deep": "<a>" * 100_000,
    "XML deep and closed": "<a>" * 100_000 + "</a>" * 100_000,
    "XML of many elements": "<r>" + "<Model>x</Model>" * 600_000 + "</r>",
    "XML of many attributes": "<r " + " ".join(f'a{n}="x"' for n in range(20_000)) + "/>",
    "XML of many namespaces": "<r " + " ".join(f'xmlns:a{n}="u"' for n in range(8_000)) + ">" + "<a/>" * 40_000,
    "XML inside XML": ESCAPED,
    "half an answer": f"{SOAP}<GetDeviceInformationResponse><Manufacturer>Exam",
    "JSON ten thousand deep": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "lists ten thousand deep": "[" * 10_000 + "]" * 10_000,
    "JSON of many keys": "{" + ",".join(f'"k{n}":"v"' for n in range(100_000)) + "}",
    "JSON of one number": '{"a":' + "9" * 200_000 + "}",
    "half of JSON": '{"Vendor":"Dahua","SerialNo":"1F00',
    "a million cookies": "a=b; path=/\n" * 1_000_000,
    "a million lines": "a=x\r\n" * 1_000_000,
    "a million words": "onvif://www.onvif.org/name/x " * 1_000_000,
    "a challenge full of quotes": 'Digest realm="' + '\\"' * 1_000_000 + '", realm="' * 100_000,
    "a challenge of realms": "realm=" * 1_000_000,
    "an RTSP answer of headers": "RTSP/1.0 401 x\r\n" + "WWW-Authenticate: Digest realm=x\r\n" * 200_000,
    "an RTSP answer of addresses": "RTSP/1.0 200 OK\r\nRTP-Info: " + "url=rtsp://h/x;seq=1," * 200_000 + "\r\n\r\n",
    "an address without end": "rtsp://" + "a" * MEGABYTES,
    "a name of many attributes": "CN=x," * 1_000_000,
    "a name of many equals signs": "=" * 60_000,
    "a name of quotes": 'CN="' + '\\"' * 30_000,
    "PEM without end": "-----BEGIN CERTIFICATE-----\n" + "MII" * 20_000,
    "negotiation written out": r"\xff\xfa" * 30_000,
    "brackets": "<" * 65_000,
}
BYTES = {
    "no UTF-8": b"\xc3\x28\xa0\xa1\xff\xfe" * 50_000,
    "bytes of one kind": b"\xff" * MEGABYTES,
    "negotiation": b"\xff\xfa" * 130_000,
    "a certificate cut off": b"\x30\x82\x03\x00\x30\x82" + b"\x02\x01" * 300,
    "a certificate nested": b"\x30\x80" * 30_000,
    "a certificate of great length": b"\x30\x84\xff\xff\xff\xff" + b"\0" * 60_000,
    "a header without its reply": b"\x20\0\0\0DHIP" + b"\xff" * 60_000,
    "braces in a header": b"\0{\0<{<" * 40_000,
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?><r>'.encode("utf-16") + b"\0x" * 100_000,
    "zeros": b"\0" * MEGABYTES,
}
FIELDS = (
    "http.body",
    "onvif.response",
    "onvif.scopes",
    "onvif.endpoint",
    "upnp.description",
    "isapi.device_info",
    "dhip.reply",
    "vendor.discovery",
    "http.www_authenticate",
    "http.set_cookie",
    "rtsp.response",
    "rtsp.path",
    "sdp",
    "tls.subject",
    "tls.issuer",
    "telnet.banner",
    "mdns.txt",
    "http.title",
    "model.number",
    "firmware.version",
    "register.make",
    "mac",
    "fact.installed_on",
)


@contextmanager
def little_time(seconds: float = 2) -> Iterator[None]:
    """Of the processor: a busy machine is no fault."""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    sayings().of(*GOOD[1:], "text")


@pytest.mark.parametrize("what", TEXTS)
def test_a_text_is_heard_out_in_little_time(what: str) -> None:
    for field in FIELDS:
        with little_time():
            sayings().of(field, TEXTS[what], "text")


@pytest.mark.parametrize("what", BYTES)
def test_bytes_are_heard_out_in_little_time(what: str) -> None:
    coded = base64.b64encode(BYTES[what]).decode()
    for field in FIELDS:
        with little_time():
            sayings().of(field, coded, "base64")


def test_nothing_of_the_machine_comes_out() -> None:
    for what in ("a file of the machine", "an address of a stranger", "a billion laughs", "a quadratic blow-up"):
        for field in FIELDS:
            for one in sayings().of(field, TEXTS[what], "text"):
                assert "root:" not in one.claim
                assert len(one.claim) <= 400


def test_half_an_answer_says_what_stands_before() -> None:
    whole = f"{SOAP}<GetDeviceInformationResponse><Model>IPC-B1</Model><SerialNumber>1F0"
    said = {(one.about, one.claim) for one in sayings().of("onvif.device_information", whole, "text")}
    assert said == {("model", "IPC-B1")}


@pytest.mark.parametrize("what", ["not base64", "=", "A", "AAA", "\u00e9", "A" * 1_000_001])
def test_what_is_not_base64_says_nothing(what: str) -> None:
    assert sayings().of("http.server", what, "base64") == ()


def file_of(folder: Path, rows: list[tuple[str, str, str, str]], form: str) -> Path:
    path = folder / f"o.{form}"
    if form == "parquet":
        frame = pl.DataFrame(
            rows, schema=dict.fromkeys(("subject", "field", "value", "encoding"), pl.String), orient="row"
        )
        frame.write_parquet(path)
        return path
    keys = ("subject", "field", "value", "encoding")
    lines = [json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), "utf-8", newline="")
    return path


def named(path: Path) -> dict[str, Identity]:
    return {one.subject: one for one in name.each(name.from_file(path))}


def rows_of(field: str) -> Iterator[tuple[str, str, str, str]]:
    """A device before, one of each hostile value, and a device after them."""
    yield (*GOOD, "text")
    for number, text in enumerate(TEXTS.values()):
        if "\ud800" not in text:
            yield f"ip:10.0.0.{number}", field, text[: 1 << 20], "text"
    for number, data in enumerate(BYTES.values()):
        yield f"ip:10.0.1.{number}", field, base64.b64encode(data[: 1 << 20]).decode(), "base64"
    yield "ip:192.0.2.2", *GOOD[1:], "text"


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
@pytest.mark.parametrize("field", ["http.body", "onvif.response", "sdp", "tls.subject"])
def test_what_stands_beside_is_named(tmp_path: Path, form: str, field: str) -> None:
    rows = list(rows_of(field))
    path = file_of(tmp_path, rows, form)
    with little_time(30):
        found = named(path)
    assert list(found) == list(dict.fromkeys(row[0] for row in rows))
    assert found["ip:192.0.2.1"].hardware_maker == found["ip:192.0.2.2"].hardware_maker == "hikvision"
    others = [one for subject, one in found.items() if subject.startswith("ip:10.")]
    assert {one.hardware_maker for one in others} == {None}


@pytest.mark.parametrize("encoding", ["text", "base64"])
@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_value_of_ten_megabytes_is_taken(tmp_path: Path, form: str, encoding: str) -> None:
    rows = [(*GOOD, "text"), ("ip:192.0.2.9", "http.body", "QUJD" * (MEGABYTES // 4), encoding)]
    path = file_of(tmp_path, rows, form)
    with little_time(10):
        found = named(path)
    assert found["ip:192.0.2.1"].hardware_maker == "hikvision"
    assert found["ip:192.0.2.9"].hardware_maker is None


def test_half_a_character_in_a_line_is_no_reason_to_stop(tmp_path: Path) -> None:
    path = file_of(tmp_path, [(*GOOD, "text"), ("ip:192.0.2.9", "http.title", "X", "text")], "jsonl")
    path.write_text(path.read_text().replace('"X"', '"\\ud800"'))
    found = named(path)
    assert found["ip:192.0.2.1"].hardware_maker == "hikvision"
    assert found["ip:192.0.2.9"].because == ()


NAMES = ["\0", "\x1b[2J", "a\x1fb", "a\nb", "\u202eabc", "a\x7f", '"', "{}", "a b", "x" * 100_000, "\U0001f600"]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_names_of_any_characters_are_kept_apart_and_shown_safely(tmp_path: Path, form: str) -> None:
    rows = [(f"host:{one}", *GOOD[1:], "text") for one in NAMES]
    found = named(file_of(tmp_path, rows, form))
    assert list(found) == [row[0] for row in rows]
    for one in found.values():
        assert one.hardware_maker == "hikvision"
        line = shown(one)
        assert json.loads(line)["subject"] == one.subject
        assert not any(ord(letter) < 32 for letter in line)


def test_models_and_versions_come_out_without_what_cannot_be_seen() -> None:
    for field in ("model.number", "firmware.version"):
        for one in sayings().of(field, "IPC\x1b]0;x\x07-B1\u202e\0\r\n2", "text"):
            assert one.claim.isprintable()


REPEATED = (
    "XML of many elements",
    "JSON of many keys",
    "a million words",
    "an RTSP answer of headers",
    "a million cookies",
)


@pytest.mark.parametrize("what", REPEATED)
def test_memory_does_not_grow_with_repetition(what: str) -> None:
    value = TEXTS[what][:200_000]
    fields = ("http.body", "onvif.scopes", "rtsp.response", "http.set_cookie")

    def once() -> None:
        for field in fields:
            sayings().of(field, value, "text")

    once()
    tracemalloc.start()
    try:
        once()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(5):
            once()
        assert tracemalloc.get_traced_memory()[0] - before < 200_000
    finally:
        tracemalloc.stop()


def held() -> int:
    """Bytes that the process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is told otherwise there")
def test_memory_does_not_grow_with_files(tmp_path: Path) -> None:
    def once(number: int) -> None:
        rows: list[Any] = [
            (f"ip:10.0.0.{n}", "http.title", f"{number} {n} " + "x" * 100_000, "text") for n in range(20)
        ]
        schema = dict.fromkeys(("subject", "field", "value", "encoding"), pl.String)
        name.name(pl.DataFrame(rows, schema=schema, orient="row"), knowledge(), sayings())

    for number in range(10):
        once(number)
    before = held()
    for number in range(10, 60):
        once(number)
    assert held() - before < 50 << 20, "fifty times two megabytes"
