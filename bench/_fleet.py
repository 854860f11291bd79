"""The simulated fleet in namespaces of its own, as a process of its own, for benches that scan it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NETWORK = "10.77.0.0/16"
INTERFACE = "wire"


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """A fleet that runs."""

    namespace: str
    """Where a scanner is to stand."""
    truth: dict[str, dict[str, Any]]
    """What each address is."""
    log: Path
    process: subprocess.Popen[str]

    def inside(self, command: Sequence[str]) -> list[str]:
        """A command as it is started where the scanner stands."""
        return ["ip", "netns", "exec", self.namespace, *command]

    def stop(self) -> dict[str, dict[str, Any]]:
        """End it; what each device was asked, by address."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=120)
        return {one["address"]: one for one in _lines(self.log)} if self.log.exists() else {}


@contextmanager
def fleet(folder: Path, *options: str) -> Iterator[Fleet]:
    """Start a fleet (see ``python -m tests.fleet --help``) and end it; it has a core to share."""
    truth, log = folder / "truth.jsonl", folder / "fleet.jsonl"
    command = [
        sys.executable,
        "-m",
        "tests.fleet",
        "--network",
        NETWORK,
        *options,
        "--truth",
        str(truth),
        "--log",
        str(log),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
    namespace = ""
    try:
        for line in process.stdout or ():
            if line.startswith("namespace: "):
                namespace = line.split()[1]
            if line.startswith("ready: "):
                break
        else:
            raise SystemExit("the fleet did not start")
        known = {one["address"]: one for one in _lines(truth)}
        made = Fleet(namespace=namespace, truth=known, log=log, process=process)
        yield made
        made.stop()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=120)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


SCOPE = """
[authority]
person = "The bench, on namespaces of its own"
on = 2026-01-01

[[range]]
addresses = "{network}"

{exclude}
[window]
start = 2026-01-01T00:00:00Z
end = 2099-01-01T00:00:00Z

[network]
ports = {ports}

[limits]
{limits}
"""


def scope(path: Path, *, ports: Sequence[int], exclude: Sequence[str] = (), **limits: int) -> Path:
    """Write a scope over the fleet's network."""
    left_out = "".join(f'[[exclude]]\naddresses = "{one}"\nwhy = "to see that it is left alone"\n' for one in exclude)
    named = "\n".join(f"{name} = {value}" for name, value in limits.items())
    path.write_text(SCOPE.format(network=NETWORK, exclude=left_out, ports=list(ports), limits=named), "utf-8")
    return path
