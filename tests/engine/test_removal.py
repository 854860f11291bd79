"""From files to a removal: a camera is read in, taken down, and looked for, by the readers that owners use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.wire.test_jpeg import JFIF, photograph
from tests.workspaces import make

from camcensus.engine import assess, explain, gather, removal, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import UsageError
from camcensus.model.removal import Removal

WALK = {
    "camcensus": "walk-round", "site": "hq", "surveyor": "S. Example", "day": "2026-11-10",
    "lines": [{"line": "1", "known_as": "asset:CAM-1", "outcome": "seen", "photos": "cam1.jpg"}],
}  # fmt: skip
TABLE = """sw-1#show clock
12:00:00.000 UTC Tue Nov 10 2026
sw-1#show mac address-table
Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
  40    4419.b63a.1111    DYNAMIC     Gi1/0/4
Total Mac Addresses for this criterion: 1
"""
STATUS = """sw-1#show clock
12:00:00.000 UTC Mon Nov 16 2026
sw-1#show interfaces status

Port      Name               Status       Vlan       Duplex  Speed Type
Gi1/0/4   cam front          notconnect   40           auto   auto 10/100/1000BaseTX
"""
DISPOSAL = """Camera ID,Serial No,Status,Date removed,Removed by,Last checked,Media serials,Sanitisation method,\
Sanitisation standard,Witness,WEEE consignment
CAM-1,F71204511,Removed,14/11/2026,R. Example,15/11/2026,SD 4411,Shredded,IEEE 2883,W. Example,WEEE-17
"""
LEASES = """lease 10.0.1.50 {
  starts 6 2026/11/14 08:00:00;
  ends 5 2026/12/25 08:00:00;
  cltt 4 2026/12/24 08:00:00;
  binding state active;
  hardware ethernet b8:a4:4f:31:26:31;
  client-hostname "axis-b8a44f312631";
}
"""


def conversations(*moments: datetime, client: str = "10.0.2.9", server: str = "10.0.1.6") -> str:
    common = {"id.orig_h": client, "id.orig_p": 50_000, "id.resp_h": server, "id.resp_p": 554, "proto": "tcp",
              "conn_state": "SF", "orig_pkts": 4, "resp_pkts": 5}  # fmt: skip
    lines = [{**common, "ts": at.timestamp(), "uid": f"C{number}"} for number, at in enumerate(moments)]
    return "".join(json.dumps(one) + "\n" for one in lines)


def day(number: int, month: int = 12) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


BEFORE = {"walk.json": json.dumps(WALK), "table.log": TABLE}
AFTER = {
    "disposal.csv": DISPOSAL, "status.log": STATUS, "dhcpd.leases": LEASES,
    "conn.json": conversations(day(14, 11), day(30)),
}  # fmt: skip


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    folder = make(tmp_path / "ws")
    (folder / "photographs").mkdir()
    (folder / "photographs" / "cam1.jpg").write_bytes(photograph(JFIF))
    found = workspace.open_(folder)
    list(gather.read(found, [folder / "scan.xml", folder / "register.csv"], gather.Wish()))
    take(found, BEFORE)
    yield found
    found.store.close()


def take(used: Workspace, files: dict[str, str]) -> None:
    for name, text in files.items():
        (used.folder / name).write_text(text)
        list(gather.read(used, [used.folder / name], gather.Wish()))


def found(used: Workspace, as_of: date = date(2027, 1, 5), **words: str) -> Removal:
    made = assess.assess(used, as_of)
    return removal.of(used, made, explain.find(made, "CAM-1"), words)


def test_it_goes_from_there_to_stated_to_shown(opened: Workspace) -> None:
    one = found(opened)
    assert one.answer == "there"
    assert not set(one.lacks) & {"no-serial", "no-mac", "no-photograph", "no-place", "never-seen"}
    take(opened, {"disposal.csv": DISPOSAL})
    one = found(opened)
    assert (one.answer, one.day) == ("stated", date(2026, 11, 14))
    assert one.lacks == ("not-looked-at", "leases-not-told", "not-listened")
    take(opened, AFTER)
    one = found(opened)
    assert (one.answer, one.lacks) == ("shown", ())
    assert dict(one.part("status").told) == {"removed on": "2026-11-14", "by": "R. Example"}
    assert dict(one.part("media").told) == {
        "media": "SD 4411", "method": "Shredded", "standard": "IEEE 2883", "witness": "W. Example",
    }  # fmt: skip
    assert dict(one.part("port").told)["port"] == "sw-1/Gi1/0/4"


@pytest.mark.parametrize(
    ("name", "lacks"),
    [
        ("status.log", ("not-looked-at",)),
        ("dhcpd.leases", ("leases-not-told",)),
        ("conn.json", ("not-listened",)),
    ],
)
def test_without_one_of_the_files_it_is_stated_and_not_shown(
    opened: Workspace, name: str, lacks: tuple[str, ...]
) -> None:
    take(opened, {one: text for one, text in AFTER.items() if one != name})
    one = found(opened)
    assert (one.answer, one.lacks) == ("stated", lacks)


def test_a_conversation_since_says_that_it_is_there(opened: Workspace) -> None:
    take(opened, {**AFTER, "late.json": conversations(day(2), client="10.0.1.5", server="10.0.2.9")})
    one = found(opened)
    assert one.answer == "there"
    assert one.still is not None
    assert one.still.subject == "flow:10.0.1.5>10.0.2.9/tcp/554"


def test_a_lease_since_says_that_it_is_there(opened: Workspace) -> None:
    lease = LEASES.replace("10.0.1.50", "10.0.1.5").replace("b8:a4:4f:31:26:31", "44:19:b6:3a:11:11")
    take(opened, {**AFTER, "late.leases": lease})
    one = found(opened)
    assert one.answer == "there"
    assert one.still is not None
    assert one.still.subject == "ip:10.0.1.5"


def test_more_days_and_an_earlier_day_ask_for_more(opened: Workspace) -> None:
    take(opened, AFTER)
    assert found(opened, days="60").lacks == ("leases-end-early", "days-not-over")
    assert "days-not-over" in found(opened, as_of=date(2026, 12, 1)).lacks


@pytest.mark.parametrize("written", ["0", "-3", "many", "9999999999", "3.5", "0000309", "٣"])
def test_what_is_no_number_of_days_is_refused(opened: Workspace, written: str) -> None:
    with pytest.raises(UsageError, match="is no number of days"):
        found(opened, days=written)


def test_a_photograph_that_was_not_handed_over_is_none(tmp_path: Path) -> None:
    used = workspace.open_(make(tmp_path / "ws"))
    list(gather.read(used, [used.folder / "scan.xml", used.folder / "register.csv"], gather.Wish()))
    take(used, BEFORE)
    one = found(used)
    used.store.close()
    assert one.part("label").lacks == ("no-photograph",)
