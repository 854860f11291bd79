"""nmap's XML: addresses, open ports, and what services and scripts said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.frames import Drafts
from camcensus.model.reading import CHUNK, Chunk, Context, Remark
from camcensus.sources.importers import _nmap_scripts as scripts
from camcensus.sources.importers._nmap_targets import targets
from camcensus.sources.reading import secrets
from camcensus.sources.reading.remarks import Remarks, takes_too_much, told
from camcensus.wire import addresses, localtime, macs, xml

SOURCE = "importer:nmap-xml@1"

MAX_FACTS = 2_000
"""Facts of one host beyond which it is a trap or a proxy that answers everything."""
MAX_BYTES = 16 << 20
"""Bytes of originals that are gathered before they are handed on."""

_NMAP = re.compile(rb"scanner=[\"']nmap[\"']")
_SECRET_KEY = re.compile(r'key="[^"]{0,40}(?:log|pin|psk|cred|user|pw|p/w)', re.IGNORECASE)
_FINDS_SECRETS = re.compile(r"(?:-brute|-default-accounts|^creds-summary)$")
"""Scripts whose whole purpose is to print credentials or community strings that worked."""


class _When(NamedTuple):
    at: datetime | None
    quality: str


def detect(head: bytes) -> bool:
    """Whether the file begins like nmap's XML (masscan writes the same root with another scanner name).

    A file that a Windows shell redirected is UTF-16.
    """
    start = head[:1024].lstrip(b"\xef\xbb\xbf\xfe\xff\0 \t\r\n")
    plain = head.replace(b"\0", b"") if b"\0" in head else head
    return start.startswith(b"<") and b"<nmaprun" in plain and _NMAP.search(plain) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each host that was up, and of the addresses the scan covered.

    Raises `BrokenInput` if the file is cut off, not XML or not nmap's, `HostileInput` if it declares entities or a
    record is too large. Hosts that were down or were skipped are counted in no record: the reach observation covers
    them.
    """
    gathered = _Gathered(context)
    with path.open("rb") as stream:
        try:
            for element in xml.records(stream, "host", "runstats", "nmaprun"):
                gathered.note(element)
                if len(gathered.drafts) >= CHUNK or gathered.bytes >= MAX_BYTES:
                    yield gathered.take()
        except xml.XmlError as fault:
            raise _error(fault, context.name) from None
    yield gathered.last()


def _error(fault: xml.XmlError, name: str) -> BrokenInput | HostileInput:
    where = f"{name}, line {fault.line}" if fault.line else name
    what = f"not read: {told(fault)}"
    if takes_too_much(fault):
        return HostileInput(what, where=where, mend="scan again and give the file as nmap wrote it")
    mend = "let the scan finish, or resume it with nmap --resume, and read it again"
    return BrokenInput(what, where=where, mend=mend)


def _succeeded(runstats: etree._Element) -> bool:
    finished = runstats.find("finished")
    return finished is not None and finished.get("exit", "success") == "success"


class _Gathered:
    """What one file has said so far."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.drafts = Drafts(body=context.body, source=SOURCE)
        self.bytes = 0
        self._originals: dict[bytes, bytes] = {}
        self._remarks = Remarks()
        self._records = 0
        self._hosts = 0
        self._redacted = 0
        self._unseen: list[addresses.Span] = []
        self._finished = False
        self._scanner = ""

    def take(self, remarks: Sequence[Remark] = ()) -> Chunk:
        chunk = Chunk(
            observations=self.drafts.take(),
            originals=self._originals,
            records=self._records,
            redacted=self._redacted,
            remarks=tuple(remarks),
        )
        self._originals, self.bytes, self._records, self._redacted = {}, 0, 0, 0
        return chunk

    def note(self, element: etree._Element) -> None:
        """Take in one record of the file."""
        if element.tag == "host":
            self._host(element)
        elif element.tag == "runstats" and _succeeded(element):
            self._reach(element)
        elif element.tag == "nmaprun" and element.getparent() is None:
            self._scanner = element.get("scanner", "")

    def last(self) -> Chunk:
        """What is left at the end of the file. Raises `BrokenInput` if it was not nmap's."""
        if self._scanner != "nmap":
            raise BrokenInput("it is not a scan by nmap", where=self.context.name, mend="give the file of nmap -oX")
        if not self._finished:
            self._remarks.add("the scan", "did not finish: what it covered is not known")
        return self.take(self._remarks.all("the scan"))

    def _host(self, host: etree._Element) -> None:
        self._hosts += 1
        status = host.find("status")
        if status is not None and status.get("state") != "up":
            return
        listed = {a.get("addrtype", ""): a.get("addr", "") for a in host.findall("address")}
        address = addresses.normalise(listed.get("ipv4") or listed.get("ipv6") or "")
        if address is None:
            self._remarks.add(f"host {self._hosts}", "it has no IP address and was left out")
            return
        self._records += 1
        if host.get("timedout") == "true":
            self._unseen.append(addresses.span(address))
            self._remarks.add(address, "nmap gave up on it before its ports were known: it counts as not looked at")
        text, removed = _strip(host)
        self._redacted += removed
        facts = _host_facts(host, listed)
        if len(facts) > MAX_FACTS:
            self._remarks.add(address, f"{len(facts):,} open ports and answers: only the first {MAX_FACTS:,} were kept")
        if facts:
            when = _time(host.get("endtime") or host.get("starttime"))
            self._add(f"ip:{address}", facts[:MAX_FACTS], when, self._keep(text))

    def _add(self, subject: str, facts: list[tuple[str, str]], when: _When, original: bytes) -> None:
        for field, value in facts:
            self.drafts.add(
                realm=self.context.realm,
                subject=subject,
                field=field,
                value=value,
                at=when.at,
                at_quality=when.quality,
                original=original,
            )

    def _reach(self, runstats: etree._Element) -> None:
        """Note which addresses the finished scan covered, so that *not seen* can be judged."""
        run, finished = runstats.getparent(), runstats.find("finished")
        if run is None or run.tag != "nmaprun":
            return
        self._finished = True
        start, end = _time(run.get("start")), _time(finished.get("time") if finished is not None else None)
        args, removed = secrets.strip(run.get("args", ""))
        self._redacted += removed
        original = self._keep(f"nmaprun start={run.get('start', '')} args={args}")
        covered = targets(args, self._unseen)
        for doubt in covered.doubts:
            self._remarks.add("the scan's command line", doubt)
        for span in covered.spans:
            self.drafts.add(
                realm=self.context.realm,
                subject=f"file:{self.context.file}",
                field="fact.reach",
                value=addresses.show(span),
                at=start.at,
                until=max(start.at, end.at) if start.at and end.at else None,
                at_quality=start.quality,
                original=original,
            )

    def _keep(self, text: str) -> bytes:
        data = text.encode("utf-8", "replace")
        key = hashlib.sha256(data).digest()
        self._originals[key] = data
        self.bytes += len(data)
        return key


