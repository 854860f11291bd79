"""What attempts to connect that were made under a scope show of devices: from their zone to the core, or back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

import polars as pl

from camcensus.model.separation import Trial
from camcensus.reason.seats import Zones
from camcensus.wire import addresses, spans
from camcensus.wire.spans import Spans

FIELD = "run.tried"
ANSWERS = ("open", "refused", "silent")
"""What says something of the way there, the gravest first. What was not sent, or not judged, says nothing."""


class _Attempt(NamedTuple):
    realm: str
    stood: str
    target: str
    port: int
    answer: str
    at: datetime | None


def find(
    observed: pl.DataFrame, holders: Mapping[tuple[str, str], str], core: Mapping[str, Spans], zones: Zones
) -> dict[str, list[Trial]]:
    """Device to the attempts that count for it, those to the core and the gravest first; of several alike the newest.

    An attempt on the core counts for every device whose address lies in the zone where the collector stood; one from
    the core counts for the device that holds the address. `holders`: realm and address to the device that holds it now;
    `core`: realm to the addresses of its core network; `zones`: id to realm and addresses.
    """
    newest: dict[tuple[str, str, str, int], Trial] = {}
    for one in sorted(_attempts(observed), key=_age):
        inside = core.get(one.realm, spans.NONE)
        stood = _stood(one, zones)
        for device, to_core in _counts(one, stood, inside, holders):
            newest[device, one.stood, one.target, one.port] = Trial(
                stood=one.stood, target=one.target, port=one.port, answer=one.answer, at=one.at, to_core=to_core
            )
    found: dict[str, list[Trial]] = {}
    for (device, *_), trial in sorted(newest.items()):
        found.setdefault(device, []).append(trial)
    return {device: sorted(many, key=_grave) for device, many in found.items()}


def astray(observed: pl.DataFrame, zones: Zones) -> tuple[str, ...]:
    """Sentences about attempts that count for no device because nobody knows where the collector stood."""
    lost = Counter((one.stood, one.realm) for one in _attempts(observed) if not _stood(one, zones))
    return tuple(
        f"{count:,} attempts to connect in realm {realm} name the zone '{zone}', which has no addresses there:"
        " they count for no device"
        for (zone, realm), count in sorted(lost.items())
    )


def _counts(
    one: _Attempt, stood: Spans, core: Spans, holders: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, bool]]:
    """Each device that the attempt says something of, and whether it went to the core."""
    if not stood:
        return
    from_core, to_core = bool(spans.both(stood, core)), spans.holds(core, spans.address(one.target))
    if to_core and not from_core:
        for (realm, address), device in holders.items():
            if realm == one.realm and _holds(stood, address):
                yield device, True
    elif from_core and not to_core and (one.realm, one.target) in holders:
        yield holders[one.realm, one.target], False


def _attempts(observed: pl.DataFrame) -> Iterator[_Attempt]:
    """The attempts that came to something; what is not written as a run writes it is passed over."""
    rows = observed.filter((pl.col("field") == FIELD) & pl.col("subject").str.starts_with("run:"))
    for realm, value, at in rows.select("realm", "value", "at").iter_rows():
        try:
            said = json.loads(value)
            target, port = addresses.normalise(said["address"]), int(said["port"])
            stood, answer = str(said["zone"]), said["answer"]
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            continue
        if target is not None and answer in ANSWERS and 0 < port < 65_536:
            yield _Attempt(realm, stood, target, port, answer, at)


def _stood(one: _Attempt, zones: Zones) -> Spans:
    realm, every = zones.get(one.stood, ("", spans.NONE))
    return every if realm == one.realm else spans.NONE


def _holds(stood: Spans, address: str) -> bool:
    try:
        return spans.holds(stood, spans.address(address))
    except ValueError:
        return False


def _age(one: _Attempt) -> tuple[float, int, str]:
    """The newest last; of one moment the gravest last, so that it stays."""
    return (one.at.timestamp() if one.at is not None else 0.0, -ANSWERS.index(one.answer), one.realm)


def _grave(one: Trial) -> tuple[bool, int, str, int, str]:
    return (not one.to_core, ANSWERS.index(one.answer), one.target, one.port, one.stood)
