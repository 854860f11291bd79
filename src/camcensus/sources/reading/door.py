"""The door: what hosts that have nothing to do with cameras said and with whom they spoke is counted, not kept.

A host has to do with cameras if the log knows it as a possible one (`Context.known`), if it speaks a protocol or keeps
a port open that cameras have, or if a maker of cameras holds the block of its Ethernet address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from dataclasses import replace
from functools import lru_cache

import polars as pl

from camcensus.model import frames
from camcensus.model.knowledge import Vocabulary
from camcensus.model.reading import Context

CAMERA_FIELDS = (
    "rtsp.", "sdp", "onvif.", "sadp.", "dhip.", "dahua", "xm.", "baichuan.", "vendor.", "isapi.", "media.", "rtp.",
    "p2p.", "vms.", "channel.",
)  # fmt: skip
"""How the names of fields begin that hardly anything but a camera or recorder answers."""

MAX_ADDRESSES = 8
"""IP addresses that stand beside one Ethernet address where it is no router's."""


def fields(vocabulary: Vocabulary) -> list[str]:
    """The fields by which a host is found to have to do with cameras."""
    named = [name for name in vocabulary.fields if name.startswith(CAMERA_FIELDS) and not name.endswith("*")]
    return [*named, "net.open_port", "mac", "fact.ip", "fact.class"]


def marked(observations: pl.DataFrame, context: Context) -> set[str]:
    """IP and Ethernet addresses, as in subjects, of what has to do with cameras by what `observations` say.

    The addresses that a register states are among them, unless it says itself that the thing is no camera. What stands
    beside an address that is known already (`Context.known`), as its own other address, is too.
    """
    kind_and_name = pl.col("subject").str.splitn(":", 2).struct
    rows = observations.select("subject", "field", "value", kind=kind_and_name[0], name=kind_and_name[1])
    rows = rows.filter(pl.col("kind").is_in(["ip", "mac", "asset"]))
    listed, hosts = rows.filter(pl.col("kind") == "asset"), rows.filter(pl.col("kind") != "asset")
    others = listed.filter((pl.col("field") == "fact.class") & (pl.col("value") == "not-camera"))["subject"]
    listed = listed.filter(~pl.col("subject").is_in(others.implode()))
    found = set(listed.filter(pl.col("field").is_in(["mac", "fact.ip"]))["value"].to_list())
    ports = [f"{port}/tcp" for port in context.vocabulary.ports]
    speaks = pl.any_horizontal(pl.col("field").str.starts_with(start) for start in CAMERA_FIELDS)
    opened = (pl.col("field") == "net.open_port") & pl.col("value").is_in(ports)
    found |= set(hosts.filter(speaks | opened)["name"].to_list())
    found |= {mac for mac in _macs(hosts) if _is_built(mac, context)}
    return found | _beside(hosts, found | context.known)


def _macs(hosts: pl.DataFrame) -> list[str]:
    stated = hosts.filter(pl.col("field") == "mac")["value"]
    own = hosts.filter(pl.col("kind") == "mac")["name"]
    return pl.concat([stated, own]).unique().to_list()


def _beside(hosts: pl.DataFrame, known: Set[str]) -> set[str]:
    """The other address of each pair of IP and Ethernet address of which one is known.

    A router's Ethernet address stands beside the IP addresses of everybody behind it, and says nothing of them.
    """
    pairs = hosts.filter((pl.col("field") == "mac") & (pl.col("kind") == "ip")).select(ip="name", mac="value").unique()
    pairs = pairs.filter(pl.len().over("mac") <= MAX_ADDRESSES)
    return {other for ip, mac in pairs.iter_rows() for one, other in ((ip, mac), (mac, ip)) if one in known}


def _is_built(address: str, context: Context) -> bool:
    return len(address) == 17 and address[2::3] == ":::::" and context.builds(address)


class Door:
    """Who may pass. What it knows grows with what a file says."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._found: set[str] = set(context.known)
        self._is_built = lru_cache(1 << 15)(lambda address: _is_built(address, context))

    def learn(self, observations: pl.DataFrame) -> None:
        """Take in what says that hosts have to do with cameras."""
        self._found |= marked(observations, replace(self._context, known=frozenset(self._found)))

    def add(self, addresses: Iterable[str]) -> None:
        """These have to do with cameras."""
        self._found.update(addresses)

    def knows(self, *addresses: str) -> bool:
        """Whether any of these addresses (IP or Ethernet) has to do with cameras, or everything is to be kept."""
        if self._context.keep_all:
            return True
        return not self._found.isdisjoint(addresses) or any(map(self._is_built, addresses))

    def found(self) -> Collection[str]:
        """Every address known here."""
        return self._found

    def split(self, table: pl.DataFrame, *columns: str) -> tuple[pl.DataFrame, int]:
        """(the rows of which `knows` is true for one of these columns, how many there are besides)."""
        if self._context.keep_all:
            return table, 0
        said = pl.concat([table[name] for name in columns]).drop_nulls().unique()
        known = said.filter(pl.Series([self.knows(one) for one in said], dtype=pl.Boolean)).implode()
        keep = table.select(pl.any_horizontal(pl.col(name).is_in(known) for name in columns)).to_series()
        kept = frames.only(table, keep.fill_null(value=False))
        return kept, table.height - kept.height


LEFT = "of hosts that have nothing to do with cameras"
"""How what the door kept out is told, after what it was: ``conversations of hosts that ...``."""
