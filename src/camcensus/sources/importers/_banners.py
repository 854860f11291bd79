"""What scanners print of services, as the fields those services answer: headers, pages, greetings, certificates."""

from __future__ import annotations

import base64
import binascii
import codecs
import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from camcensus.wire import addresses, banners, certificate, http, macs, page, ssdp

Facts = list[tuple[str, str]]
"""(field, value) pairs; empty values are none."""
Pairs = list[certificate.Pair]
"""Attributes of a name."""

MAX_HEADER = 4_096
"""Characters of one header."""
MAX_BODY = 32_768
"""Bytes of one page that are kept."""
MAX_BANNER = 16_384
"""Characters of one greeting."""

_HTTP = ("server", "www-authenticate", "set-cookie", "location")
_RTSP = ("server", "public", "www-authenticate")
_GREETINGS = {"ftp": "ftp.banner", "telnet": "telnet.banner", "smtp": "smtp.banner"}
_PORTS = {21: "ftp", 23: "telnet", 2323: "telnet", 25: "smtp", 587: "smtp"}
_LOST = re.compile(r"^[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f]+")
"""What is left of option negotiation where a tool decoded it."""
_NO_LETTER = re.compile(rb"[\x80-\x9f\xff]")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ORDER = ("CN", "OU", "O", "L", "ST", "C")
_SPECIAL = re.compile(r'([,+"\\<>;])')
_ESCAPED = r"\\\1"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UPNP = {
    "devicetype": "deviceType", "friendlyname": "friendlyName", "manufacturer": "manufacturer",
    "manufacturerurl": "manufacturerURL", "modeldescription": "modelDescription", "modelname": "modelName",
    "modelnumber": "modelNumber", "modelurl": "modelURL", "serialnumber": "serialNumber", "udn": "UDN",
}  # fmt: skip
"""Elements of a UPnP description (UPnP Device Architecture 2.0, section 2.3) by how tools spell their names."""


def opened(port: int, protocol: str = "tcp") -> Facts:
    """An open port; nothing where it is not known which."""
    return [("net.open_port", f"{port}/{protocol}")] if port else []


def service(port: int, protocol: str, name: str, *words: str) -> Facts:
    """A tool's own opinion of a service, kept as stated; a name without a product says no more than the port number."""
    said = " ".join(" ".join(word.split()) for word in words if word.strip())
    name = "-".join(name.split()) or "service"
    return [("fact.service", f"{port}/{protocol} {name} {said}"[:MAX_HEADER])] if said and port else []


def mac(text: str) -> Facts:
    """An Ethernet address, if it is that of one interface."""
    found = macs.normalise(text)
    return [("mac", found)] if found is not None and macs.is_individual(found) else []


def names(hosts: Iterable[str]) -> Facts:
    """Names of the host; addresses and patterns are none."""
    plain = (host.strip().rstrip(".") for host in hosts)
    return [
        ("fact.hostname", host[:255])
        for host in plain
        if host and "*" not in host and addresses.normalise(host) is None
    ]


# --- HTTP and RTSP -----------------------------------------------------------------------------------------------


def headers(pairs: Iterable[tuple[str, str]], family: str = "http") -> Facts:
    """The headers of an answer that tell its maker; in names, underscores stand for hyphens."""
    wanted = _RTSP if family == "rtsp" else _HTTP
    found = []
    for name, value in pairs:
        plain = name.lower().replace("_", "-")
        if plain in wanted and value.strip():
            found.append((f"{family}.{plain.replace('-', '_')}", value.strip()[:MAX_HEADER]))
    return found


