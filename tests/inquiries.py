"""Inquiries by section 889 for tests of the documents: of the small estate, chosen or not, with what was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
from tests.report import samples
from tests.support import knowledge

from camcensus.model.assessment import Assessment
from camcensus.model.inquiry import Inquiry, Read, Sought
from camcensus.model.outcome import Answer
from camcensus.model.profile import Profile, Readings
from camcensus.reason import named
from camcensus.reason.listed import Lists

ID = "us-section-889"


def judged(frame: pl.DataFrame | None = None, *, purpose: Answer = Answer.UNKNOWN) -> Assessment:
    """The small estate, judged by section 889 alone."""
    readings = Readings(surveillance_is_covered_purpose=purpose)
    by = Profile(orders=(ID,), readings=readings)
    return samples.judge(samples.observed() if frame is None else frame, by=by)


_SOUGHT = (
    Sought(
        party="hangzhou-hikvision",
        name="Hangzhou Hikvision",
        words="Hangzhou Hikvision Digital Technology Company",
        purpose="For the purpose of public safety",
        makers=("Hangzhou Hikvision",),
        labels=("Annke", "HiLook"),
    ),
    Sought(
        party="hisilicon",
        name="HiSilicon",
        through=("Huawei Technologies Co., Ltd.",),
        makers=("HiSilicon Technologies Co., Ltd.",),
    ),
)


def inquiry(one: Assessment, *, chosen: bool = True, read: int = 2) -> Inquiry:
    """An inquiry on an assessment, with a few of the companies that are searched for."""
    known = knowledge()
    order, lists = known.directives[ID], Lists(known, one.basis.as_of)
    pairs = one.devices.select(named.PAIR).unique(maintain_order=True).iter_rows()
    files = [
        Read(name=f"scan-{number}.xml", importer="nmap-xml@1", kind="nmap XML", file=f"{number:02}" * 32, body="dept",
             realm="main", received=datetime(2026, 11, 1 + number % 20, tzinfo=UTC), count=40, position=1 + number)
        for number in range(read)
    ]  # fmt: skip
    return Inquiry(
        order=order,
        listing=known.listings[ID],
        chosen=chosen,
        judged=one,
        sought=_SOUGHT,
        open=158,
        named=named.tables(pairs, [order], known, lists, one.profile.readings)[ID],
        read=tuple(files),
        knows={"scan": 5, "register": 4, "photograph": 0},
        recorded={"determination": 1},
    )  # fmt: skip


def landlords(one: Inquiry, device: str) -> Inquiry:
    """The same, where a landlord controls one device."""
    devices = one.judged.devices.with_columns(
        controller=pl.when(pl.col("label") == device).then(pl.lit("landlord")).otherwise("controller")
    )
    return replace(one, judged=replace(one.judged, devices=devices))
