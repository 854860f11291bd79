"""What switches and routers answered on a terminal: tables of Ethernet addresses and ARP, neighbours, ports, power.

One file may hold answers of many switches to many commands, with prompts, pagers and colours; what stands below no
prompt is told by its heading. It is gone through several times: neighbours, port names and what draws power tell which
ports have cameras; then which Ethernet addresses are on these ports, and beside a camera on any port that is no uplink;
then which IP addresses those have. The rest is counted. Templates: ntc-templates (Apache-2.0).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import (
    _leases,
    _switch_facts,
    _switch_rows,
    _switch_templates,
    _switch_text,
)
from camcensus.sources.importers._cctv import Facts, When
from camcensus.sources.importers._switch_templates import Cells
from camcensus.sources.importers._switch_text import Answer
from camcensus.sources.reading import secrets, text
from camcensus.sources.reading.door import LEFT, Door
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.windows import Window

SOURCE = "importer:switch-text@1"

PASSES = (("lldp", "cdp", "power", "status", "switchport"), ("mac",), ("binding", "arp"))
"""What is read first tells what of the rest has to do with cameras."""
MAX_ANSWERS = 20_000
MAX_PORTS = 200_000

FEW = 8
"""Ethernet addresses on one port up to which all are taken for what the port's name says; uplinks have more."""

_REFUSED = re.compile(r"^\s*(?:%|\^|Invalid input|Unknown command|Error:|syntax error)", re.IGNORECASE)


