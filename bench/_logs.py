"""Logs of a made-up estate, for measuring: the same connections as flow, sensor and firewall logs write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from struct import pack

import numpy as np
import polars as pl

BLOCK = 300_000
"""Records that are made at a time."""
NOON = 1_795_442_400
SEED = 20_261_124
HOSTS = 20_000
CAMERAS = 300
"""The first addresses of the estate are those of its cameras."""
_PACKET = 30
"""Records of a packet of NetFlow version 5."""

_FIELDS = (
    "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state local_orig "
    "local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents ip_proto"
)
_ZEEK = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\t"
_NFDUMP = (
    "cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,srcAS,dstAS,input,output,flags,srcTos,packets,"
    "bytes"
)
_V5 = np.dtype(
    [("source", ">u4"), ("target", ">u4"), ("route", ">u4", 2), ("packets", ">u4"), ("bytes", ">u4"), ("first", ">u4"),
     ("last", ">u4"), ("source_port", ">u2"), ("target_port", ">u2"), ("filling", "u1"), ("flags", "u1"),
     ("protocol", "u1"), ("tos", "u1"), ("rest", ">u4", 2)]
)  # fmt: skip


def connections(rows: int, *, scattered: bool) -> Iterator[pl.DataFrame]:
    """Blocks of connections in order of time. Each client keeps to a few servers; if `scattered`, to none."""
    draw = np.random.default_rng(SEED)
    for start in range(0, rows, BLOCK):
        yield _block(draw, min(BLOCK, rows - start), NOON + start // 3_000, scattered=scattered)


def _block(draw: np.random.Generator, count: int, second: int, *, scattered: bool) -> pl.DataFrame:
    client = draw.integers(CAMERAS, HOSTS, count)
    outside = draw.integers(0, 1 << 24, count) if scattered else client * 7 % 50_000 + draw.zipf(1.5, count) % 20
    watched = draw.random(count) < 0.05
    packets = draw.integers(1, 60, count)
    port = np.where(watched, draw.choice([554, 80, 8_000], count), draw.choice([443, 80, 53, 123, 445], count))
    return pl.DataFrame(
        {
            "client": client + (10 << 24),
            "server": np.where(watched, draw.integers(0, CAMERAS, count) + (10 << 24), outside + (198 << 24)),
            "client_port": draw.integers(32_768, 60_000, count),
            "port": port,
            "number": np.where(np.isin(port, (53, 123)), 17, 6),
            "packets": packets,
            "bytes": packets * draw.integers(40, 1_400, count),
            "micros": np.int64(second) * 1_000_000 + np.sort(draw.integers(0, 100_000_000, count)),
            "lasts": draw.integers(1, 60_000_000, count),
            "refused": draw.random(count) < 0.1,
        }
    ).with_columns(
        protocol=pl.when(pl.col("number") == 17).then(pl.lit("udp")).otherwise(pl.lit("tcp")),
        back=pl.col("packets") * 2,
        bytes_back=pl.col("bytes") * 9,
    )


def _ip(column: str) -> pl.Expr:
    return pl.format("{}.{}.{}.{}", *(pl.col(column) // (1 << shift) % 256 for shift in (24, 16, 8, 0)))


def _seconds(column: str) -> pl.Expr:
    return pl.format("{}.{}", pl.col(column) // 1_000_000, (pl.col(column) % 1_000_000).cast(pl.String).str.zfill(6))


def _iso() -> pl.Expr:
    return pl.from_epoch("micros", time_unit="us").dt.strftime("%Y-%m-%dT%H:%M:%S%.6f")


def _choice(yes: str, no: str) -> pl.Expr:
    return pl.when("refused").then(pl.lit(yes)).otherwise(pl.lit(no))


LINES: Mapping[str, Callable[[], pl.Expr]] = {
    "zeek_log": lambda: pl.format(
        "{}\tC{}AbCdEfGhIj\t{}\t{}\t{}\t{}\t{}\t-\t{}\t{}\t{}\t{}\tT\tF\t0\tShADadfF\t{}\t{}\t{}\t{}\t-\t{}",
        _seconds("micros"), "lasts", _ip("client"), "client_port", _ip("server"), "port", "protocol",
        _seconds("lasts"), "bytes", "bytes_back", _choice("REJ", "SF"), "packets", "bytes", "back", "bytes_back",
        "number",
    ),
    "zeek_json": lambda: pl.format(
        '{{"ts":{},"uid":"C{}AbCdEfGhIj","id.orig_h":"{}","id.orig_p":{},"id.resp_h":"{}","id.resp_p":{},"proto":"{}",'
        '"duration":{},"orig_bytes":{},"resp_bytes":{},"conn_state":"{}","local_orig":true,"missed_bytes":0,'
        '"history":"ShADadfF","orig_pkts":{},"orig_ip_bytes":{},"resp_pkts":{},"resp_ip_bytes":{}}}',
        _seconds("micros"), "lasts", _ip("client"), "client_port", _ip("server"), "port", "protocol",
        _seconds("lasts"), "bytes", "bytes_back", _choice("REJ", "SF"), "packets", "bytes", "back", "bytes_back",
    ),
    "nfdump_csv": lambda: pl.format(
        "1,2,{},{},{},{},{},{},{},0,0,1,2,{},0,{},{}",
        pl.col("micros") // 1_000, pl.col("micros") // 1_000 + pl.col("lasts") // 1_000, "number", _ip("client"),
        "client_port", _ip("server"), "port", _choice("......S.", "...AP.SF"), "packets", "bytes",
    ),
    "suricata_eve": lambda: pl.format(
        '{{"timestamp":"{}+0000","flow_id":{},"in_iface":"eth0","event_type":"flow","src_ip":"{}","src_port":{},'
        '"dest_ip":"{}","dest_port":{},"proto":"{}","app_proto":"tls","flow":{{"pkts_toserver":{},"pkts_toclient":{},'
        '"bytes_toserver":{},"bytes_toclient":{},"start":"{}+0000","end":"{}+0000","age":1,"state":"closed",'
        '"reason":"timeout","alerted":false}},"tcp":{{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b",'
        '"syn":true,"fin":true,"psh":true,"ack":true,"state":"closed"}},"host":"sensor"}}',
        _iso(), "lasts", _ip("client"), "client_port", _ip("server"), "port", pl.col("protocol").str.to_uppercase(),
        "packets", "back", "bytes", "bytes_back", _iso(), _iso(),
    ),
    "iptables_log": lambda: pl.format(
        "{}+00:00 gw kernel: [{}] [UFW {}] IN=lan OUT=wan MAC=02:00:00:00:00:01:02:00:00:00:00:09:08:00 SRC={} DST={} "
        "LEN=60 TOS=0x00 PREC=0x00 TTL=63 ID=4711 DF PROTO={} SPT={} DPT={} WINDOW=64240 RES=0x00 SYN URGP=0 ",
        _iso(), _seconds("lasts"), _choice("BLOCK", "ALLOW"), _ip("client"), _ip("server"),
        pl.col("protocol").str.to_uppercase(), "client_port", "port",
    ),
    "pf_log": lambda: pl.format(
        '<134>1 {}+00:00 fw.example filterlog 53128 - [meta sequenceId="{}"] 84,,,02f4bab031b57d1e30553ce08e0ec131,'
        "igb0,match,{},in,4,0x0,,64,48961,0,DF,{},{},60,{},{},{},{},0,S,1960648610,,64240,,mss;sackOK;TS;nop;wscale",
        _iso(), "lasts", _choice("block", "pass"), "number", "protocol", _ip("client"), _ip("server"), "client_port",
        "port",
    ),
    "fortigate_log": lambda: pl.format(
        'date=2026-11-23 time=15:00:00 devname="FG-1" devid="FG100E0000000001" eventtime={}000 tz="+0000" '
        'logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip={} srcport={} '
        'srcintf="lan" srcintfrole="lan" dstip={} dstport={} dstintf="wan" dstintfrole="wan" srccountry="Reserved" '
        'dstcountry="Reserved" sessionid={} proto={} action="{}" policyid=284 policytype="policy" '
        'poluuid="8ec32778-a70a-51ec-9265-8fdf896d07f1" service="HTTPS" trandisp="noop" duration=1 sentbyte={} '
        'rcvdbyte={} sentpkt={} rcvdpkt={} appcat="unscanned"',
        "micros", _ip("client"), "client_port", _ip("server"), "port", "lasts", "number", _choice("deny", "close"),
        "bytes", "bytes_back", "packets", "back",
    ),
}  # fmt: skip
"""Reader to how a connection is written for it, a line each."""
HEADS = {"zeek_log": _ZEEK + _FIELDS.replace(" ", "\t") + "\n", "nfdump_csv": _NFDUMP + "\n"}


def write(kind: str, path: Path, rows: int, *, scattered: bool = False) -> None:
    """A file for one reader."""
    with path.open("wb") as out:
        out.write(HEADS.get(kind, "").encode())
        sequence = 0
        for block in connections(rows, scattered=scattered):
            if kind == "flow_export":
                out.write(_packets(block, sequence))
                sequence += block.height
            else:
                lines = block.select(LINES[kind]()).to_series().to_list()
                out.write("\n".join(lines).encode() + b"\n")


def _packets(block: pl.DataFrame, sequence: int) -> bytes:
    """Packets of NetFlow version 5, of thirty records each; every second record is what came back."""
    back = np.arange(block.height) % 2 == 1
    table = np.zeros(block.height, _V5)
    ends = {"source": ("client", "server"), "target": ("server", "client")}
    ports = {"source_port": ("client_port", "port"), "target_port": ("port", "client_port")}
    for name, (there, other) in {**ends, **ports}.items():
        table[name] = np.where(back, block[other].to_numpy(), block[there].to_numpy())
    for name, column in (("packets", "packets"), ("bytes", "bytes"), ("protocol", "number")):
        table[name] = block[column].to_numpy()
    table["flags"], table["first"], table["last"] = 27, 9_995_000, 9_999_000
    seconds = (block["micros"].to_numpy() // 1_000_000).tolist()
    parts: list[bytes] = []
    for start in range(0, block.height, _PACKET):
        records = table[start : start + _PACKET]
        parts += [
            pack("!HHIIIIHH", 5, len(records), 10_000_000, seconds[start], 0, sequence + start & 0xFFFFFFFF, 0, 0),
            records.tobytes(),
        ]
    return b"".join(parts)
