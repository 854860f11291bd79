"""What marks a host as possible surveillance equipment, and what it can be called."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.support import AS_OF, HIKVISION, estate, knowledge, log, profile, see

from camcensus.engine import assess
from camcensus.engine.settings import Settings
from camcensus.model.assessment import Basis


def known(*parts: pl.DataFrame) -> dict[str, Any]:
    settings = Settings(estate=estate(), profile=profile(), estate_version="", profile_version="")
    basis = Basis(as_of=AS_OF, position=1, knowledge="", estate="", profile="")
    return assess.conclude(log(parts), knowledge(), settings, basis).devices.row(0, named=True)


@pytest.mark.parametrize(
    "part",
    [
        see("ip:10.0.1.5", *HIKVISION),
        see("ip:10.0.1.5", ("net.open_port", "554/tcp")),
        see("ip:10.0.1.5", ("net.open_port", "37777/tcp")),
        see("asset:CAM-1", ("register.location", "gate"), at=None),
        see("photo:1", ("fact.class", "camera")),
    ],
)
def test_a_candidate(part: pl.DataFrame) -> None:
    assert known(part)["candidate"]


@pytest.mark.parametrize(
    "part",
    [
        see("ip:10.0.1.5", ("net.open_port", "443/tcp")),
        see("ip:10.0.1.5", ("net.open_port", "554/udp")),
        see("ip:10.0.1.5", ("net.open_port", "554/tcp"), ("fact.class", "not-camera")),
    ],
)
def test_no_candidate(part: pl.DataFrame) -> None:
    assert not known(part)["candidate"]


def test_the_label_is_what_people_would_use() -> None:
    scan = see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"))
    row = see("asset:CAM-1", ("mac", "44:19:b6:00:00:01"), at=None, position=2)
    assert known(scan)["label"] == "10.0.1.5"
    assert known(scan, row)["label"] == "CAM-1"


def test_every_name_finds_it() -> None:
    names = known(see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), ("serial.number", "AB12345")))["names"]
    assert {"10.0.1.5", "ip:10.0.1.5", "mac:44:19:b6:00:00:01", "ab12345", "serial:ab12345"} <= set(names)


def test_a_host_is_found_by_its_whole_name_and_by_its_first_label() -> None:
    names = known(see("ip:10.0.1.5", ("fact.hostname", "Cam-1.example.org")))["names"]
    assert {"cam-1", "host:cam-1", "cam-1.example.org"} <= set(names)
