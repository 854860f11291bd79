"""Attempts over a wire between two namespaces: what is open, what refuses, what is silent, and what went over it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.engine.runs import told
from tests.fleet.network import Network, available
from tests.scopes import SCOPE, write

pytestmark = pytest.mark.skipif(not available(), reason="network namespaces need root")
ROOT = Path(__file__).parents[1]
OPEN, SHUT, DEAD = "10.77.3.4", "10.77.3.5", "10.77.3.6"

LISTEN = """
import json, socket, sys, threading
taken = []
def serve(sock):
    with sock:
        sock.settimeout(5.0)
        taken.append(len(sock.recv(1 << 16)))
with socket.create_server((sys.argv[1], 445)) as server:
    print("listens", flush=True)
    server.settimeout(0.2)
    threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
    done = threading.Event()
    while not done.is_set():
        try:
            serve(server.accept()[0])
        except TimeoutError:
            pass
print(json.dumps(taken))
"""


@contextmanager
def listening(made: Network, heard: list[int]) -> Iterator[None]:
    """A server in the fleet's namespace; then how many bytes each connection brought."""
    command = made.enter(made.fleet, [sys.executable, "-c", LISTEN, OPEN])
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "listens\n"
        yield
        out, _ = server.communicate("", timeout=20)
        heard += json.loads(out)


def test_three_hosts_over_a_wire(tmp_path: Path) -> None:
    text = SCOPE.replace("127.0.0.0/29", "10.77.3.0/24").replace("attempts = 1\n", "").replace("gap_ms = 0\n", "")
    text += f'zone = "cameras"\n[[attempt]]\naddresses = "{OPEN}-{DEAD}"\nports = [445, 446]\n'
    scope, out = write(tmp_path, text), tmp_path / "run.jsonl"
    heard: list[int] = []
    with Network("10.77.0.0/16", [OPEN, SHUT]) as made, listening(made, heard):
        command = [Path(sys.executable).with_name("camcensus"), "try", "--scope", scope, "--out", out, "--quiet"]
        line = made.enter(made.scanner, list(map(str, command)))
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60, cwd=ROOT)
        assert done.returncode == 0, done.stderr
    answers = {(one["address"], one["port"]): (one["answer"], one["times"]) for one in told(out, "run.tried")}
    assert answers == {
        (OPEN, 445): ("open", 1),
        (OPEN, 446): ("refused", 1),
        (SHUT, 445): ("refused", 1),
        (SHUT, 446): ("refused", 1),
        (DEAD, 445): ("silent", 2),
        (DEAD, 446): ("silent", 2),
    }
    assert heard == [0]
    packets = {one["address"]: one["packets"] for one in told(out, "run.spent")}
    assert packets[SHUT] == [2, 2]
    assert packets[DEAD] == [4, 0]
    assert sum(packets[OPEN]) <= 10
