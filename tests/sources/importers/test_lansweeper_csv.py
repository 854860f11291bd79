from __future__ import annotations

from pathlib import Path

from tests.sources.importers.kept import rows, said

from camcensus.sources.importers import lansweeper_csv

LEAST = {"AssetID": "7", "AssetName": "cam-1", "AssetTypename": "Webcam", "Lastseen": "31/12/2025 09:00:00"}


def test_a_webcam_is_a_camera_that_was_found_by_its_page(tmp_path: Path) -> None:
    whole = said(lansweeper_csv, rows(tmp_path, LEAST))
    assert whole.values("fact.class") == ["camera"]
    assert whole.times() == {("2025-12-31T09:00:00Z", "2025-12-31T09:00:00Z", "local-guessed")}


def test_a_thing_without_a_name_bears_its_number(tmp_path: Path) -> None:
    whole = said(lansweeper_csv, rows(tmp_path, {**LEAST, "AssetName": "10.0.0.9"}, {**LEAST, "AssetID": "8"}))
    assert whole.subjects() == ["asset:lansweeper 7", "asset:cam-1"]
    assert whole.values("fact.hostname") == ["cam-1"]


def test_a_range_of_addresses_may_be_named_as_a_site(tmp_path: Path) -> None:
    given = [("Fenwick House", ""), ("Undefined", ""), ("Fenwick House", "Calder Court")]
    table = [{**LEAST, "AssetName": f"cam-{n}", "IPLocation": r, "Building": b} for n, (r, b) in enumerate(given)]
    whole = said(lansweeper_csv, rows(tmp_path, *table))
    assert whole.values("fact.site") == ["fenwick", "calder"]
    assert whole.values("register.site") == []


def test_the_name_of_the_host_is_the_full_one_where_it_is_there(tmp_path: Path) -> None:
    assert said(lansweeper_csv, rows(tmp_path, {**LEAST, "FQDN": "cam-1.example"})).values("fact.hostname") == [
        "cam-1.example"
    ]
