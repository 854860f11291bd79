"""The command line as a person uses it: words in, words out, exit codes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests import forked
from tests.scopes import FAULTS, RANGE, SCOPE, faulty, write
from tests.serving import free, serving, silent
from tests.workspaces import SCAN, make
from typer.testing import CliRunner

from camcensus.faces.cli.app import app
from camcensus.sources import driver

COMMAND = Path(sys.executable).with_name("camcensus")


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [forked.command(), *words], capture_output=True, text=True, input=given, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make(tmp_path_factory.mktemp("home"))
    done = run("read", str(folder / "scan.xml"), str(folder / "register.csv"), "--home", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def test_help_names_every_command() -> None:
    shown = subprocess.run([COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    for command in (
        "init", "read", "probe", "try", "assess", "devices", "explain", "report", "name", "gate", "control",
        "determine", "settle", "due", "paths", "separate", "demo", "sites", "survey", "serve", "fetch", "log",
    ):  # fmt: skip
        assert f"  {command} " in shown


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
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("scan.xml ")]
    assert line.split() == ["scan.xml", "nmap", "XML", "2", "8", "8"]
    again = run("read", str(folder / "scan.xml"), "--home", str(folder))
    assert "read before" in again.stdout


def test_a_folder_of_which_some_file_cannot_be_read_exits_with_3(tmp_path: Path) -> None:
    folder = make(tmp_path / "ws")
    (tmp_path / "given" / "deep").mkdir(parents=True)
    (tmp_path / "given" / "deep" / "scan.xml").write_text(SCAN)
    done = run("read", str(tmp_path / "given"), "--home", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "given" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    done = run("read", str(tmp_path / "given"), "--home", str(folder))
    assert (done.returncode, done.stderr) == (3, "")
    assert "not read: 1 file\n    photo.jpg: nothing here reads it.\n" in done.stdout
    failed, before = json.loads(run("read", str(tmp_path / "given"), "--home", str(folder), "--json").stdout)
    assert (failed["file"], failed["failed"]) == ("photo.jpg", "nothing here reads it.")
    assert (before["file"], before["already"]) == ("deep/scan.xml", True)


def test_standard_input_is_read(tmp_path: Path) -> None:
    folder = make(tmp_path)
    done = run("read", "-", "--home", str(folder), given=SCAN)
    assert done.stdout.splitlines()[1].split() == ["standard", "input", "nmap", "XML", "2", "8", "8"]
    assert "read before" in run("read", str(folder / "scan.xml"), "--home", str(folder)).stdout


def test_everything_is_kept_only_for_a_reason(tmp_path: Path) -> None:
    folder = make(tmp_path)
    done = run("read", str(folder / "scan.xml"), "--home", str(folder), "--keep-all", " ")
    assert done.returncode == 2
    assert "only for a reason" in done.stderr


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
    assert {"device", "observations", "originals", "claims", "makers", "doubts", "findings", "erased"} == set(shown)


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


# --- probe -------------------------------------------------------------------------------------------------------


def scoped(folder: Path, text: str = SCOPE, port: int = 0) -> tuple[str, ...]:
    """The words that begin a run under a scope, whose file is written into the folder."""
    return "probe", "--scope", str(write(folder, text.replace("18080", str(port or free()))))


def test_a_run_into_a_file_needs_no_workspace(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    done = run(*scoped(tmp_path), "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].startswith("8 devices answered, among 8 addresses, in 00:00:0")
    assert done.stdout.splitlines()[-1] == f"The run is complete: {out}"
    assert json.loads(out.read_text().splitlines()[0])["field"] == "run.scope"
    assert run(*scoped(tmp_path), "--out", str(out)).returncode == 2


def test_a_run_into_a_workspace_is_read_into_its_log(tmp_path: Path) -> None:
    folder = make(tmp_path / "ws")
    done = run(*scoped(tmp_path), "--home", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    (path,) = (folder / "runs").iterdir()
    assert f"{path.name}  a run of camcensus probe " in done.stdout
    again = run("read", str(path), "--home", str(folder))
    assert again.stdout.splitlines()[1].endswith("read before                  0")


def test_a_run_for_machines(tmp_path: Path) -> None:
    done = run(*scoped(tmp_path), "--out", str(tmp_path / "run.jsonl"), "--json")
    shown = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (shown["ended"], shown["addresses"], shown["devices"], shown["unjudged"]) == ("done", 8, 8, [])


def test_a_quiet_run_prints_nothing(tmp_path: Path) -> None:
    done = run(*scoped(tmp_path), "--out", str(tmp_path / "run.jsonl"), "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_silent_addresses_are_judged_too(tmp_path: Path) -> None:
    port = free()
    with silent(1, port):
        words = scoped(tmp_path, SCOPE.replace("127.0.0.0/29", "127.0.0.1"), port)
        done = run(*words, "--out", str(tmp_path / "run.jsonl"))
    assert done.returncode == 0
    assert "Nothing answered at any of 1 addresses: is this the right network" in done.stdout


def test_a_plan_sends_nothing_and_begins_nothing(tmp_path: Path) -> None:
    with serving([1]) as served:
        done = run(*scoped(tmp_path, port=served.port), "--plan", "--home", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("8 addresses on the authority of A. Example, head of security (CHG-1042)")
    assert not served.asked()
    assert [path.name for path in tmp_path.iterdir()] == ["scope.toml"]


def test_ctrl_c_ends_it_in_order_with_3_and_it_is_taken_up_again(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    words = scoped(tmp_path, SCOPE.replace("rate = 5000\nsub", "rate = 4\nsub"))
    begun = subprocess.Popen([COMMAND, *words, "--out", out], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and not (out.exists() and b"run.spent" in out.read_bytes()):
        time.sleep(0.02)
    begun.send_signal(signal.SIGINT)
    shown, said = begun.communicate(timeout=60)
    assert (begun.returncode, said) == (3, "")
    assert "addresses were not reached or cannot be judged, and count as unknown: " in shown
    assert f"The run ended early: stopped by hand. Take it up again with --resume: {out}" in shown
    again = run(*words, "--out", str(out), "--resume", str(out))
    assert (again.returncode, again.stderr) == (0, "")
    assert "had answered before the run was taken up again." in again.stdout


def test_remarks_on_a_scope_stand_on_standard_error(tmp_path: Path) -> None:
    words = scoped(tmp_path, SCOPE.replace(RANGE, f'{RANGE}\n[[range]]\naddresses = "127.0.0.1"'))
    done = run(*words, "--plan")
    assert done.returncode == 0
    assert done.stderr == "scope.toml: 127.0.0.0/29 and 127.0.0.1 overlap: each address is asked once\n"
    assert run(*words, "--plan", "--quiet").stderr == ""


def test_without_a_scope_nothing_runs(tmp_path: Path) -> None:
    done = run("probe", "--home", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "--scope" in done.stderr


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "Hand", lambda _: pytest.fail("it reached for the network"))


def refused(*words: str) -> str:
    """The one sentence of a command that fails, in this process."""
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout) == (2, ""), done.output
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("camcensus: ")
    return sentence


@pytest.mark.usefixtures("_no_network")
@pytest.mark.parametrize("what", FAULTS)
def test_a_scope_with_a_fault_is_one_sentence_and_exit_2(tmp_path: Path, what: str) -> None:
    _, _, line, says = FAULTS[what]
    out = tmp_path / "run.jsonl"
    sentence = refused("probe", "--scope", str(write(tmp_path, faulty(what))), "--out", str(out))
    assert f"scope.toml, line {line}: " in sentence
    assert says in sentence
    assert sentence.endswith(" [settings]")
    assert not out.exists()


PUBLIC = SCOPE.replace("127.0.0.0/29", "203.0.113.0/29") + 'public = ["203.0.113.0/24"]\n'
OTHERS = [
    (SCOPE.replace("end = 2100", "end = 2021"), (), "nothing may be asked now: the scope ended on 2021-01-01"),
    (SCOPE.replace("start = 2020", "start = 2099"), (), "nothing may be asked now: the scope begins on 2099-01-01"),
    (PUBLIC, (), "line 23: the scope names the public range 203.0.113.0/24"),
    (SCOPE, ("--public", "203.0.113.0/24"), "does not stand in the scope's network.public"),
    (SCOPE + 'links = ["nothing0"]\n', (), "line 23: this machine has no interface 'nothing0'"),
    (SCOPE + 'links = ["lo"]\n', (), "everything on lo would hear a multicast"),
    (SCOPE + 'source = "nowhere.example"\n', (), "neither an interface nor an address of this machine"),
    (SCOPE + 'snmp = "cameras"\n', (), "names the SNMP entry 'cameras', which nobody gave"),
    (SCOPE, ("--secrets", "/nowhere/secrets.toml"), "the secrets file cannot be opened"),
    (SCOPE, ("--resume", "/nowhere/run.jsonl"), "--out and --resume name two files"),
]


@pytest.mark.usefixtures("_no_network")
@pytest.mark.parametrize(("text", "words", "says"), OTHERS)
def test_what_cannot_be_asked_is_one_sentence_and_exit_2(
    tmp_path: Path, text: str, words: tuple[str, ...], says: str
) -> None:
    out = tmp_path / "run.jsonl"
    assert says in refused("probe", "--scope", str(write(tmp_path, text)), "--out", str(out), *words)
    assert not out.exists()


@pytest.mark.usefixtures("_no_network")
def test_files_that_are_no_scope_no_workspace_or_no_run(tmp_path: Path) -> None:
    path, nothing = str(write(tmp_path)), str(tmp_path / "nothing")
    (tmp_path / "large.toml").write_bytes(b"#" * (2 << 20))
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    for words, says in (
        (("--scope", str(tmp_path)), "Is a directory"),
        (("--scope", nothing), "No such file"),
        (("--scope", str(tmp_path / "large.toml")), "larger than 1 MiB"),
        (("--scope", str(tmp_path / "latin.toml")), "latin.toml, line 1: it is not UTF-8"),
        (("--scope", path, "--home", nothing), "there is no such folder"),
        (("--scope", path, "--home", str(tmp_path)), "no estate.toml"),
        (("--scope", path, "--out", nothing, "--resume", nothing), "No such file"),
        (("--scope", path, "--out", path, "--resume", path), "it is no file of a run"),
        (("--scope", path, "--out", str(tmp_path / "no" / "x")), "it cannot be written"),
    ):
        assert says in refused("probe", *words)
    assert Path(path).read_text() == SCOPE


def test_a_scope_with_a_fault_for_machines(tmp_path: Path) -> None:
    path = write(tmp_path, faulty("port 0"))
    done = run("probe", "--scope", str(path), "--out", str(tmp_path / "x"), "--json")
    assert (done.returncode, done.stdout) == (2, "")
    fault = json.loads(done.stderr)["error"]
    assert (fault["slug"], fault["where"]) == ("settings", "scope.toml, line 22")
