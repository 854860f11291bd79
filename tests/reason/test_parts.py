"""Values of real shapes are taken apart into fields and names; what does not parse is matched whole."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.reason import parts as module
from camcensus.reason.parts import MOST, Part
from camcensus.wire.patterns import MAX_TEXT

STATED = knowledge().vocabulary.stated


def taken(field: str, value: str | bytes) -> list[Part]:
    """The parts of a value; bytes are given as base64, as files hold them."""
    if isinstance(value, bytes):
        return module.parts(field, base64.b64encode(value).decode(), "base64", STATED)
    return module.parts(field, value, "text", STATED)


def inner(field: str, value: str | bytes) -> set[tuple[str, str, str]]:
    """The parts but the whole, as text."""
    return {(place, name, data.decode()) for place, name, data in taken(field, value)[1:]}


# --- ONVIF ---------------------------------------------------------------------------------------------------------

INFORMATION = """<?xml version="1.0" encoding="UTF-8"?>
<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">
<env:Body><tds:GetDeviceInformationResponse>
<tds:Manufacturer>HIKVISION</tds:Manufacturer><tds:Model>DS-2CD2032-I</tds:Model>
<tds:FirmwareVersion>V5.4.5 build 170124</tds:FirmwareVersion>
<tds:SerialNumber>DS-2CD2032-I20260101CCWR000000001</tds:SerialNumber><tds:HardwareId>88</tds:HardwareId>
</tds:GetDeviceInformationResponse></env:Body></env:Envelope>"""

PROBED = """<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"
 xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">
<SOAP-ENV:Header><wsa:MessageID>uuid:0a000000-0000-4000-8000-000000000001</wsa:MessageID></SOAP-ENV:Header>
<SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch>
<wsa:EndpointReference><wsa:Address>urn:uuid:ec4914fd-936b-11b5-8467-44190b000001</wsa:Address></wsa:EndpointReference>
<d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>
<d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/hardware/DS-2CD2T32-I3
 onvif://www.onvif.org/name/HIKVISION%20DS-2CD2T32-I3</d:Scopes>
