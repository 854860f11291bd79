from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.sources.files import Read, read, refused, table, write

from camcensus.model.errors import HostileInput
from camcensus.model.knowledge import Vocabulary
from camcensus.model.reading import Context
from camcensus.sources.importers import register_csv
from camcensus.sources.importers._register import Register
from camcensus.sources.reading import gathered
from camcensus.sources.reading.table import plan
from camcensus.wire.redact import MARK

LEAST = {"Asset": "C-1", "Site": "Fenwick House", "Location": "Door", "Make": "Hikvision"}


def file(folder: Path, *rows: Mapping[str, str]) -> Path:
    headings = list(dict.fromkeys([*LEAST, *(heading for row in rows for heading in row)]))
    return write(folder, "register.csv", table(headings, *([row.get(h, "") for h in headings] for row in rows)))


def said(folder: Path, *rows: Mapping[str, str]) -> Read:
    """What rows say; what a row leaves out is as in `LEAST`."""
    return read(register_csv, file(folder, *({**LEAST, **row} for row in rows)))


def test_a_row_as_written_and_as_understood(tmp_path: Path) -> None:
    whole = said(
        tmp_path,
        {"Model": "DS-2CD", "Serial": "K702", "MAC": "54-C4-15-5B-4D-11", "IP": "10.0.0.5", "Firmware": "V5.7.3"}
        | {"Type": "Dome", "Work type": "like for like", "Controller": "Landlord", "Status": "Live", "VLAN": "012"}
        | {"Channels": "16", "Supplier": "Acme", "Date installed": "25/06/2021", "Notes": "by the lift"},
    )
    assert whole.facts("asset:C-1") == {
        ("register.make", "Hikvision"),
        ("register.location", "Door"),
        ("register.supplier", "Acme"),
        ("register.notes", "by the lift"),
        ("fact.site", "fenwick"),
        ("fact.class", "camera"),
        ("serial.number", "K702"),
        ("mac", "54:c4:15:5b:4d:11"),
        ("fact.ip", "10.0.0.5"),
        ("model.number", "DS-2CD"),
        ("firmware.version", "V5.7.3"),
        ("fact.work", "like-for-like"),
        ("fact.controller", "landlord"),
        ("fact.status", "in-use"),
        ("fact.installed_on", "2021-06-25"),
        ("fact.vlan", "12"),
        ("fact.channel_count", "16"),
    }
    assert {row["realm"] for row in whole.rows} == {"hq"}
    assert (whole.records, whole.remarks) == (1, [])


def test_what_was_not_understood_is_kept_as_written(tmp_path: Path) -> None:
    whole = said(tmp_path, {"Site": "Nowhere", "Type": "gizmo", "Date installed": "soon"})
    assert {("register.site", "Nowhere"), ("register.kind", "gizmo"), ("register.installed", "soon")} <= whole.facts(
        "asset:C-1"
    )


def test_a_column_that_only_the_vocabulary_knows_is_kept_as_written() -> None:
    words = Vocabulary(columns={"make": ("make",), "model": ("model",), "cost": ("unit cost",)})
    context = Context(body="b", realm="r", file="", name="a.csv", vocabulary=words, alone=frozenset({"model"}))
    found = plan([("Make", "Model", "Unit cost")], words)
    assert found is not None
    rows = [(2, ("Axis", "P3245-LV", "410.00")), (3, ("", "DS-2CD2143G2-I", "")), (4, ("Cameras", "", ""))]
    (chunk,) = Register(context, found, "importer:test@1").read(rows)
    facts = set(chunk.observations.select("field", "value").iter_rows())
    assert ("register.cost", "410.00") in facts
    assert ("model.number", "DS-2CD2143G2-I") in facts  # one cell that makes the row worth reading
    assert ("register.make", "Cameras") not in facts


@pytest.mark.parametrize(
    "make", ["Hik", "HIK Vision", "Hikvison", "大华", "“Axis”", "<b>Dahua</b>", "=cmd|' /C calc'!A0"]
)
def test_a_make_is_kept_as_written(tmp_path: Path, make: str) -> None:
    assert said(tmp_path, {"Make": make}).values("register.make") == [make]


