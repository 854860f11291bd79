"""What the tables of all tools for equipment share; Snipe-IT's stands for them here."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import CALDER, FENWICK, context, refused, unhurried, write
from tests.sources.importers.kept import OTHER, UNSTATED, left_out, rows, said

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import glpi_csv, lansweeper_csv, servicenow_csv, snipeit_csv
from camcensus.sources.importers._inventory import site_of

TOOLS: tuple[ModuleType, ...] = (glpi_csv, lansweeper_csv, servicenow_csv, snipeit_csv)

CAMERA = {"Asset Name": "Door", "Asset Tag": "C-1", "Category": "Camera", "Company": "Estates", "MAC": ""}
LAPTOP = {"Asset Name": "A. Example's", "Asset Tag": "L-1", "Category": "Laptop", "Company": "IT", "MAC": ""}


def test_what_has_nothing_to_do_with_cameras_leaves_no_trace(tmp_path: Path) -> None:
    path = rows(tmp_path, CAMERA, LAPTOP, {**LAPTOP, "Asset Tag": "L-2", "Category": ""})
    whole = said(snipeit_csv, path)
    assert whole.subjects() == ["asset:C-1"]
    assert "Example" not in whole.everything()
    assert len(whole.originals) == 1
    assert whole.records == 3
    assert left_out(snipeit_csv, path) == {OTHER: 1, UNSTATED: 1}


def test_everything_is_kept_where_that_is_wished(tmp_path: Path) -> None:
    path = rows(tmp_path, CAMERA, LAPTOP)
    assert said(snipeit_csv, path, keep_all=True).subjects() == ["asset:C-1", "asset:L-1"]
    assert left_out(snipeit_csv, path, keep_all=True) == {}


def test_a_camera_that_hides_behind_another_class_is_found_by_its_address(tmp_path: Path) -> None:
    path = rows(tmp_path, CAMERA, {**LAPTOP, "Category": "Misc", "MAC": "44-19-B6-00-00-01"})
    assert said(snipeit_csv, path).subjects() == ["asset:C-1", "asset:L-1"]
    assert said(snipeit_csv, path, builds=lambda _: False).subjects() == ["asset:C-1"]
    known = frozenset({"44:19:b6:00:00:01"})
    assert said(snipeit_csv, path, builds=lambda _: False, known=known).subjects() == ["asset:C-1", "asset:L-1"]


@pytest.mark.parametrize(
    ("written", "site", "location"),
    [
        ("Fenwick House", "fenwick", None),
        ("Fenwick House > Ground floor > Door", "fenwick", "Ground floor / Door"),
        ("UK > Leeds > Calder Court > Roof", "calder", "Roof"),
        ("Somewhere > Room 1 > Desk", None, "Room 1 / Desk"),
        (" > ", None, None),
    ],
)
def test_the_way_to_a_place_names_its_site(written: str, site: str | None, location: str | None) -> None:
    cells = {"place": written}
    place = site_of(context(Path("a.csv")), cells)
    assert place == {"fenwick": FENWICK, "calder": CALDER, None: None}[site]
    assert cells.get("location") == location
    assert "place" not in cells


def test_a_site_of_its_own_column_stands_before_the_way() -> None:
    cells = {"site": "Calder Court", "place": "Fenwick House > Door"}
    assert site_of(context(Path("a.csv")), cells) == CALDER
    assert cells == {"site": "Calder Court", "location": "Fenwick House / Door"}


@pytest.mark.parametrize("module", TOOLS)
def test_a_table_without_the_heading_is_refused(module: ModuleType, tmp_path: Path) -> None:
    path = write(tmp_path, "table.csv", "a,b\r\n1,2\r\n")
    assert not module.detect(path.read_bytes())
    refused(module, path, NoHeading)


@pytest.mark.parametrize("module", TOOLS)
@unhurried
@given(data=st.binary(max_size=300))
def test_any_bytes_are_told_or_not(module: ModuleType, data: bytes) -> None:
    assert module.detect(data) in (True, False)


REGISTERS = (
    "Camera ID,Site,Location,Make,Model,Serial No,MAC Address,IP Address,Type,Installed,Status",
    "Asset Tag,Category,Model,Serial,Location",
    "Name,Type,Location,Status,Manufacturer",
    "Asset,Name,Class,Last seen,Notes",
    "name,type,first seen,notes",
)


@pytest.mark.parametrize("module", TOOLS)
@pytest.mark.parametrize("heading", REGISTERS)
def test_an_owners_own_register_is_no_tools(module: ModuleType, heading: str) -> None:
    assert not module.detect(f"{heading}\r\n{',' * heading.count(',')}\r\n".encode())


def test_no_tool_knows_anothers_table(tmp_path: Path) -> None:
    cases = Path(__file__).parents[2] / "cases" / "formats"
    for module in TOOLS:
        own = module.SOURCE.partition(":")[2].partition("@")[0]
        for tool in TOOLS:
            folder = cases / tool.SOURCE.partition(":")[2].partition("@")[0]
            for path in (path for path in folder.iterdir() if path.suffix == ".csv"):
                assert module.detect(path.read_bytes()) == (folder.name == own), path