def _strip(host: etree._Element) -> tuple[str, int]:
    """A host's record as text, and how many secrets were taken out of everything it says.

    It is done piece by piece: written as XML, a quotation mark is ``&quot;``, and a secret behind it looks like none.
    """
    removed = 0
    for script in host.iter("script"):
        if _FINDS_SECRETS.search(script.get("id", "")) and (script.get("output") or len(script)):
            del script[:]
            script.set("output", secrets.MARK)
            removed += 1
    text = etree.tostring(host, encoding="unicode", with_tail=False)
    if (secrets.hinted(text) or _SECRET_KEY.search(text)) and (cut := sum(map(_strip_one, host.iter()))):
        return etree.tostring(host, encoding="unicode", with_tail=False), removed + cut
    return text, removed


def _strip_one(element: etree._Element) -> int:
    removed = 0
    for name, value in element.attrib.items():
        stripped, cut = secrets.strip(str(value))
        if cut:
            element.set(name, stripped)
            removed += cut
    if element.text:
        stripped, cut = secrets.strip(element.text)
        if secrets.in_heading(element.get("key", "")) and element.text.strip():
            stripped, cut = secrets.MARK, 1
        if cut:
            element.text = stripped
            removed += cut
    return removed


def _time(epoch: str | None) -> _When:
    if not epoch or not (epoch.isascii() and epoch.isdigit()) or len(epoch) > 10 or not 0 < int(epoch) < 1 << 33:
        return _When(None, "unknown")
    moment = localtime.from_utc(datetime.fromtimestamp(int(epoch), UTC))
    return _When(moment.first, moment.quality)


def _host_facts(host: etree._Element, listed: dict[str, str]) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    mac = macs.normalise(listed.get("mac", ""))
    if mac is not None and macs.is_individual(mac):
        facts.append(("mac", mac))
    for part in host:
        if part.tag == "hostnames":
            facts += [("fact.hostname", name.get("name", "")) for name in part]
        elif part.tag == "ports":
            for port in part.iterchildren("port"):
                facts += _port_facts(port)
        elif part.tag == "hostscript":
            for script in part.iterchildren("script"):
                facts += scripts.facts(script, 0)
    return [(field, value) for field, value in facts if value]


def _port_facts(port: etree._Element) -> list[tuple[str, str]]:
    """What an open port says; nothing if it is not open."""
    portid = port.get("portid", "")
    if len(portid) > 5 or not (portid.isascii() and portid.isdecimal()):
        return []
    number = f"{portid}/{port.get('protocol', '')}"
    facts: list[tuple[str, str]] = []
    is_open = False
    for part in port:
        if part.tag == "state":
            is_open = part.get("state") == "open"
        elif part.tag == "service":
            facts += _service_facts(part, number)
        elif part.tag == "script":
            facts += scripts.facts(part, int(portid))
    return [("net.open_port", number), *facts] if is_open else []


def _service_facts(service: etree._Element, number: str) -> list[tuple[str, str]]:
    """Nmap's own opinion, kept as stated; a name without a product says no more than the port number."""
    if service.get("method") != "probed" or not service.get("product"):
        return []
    words = [service.get(key, "") for key in ("name", "product", "version", "extrainfo", "devicetype")]
    return [("fact.service", " ".join(filter(None, [number, *words])))]
