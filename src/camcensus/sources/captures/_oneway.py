"""Flows of one direction, gathered from the headers of block after block."""

from __future__ import annotations

import secrets

import numpy as np
import polars as pl

from camcensus.model import frames
from camcensus.sources.captures._block import Block
from camcensus.sources.captures._numbers import group, named_addresses
from camcensus.sources.captures._turns import once
from camcensus.sources.reading import flow_table, flows
from camcensus.wire.capture.columns import numbers, windows
from camcensus.wire.capture.headers import ACK, SYN, U64, UDP, Addresses, Headers

MAX_ROWS = 150_000
"""One-way flows that are held; beyond them those that are silent longest become conversations, which are fewer."""
MAX_KEPT = 600_000
"""Open ports that are told of flows which became conversations."""
MAX_STREAMS = 50_000
"""Flows of these that may be streams of video."""
MAX_BORNE = 64
"""Addresses that are told of one Ethernet address: one that bears so many is a router's, and binds none of them."""
_SLACK = 100_000
"""Rows that come together before equal ones are made one."""

_RTP = 12
"""Bytes of an RTP header."""
_LARGE = 160
"""Bytes of payload that packets of a video stream have and few of a telephone's."""
_AUDIO = 96
"""RTP payload types from here on are agreed on by the two sides; video is nearly always among them."""
_VIDEO = (26, 31, 32, 33, 34)

OPENS, ANSWERS = 1, 2
"""What `opening` says of a flow: it began with a SYN, or with the answer to one."""

ROWS = {
    **dict.fromkeys(("key", "source", "target"), pl.UInt64),
    "ports": pl.UInt32,
    "protocol": pl.UInt8,
    "mac": pl.UInt64,
    **dict.fromkeys(("packets", "bytes", "first", "last"), pl.Int64),
    "opening": pl.UInt8,
    "media": pl.Int64,
    **dict.fromkeys(("low", "high"), pl.UInt32),
    "kind": pl.UInt8,
}
"""What is held of a one-way flow. Times are microseconds since 1970, `NEVER` and -1 where none is known. `media` counts
packets that look like RTP video; of these are the source's least and greatest number and the kind (`NONE`, 0 and 0
where there are none)."""
NEVER, NONE = (1 << 63) - 1, (1 << 32) - 1
_NOTHING = {"first": NEVER, "last": -1, "media": 0, "low": NONE, "high": 0, "kind": 0}

_FIRST = ("source", "target", "ports", "protocol", "mac")
_IN_ORDER = ("first", "source", "target", "ports")
_PORT, _OTHER_PORT = pl.col("ports") // 65_536, pl.col("ports") % 65_536
_SPAN: dict[str, np.ufunc] = {"first": np.minimum, "last": np.maximum}
_TOGETHER: dict[str, np.ufunc] = {
    **dict.fromkeys(("packets", "bytes", "media"), np.add),
    **_SPAN,
    "low": np.minimum,
    **dict.fromkeys(("opening", "high", "kind"), np.maximum),
}
_KNOWN = pl.when(pl.col("last") >= 0).then(pl.col("first", "last"))
"""Both times, or none."""


