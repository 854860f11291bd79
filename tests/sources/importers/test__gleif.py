"""Tables of the golden copy, in whatever shape they were saved."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context, read_or_refused, table, unhurried, write

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import _gleif, gleif_l1, gleif_l2
from camcensus.sources.importers.gleif_l1 import FORM

HEAD = ["LEI", "Entity.LegalName", "Entity.LegalJurisdiction"]


def rows(path: Path) -> list[tuple[object, ...]]:
    frames = list(_gleif.batches(path, context(path), FORM))
    return [row for frame in frames for row in frame.select("row", "lei", "name", "state").rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_one_table_in_many_shapes(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = table(HEAD, ["A", " Läntern, the\nfirst ", "DE"], ["B", "", "FR"], delimiter=delimiter)
    path = write(tmp_path, "x.csv", text, encoding)
    found = [(row[1], " ".join(str(row[2]).split()), row[3]) for row in rows(path)]
    assert found == [("A", "Läntern, the first", None), ("B", "None", None)]
    assert _gleif.detect(path.read_bytes(), FORM)


def test_rows_are_numbered_from_the_one_below_the_heading(tmp_path: Path) -> None:
    assert rows(write(tmp_path, "x.csv", table(HEAD, ["A", "x", "DE"])))[0][0] == 2


def test_another_heading_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", "LEI,name,jurisdiction\n1,2,3\n")
    assert not _gleif.detect(path.read_bytes(), FORM)
    with pytest.raises(NoHeading):
        rows(path)


@unhurried
@given(st.text(alphabet='ab,;"\n\r\0é', max_size=80), st.sampled_from(["utf-8", "utf-16"]))
def test_any_rows_below_a_heading_are_read_or_refused(text: str, encoding: str) -> None:
    heads = (",".join(HEAD), "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType")
    with TemporaryDirectory() as folder:
        for module, head in zip((gleif_l1, gleif_l2), heads, strict=True):
            read_or_refused(module, write(Path(folder), "x.csv", f"{head}\n{text}", encoding))


@given(st.binary(max_size=300))
def test_any_bytes_can_be_asked_about(data: bytes) -> None:
    assert _gleif.detect(data, FORM) is False
