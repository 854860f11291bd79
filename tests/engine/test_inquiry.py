"""The inquiry by section 889 of a workspace: judged whether it was chosen or not, with all that was read and sought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.support import AS_OF
from tests.workspaces import PROFILE, make

from camcensus.engine import assess, gather, inquiry, record, settle, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import UsageError
from camcensus.model.inquiry import Inquiry


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    found = workspace.open_(make(tmp_path / "ws"))
    list(gather.read(found, [found.folder / "scan.xml", found.folder / "register.csv"], gather.Wish()))
    yield found
    found.store.close()


def asked(used: Workspace) -> Inquiry:
    return inquiry.of(used, assess.assess(used, AS_OF))


def test_where_it_is_not_chosen_it_is_judged_for_this_alone(opened: Workspace) -> None:
    before = assess.assess(opened, AS_OF)
    one = inquiry.of(opened, before)
    assert not one.chosen
    assert {order.id for order in one.judged.orders} == {"uk-wms-2022-11-24", "us-section-889"}
    assert one.judged.basis.position == before.basis.position
    assert "us-section-889" not in before.findings["order"].to_list()
    assert opened.settings.profile.orders == ("uk-wms-2022-11-24",)


def test_where_it_is_chosen_the_assessment_is_the_one_that_stands(tmp_path: Path) -> None:
    used = workspace.open_(make(tmp_path, profile=PROFILE.replace("uk-wms-2022-11-24", "us-section-889")))
    made = assess.assess(used, AS_OF)
    one = inquiry.of(used, made)
    used.store.close()
    assert one.chosen
    assert one.judged is made


def test_the_five_are_sought_and_those_below_them(opened: Workspace) -> None:
    one = asked(opened)
    named = [found.party for found in one.sought if found.words]
    assert named == ["huawei", "zte", "hytera", "hangzhou-hikvision", "zhejiang-dahua"]
    below = {found.party: found for found in one.sought if not found.words}
    assert below["pyronix"].through == ("Hangzhou Hikvision Digital Technology Co., Ltd.",)
    assert below["pyronix"].purpose.startswith("For the purpose of public safety")
    hikvision = next(found for found in one.sought if found.party == "hangzhou-hikvision")
    assert {"Hikvision", "HiLook", "Annke"} <= set(hikvision.labels)
    assert "Axis" not in hikvision.labels
    assert one.open > 0


def test_what_was_read_is_told_file_by_file(opened: Workspace) -> None:
    settle.settle(opened, assess.assess(opened, date.max), "CAM-1",
                  settle.Wish(person="A. Example", note="seen", says={"placement": "hall"}))  # fmt: skip
    scan, register, word = asked(opened).read
    assert (scan.name, scan.importer, scan.position) == ("scan.xml", "nmap-xml@1", 1)
    assert register.kind == "camera register (CSV)"
    assert register.count > 10
    assert word.kind == "what a person settled"
    assert all(one.received.year > 2020 for one in (scan, register, word))


def test_how_many_devices_each_kind_of_source_knows(opened: Workspace) -> None:
    knows = asked(opened).knows
    assert (knows["scan"], knows["register"], knows["lease"]) == (1, 2, 0)
    record.record(opened, assess.assess(opened, AS_OF))
    assert asked(opened).recorded == {"determination": 1, "waiver": 0, "consideration": 0}


def test_an_empty_log_gives_an_empty_inquiry(tmp_path: Path) -> None:
    used = workspace.open_(make(tmp_path))
    one = asked(used)
    used.store.close()
    assert one.read == ()
    assert set(one.knows.values()) == {0}


def test_an_order_that_names_nobody_is_refused(opened: Workspace) -> None:
    made = assess.assess(opened, AS_OF)
    for order in ("nowhere", "uk-wms-2022-11-24"):
        with pytest.raises(UsageError, match="that names companies is known"):
            inquiry.of(opened, made, order)
