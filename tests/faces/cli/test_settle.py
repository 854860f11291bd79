"""What ``settle`` takes and prints."""

from __future__ import annotations

from pathlib import Path

from tests.faces.cli.typed import run
from tests.workspaces import make


def test_a_word_is_kept_and_explained(tmp_path: Path) -> None:
    make(tmp_path)
    run(tmp_path, "read", str(tmp_path / "register.csv"))
    said = (
        "--set",
        "model=P3245-LVE",
        "--set",
        "placement=lobby",
        "--person",
        "A. Example",
        "--note",
        "read the label",
    )
    code, output = run(tmp_path, "settle", "CAM-2", *said)
    assert code == 0
    assert "model is P3245-LVE; placement is lobby, by A. Example: read the label" in output
    shown = run(tmp_path, "explain", "CAM-2")[1]
    assert "model is P3245-LVE, as A. Example settled on" in shown
    assert "found: P3245-LV" in shown


def test_what_says_nothing_is_refused(tmp_path: Path) -> None:
    make(tmp_path)
    run(tmp_path, "read", str(tmp_path / "register.csv"))
    code, output = run(tmp_path, "settle", "CAM-2", "--set", "model", "--person", "A", "--note", "n")
    assert (code, "says not what it is about" in output) == (2, True)