<d:XAddrs>http://192.0.2.7/onvif/device_service</d:XAddrs><d:MetadataVersion>10</d:MetadataVersion>
</d:ProbeMatch></d:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>"""


@pytest.mark.parametrize("field", ["onvif.device_information", "onvif.response"])
def test_device_information_is_known_by_its_root(field: str) -> None:
    found = inner(field, INFORMATION)
    assert ("onvif.device_information", "root", "GetDeviceInformationResponse") in found
    assert ("onvif.device_information", "Manufacturer", "HIKVISION") in found
    assert {(place, text) for place, name, text in found if not name} == {
        ("brand", "HIKVISION"),
        ("model.number", "DS-2CD2032-I"),
        ("firmware.version", "V5.4.5 build 170124"),
        ("serial.number", "DS-2CD2032-I20260101CCWR000000001"),
    }


def test_a_probe_match_holds_values_of_other_fields() -> None:
    found = inner("onvif.response", PROBED)
    assert ("onvif.response", "root", "ProbeMatches") in found
    assert ("onvif.types", "", "dn:NetworkVideoTransmitter tds:Device") in found
    assert ("onvif.scopes", "name", "HIKVISION DS-2CD2T32-I3") in found
    assert ("onvif.endpoint", "uuid", "ec4914fd-936b-11b5-8467-44190b000001") in found
    assert ("mac", "", "44190b000001") in found
    assert ("model.number", "", "DS-2CD2T32-I3") in found
    assert ("onvif.response", "XAddrs", "http://192.0.2.7/onvif/device_service") in found


def test_scopes_of_their_own_and_inside_an_answer() -> None:
    scopes = "onvif://www.onvif.org/hardware/IPC-B1 onvif://www.onvif.org/macaddr/44190b000001"
    answer = "<x><ScopeItem>" + "</ScopeItem><ScopeItem>".join(scopes.split()) + "</ScopeItem></x>"
    expected = {
        ("onvif.scopes", "hardware", "IPC-B1"),
        ("onvif.scopes", "macaddr", "44190b000001"),
        ("model.number", "", "IPC-B1"),
        ("mac", "", "44190b000001"),
    }
    assert inner("onvif.scopes", scopes) == expected
    assert expected < inner("onvif.scopes", answer)
    assert expected < inner("onvif.response", answer)


def test_an_endpoint_of_version_four_names_no_interface() -> None:
    uuid = "0a000000-0000-4000-8000-44190b000001"
    assert inner("onvif.endpoint", f"urn:uuid:{uuid}") == {("onvif.endpoint", "uuid", uuid)}


def test_a_stream_address_in_an_answer_is_a_path() -> None:
    answer = "<r><MediaUri><Uri>rtsp://192.0.2.7:554/cam/realmonitor?channel=1&amp;subtype=0</Uri></MediaUri></r>"
    assert ("rtsp.path", "", "/cam/realmonitor?channel=1&subtype=0") in inner("onvif.response", answer)
    assert not any(place == "rtsp.path" for place, _, _ in inner("onvif.response", "<r><Uri>http://h/x</Uri></r>"))


# --- other structured answers --------------------------------------------------------------------------------------

UPNP = """<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major></specVersion>
<device><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType>
<friendlyName>AXIS M1014 - ACCC8E000001</friendlyName>
<manufacturer>AXIS</manufacturer><modelName>AXIS M1014</modelName><modelNumber>M1014</modelNumber>
<serialNumber>ACCC8E000001</serialNumber><UDN>uuid:Upnp-BasicDevice-1_0-ACCC8E000001</UDN></device></root>"""


def test_a_upnp_description_states_brand_model_and_serial() -> None:
    found = inner("upnp.description", UPNP)
    assert {(place, text) for place, name, text in found if not name} == {
        ("brand", "AXIS"),
        ("model.number", "AXIS M1014"),
        ("model.number", "M1014"),
        ("serial.number", "ACCC8E000001"),
    }
    assert ("upnp.description", "xmlns", "urn:schemas-upnp-org:device-1-0") in found


@pytest.mark.parametrize("field", ["isapi.device_info", "vms.camera"])
def test_families_of_fields_are_read_alike(field: str) -> None:
    assert (field, "model", "DS-1") in inner(field, "<DeviceInfo><model>DS-1</model></DeviceInfo>")


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("root.Brand.ProdNbr=M1065-LW\nroot.Brand.Brand=AXIS\n", ("root.Brand.ProdNbr", "M1065-LW")),
        ("var id='000DC5000001';\nvar sys_ver='11.22.2.38';\n", ("sys_ver", "11.22.2.38")),
        ('<config xmlns="http://www.ipc.com/ver10"><model>TD-9421S3</model></config>', ("model", "TD-9421S3")),
        ('{"SN": "a000000000000001"}', ("SN", "a000000000000001")),
    ],
)
def test_the_answer_of_an_api_is_no_page(body: str, part: tuple[str, str]) -> None:
    assert ("http.body", *part) in inner("http.body", body)


@pytest.mark.parametrize("body", ["<!DOCTYPE html><html><a>x</a>", " <HTML><a>x</a></HTML>", "plain words", ""])
def test_a_page_is_matched_whole(body: str) -> None:
    assert taken("http.body", body) == [("http.body", "", body.encode())]


# --- discovery -----------------------------------------------------------------------------------------------------


def dhip(size: int | None = None) -> bytes:
    """A reply of Dahua's second protocol; `size`: its JSON padded to so many bytes."""
    told = {"DeviceType": "IPC-HDW1", "SerialNo": "1F00000PAX00001", "Vendor": "Dahua", "Version": "2.400.0.8"}
    reply = {"mac": "4c:11:bf:00:00:01", "method": "client.notifyDevInfo", "params": {"deviceInfo": told}}
    body = json.dumps(reply).encode()
    return body if size is None else body.ljust(size)


