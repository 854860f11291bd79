"""The prober over a simulated estate: against nmap, masscan and zmap; who survives; what a capture counts.

Everything happens in two network namespaces that the bench makes itself (root is needed). The fleet, the scanner and
the capture share the machine's cores, for us as for the peers. The fleet answers as ``tests/fleet/families`` says,
written from facts; families marked held out have answers that no fingerprint was written from.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import _find_estate, _find_sweep, _find_weak

JOBS: dict[str, Callable[[Path], None]] = {
    "weak": _find_weak.run,
    "sweep": _find_sweep.run,
    "loss": _find_sweep.lossy,
    "nothing": _find_sweep.nothing,
    "estate": _find_estate.run,
}


def run(*names: str) -> None:
    """Run the jobs named, or all."""
    if os.geteuid() or shutil.which("apt-get") is None:
        print("it needs root and Debian's packages: left out here")
        return
    subprocess.run(["sh", str(Path(__file__).parents[1] / "tools" / "bench-packages.sh")], check=True)
    for name in names or JOBS:
        print(f"-- {name}: {(JOBS[name].__doc__ or '').splitlines()[0]}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            JOBS[name](Path(folder))


if __name__ == "__main__":
    run(*sys.argv[1:])
