"""The owner's files: what is wrong is named with file, line and mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import knowledge
from tests.workspaces import ESTATE, PROFILE

from camcensus.engine import settings
from camcensus.model.errors import SettingsError
from camcensus.model.outcome import Answer


def parse(estate: str = ESTATE, profile: str = PROFILE, **more: bytes) -> settings.Settings:
    files = {"estate.toml": estate.encode(), "profile.toml": profile.encode()}
    return settings.parse({**files, **{name.replace("_", "."): data for name, data in more.items()}}, knowledge())


def test_the_files_of_a_person_become_values() -> None:
    made = parse()
    assert made.estate.sites[0].sensitive.answer is Answer.YES
    assert made.profile.determinations[0].person == "A. Example"


def test_a_profile_may_be_missing_and_then_nothing_is_chosen() -> None:
    assert settings.parse({"estate.toml": ESTATE.encode()}, knowledge()).profile.orders == ()


def test_versions_change_with_a_byte() -> None:
    assert parse().estate_version != parse(ESTATE + "\n").estate_version
    assert parse().estate_version == parse(profile=PROFILE + "\n").estate_version
    assert parse().profile_version != parse(profile=PROFILE + "\n").profile_version


FAULTS = [
    (ESTATE.replace('id = "hq"', "id = 5"), PROFILE, "estate.toml, line 7", "should be str, is int"),
    (ESTATE.replace('name = "Headquarters"', 'nmae = "x"'), PROFILE, "estate.toml, line 8", "'nmae' is not known here"),
    (ESTATE.replace('body = "dept"\naliases', 'body = "dpt"\naliases'), PROFILE, "estate.toml, line 9", "dept"),
    (ESTATE.replace('"yes"', '"maybe"'), PROFILE, "estate.toml, line 13", "maybe"),
    (ESTATE.replace("10.0.1.0/24", "10.0.1.1/24"), PROFILE, "estate.toml, line 19", "10.0.1.1/24"),
    (ESTATE.replace("10.0.2.0/24", "10.0.1.0/24"), PROFILE, "estate.toml, line 26", "in zone 'cameras' too"),
    (ESTATE.replace('kind = "core"', 'kind = "kore"'), PROFILE, "estate.toml, line 25", "One of: core, camera"),
    (ESTATE.replace('id = "core"', 'id = "cameras"'), PROFILE, "estate.toml, line 23", "stands twice"),
    (ESTATE.replace('aliases = ["HQ"]', 'timezone = "Europe/Londn"'), PROFILE, "estate.toml, line 10", "no time zone"),
    (ESTATE.replace("[[site]]", "[[site]"), PROFILE, "estate.toml, line 6", ""),
    ("", PROFILE, "estate.toml", "names no body or no site"),
    (ESTATE, PROFILE.replace("uk-wms-2022-11-24", "uk"), "profile.toml, line 2", "uk-wms-2022-11-24"),
    (ESTATE, PROFILE.replace('"hikvision"', '"hik"'), "profile.toml, line 5", "no maker has the id 'hik'"),
    (ESTATE, PROFILE.replace('"A. Example"', '""'), "profile.toml, line 7", "names no person"),
    (ESTATE, PROFILE.replace("reason = ", "raison = "), "profile.toml, line 9", "'raison' is not known here"),
    (ESTATE, PROFILE.replace("2026-01-01", '"yesterday"'), "profile.toml, line 8", ""),
]


@pytest.mark.parametrize(("estate", "profile", "where", "says"), FAULTS)
def test_a_fault_is_named_with_file_line_and_mend(estate: str, profile: str, where: str, says: str) -> None:
    with pytest.raises(SettingsError) as fault:
        parse(estate, profile)
    assert fault.value.where == where
    assert says in str(fault.value)


WAIVER = """
[[waiver]]
id = "W"
clauses = ["UK-WMS.1.1v1"]
sites = ["hq"]
reason = "r"
person = "A. Example"
signed = 2026-01-01
until = 2026-06-30
"""


@pytest.mark.parametrize(
    ("change", "to", "says"),
    [
        ('sites = ["hq"]\n', "", "covers everything"),
        ("until = 2026-06-30\n", "", "'until' is missing"),
        ("until = 2026-06-30", "until = 2025-06-30", "before it begins"),
        ('["UK-WMS.1.1v1"]', '["UK-WMS.9v1"]', "no clause has the id"),
        ('sites = ["hq"]', 'sites = ["x"]', "no site has the id"),
        ('reason = "r"', 'reason = " "', "names no reason"),
    ],
)
def test_a_waiver_must_cover_something_say_why_and_end(change: str, to: str, says: str) -> None:
    with pytest.raises(SettingsError, match=r"waiver|profile") as fault:
        parse(profile=PROFILE + WAIVER.replace(change, to))
    assert says in str(fault.value)


APPROVAL = """
[[waiver.approvals]]
role = "Ministry of Digital Affairs"
person = "B. Example"
signed = 2026-01-20
"""
CHAINED = WAIVER.replace("UK-WMS.1.1v1", "TW-ICT.1.1v1") + APPROVAL


def test_approvals_of_a_waiver_are_read() -> None:
    (waiver,) = parse(profile=PROFILE + CHAINED).profile.waivers
    assert [(one.role, one.person) for one in waiver.approvals] == [("Ministry of Digital Affairs", "B. Example")]


@pytest.mark.parametrize(
    ("change", "to", "says"),
    [
        ("Ministry of Digital Affairs", "The cleaner", "no approver of these clauses"),
        ("B. Example", "", "names no person"),
        ("TW-ICT.1.1v1", "UK-WMS.1.1v1", "no approver of these clauses"),
    ],
)
def test_an_approval_is_by_a_person_in_a_role_that_the_clause_wants(change: str, to: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        parse(profile=PROFILE + CHAINED.replace(change, to))


def test_a_file_that_is_not_utf8_is_named() -> None:
    files = {"estate.toml": b'[[body]]\nid = "caf\xe9"'}
    with pytest.raises(SettingsError, match="not UTF-8") as fault:
        settings.parse(files, knowledge())
    assert fault.value.where == "estate.toml, line 2"


def test_a_fault_in_a_row_of_sites_csv_names_its_line() -> None:
    table = b"id,name,body\na,A,dept\nb,B,nobody\n"
    with pytest.raises(SettingsError) as fault:
        parse(sites_csv=table)
    assert fault.value.where == "sites.csv, line 3"


def test_there_must_be_an_estate(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="camcensus init"):
        settings.read(tmp_path)


def test_a_bridge_that_somebody_looked_at_has_a_name_and_a_person() -> None:
    """What nobody said is no word."""
    for text, what in (
        ('bridge = ""\npasses_on = { answer = "unknown" }', "bridge"),
        ('bridge = "NVR"\npasses_on = { answer = "no" }', "person"),
    ):
        with pytest.raises(SettingsError, match=f"names no {what}"):
            settings.parse({"estate.toml": f"{ESTATE}\n[[seen]]\n{text}\n".encode()}, knowledge())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('id = "ad"\nsite = "hq"\naddresses = ["10.0.1.9"]', "lies in zone 'cameras', which is stated not to be core"),
        ('id = "ad"\nsite = "hq"\naddresses = []', "an anchor has no address"),
        ('id = "ad"\nsite = "elsewhere"\naddresses = ["10.0.2.9"]', "no site has the id 'elsewhere'"),
        ('id = "ad"\nsite = "hq"\naddresses = ["ten"]', "'ten' is no range of addresses"),
    ],
)
def test_anchors_that_cannot_be(text: str, what: str) -> None:
    with pytest.raises(SettingsError, match=what) as fault:
        settings.parse({"estate.toml": f"{ESTATE}\n[[anchor]]\n{text}\n".encode()}, knowledge())
    assert "estate.toml, line" in fault.value.where
