"""Blocks of documents: pairs, long tables cut with a count, charts known."""

from __future__ import annotations

from camcensus.report._bars import bar
from camcensus.report._blocks import Chart, Document, Para, Part, Table, pairs, shown


def test_pairs_have_no_headings_of_their_own() -> None:
    assert pairs("What", ("a", "1"), ("b", "2")) == Table("What", ("", ""), (("a", "1"), ("b", "2")))


def test_a_long_table_says_how_many_rows_are_left_out() -> None:
    rows = [(str(n),) for n in range(1_500)]
    table, more = shown("T", ("n",), rows, 3, numbers=(0,))
    assert table == Table("T", ("n",), (("0",), ("1",), ("2",)), (0,))
    assert more == Para("and 1,497 more, which the register lists.")
    assert len(shown("T", ("n",), rows[:3], 3)) == 1


def test_a_document_knows_whether_it_has_a_chart() -> None:
    def made(*blocks: Chart | Para) -> Document:
        return Document(title="T", answer="A", parts=(Part("a", "A", blocks),), foot="F")

    assert made(Chart("C", (bar("b", [("met", "met", 1)]),))).charted
    assert not made(Para("p")).charted
