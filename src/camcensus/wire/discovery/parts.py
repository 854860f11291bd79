"""What the readers of discovery replies share: bounds, and texts, addresses and numbers in one spelling.

A reader names the fields it takes; all others stay in the packet. So no password, salt, token, key, random number or
list of users that a reply may hold is ever handed out, whatever its place or its name.

The keys that readers give, each only if the packet says so:

===================================== ===================================================================
``mac``                               of the device, ``aa:bb:cc:dd:ee:ff``; never broadcast or all zeros
``ip`` ``mask`` ``gateway`` ``ipv6``  addresses in their shortest form; never 0.0.0.0 or ::
``name`` ``hostname``                 what people called it
``vendor`` ``manufacturer``           as the packet writes them
``model`` ``platform`` ``hardware``   what it is
``device_type`` ``device_class``      the maker's own words or numbers for its kind
``firmware`` ``version`` ``build``    its software
``serial`` ``uid``                    what tells it from others of its model; ``uid`` is a cloud or peer-to-peer id
``port`` ``http_port`` ``...port``    TCP ports unless named ``udp_port``; 1 to 65535
``channels`` ``remote_channels``      counts of video inputs, and of those reached by network
``url``                               without user and password
===================================== ===================================================================

A reader may add keys of its own; its docstring says which.
"""

from __future__ import annotations

import io
import ipaddress
import json
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from camcensus.wire import addresses, macs, redact, xml

MAX_PACKET = 64 * 1024
"""Bytes. A datagram cannot be larger; replies over TCP are some kilobytes."""

MAX_TEXT = 256
"""Characters of one value."""

MAX_DEPTH = 32
"""Tables and lists of JSON inside each other; replies have four or five."""

# Controls, halves of surrogate pairs, and marks that turn the direction of what is shown after them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# A string to its end, or to the end of the text: nothing is read twice.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.?)*+"?|[\[\]{}]', re.DOTALL)
_ADDRESSES = {"ip", "mask", "gateway", "ipv6"}
_COUNTS = {"channels", "remote_channels"}


def require(data: bytes, protocol: str, magic: bytes, least: int) -> None:
    """Raises `ValueError` unless `data` begins with `magic` and has `least` bytes, `MAX_PACKET` at most."""
    if len(data) > MAX_PACKET:
        raise ValueError("larger than 64 KiB: no discovery reply is")
    if not data or not data.startswith(magic[: len(data)]):
        raise ValueError(f"not a {protocol} reply")
    if len(data) < max(least, len(magic)):
        raise cut(protocol)


def cut(protocol: str) -> ValueError:
    """The fault of a packet that ends before it says it does."""
    return ValueError(f"the {protocol} reply is cut off")


def clean(text: str) -> str:
    """`text` without what cannot be seen, `MAX_TEXT` characters at most."""
    return _UNSEEN.sub("", text[: 4 * MAX_TEXT]).strip()[:MAX_TEXT]


def text(data: bytes) -> str:
    """A field of fixed width: what stands before the first NUL, as `clean` UTF-8."""
    return clean(data.partition(b"\0")[0].decode("utf-8", "replace"))


def said(**found: str | bytes) -> dict[str, str]:
    """The parts that say something, each in the spelling of its key. Raises `ValueError` if none does.

    Addresses may be given as bytes in network order; other bytes are text of fixed width.
    """
    parts = {key: _spelled(key, value) for key, value in found.items()}
    parts = {key: value for key, value in parts.items() if value}
    if not parts:
        raise ValueError("it says nothing about a device")
    return parts


def _spelled(key: str, value: str | bytes) -> str:
    if key == "mac":
        return _mac(value)
    if key in _ADDRESSES:
        return _address(value)
    written = text(value) if isinstance(value, bytes) else clean(value)
    if key.endswith("port"):
        return _number(written, 65535)
    if key in _COUNTS:
        return _number(written, 1 << 16)
    return clean(redact.text(written)[0]) if key == "url" else written


def _mac(value: str | bytes) -> str:
    written = value.hex() if isinstance(value, bytes) and len(value) == 6 else None
    if written is None:
        written = text(value) if isinstance(value, bytes) else clean(value)
    found = macs.normalise(written)
    return found if found and macs.is_individual(found) else ""


def _address(value: str | bytes) -> str:
    if isinstance(value, bytes) and len(value) in (4, 16):
        found = str(ipaddress.ip_address(value))
    else:
        written = text(value) if isinstance(value, bytes) else clean(value)
        found = addresses.normalise(re.split(r"[/;,\s]", written, maxsplit=1)[0]) or ""
    return "" if found in ("0.0.0.0", "::") else found  # noqa: S104  # an address that was never set, not one to bind to


def _number(written: str, most: int) -> str:
    if not written.isascii() or not written.isdigit() or len(written) > 9:
        return ""
    return str(int(written)) if 0 < int(written) <= most else ""


def json_object(data: bytes) -> dict[str, object]:
    """The table that `data` holds as JSON; numbers stay as they are written, NULs and a mark of order are dropped.

    Raises `ValueError` for anything else, and for more than `MAX_DEPTH` levels.
    """
    written = data.replace(b"\0", b"").decode("utf-8", "replace").strip("\ufeff \t\r\n")
    if _depth(written) > MAX_DEPTH:
        raise ValueError(f"its JSON is nested more than {MAX_DEPTH} deep")
    try:
        # Control characters inside strings are no reason to lose a reply: `clean` drops them.
        value = json.loads(written, strict=False, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        raise ValueError("not JSON, or cut off") from None
    if not isinstance(value, dict):
        raise ValueError("its JSON is no table")  # noqa: TRY004  # what was read is wrong, not how it was called
    return value


def _depth(written: str) -> int:
    deepest = depth = 0
    for match in _TOKEN.finditer(written):
        if match[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "]}":
            depth -= 1
    return deepest


def table(value: object, *path: str) -> dict[str, object]:
    """The table at `path` below `value`; an empty one if there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def word(value: Mapping[str, object], *keys: str) -> str:
    """The first of `keys` that has a text, number or truth value, as text; empty if none has."""
    for key in keys:
        found = value.get(key)
        if isinstance(found, bool):
            return "true" if found else "false"
        if isinstance(found, str) and found:
            return found
    return ""


def elements(data: bytes, *tags: str) -> Iterator[etree._Element]:
    """Each element of the XML in `data` named in `tags`, whole. Raises `ValueError` as `xml.records` does."""
    yield from xml.records(io.BytesIO(data.strip(b"\0 \t\r\n")), *tags)


def leaves(element: etree._Element) -> dict[str, object]:
    """The texts of the children, by name without namespace; the first of a name counts."""
    found: dict[str, object] = {}
    for child in element:
        if len(child) == 0:
            found.setdefault(xml.local_name(child.tag), child.text or "")
    return found
