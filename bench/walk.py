"""Read a scan and a register of 50,000 each and assess them, then twice as much: time, memory, growth."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import _estate

COMMAND = [str(Path(sys.executable).with_name("camcensus"))]


def run() -> None:
    """Bars: under 60 s and 1 GB for 50,000; at most 2.2 times the time for 100,000."""
    took = {}
    for count in (50_000, 100_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "estate.toml").write_text(_estate.ESTATE)
            (folder / "profile.toml").write_text(_estate.PROFILE)
            scan, register = _estate.write(folder, count)
            read, read_peak = _measured("read", str(scan), str(register), "--home", name, "--quiet")
            judged, judged_peak = _measured("assess", "--home", name, "--as-of", "2026-11-23", "--quiet")
            took[count] = read + judged
            size = sum(path.stat().st_size for path in (folder / "log").rglob("*") if path.is_file())
            print(
                f"{count:>8} hosts and rows: read {read:.1f} s ({read_peak} MB), assess {judged:.1f} s"
                f" ({judged_peak} MB), together {took[count]:.1f} s; log {size >> 20} MB;"
                f" {took[count] / count * 1e6:.0f} us a device",
                flush=True,
            )
    print(f"twice the input takes {took[100_000] / took[50_000]:.2f} times the time")


def _measured(*words: str) -> tuple[float, int]:
    """Seconds and peak megabytes of one command, as a child of its own."""
    script = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode;"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10); sys.exit(code)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script, *COMMAND, *words], capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    if done.returncode not in (0, 1, 3):
        raise SystemExit(done.stderr)
    return took, int(done.stdout.split()[-1])


if __name__ == "__main__":
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10, "MB before")
    run()
