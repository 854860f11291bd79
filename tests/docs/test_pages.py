"""Every command on a page is run, and every link leads somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from tests import forked
from tests.support import knowledge
from tests.workspaces import ESTATE, make

from camcensus.engine import scope as scopes
from camcensus.engine import secrets, serving, settings
from camcensus.engine.access import Gatekeeper
from camcensus.knowledge import load
from camcensus.model import estate, finding, profile, scope
from camcensus.store.schema import metadata

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", *(ROOT / "examples").rglob("*.md")])
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
TOML = re.compile(r"```toml\n(.*?)```", re.DOTALL)
YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
TEST = re.compile(r"\[(test_\w+)\]\(([^)]+\.py)\)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder with the examples, where our command is first on the path."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    path = f"{forked.folder()}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return tmp_path, {**os.environ, "PATH": path}


DEMO = re.compile(r"camcensus demo (\w+)(?: --quiet| > /dev/null)")
"""How a page begins with the example estate and nothing to read about it: made once, and copied."""


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example estate, as the command makes it."""
    made = tmp_path_factory.mktemp("example") / "estate"
    subprocess.run([Path(sys.executable).with_name("camcensus"), "demo", made, "--quiet"], check=True)
    return made


@pytest.mark.parametrize("page", [p for p in PAGES if CONSOLE.search(p.read_text("utf-8"))], ids=named)
def test_every_command_of_a_page_runs_and_says_what_is_written(
    page: Path, desk: tuple[Path, dict[str, str]], example: Path
) -> None:
    """`$` begins a command; what follows must be in what it prints; `? N` is its exit code, 0 if not given."""
    folder, environment = desk
    for block in CONSOLE.findall(page.read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE):
            command, *lines = part.splitlines() or [""]
            begun = DEMO.fullmatch(command)
            if begun is not None and not lines:
                shutil.copytree(example, folder / begun.group(1))
            elif command:
                done = typed(command, folder, environment)
                code = next((int(line[2:]) for line in lines if line.startswith("? ")), 0)
                assert done.returncode == code, f"{command}\n{done.stdout}{done.stderr}"
                for line in lines:
                    assert line.startswith("? ") or line in done.stdout, f"{command}\n{done.stdout}"


