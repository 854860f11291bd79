"""Decide ten million devices under six orders, a part at a time; and one tenth of them, to see how time grows."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import date

import numpy as np
import polars as pl

from camcensus.engine import assess, known
from camcensus.knowledge import load
from camcensus.model.estate import Estate, Sensitivity, Site, Statement
from camcensus.model.outcome import Answer
from camcensus.model.profile import Profile
from camcensus.reason import control, facts, tallied
from camcensus.reason import named as named_by
from camcensus.reason.listed import Lists

ORDERS = (
    "uk-wms-2022-11-24", "us-section-889", "us-1260h", "qc-2023-12-22", "tw-mainland-products", "ca-2025-06-27",
)  # fmt: skip
AS_OF = date(2026, 11, 23)
PART = 250_000
SITES = 2_000


def run(*counts: str) -> None:
    """Bars: under 60 s and 6 GB for ten million, and at most 11 times the time of one million."""
    took = {}
    for count in [int(one) for one in counts] or [1_000_000, 10_000_000]:
        done = subprocess.run(
            [sys.executable, "-m", "bench.decide", "inner", str(count)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        print(done.stdout, end="", flush=True)
        took[count] = float(done.stdout.split(" s,")[0].split()[-1])
    if len(took) > 1:
        least, most = min(took), max(took)
        print(f"{most // least} times the devices take {took[most] / took[least]:.2f} times the time")


def inner(count: int) -> None:
    """One size, in a process of its own."""
    knowledge = known.load(load.read())
    profile = Profile(orders=ORDERS)
    places = estate()
    makers = ("hikvision", "dahua", "axis", "hanwha", "uniview", "bosch", "tp-link", "xiongmai")
    world = control.World(knowledge, AS_OF)
    controls = {maker: control.decide(maker, knowledge, (), AS_OF, world) for maker in makers}
    orders = [knowledge.directives[order] for order in profile.orders]
    checks = assess.questions(orders)
    lists = Lists(knowledge, AS_OF)
    parts: list[pl.DataFrame] = []
    began = time.perf_counter()
    judging = 0.0
    for begin in range(0, count, PART):
        some = devices(begin, min(PART, count - begin), makers)
        start = time.perf_counter()
        judged = facts.of_devices(some, controls, places, profile)
        pairs = judged.select(named_by.PAIR).unique().iter_rows()
        listed = named_by.tables(pairs, orders, knowledge, lists, profile.readings)
        parts.append(tallied.tally(judged, orders, checks, profile, AS_OF, listed))
        judging += time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    counted = tallied.added(parts)
    clauses = counted["clause"].n_unique()
    print(
        f"{count:>10,} devices, {len(orders)} orders, {clauses} clauses: {judging:.1f} s, {peak} MB,"
        f" {judging / count * 1e6:.2f} us a device; {counted['count'].sum():,} findings"
        f" (with making the devices {time.perf_counter() - began:.1f} s)"
    )


def estate() -> Estate:
    answers = (Answer.YES, Answer.NO, Answer.UNKNOWN)
    sites = tuple(
        Site(
            id=f"site-{number}", name=f"Site {number}", body=f"body-{number % 40}", controller="ours",
            sensitive=Sensitivity(holds_secret=Statement(answer=answers[number % 3])),
        )
        for number in range(SITES)
    )  # fmt: skip
    return Estate(sites=sites)


def devices(begin: int, many: int, makers: tuple[str, ...]) -> pl.DataFrame:
    """Devices of which everything is drawn by lot, the same in every run."""
    rnd = np.random.default_rng(begin)

    def of(*words: str | None) -> pl.Series:
        return pl.Series(words, dtype=pl.String).gather(rnd.integers(len(words), size=many))

    site = rnd.integers(SITES, size=many)
    days = [f"{year}-{month:02}-{day:02}" for year in range(2016, 2027) for month in range(1, 13) for day in (1, 9, 17)]
    never = pl.Series([None] * many, dtype=pl.Datetime("us", "UTC"))
    return pl.DataFrame(
        {
            "device": pl.int_range(begin, begin + many, eager=True).cast(pl.String),
            "hardware_maker": of(*makers, None),
            "manufacturer": of(*makers, None, None, None),
            "visual": of("yes", "yes", "yes", None),
            "site": pl.Series([f"site-{number}" for number in range(SITES)]).gather(site),
            "body": pl.Series([f"body-{number % 40}" for number in range(SITES)]).gather(site),
            "zone": pl.Series([None] * many, dtype=pl.String),
            "core": of("yes", "no", "unknown"),
            "installed_on": of(*days, None),
            "acquired_on": of(None, None, *days[::7]),
            "work": of("new", "like-for-like", "repair", None),
            "controller": of("ours", "landlord", None),
            "status": of("in-use", "in-use", "in-use", None),
            "online": of("yes", "no", None),
            "federal_money": of("yes", "no", None),
            "bought_direct": of("yes", "no", None),
            "in_register": pl.Series(rnd.random(many) < 0.8),
            "make_in_register": pl.Series(rnd.random(many) < 0.7),
            "port_mark": pl.Series(rnd.random(many) < 0.5),
            "observed": pl.Series(rnd.random(many) < 0.9),
            **dict.fromkeys(("first_seen", "last_net", "missed_at", "status_at"), never),
        }
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["inner"]:
        inner(int(sys.argv[2]))
    else:
        run(*sys.argv[1:])
