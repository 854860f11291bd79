"""Values taken apart, so that a mark matches what a device states and not a blob in which it stands.

A part is (field, name, bytes). The whole value is the part without a name. What a part states under whatever name (a
model, a firmware version, a serial number, an Ethernet address) is also offered as a value of that field, so that the
shape of a serial number is written down once for every protocol that carries one.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping

from camcensus.wire import banners, certificate, http, onvif, sdp, structured
from camcensus.wire.discovery import recognise
from camcensus.wire.patterns import MAX_TEXT

Part = tuple[str, str, bytes]
Stated = Mapping[str, Mapping[str, str]]
"""Field to name of a part to the field that it states (``knowledge/vocabulary/stated.toml``)."""

MOST = 1_000
"""Parts of one value that are matched."""
_MAX_VALUE = structured.MAX_BYTES


def parts(field: str, value: str, encoding: str, stated: Stated) -> list[Part]:
    """The parts of one value, the whole first; what does not parse is only whole."""
    data = _bytes(value, encoding)
    if data is None:
        return []
    clean, read = _READERS.get(field) or _FAMILIES.get(field.partition(".")[0]) or (None, None)
    if clean is not None:
        data = clean(data)
    found = [(field, "", data[:MAX_TEXT])]
    if read is not None:
        try:
            for part in read(field, data[:_MAX_VALUE]):
                found.append(part)
                meant = stated.get(part[0], {}).get(part[1])
                if meant is not None:
                    found.append((meant, "", part[2]))
                if len(found) >= MOST:
                    break
        except (ValueError, RecursionError):
            pass  # the whole is matched all the same
    return found


def _bytes(value: str, encoding: str) -> bytes | None:
    """The bytes of a value, no more than are read; None if it is not the base64 it should be."""
    if encoding != "base64":
        return value[:_MAX_VALUE].encode("utf-8", "replace")
    try:
        return base64.b64decode(value[: _MAX_VALUE // 3 * 4])
    except (binascii.Error, ValueError):
        return None


def _named(field: str, pairs: list[tuple[str, str]]) -> Iterator[Part]:
    for name, text in pairs:
        yield field, name, text.encode("utf-8", "replace")


def _structured(field: str, data: bytes) -> Iterator[Part]:
    """XML, JSON or lines of key=value, which may be an ONVIF answer."""
    pairs = structured.pairs(data)
    root = dict(pairs).get("root", "")
    own = "onvif.device_information" if root == "GetDeviceInformationResponse" else field
    yield from _named(own, pairs)
    for name, text in pairs:
        reader = _INSIDE.get(name)
        if reader is not None:
            yield from reader(text)


def _scopes(_: str, data: bytes) -> Iterator[Part]:
    if data.lstrip().startswith(b"<"):
        yield from _structured("onvif.response", data)
    else:
        yield from _named("onvif.scopes", onvif.scopes(data.decode("utf-8", "replace")))


def _endpoint(_: str, data: bytes) -> Iterator[Part]:
    yield from _named("onvif.endpoint", onvif.endpoint(data.decode("utf-8", "replace")))


def _types(text: str) -> Iterator[Part]:
    yield "onvif.types", "", text.encode("utf-8", "replace")


def _stream(text: str) -> Iterator[Part]:
    if text.lower().startswith("rtsp"):
        yield "rtsp.path", "", onvif.rtsp_path(text).encode("utf-8", "replace")


_INSIDE: dict[str, Callable[[str], Iterator[Part]]] = {
    "Scopes": lambda text: _scopes("", text.encode("utf-8", "replace")),
    "ScopeItem": lambda text: _scopes("", text.encode("utf-8", "replace")),
    "Address": lambda text: _endpoint("", text.encode("utf-8", "replace")),
    "GUID": lambda text: _endpoint("", text.encode("utf-8", "replace")),
    "Types": _types,
    "Uri": _stream,
}
"""Elements of ONVIF answers whose text is a value of a field of its own."""


def _page(field: str, data: bytes) -> Iterator[Part]:
    """The body of a page: HTML is matched whole, an answer of an API by its parts."""
    head = data[:200].lstrip().lower()
    if not head.startswith((b"<!doctype", b"<html")):
        yield from _structured(field, data)


def _packet(field: str, data: bytes) -> Iterator[Part]:
    """A discovery reply: binary, or XML or JSON, with or without a header before it."""
    found = recognise.recognise(data)
    if found is not None:
        protocol, named = found
        yield field, "protocol", protocol.encode()
        yield from _named(field, list(named.items()))
    begins = _BEGINS.search(data, 0, _HEADER)
    if begins is not None:
        yield from _structured(field, data[begins.start() :])


_HEADER = 80
"""Bytes in which the JSON or XML of a discovery reply begins."""
_BEGINS = re.compile(rb"""\A\s{0,8}\[|\{\s{0,8}["}]|<[?A-Za-z]""")
"""How it begins: one byte alone may as well be a length in a header."""


def _challenge(field: str, data: bytes) -> Iterator[Part]:
    yield from _named(field, http.challenge(data.decode("utf-8", "replace")))


def _cookies(field: str, data: bytes) -> Iterator[Part]:
    yield from _named(field, [("name", name) for name in http.cookie_names(data.decode("utf-8", "replace"))])


def _names(field: str, data: bytes) -> Iterator[Part]:
    """A distinguished name, or a certificate that holds it."""
    if data[:1] == b"\x30" or data.startswith(b"-----BEGIN"):
        read = certificate.read(data)
        yield from _named(field, list(read.subject_pairs if field == "tls.subject" else read.issuer_pairs))
    else:
        yield from _named(field, certificate.names(data.decode("utf-8", "replace")))


def _sdp(_: str, data: bytes) -> Iterator[Part]:
    yield from _named("sdp", sdp.lines(data))


def _rtsp(_: str, data: bytes) -> Iterator[Part]:
    """An RTSP answer: its headers are values of fields of their own, and so is a description in its body."""
    answer = http.answer(data)
    for header, field in (("server", "rtsp.server"), ("public", "rtsp.public")):
        for value in answer.of(header):
            yield field, "", value.encode()
    for value in answer.of("www-authenticate"):
        yield "rtsp.www_authenticate", "", value.encode()
        yield from _challenge("rtsp.www_authenticate", value.encode())
    for value in answer.of("content-base") + answer.of("rtp-info"):
        yield from _stream(_AFTER_ADDRESS.split(value.removeprefix("url="), maxsplit=1)[0])
    if answer.body.strip():
        yield "sdp", "", answer.body[:MAX_TEXT]
        yield from _sdp("sdp", answer.body)


_AFTER_ADDRESS = re.compile(r";(?:seq|rtptime)=|,url=")
"""What ends the address in ``RTP-Info`` (RFC 2326, section 12.33)."""


def _text(field: str, data: bytes) -> Iterator[Part]:
    """A record of a name and a text, as mDNS gives them."""
    for line in data.decode("utf-8", "replace").splitlines():
        name, mark, text = line.partition("=")
        if mark:
            yield field, name.strip(), text.strip().encode()


def _host(data: bytes) -> bytes:
    return data.strip().rstrip(b".").lower()


def _path(data: bytes) -> bytes:
    return onvif.rtsp_path(data.decode("utf-8", "replace")).encode()


Reader = Callable[[str, bytes], Iterator[Part]]
Entry = tuple[Callable[[bytes], bytes] | None, Reader | None]

_READERS: Mapping[str, Entry] = {
    "http.www_authenticate": (None, _challenge),
    "rtsp.www_authenticate": (None, _challenge),
    "http.set_cookie": (None, _cookies),
    "http.body": (None, _page),
    "upnp.description": (None, _structured),
    "onvif.device_information": (None, _structured),
    "onvif.response": (None, _structured),
    "onvif.scopes": (None, _scopes),
    "onvif.endpoint": (None, _endpoint),
    "tls.subject": (None, _names),
    "tls.issuer": (None, _names),
    "sdp": (None, _sdp),
    "rtsp.response": (None, _rtsp),
    "rtsp.path": (_path, None),
    "sadp.reply": (None, _packet),
    "dhip.reply": (None, _packet),
    "dahua1.reply": (None, _packet),
    "xm.reply": (None, _packet),
    "baichuan.reply": (None, _packet),
    "vendor.discovery": (None, _packet),
    "dahua.system_info": (None, _structured),
    "mdns.txt": (None, _text),
    "telnet.banner": (banners.telnet, None),
    "ftp.banner": (banners.reply, None),
    "smtp.banner": (banners.reply, None),
    "dns.query": (_host, None),
    "tls.sni": (_host, None),
}
_FAMILIES: Mapping[str, Entry] = {"isapi": (None, _structured), "vms": (None, _structured)}
