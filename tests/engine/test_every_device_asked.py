"""The whole prober against the whole fleet on loopback: every family, every weak device, every hostile one."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.engine.runs import rows, told
from tests.fleet import family, hostile
from tests.fleet.device import Device
from tests.fleet.fleet import Fleet, simulated
from tests.fleet.weak import KINDS
from tests.support import knowledge, sayings

from camcensus.engine import name as naming
from camcensus.engine import probe as engine
from camcensus.engine.probe import Result, Wish, probe
from camcensus.model.scope import PORTS, Limits

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="cameras answer on ports below 1024")

LIMITS = Limits()
SCOPE = """
[authority]
person = "A test"
on = 2026-11-20
[[range]]
addresses = "{network}"
[window]
start = 2020-01-01T00:00:00Z
end = 2100-01-01T00:00:00Z
[limits]
rate = 1000
subnet_rate = 1000
rest_s = {rest}
[network]
ports = {ports}
"""
OTHERS_NAMED = {"foscam-camera": "netwave", "ipro-camera": "panasonic"}
"""Families of which the parts' or the predecessor's name is what their answers say."""


def ask(
    fleet: Fleet, folder: Path, *, secrets: str = "", ports: tuple[int, ...] = PORTS, rest: int = LIMITS.rest_s
) -> Result:
    """A run over exactly the addresses of the fleet."""
    numbers = [int(one.address.rpartition(".")[2]) for one in fleet.devices]
    block = fleet.devices[0].address.rpartition(".")[0]
    scope, given = folder / "scope.toml", folder / "secrets.toml"
    network = f"{block}.{min(numbers)}-{block}.{max(numbers)}"
    scope.write_text(SCOPE.format(network=network, ports=list(ports), rest=rest), "utf-8")
    if secrets:
        given.write_text(secrets, "utf-8")
        given.chmod(0o600)
    return probe(Wish(scope=scope, out=folder / "run.jsonl", secrets=given if secrets else None))


def named(folder: Path) -> dict[str, tuple[str, str | None]]:
    """Address to class and maker."""
    seen = [(one["subject"], one["field"], one["value"], one["encoding"]) for one in rows(folder / "run.jsonl")]
    frame = pl.DataFrame(seen, schema=["subject", "field", "value", "encoding"], orient="row")
    return {
        one.subject.removeprefix("ip:"): (one.kind, one.hardware_maker)
        for one in naming.each(naming.name(frame, knowledge(), sayings()))
    }


@pytest.fixture(scope="module", name="asked")
def _asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result, list[Device]]:
    """One run over a device of each family, one of each weakness, and every hostile one."""
    folder = tmp_path_factory.mktemp("asked")
    families = list(family.every().values())
    tender = family.every()["hikvision-ipc"]
    weak = [(tender, kind()) for kind in KINDS.values()]
    with simulated(*families, *weak, *hostile.every()) as fleet:
        result = ask(fleet, folder)
    return folder, result, list(fleet.devices)


def spent(folder: Path) -> Mapping[str, dict[str, Any]]:
    return {one["address"]: one for one in told(folder / "run.jsonl", "run.spent")}


def test_the_run_comes_to_its_end_and_every_device_is_found(asked: tuple[Path, Result, list[Device]]) -> None:
    folder, result, devices = asked
    assert result.why == "done"
    assert spent(folder).keys() == {one.address for one in devices}


def test_who_made_each_is_named_and_nobody_else(asked: tuple[Path, Result, list[Device]]) -> None:
    folder, _, devices = asked
    found = named(folder)
    known = [
        one for one in devices if one.family.is_camera and not one.weak and not one.family.id.startswith("hostile")
    ]
    makers = {one.family.id: (found.get(one.address, ("", None))[1], one.family.maker) for one in known}
    right = [name for name, (said, true) in makers.items() if said == true]
    wrong = {name: said for name, (said, true) in makers.items() if said not in (true, None)}
    assert wrong == OTHERS_NAMED
    assert len(right) >= 34, sorted(set(makers) - set(right))


def test_no_other_host_is_called_a_camera(asked: tuple[Path, Result, list[Device]]) -> None:
    folder, _, devices = asked
    found = named(folder)
    others = [one for one in devices if not one.family.is_camera and not one.family.id.startswith("hostile")]
    called = {one.family.id: found[one.address][0] for one in others if one.address in found}
    assert not {name: kind for name, kind in called.items() if kind in ("camera", "recorder", "doorbell")}


def test_every_device_lives_and_nothing_was_written_or_tried(asked: tuple[Path, Result, list[Device]]) -> None:
    _, _, devices = asked
    for one in devices:
        assert not one.counters.died, (one.family.id, one.counters.died)
        assert not one.counters.harmed, (one.family.id, one.counters.harmed)
        assert not one.counters.credentials, one.family.id
        assert not one.counters.writes, (one.family.id, one.counters.writes)


def test_no_device_got_more_than_its_budget(asked: tuple[Path, Result, list[Device]]) -> None:
    folder, _, devices = asked
    accounts = spent(folder)
    for one in devices:
        account = accounts[one.address]
        assert one.counters.connections <= account["connections"] <= LIMITS.connections, one.family.id
        assert sum(account["packets"]) <= LIMITS.packets, one.family.id
        assert sum(account["bytes"]) <= LIMITS.bytes, one.family.id
        assert one.counters.concurrent <= 1, one.family.id


def test_what_points_outside_is_noted_and_not_followed(asked: tuple[Path, Result, list[Device]]) -> None:
    folder, result, _ = asked
    assert hostile.OUTSIDE in {one["address"] for one in told(folder / "run.jsonl", "run.refused")}
    assert result.refused


RECORDERS = ("hikvision-nvr", "dahua-nvr")
USER, PASSWORD = "inventory", "Zw7-example-of-a-test"


NEEDED = ("http-page", "sadp", "dhip", "isapi-channels", "dahua-channels", "onvif-device-information", "onvif-channels")
"""Probes of the runs with a login; the searches of other makers would each wait for a second."""


@pytest.mark.parametrize(("given", "fails"), [(PASSWORD, 0), ("out-of-date", 1)])
def test_a_recorders_channels_are_read_with_the_owners_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, fails: int
) -> None:
    every = [one for one in engine.probes() if one.id in NEEDED]
    monkeypatch.setattr(engine, "probes", lambda: every)
    with simulated(*(family.every()[name] for name in RECORDERS), login=(USER, PASSWORD)) as fleet:
        listed = json.dumps([one.address for one in fleet.devices])
        secrets = f'[[device]]\naddresses = {listed}\nuser = "{USER}"\npassword = "{given}"\n'
        ask(fleet, tmp_path, secrets=secrets, ports=(80, 554, 8000, 37777), rest=1)
        devices = list(fleet.devices)
    written = (tmp_path / "run.jsonl").read_text("utf-8")
    channels = {one["subject"] for one in rows(tmp_path / "run.jsonl") if one["subject"].startswith("channel:")}
    for one in devices:
        assert one.counters.failed_logins == fails, one.family.id
        assert any(channel.startswith(f"channel:{one.address}/") for channel in channels) != bool(fails), one.family.id
    assert given not in written
    assert USER not in written
