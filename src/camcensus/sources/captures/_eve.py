"""What each kind of Suricata's events says: tables of events come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import polars as pl

from camcensus.sources.captures._log import TCP, Log
from camcensus.sources.captures._log_times import moments

_Type: TypeAlias = "pl.DataType | type[pl.DataType]"


def _with(texts: str = "", numbers: str = "", **others: _Type) -> pl.Struct:
    named = dict.fromkeys(texts.split(), pl.String), dict.fromkeys(numbers.split(), pl.Int64)
    return pl.Struct({**named[0], **named[1], **others})


_RECORDS = pl.List(_with("rrname rrtype rdata ptr", srv=_with("name"), txt=pl.List(pl.String)))
_ANSWERS = pl.List(_with("rrname rdata"))
_NAMES = pl.List(_with("rrname"))
_COMMON: dict[str, _Type] = {
    **dict.fromkeys(["timestamp", "event_type", "src_ip", "dest_ip", "proto", "host", "app_proto"], pl.String),
    "src_port": pl.Int64,
    "dest_port": pl.Int64,
}
_OWN: dict[str, dict[str, _Type]] = {
    "flow": {
        "flow": _with("start end", "pkts_toserver pkts_toclient bytes_toserver bytes_toclient"),
        "tcp": _with("tcp_flags_tc"),
        "ether": _with(src_macs=pl.List(pl.String), dest_macs=pl.List(pl.String)),
    },
    "netflow": {"netflow": _with("start end", "pkts bytes"), "tcp": _with("tcp_flags")},
    "dns": {"dns": _with("rrname rdata", answers=_ANSWERS, queries=_NAMES, query=_NAMES)},
    "tls": {"tls": _with("sni subject issuerdn")},
    "http": {"http": _with("http_user_agent server")},
    "dhcp": {"dhcp": _with("client_mac assigned_ip client_ip hostname vendor_class_identifier", "lease_time")},
    "arp": {"arp": _with("src_mac src_ip")},
    "mdns": {"mdns": _with("type", answers=_RECORDS, additionals=_RECORDS)},
    "sip": {"sip": _with("user_agent")},
    "stats": {"stats": pl.Struct({"capture": _with("", "kernel_packets kernel_drops")})},
}
SCHEMAS = {kind: pl.Schema({**_COMMON, **own}) for kind, own in _OWN.items()}
"""Kinds of events that are read, to all that is read of them."""

_PROTOCOLS = {
    "TCP": 6, "UDP": 17, "ICMP": 1, "IPV6-ICMP": 58, "ICMPV6": 58, "SCTP": 132, "GRE": 47, "ESP": 50, "IGMP": 2,
}  # fmt: skip
_ACK, _SPOKE, _SYN = 0x10, 0x0B, 0x02
"""Of TCP's flags: ACK; any of FIN, SYN, PSH; SYN."""
_BARE = 60
"""Bytes of the largest packet of TCP that carries nothing."""
_SERVICES = "_services._dns-sd._udp.local"
"""Who asks for this is told which services there are."""


