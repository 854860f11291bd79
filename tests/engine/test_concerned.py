"""Whose owners are of interest: known here, or brought by a register."""

from __future__ import annotations

from pathlib import Path

from tests.engine.registers import DRAGON, HOLDING, desk
from tests.support import knowledge

from camcensus.engine import concerned, gather, workspace
from camcensus.wire.company_names import fold


def test_companies_are_known_by_whole_names_and_persons_are_not() -> None:
    found = concerned.known(knowledge())
    assert fold("Hangzhou Hikvision Digital Technology Co., Ltd.") in found.names
    persons = [one for one in knowledge().parties.values() if one.kind == "person"]
    assert persons
    assert not any(fold(one.name) in found.names for one in persons)
    assert "" not in found.names


def test_what_registers_brought_is_of_interest_too(tmp_path: Path) -> None:
    opened = workspace.open_(desk(tmp_path / "ws"))
    before = concerned.of(opened)
    assert "GB-COH/09990001" in before.numbers
    list(gather.read(opened, [opened.folder / "l1.csv", opened.folder / "l2.csv"]))
    found = concerned.of(opened)
    opened.store.close()
    assert {f"LEI/{DRAGON}", f"LEI/{HOLDING}"} <= found.numbers - before.numbers
