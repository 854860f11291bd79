"""One target under atheris, in a process of its own: ``python -m fuzz.child NAME EXECUTIONS SECONDS FOLDER LEG``.

What was found is written to ``result.json`` in the folder as it goes, because the fuzzer ends the process when a call
never ends, takes too much memory or crashes in native code; it then leaves the input there itself.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import warnings
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fuzz.judge import Fault
    from fuzz.targets import Target

ROOM = 1 << 30
"""Bytes that may be allocated beyond what the modules take."""
STUCK = 30
"""Seconds after which a call is given up; the hang is a fault long before that."""
BEFORE = 300
"""Inputs that are the same each time, before the fuzzer's own."""
_EVERY = 1_024


class Run:
    """The executions of one target, and the faults that they showed, each once."""

    def __init__(self, judge: Callable[[bytes], Fault | None], most: int, seconds: float, folder: Path) -> None:
        self._judge, self._most, self._folder = judge, most, folder
        self._begun = time.monotonic()
        self._until = self._begun + seconds
        self._executions = 0
        self._faults: dict[tuple[str, str, str], tuple[Fault, Path]] = {}

    def one(self, data: bytes) -> None:
        """Try one input; the process ends with the last."""
        fault = self._judge(data)
        self._executions += 1
        if fault is not None and (key := (fault.kind, fault.path, fault.place)) not in self._faults:
            path = self._folder / f"{fault.kind}-{len(self._faults) + 1}"
            path.write_bytes(data)
            self._faults[key] = (fault, path)
            self.write()
        ended = self._executions >= self._most or time.monotonic() > self._until
        if ended or self._executions % _EVERY == 0:
            self.write()
        if ended:
            os._exit(0)

    def write(self) -> None:
        """Say how far it is."""
        told = {
            "executions": self._executions,
            "seconds": time.monotonic() - self._begun,
            "faults": [
                {"kind": one.kind, "path": one.path, "what": f"{one.place} {one.what}".strip(), "input": str(path)}
                for one, path in self._faults.values()
            ],
        }
        part = self._folder / "result.part"
        part.write_text(json.dumps(told), "utf-8")
        part.replace(self._folder / "result.json")


def main() -> None:
    """Run the target that the command line names."""
    name, executions, seconds, where, leg = sys.argv[1:]
    folder = Path(where)
    atheris = import_module("atheris")  # `make fuzz` installs it; nothing else needs it
    with atheris.instrument_imports(include=["camcensus"]):
        target: Target = import_module("fuzz.registry").TARGETS[name]
        mutations = import_module("fuzz.mutations").mutations
        judge = import_module("fuzz.judge")
        calls, seeds = target.calls(), target.seeds()
    warnings.simplefilter("error")
    limit_memory()
    run = Run(partial(judge.judge, calls), int(executions), float(seconds), folder)
    for data in mutations(seeds, BEFORE, judge.LARGEST, f"{name} {leg}"):
        run.one(data)
    begins = folder / "seeds"
    begins.mkdir(exist_ok=True)
    for number, seed in enumerate(seeds):
        (begins / str(number)).write_bytes(seed[: target.longest])
    options = [f"-max_len={target.longest}", f"-timeout={STUCK}", "-rss_limit_mb=0", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *options, str(begins)], run.one)
    atheris.Fuzz()


def limit_memory() -> None:
    """Let an input that wants very much memory fail with a `MemoryError`, which is a fault."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    held = next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData"))
    resource.setrlimit(resource.RLIMIT_DATA, (held + ROOM, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
