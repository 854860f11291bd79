"""What ``camcensus devices`` prints, to people and to machines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests import forked
from tests.support import AS_OF, knowledge, log, see
from tests.workspaces import make

from camcensus.engine import assess, devices
from camcensus.engine.settings import Settings
from camcensus.faces.cli import devices as printed
from camcensus.model.assessment import Assessment, Basis
from camcensus.model.estate import Estate
from camcensus.model.profile import Profile

LEASE = (
    '{"subject": "ip:10.0.1.5", "field": "mac", "value": "44:19:b6:3a:11:11", "at": "2026-11-20T10:00:00Z"}\n'
    '{"subject": "ip:10.0.1.5", "field": "serial.number", "value": "F71204599", "at": "2026-11-20T10:00:00Z"}\n'
)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [forked.command(), "devices", *words], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = make(tmp_path_factory.mktemp("home"))
    (folder / "lease.jsonl").write_text(LEASE)
    files = [str(folder / name) for name in ("scan.xml", "register.csv", "lease.jsonl")]
    done = subprocess.run(
        [forked.command(), "read", *files, "--home", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return str(folder)


def test_each_device_is_listed_with_all_that_names_it(home: str) -> None:
    done = run("--home", home, "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stderr
    for told in ("CAM-1", "Hikvision", "DS-2CD2143G2-I", "10.0.1.5", "44:19:b6:3a:11:11", "F71204511", "Headquarters",
                 "known by scan, register, file", "never checked at a known time", "id "):  # fmt: skip
        assert told in done.stdout, told
    assert done.stdout.endswith("2 devices; 1 other host with no sign of being a camera.\n")


def test_words_narrow_the_list_and_the_end_says_so(home: str) -> None:
    done = run("axis", "--home", home, "--as-of", "2026-11-23")
    assert "CAM-1" not in done.stdout
    assert done.stdout.endswith("1 device of 2; 1 other host with no sign of being a camera.\n")


def test_differences_are_told_by_both_sides_and_change_nothing(home: str) -> None:
    done = run("--conflicts", "--home", home, "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stderr
    assert "  serial     register CAM-1: F71204511  (register.csv, no date)\n" in done.stdout
    assert "file: F71204599  (lease.jsonl, 2026-11-20)\n" in done.stdout
    assert "The record bears no date" in done.stdout
    assert done.stdout.endswith("1 device with 1 difference, of 2 devices compared. Nothing was changed.\n")


def test_for_machines_there_is_json(home: str) -> None:
    listed = json.loads(run("--json", "--home", home, "--as-of", "2026-11-23").stdout)
    assert {one["label"] for one in listed} == {"CAM-1", "CAM-2"}
    assert next(one for one in listed if one["label"] == "CAM-1")["last_seen"] == "2026-11-20T10:00:00Z"
    (one,) = json.loads(run("--conflicts", "--json", "--home", home, "--as-of", "2026-11-23").stdout)
    assert (one["question"], one["stated"], one["seen"]) == ("serial", "F71204511", "F71204599")


def test_as_of_a_day_before_what_was_seen_is_not_known(home: str) -> None:
    done = run("--conflicts", "--home", home, "--as-of", "2026-01-01")
    assert done.stdout == "0 devices with 0 differences, of 2 devices compared. Nothing was changed.\n"


def test_a_workspace_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    done = run("--home", str(tmp_path / "none"))
    assert done.returncode == 2


def assessed(name: str) -> Assessment:
    settings = Settings(
        estate=Estate(bodies=(), sites=(), zones=()), profile=Profile(), estate_version="", profile_version=""
    )
    basis = Basis(as_of=AS_OF, position=1, knowledge="", estate="", profile="")
    row = see(f"asset:{name}", ("register.make", "Hik"), ("serial.number", name), ("mac", "44:19:b6:00:00:01"))
    scan = see("ip:10.0.1.5", ("mac", "44:19:b6:00:00:01"), ("serial.number", "XYZ98765"), ("net.open_port", "554/tcp"))
    return assess.conclude(log([row, scan]), knowledge(), settings, basis)


def test_what_files_say_cannot_move_the_cursor() -> None:
    assessment = assessed("ABC\x1b[2J\u202e12345")
    listed = devices.table(assessment)
    assert "\x1b" not in printed.as_text(listed, assessment)
    assert "\u202e" not in printed.as_text(listed, assessment)


def test_a_device_of_which_little_is_known_says_what_is_not() -> None:
    assessment = assessed("ABC12345")
    text = printed.as_text(devices.table(assessment), assessment)
    for told in ("kind not known", "model not known", "site not known", "serial ABC12345, XYZ98765"):
        assert told in text, told
