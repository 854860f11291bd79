"""One block of every kind that a document is made of."""

from __future__ import annotations

from camcensus.report._bars import bar
from camcensus.report._blocks import Block, Chart, Form, Items, Lines, Note, Para, Table, pairs

EVERY: tuple[Block, ...] = (
    Para("Said."),
    Note("Mind this."),
    Items(("first", "second")),
    Lines(("a  b", "c")),
    Chart("Bars", (bar("hq", [("not-met", "remaining", 2), ("unknown", "not known", 1)]),)),
    Table("Rows", ("site", "count"), (("hq", "1,204"),), numbers=(1,)),
    Table("Empty", ("a", "b"), ()),
    pairs("Pairs", ("name", "value")),
    Form("By hand", ("reply",)),
)
