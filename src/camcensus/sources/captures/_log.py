"""What a log of many records has said so far: who talked to whom, what hosts said, which ports answered.

Records come in as columns and are counted together at once. Who has to do with cameras is known only at the end, when
all that tells cameras was seen. If too much comes together until then, the log is read again, and only what has to do
with cameras is taken in.
"""

from __future__ import annotations

from collections import Counter
from typing import Protocol

import polars as pl

from camcensus.model.reading import Context
from camcensus.sources.captures._log_bindings import Bindings
from camcensus.sources.captures._log_hosts import Hosts, is_private
from camcensus.sources.captures._log_leases import Leases
from camcensus.sources.captures._log_tally import Tally
from camcensus.sources.reading import flows
from camcensus.sources.reading.door import Door
from camcensus.sources.reading.flow_table import Table
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.windows import Window

PASSED, DENIED, ATTEMPTED = "flow.conversation", "flow.denied", "flow.attempted"
"""What became of packets: they went through, they were stopped, or the log does not say."""

MAX_CONVERSATIONS = 500_000
"""Conversations of each kind that are held at a time."""
MAX_NETWORKS = 20_000
"""Networks that are remembered as heard."""
MAX_MARKED = 100_000
"""Hosts that a log may call cameras."""
MAX_VALUE = 1_024
"""Characters of a value that a host said."""

_UNSEEN = r"[\x00-\x09\x0b-\x1f\x7f]+"
"""Controls but the one that parts lines."""

TCP, UDP = 6, 17
_WITH_PORTS = (TCP, UDP, 33, 132, 136)
_EPHEMERAL = 32_768
"""Ports from here on are mostly of clients."""
_SUMS = ("connections", "packets", "bytes", "packets_back", "bytes_back")


class _Bounded(Protocol):
    @property
    def spilled(self) -> int: ...


