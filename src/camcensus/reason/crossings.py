"""What was seen to pass between devices and the core network, and how long anybody listened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import polars as pl

from camcensus.model.separation import CROSSED, Crossing
from camcensus.wire import spans
from camcensus.wire.spans import Spans

FLOW = r"^flow:(?<client>.+)>(?<server>.+)/(?<protocol>[^/]+)/(?<port>\d+)$"
"""A subject that is a conversation, in its parts."""
DENIED = "flow.denied"
"""Field of what a firewall's log says that it stopped."""
_BACK = ("packets_back", "bytes_back")
MOST = 50
"""Conversations of one device that are kept; those with the most connections."""


GATES = r"^importer:(?:pf|iptables|fortigate)-log@"
"""Readers of what a firewall writes of packets that it let by or stopped."""


def find(
    flows: pl.DataFrame, holders: Mapping[tuple[str, str], str], core: Mapping[str, Spans]
) -> dict[str, list[Crossing]]:
    """Device to its conversations with addresses in the core: the gravest first, of these the most connections.

    `flows`: observations whose subject is a flow. `holders`: realm and address to the device that holds it now; `core`:
    realm to the addresses of its core network.
    """
    if flows.is_empty():
        return {}
    said = flows.select(
        "realm", "count", "at", "until", parts=pl.col("subject").str.extract_groups(FLOW), outcome=_outcome()
    )
    told = said.unnest("parts")
    held = pl.lit(pl.Series([address for _, address in holders], dtype=pl.String).implode())
    told = told.filter(pl.any_horizontal(pl.col("client", "server").is_in(held)))
    told = told.group_by("realm", "client", "server", "protocol", "port", "outcome").agg(
        pl.col("count").sum(), first=pl.col("at").min(), last=pl.max_horizontal("at", "until").max()
    )
    found: dict[str, list[Crossing]] = {}
    for row in told.iter_rows(named=True):
        for mine, other in (("client", "server"), ("server", "client")):
            device = holders.get((row["realm"], row[mine]))
            if device is None or not _inside(row[other], core.get(row["realm"], spans.NONE)):
                continue
            found.setdefault(device, []).append(
                Crossing(
                    other=row[other],
                    protocol=row["protocol"],
                    port=int(row["port"]),
                    opened_by="device" if mine == "client" else "core",
                    outcome=row["outcome"],
                    connections=row["count"],
                    first=row["first"],
                    last=row["last"],
                )
            )
    return {device: sorted(many, key=_order)[:MOST] for device, many in found.items()}


def _order(one: Crossing) -> tuple[int, int, str, int]:
    return CROSSED.index(one.outcome), -one.connections, one.other, one.port


def _outcome() -> pl.Expr:
    """One of `CROSSED`. What a sensor saw and nobody answered may have been stopped behind the sensor."""
    back = [pl.col("value").str.json_path_match(f"$.{name}").cast(pl.Int64, strict=False) for name in _BACK]
    return (
        pl.when(pl.col("field") == DENIED).then(pl.lit("denied"))
        .when((pl.col("field") == "flow.conversation") & pl.col("source").str.contains(GATES)).then(pl.lit("passed"))
        .when((pl.col("field") == "flow.conversation") & (pl.max_horizontal(back) > 0)).then(pl.lit("answered"))
        .otherwise(pl.lit("unanswered"))
    )  # fmt: skip


def _inside(address: str, held: Spans) -> bool:
    try:
        return spans.holds(held, spans.address(address))
    except ValueError:
        return False


def watched(windows: pl.DataFrame) -> dict[tuple[str, str], int]:
    """(realm, network) to the whole days on which somebody listened to it.

    `windows`: the observations ``fact.heard`` of files that listened, each with the span of its file.
    """
    spans_of: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {}
    rows = windows.filter((pl.col("field") == "fact.heard") & pl.col("at").is_not_null())
    for realm, network, first, last in rows.select("realm", "value", "at", "until").iter_rows():
        spans_of.setdefault((realm, network), []).append((first, last or first))
    return {key: _days(many) for key, many in spans_of.items()}


def _days(many: Iterable[tuple[datetime, datetime]]) -> int:
    """Whole days that the spans together make up."""
    total, end = timedelta(), None
    for first, last in sorted(many):
        begin = first if end is None else max(first, end)
        total += max(last - begin, timedelta())
        end = last if end is None else max(end, last)
    return total // timedelta(days=1)
