"""A new importer, fingerprint, directive with its check, and report: no existing file edited, and they work."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.workspaces import make

import camcensus
from camcensus.engine import extensions
from camcensus.model.errors import UsageError

FILES = {
    "sources/importers/door_log.py": '''"""Door log: a made-up format."""
import hashlib
from camcensus.model.frames import Drafts
from camcensus.model.reading import Chunk

def detect(head):
    """Whether it is a door log."""
    return head.startswith(b"DOORLOG")

def read(path, context):
    """One device a line: address, title."""
    drafts = Drafts(body=context.body, source="importer:door-log@1")
    originals = {}
    for line in path.read_bytes().splitlines()[1:]:
        key = hashlib.sha256(line).digest()
        originals[key] = line
        address, title = line.decode().split(" ", 1)
        drafts.add(realm=context.realm, subject=f"ip:{address}", field="http.title", value=title, original=key)
    yield Chunk(observations=drafts.take(), originals=originals, records=len(originals))
''',
    "sources/importers/door_log.toml": """id = "door-log"
title = "door log"
question = "Who was at the door?"
extensions = ["log"]
version = 1
order = 100
window = "none"
left_out = []
""",
    "knowledge/makers/acme.yml": "id: acme\nname: Acme Cameras\n",
    "knowledge/fingerprints/acme.yml": """- id: acme/title
  field: http.title
  pattern: '^Acme Cam$'
  claims: {hardware_maker: acme, class: camera}
  strength: strong
  origin: acme-web
  reference: made up
  examples: [{text: Acme Cam, says: {hardware_maker: acme, class: camera}}]
  counter_examples: [Acme]
""",
    "knowledge/directives/acme-order.yml": """id: acme-order
title: No camera of unknown use
issuer: Nobody
bound: everybody
issued: 2026-01-01
in_force: 2026-01-01
source: made up
grade: made up
clauses:
  - id: ACME.1v1
    title: No camera at all
    force: asked
    words: no cameras
    source: made up
    grade: made up
    unit: device
    check: is-no-camera
    not_met_words: a camera
""",
    "reason/checks/is_no_camera.py": '''"""Is it no camera?"""
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Answer, Outcome

def check(facts, params):
    """Not met by any camera."""
    broken = facts.surveillance is Answer.YES
    return Verdict(outcome=Outcome.NOT_MET if broken else Outcome.MET, reason="is-a-camera")
''',
    "reason/checks/is_no_camera.toml": """id = "is-no-camera"
question = "Is it no camera?"
unit = "device"
facts = ["surveillance"]
reasons = ["is-a-camera"]
""",
    "report/count.py": '''"""One number."""

def render(material):
    """How many findings are not met."""
    return f"not met: {material.assessment.counts().not_met}\\n".encode()
''',
    "report/count.toml": """id = "count"
title = "one number"
question = "How many?"
extension = "txt"
media_type = "text/plain"
version = 1
""",
}


@pytest.fixture
def extended(tmp_path: Path) -> Path:
    """A copy of the house with new files and not one edited."""
    copy = tmp_path / "src" / "camcensus"
    shutil.copytree(Path(camcensus.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in FILES.items():
        assert not (copy / name).exists()
        (copy / name).write_text(text, encoding="utf-8")
    return copy.parent


def run(source: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(source)}
    command = [sys.executable, "-c", "from camcensus.faces.cli.app import main; main()", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_new_files_are_found_and_work_together(extended: Path, tmp_path: Path) -> None:
    home = make(tmp_path / "ws", profile='orders = ["acme-order"]\n')
    (home / "door.log").write_text("DOORLOG\n10.0.1.5 Acme Cam\n10.0.1.6 Front page\n")
    read = run(extended, "read", str(home / "door.log"), "--home", str(home))
    assert read.stdout.splitlines()[1].split() == ["door.log", "door", "log", "2", "2", "2"], read.stderr
    judged = run(extended, "assess", "--home", str(home), "--json")
    assert judged.returncode == 1, judged.stderr
    assert json.loads(judged.stdout)["clauses"]["ACME.1v1"]["not_met"] == 1
    counted = run(extended, "report", "--form", "count", "--out", "-", "--home", str(home))
    assert counted.stdout == "not met: 1\n", counted.stderr


def test_every_kind_is_found_by_its_folder() -> None:
    for kind, (package, _) in extensions.FOLDERS.items():
        folder = Path(camcensus.__file__).parent.joinpath(*package.split(".")[1:])
        files = {path.stem for path in folder.glob("*.py") if not path.name.startswith("_")}
        assert {one.module.__name__.rpartition(".")[2] for one in extensions.found(kind).values()} == files
    assert {"nmap-xml", "register-csv"} <= set(extensions.found("importers"))


def test_shared_parts_are_no_extensions() -> None:
    assert not any(one.startswith(("-", "_")) for one in extensions.found("importers"))


def test_a_distribution_offers_more_only_when_the_operator_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme_forms.py").write_text(FILES["report/count.py"])
    (tmp_path / "acme_forms.toml").write_text(FILES["report/count.toml"])
    meta = tmp_path / "acme-1.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (meta / "entry_points.txt").write_text("[camcensus.report]\ncount = acme_forms\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "count" not in extensions.found("reports")
    monkeypatch.setenv(extensions.ALLOWED, "acme")
    assert "count" in extensions.found("reports")


def test_an_extension_without_its_definition_or_verb_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "odd_forms"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "x.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(extensions.FOLDERS, "reports", ("odd_forms", ("render",)))
    with pytest.raises(UsageError, match="its definition cannot be read"):
        extensions.found("reports")
    (package / "x.toml").write_text('title = "x"\n')
    with pytest.raises(UsageError, match="has no id"):
        extensions.found("reports")
    (package / "x.toml").write_text('id = "x"\n')
    with pytest.raises(UsageError, match="no function 'render'"):
        extensions.found("reports")