class OneWay:
    """One-way flows, by a key of 64 bits that no sender can aim at."""

    def __init__(self, known: Addresses) -> None:
        self._known = known
        self.odd = np.array([secrets.randbits(64) | 1 for _ in range(4)], dtype=np.uint64)
        self._parts: list[pl.DataFrame] = []
        self._rows = 0
        self._base = 0
        self._table = flow_table.Table()
        self._spoke: list[pl.DataFrame] = []
        self._opened: list[pl.DataFrame] = []
        self._streams: list[pl.DataFrame] = []

    def keys(self, block: Block) -> U64:
        """Each packet's flow, as a number: sender's Ethernet address, addresses, ports and protocol."""
        headers, mac = block.headers, _mac(block)
        ports = _ports(headers)
        mixed: U64 = headers.source * self.odd[0]
        mixed ^= mixed >> np.uint64(29)
        mixed = (mixed + headers.target) * self.odd[1]
        mixed ^= mixed >> np.uint64(31)
        mixed = (mixed + ports * np.uint64(256) + headers.protocol) * self.odd[2]
        mixed ^= mixed >> np.uint64(30)
        mixed = (mixed + mac) * self.odd[3]
        mixed ^= mixed >> np.uint64(32)
        return mixed

    def add(self, block: Block) -> None:
        """Take in the packets of one block."""
        packets, headers = block.packets, block.headers
        key = self.keys(block)
        opens = (headers.flags & SYN) >> 1  # only of TCP are flags known
        frame = pl.DataFrame(
            {
                "key": key,
                "source": headers.source,
                "target": headers.target,
                "ports": _ports(headers).astype(np.uint32),
                "protocol": headers.protocol,
                "mac": _mac(block),
                "bytes": headers.size,
                "time": packets.time[headers.packet],
                "opening": opens + (opens & (headers.flags & ACK) >> 4),
            }
        )
        if (packets.time < 0).any():
            frame = frame.with_columns(time=pl.when(pl.col("time") >= 0).then("time"))
        part = frame.lazy().group_by("key").agg(
            pl.col(*_FIRST).first(),
            packets=pl.len().cast(pl.Int64),
            bytes=pl.col("bytes").sum(),
            first=pl.col("time").min(),
            last=pl.col("time").max(),
            opening=pl.col("opening").max(),
        )  # fmt: skip
        part = part.join(_media(block, key).lazy(), on="key", how="left").with_columns(
            pl.col(name).fill_null(value) for name, value in _NOTHING.items()
        )
        self.take(part.select(*ROWS).collect())

    def take(self, part: pl.DataFrame) -> None:
        """Take in one-way flows (`ROWS`)."""
        self._parts.append(part)
        self._rows += part.height
        if self._rows > self._base + _SLACK and len(self._parts) > 1:
            self._shrink()

    def _shrink(self) -> None:
        whole, self._parts = _merged(pl.concat(self._parts)), []  # what is not held any longer leaves room
        silent = whole.clear()
        if whole.height > MAX_ROWS:
            goes_on = _latest(whole, MAX_ROWS // 2)
            silent, whole = whole.filter(~goes_on), whole.filter(goes_on)
        self._parts, self._rows, self._base = [whole], whole.height, whole.height
        if silent.height:
            self._let_go(silent)

    def _let_go(self, rows: pl.DataFrame) -> None:
        """Keep of flows what is less than they are."""
        self._table.add(self._conversations(rows))
        self._spoke = [_borne(_spans([*self._spoke, _spoke(rows)]))]
        self._opened = [_spans([*self._opened, _opened(rows)])]
        self._streams = [_busiest(_with_media([*self._streams, rows]))]

    def _held(self) -> pl.DataFrame:
        """What is held, unless it is so much that it is let go: there may be several rows of one flow."""
        if len(self._parts) > 1 and self._rows > MAX_ROWS:
            self._shrink()
        self._parts = [pl.concat(self._parts or [pl.DataFrame(schema=ROWS)])]
        return self._parts[0]

    def spoke(self) -> pl.DataFrame:
        """Which addresses frames of which Ethernet address bore: mac, source, first, last."""
        return _borne(_spans([*self._spoke, _spoke(self._held())])).with_columns(_KNOWN)

    def opened(self) -> pl.DataFrame:
        """The ports at which connections were taken: source, port, first, last."""
        return _spans([*self._opened, _opened(self._held())]).with_columns(_KNOWN)

    def streams(self) -> pl.DataFrame:
        """The flows that are streams of video: eight packets or more, nearly all of them RTP of one source."""
        found = _with_media([*self._streams, self._held()])
        steady = (pl.col("low") == pl.col("high")) & (pl.col("low") > 0)
        found = found.filter((pl.col("media") >= 8) & steady & (pl.col("media") * 10 >= pl.col("packets") * 9))
        return found.with_columns(_KNOWN).sort(_IN_ORDER)

    def table(self, which: pl.Expr) -> tuple[pl.DataFrame, int]:
        """(the flow table of those that are meant by their `source` and `target`, how many others there are).

        Addresses and protocols are numbers. What was taken in is gone.
        """
        rows = self._held()
        self._parts, self._rows, self._base = [], 0, 0
        others = 0
        if not self._spoke:  # nothing is in the table yet, so that those others need not be made conversations first
            marked = rows.with_columns(mine=which)
            others = _pairs(marked.filter(~pl.col("mine")))
            rows = marked.filter("mine").select(*ROWS)
        self._table.add(self._conversations(rows))
        table, more = self._table.split(
            lambda rows: rows.select(source="client", target="server").select(which).to_series()
        )
        return table, others + more

    @property
    def spilled(self) -> int:
        """Connections that found no room in the table."""
        return self._table.spilled

    def _conversations(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Both directions as one, still with numbers for addresses and protocols."""
        pair = ["source", "target", "protocol", "source_port", "target_port"]
        oneway = (
            rows.lazy()
            .with_columns(source_port=_PORT.cast(pl.UInt16), target_port=_OTHER_PORT.cast(pl.UInt16))
            .group_by(pair)
            .agg(pl.col("packets", "bytes").sum(), pl.col("first").min(), pl.col("last").max(), pl.col("opening").max())
            .with_columns(_KNOWN)
            .with_columns(
                pl.col("first", "last").cast(frames.TIME),
                opener=pl.when(group("target", self._known))
                .then(pl.lit(value=True))
                .when(pl.col("opening") > 0)
                .then(pl.col("opening") == OPENS),
            )
        )
        # what the other direction says of who opened holds for both; between equal ports, who spoke first did
        back = oneway.select(
            source="target",
            target="source",
            protocol="protocol",
            source_port="target_port",
            target_port="source_port",
            other="opener",
            answered="first",
            heard=pl.lit(value=True),
        )
        earlier = pl.when(pl.col("first") != pl.col("answered")).then(pl.col("first") < pl.col("answered"))
        tied = pl.when(pl.col("source_port") == pl.col("target_port")).then(
            pl.when(pl.col("heard")).then(earlier).otherwise(pl.lit(value=True))
        )
        both = oneway.join(back, on=pair, how="left")
        both = both.with_columns(opener=pl.coalesce("opener", ~pl.col("other"), tied))
        return flows.conversations(self._settled(both.collect()))

    def _settled(self, oneway: pl.DataFrame) -> pl.DataFrame:
        """Of what is open still by the text of the addresses: numbers of IPv6 are others in each reading."""
        open_still = pl.col("opener").is_null() & (pl.col("source_port") == pl.col("target_port"))
        told = oneway.select(open_still & (pl.col("source") >= 1 << 63)).to_series()
        if not told.any():
            return oneway
        some = oneway.filter(told)
        ends = named_addresses(some, self._known, "source", "target")
        return pl.concat([oneway.filter(~told), some.with_columns(opener=ends["source"] < ends["target"])])


def _merged(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a flow."""
    return once(rows, "key", **_TOGETHER)


def _spoke(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("mac", "source", "first", "last")


def _borne(spoke: pl.DataFrame) -> pl.DataFrame:
    """The first addresses of each Ethernet address; where a link has none, all of them."""
    crowded = spoke.group_by("mac").len().filter((pl.col("len") > MAX_BORNE) & (pl.col("mac") < 1 << 48))["mac"]
    if crowded.is_empty():
        return spoke
    crowd = pl.col("mac").is_in(crowded.implode())
    few = spoke.filter(crowd).sort("mac", "source").group_by("mac", maintain_order=True).head(MAX_BORNE)
    return pl.concat([spoke.filter(~crowd), few.select(*spoke.columns)])


def _opened(rows: pl.DataFrame) -> pl.DataFrame:
    answers = _flows_with(rows, pl.col("opening") == ANSWERS)
    return answers.select("source", _PORT.alias("port"), "first", "last")


def _with_media(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """The flows that may be streams of video, all of each."""
    return _merged(_flows_with(pl.concat(parts), pl.col("media") > 0))


def _busiest(streams: pl.DataFrame) -> pl.DataFrame:
    if streams.height <= MAX_STREAMS:
        return streams
    return streams.sort("media", *_IN_ORDER, descending=[True, *(False for _ in _IN_ORDER)]).head(MAX_STREAMS)


def _latest(rows: pl.DataFrame, most: int) -> pl.Series:
    """Which flows were heard of last, they or what answers them: at most so many, and none that is as old as others."""
    ends = [pl.col(end).hash() + port.hash(1) for end, port in (("source", _PORT), ("target", _OTHER_PORT))]
    pair = (ends[0] ^ ends[1]) + pl.col("protocol").hash(2)
    latest = rows.select(pl.col("last").max().over(pair)).to_series()
    return latest > latest.top_k(max(most, 1)).min()


def _flows_with(rows: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    """Every row of the flows of which one row is such."""
    return rows.filter(pl.col("key").is_in(rows.filter(which)["key"].implode()))


def _pairs(rows: pl.DataFrame) -> int:
    """How many conversations there are: those of two hosts at the smaller of their ports are one."""
    ports = pl.min_horizontal(_PORT, _OTHER_PORT)
    one, other = pl.min_horizontal("source", "target"), pl.max_horizontal("source", "target")
    return rows.select(one=one, other=other, protocol="protocol", port=ports).n_unique()


def _spans(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Spans of the same as one, within bounds."""
    by = parts[0].columns[:2]
    whole = once(pl.concat(parts), *by, **_SPAN)
    return whole if whole.height <= MAX_KEPT else whole.filter(flow_table.first(whole.select(by), MAX_KEPT))


def shown(table: pl.DataFrame, known: Addresses) -> pl.DataFrame:
    """The flow table as people read it, in the order of its key."""
    names = {str(number): name for number, name in flows.PROTOCOLS.items()}
    named = named_addresses(table, known, "client", "server")
    return named.with_columns(pl.col("protocol").cast(pl.String).replace(names)).sort(*flows.KEY)


def _mac(block: Block) -> U64:
    return block.carried.source[block.headers.packet].astype(np.uint64)


def _ports(headers: Headers) -> U64:
    return headers.source_port.astype(np.uint64) << np.uint64(16) | headers.target_port


def _media(block: Block, key: U64) -> pl.DataFrame:
    """The flows with packets that look like RTP video."""
    packets, headers = block.packets, block.headers
    rows = np.nonzero((headers.protocol == UDP) & (headers.room > _LARGE))[0]
    found = windows(packets.data, headers.payload[rows], _RTP)
    kind = found[:, 1] & 0x7F
    fits = ((found[:, 0] >> 6) == 2) & ((kind >= _AUDIO) | np.isin(kind, _VIDEO))
    stream = numbers(found, 8, 4)[fits].astype(np.uint32)
    frame = pl.DataFrame({"key": key[rows[fits]], "stream": stream, "kind": kind[fits]})
    source = pl.col("stream")
    return frame.group_by("key").agg(
        media=pl.len().cast(pl.Int64), low=source.min(), high=source.max(), kind=pl.col("kind").max()
    )