def body(data: str | bytes) -> Facts:
    """The title of a page, and the page itself up to `MAX_BODY` bytes."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    kept = raw[:MAX_BODY]
    with contextlib.suppress(UnicodeDecodeError):  # no letter is cut in two
        kept = codecs.getincrementaldecoder("utf-8")().decode(kept).encode()
    return [("http.title", page.title(raw)), ("http.body", kept.decode("utf-8", "replace"))]


def answer(data: bytes, *, paged: bool = True) -> Facts:
    """What a whole answer of HTTP, RTSP or SSDP says; its page only if `paged`. Anything else says nothing."""
    try:
        head = http.answer(data)
    except ValueError:
        return []
    if data.startswith(b"RTSP/"):
        return _rtsp(data, head)
    if head.of("usn") or head.of("st"):
        said = ssdp.Answer(server="".join(head.of("server")[:1]), location="".join(head.of("location")[:1]))
        return [("ssdp.server", said.server[:MAX_HEADER]), ("ssdp.location", said.location[:MAX_HEADER])]
    found = headers(head.headers)
    if paged and not 300 <= head.status < 400:
        found += body(http.body(data))
    return found


def _rtsp(data: bytes, head: http.Answer) -> Facts:
    start = _HEAD_END.split(data[:MAX_BODY], maxsplit=1)[0].strip()
    found = headers(head.headers, "rtsp")
    found.append(("rtsp.response", f"{start.decode('utf-8', 'replace')}\r\n\r\n"))
    described = http.body(data)
    if described.lstrip().startswith(b"v="):
        found.append(("sdp", described[:MAX_BODY].decode("utf-8", "replace").strip()))
    return found


def title(text: str) -> Facts:
    """The title of a page as the tool read it."""
    return [("http.title", " ".join(text.split())[:1_000])]


def icon(*, data: str = "", md5: str = "", mmh3: str = "") -> Facts:
    """The icon of a page: its hashes, and its MD5 where only the icon is given (base64)."""
    found = [("http.favicon_mmh3", mmh3)] if re.fullmatch(r"-?\d{1,10}", mmh3) else []
    if data and not md5:
        with contextlib.suppress(binascii.Error, ValueError):
            raw = base64.b64decode(data)
            md5 = hashlib.md5(raw, usedforsecurity=False).hexdigest()
    if re.fullmatch(r"[0-9a-fA-F]{32}", md5):
        found.append(("http.favicon_md5", md5.lower()))
    return found


# --- greetings ---------------------------------------------------------------------------------------------------


def greeting(text: str, name: str = "", port: int = 0) -> Facts:
    """What a server said first, or its whole answer: told by how it begins, else by the service's name, else its port.

    Characters below 256 may stand for bytes.
    """
    text = text[: MAX_BODY + MAX_BANNER].lstrip("\r\n\0 ")
    if text.startswith(("HTTP/", "RTSP/")):
        return answer(_bytes(text))
    if text.startswith("SIP/2.0"):
        return _sip(text)
    if text.startswith("SSH-"):
        return [("ssh.banner", text.splitlines()[0][:MAX_HEADER])]
    kind = next((one for one in _GREETINGS if one in name.lower()), "") or ("" if name else _PORTS.get(port, ""))
    if not kind:
        return []
    data = _bytes(text[:MAX_BANNER])
    clean = banners.telnet(data) if kind == "telnet" else data
    return [(_GREETINGS[kind], _LOST.sub("", clean.decode("utf-8", "replace")).strip())]


def _bytes(text: str) -> bytes:
    """The bytes that a text stands for: one a character, or UTF-8."""
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
    with contextlib.suppress(UnicodeDecodeError):
        raw.decode("utf-8")
        return raw
    # Letters above ASCII were either decoded by the tool, or are bytes as they came: no text has these.
    return raw if _NO_LETTER.search(raw) else text.encode()


def _sip(text: str) -> Facts:
    lines = (line.partition(":") for line in text.splitlines()[1:100])
    return [
        ("sip.user_agent", value.strip()[:MAX_HEADER])
        for name, _, value in lines
        if name.strip().lower() in ("server", "user-agent")
    ][:1]


def snmp(description: str = "", object_id: str = "", name: str = "") -> Facts:
    """The system group of SNMP (RFC 3418)."""
    return [
        ("snmp.sys_descr", description[:MAX_HEADER]),
        ("snmp.sys_object_id", object_id.strip().lstrip(".")[:200]),
        ("snmp.value", f"1.3.6.1.2.1.1.5.0={name.strip()[:255]}" if name.strip() else ""),
    ]


def upnp(pairs: Mapping[str, object]) -> Facts:
    """A UPnP description of which a tool kept the elements: as JSON, by the elements' own names."""
    known: dict[str, str] = {}
    for name, value in pairs.items():
        own = _UPNP.get(re.sub(r"[^a-z]", "", name.lower()))
        if own is not None and isinstance(value, str) and value.strip():
            known.setdefault(own, value.strip()[:1_000])
    return [("upnp.description", json.dumps(known, ensure_ascii=False, sort_keys=True))] if known else []


# --- certificates ------------------------------------------------------------------------------------------------


def certified(data: bytes) -> Facts:
    """Subject, issuer and key of a certificate in DER or PEM; nothing if it is none."""
    try:
        found = certificate.read(data)
    except ValueError:
        return []
    return [("tls.subject", found.subject), ("tls.issuer", found.issuer), ("tls.spki_sha256", found.spki_sha256)]


def certified_base64(text: str) -> Facts:
    """The same of base64 DER."""
    try:
        return certified(base64.b64decode(text[: 2 * certificate.MAX_SIZE]))
    except (binascii.Error, ValueError):
        return []


def named(subject: str | Pairs = "", issuer: str | Pairs = "", key: str = "") -> Facts:
    """The names in a certificate, and the SHA-256 of its public key, where a tool kept no more of it.

    A name is a text, or its attributes by their short names.
    """
    found = [("tls.subject", _ordered(subject)), ("tls.issuer", _ordered(issuer))]
    plain = key.lower().replace(":", "").strip()
    return [*found, ("tls.spki_sha256", plain)] if _SHA256.fullmatch(plain) else found


def _ordered(name: str | Pairs) -> str:
    """A name as the readers of certificates here write it: CN first (RFC 4514)."""
    try:
        pairs = certificate.names(name) if isinstance(name, str) else list(name)
    except ValueError:
        return ""
    pairs.sort(key=lambda pair: _ORDER.index(pair[0]) if pair[0] in _ORDER else len(_ORDER))
    return ",".join(f"{kind}={_SPECIAL.sub(_ESCAPED, value)}" for kind, value in pairs if value)
