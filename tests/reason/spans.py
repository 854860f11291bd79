"""Sightings with a beginning and an end, and leases, for tests of joining."""

from __future__ import annotations

import polars as pl
from tests.support import day

from camcensus.model import frames
from camcensus.model.observation import Observation
from camcensus.reason.devices import Joined


def during(  # one argument a column; all by name
    subject: str,
    *facts: tuple[str, str],
    first: str | None,
    last: str | None = None,
    realm: str = "main",
    position: int = 1,
    source: str = "importer:dhcpd-leases@1",
    body: str = "dept",
) -> pl.DataFrame:
    """What one record says of one subject for a time."""
    start, end = day(first), day(last or first)
    original = f"{subject}{first}{last}{position}{facts}".encode().ljust(32, b".")[-32:]
    rows = [
        Observation(
            body=body, realm=realm, subject=subject, field=field, value=value, source=source, at=start, until=end,
            at_quality="exact" if start else "unknown", original=original,
        )
        for field, value in facts
    ]  # fmt: skip
    return frames.from_observations(rows).with_columns(position=pl.lit(position, dtype=pl.Int64))


def lease(address: str, mac: str, first: str, last: str, *facts: tuple[str, str], position: int = 1) -> pl.DataFrame:
    """A DHCP lease from its beginning to its end."""
    return during(f"ip:{address}", ("mac", mac), ("lease.state", "active"), *facts,
                  first=first, last=last, position=position)  # fmt: skip


def groups(joined: Joined) -> set[frozenset[str]]:
    """The subjects of each device, each with the values that were seen of it."""
    by = joined.seen.group_by("device").agg(pl.concat_str("subject", pl.lit(" "), "value").unique())
    return {frozenset(told) for told in by["subject"].to_list()}


def owner(joined: Joined, value: str) -> str:
    """The device of which a value was seen."""
    (found,) = joined.seen.filter(pl.col("value") == value)["device"].unique().to_list()
    return str(found)