@pytest.mark.parametrize(
    ("cell", "make", "model"),
    [
        ("Axis P1375-E", ["Axis"], ["P1375-E"]),
        ("Hikvision/DS-2CD", ["Hikvision"], ["DS-2CD"]),
        ("Hikvision / DS-2CD/16P", ["Hikvision"], ["DS-2CD/16P"]),
        ("Hikvision - DS-2CD", ["Hikvision"], ["DS-2CD"]),
        ("Axis", ["Axis"], []),
    ],
)
def test_make_and_model_in_one_column(tmp_path: Path, cell: str, make: list[str], model: list[str]) -> None:
    path = write(tmp_path, "register.csv", table(("Asset", "Make/model"), ("C-1", cell)))
    whole = read(register_csv, path)
    assert (whole.values("register.make"), whole.values("model.number")) == (make, model)


# --- several devices in one row ------------------------------------------------------------------------------------


def test_a_quantity_in_words(tmp_path: Path) -> None:
    whole = said(tmp_path, {"Type": "12 x dome", "IP": "10.0.0.9"})
    assert whole.subjects() == [f"asset:C-1/{number}" for number in range(1, 13)]
    assert ("fact.class", "camera") in whole.facts("asset:C-1/12")
    assert whole.values("fact.ip") == []
    assert whole.remarks == ["row 2: it stands for several devices, so its ip joins nothing"]
    assert whole.records == 1


@pytest.mark.parametrize(("quantity", "many"), [("12", 12), ("12 no.", 12), ("1", 1), ("", 1), ("TBC", 1), ("-", 1)])
def test_a_quantity_in_its_column(tmp_path: Path, quantity: str, many: int) -> None:
    whole = said(tmp_path, {"Qty": quantity})
    assert len(whole.subjects()) == many
    assert whole.remarks == []


@pytest.mark.parametrize("quantity", ["5000", "0", "a few", "9" * 5_000, "²"])
def test_a_quantity_that_is_not_believed_is_said(tmp_path: Path, quantity: str) -> None:
    whole = said(tmp_path, {"Qty": quantity})
    assert whole.subjects() == ["asset:C-1"]
    assert len(whole.remarks) == 1
    assert "is not believed" in whole.remarks[0]


def test_a_zoom_is_no_quantity_where_the_row_names_one_device(tmp_path: Path) -> None:
    whole = said(tmp_path, {"Type": "30x PTZ", "Serial": "K702"})
    assert whole.subjects() == ["asset:C-1"]
    assert whole.values("serial.number") == ["K702"]
    assert "names one device" in whole.remarks[0]


def test_a_number_in_a_name_is_no_quantity(tmp_path: Path) -> None:
    assert said(tmp_path, {"Camera name": "Car park dome (2)"}).subjects() == ["asset:C-1"]


def test_quantities_that_never_end(tmp_path: Path) -> None:
    rows = [{"Asset": f"C-{number}", "Qty": "999"} for number in range(150)]
    fault = refused(register_csv, file(tmp_path, *rows), HostileInput)
    assert "100,000 devices" in str(fault)


# --- keys ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("serial", "says"),
    [
        ("1.2E+15", "into a number"),
        ("1,2E+15", "into a number"),
        ("Mar-21", "into a date"),
        ("2021-09-02", "into a date"),
        ("000000", "names no device"),
        ("123456", "names no device"),
        ("N/A", "names no device"),
    ],
)
def test_serials_that_join_nothing(tmp_path: Path, serial: str, says: str) -> None:
    whole = said(tmp_path, {"Serial": serial})
    assert whole.values("serial.number") == []
    assert whole.values("register.serial") == [serial]
    assert says in whole.remarks[0]


