r"""Logs of Zeek as text: lines of cells, above them a heading in lines that begin with ``#``.

``#separator \x09`` names the byte between cells and is itself followed by a blank; the other lines of the heading have
their values behind that separator. A new heading may come at any place, where logs were put one behind the other.

Sources: Zeek, script reference, base/frameworks/logging/writers/ascii.zeek; Zeek, src/threading/formatters/Ascii.cc.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, replace

MAX_FIELDS = 1_000

_QUOTED = re.compile('"([^"]*)"')
_NOTHING = ("", "-", "(empty)")
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|\\)")

KINDS: dict[str, frozenset[str]] = {
    "conn": frozenset({"id.orig_h", "id.resp_h", "id.resp_p", "proto", "conn_state"}),
    "dns": frozenset({"id.orig_h", "query", "qtype_name"}),
    "ssl": frozenset({"id.orig_h", "id.resp_h", "cipher", "server_name"}),
    "x509": frozenset({"certificate.subject", "certificate.issuer"}),
    "http": frozenset({"id.orig_h", "id.resp_h", "method", "uri", "user_agent"}),
    "dhcp": frozenset({"mac", "lease_time"}),
    "known_certs": frozenset({"host", "port_num", "issuer_subject"}),
    "known_services": frozenset({"host", "port_num", "port_proto"}),
    "known_devices": frozenset({"mac", "dhcp_host_name"}),
    "software": frozenset({"host", "software_type", "name"}),
    "capture_loss": frozenset({"ts_delta", "gaps", "acks", "percent_lost"}),
}
"""Kinds of logs to columns by which they are told where nothing names them; the first that fits."""
ALL = frozenset({*KINDS, "known_hosts"})
"""Kinds that are read. A log of known hosts has too few columns to be told by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What is known of the lines that follow."""

    separator: str = "\t"
    between: str = ","
    """What stands between the elements of a set or vector."""
    empty: str = "(empty)"
    unset: str = "-"
    path: str = ""
    """The name of the log."""
    fields: tuple[str, ...] = ()
    peculiar: bool = False
    """The separator is no single character of ASCII: the lines cannot be read."""

    def kind(self) -> str:
        """What is logged: one of `ALL`, or the name that the log gives itself, or nothing."""
        return kind(self.path, self.fields)


def kind(path: str, fields: Collection[str]) -> str:
    """One of `ALL` by the log's name, else by its columns; else the name."""
    if path in ALL:
        return path
    have = frozenset(fields)
    if have == {"ts", "host"}:
        return "known_hosts"
    return next((name for name, needs in KINDS.items() if needs <= have), path)


def read(heading: Heading, line: str) -> Heading:
    """The heading after one more line of it; what is not known changes nothing."""
    if line.startswith("#separator"):
        written = unescape(line.removeprefix("#separator").strip(" \r\n"))
        whole = len(written) == 1 and written.isascii() and written not in '\n\r"'
        return Heading(separator=written if whole else "\t", peculiar=not whole)
    name, _, value = line.rstrip("\r\n").partition(heading.separator)
    if name == "#fields":
        return replace(heading, fields=tuple(value.split(heading.separator)[:MAX_FIELDS]))
    if name == "#path":
        return replace(heading, path=value[:100])
    if name == "#set_separator":
        return replace(heading, between=value or heading.between)
    if name == "#empty_field":
        return replace(heading, empty=value)
    return replace(heading, unset=value) if name == "#unset_field" else heading


def several(text: str) -> list[str] | None:
    """The values of a cell that holds several, as JSON may have it: a list, or text with commas between; None: none."""
    if text.startswith("["):
        try:
            found = [one for one in json.loads(text) if isinstance(one, str)]
        except (ValueError, RecursionError):
            found = _QUOTED.findall(text)
    else:
        found = [text]
    values = [part for one in found for part in one.split(",") if part not in _NOTHING]
    return values or None


def unescape(text: str) -> str:
    r"""``\x2d`` is how bytes are written that mean something else, or that are not of ASCII."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_byte, text.encode("utf-8", "replace")).decode("utf-8", "replace")


def _byte(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)]) if found[1] else b"\\"


def detect(head: str) -> bool:
    """Whether text begins with the heading of a log."""
    lines = head.lstrip().splitlines()[:12]
    if not lines or not lines[0].startswith("#"):
        return False
    if lines[0].startswith("#separator "):
        return True
    return any(line.startswith("#fields") and "ts" in re.split(r"[\t ,|;]", line)[1:3] for line in lines)
