"""Files into the log: whole or not at all, the same file once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.workspaces import ESTATE, SCAN, make

from camcensus.engine import gather, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import BrokenInput, InputError, UnknownFormat, UsageError
from camcensus.model.reading import Reading


def read(opened: Workspace, *names: str, realm: str | None = None) -> list[Reading]:
    return list(gather.read(opened, [opened.folder / name for name in names], realm=realm))


def test_a_scan_and_a_register_are_recognised_and_read(opened: Workspace) -> None:
    scan, register = read(opened, "scan.xml", "register.csv")
    assert (scan.format, scan.records, register.format, register.records) == (
        "nmap XML",
        2,
        "camera register (CSV)",
        2,
    )
    assert opened.store.observations().height == scan.new + register.new


def test_the_same_file_twice_adds_nothing(opened: Workspace) -> None:
    read(opened, "scan.xml")
    before = opened.store.position()
    (again,) = read(opened, "scan.xml")
    assert (again.already, opened.store.position()) == (True, before)


def test_the_same_content_under_another_name_adds_nothing(opened: Workspace) -> None:
    read(opened, "scan.xml")
    (opened.folder / "copy.xml").write_text(SCAN + "\n")
    (copy,) = read(opened, "copy.xml")
    assert copy.new == 1  # the reach of the scan, which names its file


def test_files_before_a_bad_one_are_kept_and_of_the_bad_one_nothing(opened: Workspace) -> None:
    (opened.folder / "cut.xml").write_text(SCAN[: SCAN.index("<runstats")])
    with pytest.raises(BrokenInput, match="cut off"):
        read(opened, "register.csv", "cut.xml", "scan.xml")
    assert opened.store.observations()["source"].unique().to_list() == ["importer:register-csv@1"]


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"", InputError, "empty"),
        (os.urandom(64) + b"\0\xff" * 400, UnknownFormat, "Formats that are read: "),
        (b"%PDF-1.4 nothing we read", UnknownFormat, "nothing here reads it"),
    ],
)
def test_what_nobody_reads_is_named(opened: Workspace, data: bytes, kind: type[Exception], says: str) -> None:
    (opened.folder / "x.bin").write_bytes(data)
    with pytest.raises(kind, match=says) as fault:
        read(opened, "x.bin")
    assert "x.bin" in str(fault.value)


def test_a_folder_is_no_file(opened: Workspace) -> None:
    with pytest.raises(InputError, match="it is a folder"):
        read(opened, ".")


def test_a_file_that_is_not_there_is_named(opened: Workspace) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read(opened, "nothing.xml")


TWO = ESTATE + '\n[[site]]\nid = "b"\nname = "B"\nbody = "dept"\nrealm = "other"\n'


def test_where_there_are_several_realms_a_scan_must_say_which(tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path, estate=TWO))
    with pytest.raises(UsageError, match="--realm with one of: main, other"):
        read(opened, "scan.xml")
    with pytest.raises(UsageError, match="no realm 'x'"):
        read(opened, "scan.xml", realm="x")
    read(opened, "scan.xml", realm="other")
    assert set(opened.store.observations()["realm"]) == {"other"}
    opened.store.close()


def test_a_register_names_its_sites_and_needs_no_realm(tmp_path: Path) -> None:
    opened = workspace.open_(make(tmp_path, estate=TWO))
    read(opened, "register.csv")
    assert set(opened.store.observations()["realm"]) == {"main"}
    opened.store.close()


def test_sites_are_known_by_id_name_and_aliases(opened: Workspace) -> None:
    assert set(gather.places(opened.settings.estate)) == {"hq", "headquarters"}


def test_progress_is_told(opened: Workspace) -> None:
    told: list[tuple[str, int]] = []
    list(gather.read(opened, [opened.folder / "scan.xml"], progress=lambda name, count: told.append((name, count))))
    assert told == [("scan.xml", 2)]