@pytest.mark.parametrize(
    "mac", ["54C4155B4D11", "54-c4-15-5b-4d-11", "54c4.155b.4d11", "54c415-5b4d11", "54 C4 15 5B 4D 11"]
)
def test_notations_of_a_mac(tmp_path: Path, mac: str) -> None:
    assert said(tmp_path, {"MAC": mac}).values("mac") == ["54:c4:15:5b:4d:11"]


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("MAC", "54:C4:15", "not the address of an Ethernet interface"),
        ("MAC", "ff:ff:ff:ff:ff:ff", "not the address of an Ethernet interface"),
        ("MAC", "00:00:00:00:00:00", "not the address of an Ethernet interface"),
        ("IP", "10.0.0.256", "not an IP address"),
        ("IP", "DHCP", "not an IP address"),
    ],
)
def test_addresses_that_are_none_are_remarked(tmp_path: Path, column: str, cell: str, says: str) -> None:
    whole = said(tmp_path, {column: cell})
    assert whole.values("mac") + whole.values("fact.ip") == []
    assert f"'{cell}'" in whole.remarks[0]
    assert says in whole.remarks[0]


@pytest.mark.parametrize("column", ["MAC", "IP", "Last checked", "Date installed"])
@pytest.mark.parametrize("cell", ["N/A", "TBC", "-", "unknown"])
def test_a_cell_that_says_there_is_nothing_needs_no_remark(tmp_path: Path, column: str, cell: str) -> None:
    assert said(tmp_path, {column: cell}).remarks == []


# --- sites and names -----------------------------------------------------------------------------------------------


def test_a_site_by_its_alias(tmp_path: Path) -> None:
    assert said(tmp_path, {"Site": "fenwick  HSE"}).values("fact.site") == ["fenwick"]


def test_a_site_that_is_not_known_is_said_once(tmp_path: Path) -> None:
    whole = said(tmp_path, *({"Asset": f"C-{number}", "Site": "Orchard {}"} for number in range(3)))
    assert whole.remarks == [
        "the heading: site 'Orchard ' is not in the estate file (3 rows): add it there or as an alias"
    ]
    assert {row["realm"] for row in whole.rows} == {"main"}


def test_asset_numbers_that_stand_twice(tmp_path: Path) -> None:
    whole = said(tmp_path, {}, {"Location": "Lift"}, {})
    assert whole.subjects() == ["asset:C-1", "asset:C-1#2", "asset:C-1#3"]
    assert len(whole.remarks) == 2


def test_rows_without_an_asset_number_are_named_by_their_place(tmp_path: Path) -> None:
    nowhere = {"Asset": "", "Location": ""}
    whole = said(tmp_path, {"Asset": ""}, {"Asset": "TBC"}, nowhere, {**nowhere, "Make": "Axis"}, nowhere)
    named = whole.subjects()
    assert named[:2] == ["asset:Fenwick House / Door", "asset:Fenwick House / Door#2"]
    assert named[2].startswith("asset:~")
    assert named[4] == f"{named[2]}#2"
    assert len(set(named)) == 5
    assert whole.remarks == []


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("25/06/2021", "2021-06-25"),
        ("06/25/2021", "2021-06-25"),
        ("2019", "2019"),
        ("March 2019", "2019-03"),
        ("03/2019", "2019-03"),
        ("44197", "2021-01-01"),
        ("1st May 2020", "2020-05-01"),
    ],
)
def test_install_dates(tmp_path: Path, cell: str, day: str) -> None:
    assert said(tmp_path, {"Date installed": cell}).values("fact.installed_on") == [day]


@pytest.mark.parametrize("cell", ["31/02/2020", "9999-12-31", "01/01/1900", "before my time", "²019"])
def test_install_dates_that_are_none(tmp_path: Path, cell: str) -> None:
    whole = said(tmp_path, {"Date installed": cell})
    assert whole.values("fact.installed_on") == []
    assert whole.remarks == [f"row 2: install date '{cell}' is not a date"]


