"""A second made-up estate: a recorder with its channels, host names, a photograph; one host is no camera."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import polars as pl
from tests.report.samples import judge, row, scanned
from tests.support import log, see

from camcensus.model.assessment import Assessment

LAPTOP, CAMERA = "hr-laptop-7", "gate-camera"
"""Host names: of what is no camera, and of a camera that nothing else names."""
SERIAL = "DS-2CD2T47G2-L20200101AAWRJ12345678"
HQ = ("fact.site", "hq")


@cache
def listed() -> Assessment:
    """A camera of two channels, an analogue one that only the recorder knows, a camera known by its name alone."""
    made = judge(
        log(
            [
                row("NVR-1", ("fact.ip", "10.0.1.9"), ("register.make", "Hikvision"), ("fact.class", "recorder"), HQ,
                    ("register.location", "Comms room"), ("fact.controller", "landlord")),
                scanned("10.0.1.9", ("mac", "bc:ad:28:00:00:09"), ("channel.count", "3"), ("net.open_port", "554/tcp")),
                row("CAM-1", ("fact.ip", "10.0.1.11"), ("register.make", "Hikvision"), ("fact.class", "camera"), HQ,
                    ("register.recorder", "an old recorder"), ("fact.installed_on", "2023-05")),
                scanned("10.0.1.11", ("mac", "bc:ad:28:00:00:11"), ("dhcp.hostname", "cam1"),
                        ("net.open_port", "554/tcp")),
                *(_channel(number, mac="bc:ad:28:00:00:11", serial=SERIAL, name=f"Gate {number}", state="online")
                  for number in (2, 3)),
                _channel(1, name="Hall", state="offline", kind="analogue"),
                see("walk:s/1/a", ("fact.ip", "10.0.1.11"), ("survey.photo", "0107.jpg"), source="walk:a", position=3),
                see(f"host:{CAMERA}", ("http.server", "DNVRS-Webs"), ("rtsp.server", "Dahua Rtsp Server"), position=3),
                scanned("10.0.1.99", ("net.open_port", "445/tcp"), ("dhcp.hostname", LAPTOP)),
            ]
        )
    )  # fmt: skip
    camera = made.devices.filter(pl.col("label") == "CAM-1")["device"].item()
    parts = pl.DataFrame(
        {
            "device": [camera] * 2,
            "claim": ["hisilicon", "quectel"],
            "weight": [14, 8],
            "because": [b"a" * 32, b"b" * 32],
        }
    ).with_columns(about=pl.lit("component_maker"), origin=pl.lit("x"), by=pl.lit("x"), copied=pl.lit(value=False))
    claims = pl.concat([made.claims, parts.select(made.claims.columns).cast(made.claims.schema)])
    return replace(made, claims=claims)


def _channel(number: int, **said: str) -> pl.DataFrame:
    facts = [(f"channel.{name}", value) for name, value in said.items()]
    stated = [(field, said[name]) for name, field in (("mac", "mac"), ("serial", "serial.number")) if name in said]
    own = [("channel.recorder", "10.0.1.9"), ("channel.number", str(number)), *facts, *stated]
    return see(f"channel:10.0.1.9/{number}", *own, source="importer:probe-run@1", position=2, at="2026-11-11")
