"""XML from strangers: no entities, no DTD, no network, bounded size and depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from lxml import etree

MAX_ELEMENT = 16 * 1024 * 1024
"""Bytes of one top-level record. A scanned host takes some kilobytes; sixteen megabytes is an attack or a fault."""

_MAX_ATTRIBUTES = 200
"""Attributes of one element that are read: reading takes the square of their number."""

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


def leaves(data: bytes, most: int) -> list[tuple[str, str]]:
    """(name, text) of the leaves of one answer, at most `most`: see `structured.xml_pairs`.

    What comes after a fault in the markup is left out, and so is a text that ends in the middle. Raises `XmlError` if
    there is a document type, or no element.
    """
    data = data.replace(b"\0", b"").strip()
    if b"<!DOCTYPE" in data[:65_536] or any(mark in data for mark in _FORBIDDEN):
        raise XmlError(_ENTITIES)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    begin = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    end = max(data.rfind(b">") + 1, data.rfind(b"<"))
    try:
        root = etree.fromstring(data[begin:end].strip(), parser)
    except etree.XMLSyntaxError as fault:
        raise XmlError(f"it is not XML: {fault}") from None
    if root is None:
        raise XmlError("it holds no element")
    found = [("root", _operation(root))]
    spaces: dict[str, None] = {}
    # Namespaces as they are declared: to ask each element for those in force takes the product of both.
    for event, item in etree.iterwalk(root, events=("start", "start-ns")):
        if event == "start-ns":
            spaces[item[1]] = None
        elif isinstance(item.tag, str):  # and no reference to an entity
            found += _of_element(item)
        if len(found) >= most:
            break
    return found[:most] + [("xmlns", uri) for uri in spaces if uri][:64]


def local_name(tag: object) -> str:
    """The name of an element or attribute without namespace, and without a prefix that nothing declares.

    Some devices use such prefixes. Comments and references to entities, whose tags are no text, have no name.
    """
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def _of_element(element: etree._Element) -> list[tuple[str, str]]:
    """Its attributes, and its text if it is a leaf."""
    name = local_name(element.tag)
    found = []
    if len(element.attrib) <= _MAX_ATTRIBUTES:
        found = [(f"{name}@{local_name(key)}", str(value)) for key, value in element.attrib.items()]
    if not len(element) and element.text and element.text.strip():
        found.append((name, element.text.strip()))
    return found


def _operation(root: etree._Element) -> str:
    """The local name of the root; of a SOAP answer, of the first thing in its body."""
    name = local_name(root.tag)
    if name == "Envelope":
        for child in root:
            if local_name(child.tag) == "Body" and len(child):
                return local_name(child[0].tag)
    return name
