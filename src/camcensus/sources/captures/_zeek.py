"""What each kind of Zeek's logs says, whether it is written as text or as JSON: columns of text come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_tally import Tally
from camcensus.sources.captures._log_times import moments
from camcensus.wire import zeek

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "conn": (
        "ts", "id.orig_h", "id.resp_h", "id.resp_p", "proto", "service", "duration", "orig_bytes", "resp_bytes",
        "conn_state", "local_orig", "missed_bytes", "orig_pkts", "orig_ip_bytes", "resp_pkts", "resp_ip_bytes",
        "orig_l2_addr", "resp_l2_addr", "ip_proto",
    ),
    "dns": ("ts", "id.orig_h", "query", "answers"),
    "ssl": ("ts", "id.orig_h", "id.resp_h", "server_name", "subject", "issuer", "cert_chain_fps", "cert_chain_fuids"),
    "x509": ("ts", "id", "fingerprint", "certificate.subject", "certificate.issuer"),
    "http": ("ts", "id.orig_h", "user_agent", "username", "password"),
    "dhcp": (
        "ts", "id.orig_h", "client_addr", "mac", "host_name", "client_fqdn", "assigned_addr", "assigned_ip",
        "lease_time", "client_software",
    ),
    "known_hosts": ("ts", "host"),
    "known_services": ("ts", "host", "port_num", "port_proto", "service"),
    "known_certs": ("ts", "host", "port_num", "subject", "issuer_subject"),
    "known_devices": ("ts", "mac", "dhcp_host_name"),
    "software": ("ts", "host", "software_type", "name", "unparsed_version"),
    "capture_loss": ("ts", "percent_lost"),
}  # fmt: skip
"""The columns that are read of each kind."""
HOSTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("conn", "ssl"), ("id.orig_h", "id.resp_h")),
    **dict.fromkeys(("dns", "http"), ("id.orig_h",)),
    **dict.fromkeys(("known_hosts", "known_services", "known_certs", "software"), ("host",)),
}
"""Columns without whose addresses a record is broken."""
LISTS = frozenset({"answers", "cert_chain_fps", "cert_chain_fuids", "service"})
"""Columns that hold several values."""
MARKS: Mapping[str, str] = {
    "conn_state": "conn",
    "certificate.subject": "x509",
    "trans_depth": "http",
    "resumed": "ssl",
    "AA": "dns",
    "issuer_subject": "known_certs",
    "port_proto": "known_services",
    "dhcp_host_name": "known_devices",
    "software_type": "software",
    "percent_lost": "capture_loss",
    "mac": "dhcp",
}
"""Columns that every record of a kind has, and none of the kinds below it."""
SENSORS = ("_system_name", "_node_name")
"""Columns in which some installations name the sensor."""

_ENDS = {"id.orig_h": "client", "id.resp_h": "server"}
_MACS = ("orig_l2_addr", "resp_l2_addr")
_PROTOCOLS = {"tcp": 6, "udp": 17, "icmp": 1, "icmp6": 58, "sctp": 132, "igmp": 2, "gre": 47}
_ANSWERED = ("S1", "S2", "S3", "SF", "RSTO", "RSTR", "RSTRH", "SHR")
"""States of connections in which the responder took part in the handshake."""
_SOFTWARE = {"HTTP::SERVER": "http.server", "HTTP::BROWSER": "http.user_agent"}
_OF_CAMERAS = "(?i)rtsp|onvif"
"""Services that hardly anything but cameras and recorders offers."""


class Zeek:
    """Takes in tables of any kind of log; certificates are joined to hosts at the end."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._shown = Tally(host=pl.Int64, key=pl.String)
        self._certificates = Tally(key=pl.String, subject=pl.String, issuer=pl.String)
        self._lost = 0.0
        self._missed = 0
        self._kinds: dict[str, Callable[[pl.DataFrame], None]] = {
            "conn": self._conn,
            "dns": self._dns,
            "ssl": self._ssl,
            "x509": self._x509,
            "http": self._http,
            "dhcp": self._dhcp,
            "known_hosts": self._known_hosts,
            "known_services": self._known_services,
            "known_certs": self._known_certs,
            "known_devices": self._known_devices,
            "software": self._software,
            "capture_loss": self._capture_loss,
        }

    def take(self, kind: str, table: pl.DataFrame) -> None:
        """Take in records of one of `zeek.ALL`; the columns of `COLUMNS`, with null for what is not there."""
        if table.is_empty():
            return
        log = self._log
        ends = {name: log.hosts.numbers(table[name]) for name in HOSTS.get(kind, ())}
        whole = table.with_columns(**ends).drop_nulls(list(ends))
        log.gathered.leave_out("lines that are broken", table.height - whole.height)
        log.gathered.records += whole.height
        if kind == "conn" and not any(_has(whole, name) for name in _MACS):  # of most of a log nothing else is counted
            whole = log.wanted(whole, *ends)
        found = moments(whole["ts"], log.context.timezone)
        log.local |= found.local
        table = whole.with_columns(first=found.times)
        log.window.at(found.times.min(), found.times.max())  # type: ignore[arg-type]  # of a column of times
        for name in SENSORS:
            if name in table.columns:
                log.sensors.update(table[name].drop_nulls().unique().sort().head(100).to_list())
        self._kinds[kind](table)

    def end(self) -> None:
        """All records were taken in."""
        shown = self._shown.take().join(self._certificates.take().unique("key"), on="key", how="left")
        for column in ("subject", "issuer"):
            said = shown.filter(pl.col(column).is_not_null()).select(
                "host", "first", "last", "count", field=pl.lit(f"tls.{column}"), value=column
            )
            self._log.said(said)
        alone = self._certificates.take().join(shown, on="key", how="anti")
        self._log.gathered.leave_out("certificates of which no record says who showed them", alone.height)
        if self._missed:
            self._log.window.traits["missed_bytes"] = self._missed
        if self._lost:
            self._log.window.traits["lost_percent"] = round(self._lost, 3)

    # --- the kinds ---------------------------------------------------------------------------------------------

    def _conn(self, table: pl.DataFrame) -> None:
        log = self._log
        table = table.rename(_ENDS)
        client, server = table["client"], table["server"]
        lasted = (_number("duration") * 1_000_000).round().clip(0, None).cast(pl.Int64, strict=False)
        state, sent = pl.col("conn_state"), _count("resp_bytes")
        cameras = [int(port) for port in log.context.vocabulary.ports]
        unclear = (state.is_null() | (state == "OTH")) & (sent > 0) & pl.col("port").is_in(cameras)
        rows = table.with_columns(port=_port("id.resp_p")).select(
            "client",
            "server",
            "port",
            "first",
            protocol=_protocol(),
            connections=pl.lit(1, dtype=pl.Int64),
            packets=_count("orig_pkts"),
            bytes=pl.coalesce(_whole("orig_ip_bytes"), _count("orig_bytes")),
            packets_back=_count("resp_pkts"),
            bytes_back=pl.coalesce(_whole("resp_ip_bytes"), sent),
            last=pl.col("first") + pl.duration(microseconds=lasted.fill_null(0)),
            answered=state.is_in(_ANSWERED).fill_null(value=False) | unclear,
        )
        log.flows(rows)
        log.heard(client.filter((table["local_orig"].str.to_lowercase().is_in(["t", "true"])).fill_null(value=False)))
        log.mark(server.filter(table["service"].str.contains(_OF_CAMERAS).fill_null(value=False)))
        self._missed += int(table.select(_count("missed_bytes").sum()).item())
        for host, name in zip((client, server), _MACS, strict=True):
            if _has(table, name):
                log.bound(table.select("first", mac=name).with_columns(host=host))

    def _dns(self, table: pl.DataFrame) -> None:
        self._say(table, "id.orig_h", "dns.query", "query")
        answers = table.drop_nulls("query").explode("answers").drop_nulls("answers")
        addresses = self._log.hosts.texts(self._log.hosts.numbers(answers["answers"]))
        answers = answers.with_columns(address=addresses).drop_nulls("address")
        answers = answers.with_columns(value=pl.format("{}={}", "query", "address"))
        self._say(answers, "id.orig_h", "dns.answer", "value")

    def _ssl(self, table: pl.DataFrame) -> None:
        table = table.rename(_ENDS)
        self._say(table, "client", "tls.sni", "server_name")
        self._say(table, "server", "tls.subject", "subject")
        self._say(table, "server", "tls.issuer", "issuer")
        first = pl.coalesce(*(pl.col(name).list.first() for name in ("cert_chain_fps", "cert_chain_fuids")))
        keyed = table.filter(pl.col("subject").is_null()).with_columns(key=first).drop_nulls("key")
        self._shown.add(keyed.select("key", "first", host="server"))

    def _x509(self, table: pl.DataFrame) -> None:
        for key in ("fingerprint", "id"):
            known = table.drop_nulls([key, "certificate.subject"])
            self._certificates.add(
                known.select(
                    "first",
                    key=key,
                    subject=self._text(known["certificate.subject"]),
                    issuer=self._text(known["certificate.issuer"].fill_null("")),
                )
            )

    def _http(self, table: pl.DataFrame) -> None:
        secret = table.select((pl.col("username").is_not_null() | pl.col("password").is_not_null()).sum()).item()
        self._log.gathered.redacted += int(secret)
        self._say(table, "id.orig_h", "http.user_agent", "user_agent")

    def _dhcp(self, table: pl.DataFrame) -> None:
        given = pl.coalesce("assigned_addr", "assigned_ip", "client_addr", "id.orig_h")
        address = table.select(given.alias("address"))["address"]
        host = self._log.hosts.numbers(address)
        self._log.leased(
            table.select(
                "first",
                "mac",
                host=pl.when(host > 0).then(host),
                name=self._text(table["host_name"]),
                fqdn=self._text(table["client_fqdn"]),
                vendor=self._text(table["client_software"]),
                parameters=pl.lit(None, dtype=pl.String),
                seconds=_number("lease_time").cast(pl.Int64, strict=False),
            )
        )

    def _known_hosts(self, table: pl.DataFrame) -> None:
        self._log.heard(table["host"])

    def _known_services(self, table: pl.DataFrame) -> None:
        table = table.with_columns(port=pl.format("{}/{}", "port_num", "port_proto"))
        self._say(table, "host", "net.open_port", "port")
        named = table.filter(pl.col("service").list.len() > 0)
        named = named.with_columns(words=pl.format("{} {}", "port", pl.col("service").list.join(" ")))
        self._say(named, "host", "fact.service", "words")
        self._log.mark(named.filter(pl.col("words").str.contains(_OF_CAMERAS))["host"])
        cameras = [f"{port}/tcp" for port in self._log.context.vocabulary.ports]
        self._log.mark(table.filter(pl.col("port").is_in(cameras))["host"])

    def _known_certs(self, table: pl.DataFrame) -> None:
        table = table.with_columns(port=pl.format("{}/tcp", "port_num"))
        for field, column in (
            ("net.open_port", "port"),
            ("tls.subject", "subject"),
            ("tls.issuer", "issuer_subject"),
        ):
            self._say(table, "host", field, column)

    def _known_devices(self, table: pl.DataFrame) -> None:
        nothing = dict.fromkeys(("fqdn", "vendor", "parameters"), pl.lit(None, dtype=pl.String))
        self._log.leased(
            table.select(
                "first",
                "mac",
                host=pl.lit(None, dtype=pl.Int64),
                name=self._text(table["dhcp_host_name"]),
                seconds=pl.lit(0, dtype=pl.Int64),
                **nothing,
            )
        )

    def _software(self, table: pl.DataFrame) -> None:
        words = pl.coalesce("unparsed_version", "name")
        for kind, field in _SOFTWARE.items():
            self._say(table.filter(pl.col("software_type") == kind).with_columns(words=words), "host", field, "words")
        others = table.filter(~pl.col("software_type").is_in(list(_SOFTWARE)).fill_null(value=False))
        self._log.gathered.leave_out("records of software that is no web server or browser", others.height)

    def _capture_loss(self, table: pl.DataFrame) -> None:
        self._lost = max(self._lost, float(table.select(_number("percent_lost").max().fill_null(0)).item()))

    # --- cells -------------------------------------------------------------------------------------------------

    def _say(self, table: pl.DataFrame, host: str, field: str, column: str) -> None:
        said = table.drop_nulls([host, column])
        value = self._text(said[column])
        self._log.said(said.select("first", host=host, field=pl.lit(field), value=value))

    def _text(self, values: pl.Series) -> pl.Series:
        """Values without Zeek's way of writing odd bytes; each distinct one is looked at once."""
        odd = values.filter(values.str.contains("\\", literal=True)).unique()
        return values.replace({text: zeek.unescape(text) for text in odd.to_list()}) if odd.len() else values


def _has(table: pl.DataFrame, name: str) -> bool:
    """Whether any record has the column."""
    return table[name].null_count() < table.height


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64, strict=False)


def _whole(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int64, strict=False)


def _count(name: str) -> pl.Expr:
    return _whole(name).fill_null(0)


def _port(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.UInt16, strict=False).fill_null(0)


def _protocol() -> pl.Expr:
    """The protocol's number; ICMP of IPv6 bears the same name as that of IPv4."""
    named = pl.col("proto").replace_strict(_PROTOCOLS, default=None, return_dtype=pl.UInt8)
    number = pl.coalesce(named, pl.col("ip_proto").cast(pl.UInt8, strict=False)).fill_null(0)
    return pl.when((number == 1) & (pl.col("client") >= 1 << 32)).then(58).otherwise(number).cast(pl.UInt8)
