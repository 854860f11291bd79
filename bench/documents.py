"""What is handed over, of an estate of 100,000 hosts and as many rows of a register: time, bytes, memory.

Each form in a process of its own that loads the same assessment. The workbook's peer writes the cells of its first
sheet one after another with XlsxWriter in its way of constant memory.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # it says nothing of its types

from bench import _estate
from camcensus.engine import assess as engine
from camcensus.engine import publish, workspace
from camcensus.model.material import Material
from camcensus.report import _inventory

COUNT = 100_000
AS_OF = "2026-11-23"
FORMS = (
    "register-xlsx", "register-csv", "csv", "oscal-results", "oscal-poam", "cyclonedx", "ocsf", "netbox-csv",
    "servicenow-csv", "departmental-return",
)  # fmt: skip


def run(count: str = f"{COUNT}") -> None:
    """Bars for 100,000: the workbook under 20 s and 1 GB, the return as PDF under 10 s."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "estate.toml").write_text(_estate.ESTATE)
        (folder / "profile.toml").write_text(_estate.PROFILE)
        scan, register = _estate.write(folder, int(count))
        command = [str(Path(sys.executable).with_name("camcensus")), "read", str(scan), str(register)]
        subprocess.run([*command, "--home", name, "--quiet"], check=True)
        _job("assess", name)
        for form in FORMS:
            _job(form, name)
        _job("peer", name)


def _job(kind: str, folder: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.documents", kind, folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    print(f"   {kind:<20} {done.stdout}", end="", flush=True)


def assess(folder: str) -> None:
    """Keep the assessment beside the log, for the jobs."""
    start = time.perf_counter()
    made = engine.assess(workspace.open_(Path(folder)), date.fromisoformat(AS_OF))
    took = time.perf_counter() - start
    with (Path(folder) / "assessment.pickle").open("wb") as out:
        pickle.dump(made, out)
    judged = made.devices.filter("candidate").height
    print(
        f"{took:7.2f} s   {_peak():6} MB   {judged:,} devices, {made.findings.height:,} findings,"
        f" {made.seen.height:,} observations"
    )


def draw(form: str, folder: str) -> None:
    """One form, from the loaded assessment to its bytes."""
    with (Path(folder) / "assessment.pickle").open("rb") as kept:
        made = Material(assessment=pickle.load(kept))  # noqa: S301  # written by the job before
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew: what loading took is not asked
    before, start, cpu = _peak(), time.perf_counter(), time.process_time()
    data = publish.publish(made, form, publish.endings(form)[-1])
    took, cpu, most = time.perf_counter() - start, time.process_time() - cpu, _peak()
    print(
        f"{took:7.2f} s ({cpu:.2f} of the processor)   {most:6} MB, {most - before} of them besides the assessment"
        f"   {len(data):,} bytes"
    )


def peer(folder: str) -> None:
    """The first sheet of the workbook, a cell after a cell."""
    with (Path(folder) / "assessment.pickle").open("rb") as kept:
        made = pickle.load(kept)  # noqa: S301  # written by the job before
    start = time.perf_counter()
    rows = _inventory.register(made)
    framed = time.perf_counter() - start
    cells = sum(len(one) - one.null_count() for one in rows)
    path = Path(folder) / "peer.xlsx"
    start, cpu = time.perf_counter(), time.process_time()
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    for number, row in enumerate(rows.iter_rows(), 1):
        for place, value in enumerate(row):
            if value is not None:
                page.write_string(number, place, str(value))
    book.close()
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    told = f"{cells:,} cells of the register alone (its frame took {framed:.2f} s)"
    print(f"{took:7.2f} s ({cpu:.2f} of the processor)   {_peak():6} MB   {told}")


def _peak() -> int:
    """MB that this process held at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) >> 10


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["assess", where]:
            assess(where)
        case ["peer", where]:
            peer(where)
        case [form, where]:
            draw(form, where)
        case rest:
            run(*rest)
