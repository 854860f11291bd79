"""XML of scanners, element by element; a file that is cut off is used up to there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import takes_too_much, told
from camcensus.wire import xml


class Elements:
    """The elements of some names, in the order of their ends; each is emptied when the next one is asked for."""

    def __init__(self, path: Path, name: str, mend: str) -> None:
        self._path = path
        self._name = name
        self._mend = mend
        self._cut: xml.XmlError | None = None
        self.done = 0
        """Bytes of the file that were read."""

    def of(self, *tags: str) -> Iterator[etree._Element]:
        """Raises `BrokenInput` for what is no XML, `HostileInput` for what would take too much."""
        with self._path.open("rb") as stream:
            try:
                for element in xml.records(stream, *tags):
                    self.done = stream.tell()
                    yield element
            except xml.XmlError as fault:
                if "cut off" not in str(fault):
                    raise self._error(fault) from None
                self._cut = fault

    @property
    def is_cut(self) -> bool:
        """Whether the file ends in the middle."""
        return self._cut is not None

    def close(self, gathered: Gathered, *, found: bool, what: str) -> None:
        """Remark that the file was cut; raises `BrokenInput` if nothing in it was whole."""
        if not found:
            if self._cut is not None:
                raise self._error(self._cut)
            raise BrokenInput(f"it holds no {what}", where=self._name, mend=self._mend)
        if self._cut is not None:
            gathered.remarks.add(self._name, "the file is cut off: read up to there")

    def _error(self, fault: xml.XmlError) -> BrokenInput | HostileInput:
        where = f"{self._name}, line {fault.line}" if fault.line else self._name
        kind = HostileInput if takes_too_much(fault) else BrokenInput
        return kind(f"not read: {told(fault)}", where=where, mend=self._mend)


def text(element: etree._Element, *path: str) -> str:
    """The text of the element below these names; empty where there is none."""
    found: etree._Element | None = element
    for name in path:
        found = found.find(name) if found is not None else None
    return (found.text or "").strip() if found is not None else ""