def framed(body: bytes) -> bytes:
    length = len(body).to_bytes(4, "little")
    return b"\x20\x00\x00\x00DHIP" + bytes(8) + length + bytes(4) + length + bytes(4) + body


@pytest.mark.parametrize("size", [None, 0x13C, 0x17B, 0x23C, 0x25B])
@pytest.mark.parametrize("header", [True, False])
def test_dhip_with_and_without_header_whatever_its_length(size: int | None, *, header: bool) -> None:
    """A length in the header may have the byte of a brace or a bracket."""
    found = inner("dhip.reply", framed(dhip(size)) if header else dhip(size))
    assert {
        ("dhip.reply", "protocol", "dhip"),
        ("dhip.reply", "DeviceType", "IPC-HDW1"),
        ("brand", "", "Dahua"),
        ("model.number", "", "IPC-HDW1"),
        ("mac", "", "4c:11:bf:00:00:01"),
    } <= found


def test_sadp() -> None:
    reply = """<?xml version="1.0" encoding="UTF-8" ?><ProbeMatch><Uuid>0A000000-0000-4000-8000-000000000001</Uuid>
<Types>inquiry</Types><DeviceType>139826</DeviceType><DeviceDescription>DS-2CD2032-I</DeviceDescription>
<DeviceSN>DS-2CD2032-I20260101CCWR000000001</DeviceSN><MAC>44-19-b6-00-00-01</MAC>
<SoftwareVersion>V5.4.5build 170124</SoftwareVersion></ProbeMatch>"""
    found = inner("sadp.reply", reply)
    assert ("sadp.reply", "root", "ProbeMatch") in found
    assert ("model.number", "", "DS-2CD2032-I") in found
    assert ("mac", "", "44-19-b6-00-00-01") in found


def test_xiongmai() -> None:
    found = inner("xm.reply", '{\n  "SerialNo": "a000000000000001",\n  "HardWare": "HI3516EV300_85H50AI"\n}')
    assert ("xm.reply", "HardWare", "HI3516EV300_85H50AI") in found
    assert ("serial.number", "", "a000000000000001") in found


def test_a_packet_that_nobody_knows_is_whole() -> None:
    assert taken("vendor.discovery", b"\x01\x02{\x03<\x04") == [("vendor.discovery", "", b"\x01\x02{\x03<\x04")]


# --- streams -------------------------------------------------------------------------------------------------------

REFUSED = (
    "RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nServer: Rtsp Server/3.0\r\n"
    'WWW-Authenticate: Digest realm="Login to 4M00000PAZ00001", nonce="1"\r\n\r\n'
)
DESCRIBED = (
    "RTSP/1.0 200 OK\r\nContent-Type: application/sdp\r\nPublic: OPTIONS, DESCRIBE\r\n"
    "Content-Base: RTSP://192.0.2.7/axis-media/media.amp/\r\n\r\n"
    "v=0\r\ns=Session streamed with GStreamer\r\na=tool:GStreamer\r\n"
)


def test_an_rtsp_refusal_has_server_and_realm() -> None:
    assert inner("rtsp.response", REFUSED) == {
        ("rtsp.server", "", "Rtsp Server/3.0"),
        ("rtsp.www_authenticate", "", 'Digest realm="Login to 4M00000PAZ00001", nonce="1"'),
        ("rtsp.www_authenticate", "scheme", "digest"),
        ("rtsp.www_authenticate", "realm", "Login to 4M00000PAZ00001"),
    }


def test_an_rtsp_answer_has_a_description_in_its_body() -> None:
    found = inner("rtsp.response", DESCRIBED)
    assert ("rtsp.path", "", "/axis-media/media.amp/") in found
    assert ("rtsp.public", "", "OPTIONS, DESCRIBE") in found
    assert ("sdp", "a", "tool:GStreamer") in found
    assert ("sdp", "", "v=0\ns=Session streamed with GStreamer\na=tool:GStreamer\n") in found


