"""Fuzz every target of this folder, or those named on the command line (``discovery.*``): ``python -m fuzz --help``."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from fuzz.judge import judge
from fuzz.registry import TARGETS

EXECUTIONS = 1_000_000
LEG = 40_000
"""Executions of one process: the fuzzer itself keeps some memory of each that works on arrays."""
KEPT = Path(tempfile.gettempdir()) / "camcensus-fuzz"
"""Where inputs that showed a fault are left, by target."""
_LEFT = {"timeout": "hang", "oom": "crash", "crash": "crash", "leak": "crash"}
"""The beginnings of the names of files that the fuzzer leaves."""


@dataclass(kw_only=True)
class Outcome:
    """What came of one target."""

    executions: int = 0
    seconds: float = 0.0
    faults: list[dict[str, str]] = field(default_factory=list)
    """``kind``, ``path``, ``what`` and ``input`` of each."""


def main() -> int:
    """0 if nothing was found, 1 if something was."""
    told = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    told.add_argument("names", nargs="*", metavar="NAME", help="a target, or a pattern of names; default: all")
    told.add_argument("--runs", type=int, default=EXECUTIONS, help="executions of each target (1,000,000)")
    told.add_argument("--seconds", type=float, default=86_400.0, help="at most so long for each target")
    told.add_argument("--input", type=Path, help="try this file once with the target named, without the fuzzer")
    asked = told.parse_args()
    names = [name for name in TARGETS if not asked.names or any(fnmatchcase(name, one) for one in asked.names)]
    if not names:
        told.error("no target has such a name; there are: " + " ".join(TARGETS))
    if asked.input is not None:
        return _again(names, asked.input.read_bytes())
    print(f"{'target':<36}{'executions':>12}{'seconds':>9}{'a second':>10}  crashes  hangs", flush=True)
    return max([_show(name, _run(name, asked.runs, asked.seconds)) for name in names])


def _again(names: list[str], data: bytes) -> int:
    found = [(name, judge(TARGETS[name].calls(), data)) for name in names]
    for name, fault in found:
        print(f"{name}: {f'{fault.kind} in {fault.path}: {fault.place} {fault.what}' if fault else 'nothing is wrong'}")
    return int(any(fault for _, fault in found))


def _run(name: str, executions: int, seconds: float) -> Outcome:
    """One target, leg by leg, each in a process of its own, whose words are kept beside its inputs."""
    folder, whole = KEPT / name, Outcome()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    leg = 0
    while not whole.faults and whole.executions < executions and whole.seconds < seconds:
        done = _leg(name, min(LEG, executions - whole.executions), seconds - whole.seconds, folder, leg)
        whole.executions += done.executions
        whole.seconds += done.seconds
        whole.faults += done.faults
        leg += 1
        if not done.executions:
            break
    if not whole.faults:
        shutil.rmtree(folder)
    return whole


def _leg(name: str, executions: int, seconds: float, folder: Path, leg: int) -> Outcome:
    """Some of the executions; what the fuzzer found to be worth keeping goes on to the next leg."""
    command = [sys.executable, "-m", "fuzz.child", name, str(executions), str(seconds), str(folder), str(leg)]
    result = folder / "result.json"
    result.unlink(missing_ok=True)
    begun = time.monotonic()
    with (folder / "log").open("wb") as log:
        code = subprocess.run(  # noqa: S603  # our own command line
            command, stdout=log, stderr=subprocess.STDOUT, check=False
        ).returncode
    outcome = Outcome(seconds=time.monotonic() - begun)
    if result.is_file():
        outcome = Outcome(**json.loads(result.read_text("utf-8")))
    for path in sorted(folder.iterdir()):
        kind, mark, rest = path.name.partition("-")
        if mark and kind in _LEFT and len(rest) == 40:
            outcome.faults.append({"kind": _LEFT[kind], "path": name, "what": f"{kind}, ended", "input": str(path)})
    if code and not outcome.faults:
        what = f"the process ended with code {code}"
        outcome.faults.append({"kind": "crash", "path": name, "what": what, "input": str(folder / "log")})
    return outcome


def _show(name: str, one: Outcome) -> int:
    """One line of the table, and one for each fault; 1 if there are any."""
    kinds = [fault["kind"] for fault in one.faults]
    print(
        f"{name:<36}{one.executions:>12,}{one.seconds:>9.1f}{one.executions / max(one.seconds, 0.001):>10,.0f}"
        f"{kinds.count('crash'):>9}{kinds.count('hang'):>7}",
        flush=True,
    )
    for fault in one.faults:
        print(f"    {fault['kind']} in {fault['path']}: {fault['what']}\n        {fault['input']}", flush=True)
    return int(bool(one.faults))


if __name__ == "__main__":
    sys.exit(main())
