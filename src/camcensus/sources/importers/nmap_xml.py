"""nmap's XML: addresses, open ports, and what services and scripts said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.frames import Drafts
from camcensus.model.reading import CHUNK, Chunk, Context, Remark
from camcensus.sources.importers import _nmap_scripts as scripts
from camcensus.wire import addresses, localtime, macs, redact, xml

SOURCE = "importer:nmap-xml@1"

MAX_PORTS = 2_000
"""Open ports of one host beyond which it is a trap or a proxy that answers everything."""


class _When(NamedTuple):
    at: datetime | None
    quality: str


def detect(head: bytes) -> bool:
    """Whether the file begins like nmap's XML (masscan writes the same root with another scanner name)."""
    return b"<nmaprun" in head and re.search(rb"scanner=[\"']nmap[\"']", head) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each host that was up, and of the addresses the scan covered.

    Raises `BrokenInput` if the file is cut off or not XML, `HostileInput` if it declares entities or a record is too
    large. Hosts that were down or were skipped are counted in no record: the reach observation covers them.
    """
    gathered = _Gathered(context)
    with path.open("rb") as stream:
        try:
            for element in xml.records(stream, "host", "runstats"):
                if element.tag == "host":
                    gathered.host(element)
                elif _succeeded(element):
                    gathered.reach(element)
                if len(gathered.drafts) >= CHUNK:
                    yield gathered.take()
        except xml.XmlError as fault:
            raise _error(fault, context.name) from None
    yield gathered.take()


def _error(fault: xml.XmlError, name: str) -> BrokenInput | HostileInput:
    where = f"{name}, line {fault.line}" if fault.line else name
    if "entities" in str(fault) or "larger" in str(fault):
        return HostileInput(f"not read: {fault}", where=where, mend="scan again and give the file as nmap wrote it")
    return BrokenInput(
        f"not read: {fault}",
        where=where,
        mend="let the scan finish, or resume it with nmap --resume, and read it again",
    )


def _succeeded(runstats: etree._Element) -> bool:
    finished = runstats.find("finished")
    return finished is not None and finished.get("exit", "success") == "success"


class _Gathered:
    """What one file has said so far."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.drafts = Drafts(body=context.body, source=SOURCE)
        self._originals: dict[bytes, bytes] = {}
        self._remarks: list[Remark] = []
        self._records = 0
        self._redacted = 0

    def take(self) -> Chunk:
        chunk = Chunk(
            observations=self.drafts.take(),
            originals=self._originals,
            records=self._records,
            redacted=self._redacted,
            remarks=tuple(self._remarks),
        )
        self._originals, self._remarks, self._records, self._redacted = {}, [], 0, 0
        return chunk

    def host(self, host: etree._Element) -> None:
        status = host.find("status")
        if status is not None and status.get("state") != "up":
            return
        listed = {a.get("addrtype", ""): a.get("addr", "") for a in host.findall("address")}
        address = addresses.normalise(listed.get("ipv4") or listed.get("ipv6") or "")
        if address is None:
            self._remark(f"host {self._records + 1}", "it has no IP address and was left out")
            return
        self._records += 1
        original = self._keep(etree.tostring(host, encoding="unicode", with_tail=False))
        when = _time(host.get("endtime") or host.get("starttime"))
        facts = _host_facts(host, listed)
        if len(facts) > MAX_PORTS:
            self._remark(address, f"{len(facts)} open ports and answers: only the first {MAX_PORTS} were kept")
        for field, value in facts[:MAX_PORTS]:
            cleaned, removed = redact.text(value)
            self._redacted += removed
            self.drafts.add(
                realm=self.context.realm,
                subject=f"ip:{address}",
                field=field,
                value=cleaned,
                at=when.at,
                at_quality=when.quality,
                original=original,
            )

    def reach(self, runstats: etree._Element) -> None:
        """Note which addresses the finished scan covered, so that *not seen* can be judged."""
        run = runstats.getparent()
        if run is None:
            return
        finished = runstats.find("finished")
        start = _time(run.get("start"))
        end = _time(finished.get("time") if finished is not None else None)
        args = run.get("args", "")
        original = self._keep(f"nmaprun start={run.get('start', '')} args={args}")
        spans = targets(args)
        if not spans:
            self._remark("the scan's command line", "names no address ranges: what it covered is not known")
        for span in spans:
            self.drafts.add(
                realm=self.context.realm,
                subject=f"file:{self.context.file}",
                field="fact.reach",
                value=addresses.show(span),
                at=start.at,
                until=end.at if start.at else None,
                at_quality=start.quality,
                original=original,
            )

    def _keep(self, text: str) -> bytes:
        cleaned, removed = redact.text(text)
        self._redacted += removed
        data = cleaned.encode("utf-8", "replace")
        key = hashlib.sha256(data).digest()
        self._originals[key] = data
        return key

    def _remark(self, where: str, what: str) -> None:
        self._remarks.append(Remark(where=where, what=what))


def targets(args: str) -> list[addresses.Span]:
    """The address spans in an nmap command line; words after options that take a value are no targets."""
    words = args.split()[1:]
    found: list[addresses.Span] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _TAKES_VALUE
        elif (span := addresses.scan_target(word)) is not None:
            found.append(span)
    return addresses.merge(found)


_TAKES_VALUE = frozenset(
    """
    -p -oX -oN -oG -oS -oA -iL -iR -e -S -g -D --exclude --excludefile --script --script-args --top-ports --min-rate
    --max-rate --host-timeout --max-retries --min-parallelism --max-parallelism --min-hostgroup --max-hostgroup
    --scan-delay --max-scan-delay --dns-servers --source-port --version-intensity --stylesheet --ttl --data-length
    --min-rtt-timeout --max-rtt-timeout --initial-rtt-timeout --proxies --exclude-ports --stats-every
    """.split()  # noqa: SIM905  # a list of words reads better as words
)


def _time(epoch: str | None) -> _When:
    if not epoch or not epoch.isdigit() or not 0 < int(epoch) < 1 << 33:
        return _When(None, "unknown")
    moment = localtime.from_utc(datetime.fromtimestamp(int(epoch), UTC))
    return _When(moment.first, moment.quality)


def _host_facts(host: etree._Element, listed: dict[str, str]) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    mac = macs.normalise(listed.get("mac", ""))
    if mac is not None and macs.is_individual(mac):
        facts.append(("mac", mac))
    facts += [
        ("fact.hostname", name.get("name", "")) for name in host.findall("hostnames/hostname") if name.get("name")
    ]
    for port in host.findall("ports/port"):
        state = port.find("state")
        if state is None or state.get("state") != "open":
            continue
        number = f"{port.get('portid', '')}/{port.get('protocol', '')}"
        facts.append(("net.open_port", number))
        service = port.find("service")
        if service is not None:
            facts += _service_facts(service, number)
        for script in port.findall("script"):
            facts += scripts.facts(script, int(port.get("portid") or 0))
    for script in host.findall("hostscript/script"):
        facts += scripts.facts(script, 0)
    return [(field, value) for field, value in facts if value]


def _service_facts(service: etree._Element, number: str) -> list[tuple[str, str]]:
    """Nmap's own opinion, kept as stated; a name without a product says no more than the port number."""
    if service.get("method") != "probed" or not service.get("product"):
        return []
    words = [service.get(key, "") for key in ("name", "product", "version", "extrainfo", "devicetype")]
    return [("fact.service", " ".join(filter(None, [number, *words])))]
