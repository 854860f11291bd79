"""Every document, of any estate: the same bytes each time, nothing hostile in it, tagged as PDF/UA asks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser
from tests.report import samples
from tests.report.documents.materials import faults, material

from camcensus.engine import extensions, publish
from camcensus.model.assessment import Assessment

DOCUMENTS = sorted(extensions.found("documents"))
ESTATES = ("sample", "hostile", "nothing")


def assessed(name: str) -> Assessment:
    made: Assessment = getattr(samples, name)()
    return made


def each(form: str) -> list[str]:
    about = publish.form(form).definition["about"]
    return [name for name in ESTATES if about != "device" or name != "nothing"]


CASES = [(form, estate) for form in DOCUMENTS for estate in each(form)]


@pytest.mark.parametrize(("form", "estate"), CASES)
def test_the_page_fetches_nothing_and_shows_what_is_hostile_as_text(form: str, estate: str) -> None:
    made = material(form, assessed(estate))
    data = publish.publish(made, form, "html")
    assert data == publish.publish(made, form, "html")
    page: Any = parser.document_fromstring(data.decode())
    assert not page.xpath("//@src | //@srcset | //@action | //script | //link | //img | //form | //*[@onerror]")
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//section/@id") == list(dict.fromkeys(page.xpath("//section/@id")))
    assert all(table.xpath("./caption | ./ancestor::figure/figcaption") for table in page.xpath("//table"))
    text = page.text_content()
    assert "\u202e" not in text
    assert "x" * 400 not in text


@pytest.mark.parametrize(("form", "estate"), CASES)
def test_the_pdf_is_tagged_as_pdf_ua_asks(form: str, estate: str, tmp_path: Path) -> None:
    made = material(form, assessed(estate))
    data = publish.publish(made, form, "pdf")
    assert data == publish.publish(made, form, "pdf")
    assert not faults(tmp_path, data)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_draft_says_so_and_an_issued_one_how_it_is_checked(form: str) -> None:
    made = material(form)
    issued = publish.publish(made, form, "html").decode()
    assert "D-2026-0007" in issued
    assert "camcensus/0123456789abcdef" in issued
    draft = publish.publish(replace(made, issue=None), form, "html").decode()
    assert "Draft: it was not issued" in draft
    assert "D-2026-0007" not in draft