class Log:
    """Takes in a log in columns; `_log_telling` gives what is kept of it at its end."""

    def __init__(self, context: Context, source: str, before: Log | None = None) -> None:
        """`before` is what a first reading gave: then only what has to do with cameras is taken in.

        And only where the first had no room: what it took in whole stands.
        """
        self.context = context
        self.source = source
        self.gathered = Gathered(context, source)
        self.window = Window()
        self.hosts: Hosts = Hosts() if before is None else before.hosts
        self.door: Door = Door(context) if before is None else before.door
        self.tables = {field: Table(MAX_CONVERSATIONS) for field in (PASSED, DENIED, ATTEMPTED)}
        """Addresses in them are numbers of `hosts`, protocols are numbers."""
        self.ports = Tally(host=pl.Int64, port=pl.UInt16)
        """TCP ports that answered."""
        self.facts = Tally(host=pl.Int64, field=pl.String, value=pl.String)
        self.bindings = Bindings()
        self.leases = Leases()
        self.connections: Counter[str] = Counter()
        """How many there were in the first reading, by field."""
        self.sensors: set[str] = set()
        """Names of what saw it, where the log tells."""
        self.local = False
        """Some times were local, and nobody wrote down of which zone."""
        self.networks: set[int] = set()
        """An address of each of the estate's networks that was heard."""
        self.outside: Counter[str] = Counter()
        """What a second reading left out of hosts that have nothing to do with cameras, by field; connections apart."""
        self._whole: list[_Bounded] = []
        """What a first reading took in whole."""
        self._marked: set[int] = set()
        self._cameras = [int(port) for port in context.vocabulary.ports]
        self._again = before is not None or context.keep_all
        self._only = None if before is None else self.hosts.known(self.door.found())
        if before is not None:
            self._go_on_from(before)

    def _go_on_from(self, before: Log) -> None:
        self._whole = [one for one in before.bounded if not one.spilled]
        self.tables = {field: self.tables[field] if one.spilled else one for field, one in before.tables.items()}
        self.ports = self.ports if before.ports.spilled else before.ports
        self.facts = self.facts if before.facts.spilled else before.facts
        self.bindings = Bindings(before.bindings.crowded()) if before.bindings.spilled else before.bindings
        self.leases = self.leases if before.leases.spilled else before.leases

    @property
    def bounded(self) -> tuple[_Bounded, ...]:
        """All of which no more than so much is held."""
        return *self.tables.values(), self.ports, self.facts, self.bindings, self.leases

    @property
    def spilled(self) -> int:
        """Records for which there was no room."""
        return sum(one.spilled for one in self.bounded)

    def _is_whole(self, part: _Bounded) -> bool:
        return any(part is one for one in self._whole)

    def flows(self, rows: pl.DataFrame, field: str = PASSED) -> None:
        """Take in conversations whose client is known: the columns of `flows.TABLE`, and ``answered``.

        Addresses are numbers of `hosts`, protocols numbers. Rows without both addresses are passed over.
        """
        rows = self.wanted(rows.drop_nulls(["client", "server"]), "client", "server")
        if rows.is_empty():
            return
        rows = _ports_where_there_are(rows, "port")
        answers = rows.lazy().filter(pl.col("answered") & (pl.col("protocol") == TCP))
        self._answered(answers.rename({"server": "host"}))
        grouped = rows.lazy().group_by(flows.KEY)
        self._add(grouped.agg(pl.col(_SUMS).sum(), pl.col("first").min(), pl.col("last").max()).collect(), field)

    def oneway(self, rows: pl.DataFrame, field: str = PASSED) -> None:
        """Take in records of one direction each: the columns that `flows.conversations` wants, and ``answers``.

        ``answers``: the source took part in a TCP connection, by what it sent. Where no ``opener`` is known, a port of
        cameras on one side alone tells the server.
        """
        rows = self.wanted(rows.drop_nulls(["source", "target"]), "source", "target")
        if rows.is_empty():
            return
        rows = _ports_where_there_are(rows, "source_port", "target_port")
        rows = rows.with_columns(opener=pl.coalesce("opener", self._by_port()))
        source, target = pl.col("source_port"), pl.col("target_port")
        likely = pl.col("opener").is_null() & (source < _EPHEMERAL) & (target >= _EPHEMERAL)
        served = ~pl.col("opener").fill_null(value=True) | likely
        answers = rows.lazy().filter(pl.col("answers") & served & (pl.col("protocol") == TCP))
        self._answered(answers.rename({"source": "host", "source_port": "port"}))
        self._add(flows.conversations(rows), field)

    def said(self, rows: pl.DataFrame) -> None:
        """Take in what hosts said: ``host``, ``field``, ``value``, ``first``; ``last`` and ``count`` if counted."""
        if self._is_whole(self.facts):
            return
        clean = pl.col("value").str.replace_all(_UNSEEN, " ").str.strip_chars().str.slice(0, MAX_VALUE)
        rows = rows.with_columns(value=clean).filter(pl.col("host").is_not_null() & (pl.col("value") != ""))
        self._spoke(rows["host"])
        kept, left = self._parted(rows, "host")
        self.outside.update(dict(left["field"].value_counts().iter_rows()))
        self.facts.add(kept)

    def bound(self, rows: pl.DataFrame, *, stated: bool = False) -> None:
        """Take in ``host``, ``mac`` as written, ``first``. `stated`: the host itself said so, in ARP."""
        if not self._is_whole(self.bindings):
            self.bindings.add(rows, stated=stated, wanted=self._bound)

    def _bound(self, rows: pl.DataFrame) -> pl.DataFrame:
        kept, left = self._parted(rows, "host")
        self.outside["mac"] += left.height
        return kept

    def leased(self, rows: pl.DataFrame) -> None:
        """Take in what DHCP said: see `Leases.add`."""
        if self._is_whole(self.leases):
            return
        rows = rows.with_columns(mac=self.bindings.normal(rows["mac"]))
        self._spoke(rows["host"])
        self.leases.add(rows, wanted=self._leased)

    def _leased(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self._only is None:
            return rows
        known = pl.Series(sorted(self.door.found()), dtype=pl.String).implode()
        kept = rows.filter(pl.col("host").is_in(self._only.implode()) | pl.col("mac").is_in(known))
        self.outside["lease.ends"] += rows.height - kept.height
        return kept

    def mark(self, hosts: pl.Series) -> None:
        """The log itself calls these cameras, or says that they speak a protocol of cameras."""
        room = max(MAX_MARKED - len(self._marked), 0)
        self._marked.update(hosts.drop_nulls().unique().sort().head(room).to_list())

    def heard(self, hosts: pl.Series) -> None:
        """The log says that these are of the networks that it watches."""
        room = max(MAX_NETWORKS - len(self.networks), 0)
        four = hosts.drop_nulls() < 1 << 32
        found = pl.select(pl.when(four).then(hosts.drop_nulls() // 256 * 256).otherwise(hosts.drop_nulls()))
        self.networks.update(found.to_series().unique().sort().head(room).to_list())

    def learn(self) -> None:
        """Find out who has to do with cameras by all that was taken in, and whether there was room for all."""
        for table in self.tables.values():
            table.add(table.take())
        self.facts.take()
        answered = self.ports.take().filter(pl.col("port").is_in(self._cameras))["host"]
        marked = pl.Series("host", sorted(self._marked), dtype=pl.Int64)
        self.door.add(self.hosts.texts(self._own(pl.concat([answered, marked]).unique())).to_list())
        pairs = [(self.hosts.text(host), mac) for host, mac in self.bindings.take().select("host", "mac").iter_rows()]
        self.door.add(host for host, mac in pairs if self.door.knows(mac))
        self.door.add(mac for host, mac in pairs if self.door.knows(host))
        self.door.add(self.leases.known(self.hosts, self.door))

    def adopt(self, again: Log) -> None:
        """What a second reading took in stands in place of what the first did."""
        self.tables, self.ports, self.facts = again.tables, again.ports, again.facts
        self.bindings, self.leases, self.outside = again.bindings, again.leases, again.outside

    def _spoke(self, hosts: pl.Series) -> None:
        """Packets came from these; only those of private networks are surely of the estate."""
        self.heard(hosts.unique().alias("host").to_frame().filter(is_private(pl.col("host")))["host"])

    def _own(self, hosts: pl.Series) -> pl.Series:
        """Those that may be of the estate: a server of the internet is no camera of it, whatever its port.

        An address of IPv6 does not tell.
        """
        host = pl.col("host")
        told = (host // 256 * 256).is_in(pl.Series(sorted(self.networks), dtype=pl.Int64).implode())
        return hosts.alias("host").to_frame().filter(is_private(host) | told | (host >= 1 << 32))["host"]

    def _by_port(self) -> pl.Expr:
        """Whether the source began a TCP conversation, where a port of cameras tells."""
        source, target = pl.col("source_port").is_in(self._cameras), pl.col("target_port").is_in(self._cameras)
        return pl.when((pl.col("protocol") == TCP) & (source != target)).then(target)

    def _answered(self, rows: pl.LazyFrame) -> None:
        if self._is_whole(self.ports):
            return
        grouped = rows.group_by("host", pl.col("port").cast(pl.UInt16))
        ends = (pl.col("first").min(), pl.col("last").max(), pl.len().cast(pl.Int64).alias("count"))
        self.ports.add(grouped.agg(*ends).collect())

    def _add(self, table: pl.DataFrame, field: str) -> None:
        """Take in conversations, remember from which private networks packets came, and from when to when."""
        if self._is_whole(self.tables[field]):
            return
        self.connections[field] += int(table["connections"].sum())
        clients = table.filter((pl.col("packets") > 0) | (pl.col("bytes") > 0))["client"]
        servers = table.filter((pl.col("packets_back") > 0) | (pl.col("bytes_back") > 0))["server"]
        self._spoke(pl.concat([clients.alias("host"), servers.alias("host")]))
        self.window.at(table["first"].min(), table["last"].max())  # type: ignore[arg-type]  # of a column of times
        if self._again or not self.tables[field].spilled:  # else all of them are taken in anew
            self.tables[field].add(table.select(*flows.TABLE))

    def wanted(self, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """The rows that have to do with cameras, where that is known already; else all of them."""
        return self._parted(rows, *columns)[0]

    def _parted(self, rows: pl.DataFrame, *columns: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """(the rows that are wanted, those that are not)."""
        if self._only is None:
            return rows, rows.clear()
        known = self._only.implode()
        which = pl.any_horizontal(pl.col(name).is_in(known) for name in columns)
        return rows.filter(which), rows.filter(~which)


def _ports_where_there_are(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    has = pl.col("protocol").is_in(_WITH_PORTS)
    return rows.with_columns(pl.when(has).then(pl.col(name).fill_null(0)).otherwise(0).alias(name) for name in names)
