"""XML from strangers: no entities, no DTD, no network, bounded size and depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from lxml import etree

MAX_ELEMENT = 16 * 1024 * 1024
"""Bytes of one top-level record. A scanned host takes some kilobytes; sixteen megabytes is an attack or a fault."""

_ENTITIES = "it declares entities, which a scan result never needs"
_CUT = "it ends in the middle: the file is cut off"
_FORBIDDEN = (b"<!ENTITY", b"<!entity")


class XmlError(ValueError):
    """The text is not XML that may be read; `line` is where, from 1, or 0 if it has none."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.line = line


class _Guarded:
    """A reader that passes bytes on and stops when a record grows too large or entities are declared."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._tail = b""
        self._since = 0
        self.ended = False
        """Everything was read: what was found wrong only then is something missing."""

    def record_ended(self) -> None:
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, 65_536) if size > 0 else 65_536)
        seen = self._tail + data
        plain = seen.replace(b"\0", b"") if b"\0" in seen else seen  # UTF-16 and UTF-32 spell the same marks
        if any(mark in plain for mark in _FORBIDDEN):
            raise XmlError(_ENTITIES)
        self._tail = seen[-64:]
        self.ended = not data
        self._since += len(data)
        if self._since > MAX_ELEMENT:
            raise XmlError(f"one record is larger than {MAX_ELEMENT // 1024 // 1024} MiB")
        return data


def records(stream: IO[bytes], *tags: str) -> Iterator[etree._Element]:
    """Each element named in `tags`, whole, in order; its memory is freed when the next one is asked for.

    Raises `XmlError` on anything that is not well-formed, too large, or declares entities. Records before the fault
    have been yielded by then.
    """
    guard = _Guarded(stream)
    try:
        walk = etree.iterparse(
            guard,
            events=("end",),
            tag=tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            recover=False,
            remove_comments=True,
            remove_pis=True,
        )
        for number, (_, element) in enumerate(walk):
            if number == 0:
                _refuse_entities(element)
            yield element
            guard.record_ended()
            element.clear()
            while element.getprevious() is not None:
                parent = element.getparent()
                if parent is None:
                    break
                del parent[0]
    except etree.XMLSyntaxError as fault:
        line = int(fault.lineno or 0)
        raise XmlError(_CUT if guard.ended else _plain(fault), line) from None


def _refuse_entities(element: etree._Element) -> None:
    """The same look as `_Guarded` takes, but after decoding: in EBCDIC the bytes are others."""
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):  # type: ignore[attr-defined]  # lxml-stubs leave it out
        raise XmlError(_ENTITIES)


def _plain(fault: etree.XMLSyntaxError) -> str:
    message = " ".join((fault.msg or "it is not well-formed").split(", line ")[0].split())
    if "XML_PARSE_HUGE" not in message:
        return message
    return "its nesting is too deep" if "depth" in message else "one value in it is larger than 10 MB"
