"""Nessus's own XML (``.nessus``, NessusClientData_v2): hosts with what plugins found on their ports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from lxml import etree

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _banners as banners
from camcensus.sources.importers import _plugin_outputs as plugins
from camcensus.sources.importers import _scan_notes as notes
from camcensus.sources.importers import _scan_xml as scan_xml
from camcensus.sources.importers._banners import Facts
from camcensus.sources.importers._scan_notes import When
from camcensus.sources.importers._scan_rows import FINDS_SECRETS
from camcensus.sources.importers._scan_targets import Targets
from camcensus.sources.reading import secrets, text
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import addresses

SOURCE = "importer:nessus-xml@1"

MAX_ORIGINAL = 256 << 10
"""Characters of a host's record that are kept; of more, the first findings."""
_MOST_OUTPUT = 8_192
_FORMS = ("%a %b %d %H:%M:%S %Y",)
_NAMES = ("host-fqdn", "host-rdns", "netbios-name", "hostname")
_KEPT = ("host-ip", "mac-address", "system-type", *_NAMES)
_MEND = "export the scan from Nessus as .nessus again"


def detect(head: bytes) -> bool:
    """Whether the root is that of Nessus's second version."""
    return text.is_text(head) and "<NessusClientData_v2" in text.decode(head)[:4_096]


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each host, and of the addresses that a finished scan covered.

    A file that is cut off is used up to there. Raises `BrokenInput` if it holds no host, `HostileInput` if it declares
    entities or a part of it is too large.
    """
    gathered = Gathered(context, SOURCE)
    elements = scan_xml.Elements(path, context.name, _MEND)
    scan = _Scan(gathered)
    for element in elements.of("preference", "HostProperties", "ReportItem", "ReportHost"):
        scan.note(element)
        if gathered.is_full():
            yield gathered.take(done=elements.done)
    scan.end(is_cut=elements.is_cut)
    elements.close(gathered, found=scan.hosts > 0, what="host")
    yield gathered.last("the scan")


@dataclass(kw_only=True)
class _Host:
    """One host, as far as it was read."""

    name: str
    tags: dict[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)
    size: int = 0
    left: int = 0
    """Findings that the original does not hold."""


class _Scan:
    """What one file has said so far."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._zone = ZoneInfo(gathered.context.timezone)
        self._host: _Host | None = None
        self._targets = ""
        self._ended = True
        self._first: When = notes.NEVER
        self._last: When = notes.NEVER
        self.hosts = 0

    def note(self, element: etree._Element) -> None:
        """Take in one element."""
        match element.tag:
            case "preference":
                if scan_xml.text(element, "name") == "TARGET":
                    self._targets = scan_xml.text(element, "value")
            case "HostProperties":
                self._of(element).tags.update({tag.get("name", ""): (tag.text or "").strip() for tag in element})
            case "ReportItem":
                self._item(self._of(element), element)
            case _:
                self._of(element, own=True)
                self._close()

    def end(self, *, is_cut: bool) -> None:
        """Note what is left, and what the scan covered."""
        self._close()
        if is_cut:
            self._ended = False
        self._reach()

    def _of(self, element: etree._Element, *, own: bool = False) -> _Host:
        """The host to which an element belongs."""
        parent = element if own else element.getparent()
        if self._host is None:
            self._host = _Host(name=parent.get("name", "") if parent is not None else "")
        return self._host

    def _item(self, host: _Host, item: etree._Element) -> None:
        number, protocol = item.get("port", ""), item.get("protocol", "")
        name, plugin = item.get("pluginName", ""), item.get("pluginID", "")
        output, removed = secrets.strip((scan_xml.text(item, "plugin_output"))[: plugins.MAX_OUTPUT])
        if output and FINDS_SECRETS.search(name):
            output, removed = secrets.MARK, 1
        self._gathered.redacted += removed
        port = notes.port(number)
        if protocol in ("tcp", "udp"):
            host.facts += banners.opened(port, protocol)
        if output != secrets.MARK:
            known = int(plugin) if plugin.isascii() and plugin.isdecimal() and len(plugin) < 9 else 0
            host.facts += plugins.facts(known, name, port, item.get("svc_name", ""), output)
        finding = {
            "plugin": plugin,
            "name": name,
            "port": number,
            "protocol": protocol,
            "output": output[:_MOST_OUTPUT],
        }
        host.size += sum(map(len, finding.values()))
        if host.size <= MAX_ORIGINAL:
            host.findings.append({key: value for key, value in finding.items() if value})
        else:
            host.left += 1

    def _close(self) -> None:
        """The host is at its end."""
        host, self._host = self._host, None
        if host is None:
            return
        self._gathered.records += 1
        self.hosts += 1
        when = self._time(host)
        if when.first is not None:
            self._first = min(self._first, when, key=_begin)
            self._last = max(self._last, when, key=_end)
        address = notes.host(host.tags.get("host-ip", "")) or notes.host(host.name)
        if address is None:
            self._gathered.leave_out("hosts without an IP address")
            return
        if host.left:
            self._gathered.remarks.count("{} findings are too many for the originals and not kept there", host.left)
        notes.add(
            self._gathered, address, [*_properties(host), *host.facts], when, self._gathered.keep(_original(host))
        )

    def _time(self, host: _Host) -> When:
        if "HOST_END" not in host.tags and "HOST_END_TIMESTAMP" not in host.tags:
            self._ended = False
        start, end = (self._moment(host, name) for name in ("HOST_START", "HOST_END"))
        return notes.span(start, end)

    def _moment(self, host: _Host, name: str) -> When:
        exact = notes.epoch(host.tags.get(f"{name}_TIMESTAMP", ""))
        return exact if exact.first is not None else notes.local(host.tags.get(name, ""), _FORMS, self._zone)

    def _reach(self) -> None:
        """Note which addresses a scan covered that came to its end, so that *not seen* can be judged."""
        if not self._targets:
            self._gathered.remarks.add("the scan", "names no targets: what it covered is not known")
            return
        if not self._ended:
            self._gathered.remarks.add("the scan", "did not finish: what it covered is not known")
            return
        targets = Targets(self._targets)
        if targets.unread:
            self._gathered.remarks.count("{} of its targets are no addresses or ranges, and whether they were covered"
                                         " is unknown", targets.unread)  # fmt: skip
        original = self._gathered.keep({"targets": targets.kept})
        facts = [("fact.reach", addresses.show(span)) for span in targets.spans]
        when = notes.span(self._first, self._last)
        self._gathered.add(
            f"file:{self._gathered.context.file}",
            facts,
            original=original,
            at=when.first,
            until=when.last,
            quality=when.quality,
        )


def _begin(when: When) -> str:
    return when.first.isoformat() if when.first else "9"


def _end(when: When) -> str:
    return when.last.isoformat() if when.last else ""


def _properties(host: _Host) -> Facts:
    """What Nessus holds the host to be; its Ethernet addresses stand one a line."""
    found = [fact for one in host.tags.get("mac-address", "").split() for fact in banners.mac(one)]
    found += banners.names([host.name, *(host.tags.get(name, "") for name in _NAMES)])
    return [*found, ("fact.device_type", host.tags.get("system-type", "")[:200])]


def _original(host: _Host) -> dict[str, object]:
    """The host's record without what comes with the plugins, which is the same for every host."""
    tags = {name: host.tags[name][:1_000] for name in _KEPT if host.tags.get(name)}
    times = {name: value for name, value in host.tags.items() if name.startswith("HOST_")}
    return {"host": host.name, "properties": {**tags, **times}, "findings": host.findings}
