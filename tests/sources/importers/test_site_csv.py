from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, refused, table, unhurried, write
from tests.sources.importers.kept import rows

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import site_csv

SITES = (
    "Site,Address,Postcode",
    "Site name;Latitude;Longitude",
    "Building\tPost code",
    "Site code,Time zone",
    "Name,Lat,Long",
    "Site,Subnet,VLAN",
    "Premises,Sensitive",
    "id,site,kind,cidrs,vlans,core,said_by,said_on,cameras_expected",
    "id,name,body,realm,aliases,timezone,controller,holds_secret",
    "Site,Holds material at SECRET",
)
OTHERS = (
    "Camera ID,Site,Location,Make,Model,Serial No",
    "Site,Address,Model",
    "Site,IP Address,MAC Address",
    "Name,Address,Postcode,Email",
    "Name,Address,Postcode",
    "Building,Camera,Address",
    "Network,Description",
    "Prefix,VLAN",
    "a,b,c",
    "Site,Switch,VLAN,Port",
)


@pytest.mark.parametrize("heading", SITES)
def test_a_list_of_places_is_told_by_its_columns(heading: str) -> None:
    assert site_csv.detect(f"{heading}\n".encode())
    assert site_csv.detect(f"Sites of the department\n\n{heading}\n".encode("utf-8-sig"))


@pytest.mark.parametrize("heading", OTHERS)
def test_a_table_of_devices_or_of_people_is_no_list_of_places(heading: str) -> None:
    assert not site_csv.detect(f"{heading}\n".encode())


@unhurried
@given(data=st.binary(max_size=300))
def test_any_bytes_are_told_or_not(data: bytes) -> None:
    assert site_csv.detect(data) in (True, False)


def test_a_building_of_a_site_is_below_it(tmp_path: Path) -> None:
    given = [("North", "Block A"), ("North", "North"), ("North", ""), ("", "Block B")]
    whole = read(site_csv, rows(tmp_path, *({"Site": s, "Building": b, "Postcode": "X1"} for s, b in given)))
    assert whole.values("fact.name") == ["North, Block A", "North", "North", "Block B"]
    assert whole.values("fact.parent") == ["North"]


def test_a_number_is_a_code_only_of_what_is_called_by_a_plain_name(tmp_path: Path) -> None:
    whole = read(
        site_csv, rows(tmp_path, {"ID": "hq", "Name": "Headquarters", "Time zone": "Europe/London", "Body": "d"})
    )
    assert whole.values("fact.code") == ["hq"]
    whole = read(site_csv, rows(tmp_path, {"ID": "zone-1", "Site": "hq", "CIDRs": "10.1.0.0/16"}))
    assert whole.values("fact.code") == []
    assert whole.subjects() == ["site:hq"]


def test_the_realm_of_a_site_that_the_estate_knows_is_its_own(tmp_path: Path) -> None:
    whole = read(site_csv, rows(tmp_path, {"Site": "Fenwick Hse", "Postcode": "X1"}, {"Site": "New", "Postcode": "X2"}))
    assert {row["subject"]: row["realm"] for row in whole.rows} == {"site:fenwick-hse": "hq", "site:new": "main"}


def test_a_column_of_passwords_is_not_stored(tmp_path: Path) -> None:
    path = write(tmp_path, "sites.csv", table(("Site", "Postcode", "Alarm PIN"), ("A", "X1", "4711")))
    whole = read(site_csv, path)
    assert "4711" not in whole.everything()
    assert whole.redacted == 1


def test_a_table_without_a_heading_is_refused(tmp_path: Path) -> None:
    refused(site_csv, write(tmp_path, "sites.csv", "a,b\n1,2\n"), NoHeading)
