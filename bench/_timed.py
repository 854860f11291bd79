"""A command timed from outside: seconds, processor time and the most memory of it and its children."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Timed:
    """What a command took."""

    seconds: float
    cpu: float
    peak: int
    """MB."""
    code: int
    out: str
    cut: bool
    """It was stopped because its time was up."""


def timed(command: Sequence[str], folder: Path, *, most: float = 3_600.0) -> Timed:
    """Run a command, at most so many seconds; then it is asked to end, and ended."""
    out = folder / "timed.out"
    start = time.perf_counter()
    with out.open("wb") as stream:
        process = subprocess.Popen(
            command, stdout=stream, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=folder
        )
        status, usage, peak, cut = _waited(process.pid, most)
    took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Timed(
        seconds=took,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=peak >> 10,
        code=process.returncode,
        out=out.read_text("utf-8", "replace"),
        cut=cut,
    )


def _waited(pid: int, most: float) -> tuple[int, resource.struct_rusage, int, bool]:
    until, asked, peak = time.monotonic() + most, 0.0, 0
    while True:
        found, status, usage = os.wait4(pid, os.WNOHANG)
        if found:
            return status, usage, peak, asked > 0
        peak = _peak(pid) or peak
        now = time.monotonic()
        if now > until and not asked:
            os.kill(pid, signal.SIGINT)
            asked = now
        elif asked and now > asked + 10:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def _peak(pid: int) -> int:
    """KB that the process has held at most since it became what it is: before that it was a copy of this one."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
