"""Lines and tables in, answers out."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]  # it comes without types
from tests.support import AS_OF, ORDER
from tests.workspaces import make

from camcensus.engine.gate import gate
from camcensus.model.errors import CamcensusError, NoHeading, UsageError
from camcensus.model.gate import Gate

TABLE = """Item No,Make,Model,Description,Qty,Unit Price
1,Hikvision,DS-2CD2143G2-I,4MP dome,12,100.00

2,Annke,C800,8MP turret,3,50.00
3,Axis,P3245-LV,Dome,2,400.00
,Total,,,17,
"""


def asked(tmp_path: Path, text: str | bytes, name: str = "quote.csv") -> Gate:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return gate((), path, AS_OF)


def answers(found: Gate) -> list[str]:
    return [line.answer for line in found.lines]


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Quote")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_texts_are_judged_in_their_order() -> None:
    found = gate(["Hikvision DS-2CD2143G2-I", "  ", "Annke C800", "Axis P3245-LV"], None, AS_OF)
    assert answers(found) == ["no", "ask", "yes"]
    assert [line.number for line in found.lines] == [1, 2, 3]
    assert {"hikvision", "dahua", "axis"} <= set(found.makers)
    assert found.makers["hikvision"].chain


def test_a_table_is_read_by_its_headings(tmp_path: Path) -> None:
    found = asked(tmp_path, TABLE)
    assert answers(found) == ["no", "ask", "yes"]
    assert [line.quantity for line in found.lines] == ["12", "3", "2"]
    assert found.lines[0].written.shown == "Hikvision DS-2CD2143G2-I 4MP dome"
    assert any("sums or charges" in remark.what for remark in found.remarks)


def test_a_workbook_is_read_alike(tmp_path: Path) -> None:
    rows = [line.split(",") for line in TABLE.splitlines()]
    found = gate((), workbook(tmp_path / "quote.xlsx", [["Acme Security Ltd"], *rows]), AS_OF)  # type: ignore[list-item]
    assert answers(found) == ["no", "ask", "yes"]


def test_a_description_alone_will_do(tmp_path: Path) -> None:
    text = "Description,Qty,Total\nHikvision 4MP dome DS-2CD2143G2-I,2,10\n3 x Axis P3245-LV,3,10\nSubtotal,5,20\n"
    found = asked(tmp_path, text)
    assert answers(found) == ["no", "yes"]
    assert found.lines[0].written.text == "Hikvision 4MP dome DS-2CD2143G2-I"


def test_a_model_alone_in_its_row_is_not_left_out(tmp_path: Path) -> None:
    found = asked(tmp_path, "Model,Price\nDS-2CD2143G2-I,\nP3245-LV,5\n")
    assert answers(found) == ["no", "ask"]


def test_a_quantity_is_no_number_of_lines(tmp_path: Path) -> None:
    rows = "".join(f"Axis,P{number}-LV,5000\n" for number in range(3000, 3100))
    assert len(asked(tmp_path, f"Make,Model,Qty\n{rows}").lines) == 100


def test_a_number_under_item_is_no_part_of_the_product(tmp_path: Path) -> None:
    found = asked(tmp_path, "Item,Make,Model,Qty\n1,Hikvision,DS-2CD2143G2-I,4\n2,Axis,P3245-LV,2\n")
    assert [line.written.shown for line in found.lines] == ["Hikvision DS-2CD2143G2-I", "Axis P3245-LV"]


def test_a_formula_is_text_or_what_it_came_to(tmp_path: Path) -> None:
    found = asked(tmp_path, 'Make,Model\nAxis,"=HYPERLINK(""x"",""P3245-LV"")"\nAxis,"=""P3245-LV"""\n')
    assert answers(found)[1] == "yes"
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Make", "Model"])
        sheet.write_string(1, 0, "Hikvision")
        sheet.write_formula(1, 1, '=CONCATENATE("DS-2CD","2143G2-I")', None, "DS-2CD2143G2-I")
    assert gate((), path, AS_OF).lines[0].judged.model == "DS-2CD2143G2-I"


def test_control_characters_change_nothing(tmp_path: Path) -> None:
    assert answers(asked(tmp_path, "Make,Model\nHik\x07vision,\x1b[31mDS-2CD2143G2-I\nAx\u200bis,P3245-LV\n")) == [
        "no",
        "yes",
    ]


def test_a_longer_line_than_is_read_is_no_yes() -> None:
    assert answers(gate(["Axis P3245-LV " + "dome " * 1000], None, AS_OF)) == ["ask"]


BAD = [
    (b"", "it is empty"),
    (b"\x00\x01\x02\x03" * 100, "nothing here reads it"),
    (b"Make,Model\nAxis," + b"A" * (10 << 20) + b"\n", "line 2: a row is longer than"),
    (b"Make,Model\nAxis,P32\x0045\n", "nothing here reads it"),
    (b"Make,Model\n" + b"Axis,P3245-LV\n" * 5000 + b"Axis,P32\x0045\n", "line 5002: it holds NUL"),
    (b"Make,Model\n", "no line of it names a product"),
    (b"Make,Model,Qty\nTotal,,5\n", "no line of it names a product"),
    (b"Colour,Height\nred,4\nblue,5\n", "found: 'Colour', 'Height'"),
    (b"Colour,Height\nred,4\nblue,5\n", "'make', 'manufacturer'"),
]


