"""Devices whose Ethernet addresses lie next to each other and that may be one box with two interfaces.

A recorder with two sockets mostly has two addresses that follow each other, one in the camera network, one in the
office network. But cameras bought together have such addresses too, and there are many more of these. So nearness alone
says nothing, and a mark is set only where all of this holds:

* two addresses of one block differ by `STEP` at most, and no third one of a device lies as near to either: a run of
  three is a delivery;
* the devices are at different IP addresses, and neither has a serial number that the other has not;
* something else speaks for one box: one certificate or identifier, or one host name, that these two and no other bear;
  or one is a recorder and nothing says what the other is, or that it is another model.

A mark names the other device and joins nothing: who looks at separation decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import polars as pl

from camcensus.reason import hosts
from camcensus.reason.marks import SCHEMA

STEP = 2
"""How far the Ethernet addresses of two sockets of one box lie apart at most."""

_MADE_UP = 1 << 41


def find(devices: pl.DataFrame) -> pl.DataFrame:
    """device, code, detail: the mark ``neighbouring-macs`` on both of two devices, of which one at least is judged.

    `devices` has device, body, names, label, addresses, class, model, and candidate.
    """
    devices = devices.select("device", "body", "names", "label", "addresses", "class", "model", "candidate")
    names = devices.select("device", "names").explode("names")
    macs = names.filter(pl.col("names").str.starts_with("mac:"))
    number = pl.col("names").str.slice(4).str.replace_all(":", "").str.to_integer(base=16, strict=False)
    numbered = macs.select("device", mac=number).drop_nulls().unique().filter(pl.col("mac") & _MADE_UP == 0)
    near = _pairs(numbered)
    if not near:
        return pl.DataFrame(schema=SCHEMA)
    every = {device for pair in near for device in pair}
    about = {row["device"]: row for row in devices.filter(pl.col("device").is_in(every)).rows(named=True)}
    borne = names.filter(pl.col("names").str.contains("^(?:cert|uuid|host):"))
    counts = dict(borne.group_by("names").len().iter_rows())
    own = {device: set(filter(_tells(counts), row["names"])) for device, row in about.items()}
    rows = [
        (one, "neighbouring-macs", about[other]["label"])
        for first, second in near
        if _may_be_one(about[first], about[second], shared=bool(own[first] & own[second]))
        for one, other in ((first, second), (second, first))
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").unique()


def _tells(counts: dict[str, int]) -> Callable[[str], bool]:
    """Whether exactly two devices bear a name, and it is none that firmware ships with."""
    return lambda name: counts.get(name) == 2 and not hosts.is_common(name.removeprefix("host:"))


def _pairs(numbered: pl.DataFrame) -> list[tuple[str, str]]:
    """The devices of each two addresses that lie near to each other and to no third."""
    ordered = numbered.sort("mac", "device").rows()
    return [(first[0], second[0]) for first, second in _runs_of_two(ordered) if first[0] != second[0]]


def _runs_of_two(ordered: list[tuple[str, int]]) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    run = ordered[:1]
    for before, one in pairwise([*ordered, ("", 1 << 60)]):
        if one[1] - before[1] <= STEP and one[1] >> 24 == before[1] >> 24:
            run.append(one)
            continue
        if len(run) == 2:
            yield run[0], run[1]
        run = [one]


def _may_be_one(one: dict[str, Any], other: dict[str, Any], *, shared: bool) -> bool:
    if not (one["candidate"] or other["candidate"]) or one["body"] != other["body"]:
        return False
    if one["addresses"] and one["addresses"] == other["addresses"]:
        return False
    serials = [{name for name in row["names"] if name.startswith("serial:")} for row in (one, other)]
    if all(serials) and not serials[0] & serials[1]:
        return False
    return shared or _is_recorder(one, other) or _is_recorder(other, one)


def _is_recorder(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether one is a recorder, and the other nothing else that is known."""
    like = other["class"] is None or other["class"] == "recorder"
    same = one["model"] is None or other["model"] is None or one["model"] == other["model"]
    return one["class"] == "recorder" and like and same
