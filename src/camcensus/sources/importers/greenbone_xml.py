"""Greenbone's (OpenVAS's) XML report: results, open ports, and details of hosts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _greenbone as greenbone
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers import _scan_xml as scan_xml
from camcensus.sources.importers._banners import Facts
from camcensus.sources.importers._scan_notes import When
from camcensus.sources.importers._scan_rows import FINDS_SECRETS
from camcensus.sources.reading import secrets, text
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:greenbone-xml@1"

_MEND = "export the report from Greenbone as XML again"
_MOST_DETAIL = 65_536
_KEPT = ("MAC", "MAC-Address", "hostname", "OS", "best_os_txt", "ports", "tcp_ports", "udp_ports")
"""Details that are kept beside certificates."""


def detect(head: bytes) -> bool:
    """Whether the root is a report (or an answer of its protocol that holds one) with Greenbone's parts."""
    if not text.is_text(head):
        return False
    start = text.decode(head)
    begins = start.lstrip()[:400]
    if "<report" not in begins and "<get_reports_response" not in begins:
        return False
    return any(mark in start for mark in ("<gmp>", "<omp>", "<scan_run_status>", "<nvt oid=", "<report_format"))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What tests found on each port, and what the report says of each host; a record a result or a host.

    A file that is cut off is used up to there. Raises `BrokenInput` if it holds neither, `HostileInput` if it declares
    entities or a part of it is too large.
    """
    gathered = Gathered(context, SOURCE)
    elements = scan_xml.Elements(path, context.name, _MEND)
    report = _Report(gathered)
    for element in elements.of("host", "result", "port", "scan_run_status"):
        report.note(element)
        if gathered.is_full():
            yield gathered.take(done=elements.done)
    elements.close(gathered, found=report.found, what="result and no host")
    gathered.remarks.add(context.name, "only results are in it: what is not in it is not known to be absent")
    yield gathered.last(context.name)


class _Report:
    """What one file has said so far. Elements come by their ends: the parts of a result before the result."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._about = ""
        self._named = ""
        self._where = ""
        self._when: When = notes.NEVER
        self.found = False

    def note(self, element: etree._Element) -> None:
        """Take in one element."""
        parent = element.getparent()
        inside = str(parent.tag) if parent is not None else ""
        match element.tag, inside:
            case "host", "result" | "port":
                self._about = (element.text or "").strip()
                self._named = scan_xml.text(element, "hostname")
                self._when = _time(parent)
            case "host", _:
                self._host(element)
            case "port", "result":
                self._where = (element.text or "").strip()
            case "port", "ports":
                self._port(element)
            case "result", _:
                self._result(element)
            case "scan_run_status", _ if (element.text or "").strip() not in ("Done", ""):
                self._gathered.remarks.add("the scan", "did not finish")

    def _result(self, result: etree._Element) -> None:
        self.found = True
        self._gathered.records += 1
        name = scan_xml.text(result, "nvt", "name") or scan_xml.text(result, "name")
        raw = scan_xml.text(result, "description")[: greenbone.MAX_OUTPUT]
        output, removed = secrets.strip(raw)
        if output and FINDS_SECRETS.search(name):
            output, removed = secrets.MARK, 1
        self._gathered.redacted += removed
        number, protocol = greenbone.port(self._where)
        said = "" if output == secrets.MARK else output
        facts = [*banners.names([self._named]), *greenbone.facts(name, number, protocol, said)]
        kept = {"host": self._about, "port": self._where, "nvt": name, "description": output}
        self._add(self._about, facts, self._when, kept)
        self._where = ""

    def _port(self, port: etree._Element) -> None:
        """An open port of the report's own list."""
        written = (port.text or "").strip()
        number, protocol = greenbone.port(written)
        if not number:
            return
        self.found = True
        self._gathered.records += 1
        kept = {"host": self._about, "port": written}
        self._add(self._about, banners.opened(number, protocol), notes.NEVER, kept)

    def _host(self, host: etree._Element) -> None:
        """What the report says of a host as a whole."""
        about = scan_xml.text(host, "ip")
        if not about:
            return
        self.found = True
        self._gathered.records += 1
        kept: dict[str, object] = {"host": about}
        facts: Facts = []
        for detail in host.iterfind("detail"):
            name, value = scan_xml.text(detail, "name"), scan_xml.text(detail, "value")[:_MOST_DETAIL]
            facts += greenbone.detail(name, value)
            if name in _KEPT or name.startswith("Cert:"):
                kept[name[:200]] = secrets.strip(value)[0]
        start, end = (notes.iso(scan_xml.text(host, name), utc=True) for name in ("start", "end"))
        self._add(about, facts, notes.span(start, end), kept)

    def _add(self, about: str, facts: Facts, when: When, kept: dict[str, object] | dict[str, str]) -> None:
        address = notes.host(about)
        if address is None:
            self._gathered.leave_out("hosts without an IP address")
            return
        notes.add(
            self._gathered, address, facts, when, self._gathered.keep({key: kept[key] for key in kept if kept[key]})
        )


def _time(result: etree._Element | None) -> When:
    """When a result was written down; its parts before the host are still there when the host ends."""
    if result is None:
        return notes.NEVER
    written = scan_xml.text(result, "creation_time") or scan_xml.text(result, "modification_time")
    return notes.iso(written, utc=True)
