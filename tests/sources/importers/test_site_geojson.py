from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, refused, unhurried, write
from tests.sources.importers.kept import left_out

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import site_geojson


def feature(at: object = (-1.5, 53.8), **properties: Any) -> dict[str, Any]:
    geometry = None if at is None else {"type": "Point", "coordinates": at}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)})


@pytest.mark.parametrize(
    "text",
    [collection(feature(name="A")), json.dumps(feature(name="A")), "\ufeff" + collection(feature(name="A"))],
)
def test_it_is_told_by_its_type(text: str) -> None:
    assert site_geojson.detect(text.encode())
    assert site_geojson.detect(text.encode("utf-16"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"type": "Topology", "geometry": 1}', '{"subject": "ip:10.0.0.1"}'])
def test_other_json_is_none(text: str) -> None:
    assert not site_geojson.detect(text.encode())


def test_addresses_of_openstreetmap_are_put_together(tmp_path: Path) -> None:
    tags = {"addr:housenumber": "7", "addr:street": "Road", "addr:housename": "Old Hall", "addr:city": "Leeds"}
    whole = read(site_geojson, write(tmp_path, "a.json", collection(feature(name="A", **tags))))
    assert whole.values("fact.address") == ["Old Hall, 7 Road, Leeds"]


def test_a_building_that_only_is_one_has_no_name(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", collection(feature(building="yes"), feature(building="House", ref="H1")))
    whole = read(site_geojson, path)
    assert whole.values("fact.name") == ["House"]
    assert left_out(site_geojson, path) == {"features without a name or a reference": 1}


def test_yes_and_no_and_lists_among_the_properties(tmp_path: Path) -> None:
    whole = read(
        site_geojson,
        write(
            tmp_path, "a.json", collection(feature(name="A", sensitive=True, subnets=["10.1.0.0/24", "10.1.1.0/24"]))
        ),
    )
    assert whole.values("fact.sensitive") == ["yes"]
    assert whole.values("fact.prefix") == ["10.1.0.0/24", "10.1.1.0/24"]


@pytest.mark.parametrize(
    ("at", "timezone", "doubted"),
    [
        ((-1.5, 53.8), "", False),
        ((53.8, -1.5), "", True),
        ((2.3, 48.9), "Europe/Paris", False),
        ((48.9, 2.3), "Europe/Paris", True),
        ((36.8, -1.3), "Africa/Nairobi", False),
        ((139.7, 35.7), "Asia/Tokyo", False),
        ((69.2, 41.3), "", False),  # far away, and it would be as far the other way round
    ],
)
def test_latitude_first_is_doubted(tmp_path: Path, at: tuple[float, float], timezone: str, *, doubted: bool) -> None:
    path = write(tmp_path, "a.json", collection(feature(at, name="A", timezone=timezone)))
    whole = read(site_geojson, path)
    assert whole.values("fact.position") == [f"{at[1]},{at[0]}"]
    assert any("latitude first" in remark for remark in whole.remarks) == doubted


def test_one_feature_a_line_and_with_separators(tmp_path: Path) -> None:
    text = "\x1e" + "\n\x1e".join(json.dumps(feature(name=name)) for name in "ABC") + "\n"
    assert read(site_geojson, write(tmp_path, "a.geojsons", text)).values("fact.name") == ["A", "B", "C"]


def test_a_file_that_is_cut_gives_what_is_whole(tmp_path: Path) -> None:
    text = collection(feature(name="A"), feature(name="B"))
    whole = read(site_geojson, write(tmp_path, "a.json", text[:-30]))
    assert whole.values("fact.name") == ["A"]
    assert "the map: it is cut off or broken: read up to there" in whole.remarks


def test_another_system_of_coordinates_is_told(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
    for more in ({"crs": crs}, {}):
        text = collection(feature((430_000, 433_000), name="A"), **more)
        whole = read(site_geojson, write(tmp_path, "a.json", text))
        assert whole.values("fact.position") == []
        assert any("EPSG:27700" in remark for remark in whole.remarks) == bool(more)
    behind = collection(feature(name="A"))[:-1] + f', "crs": {json.dumps(crs)}}}'
    assert any("EPSG:27700" in remark for remark in read(site_geojson, write(tmp_path, "a.json", behind)).remarks)


def test_secrets_are_not_stored(tmp_path: Path) -> None:
    given = feature(name="A", description="rtsp://a:hunter22@10.0.0.5/", password="hunter22")  # noqa: S106
    whole = read(site_geojson, write(tmp_path, "a.json", collection(given)))
    assert "hunter22" not in whole.everything()
    assert whole.redacted == 2


def test_a_file_without_a_feature_is_refused(tmp_path: Path) -> None:
    refused(site_geojson, write(tmp_path, "a.json", '{"type": "FeatureCollection", "features": []}'), BrokenInput)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as stream:
        stream.truncate(site_geojson.MAX_BYTES + 1)
    refused(site_geojson, path, HostileInput)


def test_depth_without_end_is_where_the_reading_ends(tmp_path: Path) -> None:
    deep = collection(feature(name="A"))[:-2] + ', {"type": "Feature", "a": ' + "[" * 100_000
    assert read(site_geojson, write(tmp_path, "a.json", deep)).values("fact.name") == ["A"]


@unhurried
@given(
    st.text(max_size=60),
    st.dictionaries(st.text(max_size=12), st.none() | st.text(max_size=30) | st.floats() | st.booleans(), max_size=6),
)
def test_any_properties_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, end: str, given: Any) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": given}]}) + end
    read_or_refused(site_geojson, write(folder, "a.json", text))
    read_or_refused(site_geojson, write(folder, "b.json", text[: len(text) // 2]))
