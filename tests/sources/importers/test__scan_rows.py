from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.sources.files import context, table, write

from camcensus.model.errors import HostileInput, NoHeading
from camcensus.sources.importers import _scan_rows as scan_rows
from camcensus.sources.reading.forms import Form
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire.redact import MARK

FORM = Form(
    columns={"host": ("IP",), "name": (), "output": ("Plugin Output",), "text": ("Description",)},
    needs=(frozenset({"host", "name", "output"}),),
    passed_over=("Risk",),
)
SHEET = scan_rows.Sheet(form=FORM, output="output", title="name", texts=frozenset({"text"}))
HEAD = ("IP", "Name", "Plugin Output", "Description")


def read(folder: Path, data: str | bytes) -> tuple[list[scan_rows.ScanRow], Gathered]:
    path = write(folder, "x.csv", data)
    gathered = Gathered(context(path), "importer:x@1")
    return list(scan_rows.rows(path, SHEET, gathered)), gathered


def rows(folder: Path, *content: Sequence[str], delimiter: str = ",") -> tuple[list[scan_rows.ScanRow], Gathered]:
    return read(folder, table(*content, delimiter=delimiter))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_keep_their_lines_and_what_comes_with_the_plugin_is_not_kept(tmp_path: Path, delimiter: str) -> None:
    output = "a:\n\n  b, c; d | e\n"
    found, gathered = rows(tmp_path, HEAD, ("10.0.0.5", "x", output, "Long words."), delimiter=delimiter)
    assert [dict(row.cells) for row in found] == [{"host": "10.0.0.5", "name": "x", "output": output}]
    kept = gathered.take().originals[found[0].original].decode()
    assert "b, c; d | e" in kept
    assert "Long words." not in kept


def test_lines_above_the_heading_are_counted_and_unknown_columns_named(tmp_path: Path) -> None:
    found, gathered = rows(
        tmp_path, ("Report", "A Person"), ("x",), (*HEAD, "Risk", "Colour"), ("10.0.0.5", "x", "y", "", "1", "red")
    )
    assert [row.where for row in found] == ["row 4"]
    what = [remark.what for remark in gathered.remarks.all("x")]
    chunk = gathered.take()
    assert chunk.left_out == {"lines above the heading": 2}
    assert what == ["not understood and kept only in the originals: 'Colour'"]
    assert b"A Person" not in b"".join(chunk.originals.values())
    assert b"red" in b"".join(chunk.originals.values())


@pytest.mark.parametrize(
    "name",
    [
        "Dahua Default Credentials", "SNMP Agent Default Community Name (public)", "Weak Password", "FTP Brute Force",
        "Microsoft Windows SMB : Enumerate Users", "Nessus Scan Information", "Local Users Enumeration",
        "SSH Private Key Disclosure", "Windows Login Possible",
    ],
)  # fmt: skip
def test_outputs_that_print_secrets_are_not_kept(tmp_path: Path, name: str) -> None:
    found, gathered = rows(tmp_path, HEAD, ("10.0.0.5", name, "hunter2", ""))
    assert found[0].get("output") == ""
    chunk = gathered.take()
    assert chunk.redacted == 1
    assert b"hunter2" not in b"".join(chunk.originals.values())
    assert MARK.encode() in b"".join(chunk.originals.values())


@pytest.mark.parametrize("name", ["HTTP Server Type and Version", "SSL Certificate Information", "RTSP Server Type"])
def test_outputs_of_other_plugins_are_kept(tmp_path: Path, name: str) -> None:
    found, gathered = rows(tmp_path, HEAD, ("10.0.0.5", name, "x", ""))
    assert (found[0].get("output"), gathered.redacted) == ("x", 0)


def test_secrets_in_cells_and_below_headings_are_taken_out(tmp_path: Path) -> None:
    found, gathered = rows(
        tmp_path, (*HEAD, "Password"), ("10.0.0.5", "x", "rtsp://a:hunter2@10.0.0.5/", "", "hunter2")
    )
    chunk = gathered.take()
    assert found[0].get("output") == f"rtsp://{MARK}@10.0.0.5/"
    assert chunk.redacted == 2
    assert b"hunter2" not in b"".join(chunk.originals.values())


def test_a_heading_that_comes_again_with_other_columns_holds_from_there(tmp_path: Path) -> None:
    found, _ = rows(tmp_path, HEAD, ("10.0.0.5", "x", "y", ""), ("Name", "IP", "Plugin Output"), ("x", "10.0.0.6", "y"))
    assert [row.get("host") for row in found] == ["10.0.0.5", "10.0.0.6"]


def test_the_first_of_several_cells(tmp_path: Path) -> None:
    row = rows(tmp_path, HEAD, ("10.0.0.5", "", "y", ""))[0][0]
    assert row.get("name", "output") == "y"
    assert row.get("name") == row.get("none") == ""


@pytest.mark.parametrize("data", ["", "x,y\n1,2\n", "IP,Name\n" * 60])
def test_a_table_without_the_columns_is_refused(tmp_path: Path, data: str) -> None:
    with pytest.raises(NoHeading, match="host, name, output"):
        read(tmp_path, data)


def test_a_quotation_mark_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HostileInput):
        read(tmp_path, table(HEAD) + '"' + "x" * (3 << 20))