def detect(head: bytes) -> bool:
    """Whether it is a text in which a command of the kinds known was typed, or the heading of an answer stands."""
    if not text.is_text(head):
        return False
    decoded = text.decode(head)
    if decoded.lstrip()[:2] in ('{"', "{\n", "{\r", "[{", "<?", "<!"):
        return False
    lines = decoded.splitlines()[:4_000]
    return any(True for answer in _switch_text.answers(lines) if answer.kind != "clock")


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of what has to do with cameras, and of the ports. Raises `BrokenInput`, `HostileInput`."""
    gathered = Gathered(context, SOURCE)
    reading = _Reading(gathered)
    with text.lines(path, context.name) as lines:
        reading.survey(_switch_text.answers(lines))
    for kinds in PASSES:
        with text.lines(path, context.name) as lines:
            for answer in _switch_text.answers(lines):
                if answer.kind in kinds:
                    reading.note(answer)
                if gathered.is_full():
                    yield gathered.take()
    reading.window.note(gathered, reading.quality)
    yield gathered.last("the answers")


@dataclass(kw_only=True)
class _Switch:
    """What is known of one switch so far."""

    name: str
    clocks: list[tuple[int, When]] = field(default_factory=list)
    platforms: Counter[str] = field(default_factory=Counter)

    def when(self, line: int) -> When:
        """The time of the last look at its clock before a line, else of the first after it."""
        before = [when for at, when in self.clocks if at <= line]
        return before[-1] if before else self.clocks[0][1] if self.clocks else When()

    def likely(self) -> str:
        return self.platforms.most_common(1)[0][0] if self.platforms else ""


class _Reading:
    """Takes in answer after answer."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._door = Door(gathered.context)
        self._switches: dict[str, _Switch] = {}
        self._cameras: set[str] = set()
        """Ports that have to do with cameras, by their names or by what is on them."""
        self._uplinks: set[str] = set()
        """Ports behind which is another switch, a router or an access point."""
        self._beside: set[str] = set()
        """Ethernet addresses that are kept only because they were on the port of a camera."""
        self.window = Window()
        self.quality = "exact"
        """Of the times of the window: of the first clock that is not exact, if there is one."""

    def survey(self, answers: Iterable[Answer]) -> None:
        """See which switches answered, and what time it was. Raises `BrokenInput` if none did."""
        zone = ZoneInfo(self._gathered.context.timezone)
        many = 0
        for answer in answers:
            many += answer.kind != "clock"
            switch = self._switch(answer)
            if answer.kind == "clock" and len(switch.clocks) < 1_000:
                when = _switch_rows.clock(answer.lines, zone)
                switch.clocks += [(answer.line, when)] if when.at else []
                self.window.at(when.at, when.until)
                self.quality = when.quality if when.at and self.quality == "exact" else self.quality
        if not many:
            mend = "save what the terminal shows, with the prompt and the command above each table"
            raise BrokenInput("no answer to a command that is known is in it", where=self._where(), mend=mend)
        self.window.traits["switches"] = sorted(one.name for one in self._switches.values())[:200]
        if "" in self._switches:
            what = "a table stands below no prompt: its switch is not named, and goes by the number of the file"
            self._gathered.remarks.add("the file", what)

    def _where(self) -> str:
        return self._gathered.context.name

    def _switch(self, answer: Answer) -> _Switch:
        name = answer.host or f"~{self._gathered.context.file[:12]}"
        key = answer.host if len(self._switches) < MAX_ANSWERS else ""
        return self._switches.setdefault(key, _Switch(name=name))

    def note(self, answer: Answer) -> None:
        """Take in one answer."""
        switch = self._switch(answer)
        worth = partial(_switch_facts.worth, answer.kind)
        parsed = _switch_templates.parse(answer.kind, answer.lines, worth, switch.likely())
        where = f"line {answer.line}, {switch.name}"
        if answer.dropped:
            self._gathered.remarks.add(where, f"its last {answer.dropped:,} lines are more than are read")
        if parsed is None:
            self._unread(answer, where)
            return
        if parsed.template:
            switch.platforms[_switch_templates.platform(parsed.template)] += 1
        if parsed.lenient:
            self._gathered.remarks.add(where, "some of its lines are not understood; the others were read")
        tell = {"mac": self._macs, "arp": self._arp, "binding": self._bindings, "lldp": self._neighbours,
                "cdp": self._neighbours, "switchport": self._switched}.get(answer.kind, self._ports)  # fmt: skip
        self._gathered.records += len(parsed.rows)
        part = _switch_facts.part(answer, lenient=parsed.lenient)
        tell(_Told(answer=answer, switch=switch.name, when=switch.when(answer.line), rows=parsed.rows, part=part))

    def _unread(self, answer: Answer, where: str) -> None:
        filled = [line for line in answer.lines if line.strip()]
        if len(filled) < 4 or any(_REFUSED.match(line) for line in filled[:3]):
            self._gathered.leave_out("answers that hold no row")
        else:
            what = f"the answer to '{answer.command or answer.kind}' fits no template and was left out"
            self._gathered.remarks.add(where, secrets.strip(what)[0])

    # --- what the rows say -------------------------------------------------------------------------------------

    def _neighbours(self, told: _Told) -> None:
        for cells in told.rows:
            one = _switch_rows.neighbour(cells)
            if told.answer.kind == "cdp":
                one = replace(one, firmware="", model="")
            camera = _leases.says_camera(one.name, one.description, one.platform, one.model, one.manufacturer)
            passes_on = not camera and _switch_facts.passes_on(
                told.answer.kind, one.capabilities, one.description, one.platform
            )
            if camera:
                self._learn(told.port(one.port), one.mac, one.ip)
            if not (camera or passes_on or self._door.knows(one.ip, one.mac)):
                self._gathered.leave_out(f"announcements {LEFT}")
                continue
            subject = _switch_facts.subject(one)
            if not subject:
                self._gathered.leave_out("neighbours that gave neither an address nor a name")
                continue
            self._add(told, cells, subject, _switch_facts.announced(told.answer.kind, one, told.port(one.port)))
            if passes_on and one.port:
                self._uplinks |= {told.port(one.port)} if len(self._uplinks) < MAX_PORTS else set()
                shown = one.name or one.mac or one.ip
                self._add(told, cells, f"switchport:{told.port(one.port)}", [("switch.neighbour", shown)])

    def _learn(self, port: str, *addresses: str) -> None:
        if port and len(self._cameras) < MAX_PORTS:
            self._cameras.add(port)
        self._door.add(one for one in addresses if one)

    def _ports(self, told: _Told) -> None:
        for cells in told.rows:
            one = _switch_rows.port(cells)
            if told.answer.kind == "power" and one.poe_state != "on" and not one.poe_device:
                self._gathered.leave_out("ports that feed nothing")
                continue
            if _leases.says_camera(one.description, one.poe_device):
                self._learn(told.port(one.port))
            if one.vlan.lower() == "trunk" and len(self._uplinks) < MAX_PORTS:
                self._uplinks.add(told.port(one.port))
            self._add(told, cells, f"switchport:{told.port(one.port)}", _switch_facts.stated(one))

    def _switched(self, told: _Told) -> None:
        for cells in told.rows:
            one = _switch_rows.switched(cells)
            if one.mode == "trunk" and len(self._uplinks) < MAX_PORTS:
                self._uplinks.add(told.port(one.port))
            self._add(told, cells, f"switchport:{told.port(one.port)}", _switch_facts.carried(one, whole=not told.part))

    def _macs(self, told: _Told) -> None:
        rows = [(cells, _switch_rows.seen(cells)) for cells in told.rows]
        many = Counter(port for port, _ in {(one.port, one.mac) for _, one in rows if one.port})
        worth = self._cameras | ({told.port(one.port) for _, one in rows if self._is_known(one.mac)} - self._uplinks)
        for cells, one in rows:
            if not one.port:
                self._gathered.leave_out("Ethernet addresses of the switches themselves")
                continue
            port = told.port(one.port)
            known = self._door.knows(one.mac)
            if not (known or (port in worth and many[one.port] <= FEW)):
                self._gathered.leave_out(f"Ethernet addresses {LEFT}")
                continue
            if not known and port not in self._cameras:
                self._beside.add(one.mac)
            self._door.add([one.mac])
            facts = [("switch.port", port), ("switch.vlan", one.vlan), ("switch.entry", one.kind)]
            self._add(told, cells, f"mac:{one.mac}", facts)
        for name, count in sorted(many.items())[:MAX_PORTS]:
            facts = [("switch.macs", str(count)), ("switch.part", told.part)]
            self._add(told, {"macs": str(count)}, f"switchport:{told.port(name)}", facts)

    def _is_known(self, mac: str) -> bool:
        """Whether an Ethernet address is of a camera, and not only of what was beside one."""
        return self._door.knows(mac) and mac not in self._beside

    def _arp(self, told: _Told) -> None:
        for cells in told.rows:
            one = _switch_rows.seen(cells)
            if not one.mac:
                self._gathered.leave_out("IP addresses that did not answer")
                continue
            self.window.heard([one.ip])
            if self._door.knows(one.ip, one.mac):
                facts = [("mac", one.mac), ("switch.router", told.switch), ("switch.vlan", one.vlan)]
                self._add(told, cells, f"ip:{one.ip}", facts)
            else:
                self._gathered.leave_out(f"IP addresses {LEFT}")

    def _bindings(self, told: _Told) -> None:
        for cells in told.rows:
            one = _switch_rows.seen(cells)
            self.window.heard([one.ip])
            port = told.port(one.port)
            named = _leases.says_camera(one.hostname, one.vendor_class) or port in self._cameras
            if not (named or self._door.knows(one.ip, one.mac)):
                self._gathered.leave_out(f"leases {LEFT}")
                continue
            self._door.add(filter(None, (one.ip, one.mac)))
            self._add(told, cells, f"ip:{one.ip}", _switch_facts.bound(one, port))

    def _add(self, told: _Told, cells: Cells, subject: str, facts: Facts) -> None:
        """Note facts, with the row as their original, both without what looks like a secret."""
        row: dict[str, str] = {}
        for name, value in cells.items():
            plain, removed = secrets.strip(value)
            self._gathered.redacted += removed
            if plain:
                row[name] = plain
        original = json.dumps({"switch": told.switch, "command": told.answer.command, **row}, ensure_ascii=False)
        self._gathered.add(
            subject,
            [(name, secrets.strip(value)[0]) for name, value in facts],
            original=self._gathered.keep(original),
            **told.when._asdict(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An answer that was understood."""

    answer: Answer
    switch: str
    when: When
    rows: Sequence[Cells]
    part: str = ""
    """Why it may not hold all rows."""

    def port(self, name: str) -> str:
        """A port as the subject of an observation; nothing for no port."""
        return f"{self.switch}/{name}" if name else ""
