"""Certificates as devices show them, and names of their holders as people write them down.

Devices keep what no authority would sign today: MD5, keys of 512 bits, version 1, serial numbers below 1, extensions
that are broken. What identifies the device, the names and the key, is read all the same; nothing is trusted or checked.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

MAX_SIZE = 64 * 1024
"""Bytes of a certificate, characters of a name."""

MAX_ATTRIBUTES = 64
"""Attributes of one name; the fullest in use have about ten."""

Pair = tuple[str, str]
"""Short name of an attribute (``CN``, ``O``, ``OU``, ``L``, ``ST``, ``C``, ``emailAddress``..; dotted if it has none)
and its value."""

_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "serialNumber",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "title",
    "2.5.4.13": "description",
    "2.5.4.17": "postalCode",
    "2.5.4.42": "GN",
    "2.5.4.46": "dnQualifier",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
    "1.2.840.113549.1.9.2": "unstructuredName",
}
_LONG = {
    "commonname": "CN",
    "surname": "SN",
    "countryname": "C",
    "localityname": "L",
    "stateorprovincename": "ST",
    "s": "ST",
    "sp": "ST",
    "streetaddress": "STREET",
    "organizationname": "O",
    "organization": "O",
    "organizationalunitname": "OU",
    "organizationalunit": "OU",
    "t": "title",
    "givenname": "GN",
    "userid": "UID",
    "domaincomponent": "DC",
    "email": "emailAddress",
    "e": "emailAddress",
}
_KNOWN = {**_SHORT, **{short.lower(): short for short in _SHORT.values()}, **_LONG}
_OVERRIDES = {x509.ObjectIdentifier(dotted): short for dotted, short in _SHORT.items()}

_PREFIX = re.compile(r"(?:subject|issuer)\s{0,8}[:=]\s{0,8}(?=/|[\w.]{1,64}\s{0,8}=)", re.IGNORECASE)
_NAME = re.compile(r"\s{0,16}((?:OID\.)?[A-Za-z0-9][A-Za-z0-9.-]{0,63})\s{0,16}=\s{0,16}", re.IGNORECASE | re.ASCII)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"\s{0,16}(?=[,;+]|\Z)', re.DOTALL | re.ASCII)
_ESCAPE = re.compile(r"\\(?:x?([0-9a-fA-F]{2})|(.))", re.DOTALL)
_STRINGS = {0x0C: "utf-8", 0x12: "ascii", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1A: "ascii"}
_WIDE = {0x1C: "utf-32-be", 0x1E: "utf-16-be"}


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What a certificate says of its holder and its key."""

    subject: str
    """RFC 4514: the most particular attribute first."""
    issuer: str
    """The same of who issued it."""
    subject_pairs: tuple[Pair, ...]
    """In the order of the certificate: mostly the country first."""
    issuer_pairs: tuple[Pair, ...]
    """The same of who issued it."""
    serial: str
    """Hexadecimal, lower case, whole bytes; a minus before a negative one."""
    not_before: datetime
    """UTC."""
    not_after: datetime
    """UTC."""
    spki_sha256: str
    """Hexadecimal digest of the public key as it stands in the certificate (SubjectPublicKeyInfo, DER)."""
    self_signed: bool
    """It was issued under the name it bears. The signature is not checked, so that every machine says the same."""
    names: tuple[str, ...]
    """Alternative names and addresses; none if the extensions cannot be read."""


def read(data: bytes) -> Certificate:
    """The certificate in `data`, DER or the first of PEM. Raises `ValueError`."""
    if len(data) > MAX_SIZE:
        raise ValueError("larger than 64 KiB: no certificate is")
    try:
        with warnings.catch_warnings():
            # What these warn of, serial numbers below 1 and countries of other than two letters, is what devices have.
            warnings.simplefilter("ignore")
            return _read(data)
    except (ValueError, TypeError, OverflowError, x509.InvalidVersion, UnsupportedAlgorithm):
        raise ValueError("not a certificate, or damaged") from None


def _read(data: bytes) -> Certificate:
    pem = b"-----BEGIN" in data
    found = x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
    return Certificate(
        subject=found.subject.rfc4514_string(_OVERRIDES),
        issuer=found.issuer.rfc4514_string(_OVERRIDES),
        subject_pairs=_pairs(found.subject),
        issuer_pairs=_pairs(found.issuer),
        serial=_hex(found.serial_number),
        not_before=found.not_valid_before_utc.astimezone(UTC),
        not_after=found.not_valid_after_utc.astimezone(UTC),
        spki_sha256=hashlib.sha256(_public_key(found.tbs_certificate_bytes)).hexdigest(),
        self_signed=found.subject == found.issuer,
        names=_alternatives(found),
    )


def _pairs(name: x509.Name) -> tuple[Pair, ...]:
    def value(attribute: x509.NameAttribute[str | bytes]) -> str:
        return attribute.value if isinstance(attribute.value, str) else "#" + attribute.value.hex()

    return tuple((_SHORT.get(one.oid.dotted_string, one.oid.dotted_string), value(one)) for one in name)


def _hex(number: int) -> str:
    digits = f"{abs(number):x}"
    return "-" * (number < 0) + digits.zfill(len(digits) + len(digits) % 2)


