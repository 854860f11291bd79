"""A document as a page: every kind of block, what is hostile as text, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from lxml import html as parser
from tests.report.blocks import EVERY
from tests.report.samples import HOSTILE

from camcensus.report import _page
from camcensus.report._blocks import Block, Document, Items, Lines, Para, Part, Table


def document(*blocks: Block) -> Any:
    made = Document(title="Title", answer="Answer", parts=(Part("one", "One", blocks),), foot="Foot")
    return parser.document_fromstring(_page.render(made).decode())


def test_every_kind_of_block_is_drawn() -> None:
    page = document(*EVERY)
    assert page.xpath("string(//section/p[1])") == "Said."
    assert page.xpath("string(//p[@role='note'])") == "Mind this."
    assert page.xpath("//li//text()") == ["first", "second"]
    assert page.xpath("string(//pre)") == "a  b\nc\n"
    assert "remaining 2" in " ".join(page.xpath("string(//figure)").split())
    (table,) = page.xpath("//table[caption='Rows']")
    assert [table.xpath("string(.//thead)").strip(), table.xpath("string(.//tbody//th)")] == ["sitecount", "hq"]
    assert table.xpath("string(.//tbody//td[@class='number'])") == "1,204"
    assert not page.xpath("//table[caption='Pairs']/thead")
    (form,) = page.xpath("//table[caption='By hand']")
    assert [form.xpath("string(.//th)"), form.xpath("string(.//td)")] == ["reply", ""]


def test_an_empty_table_says_none() -> None:
    assert document(Table("Rows", ("a", "b"), ())).xpath("string(//tbody/tr/th)") == "none"


def test_what_is_hostile_is_text() -> None:
    blocks: list[Block] = [Table("T", ("a", "b"), tuple((one, one) for one in HOSTILE)), Items(HOSTILE)]
    page = document(*blocks, *(Para(one) for one in HOSTILE), Lines(HOSTILE))
    assert not page.xpath("//script | //img | //*[@onerror]")
    text = page.text_content()
    assert "\u202e" not in text
    assert "{{ 7 * 7 }}" in text
    assert "x" * 400 in text  # a paragraph and a line may be long, a cell may not
    assert "x" * 400 not in page.xpath("string(//table)")


def test_it_fetches_nothing_and_bears_one_style() -> None:
    page = document(Para("a"))
    style = str(page.xpath("string(//style)"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy
    assert "url(" not in style
