"""What answers over TCP tell of the server, in fields: HTTP, RTSP and certificates, whether asked for or overheard."""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Protocol

from camcensus.sources.steps import Saw, saw
from camcensus.wire import certificate, dahua_cgi, murmur, page, soap

MOST_VALUE = 4_096
"""Characters of one header that are kept."""
MOST_BODY = 32_768
"""Bytes of one body that are kept."""
MOST_LINES = 16
"""Headers of one name that are kept."""

HTTP = {
    "server": "http.server",
    "www-authenticate": "http.www_authenticate",
    "set-cookie": "http.set_cookie",
    "location": "http.location",
}
RTSP = {
    "server": "rtsp.server",
    "public": "rtsp.public",
    "www-authenticate": "rtsp.www_authenticate",
}
"""Headers that are kept, by protocol, and the fields that they answer."""

_IMAGE = re.compile(
    rb"\x00\x00[\x01\x02]\x00|\x89PNG\r\n\x1a\n|GIF8[79]a|\xff\xd8\xff|BM|RIFF....WEBP|\s{0,64}<svg", re.DOTALL
)


class Answered(Protocol):
    """The answer of a server, as `http.Answer` and `heads.Head` have it."""

    @property
    def status(self) -> int:
        """200 to 599."""

    @property
    def body(self) -> bytes:
        """As far as it came."""

    def of(self, name: str) -> tuple[str, ...]:
        """The values of a header."""


def headers(answer: Answered, fields: Mapping[str, str]) -> Iterator[Saw]:
    """What the headers in `fields` say."""
    for name, field in fields.items():
        for value in answer.of(name)[:MOST_LINES]:
            if value:
                yield Saw(field=field, value=value[:MOST_VALUE])


def shown(answer: Answered) -> Iterator[Saw]:
    """Title and body of a page; a redirect shows nothing."""
    if not 300 <= answer.status < 400:
        if title := page.title(answer.body):
            yield Saw(field="http.title", value=title)
        yield from body("http.body", answer.body)


def described(answer: Answered) -> Iterator[Saw]:
    """The description of a stream in an answer of RTSP."""
    kind = " ".join(answer.of("content-type")).lower()
    if answer.status == 200 and ("application/sdp" in kind or answer.body.startswith(b"v=")):
        yield from body("sdp", answer.body)


def body(field: str, data: bytes, most: int = MOST_BODY) -> Iterator[Saw]:
    """What was seen as a body, `most` bytes of it; nothing if it is empty. No letter is cut in two."""
    kept = data[:most]
    with contextlib.suppress(UnicodeDecodeError):  # it is no text, or in another writing: kept as it came
        kept = codecs.getincrementaldecoder("utf-8")().decode(kept).encode()
    if kept.strip():
        yield saw(field, kept)


def certified(data: bytes) -> Iterator[Saw]:
    """What a certificate says, DER or PEM; nothing if it is none."""
    try:
        found = certificate.read(data)
    except ValueError:
        return
    for field, value in (
        ("tls.subject", found.subject),
        ("tls.issuer", found.issuer),
        ("tls.spki_sha256", found.spki_sha256),
    ):
        if value:
            yield Saw(field=field, value=value[:MOST_VALUE])


def is_image(data: bytes) -> bool:
    """Whether `data` begins as images do that browsers show."""
    return _IMAGE.match(data) is not None


def icon(image: bytes) -> Iterator[Saw]:
    """The digests by which the icon of a page is known."""
    yield Saw(field="http.favicon_md5", value=hashlib.md5(image, usedforsecurity=False).hexdigest())
    yield Saw(field="http.favicon_mmh3", value=murmur.favicon(image))


def onvif(data: bytes) -> Iterator[Saw]:
    """What an answer of ONVIF that needs no login tells. Raises `ValueError` before anything else if it is no SOAP."""
    pairs = soap.answered(data)
    root = pairs[0][1]
    yield from body("onvif.response", data)
    for name, text in pairs:
        if root == "GetEndpointReferenceResponse" and name.upper() == "GUID":
            yield Saw(field="onvif.endpoint", value=text)
        if root == "GetHostnameResponse" and name == "Name":
            yield Saw(field="fact.hostname", value=text)


def dahua(said: list[tuple[str, str]]) -> Iterator[Saw]:
    """What ``magicBox.cgi`` tells, as `dahua_cgi.system` reads it; the model alone where it is under another key."""
    model = dahua_cgi.model(said)
    lines = [f"{key}={value}" for key, value in said if key != "deviceType" or value == model]
    if lines:
        yield Saw(field="dahua.system_info", value="\n".join(lines))
    if model and ("deviceType", model) not in said:
        yield Saw(field="model.number", value=model)
