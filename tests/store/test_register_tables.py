"""A register is there whole or the one before is; it holds the same whatever it is made of."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.store import registers

from camcensus.model.access import EVERYTHING
from camcensus.model.errors import StoreFull
from camcensus.store import register_tables
from camcensus.store.register import Ask, Register
from camcensus.store.register_tables import CODED, CURRENT, SORTS, coded, ordered

HELD = registers.devices(30)


def test_every_device_has_a_code_of_each_facet_and_a_place_in_each_order(tmp_path: Path) -> None:
    registers.make(tmp_path, HELD)
    for facet in CODED:
        codes = np.load(tmp_path / "one" / coded(facet))
        assert (len(codes), codes.max() + 1) == (30, HELD[facet].fill_null("").n_unique())
        assert codes.dtype == np.uint8
    for sort in SORTS:
        assert sorted(np.load(tmp_path / "one" / ordered(sort))) == list(range(30))


def test_a_new_one_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    before = Register(registers.make(tmp_path, HELD))
    assert before.page(EVERYTHING, Ask()).total == 30
    registers.make(tmp_path, HELD.head(3), "two")
    assert Register(tmp_path).page(EVERYTHING, Ask()).total == 3
    assert {path.name for path in tmp_path.iterdir()} == {"two", CURRENT}
    assert before.page(EVERYTHING, Ask(sort="model")).total == 30, "who had it open sees it to the end"


def test_the_same_one_can_be_made_again(tmp_path: Path) -> None:
    registers.make(tmp_path, HELD)
    registers.make(tmp_path, HELD)
    assert Register(tmp_path).count(EVERYTHING, {}) == 30


@pytest.mark.parametrize("step", ["_fill", "_parquet", "_insert"])
def test_where_it_cannot_be_made_the_one_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    registers.make(tmp_path, HELD)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(register_tables, step, full)
    with pytest.raises(StoreFull):
        registers.make(tmp_path, HELD.head(3), "two")
    assert Register(tmp_path).count(EVERYTHING, {}) == 30
    assert {path.name for path in tmp_path.iterdir()} == {"one", CURRENT}


def test_of_nothing_there_is_an_empty_one(tmp_path: Path) -> None:
    nothing = replace(registers.rows(HELD.clear()), seen=pl.DataFrame(), claims=pl.DataFrame())
    register_tables.write(tmp_path, "none", nothing)
    register = Register(tmp_path)
    assert register.page(EVERYTHING, Ask()).total == 0
    assert register.meta == {"as_of": "2026-11-23"}
    shutil.rmtree(tmp_path / "none")
