"""Ways out and attempts from a whole workspace: files are read into the log, and asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import packets as make_packets
from tests.cases.messages import answers, asks
from tests.engine.runs import now
from tests.scopes import attempts as scope
from tests.sources.captures import captured
from tests.workspaces import ESTATE, make

from camcensus.engine import bundle, gather, networks, ways, workspace
from camcensus.engine.ways import Ways
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import SettingsError
from camcensus.model.estate import Estate, Site, Zone
from camcensus.wire import spans

CAMERA, RESOLVER, CLOUD, PRINTER = "10.0.1.5", "10.0.2.53", "203.0.113.5", "10.0.1.99"
HOLDERS = {("main", CAMERA): "cam"}
CORE = {"main": spans.network("10.0.2.0/24")}
NAME = "dev.ezvizlife.com"


def _capture(path: Path) -> None:
    frames = [
        captured.udp(CAMERA, RESOLVER, (5353, 53), asks(7, NAME)),
        captured.udp(RESOLVER, CAMERA, (53, 5353), answers(7, NAME, CLOUD)),
        captured.tcp(CAMERA, CLOUD, (40_000, 443), make_packets.SYN),
        captured.tcp(CLOUD, CAMERA, (443, 40_000), make_packets.SYN | make_packets.ACK),
        captured.udp(PRINTER, CLOUD, (123, 123), bytes(48)),
    ]
    path.write_bytes(make_packets.pcap(captured.timed(frames)))


def _run(path: Path, zone: str) -> None:
    read = scope(path.parent)
    with bundle.begin(path, read, now) as made:
        made.head(read, [445], ["attempts"])
        value = {"zone": zone, "address": "10.0.2.9", "port": 445, "answer": "silent", "times": 2}
        made.note("run.tried", value, realm="main")
        made.note("run.ended", {"why": "done"})


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    folder = make(tmp_path / "ws", estate=f'{ESTATE}\n[[zone]]\nid = "net"\nsite = "hq"\nkind = "outside"\n'
                  'cidrs = ["10.9.0.0/16"]\n')  # fmt: skip
    (folder / networks.NAME).write_text("network,country,name,maker\n203.0.113.0/24,SG,Example Cloud,hikvision\n")
    _capture(tmp_path / "a.pcap")
    _run(tmp_path / "run.jsonl", "cameras")
    _run(tmp_path / "lost.jsonl", "attic")
    made = workspace.open_(folder)
    files = [
        folder / "scan.xml",
        folder / "register.csv",
        *(tmp_path / n for n in ("a.pcap", "run.jsonl", "lost.jsonl")),
    ]
    readings = list(gather.read(made, files))
    assert not [one.failed for one in readings if one.failed]
    yield made
    made.store.close()


def asked(opened: Workspace) -> Ways:
    return ways.of(opened, opened.store.observations(), HOLDERS, CORE)


def test_what_the_log_says_of_the_ways_of_a_device(opened: Workspace) -> None:
    found = asked(opened)
    assert set(found.outlets) == {"cam"}
    asked_for, cloud = found.outlets["cam"]
    assert (asked_for.kind, asked_for.other, asked_for.detail) == (
        "dns", RESOLVER, f"dns, udp 53, in the core: {NAME}",
    )  # fmt: skip
    maker = opened.knowledge.makers["hikvision"].name
    assert (cloud.kind, cloud.other, cloud.country, cloud.through) == ("cloud", NAME, "SG", False)
    assert cloud.detail == f"{maker}, tcp 443, outside {CLOUD} (Example Cloud), asked for by DNS"
    assert [(one.stood, one.target, one.answer, one.to_core) for one in found.trials["cam"]] == [
        ("cameras", "10.0.2.9", "silent", True)
    ]
    (remark,) = found.remarks
    assert "'attic'" in remark


def test_a_fault_in_the_table_is_said_with_its_line(opened: Workspace) -> None:
    opened.files["estate"][networks.NAME] = b"network\nx\n"  # type: ignore[index]
    with pytest.raises(SettingsError, match=r"networks\.csv, line 2"):
        asked(opened)


def test_a_zone_outside_is_none_of_ours() -> None:
    estate = Estate(
        sites=(Site(id="hq", name="HQ", body="dept", realm="west"),),
        zones=(
            Zone(id="cameras", site="hq", kind="camera", cidrs=("10.1.0.0/24", "10.1.1.0/24")),
            Zone(id="net", site="hq", kind="outside", cidrs=("198.51.100.0/24",)),
        ),
    )
    assert ways.zones_of(estate) == {"cameras": ("west", spans.network("10.1.0.0/23"))}
