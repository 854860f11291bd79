"""The workbook of the register: its sheets, what stands in them, and that it says what it is made from."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.report.cells import begins_a_formula
from tests.report.documents.materials import ISSUE
from tests.report.listed import listed
from tests.report.samples import golden, hostile, nothing, sample
from tests.report.workbooks import Cell, sheets, table

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report import register_xlsx
from camcensus.report._columns import FINDINGS, MAKERS, REGISTER, SITES

NOTHING = Cell("text", "", "")
NAMES = ["Register", "Findings", "Sites", "Makers", "Dictionary", "Basis"]
ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}
EACH = pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))


def book(one: Assessment) -> dict[str, list[dict[str, Cell]]]:
    return sheets(register_xlsx.render(Material(assessment=one)))


def test_golden() -> None:
    """The cells of every sheet as text: the bytes of the file are another version's of XlsxWriter."""
    lines = []
    for name, rows in book(sample()).items():
        lines.append(f"== {name}")
        lines += ["\t".join(f"{place}={cell.value}" for place, cell in row.items()) for row in rows]
    golden("register.xlsx.txt", "\n".join(lines) + "\n")


@EACH
def test_every_sheet_is_there_and_no_cell_is_or_begins_a_formula(one: Assessment) -> None:
    made = book(one)
    assert list(made) == NAMES
    cells = [cell for rows in made.values() for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.kind == "text" and begins_a_formula(cell.value)]
    assert max(len(cell.value) for cell in cells) < 32_767
    assert "\u202e" not in "".join(cell.value for cell in cells)


def test_the_same_material_gives_the_same_bytes() -> None:
    one = Material(assessment=listed(), issue=ISSUE)
    assert register_xlsx.render(one) == register_xlsx.render(one)


def test_devices_and_channels_are_rows_of_the_register() -> None:
    rows = table(book(listed())["Register"])
    assert [row["Row"].value for row in rows] == [
        "device", "channel", "channel", "device", "device", "device", "channel",
    ]  # fmt: skip
    assert rows[0]["Called"].value == "CAM-1"
    assert rows[0]["Installed"] == Cell("text", "2023-05", "yyyy-mm-dd")
    assert rows[0]["Hardware maker confidence"] == Cell("number", "0.975", "0.000")
    assert rows[0]["First seen"].kind == "number"


def test_the_gravest_findings_come_first() -> None:
    outcomes = [row["Outcome"].value for row in table(book(sample())["Findings"])]
    assert outcomes == sorted(outcomes, key=["not-met", "unknown", "met", "not-applicable"].index)
    assert len(outcomes) == sample().findings.height


def test_sites_say_what_became_of_covered_equipment() -> None:
    rows = {row["Site"].value: row for row in table(book(sample())["Sites"])}
    assert rows["hq"]["State"].value == "some remaining"
    assert rows["hq"]["Sensitive"].value == "yes"
    assert rows["hq"]["Owner"].value == "Department of Examples"
    assert rows["shed"]["State"].value == "not known"
    assert rows["hq"]["Site found"] == Cell("number", "5", "1")


def test_makers_say_who_decided() -> None:
    rows = {row["Maker"].value: row for row in table(book(sample())["Makers"])}
    assert rows["hikvision"]["Determined by"].value == "A. Example"
    assert rows["hikvision"]["Basis"].value == "signed"
    assert rows["hikvision"]["Determined on"] == Cell("number", "46054", "yyyy-mm-dd")
    assert rows["dahua"]["Basis"].value == "proposed"
    assert "Determined by" not in rows["dahua"]


def test_the_dictionary_has_every_column_of_every_sheet() -> None:
    made = book(sample())
    told = [(row["Sheet"].value, row["Column"].value) for row in table(made["Dictionary"])]
    assert told == [(name, cell.value) for name in NAMES[:4] for cell in made[name][0].values()]
    assert {column.name for column in (*REGISTER, *SITES, *MAKERS)} | {"finding"} <= {
        row["Name"].value for row in table(made["Dictionary"])
    } | {column.name for column in FINDINGS}


def basis(material: Material) -> dict[str, str]:
    rows = table(sheets(register_xlsx.render(material))["Basis"])
    return {row["What"].value: row.get("Value", NOTHING).value for row in rows}


def test_a_draft_says_so_and_an_issued_one_bears_the_checkpoint() -> None:
    draft, issued = (basis(Material(assessment=sample(), issue=issue)) for issue in (None, ISSUE))
    assert draft["draft"].startswith("Draft: it was not issued")
    assert draft["as of"] == "2026-11-23"
    assert draft["knowledge"] == "0" * 64
    assert draft["devices judged"] == "6"
    assert draft["answer"].startswith("Not compliant.")
    assert "draft" not in issued
    assert issued["number"] == "D-2026-0007"
    assert issued["assessment"] == "ab" * 32


def test_the_checkpoint_is_there_line_by_line() -> None:
    rows = table(sheets(register_xlsx.render(Material(assessment=sample(), issue=ISSUE)))["Basis"])
    lines = [row.get("Value", NOTHING).value for row in rows if row["What"].value == "checkpoint of the log"]
    assert lines == ISSUE.checkpoint.splitlines()


def test_a_line_that_would_begin_a_formula_says_that_it_bears_an_apostrophe() -> None:
    told = basis(Material(assessment=sample(), issue=replace(ISSUE, checkpoint="name\n1\n+AA=\n")))
    assert told["checkpoint of the log, without the apostrophe"] == "'+AA="


def test_an_empty_estate_is_not_known_and_says_so() -> None:
    made = book(nothing())
    assert len(made["Register"]) == len(made["Findings"]) == 1
    told = {row["What"].value: row["Value"].value for row in table(made["Basis"])}
    assert told["answer"] == "Not judged. No order is chosen in the profile, so nothing is judged."
    assert {row["State"].value for row in table(made["Sites"])} == {"not known"}


def test_rows_that_no_sheet_can_hold_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camcensus.report._workbook.ROWS", 20)
    monkeypatch.setattr(register_xlsx, "ROWS", 20)
    made = book(sample())
    assert len(made["Findings"]) == 21
    told = {row["What"].value: row["Value"].value for row in table(made["Basis"])}
    assert told["rows of Findings"] == f"20, and {sample().findings.height - 20} more that no sheet can hold"
    assert told["rows of Register"] == f"{sample().devices.filter('candidate').height}"
