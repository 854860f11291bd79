"""Answers of HTTP that somebody else asked for: what is kept of them, and what never is."""

from __future__ import annotations

import gzip
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.captures import _streams_web as web
from camcensus.sources.steps import Saw
from camcensus.wire import heads
from camcensus.wire.bodies import MAX_BODY

ICON = b"\0\0\1\0\1\0\x10\x10" + bytes(40)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
ONVIF = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">'
    "<s:Body><tds:{name}>{inner}</tds:{name}></s:Body></s:Envelope>"
)
INFORMATION = "<tds:Manufacturer>HIKVISION</tds:Manufacturer><tds:Model>DS-2CD2042WD-I</tds:Model>"
USERS = "<tds:User><tt:Username xmlns:tt='x'>operator-7</tt:Username></tds:User>"
DEVICE_INFO = (
    '<?xml version="1.0"?><DeviceInfo version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema">'
    "<deviceName>Hall</deviceName><model>DS-2CD2042WD-I</model><serialNumber>DS-7</serialNumber></DeviceInfo>"
)
UPNP = (
    '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device><manufacturer>AXIS</manufacturer>'
    "<UDN>uuid:7</UDN></device></root>"
)
AXIS = '{"apiVersion":"1.3","data":{"propertyList":{"Brand":"AXIS","ProdNbr":"P3245-V"}}}'
REFUSED = '[{"cmd":"GetDevInfo","code":1,"error":{"detail":"please login first","rspCode":-6}}]'
SYSTEM = "deviceType=IPC-HDW1025C\r\nserialNumber=7A01234PAG00001\r\nprocessor=S3LM\r\n"


def answer(body: bytes | str, kind: str = "", status: int = 200, more: str = "") -> web.Part:
    data = body.encode() if isinstance(body, str) else body
    named = f"Content-Type: {kind}\r\n" if kind else ""
    head = f"HTTP/1.1 {status} Said\r\nServer: App-webs/\r\n{named}{more}Content-Length: {len(data)}\r\n\r\n"
    return web.answer(heads.head(head.encode() + data))


def seen(part: web.Part) -> list[tuple[str, str]]:
    return [(one.field, one.value) for one in part.seen if one.field != "http.server"]


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>WEB SERVICE</title></head></html>",
        "\ufeff\r\n<!DOCTYPE HTML PUBLIC><title>WEB SERVICE</title>",
        "<!-- a mark --> <HTML><title>WEB SERVICE</title>",
    ],
)
def test_a_page_is_kept_whoever_was_shown_it(body: str) -> None:
    for status in (200, 401, 404):
        part = answer(body, status=status)
        assert seen(part) == [("http.title", "WEB SERVICE"), ("http.body", body)]
        assert part.seen[0] == Saw(field="http.server", value="App-webs/")
        assert part.original.endswith(body.encode())
        assert part.original.startswith(b"HTTP/1.1 %d Said\r\nserver: App-webs/\r\n" % status)


def test_a_redirect_shows_nothing_and_says_where_it_leads() -> None:
    part = answer("<html><title>x</title></html>", status=302, more="Location: /doc/page/login.asp\r\n")
    assert seen(part) == [("http.location", "/doc/page/login.asp")]
    assert b"<title>" not in part.original


def test_credentials_are_in_no_header() -> None:
    part = answer("", more="Set-Cookie: sid=Qq1; Path=/\r\nLocation: http://u:Qq2@192.0.2.7/?token=Qq3\r\n", status=302)
    assert seen(part) == [
        ("http.set_cookie", "sid=[redacted]; Path=/"),
        ("http.location", "http://[redacted]@192.0.2.7/?token=[redacted]"),
    ]
    assert part.removed == 3
    assert b"Qq" not in part.original


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (ONVIF.format(name="GetDeviceInformationResponse", inner=INFORMATION), "onvif.device_information"),
        (ONVIF.format(name="GetScopesResponse", inner="<tds:Scopes/>"), "onvif.response"),
        (ONVIF.format(name="Fault", inner="<tds:Code>ter:NotAuthorized</tds:Code>"), "onvif.response"),
        (DEVICE_INFO, "isapi.device_info"),
        (UPNP, "upnp.description"),
        (AXIS, "http.body"),
        ("system_info_modelname='FD8169A'\r\n", "http.body"),
        (REFUSED, "http.body"),
        ('<config version="2.0.0" xmlns="http://www.ipc.com/ver10" status="failed"/>', "http.body"),
        ('{"Response":{"ResponseURL":"/LAPI/V1.0/System/DeviceBasicInfo","StatusCode":401}}', "http.body"),
    ],
)
def test_an_answer_about_the_device_is_known_by_itself(body: str, field: str) -> None:
    part = answer(body)
    assert seen(part) == [(field, body)]
    assert part.original.endswith(body.encode())


def test_what_an_onvif_answer_says_in_fields_of_its_own_is_seen() -> None:
    name = answer(ONVIF.format(name="GetHostnameResponse", inner="<tds:Name>cam-7</tds:Name>"))
    assert ("fact.hostname", "cam-7") in seen(name)
    place = answer(ONVIF.format(name="GetEndpointReferenceResponse", inner="<tds:GUID>urn:uuid:7</tds:GUID>"))
    assert ("onvif.endpoint", "urn:uuid:7") in seen(place)


