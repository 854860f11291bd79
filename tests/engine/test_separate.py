"""Every device of an estate on the ladder, from the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests import packets as make_packets
from tests.cases.messages import answers, asks
from tests.engine.runs import now
from tests.reason import networks as net
from tests.scopes import attempts
from tests.sources.captures import captured
from tests.workspaces import ESTATE, make

from camcensus.engine import bundle, gather, networks, separate, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import SettingsError
from camcensus.model.separation import Standing, Standings

DAY = date(2026, 11, 25)
LINKS = "".join(
    f'\n[[link]]\nbox = "fw"\ninterface = "{name}"\nzone = "{zone}"\n'
    for name, zone in (("eth1", "cameras"), ("eth2", "core"))
)
RULES = """table ip f {
\tchain c {
\t\ttype filter hook forward priority 0; policy drop;
\t\tip saddr 10.0.1.5 tcp dport 443 accept
\t\tpassword notakey
\t}
}
"""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    make(tmp_path)
    with (tmp_path / "estate.toml").open("a") as file:
        file.write(LINKS)
    found = workspace.open_(tmp_path)
    list(gather.read(found, [tmp_path / "scan.xml", tmp_path / "register.csv"]))
    yield found
    found.store.close()


def read(used: Workspace, rules: str) -> Standings:
    (used.folder / "fw.nft").write_text(rules)
    list(gather.read(used, [used.folder / "fw.nft"]))
    return separate.separate(used, DAY)


def rungs(found: Standings) -> dict[str, str]:
    return {one.label: one.rung for one in found.devices}


def test_without_a_configuration_it_is_not_known(opened: Workspace) -> None:
    found = separate.separate(opened, DAY)
    assert rungs(found) == {"CAM-1": "unknown", "CAM-2": "unknown"}
    (first,) = [one for one in found.devices if one.label == "CAM-1"]
    assert "no configuration" in first.missing[0]


def test_a_configuration_from_the_log_is_asked(opened: Workspace) -> None:
    found = read(opened, RULES.replace("\t\tpassword notakey\n", ""))
    assert rungs(found) == {"CAM-1": "path-permitted", "CAM-2": "denied"}
    assert [(one.box, one.dialect, one.rules, one.unread) for one in found.boxes] == [("fw", "nftables", 1, 0)]
    assert found.boxes[0].known is not None
    assert found.counts()["denied"] == 1


def test_a_line_that_is_not_understood_keeps_it_from_being_closed(opened: Workspace) -> None:
    found = read(opened, RULES)
    assert rungs(found)["CAM-2"] == "unknown"


def test_what_lies_in_the_core_is_connected(opened: Workspace) -> None:
    row = "Camera ID,Site,Make,IP Address,Type\nCAM-9,HQ,Axis,10.0.2.44,Dome\n"
    (opened.folder / "more.csv").write_text(row)
    list(gather.read(opened, [opened.folder / "more.csv"]))
    found = read(opened, RULES.replace("\t\tpassword notakey\n", ""))
    (one,) = [one for one in found.devices if one.label == "CAM-9"]
    assert (one.rung, one.in_core, one.there) == ("connected", ("10.0.2.44",), "")


def test_the_newest_version_of_a_box_counts(opened: Workspace) -> None:
    read(opened, RULES.replace("\t\tpassword notakey\n", ""))
    found = read(opened, RULES.replace("\t\tpassword notakey\n", "").replace("10.0.1.5", "10.0.1.77"))
    assert rungs(found)["CAM-1"] == "denied"


CAMERA, RESOLVER, CLOUD, PRINTER = "10.0.1.5", "10.0.2.53", "203.0.113.5", "10.0.1.99"
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
    read = attempts(path.parent)
    with bundle.begin(path, read, now) as made:
        made.head(read, [445], ["attempts"])
        value = {"zone": zone, "address": "10.0.2.9", "port": 445, "answer": "silent", "times": 2}
        made.note("run.tried", value, realm="main")
        made.note("run.ended", {"why": "done"})


def test_ways_out_and_attempts_of_the_log_stand_beside_the_device(opened: Workspace, tmp_path: Path) -> None:
    (tmp_path / networks.NAME).write_text("network,country,name,maker\n203.0.113.0/24,SG,Example Cloud,hikvision\n")
    _capture(tmp_path / "a.pcap")
    _run(tmp_path / "run.jsonl", "cameras")
    _run(tmp_path / "lost.jsonl", "attic")
    opened.store.close()
    again = workspace.open_(tmp_path)
    list(gather.read(again, [tmp_path / name for name in ("a.pcap", "run.jsonl", "lost.jsonl")]))
    made = separate.separate(again, date(2026, 11, 28))
    again.store.close()
    (one,) = [one for one in made.devices if one.label == "CAM-1"]
    resolver, cloud = one.outlets
    assert (resolver.kind, resolver.other, resolver.detail) == (
        "dns", RESOLVER, f"dns, udp 53, in the core: {NAME}",
    )  # fmt: skip
    maker = again.knowledge.makers["hikvision"].name
    assert (cloud.kind, cloud.other, cloud.country, cloud.through) == ("cloud", NAME, "SG", False)
    assert cloud.detail == f"{maker}, tcp 443, outside {CLOUD} (Example Cloud), asked for by DNS"
    assert [(each.stood, each.target, each.answer, each.to_core) for each in one.trials] == [
        ("cameras", "10.0.2.9", "silent", True)
    ]
    assert any("'attic'" in remark for remark in made.remarks)


def test_a_fault_in_the_table_is_said_with_its_line(opened: Workspace) -> None:
    _capture(opened.folder / "a.pcap")
    list(gather.read(opened, [opened.folder / "a.pcap"]))
    opened.files["estate"][networks.NAME] = b"network\nx\n"  # type: ignore[index]
    with pytest.raises(SettingsError, match=r"networks\.csv, line 2"):
        separate.separate(opened, DAY)


ALONE = ESTATE.replace(
    'cidrs = ["10.0.1.0/24"]',
    'cidrs = ["10.0.1.0/24"]\nvlans = [40]\nrouted = { answer = "no", said_by = "B. Example", said_on = 2026-01-01 }',
).replace('cidrs = ["10.0.2.0/24"]', 'cidrs = ["10.0.2.0/24"]\nvlans = [10]')
CAM = "44:19:b6:3a:11:11"
SWITCH = (
    "version 15.2\nservice timestamps log\nhostname sw1\n!\nno ip routing\n!\n"
    f"{net.access('GigabitEthernet1/0/3', 40)}{net.access('GigabitEthernet1/0/4', 40)}end\n"
)
TABLES = (
    net.clock("sw1", 24)
    + net.macs("sw1", (40, CAM, "Gi1/0/3"))
    + net.status("sw1", ("Gi1/0/3", "connected", "40"), ("Gi1/0/4", "notconnect", "40"))
)


def _flows(first: str, last: str) -> str:
    """Two connections between cameras of one network, so long apart."""
    shared = {"uid": "C1", "id.orig_h": "10.0.1.5", "id.orig_p": 40_000, "id.resp_h": "10.0.1.6", "id.resp_p": 554,
              "proto": "tcp", "duration": 1.0, "orig_bytes": 9, "resp_bytes": 9, "conn_state": "SF", "orig_pkts": 4,
              "orig_ip_bytes": 200, "resp_pkts": 4, "resp_ip_bytes": 200}  # fmt: skip
    moments = [datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() for day in (first, last)]
    return "".join(json.dumps({"ts": at, **shared}) + "\n" for at in moments)


def stands(folder: Path, **files: str) -> Standing:
    make(folder, estate=ALONE)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    used = workspace.open_(folder)
    list(gather.read(used, [folder / "scan.xml", *(folder / name.replace("_", ".") for name in files)]))
    (one,) = [one for one in separate.separate(used, DAY).devices if "10.0.1.5" in one.addresses]
    used.store.close()
    return one


def test_separate_wants_every_proof(tmp_path: Path) -> None:
    """Nothing routes it, it was listened to, its port is its own, and nothing leads on from its switch."""
    heard = _flows("2026-10-01", "2026-11-20")
    one = stands(tmp_path / "all", conn_log=heard, sw1_log=TABLES, sw1_cfg=SWITCH)
    assert (one.rung, one.port, one.unlooked) == ("separate", "sw1/Gi1/0/3", ())
    assert one.weakest == "B. Example said on 2026-01-01 that nothing routes zone cameras"
    assert stands(tmp_path / "unheard", sw1_log=TABLES, sw1_cfg=SWITCH).rung == "denied"
    one = stands(tmp_path / "unread", conn_log=heard, sw1_log=TABLES)
    assert (one.rung, one.unlooked[0]) == ("denied-not-observed", one.weakest.partition("; ")[2])
    line = SWITCH.replace("end\n", net.trunk("TenGigabitEthernet1/1", "10,40") + "end\n")
    assert stands(tmp_path / "trunk", conn_log=heard, sw1_log=TABLES, sw1_cfg=line).rung == "unknown"