def test_dates_that_can_be_read_two_ways_are_counted(tmp_path: Path) -> None:
    rows = [{"Asset": f"C-{day}", "Date installed": f"{day:02}/03/2021"} for day in range(1, 32)]
    whole = said(tmp_path, *rows)
    assert whole.remarks == ["the heading: 11 dates could be read month first; they were read day first"]


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("25/06/2021", "2021-06-24T23:00:00Z", "2021-06-25T22:59:59.999999Z"),
        ("25/06/2021 14:00", "2021-06-25T13:00:00Z", "2021-06-25T13:00:00Z"),
        ("March 2019", "2019-03-01T00:00:00Z", "2019-03-31T22:59:59.999999Z"),
        ("31/10/2021 01:30", "2021-10-31T00:30:00Z", "2021-10-31T01:30:00Z"),  # that hour came twice
        ("28/03/2021 01:30", "2021-03-28T01:30:00Z", "2021-03-28T01:30:00Z"),  # that hour never was
        ("9999-12-31", "", ""),
        ("", "", ""),
    ],
)
def test_when_it_was_last_checked(tmp_path: Path, cell: str, first: str, last: str) -> None:
    whole = said(tmp_path, {"Last checked": cell})
    assert whole.times() == {(first, last, "local-guessed" if first else "unknown")}
    assert any("came twice" in remark for remark in whole.remarks) == (cell == "31/10/2021 01:30")


def test_a_time_with_its_zone_is_exact(tmp_path: Path) -> None:
    moment = "2021-06-25T13:00:00Z"
    assert said(tmp_path, {"Last checked": "2021-06-25T14:00:00+01:00"}).times() == {(moment, moment, "exact")}


# --- what is left out ----------------------------------------------------------------------------------------------


def test_columns_that_are_not_known_are_kept_in_the_original_and_named(tmp_path: Path) -> None:
    path = write(
        tmp_path, "register.csv", table(("Asset", "Make", "Colour", "", "Make"), ("C-1", "Hik", "red", "x", "Axis"))
    )
    whole = read(register_csv, path)
    assert list(whole.originals.values()) == [
        b'{"Asset": "C-1", "Colour": "red", "Make": "Hik", "Make (2)": "Axis", "column 4": "x"}'
    ]
    assert whole.remarks == [
        "the heading: not understood and kept only in the originals: 'Colour', 'Make (2)', 'column 4'"
    ]


def test_secrets_are_never_stored(tmp_path: Path) -> None:
    link = "rtsp://admin:hunter2@10.0.0.5/1"
    whole = said(
        tmp_path,
        {"Password": "hunter2", "Password (admin)": "hunter2", "Login": "hunter2", "Notes": link, "Serial": link}
        | {
            "Asset": "pwd=hunter2",
            "Last checked": link,
            "Date installed": link,
            "IP": link,
            "Qty": link,
            "Colour": link,
        },
    )
    assert "hunter2" not in whole.everything()
    assert whole.values("register.notes") == [f"rtsp://{MARK}@10.0.0.5/1"]
    assert whole.redacted == 11
    assert "not stored, because it may hold secrets: 'Password', 'Password (admin)', 'Login'" in whole.remarks[1]


def test_titles_between_rows_and_headings_once_more(tmp_path: Path) -> None:
    blank = dict.fromkeys(LEAST, "")
    whole = said(
        tmp_path, {**blank, "Asset": "Ground floor"}, {}, {name: name for name in LEAST}, {**blank, "Serial": "K702"}
    )
    assert whole.records == 2
    assert whole.values("serial.number") == ["K702"]
    assert whole.remarks == [
        "the heading: 1 rows have fewer than two cells that are understood: read as titles and left out"
    ]


def test_remarks_on_rows_end(tmp_path: Path) -> None:
    whole = said(tmp_path, *({"Asset": f"C-{number}", "IP": "x"} for number in range(300)))
    assert "the heading: 100 more remarks on rows" in whole.remarks
    assert len(whole.remarks) == 201


def test_long_registers_come_in_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"Asset": f"C-{number}"} for number in range(50)]
    whole = said(tmp_path, *rows)
    monkeypatch.setattr(gathered, "CHUNK", 7)
    again = said(tmp_path, *rows)
    assert again.rows == whole.rows
    assert again.originals == whole.originals
