"""Answers of real shapes give the names and texts of their parts; damaged ones what stands before the damage."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import structured
from camcensus.wire.structured import pairs

ISAPI = b"""<?xml version="1.0" encoding="UTF-8" ?>
<DeviceInfo version="1.0" xmlns="http://www.std-cgi.com/ver20/XMLSchema">
<deviceName>Network Video Recorder</deviceName>
<deviceID>48363230-3531-0000-0000-000000000000</deviceID>
<model>DS-7608NI-K2</model>
<serialNumber>DS-7608NI-K20820260101CCRR000000001WCVU</serialNumber>
<macAddress>44:19:b6:00:00:01</macAddress>
<firmwareVersion>V4.30.005</firmwareVersion>
</DeviceInfo>"""

TVT = b"""<?xml version="1.0" encoding="UTF-8"?>
<config version="1.7" xmlns="http://www.ipc.com/ver10"><types><x/></types>
<deviceInfo><deviceName type="string"><![CDATA[IPC]]></deviceName><model type="string"><![CDATA[TD-9421S3]]></model>
<mac type="string"><![CDATA[58:5b:69:00:00:01]]></mac></deviceInfo></config>"""

XIONGMAI = b"""{
  "AlarmInChannel": 2,
  "BuildTime": "2020-01-08 11:05:18",
  "DeviceRunTime": "0x0001f532",
  "HardWare": "HI3516EV300_85H50AI",
  "SerialNo": "a000000000000001",
  "SoftWareVersion": "V5.00.R02.000529B2.10010.040600.0020000"
}"""

AXIS = b"""root.Brand.Brand=AXIS
root.Brand.ProdFullName=AXIS M1065-LW Network Camera
root.Brand.ProdNbr=M1065-LW
root.Brand.ProdVariant=
root.Brand.WebURL=http://www.axis.com
"""

NETWAVE = b"""var id='000DC5000001';
var sys_ver='11.22.2.38';
var app_ver="2.4.18.17";
var alias='';
var now=1352782910;
"""


def test_an_isapi_answer() -> None:
    found = pairs(ISAPI)
    assert found[:3] == [
        ("root", "DeviceInfo"),
        ("DeviceInfo@version", "1.0"),
        ("deviceName", "Network Video Recorder"),
    ]
    assert ("model", "DS-7608NI-K2") in found
    assert found[-1] == ("xmlns", "http://www.std-cgi.com/ver20/XMLSchema")


def test_an_answer_of_tvt_is_known_by_its_namespace() -> None:
    found = pairs(TVT)
    assert found[0] == ("root", "config")
    assert ("model", "TD-9421S3") in found
    assert ("model@type", "string") in found
    assert found[-1] == ("xmlns", "http://www.ipc.com/ver10")


def test_xiongmai_json() -> None:
    found = dict(pairs(XIONGMAI))
    assert found["AlarmInChannel"] == "2"
    assert found["HardWare"] == "HI3516EV300_85H50AI"


def test_axis_parameters() -> None:
    assert dict(pairs(AXIS)) == {
        "root.Brand.Brand": "AXIS",
        "root.Brand.ProdFullName": "AXIS M1065-LW Network Camera",
        "root.Brand.ProdNbr": "M1065-LW",
        "root.Brand.ProdVariant": "",
        "root.Brand.WebURL": "http://www.axis.com",
    }


def test_netwave_status() -> None:
    assert pairs(NETWAVE) == [
        ("id", "000DC5000001"),
        ("sys_ver", "11.22.2.38"),
        ("app_ver", "2.4.18.17"),
        ("alias", ""),
        ("now", "1352782910"),
    ]


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        (b"a=b", ("a", "b")),
        (b"a: b", ("a", "b")),
        (b"a := b ;", ("a", "b")),
        (b"table.General[0].Name=x;y;;", ("table.General[0].Name", "x;y;")),
        (b"  var a = 'b' ;  ", ("a", "b")),
        (b"a==b", ("a", "b")),
        ("a=Kam\u00e9ra".encode(), ("a", "Kam\u00e9ra")),
        (b"a=\xff", ("a", "\ufffd")),
    ],
)
def test_lines_of_many_spellings(line: bytes, pair: tuple[str, str]) -> None:
    assert pairs(line) == [pair]


@pytest.mark.parametrize("data", [b"", b"\0\0", b"hello", b"hello\nworld\na=b\n", b"\xff\xfe<\0a\0/\0>\0", b"a b=c"])
def test_what_has_none_of_the_forms_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="neither XML nor JSON"):
        pairs(data)


def test_prose_among_lines_is_left_out_while_it_is_the_lesser_part() -> None:
    assert pairs(b"# parameters\na=b\n\nc=d\n") == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b" \r\n\t", b"\0"])
@pytest.mark.parametrize("data", [ISAPI, XIONGMAI, AXIS])
def test_marks_of_order_and_spaces_before_an_answer_change_nothing(before: bytes, data: bytes) -> None:
    assert pairs(before + data) == pairs(data)


def test_json_is_flattened_to_last_keys_in_order() -> None:
    data = {"a": {"b": [1, {"c": True}, [2.5, None]], "d": ""}, "e": "\u00e9"}
    assert pairs(json.dumps(data).encode()) == [("b", "1"), ("c", "true"), ("b", "2.5"), ("d", ""), ("e", "\u00e9")]


def test_what_follows_json_is_not_looked_at() -> None:
    assert pairs(b'{"a":"b"}\r\n\r\n--next--') == [("a", "b")]


@pytest.mark.parametrize("data", [b'{"a":', b"[1,", b'{"a": nope}', b'{"a":' * 40_000, b"[" * 200_000])
def test_json_that_is_broken_or_too_deep_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".{5}"):
        pairs(data)


def test_a_number_of_a_hundred_thousand_digits_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="digits"):
        pairs(b'{"a":' + b"1" * 100_000 + b"}")


@pytest.mark.parametrize("size", range(len(ISAPI)))
def test_xml_cut_anywhere_says_nothing_that_the_whole_does_not(size: int) -> None:
    try:
        found = pairs(ISAPI[:size])
    except ValueError:
        return
    assert set(found) <= set(pairs(ISAPI))


@pytest.mark.parametrize("size", range(len(AXIS)))
def test_lines_cut_anywhere_keep_those_before(size: int) -> None:
    try:
        found = pairs(AXIS[:size])
    except ValueError:
        return
    assert found[:-1] == pairs(AXIS)[: len(found) - 1]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n;'\""), max_size=60))
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    plain = " ".join(text.split())
    assert dict(pairs(json.dumps({"a": text}).encode()))["a"] == text
    if plain and plain.isprintable() and plain[0] not in "=:":
        assert pairs(f"a={plain}".encode()) == [("a", plain)]


@given(st.binary(max_size=400), st.sampled_from([b"", b"<", b"<a>", b"{", b"[", b'{"a":', b"a="]))
def test_any_bytes_are_read_or_refused(data: bytes, before: bytes) -> None:
    try:
        found = pairs(before + data)
    except ValueError:
        return
    assert all(isinstance(name, str) and isinstance(text, str) for name, text in found)


def seconds(of: Callable[[], object]) -> float:
    """Of the processor, the least of three: a busy machine is no fault."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        with suppress(ValueError):
            of()
        taken.append(time.process_time() - started)
    return min(taken)


