"""A small made-up estate, judged once: every outcome, a waiver in force and one that has ended, gaps, doubts."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
from tests.support import AS_OF, NO, ORDER, UNKNOWN, YES, knowledge, log, see, sensitivity

from camcensus.engine.assess import conclude
from camcensus.engine.settings import Settings
from camcensus.model.assessment import Assessment, Basis
from camcensus.model.estate import Body, Estate, Site, Statement, Zone
from camcensus.model.finding import Consideration, Determination, Waiver
from camcensus.model.knowledge import Knowledge, Registrants
from camcensus.model.profile import Note, Profile

DEPLOY, CORE, REMOVE, OTHER = "UK-WMS.1.1v1", "UK-WMS.2.1v1", "UK-WMS.3.1v1", "UK-WMS.4.1v1"
"""The clauses of the order that these tests name."""

MARKS = (
    "hikvision/model-network-camera", "hikvision/http-server-dnvrs", "dahua/rtsp-server-name", "axis/http-title",
)  # fmt: skip
BRANDS = ("hikvision", "dahua", "axis", "honeywell")
COSTS = "thurrock"
"""The only fingerprints, brands and costs these tests know, so that a new one changes no golden file."""

GOLDENS = Path(__file__).parent / "goldens"

REGISTER = "importer:register-csv@1"

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202etxt.exe\u2066 \u200f reversed",
    "x" * 10_000,
    "Z\u0351\u0300\u0301\u0302\u0303\u0304\u0305\u0306algo",
    "tab\tnul\x00bell\x07esc\x1b[31mred",
    "{{ 7 * 7 }}{% raw %}",
    "lone \ud800 surrogate".encode("utf-8", "replace").decode(),
    "\u4e2d\u6587 \u0639\u0631\u0628\u064a",
)
"""What a device or a register may say."""


def golden(name: str, text: str) -> None:
    """`text` is what the file says; ``CAMCENSUS_REWRITE_GOLDENS=1 pytest`` writes the files anew."""
    path = GOLDENS / name
    if os.environ.get("CAMCENSUS_REWRITE_GOLDENS"):
        path.write_text(text, "utf-8", newline="")
    assert text == path.read_bytes().decode("utf-8"), "if this is meant: CAMCENSUS_REWRITE_GOLDENS=1 pytest"


def bare(page: str) -> str:
    """A page without its style, script and the policy that names their hashes, which tests of their own hold."""
    for pattern in (r"(<style>).*?(</style>)", r"(<script>).*?(</script>)", r'(Policy" content=").*?(")'):
        page = re.sub(pattern, r"\1\2", page, flags=re.DOTALL)
    return page


def known() -> Knowledge:
    """The project's knowledge with the few fingerprints and brands that these tests use."""
    full = knowledge()
    return replace(
        full,
        fingerprints=tuple(mark for mark in full.fingerprints if mark.id in MARKS),
        brands={name: brand for name, brand in full.brands.items() if name in BRANDS},
        vocabulary=replace(full.vocabulary, costs={COSTS: full.vocabulary.costs[COSTS]}),
    )


def estate() -> Estate:
    """A sensitive site with cameras and a core network, a depot of which little is known, a shed nobody looked at."""
    said = Statement(answer=NO, said_by="B. Example", said_on=date(2026, 1, 1))
    return Estate(
        bodies=(Body(id="dept", name="Department of Examples"),),
        sites=(
            Site(id="hq", name="Headquarters", body="dept", controller="ours", sensitive=sensitivity(YES)),
            Site(id="depot", name="Depot", body="dept", realm="depot", sensitive=sensitivity(UNKNOWN)),
            Site(id="shed", name="Shed", body="dept", realm="shed", controller="ours", sensitive=sensitivity(NO)),
        ),
        zones=(
            Zone(id="hq-cameras", site="hq", kind="camera", cidrs=("10.0.1.0/24",), core=said),
            Zone(id="hq-core", site="hq", kind="core", cidrs=("10.0.2.0/24",)),
            Zone(id="depot-lan", site="depot", kind="users", cidrs=("10.0.1.0/24",)),
            Zone(id="shed-lan", site="shed", kind="camera", cidrs=("10.0.9.0/24",), cameras_expected=False),
        ),
    )


