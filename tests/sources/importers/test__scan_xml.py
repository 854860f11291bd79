from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from tests.sources.files import context, write

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import _scan_xml as scan_xml
from camcensus.sources.reading.gathered import Gathered

WHOLE = "<a><b>1</b><c/><b>2</b></a>"


def elements(folder: Path, text: str, name: str = "x.xml") -> scan_xml.Elements:
    return scan_xml.Elements(write(folder, name, text), name, "export it again")


def said(found: scan_xml.Elements) -> list[str | None]:
    return [element.text for element in found.of("b")]


def test_elements_come_in_order(tmp_path: Path) -> None:
    found = elements(tmp_path, WHOLE)
    assert said(found) == ["1", "2"]
    assert not found.is_cut
    assert found.done == len(WHOLE)


def test_a_file_that_is_cut_off_is_used_up_to_there(tmp_path: Path) -> None:
    found = elements(tmp_path, WHOLE[:-8])
    gathered = Gathered(context(tmp_path / "x.xml"), "importer:x@1")
    assert said(found) == ["1"]
    found.close(gathered, found=True, what="host")
    assert [remark.what for remark in gathered.remarks.all("")] == ["the file is cut off: read up to there"]


def test_a_file_in_which_nothing_was_whole_is_refused(tmp_path: Path) -> None:
    gathered = Gathered(context(tmp_path / "x.xml"), "importer:x@1")
    cut, empty = elements(tmp_path, "<a><c/><b>1"), elements(tmp_path, "<a><c/></a>", "y.xml")
    assert said(cut) == said(empty) == []
    with pytest.raises(BrokenInput, match="cut off"):
        cut.close(gathered, found=False, what="host")
    with pytest.raises(BrokenInput, match="it holds no host"):
        empty.close(gathered, found=False, what="host")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<a><b></a>", BrokenInput),
        ("<a/>x", BrokenInput),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', HostileInput),
        ("<a>" + "<c>" * 400, HostileInput),
    ],
)
def test_what_is_no_xml_or_too_much_is_refused(tmp_path: Path, text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        said(elements(tmp_path, text))
    assert "x.xml" in str(caught.value)


def test_texts_of_elements_below_an_element() -> None:
    root = etree.fromstring("<a><b> <c> x </c></b><d/></a>")
    assert scan_xml.text(root, "b", "c") == "x"
    assert scan_xml.text(root, "d") == scan_xml.text(root, "e", "f") == ""