SPACES = b" ".join(b'xmlns:n%d="u%d"' % (n, n) for n in range(6_000))
FULL = {
    "spaces inside lines": (b"a=" + b" " * 4_090 + b"x\n") * 64,
    "ends of lines": (b"a=" + b"; " * 2_045 + b"x\n") * 64,
    "one line": b"a=" + b" ;" * 131_000,
    "namespaces times elements": b"<r " + SPACES + b">" + b"<a/>" * 30_000,
    "namespaces each deeper": b"".join(b"<a xmlns='u%d'>" % n for n in range(15_000)),
    "attributes": b"<r " + b" ".join(b'a%d=""' % n for n in range(24_000)) + b"/>",
    "elements": b"<a/>" * 65_000,
    "nested": b"<a>" * 87_000,
    "a comment without end": b"<a><!--" + b"-" * 250_000,
    "open marks": b"<" * 262_000,
    "references": b"<a>" + b"&lt;" * 65_000 + b"</a>",
    "strings": b"[" + b'"\\u0041",' * 29_000 + b'"x"]',
    "objects": b'{"a":[' + b"{}," * 80_000 + b"{}]}",
    "an open string": b'{"a":"' + b"\\" * 262_000,
}


@pytest.mark.parametrize("what", FULL)
def test_a_full_answer_of_anything_takes_little_time(what: str) -> None:
    assert seconds(lambda: pairs(FULL[what])) < 1


@pytest.mark.parametrize("data", [b"<a>", b"{", b"a=b\n", b"[", b"\0"])
def test_what_is_larger_than_is_read_costs_no_more(data: bytes) -> None:
    data = data * (10_000_000 // len(data))
    assert seconds(lambda: pairs(data)) < 1


def test_bounds() -> None:
    many = pairs(b"\n".join(b"a=b" for _ in range(5_000)))
    assert len(many) == structured.MAX_PAIRS
    assert len(pairs(json.dumps([{"a": "b"}] * 5_000).encode())) == structured.MAX_PAIRS
    assert len(pairs(b"<r>" + b"<a>b</a>" * 5_000 + b"</r>")) <= structured.MAX_PAIRS
    assert len(dict(pairs(b"<r><a>" + b"x" * 9_000 + b"</a></r>"))["a"]) == structured.MAX_TEXT
    assert len(dict(pairs(b'{"a":"' + b"x" * 9_000 + b'"}'))["a"]) == structured.MAX_TEXT
