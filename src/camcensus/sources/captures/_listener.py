"""Listen to a capture: all packets in columns, then the few payloads that matter, then who may pass the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from camcensus.model.observation import moment
from camcensus.model.reading import CHUNK, Chunk, Context
from camcensus.sources.captures import _picks as picks
from camcensus.sources.captures import _speech
from camcensus.sources.captures._alike import Alike
from camcensus.sources.captures._bindings import Binding, Bindings
from camcensus.sources.captures._bindings import shown as shown_mac
from camcensus.sources.captures._block import block
from camcensus.sources.captures._blocks import BLOCK, Parse
from camcensus.sources.captures._heads import Heads
from camcensus.sources.captures._heard import Heard
from camcensus.sources.captures._numbers import Met, local, named_addresses, numbers
from camcensus.sources.captures._oneway import OneWay, shown
from camcensus.sources.captures._payloads import File, Payload
from camcensus.sources.captures._said import Fact
from camcensus.sources.captures._streams import Stream
from camcensus.sources.reading import door as passing
from camcensus.sources.reading import flows
from camcensus.sources.reading.door import Door
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.windows import Window
from camcensus.wire.capture import arps, pcap
from camcensus.wire.capture.columns import Packets
from camcensus.wire.capture.headers import MAX_ADDRESSES, Addresses
from camcensus.wire.capture.walk import Places

if TYPE_CHECKING:
    from camcensus.sources.captures._quick import Quick

_DNS = 53
_KINDS = {picks.SPEECH: "udp", picks.NEIGHBOUR: "icmpv6", picks.LLDP: "lldp", picks.CDP: "cdp"}


PIECE = 4 << 20
"""Bytes of a file that the compiled way reads at once: so many stay near the processor until they are walked."""


class Listener:
    """Takes in a capture block by block, and at its end says what was heard."""

    def __init__(self, context: Context, source: str, *, large: bool = False) -> None:
        self._context = context
        self._source = source
        self.gathered = Gathered(context, source)
        self.window = Window()
        self.known = Addresses()
        self.packets = 0
        """How many went by."""
        self._oneway = OneWay(self.known)
        self._picks = picks.Picks(_speech.PORTS, lambda mac: context.builds(shown_mac(mac)))
        self._bindings = Bindings(self.known)
        self._door = Door(context)
        self._heard = Heard()
        self._alike = Alike()
        self._quick = self._quickly() if large else None

    @property
    def piece(self) -> int:
        """Bytes of a file that are best read at once."""
        return BLOCK if self._quick is None else PIECE

    def walk(self, form: pcap.Format) -> Parse:
        """What gives the packets of a classic capture."""
        if self._quick is not None:
            return self._quick.walk(form, self.saw)
        return lambda data, size, _: pcap.packets(data, size, form)

    def saw(self, many: int, first: int, last: int) -> None:
        """So many packets went by; times are microseconds since 1970, -1 if not known."""
        self.gathered.records += many
        self.packets += many
        if last >= 0:
            self.window.at(moment(first), moment(last))

    def take_in(self, packets: Packets, base: int) -> None:
        """The packets of one block, whose first byte is byte `base` of the file."""
        if not packets.count:
            return
        times = packets.time[packets.time >= 0]
        self.saw(packets.count, *((int(times.min()), int(times.max())) if times.size else (-1, -1)))
        if self._quick is not None:
            self._quick.take_in(packets, base)
        else:
            self._look(packets, np.full(packets.count, base, dtype=np.int64))

    def _look(self, packets: Packets, shift: Places) -> None:
        """Take packets in by way of numpy; `shift` is what to add to a place to have its place in the file."""
        one = block(packets, shift, self.known)
        self.gathered.leave_out("packets whose headers are cut or lie", one.headers.broken)
        self.gathered.leave_out("frames with more tags than are looked through", one.carried.tagged)
        self.gathered.leave_out("packets of a link type that is not read", one.carried.strange)
        self._oneway.add(one)
        self._picks.add(one, self._oneway.keys(one))
        bound = arps.read(packets, one.carried)
        when = pl.Series(packets.time[bound.packet])
        self._bindings.seen(pl.Series(bound.mac), pl.Series(bound.address), when, when, stated=True)

    def _quickly(self) -> Quick | None:
        """The compiled way, where it can be had."""
        try:
            from camcensus.sources.captures._quick import Quick  # noqa: PLC0415  # it takes a second
        except ImportError:
            return None
        return Quick(self._oneway, self._picks, _speech.PORTS, self._look)

    # --- at the end ------------------------------------------------------------------------------------------------

    def close(self, path: Path) -> Iterator[Chunk]:
        """What the capture says, when all blocks are in; `path` is read again for the payloads that matter."""
        if self._quick is not None:
            self._quick.close()
        spoke = self._oneway.spoke()
        self._bindings.seen(spoke["mac"], spoke["source"], spoke["first"], spoke["last"], stated=False)
        file = File(path, self.known)
        try:
            bindings, table, left = self._listen(file)
        finally:
            file.close()
        self._tell_losses(file, left)
        for _ in self._heard.hand_over(self.gathered, self._door, Met(table, self.known), bindings):
            if self.gathered.is_full():
                yield self.gathered.take()
        yield self.gathered.take()
        for part in table.iter_slices(CHUNK):
            named = shown(part, self.known)  # a part at a time: as text addresses take many times the room
            yield Chunk(observations=flows.observations(named, self._context, self._source))
        self.window.heard(one.address for one in bindings)
        self.window.heard(self._without_mac(spoke))
        self.window.note(self.gathered)
        yield self.gathered.last("the capture")

    def _listen(self, file: File) -> tuple[list[Binding], pl.DataFrame, int]:
        """(bindings, the flow table of who may pass, how many conversations may not)."""
        speech, picked = self._picks.take()
        ports = pl.col("ports")
        dns = ((ports % 65_536 == _DNS) | (ports // 65_536 == _DNS)) & (pl.col("kind") != picks.FRAGMENT)
        self._hear(file, self._picks.tidy(speech.filter(~dns)))
        self._media()
        self._open_ports()
        self._bindings.state(self._heard.bindings())
        bindings = self._bindings.take()
        self._learn(bindings)
        self._heads(file, Heads(picked, self.known), bindings)
        self._open_ports(far=True)
        everyone = self._context.keep_all
        theirs = numbers(self._door.found(), self.known).implode()
        mine = pl.col("source").is_in(theirs) | pl.col("target").is_in(theirs) | everyone
        self._hear(file, self._picks.tidy(speech.filter(dns & mine)))
        self.gathered.leave_out(f"DNS messages {passing.LEFT}", int(speech.filter(dns & ~mine)["count"].sum()))
        table, left = self._oneway.table(mine)
        return bindings, table, left

    def _heads(self, file: File, heads: Heads, bindings: list[Binding]) -> None:
        """Read the heads of connections of who has to do with cameras, until they tell of nobody else who has.

        So nothing is added when the capture is read again by a log that knows all that it told.
        """
        while True:
            some = [heads.of_servers(self._door.found()), heads.of_either(self._door.found())]
            if not any(rows.height for rows in some):
                break
            for rows in some:
                self._read(file, rows)
            self._learn(bindings)
        if self._context.keep_all:
            self._read(file, heads.rest())
        self.gathered.leave_out(f"heads of connections {passing.LEFT}", heads.left())

    def _learn(self, bindings: list[Binding]) -> None:
        """Who has to do with cameras by what was heard so far.

        With an IP address its Ethernet address, if it had but one; with an Ethernet address all IP addresses it had.
        """
        self._door.learn(self._heard.frame().filter(pl.col("field") != "mac"))
        had = {(one.address, one.mac) for one in bindings}
        macs = Counter([address for address, _ in had])
        self._door.add([mac for address, mac in had if macs[address] == 1 and self._door.knows(address)])
        self._door.add([address for address, mac in had if self._door.knows(mac)])

    def _without_mac(self, spoke: pl.DataFrame) -> list[str]:
        """Hosts near by that were heard on a link that has no Ethernet addresses."""
        near = spoke.filter((pl.col("mac") >= 1 << 48) & local("source", self.known))
        return [self.known.text(one) for one in near["source"].unique().sort().to_list()]

    def _hear(self, file: File, rows: pl.DataFrame) -> None:
        for one in file.datagrams(rows):
            self._datagram(one)

    def _datagram(self, one: Payload) -> None:
        kind = _KINDS.get(one.kind, "udp")
        ends = (one.source, one.target, one.source_port, one.target_port)
        said = _speech.said(_speech.Datagram(kind, *ends, one.mac, one.data))
        self.gathered.redacted += said.removed
        self._heard.note(said, one)

    def _read(self, file: File, rows: pl.DataFrame) -> None:
        for one in file.streams(rows):
            from_server = one.kind == picks.SERVER
            client, server = (one.target, one.source) if from_server else (one.source, one.target)
            port = one.source_port if from_server else one.target_port
            said = self._alike.said(
                Stream(client=client, server=server, port=port, from_server=from_server, data=one.data)
            )
            self.gathered.redacted += said.removed
            self._heard.note(said, one)

    def _media(self) -> None:
        """Who sends video: streams of RTP that are not answered by the like, as those of a call are."""
        found = self._oneway.streams()
        back = found.select(source="target", target="source")
        found = found.join(back, on=["source", "target"], how="anti")
        found = found.filter(local("source", self.known)).with_columns(port=pl.col("ports") // 65_536)
        shown = named_addresses(found, self.known, "source").sort("source", "port", "first", "kind", "last")
        for source, port, kind, first, last in shown.select("source", "port", "kind", "first", "last").iter_rows():
            self._heard.state(Fact(f"ip:{source}", "rtp.stream", f"{kind} from {port}/udp"), *_span(first, last))

    def _open_ports(self, *, far: bool = False) -> None:
        """Ports at which servers near by took a connection; or far ones, if they are known or said something there.

        That a far one took it tells nothing of who has to do with cameras.
        """
        near = local("source", self.known)
        found = named_addresses(self._oneway.opened().filter(~near if far else near), self.known, "source")
        heard = self._heard.ports() if far else frozenset()
        for source, port, first, last in found.sort("source", "port").iter_rows():
            fact = Fact(f"ip:{source}", "net.open_port", f"{port}/tcp")
            if not far or self._door.knows(source) or (fact.subject, fact.value) in heard:
                self._heard.state(fact, *_span(first, last))

    def _tell_losses(self, file: File, left: int) -> None:
        self.gathered.leave_out(f"conversations {passing.LEFT}", left)
        self.gathered.leave_out("connections that found no room in the flow table", self._oneway.spilled)
        self.gathered.leave_out("pairs of IP and Ethernet address that found no room", self._bindings.spilled)
        self.gathered.leave_out("payloads of kinds that came too often", self._picks.passed_over)
        counts = file.reassembly.counts
        self.gathered.leave_out("datagrams of which parts are missing", counts.given_up + len(file.reassembly))
        if self.known.is_full:
            what = f"more than {MAX_ADDRESSES:,} IPv6 addresses: forged ones; those that came later are told as ::"
            self.gathered.remarks.add("the capture", what)
        if counts.overlapping:
            self.gathered.remarks.add("the capture", f"{counts.overlapping:,} fragments overlap: the first one holds")


def _span(first: int | None, last: int | None) -> tuple[int, int]:
    return (-1, -1) if first is None or last is None else (first, last)
