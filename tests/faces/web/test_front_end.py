"""The parts are what was brought, in the built package too; without them clear words say what to do."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from camcensus.faces.web import front_end
from camcensus.model.errors import UsageError

ROOT = Path(__file__).parents[3]


def brought(folder: Path, **files: bytes) -> Path:
    """A folder of parts as set-up leaves it."""
    named = {name.replace("_", "."): data for name, data in files.items()}
    for name, data in named.items():
        (folder / name).write_bytes(data)
    told = {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in named.items()}
    (folder / "manifest.json").write_text(json.dumps({"files": told}))
    return folder


def test_each_part_is_ready_to_be_served() -> None:
    parts = front_end.served()
    assert set(parts) == {"chart.js", "govuk-frontend.css", "govuk-frontend.js", "htmx.js"}
    for one in parts.values():
        assert one.media_type.startswith(("text/css", "text/javascript"))
        assert gzip.decompress(one.packed) == one.data
        assert hashlib.sha256(one.data).hexdigest() == one.sha256
    every_page = ("govuk-frontend.css", "govuk-frontend.js", "htmx.js")
    assert sum(len(parts[name].packed) for name in every_page) < 50_000


def test_a_file_of_ours_is_served_alike() -> None:
    assert front_end.part_of("mark.svg", b"<svg/>").media_type == "image/svg+xml"
    assert front_end.part_of("a.unheard", b"").media_type == "application/octet-stream"
    assert front_end.part_of("a.js", b"x" * 99) == front_end.part_of("a.js", b"x" * 99)


def test_the_world_has_land_at_london_and_water_in_the_north_sea() -> None:
    world = front_end.world()
    assert _on_land(-0.1, 51.5) % 2 == 1
    assert _on_land(3.0, 56.0) % 2 == 0
    assert front_end.folder() == front_end.FOLDER
    assert world.rings < len(world.starts)


def _on_land(longitude: float, latitude: float) -> int:
    """How many sides of rings a line to the north crosses."""
    world = front_end.world()
    crossed = 0
    for ring in range(world.rings):
        west, _, east, north = world.boxes[ring]
        if west <= longitude <= east and north >= latitude:
            points = world.points[world.starts[ring] : world.starts[ring + 1]]
            for (x, y), (u, v) in zip(points[:-1].tolist(), points[1:].tolist(), strict=True):
                if (x > longitude) != (u > longitude):
                    crossed += y + (longitude - x) / (u - x) * (v - y) > latitude
    return crossed


def test_without_parts_it_says_what_to_do(tmp_path: Path) -> None:
    for ask in (front_end.folder, front_end.served, front_end.world):
        with pytest.raises(UsageError, match=r"parts are not here\. Run 'make parts'"):
            ask(tmp_path / "none")


def test_a_part_that_is_missing_or_another_is_not_served(tmp_path: Path) -> None:
    folder = brought(tmp_path, a_js=b"let a", world_outlines=b"no outlines")
    assert list(front_end.served(folder)) == ["a.js"]
    with pytest.raises(UsageError, match="outlines of the map"):
        front_end.world(folder)
    (folder / "a.js").write_bytes(b"let b")
    with pytest.raises(UsageError, match=r"part a\.js is not the one that was brought"):
        front_end.served(folder)
    (folder / "a.js").unlink()
    with pytest.raises(UsageError, match=r"a\.js is missing"):
        front_end.folder(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"files": {"../x": {"sha256": "", "bytes": 0}}}'])
def test_a_manifest_with_a_fault_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path.parent / "x").write_bytes(b"")
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(UsageError, match="Run 'make parts'"):
        front_end.served(tmp_path)


def test_the_parts_are_in_the_built_package(tmp_path: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "build", "--quiet", "--wheel", "--no-build-isolation", "--offline", "--out-dir", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        for path in front_end.FOLDER.iterdir():
            assert package.read(f"camcensus/faces/web/parts/{path.name}") == path.read_bytes()
        assert not [name for name in package.namelist() if "axe" in name.rpartition("/")[2]]
