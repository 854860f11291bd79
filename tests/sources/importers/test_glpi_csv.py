from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.importers.kept import OTHER, left_out, rows, said

from camcensus.sources.importers import glpi_csv

LEAST = {"Name": "cam-1", "Entity": "Department", "Type": "Camera"}
FRENCH = {"Nom": "cam-1", "Entité": "Ministère", "Type": "Caméra"}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Caméra", "camera"),
        ("Caméras IP", "camera"),
        ("Caméra thermique", "camera"),
        ("Sécurité > Enregistreur vidéo", "recorder"),
        ("Interphone", "intercom"),
        ("CCTV > Network camera", "camera"),
    ],
)
def test_classes_in_french_and_at_the_end_of_a_way(tmp_path: Path, written: str, kind: str) -> None:
    whole = said(glpi_csv, rows(tmp_path, {**FRENCH, "Type": written}, delimiter=";"))
    assert whole.values("fact.class") == [kind]
    assert whole.values("register.kind") == []


def test_a_french_switch_is_no_camera(tmp_path: Path) -> None:
    assert left_out(glpi_csv, rows(tmp_path, FRENCH, {**FRENCH, "Type": "Commutateur"}, delimiter=";")) == {OTHER: 1}


@pytest.mark.parametrize(
    ("written", "status"),
    [("En service", "in-use"), ("En stock", "spare"), ("Hors service", "faulty"), ("Rebut", "removed")],
)
def test_french_states(tmp_path: Path, written: str, status: str) -> None:
    assert said(glpi_csv, rows(tmp_path, {**FRENCH, "Statut": written})).values("fact.status") == [status]


def test_the_inventory_number_is_the_assets_name(tmp_path: Path) -> None:
    whole = said(glpi_csv, rows(tmp_path, {**LEAST, "Inventory number": "INV-7"}, LEAST))
    assert whole.subjects() == ["asset:INV-7", "asset:cam-1"]


def test_people_are_not_stored_and_the_last_inventory_says_when(tmp_path: Path) -> None:
    row = {**LEAST, "Alternate username": "A. Example", "Last inventory date": "2026-01-31 10:00:00"}
    whole = said(glpi_csv, rows(tmp_path, row, delimiter=";"))
    assert "Example" not in whole.everything()
    assert whole.redacted == 1
    assert whole.times() == {("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z", "local-guessed")}
