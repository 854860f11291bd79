"""Tables as files: whole, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

from tests.faces.web.console import Console

from camcensus.faces.web import lists


def rows(text: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))


def test_every_row_comes_and_no_cell_starts_a_formula() -> None:
    made = [[number, "=1+1", 'a "quoted",\nline', "\u202egnp"] for number in range(1_203)]
    written = b"".join(lists._written(("n", "x", "y", "z"), made))
    assert written.startswith("\ufeffn,x".encode())
    found = rows(written)
    assert len(found) == 1_204
    assert found[1][1] == "'=1+1"
    assert not any(mark in cell for row in found for cell in row for mark in ("\n", "\u202e"))
    assert [int(row[0]) for row in found[1:]] == list(range(1_203))


def test_whole_tables_are_those_of_the_pages(shown: Console) -> None:
    for path, total in (
        ("/sites.csv", len(shown.desk.held.assessment.estate.sites) + 1),
        ("/unknown.csv", shown.desk.held.assessment.counts().unknown),
        ("/differences.csv", shown.desk.held.beside.differences.height),
    ):
        answer = shown.look("Olga", path)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert len(rows(answer.content)) == total + 1, path
    mine = rows(shown.look("Vera", "/sites.csv").content)
    assert [row[0] for row in mine[1:]] == ["calder"]
    assert len(rows(shown.look("Nell", "/unknown.csv").content)) == 1