def test_the_address_in_rtp_info_ends_where_its_numbers_begin() -> None:
    info = "url=rtsp://192.0.2.7/live/track1;seq=13114;rtptime=3803548519,url=rtsp://192.0.2.7/live/track2;seq=1"
    found = inner("rtsp.response", f"RTSP/1.0 200 OK\r\nRTP-Info: {info}\r\n\r\n")
    assert found == {("rtsp.path", "", "/live/track1")}


def test_single_values() -> None:
    assert taken("rtsp.path", "rtsp://192.0.2.7/live") == [("rtsp.path", "", b"/live")]
    assert taken("telnet.banner", b"\xff\xfd\x18\r\nIPCamera login: ") == [("telnet.banner", "", b"IPCamera login:")]
    assert taken("ftp.banner", "220 ready.\r\n") == [("ftp.banner", "", b"ready.")]
    assert taken("dns.query", "WWW.Example.COM. ") == [("dns.query", "", b"www.example.com")]
    assert inner("mdns.txt", "macaddress=ACCC8E000001\nx") == {("mdns.txt", "macaddress", "ACCC8E000001")}
    assert inner("http.set_cookie", "DHLangCookie30=English; path=/") == {("http.set_cookie", "name", "DHLangCookie30")}
    assert inner("http.www_authenticate", 'Basic realm="DVR"') == {
        ("http.www_authenticate", "scheme", "basic"),
        ("http.www_authenticate", "realm", "DVR"),
    }
    assert ("tls.subject", "O", "HIKVISION") in inner("tls.subject", "CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION")


def test_a_field_that_has_no_parts_is_whole() -> None:
    assert taken("http.server", "DNVRS-Webs") == [("http.server", "", b"DNVRS-Webs")]
    assert taken("no.such.field", "x") == [("no.such.field", "", b"x")]
    assert taken("", "") == [("", "", b"")]


# --- bounds --------------------------------------------------------------------------------------------------------


def test_what_is_not_base64_has_no_parts() -> None:
    assert module.parts("http.server", "=a", "base64", STATED) == []
    assert module.parts("http.server", "caf\u00e9", "base64", STATED) == []


def test_parts_are_bounded() -> None:
    found = taken("isapi.device_info", "<r>" + "<model>x</model>" * 16_000 + "</r>")
    assert MOST <= len(found) <= MOST + 1
    assert len(taken("http.body", "x" * 10_000_000)[0][2]) == MAX_TEXT
    assert len(taken("http.body", b"x" * 10_000_000)[0][2]) == MAX_TEXT
    assert all(len(data) <= MAX_TEXT for _, _, data in taken("rtsp.response", REFUSED + "v=0\n" * 100_000))


FIELDS = [*module._READERS, *(f"{family}.x" for family in module._FAMILIES), "http.server"]
SHAPES = [INFORMATION, PROBED, UPNP, REFUSED, DESCRIBED, "onvif://www.onvif.org/name/", "<r>", "{", "a=", "CN=", ""]


@given(st.sampled_from(FIELDS), st.sampled_from(SHAPES), st.text(max_size=60), st.integers(0, 1_000))
def test_any_text_has_a_whole_and_never_fails(field: str, shape: str, text: str, at: int) -> None:
    found = module.parts(field, shape[:at] + text + shape[at:], "text", STATED)
    assert found[0][:2] == (field, "")


@given(st.sampled_from(FIELDS), st.sampled_from([b"", b"<", b"{", b"\x30\x82", b"\x20\0\0\0DHIP"]), st.binary())
def test_any_bytes_have_a_whole_and_never_fail(field: str, before: bytes, data: bytes) -> None:
    assert taken(field, before + data)[0][:2] == (field, "")


@given(st.sampled_from(FIELDS), st.text(st.characters(categories=["Cs", "Lu", "Cc"]), max_size=30))
def test_halves_of_characters_never_fail(field: str, text: str) -> None:
    assert module.parts(field, text, "text", STATED)[0][:2] == (field, "")
