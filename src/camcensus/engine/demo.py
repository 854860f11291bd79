"""The main job on the bundled example estate: read its files, assess it on its fixed day, write the report."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from camcensus.engine import assess, gather, publish, record, workspace
from camcensus.engine.gather import Progress
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.material import Material
from camcensus.model.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demonstration made."""

    assessment: Assessment
    readings: tuple[Reading, ...]
    folder: Path
    report: Path


def example() -> Path:
    """The example estate: beside the package when installed, in the source tree otherwise."""
    here = Path(__file__).resolve()
    for place in (here.parents[1] / "examples" / "department", here.parents[3] / "examples" / "department"):
        if place.is_dir():
            return place
    raise UsageError("the example estate is not part of this installation", mend="run it from the source tree")


def _clear(folder: Path, source: Path) -> None:
    """An empty demonstration in `folder`; only a demonstration is ever cleared away."""
    estate = folder / "estate.toml"
    if folder.exists() and any(folder.iterdir()):
        if not estate.is_file() or estate.read_bytes() != (source / "estate.toml").read_bytes():
            raise UsageError("there is something else in that folder", where=str(folder), mend="name a new folder")
        shutil.rmtree(folder / workspace.LOG, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("estate.toml", "profile.toml"):
        shutil.copyfile(source / name, folder / name)


def demo(folder: Path, progress: Progress | None = None) -> Demo:
    """Make the workspace in `folder` anew and run the walk on it. Raises `UsageError` if another estate is there."""
    source = example()
    plan = tomllib.loads((source / "demo.toml").read_text("utf-8"))
    _clear(folder, source)
    opened = workspace.open_(folder)
    try:
        readings: list[Reading] = []
        for step in plan["read"]:
            paths = [source / name for name in step["files"]]
            readings += gather.read(opened, paths, gather.Wish(realm=step.get("realm")), progress)
        as_of: date = plan["as_of"]
        assessment = assess.assess(opened, as_of)
        record.record(opened, assessment)
        report = folder / "report.html"
        publish.write(publish.publish(Material(assessment=assessment), "html"), report)
    finally:
        opened.store.close()
    return Demo(assessment=assessment, readings=tuple(readings), folder=folder, report=report)
