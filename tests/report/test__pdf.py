"""A document as a tagged PDF: every block, hostile text, letters that no embedded font has, long tables."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
import typst
from tests.report.blocks import EVERY
from tests.report.documents.materials import faults
from tests.report.samples import HOSTILE

from camcensus.report import _pdf
from camcensus.report._blocks import Block, Document, Items, Lines, Note, Para, Part, Table


def document(*blocks: Block, title: str = "Title") -> bytes:
    return _pdf.render(Document(title=title, answer="Answer", parts=(Part("one", "One", blocks),), foot="Foot"))


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_every_kind_of_block_is_there() -> None:
    text = text_of(document(*EVERY))
    for said in ("Said.", "Mind this.", "second", "remaining: 2", "1,204", "none", "value", "reply", "page 1 of 1"):
        assert said in text


def test_it_is_tagged_has_a_title_and_a_language(tmp_path: Path) -> None:
    data = document(*EVERY)
    assert not faults(tmp_path, data)
    catalog: Any = pypdf.PdfReader(io.BytesIO(data)).root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-GB"
    assert pypdf.PdfReader(io.BytesIO(data)).metadata.title == "Title"  # type: ignore[union-attr]


def test_a_fault_would_be_found(tmp_path: Path) -> None:
    """The check itself can fail: without its tags the same document has faults."""
    assert faults(tmp_path, typst.compile(b"#table(columns: 2)[a][b]", pdf_tags=False))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert document(*EVERY) == document(*EVERY)


@pytest.mark.parametrize("one", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_hostile_is_text_and_breaks_nothing(one: str) -> None:
    data = document(
        Para(one), Note(one), Items((one,)), Lines((one,)), Table(one, (one, one), ((one, one),)), title=one
    )
    assert "Answer" in text_of(data)


def test_nothing_is_read_as_markup() -> None:
    said = '#include "/etc/passwd" *bold* = Heading #sys.inputs $x^2$ <label> @ref // comment'
    text = text_of(document(Para(said), Lines((said,))))
    assert text.count(said) == 2


def test_letters_that_no_embedded_font_has_are_shown_by_their_number() -> None:
    text = text_of(document(Para("caméra \u4e2d\u6587 Ωμέγα Жук \U0001f4f7")))
    assert "caméra [U+4E2D][U+6587] Ωμέγα Жук [U+1F4F7]" in text


def test_no_column_is_narrower_than_its_longest_word() -> None:
    head = ("device", "site", "builder", "model", "purpose", "part")
    row = (
        "FEN-1",
        "Fenwick House",
        "a builder of a name that is very long, Ltd. " * 3,
        "DS-7608NI-K2/8P",
        "unknown",
        "unknown",
    )
    widths = _pdf._widths(Table("T", head, (row,) * 9))
    assert sum(widths) <= _pdf._PAGE + 1e-9
    assert all(width >= len("unknown") for width in widths[4:])
    assert widths[2] == max(widths)
    assert _pdf._widths(Table("T", ("a", "b"), ())) == _pdf._widths(Table("T", ("a", "b"), ()))


def test_where_no_column_has_room_each_takes_what_its_longest_word_needs() -> None:
    words = ("determinations",) * 9
    assert set(_pdf._widths(Table("T", words, (words,)))[1:]) == {len(words[0]) + 2.0}


def test_a_long_table_is_cut_with_a_count() -> None:
    rows = tuple((f"row {n}", "x") for n in range(_pdf.ROWS + 12))
    text = text_of(document(Table("Rows", ("a", "b"), rows)))
    assert f"row {_pdf.ROWS - 1}" in text
    assert f"row {_pdf.ROWS}" not in text
    assert "and 12 more" in text


def test_a_checkpoint_can_be_copied_out_of_it() -> None:
    signature = f"\u2014 camcensus/066a3468fd1183e4 {'A' * 90}=="
    lines = ("camcensus/066a3468fd1183e4", "24", "A" * 43 + "=", "", signature)
    text = text_of(document(Lines(lines)))
    assert "\n".join(one for one in lines if one) in text.replace("\n \n", "\n").replace("\n\n", "\n")


@pytest.mark.parametrize(
    "word", ["lldp.system_description", "a" * 64, "10.0.0.0/8,10.0.0.0/9", "._/:;,=@-" * 9, "short.word"]
)
def test_a_long_word_of_a_cell_may_be_parted_and_loses_nothing(word: str) -> None:
    pieces = _pdf._cell(word).split("\u200b")  # what is parted cannot be told from the drawing
    assert "".join(pieces) == word
    assert max(map(len, pieces)) <= 24
    assert len(pieces) == 1 or len(word) >= 15


def test_columns_take_what_their_words_need_and_no_more_than_the_page() -> None:
    table = Table("x", ("no.", "what", "observations"), (("1.1", "y" * 400, "12"), ("1.2", "z", "1,204")))
    narrow, wide, numbers = _pdf._widths(table)  # fractions cannot be told from the drawing
    assert narrow < numbers < wide
    assert numbers > len("observations")
    assert narrow + wide + numbers <= _pdf._PAGE