def _public_key(signed: bytes) -> bytes:
    """The SubjectPublicKeyInfo as it stands; re-encoding it would need the library to know its kind."""
    parts = list(_children(signed, *_inside(signed, 0)[:2]))
    # Version 1 leaves out the version, the only part marked [0].
    return parts[6 if parts[0][0] == 0xA0 else 5]


def _children(data: bytes, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        after = _inside(data, start)[1]
        yield data[start:after]
        start = after


def _inside(data: bytes, at: int) -> tuple[int, int]:
    """Where the content of the DER element at `at` begins and ends."""
    if at + 2 > len(data):
        raise ValueError("cut off")
    size, start = data[at + 1], at + 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[at + 2 : start], "big")
    if start + size > len(data):
        raise ValueError("cut off")
    return start, start + size


def _alternatives(found: x509.Certificate) -> tuple[str, ...]:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return ()
    kinds = (x509.DNSName, x509.IPAddress, x509.UniformResourceIdentifier, x509.RFC822Name)
    return tuple(str(one.value) for one in names if isinstance(one, kinds))


def names(text: str) -> list[Pair]:
    r"""The attributes of a name as people hold it, in the order of the text. Raises `ValueError` if it is none.

    Understood: RFC 4514 (``CN=x,O=y\, z``), OpenSSL (``C = CN, O = "Acme, Inc."`` and ``/C=CN/O=HIKVISION``), nmap
    (``commonName=x/organizationName=y``), with ``subject=`` before it or not; one attribute a line. A separator that no
    attribute follows belongs to the value (``O=DAHUA TECHNOLOGY CO.,LTD``).
    """
    if len(text) > MAX_SIZE:
        raise ValueError("larger than 64 KiB: no name is")
    text = text.lstrip()
    prefix = _PREFIX.match(text)
    text = text[prefix.end() :] if prefix else text
    slashed = text.startswith("/")
    found = list(_attributes(text, 1 if slashed else 0, slashed=slashed or _begins_long(text)))
    if not found:
        raise ValueError("not a name: it has no attribute")
    return found


def _begins_long(text: str) -> bool:
    """Whether it is nmap's form: long names, and slashes between them."""
    first = _NAME.match(text)
    return first is not None and first[1].lower() in _LONG and len(first[1]) > 5


def _attributes(text: str, at: int, *, slashed: bool) -> Iterator[Pair]:
    count = 0
    while at < len(text):
        name = _NAME.match(text, at)
        count += 1
        if name is None:
            raise ValueError("not a name: no attribute stands where one belongs")
        if count > MAX_ATTRIBUTES:
            raise ValueError(f"a name of more than {MAX_ATTRIBUTES} attributes")
        quoted = None if slashed else _QUOTED.match(text, name.end())
        end = quoted.end() if quoted else _end(text, name.end(), slashed=slashed)
        yield _spelled(name[1]), _unescaped(quoted[1]) if quoted else _value(text[name.end() : end])
        at = end + 1


def _end(text: str, at: int, *, slashed: bool) -> int:
    """Where the value that begins at `at` ends: at a separator before the next attribute, or with the text."""
    while at < len(text):
        letter = text[at]
        if letter == "\\":
            at += 2
            continue
        if letter in ("/\n" if slashed else ",;+/\n") and _follows(text, at + 1, only_known=slashed or letter == "/"):
            return at
        at += 1
    return len(text)


def _follows(text: str, at: int, *, only_known: bool) -> bool:
    name = _NAME.match(text, at)
    if name is None:
        return False
    # Paths hold slashes and equals signs; OpenSSL of old put the mail address behind a slash among commas.
    return not only_known or _spelled(name[1]) in _SHORT.values() or name[1].count(".") > 2


def _spelled(name: str) -> str:
    bare = name[4:] if name[:4].upper() == "OID." else name
    return _KNOWN.get(bare.lower(), bare)


def _value(raw: str) -> str:
    trimmed = raw.rstrip(" \t\r\n")
    if (len(trimmed) - len(trimmed.rstrip("\\"))) % 2:
        trimmed = raw[: len(trimmed) + 1]  # a space at the end that was escaped belongs to the value
    if trimmed.startswith("#"):
        return _string(trimmed)
    return _unescaped(trimmed)


def _unescaped(raw: str) -> str:
    if "\\" not in raw:
        return raw
    pieces, at = bytearray(), 0
    for match in _ESCAPE.finditer(raw):
        pieces += raw[at : match.start()].encode("utf-8", "surrogatepass")
        # Pairs of digits are bytes of UTF-8: a letter may take several of them.
        pieces += bytes.fromhex(match[1]) if match[1] else match[2].encode("utf-8", "surrogatepass")
        at = match.end()
    return (pieces + raw[at:].encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


def _string(raw: str) -> str:
    """The text of a value in hexadecimal BER (``#0c0141``); as it is written if it is no text."""
    try:
        data = bytes.fromhex(raw[1:])
        start, end = _inside(data, 0)
        coding = _STRINGS.get(data[0]) or _WIDE[data[0]]
        return data[start:end].decode(coding) if end == len(data) else raw
    except (ValueError, KeyError):
        return raw