def test_what_a_dahua_device_says_is_seen_as_a_probe_sees_it() -> None:
    assert seen(answer(SYSTEM)) == [
        ("dahua.system_info", "deviceType=IPC-HDW1025C\nserialNumber=7A01234PAG00001\nprocessor=S3LM")
    ]
    assert seen(answer("deviceType=31\nserialNumber=7A0\nupdateSerial=DHI-NVR4216-4KS2\n")) == [
        ("dahua.system_info", "serialNumber=7A0\nupdateSerial=DHI-NVR4216-4KS2"),
        ("model.number", "DHI-NVR4216-4KS2"),
    ]
    version = "version=2.622.0000000.18.R,build:2019-10-12"
    assert seen(answer(f"{version}\r\n")) == [("dahua.system_info", version)]
    assert seen(answer("vendor=Dahua\r\n")) == [("dahua.system_info", "vendor=Dahua")]


@pytest.mark.parametrize("body", ["version=2\r\n", "name=Hall\r\n", "version=1\nname=x\n", "serialNumber=7\n"])
def test_lines_that_anybody_may_send_are_no_dahua_device(body: str) -> None:
    assert seen(answer(body)) == []


def test_of_lines_how_a_device_is_set_only_those_what_it_is_are_kept() -> None:
    own = "root.Brand.ProdNbr=P3245-V\nroot.Properties.System.SerialNumber=ACCC8E000001"
    part = answer(own.replace("\n", "\nroot.SNMP.V1ReadCommunity=Qq1\n"))
    assert seen(part) == [("http.body", own)]
    assert part.original.endswith(b"\r\n\r\n" + own.encode())
    assert b"Qq1" not in part.original
    named = answer(SYSTEM + "table.RemoteDevice[0].UserName=operator-7\r\n")
    assert [field for field, _ in seen(named)] == ["dahua.system_info"]
    assert b"operator-7" not in named.original


@pytest.mark.parametrize(
    "body",
    [
        ONVIF.format(name="GetUsersResponse", inner=USERS),
        ONVIF.format(name="GetRemoteUserResponse", inner=USERS),
        "<UserList xmlns='http://www.hikvision.com/ver20/XMLSchema'><User><userName>operator-7</userName></User></UserList>",
        "<User><id>1</id><userName>operator-7</userName></User>",
        "users[0].Name=operator-7\r\nusers[0].Group=admin\r\n",
        '[{"cmd" : "GetUser","value":{"User":[{"userName":"operator-7"}]}}]',
    ],
)
def test_a_list_of_users_is_left_with_all_that_came_with_it(body: str) -> None:
    assert answer(body) == web.Part([], b"", 1)
    cut = body[: body.index("operator-7") + 10]
    assert web.answer(heads.head(f"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{cut}".encode())).seen == []


@pytest.mark.parametrize(
    "body",
    [
        ONVIF.format(name="GetProfilesResponse", inner="<tds:Name>operator-7</tds:Name>"),
        "<InputProxyChannelList><userName>operator-7</userName></InputProxyChannelList>",
        '{"persons":[{"name":"operator-7"}]}',
        '{"channels":[' + ",".join(['{"id":7}'] * 400) + "]}",
        "operator-7",
        "\x00\x01operator-7",
        "var x = 'operator-7';",
    ],
)
def test_answers_of_other_kinds_are_not_kept(body: str) -> None:
    part = answer(body)
    assert seen(part) == []
    assert b"operator-7" not in part.original


def test_the_text_of_an_error_is_kept() -> None:
    assert seen(answer("You are not allowed", "text/plain", 403)) == [("http.body", "You are not allowed")]
    assert seen(answer(b"\x00\x01", status=500)) == []


@pytest.mark.parametrize(
    ("body", "kind", "known"),
    [
        (ICON, "", True),
        (PNG, "image/x-icon", True),
        (PNG, "image/vnd.microsoft.icon; charset=x", True),
        (PNG, "image/png", False),
        (b"no image", "image/x-icon", False),
    ],
)
def test_an_icon_is_known_by_its_digests(body: bytes, kind: str, known: bool) -> None:
    digests = ["http.favicon_md5", "http.favicon_mmh3"] if known else []
    found = seen(answer(body, kind))
    assert [field for field, _ in found] == digests
    if known:
        assert found[0][1] == hashlib.md5(body, usedforsecurity=False).hexdigest()
        packed = gzip.compress(body)
        assert seen(answer(packed, kind, more="Content-Encoding: gzip\r\n")) == found


def test_a_part_of_an_icon_has_no_digest() -> None:
    assert web.answer(heads.head(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + ICON)).seen == []
    assert seen(answer(ICON + bytes(MAX_BODY))) == []


def test_an_answer_that_is_cut_off_tells_what_is_there() -> None:
    data = b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nContent-Length: 9999\r\n\r\n<html><title>Hall</title>"
    assert ("http.title", "Hall") in seen(web.answer(heads.head(data)))
    assert web.answer(heads.head(b"HTTP/1.1 40")).seen == []


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"<", b"<html>", b"{", b"\0\0\1\0", b"a=b\n"]), st.integers(100, 599)
)
def test_any_body_is_something_or_nothing(body: bytes, begins: bytes, status: int) -> None:
    part = answer(begins + body, status=status)
    assert all(one.value for one in part.seen)


@given(st.text(max_size=40), st.sampled_from([DEVICE_INFO, AXIS, UPNP, SYSTEM, REFUSED]), st.integers(0, 200))
def test_a_password_anywhere_is_not_kept(text: str, body: str, at: int) -> None:
    word = json.dumps({"password": f"Zw7-example{text}"})
    part = answer(body[:at] + word + body[at:])
    assert "Zw7-example" not in repr(part)
