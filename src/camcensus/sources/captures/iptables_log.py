"""Packets that a Linux firewall logged: lines of the kernel with ``IN= OUT= SRC= DST=``, in any form of syslog.

Such a line says what its rule was told to say, and nothing of what became of the packet. Where the words before ``IN=``
speak of dropping, rejecting or accepting, they are believed; else it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _firewall, _log_blocks, _log_reading
from camcensus.sources.captures._log import ATTEMPTED, DENIED, PASSED, Log

SOURCE = "importer:iptables-log@1"

_LINE = re.compile(r"\bIN=\S{0,40} OUT=\S{0,40} .{0,400}?\bSRC=[0-9A-Fa-f.:]{3,45} DST=[0-9A-Fa-f.:]{3,45} ")
_DENIED = r"(?i)block|drop|den[yi]|reject|invalid|refus|discard"
_PASSED = r"(?i)allow|accept|permit|\bpass"
_MAC = r" MAC=(?:[0-9A-Fa-f]{2}:){6}((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}):(?:08:00|86:[Dd][Dd])"


def detect(head: bytes) -> bool:
    """Whether a packet of netfilter stands among the first lines."""
    text = _log_blocks.text(head)
    return not text.lstrip().startswith(("{", "[{", "<?")) and _LINE.search(text) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Who sent packets to whom, as far as that has to do with cameras. Raises `BrokenInput` if no line is a packet."""
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    return _firewall.feed(path, log, parse, "a packet that netfilter logged")


def parse(lines: pl.Series) -> pl.DataFrame:
    """Lines to `_firewall.COLUMNS`. What an ICMP error quotes in brackets is not of the packet itself."""
    table = lines.str.splitn("IN=", 2).struct.unnest()
    table.columns = ["said", "own"]
    if lines.str.contains(" [SRC=", literal=True).any():
        table = table.with_columns(pl.col("own").str.replace(r" \[SRC=.*$", " "))
    own = pl.col("own")
    words = pl.col("said").str.replace(r"^.*(?:kernel:|kernel - - -?)", "")
    verdict = (
        pl.when(words.str.contains(_DENIED)).then(pl.lit(DENIED))
        .when(words.str.contains(_PASSED)).then(pl.lit(PASSED))
        .otherwise(pl.lit(ATTEMPTED))
    )  # fmt: skip
    return table.select(
        source=own.str.extract(r" SRC=([0-9A-Fa-f.:]+)", 1),
        target=own.str.extract(r" DST=([0-9A-Fa-f.:]+)", 1),
        protocol=_firewall.protocol(own.str.extract(r" PROTO=([A-Za-z0-9-]+)", 1)),
        source_port=_firewall.number(own.str.extract(r" SPT=([0-9]+)", 1)),
        target_port=_firewall.number(own.str.extract(r" DPT=([0-9]+)", 1)),
        bytes=_firewall.number(own.str.extract(r" LEN=([0-9]+)", 1)),
        flags=own.str.extract(r" RES=0x[0-9A-Fa-f]+ ((?:[A-Z]{3} )*)URGP=", 1).str.replace_all(
            r"([A-Z])[A-Z]{2} ", "$1"
        ),
        icmp=_firewall.number(own.str.extract(r" TYPE=([0-9]+)", 1)),
        verdict=pl.when(own.str.contains(r"^[^ ]* OUT=.* SRC=[^ ]+ DST=[^ ]")).then(verdict),
        mac=pl.when(~own.str.starts_with(" ")).then(own.str.extract(_MAC, 1)),
    )