def profile() -> Profile:
    """One determination signed, one waiver in force, one that has ended, one consideration, one note."""
    signed = date(2026, 2, 1)
    return Profile(
        orders=(ORDER,),
        determinations=(
            Determination(
                maker="hikvision", subject=True, person="A. Example", role="security adviser", signed=signed,
                reason="Registered in Hangzhou.", until=date(2028, 1, 31),
            ),
        ),
        waivers=(
            Waiver(
                id="W-1", clauses=(CORE,), reason="Moved in spring.", person="A. Example", signed=signed,
                until=date(2027, 3, 31), devices=("CAM-4",),
            ),
            Waiver(
                id="W-2", clauses=(DEPLOY,), reason="No stair without a camera.", person="A. Example",
                signed=date(2025, 2, 1), until=date(2026, 6, 30), devices=("CAM-2",), sites=("hq",),
            ),
        ),
        considerations=(
            Consideration(
                id="C-1", clauses=(REMOVE,), options=("replace now", "wait"), decision="replace now",
                person="A. Example", decided=signed, review=date(2027, 2, 1), sites=("hq",),
            ),
        ),
        notes=(Note(on="dahua", text="Legal advice is awaited.", person="B. Example", signed=signed),),
    )  # fmt: skip


def row(asset: str, *facts: tuple[str, str], realm: str = "main") -> pl.DataFrame:
    """One row of a register."""
    return see(f"asset:{asset}", *facts, at="2026-10-01", realm=realm, source=REGISTER)


def scanned(address: str, *facts: tuple[str, str], realm: str = "main") -> pl.DataFrame:
    """What a scan saw at one address."""
    return see(f"ip:{address}", *facts, at="2026-11-10", realm=realm, position=2)


def observed() -> pl.DataFrame:
    """Six devices, one host that is none, and the reach of a scan."""
    hq = ("fact.site", "hq")
    return log(
        [
            row("CAM-1", ("fact.ip", "10.0.1.11"), ("register.make", "Hikvision"), ("fact.class", "camera"), hq,
                ("model.number", "DS-2CD2T47G2-L"), ("fact.installed_on", "2024-05-14"), ("fact.work", "new")),
            scanned("10.0.1.11", ("mac", "bc:ad:28:00:00:11"), ("http.server", "DNVRS-Webs"),
                    ("net.open_port", "554/tcp")),
            row("CAM-2", ("fact.ip", "10.0.1.12"), ("register.make", "Dahua"), ("fact.class", "camera"), hq,
                ("fact.installed_on", "2025-03-18"), ("fact.work", "like-for-like")),
            scanned("10.0.1.12", ("mac", "f2:00:00:00:00:12"), ("rtsp.server", "Dahua Rtsp Server")),
            row("CAM-3", ("fact.ip", "10.0.1.13"), ("register.make", "Axis"), ("fact.class", "camera"), hq,
                ("firmware.version", "10.12.1"), ("fact.installed_on", "2021")),
            scanned("10.0.1.13", ("http.title", "AXIS")),
            row("CAM-4", ("fact.ip", "10.0.2.14"), ("register.make", "Hikvision"), ("fact.class", "recorder"), hq,
                ("fact.installed_on", "2020")),
            scanned("10.0.1.15", ("net.open_port", "554/tcp")),
            row("CAM-6", ("fact.ip", "10.0.1.16"), ("register.make", "Dahua"), ("fact.class", "camera"),
                ("fact.site", "depot"), ("fact.installed_on", "2025"), realm="depot"),
            scanned("10.0.1.99", ("net.open_port", "9100/tcp")),
            see("file:scan.xml", ("fact.reach", "10.0.1.0/25"), position=2),
        ]
    )  # fmt: skip


def judge(
    frame: pl.DataFrame, *, of: Estate | None = None, by: Profile | None = None, as_of: date = AS_OF
) -> Assessment:
    """What the order says of `frame`; the table of registrants is of a fixed month."""
    settings = Settings(estate=of or estate(), profile=by or profile(), estate_version="e", profile_version="p")
    basis = Basis(as_of=as_of, position=2, knowledge="0" * 64, estate="1" * 64, profile="2" * 64)
    made = conclude(frame, known(), settings, basis)
    names = {"bc:ad:28": "Hangzhou Hikvision Digital Technology Co.,Ltd."}
    by_table = pl.col("by").str.replace(r"^registrants@.*$", "registrants@2026-09")
    return replace(
        made,
        registrants=Registrants(package="registrants 1.0", made="2026-09", names=names),
        claims=made.claims.with_columns(by=by_table),
    )


@cache
def sample() -> Assessment:
    """The small estate, judged."""
    return judge(observed())


def worst() -> pl.DataFrame:
    """A register and a scan that say the worst things in every cell."""
    fields = ("http.title", "http.server", "register.location", "model.number", "firmware.version", "fact.service")
    parts = [see("file:scan.xml", ("fact.reach", "10.0.0.0/8"))]
    for number, text in enumerate(HOSTILE):
        facts = [(field, text) for field in fields]
        address = ("fact.ip", f"10.0.1.{number + 1}")
        parts.append(row(text[:200], ("register.make", "Dahua"), ("fact.site", "hq"), address, *facts))
    return log(parts)


@cache
def hostile() -> Assessment:
    """What the order says of the worst."""
    return judge(worst())


def nothing() -> Assessment:
    """A log in which nothing stands, and no order chosen."""
    return judge(log([]), by=Profile())