def typed(command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a line as a reader would type it."""
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_readmes_commands_run_on_a_small_estate(tmp_path: Path) -> None:
    """The block *Your own estate*, with a scan and a register in place of the reader's."""
    (block,) = [b for b in SHELL.findall((ROOT / "README.md").read_text("utf-8")) if "camcensus init" in b]
    make(tmp_path / "given")
    line = '{"subject": "ip:192.0.2.7", "field": "http.title", "value": "x"}\n'
    (tmp_path / "observations.jsonl").write_text(line)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for line in block.splitlines():
        command = line.split("  #")[0].strip()
        for theirs, given in (("scan.xml register.xlsx", "given/scan.xml given/register.csv"), ("CAM-014", "CAM-1")):
            command = command.replace(theirs, given)
        if command.startswith("camcensus"):
            done = typed(command, tmp_path, environment)
            assert done.returncode in (0, 1, 3), f"{command}\n{done.stderr}"
        if " init " in command:
            (tmp_path / "my-estate" / "estate.toml").write_text(ESTATE)
            shutil.copy(ROOT / "examples" / "scopes" / "this-machine.toml", tmp_path / "my-estate" / "scope.toml")


@pytest.mark.parametrize("page", [p for p in PAGES if TOML.search(p.read_text("utf-8"))], ids=named)
def test_every_piece_of_toml_on_a_page_is_one_we_take(page: Path, tmp_path: Path) -> None:
    estate = (ROOT / "examples" / "department" / "estate.toml").read_bytes()
    for block in TOML.findall(page.read_text("utf-8")):
        text = "\n".join(line.removeprefix("   ") for line in block.splitlines())
        tomllib.loads(text)
        if "[[determination]]" in text or "[[waiver]]" in text or "[[consideration]]" in text:
            settings.parse({"estate.toml": estate, "profile.toml": text.encode()}, knowledge())
        if "[authority]" in text:
            (tmp_path / "scope.toml").write_text(text)
            attempts = "[[attempt]]" in text
            assert scopes.read(tmp_path / "scope.toml", attempts=attempts).remarks == ()
        if "[oidc]" in text:
            (tmp_path / serving.NAME).write_text(text)
            (tmp_path / "oidc.secret").write_text("made-up-here")
            (tmp_path / "oidc.secret").chmod(0o600)
            assert serving.door(tmp_path, Gatekeeper(tmp_path)) is not None
        if "[[device]]" in text:
            found = secrets.parse(text.replace("keyring:", "").encode(), "secrets.toml")
            assert repr(found) == "Secrets(logins=1, snmp=1)"


@pytest.mark.parametrize("page", [p for p in PAGES if YAML.search(p.read_text("utf-8"))], ids=named)
def test_every_piece_of_knowledge_on_a_page_loads(page: Path) -> None:
    for block in YAML.findall(page.read_text("utf-8")):
        files = {**load.read(), "overlay/makers/acme.yml": b"id: acme\nname: Acme"}
        assert load.load({**files, "overlay/fingerprints/acme.yml": block.encode()})


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_test_that_a_page_names_is_there() -> None:
    found = [(page, *pair) for page in PAGES for pair in TEST.findall(page.read_text("utf-8"))]
    assert len(found) > 40
    for page, name, target in found:
        assert f"def {name}(" in (page.parent / target).read_text("utf-8"), f"{page.name}: {name}"


def test_every_page_that_the_code_names_is_there() -> None:
    wanted = re.compile(r"docs/[a-z-]+/[a-z-]+\.md")
    for path in [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.toml"), *(ROOT / "docs").rglob("*.md")]:
        for name in wanted.findall(path.read_text("utf-8")):
            assert (ROOT / name).is_file(), f"{path}: {name}"


def test_every_setting_stands_in_its_reference() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    kinds = (estate.Body, estate.Site, estate.Sensitivity, estate.Zone, profile.Readings, profile.Note,
             finding.Determination, finding.Waiver, finding.Consideration)  # fmt: skip
    for kind in kinds:
        for one in fields(kind):
            assert f"{one.name}" in page, f"{kind.__name__}.{one.name}"


def test_every_key_of_serving_stands_in_its_reference() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    for one in fields(serving._Oidc):
        assert f"`{one.name}`" in page, one.name


def test_every_key_of_a_scope_stands_in_its_reference_with_its_default() -> None:
    page = (ROOT / "docs" / "reference" / "scope.md").read_text("utf-8")
    kinds = (
        scope.Authority, scope.Range, scope.Exclusion, scope.Attempt, scope.Window, scope.Limits, scope.Network,
    )  # fmt: skip
    for kind in kinds:
        for one in fields(kind):
            assert f"`{one.name}`" in page, f"{kind.__name__}.{one.name}"
    for one in fields(scope.Limits):
        lowest, highest = scopes._LOWEST.get(one.name, 1), scopes._HIGHEST[one.name]
        assert f"| `{one.name}` | {one.default:,} | {lowest:,} to {highest:,} |" in page
    assert f"| `ports` | {', '.join(map(str, scope.PORTS))} |" in page


def test_every_line_of_a_run_stands_in_its_reference() -> None:
    page = (ROOT / "docs" / "reference" / "run-file.md").read_text("utf-8")
    written = re.compile(r'"(run\.[a-z_]+|fact\.reach)"')
    for path in (ROOT / "src" / "camcensus" / "engine").glob("*.py"):
        for name in written.findall(path.read_text("utf-8")):
            assert f"| `{name}` |" in page, f"{path.name}: {name}"


def test_the_log_has_the_tables_that_the_design_speaks_of() -> None:
    assert {"leaf", "observation", "segment", "original", "record", "reading", "withheld", "origin"} == set(
        metadata.tables
    )
