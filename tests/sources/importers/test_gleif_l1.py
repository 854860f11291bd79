from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.files import Read, read, table, write
from tests.sources.importers.registers import CONCERNED

from camcensus.sources.importers import gleif_l1

HEAD = [
    "LEI", "Entity.LegalName", "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.2",
    "Entity.LegalJurisdiction", "Entity.EntityCategory", "Entity.RegistrationAuthority.RegistrationAuthorityID",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID", "Registration.LastUpdateDate",
    "Registration.RegistrationStatus",
]  # fmt: skip


def row(lei: str = "549300ELSEWHEREXAM02", name: str = "Elsewhere", **more: str) -> list[str]:
    given = {"other": "", "where": "GB", "category": "GENERAL", "at": "", "number": "", "on": "2026-01-01T00:00:00Z"}
    cells = {**given, "state": "ISSUED", **more}
    return [lei, name, *(cells[key] for key in ("other", "where", "category", "at", "number", "on", "state"))]


def said(folder: Path, *rows: list[str], keep_all: bool = False) -> Read:
    return read(gleif_l1, write(folder, "x.csv", table(HEAD, *rows)), concerned=CONCERNED, keep_all=keep_all)


@pytest.mark.parametrize(
    ("one", "kept"),
    [
        (row("549300KNOWNEXAMPLE02"), True),
        (row(name="Lantern Example Ltd."), True),
        (row(name="LÄNTERN EXAMPLE"), True),
        (row(name="L.a.n.t.e.r.n Example"), True),
        (row(name="灯笼", other="Lantern Example Co., Ltd"), True),
        (row(name="Lantern Examples Ltd"), False),
        (row(at="RA000585", number="9990001"), True),
        (row(at="RA000587", number="09990001"), True),
        (row(at="RA000999", number="09990001"), False),
        (row(name="Lantern Example", category="SOLE_PROPRIETOR"), False),
        (row(name="Lantern Example", state="ANNULLED"), False),
    ],
)
def test_who_is_kept(tmp_path: Path, one: list[str], *, kept: bool) -> None:
    assert bool(said(tmp_path, one).rows) is kept


def test_everybody_with_a_reason_but_no_name_of_a_person(tmp_path: Path) -> None:
    whole = said(tmp_path, row(name="Nemo Nobody", category="SOLE_PROPRIETOR"), keep_all=True)
    assert whole.facts("party:LEI/549300ELSEWHEREXAM02") == {("party.kind", "person"), ("party.jurisdiction", "GB")}
    assert "Nemo" not in whole.everything()


def test_a_row_cut_in_its_identifier_says_nothing(tmp_path: Path) -> None:
    text = table(HEAD, row("549300KNOWNEXAMPLE02"))
    whole = read(gleif_l1, write(tmp_path, "x.csv", text + "549300KNOWN"), concerned=CONCERNED)
    assert whole.subjects() == ["party:LEI/549300KNOWNEXAMPLE02"]
    assert whole.records == 2
