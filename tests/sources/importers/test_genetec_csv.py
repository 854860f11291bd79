from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, table, unhurried, write

from camcensus.sources.importers import genetec_csv

HEADING = ("Unit", "Unit type", "Manufacturer", "Product type", "Firmware version", "IP address", "User")


@pytest.mark.parametrize("left", ["Unit type", "Manufacturer", "Product type", "Firmware version"])
def test_columns_may_be_few_and_in_any_order(left: str) -> None:
    shown = [one for one in reversed(HEADING) if one != left]
    known = genetec_csv.detect(",".join(shown).encode())
    assert known == (left != "Unit type")


def test_a_generic_product_is_no_model(tmp_path: Path) -> None:
    row = ("Yard", "Video unit", "ONVIF", "Generic", "", "10.0.0.5", "operator")
    whole = read(genetec_csv, write(tmp_path, "list.csv", table(HEADING, row)))
    assert whole.values("vms.model") == ["Generic"]
    assert whole.values("model.number") == []
    assert whole.redacted == 1
    assert "operator" not in whole.everything()


@unhurried
@given(st.lists(st.lists(st.text(max_size=12), max_size=7), max_size=6))
def test_any_rows_are_read(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = write(tmp_path_factory.mktemp("any"), "list.csv", table(HEADING, *rows), "utf-16")
    read_or_refused(genetec_csv, path)
