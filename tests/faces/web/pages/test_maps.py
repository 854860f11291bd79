"""The map: sites where registers say they are, zoomed by the address, and of others' sites nothing."""

from __future__ import annotations

import json

import pytest
from tests.faces.web.console import Console, words

POSITIONS = {"Fenwick House": (-0.1276, 51.5034), "Calder Court": (-1.8, 53.72), "Town Hall": (-3.2, 51.48)}


@pytest.fixture
def placed(fresh: Console) -> Console:
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Point", "coordinates": list(at)}}
        for name, at in POSITIONS.items()
    ]
    held = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    told = fresh.over(fresh.send("Olga", "/runs", files=[("files", ("sites.geojson", held))], body="dfea"))
    assert "3 records" in told, told
    return fresh


def test_sites_stand_on_the_map_and_in_words(placed: Console) -> None:
    page = placed.look("Olga", "/map")
    assert page.text.count('class="map-place ') >= 2
    for name in POSITIONS:
        assert name in words(page)
    assert "Marsh Lane Depot" in words(page).partition("Not on the map")[2]
    mine = placed.look("Vera", "/map")
    assert "Calder Court" in mine.text
    assert "Fenwick" not in mine.text
    assert "Town Hall" not in mine.text
    assert "No register in the log states" in placed.look("Nell", "/map").text


def test_it_is_zoomed_by_the_address(placed: Console) -> None:
    near = placed.look("Olga", "/map?at=53.72000,-1.80000,0.50000")
    assert "2 places outside of this part" in words(near)
    for asked in ("x", "1,2", "1,2,3,4", "nan,1,1", "1e999,1,1", "," * 200):
        placed.look("Olga", f"/map?at={asked}", 400)
