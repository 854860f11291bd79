"""The command line as a person uses it: words in, words out, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.workspaces import SCAN, make

COMMAND = Path(sys.executable).with_name("camcensus")


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *words], capture_output=True, text=True, input=given, check=False, timeout=120)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make(tmp_path_factory.mktemp("home"))
    done = run("read", str(folder / "scan.xml"), str(folder / "register.csv"), "--home", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_help_names_every_command() -> None:
    shown = run("--help").stdout
    for command in ("init", "read", "assess", "explain", "report", "name", "gate", "demo"):
        assert command in shown


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from camcensus.faces.cli import app;"
        "print([m for m in ('polars', 'sqlalchemy') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_version() -> None:
    assert run("--version").stdout.startswith("camcensus ")


def test_init_then_assess_an_empty_log_is_unknown(tmp_path: Path) -> None:
    assert run("init", str(tmp_path)).returncode == 0
    done = run("assess", "--home", str(tmp_path))
    assert (done.returncode, done.stderr) == (3, "")
    assert "Not known" in done.stdout


def test_read_says_what_came_of_each_file(tmp_path: Path) -> None:
    folder = make(tmp_path)
    done = run("read", str(folder / "scan.xml"), "--home", str(folder))
    assert done.stdout.startswith("scan.xml: nmap XML, 2 records")
    assert (
        run("read", str(folder / "scan.xml"), "--home", str(folder)).stdout == "scan.xml: read before; nothing added\n"
    )


def test_read_for_machines(tmp_path: Path) -> None:
    folder = make(tmp_path)
    (shown,) = json.loads(run("read", str(folder / "scan.xml"), "--home", str(folder), "--json").stdout)
    assert (shown["format"], shown["records"], shown["already"]) == ("nmap XML", 2, False)


def test_a_breach_exits_with_1_and_says_so(home: Path) -> None:
    done = run("assess", "--home", str(home), "--as-of", "2026-11-23")
    assert done.returncode == 1
    assert "Not compliant" in done.stdout
    assert "breach of instruction" in done.stdout


def test_assess_for_machines(home: Path) -> None:
    done = run("assess", "--home", str(home), "--as-of", "2026-11-23", "--json")
    assert json.loads(done.stdout)["clauses"]["UK-WMS.1.1v1"]["not_met"] == 1


def test_quiet_prints_nothing(home: Path) -> None:
    done = run("assess", "--home", str(home), "--as-of", "2026-11-23", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_all_met_exits_with_0(tmp_path: Path) -> None:
    folder = make(tmp_path)
    clean = (
        SCAN.replace("DNVRS-Webs", "x")
        .replace("www.hikvision.com", "axis-accc8ea31abf")
        .replace("HIKVISION", "Axis Communications AB")
    )
    (folder / "clean.xml").write_text(clean.replace("44:19:B6:3A:11:11", "00:40:8C:3A:11:11"))
    run("read", str(folder / "clean.xml"), "--home", str(folder))
    done = run("assess", "--home", str(folder), "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stdout


def test_explain_prints_the_whole_chain(home: Path) -> None:
    shown = run("explain", "CAM-1", "--home", str(home), "--as-of", "2026-11-23").stdout
    for words in ("1. What was seen", "DNVRS-Webs", "hikvision/", "determined by A. Example", "breach of instruction"):
        assert words in shown


def test_explain_for_machines(home: Path) -> None:
    shown = json.loads(run("explain", "CAM-1", "--home", str(home), "--as-of", "2026-11-23", "--json").stdout)
    assert {"device", "observations", "originals", "claims", "makers", "doubts", "findings"} == set(shown)


@pytest.mark.parametrize("form", ["html", "csv", "jsonl", "text"])
def test_report_in_every_form(home: Path, form: str, tmp_path: Path) -> None:
    out = tmp_path / "report"
    done = run("report", "--form", form, "--out", str(out), "--home", str(home), "--as-of", "2026-11-23")
    assert (done.returncode, done.stdout) == (0, f"wrote {out}\n")
    assert out.stat().st_size > 100


def test_report_on_the_screen(home: Path) -> None:
    done = run("report", "--form", "jsonl", "--out", "-", "--home", str(home), "--as-of", "2026-11-23")
    assert json.loads(done.stdout.splitlines()[0])["kind"] == "basis"


def test_name_is_a_filter() -> None:
    line = (
        '{"subject": "ip:192.0.2.7", "field": "tls.subject", "value": "CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION"}\n'
    )
    shown = json.loads(run("name", given=line).stdout)
    assert (shown["subject"], shown["hardware_maker"]) == ("ip:192.0.2.7", "hikvision")


BAD = [
    (("read", "nothing.xml"), "cannot be opened"),
    (("explain", "nobody"), "no device is called 'nobody'"),
    (("report", "--form", "papyrus"), "there is no form 'papyrus'"),
    (("read", "estate.toml"), "nothing here reads it"),
]


@pytest.mark.parametrize(("words", "says"), BAD)
def test_bad_input_is_one_sentence_and_exit_2(home: Path, words: tuple[str, ...], says: str) -> None:
    given = [str(home / word) if word == "estate.toml" else word for word in words]
    done = run(*given, "--home", str(home))
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_bad_input_for_machines(home: Path) -> None:
    done = run("read", "nothing.xml", "--home", str(home), "--json")
    assert json.loads(done.stderr)["error"]["slug"] == "input"


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{COMMAND} explain CAM-1 --home {home} --as-of 2026-11-23 | head -1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""


def test_words_that_are_no_command_exit_2() -> None:
    assert run("conquer").returncode == 2