@pytest.mark.parametrize(("data", "says"), BAD)
def test_bad_files_are_told_apart(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(CamcensusError, match=says) as fault:
        asked(tmp_path, data)
    assert "quote.csv" in fault.value.where
    assert fault.value.mend or says == "it is empty"


def test_a_table_without_a_heading_says_what_it_saw(tmp_path: Path) -> None:
    with pytest.raises(NoHeading) as fault:
        asked(tmp_path, "Colour,Height\nred,4\n")
    assert fault.value.seen == "'Colour', 'Height'"


def test_a_cell_of_ten_megabytes_in_a_workbook_is_cut_and_no_yes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "quote.xlsx", [["Make", "Model"], ["Axis", "P3245-LV " + "x" * 32_000]])
    assert answers(gate((), path, AS_OF)) == ["ask"]


def test_nothing_asked_is_said() -> None:
    with pytest.raises(CamcensusError, match="nothing is asked"):
        gate(["", " "], None, AS_OF)


def test_an_order_is_chosen_by_its_id() -> None:
    (ruling,) = gate(["Axis P3245-LV"], None, AS_OF, orders=[ORDER]).rulings
    assert [(one.clause.id, one.clause.force, one.place) for one in ruling.touches][:2] == [
        ("UK-WMS.1.1v1", "instructed", ("sensitive",)),
        ("UK-WMS.2.1v1", "advised", ("core",)),
    ]
    with pytest.raises(CamcensusError, match="no order has the id 'papyrus'"):
        gate(["Axis P3245-LV"], None, AS_OF, orders=["papyrus"])


def test_where_nobody_chose_those_that_instruct_or_advise_are_asked() -> None:
    assert [one.order.id for one in gate(["Axis P3245-LV"], None, AS_OF).rulings] == [ORDER]


def test_an_order_that_names_companies_is_not_answered_by_the_law_of_another() -> None:
    """Uniview is subject to the law and named by no section 889; of Hikvision both are true."""
    lines = ["Axis P3245-LV", "Uniview IPC3612", "Hikvision DS-2CD2143G2-I"]
    found = gate(lines, None, AS_OF, orders=["us-section-889", ORDER])
    assert [dict(line.by_order) for line in found.lines] == [
        {"us-section-889": "yes", ORDER: "yes"},
        {"us-section-889": "yes", ORDER: "no"},
        {"us-section-889": "no", ORDER: "no"},
    ]
    assert answers(found) == ["yes", "no", "no"]
    assert answers(gate(lines, None, AS_OF, orders=["us-section-889"])) == ["yes", "yes", "no"]


def test_an_order_that_does_not_turn_on_the_maker_is_named() -> None:
    with pytest.raises(UsageError, match="not answered here: au-pspf-2024"):
        gate(["Axis P3245-LV"], None, AS_OF, orders=["au-pspf-2024"])
    found = gate(["Axis P3245-LV"], None, AS_OF, orders=["au-pspf-2024", ORDER])
    assert [one.order.id for one in found.rulings] == [ORDER]
    assert any("au-pspf-2024" in remark.what for remark in found.remarks)


def test_a_workspace_gives_its_determinations_and_knowledge(tmp_path: Path) -> None:
    home = make(tmp_path / "ws")
    (home / "knowledge" / "brands").mkdir(parents=True)
    (home / "knowledge" / "brands" / "zed.yml").write_text(
        "- id: zed\n  name: Zed\n  made_by:\n"
        "    - {maker: hikvision, extent: all, evidence: e, source: s, confidence: high}\n"
    )
    found = gate(["Zed Z100-B"], None, AS_OF, home=home)
    assert (answers(found), found.lines[0].judged.provisional) == (["no"], False)
    assert (found.makers["hikvision"].basis, found.makers["hikvision"].person) == ("signed", "A. Example")
    assert found.profile
    assert not (home / "log").exists()
    assert gate(["Zed Z100-B"], None, date(2025, 1, 1), home=home).lines[0].judged.provisional
    with pytest.raises(CamcensusError, match="no such folder"):
        gate(["Axis"], None, AS_OF, home=tmp_path / "nowhere")


def test_a_hundred_thousand_lines_are_judged_by_their_distinct_ones(tmp_path: Path) -> None:
    rows = [f"Axis,P{3000 + number % 40}-LV,{number % 9}" for number in range(100_000)]
    began = time.process_time()
    found = asked(tmp_path, "\n".join(["Make,Model,Qty", *rows]))
    assert len(found.lines) == 100_000
    assert len({id(line.judged) for line in found.lines}) == 40
    assert time.process_time() - began < 30  # measured at 7; a busy machine is slow, not wrong
