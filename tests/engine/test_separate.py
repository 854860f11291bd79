"""Every device of an estate on the ladder, from the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.workspaces import make

from camcensus.engine import gather, separate, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.separation import Standings

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
    assert [(name, dialect, rules, odd) for _, name, dialect, rules, odd in found.boxes] == [("fw", "nftables", 1, 0)]
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