class Eve:
    """Takes in events of any kind."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._dropped = self._captured = 0
        self._kinds: dict[str, Callable[[pl.DataFrame], None]] = {
            "flow": self._flow,
            "netflow": self._netflow,
            "dns": self._dns,
            "tls": self._tls,
            "http": self._http,
            "dhcp": self._dhcp,
            "arp": self._arp,
            "mdns": self._mdns,
            "sip": self._sip,
            "stats": self._stats,
        }

    def take(self, kind: str, table: pl.DataFrame) -> None:
        """Take in events of a kind: the columns that `SCHEMAS` gives it."""
        if table.is_empty():
            return
        log = self._log
        log.gathered.records += table.height
        found = moments(table["timestamp"], log.context.timezone)
        log.local |= found.local
        table = table.with_columns(
            first=found.times, client=log.hosts.numbers(table["src_ip"]), server=log.hosts.numbers(table["dest_ip"])
        )
        log.window.at(found.times.min(), found.times.max())  # type: ignore[arg-type]  # of a column of times
        log.sensors.update(table["host"].drop_nulls().unique().sort().head(100).to_list())
        self._kinds[kind](table)

    def end(self) -> None:
        """All events were taken in."""
        if self._dropped:
            self._log.window.traits["dropped_packets"] = self._dropped
            self._log.window.traits["captured_packets"] = self._captured

    # --- who talked to whom ------------------------------------------------------------------------------------

    def _flow(self, events: pl.DataFrame) -> None:
        events = self._spanned(events, "flow")
        flow, back = pl.col("flow").struct.field, _flags("tcp_flags_tc")
        sent = flow("bytes_toclient").fill_null(0)
        carried = sent > _BARE * flow("pkts_toclient").fill_null(0)
        self._log.flows(
            events.select(
                "client",
                "server",
                "first",
                "last",
                protocol=_protocol(),
                port=pl.col("dest_port").cast(pl.UInt16, strict=False),
                connections=pl.lit(1, dtype=pl.Int64),
                packets=flow("pkts_toserver").fill_null(0),
                bytes=flow("bytes_toserver").fill_null(0),
                packets_back=flow("pkts_toclient").fill_null(0),
                bytes_back=sent,
                answered=pl.when(back > 0).then((back & _ACK > 0) & (back & _SPOKE > 0)).otherwise(carried),
            )
        )
        self._log.mark(events["server"].filter(events["app_proto"].str.contains("rtsp").fill_null(value=False)))
        for host, macs in (("client", "src_macs"), ("server", "dest_macs")):
            single = pl.col("ether").struct.field(macs)
            mac = pl.when(single.list.len() == 1).then(single.list.first())
            self._log.bound(events.select("first", host=host, mac=mac).drop_nulls("mac"))

    def _netflow(self, events: pl.DataFrame) -> None:
        """One direction each."""
        events = self._spanned(events, "netflow")
        flags, counted = _flags("tcp_flags"), pl.col("netflow").struct.field
        tcp = _protocol() == TCP
        self._log.oneway(
            events.select(
                "first",
                "last",
                source="client",
                target="server",
                protocol=_protocol(),
                source_port=pl.col("src_port").cast(pl.UInt16, strict=False).fill_null(0),
                target_port=pl.col("dest_port").cast(pl.UInt16, strict=False).fill_null(0),
                packets=counted("pkts").fill_null(0),
                bytes=counted("bytes").fill_null(0),
                opener=pl.when(tcp & (flags & (_SYN | _ACK) == _SYN)).then(True),
                answers=(flags & _ACK > 0) & (flags & _SPOKE > 0),
            )
        )

    def _spanned(self, events: pl.DataFrame, name: str) -> pl.DataFrame:
        """With the times of the flow itself; those of the event where it tells none."""
        zone = self._log.context.timezone
        start, end = (moments(events[name].struct.field(part), zone) for part in ("start", "end"))
        return events.with_columns(start=start.times, end=end.times).with_columns(
            first=pl.coalesce("start", "first"), last=pl.coalesce("end", "start", "first")
        )

    # --- what hosts said ---------------------------------------------------------------------------------------

    def _dns(self, events: pl.DataFrame) -> None:
        """Versions 1 to 3: a record an event, lists of answers, lists of questions."""
        asked = pl.col("dns").struct.field
        turned = (pl.col("src_port") == 53) & (pl.col("dest_port") != 53)
        events = events.with_columns(host=pl.when(turned.fill_null(value=False)).then("server").otherwise("client"))
        names = pl.concat_list(asked("queries", "query").list.eval(pl.element().struct.field("rrname")).fill_null([]))
        questions = events.with_columns(name=names.list.concat(pl.concat_list(asked("rrname")))).explode("name")
        self._say(questions, "host", "dns.query", pl.col("name"))
        answers = events.select("host", "first", one=asked("answers")).explode("one").unnest("one")
        single = events.select("host", "first", rrname=asked("rrname"), rdata=asked("rdata"))
        for rows in (answers.select("host", "first", "rrname", "rdata"), single):
            address = self._log.hosts.texts(self._log.hosts.numbers(rows["rdata"]))
            value = pl.format("{}={}", "rrname", "address")
            self._say(rows.with_columns(address=address), "host", "dns.answer", value)

    def _tls(self, events: pl.DataFrame) -> None:
        said = pl.col("tls").struct.field
        self._say(events, "client", "tls.sni", said("sni"))
        self._say(events, "server", "tls.subject", said("subject"))
        self._say(events, "server", "tls.issuer", said("issuerdn"))

    def _http(self, events: pl.DataFrame) -> None:
        said = pl.col("http").struct.field
        self._say(events, "client", "http.user_agent", said("http_user_agent"))
        self._say(events, "server", "http.server", said("server"))

    def _dhcp(self, events: pl.DataFrame) -> None:
        said = pl.col("dhcp").struct.field
        given = events.select(
            address=pl.coalesce(
                *(pl.when(said(name) != "0.0.0.0").then(said(name)) for name in ("assigned_ip", "client_ip"))  # noqa: S104  # none was given
            )
        )["address"]
        nothing = pl.lit(None, dtype=pl.String)
        self._log.leased(
            events.select(
                "first",
                host=self._log.hosts.numbers(given),
                mac=said("client_mac"),
                name=said("hostname"),
                vendor=said("vendor_class_identifier"),
                seconds=said("lease_time"),
                fqdn=nothing,
                parameters=nothing,
            )
        )

    def _arp(self, events: pl.DataFrame) -> None:
        said = pl.col("arp").struct.field
        rows = events.select("first", mac=said("src_mac"), address=said("src_ip"))
        host = self._log.hosts.numbers(rows["address"])
        self._log.bound(rows.with_columns(host=host).filter(pl.col("host") > 0), stated=True)

    def _mdns(self, events: pl.DataFrame) -> None:
        """Responses: who sends them speaks of itself."""
        said = pl.col("mdns").struct.field
        told = events.filter(said("type") == "response")
        lists = [told.select("client", "first", one=said(name)) for name in ("answers", "additionals")]
        records = pl.concat(lists).explode("one").drop_nulls("one").unnest("one").with_columns(
            kind=pl.col("rrtype").str.to_uppercase(), ptr=pl.coalesce("ptr", "rdata")
        )  # fmt: skip
        pointers = records.filter(pl.col("kind") == "PTR")
        listing = pl.col("rrname") == _SERVICES
        of_service = pl.col("rrname").str.starts_with("_")
        service = pl.when(listing).then("ptr").when(of_service).then("rrname")
        self._say(pointers, "client", "mdns.service", service)
        instance = pl.when(~listing & of_service).then(pl.col("ptr").str.extract(r"^((?:[^.\\]|\\.)+)\.", 1))
        self._say(pointers, "client", "mdns.name", instance)
        self._say(
            records, "client", "mdns.name", pl.when(pl.col("kind") == "SRV").then(pl.col("srv").struct.field("name"))
        )
        texts = pl.when(pl.col("kind") == "TXT").then(pl.col("txt").list.join("\n"))
        self._say(records, "client", "mdns.txt", texts)

    def _sip(self, events: pl.DataFrame) -> None:
        self._say(events, "client", "sip.user_agent", pl.col("sip").struct.field("user_agent"))

    def _stats(self, events: pl.DataFrame) -> None:
        """Counts since the start of Suricata."""
        counted = events["stats"].struct.field("capture")
        dropped, captured = (counted.struct.field(name).max() for name in ("kernel_drops", "kernel_packets"))
        self._dropped = max(self._dropped, int(str(dropped or 0)))
        self._captured = max(self._captured, int(str(captured or 0)))

    def _say(self, events: pl.DataFrame, host: str, field: str, value: pl.Expr) -> None:
        said = events.select("first", host=host, field=pl.lit(field), value=value).drop_nulls(["host", "value"])
        if said.height:
            self._log.said(said)


def _protocol() -> pl.Expr:
    named = pl.col("proto").str.to_uppercase().replace_strict(_PROTOCOLS, default=None, return_dtype=pl.UInt8)
    return pl.coalesce(named, pl.col("proto").cast(pl.UInt8, strict=False)).fill_null(0)


def _flags(name: str) -> pl.Expr:
    """TCP's flags, written in hexadecimal digits; 0 where nothing is."""
    digits = pl.col("tcp").struct.field(name)
    return digits.str.to_integer(base=16, dtype=pl.Int64, strict=False).fill_null(0)
