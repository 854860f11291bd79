"""The file of an inquiry by section 889: says first where it was not chosen, and concludes nothing in law."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.inquiries import inquiry, judged
from tests.report import samples
from tests.report.documents.materials import material, table
from tests.report.samples import HOSTILE, bare, golden
from tests.support import YES, log

from camcensus.engine import publish
from camcensus.model.estate import Estate
from camcensus.model.inquiry import Inquiry
from camcensus.model.material import Material
from camcensus.report._blocks import Block, Document, Form, Items, Note, Para
from camcensus.report.documents import inquiry_889

FORM = "inquiry-889"


def given(one: Inquiry | None = None, **words: str) -> Material:
    return replace(material(FORM), inquiry=one or inquiry(judged()), words=words)


def made(one: Inquiry | None = None, **words: str) -> Document:
    return inquiry_889.compose(given(one, **words))


def blocks(document: Document, part: str) -> tuple[Block, ...]:
    return next(one.blocks for one in document.parts if one.id == part)


def test_the_golden_page() -> None:
    golden("inquiry-889.html", bare(publish.publish(given(reviewer="C. Example"), FORM).decode()))


def test_where_the_order_was_not_chosen_it_says_so_first() -> None:
    one = made(inquiry(judged(), chosen=False))
    assert one.answer.startswith(
        "The owner's profile does not choose section 889: it was judged here for this file. Of 6"
    )
    assert one.parts[0].id == "chosen"
    assert isinstance(one.parts[0].blocks[0], Note)
    chosen = made()
    assert chosen.answer.startswith("Of 6 cameras and the like in use 4 are of companies")
    assert "chosen" not in [part.id for part in chosen.parts]


def test_it_quotes_what_the_order_says_and_what_its_words_mean() -> None:
    one = made()
    words = table(one, "asked", "Its operative words").rows
    assert [row[0] for row in words] == [
        "Part A: agencies procure no such equipment", "Part B: a contractor uses no such equipment",
    ]  # fmt: skip
    meant = {row[0]: row[1] for row in table(one, "asked", "What its words mean").rows}
    assert meant["reasonable inquiry"].startswith("an inquiry designed to uncover any information")
    assert "substantial or essential component" in meant


def test_the_steps_name_every_source_and_paper() -> None:
    one = made(inquiry(judged(), read=3), statements="letters of 3 suppliers, folder S")
    assert table(one, "steps", "Sources by kind").rows == (
        ("nmap XML", "3", "120", "1 November 2026", "3 November 2026"),
    )
    assert [row[0] for row in table(one, "steps", "Files").rows] == ["scan-0.xml", "scan-1.xml", "scan-2.xml"]
    papers = {row[0]: row[1] for row in table(one, "steps", "Papers").rows}
    assert papers["gate records (asked before buying)"] == "2 with 4 lines: G-2026-0001, G-2026-0002"
    assert papers["decisions in the log"] == "1 determination"
    assert papers["statements of suppliers"] == "letters of 3 suppliers, folder S"
    many = made(inquiry(judged(), read=inquiry_889.FILES + 7))
    assert Para("and 7 more files, which the log names.") in blocks(many, "steps")


def test_whom_it_searched_for() -> None:
    rows = table(made(), "sought", "Companies").rows
    assert rows[0][:2] == ("Hangzhou Hikvision Digital Technology Company", "named")
    assert rows[1][:2] == ("HiSilicon", "reached through Huawei Technologies Co., Ltd.")
    said = [block.text for block in blocks(made(), "sought") if isinstance(block, Para)]
    assert said[0] == "Labels that Hangzhou Hikvision sells, or may build for: Annke, HiLook."
    assert said[1].startswith("Of 158 further makers")


def test_what_was_not_looked_at_is_told_with_what_was_not_read() -> None:
    one = made()
    assert "Shed" in [row[1] for row in table(one, "gaps", "Places").rows]
    (unread,) = [block for block in blocks(one, "gaps") if isinstance(block, Items)]
    assert unread.items == ("photographs of labels", "statements of suppliers")
    assert not any(len(row[0]) == 16 for row in table(one, "gaps", "Places").rows)


def test_the_answers_of_both_parts_claim_nothing_where_anything_is_unknown() -> None:
    (said,) = [block for block in blocks(made(), "answers") if isinstance(block, Items)]
    assert all(": not known. Nothing is found that is not met" in one for one in said.items)
    (said,) = [block for block in blocks(made(inquiry(judged(purpose=YES))), "answers") if isinstance(block, Items)]
    assert said.items[1].startswith(
        "Part B: a contractor uses no such equipment: not compliant with the rule by 3 findings"
    )
    empty = made(inquiry(samples.judge(log([]), of=Estate(), by=judged().profile)))
    (said,) = [block for block in blocks(empty, "answers") if isinstance(block, Items)]
    assert all("nothing was found to which it applies" in one for one in said.items)
    assert [row[2] for row in table(made(), "answers", "When").rows] == ["52.204-25", "52.204-25", "52.240-91"]


def test_the_representation_is_the_reviewer_s() -> None:
    one = made()
    first = blocks(one, "representation")[0]
    assert isinstance(first, Para)
    assert first.text.startswith("To be written by the reviewer; the inquiry found: Of 6 cameras")
    assert table(one, "representation", "Review").rows == (("reviewer", "not named"),)
    assert any(isinstance(block, Form) for block in blocks(one, "representation"))
    long = "The offeror represents that it does not use such equipment. " * 10
    said = made(representation=long.strip(), reviewer="C. Example")
    assert blocks(said, "representation")[0] == Para(long.strip())
    assert long.strip() in publish.publish(given(representation=long.strip()), FORM).decode()


def test_without_an_inquiry_nothing_is_said() -> None:
    assert inquiry_889.compose(Material(assessment=judged())).answer == "Nothing was inquired."


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_said_and_read_is_text(text: str) -> None:
    one = inquiry(judged(), read=1)
    hostile = replace(
        one, read=(replace(one.read[0], name=text, kind=text),), sought=(replace(one.sought[0], labels=(text,)),)
    )
    page = publish.publish(given(hostile, representation=text, reviewer=text, statements=text), FORM).decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
