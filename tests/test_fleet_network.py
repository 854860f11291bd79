"""Network namespaces come and go clean; in them the dead are silent and everybody hears a multicast."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.fleet import network, population
from tests.fleet.network import Network, available

pytestmark = pytest.mark.skipif(not available(), reason="network namespaces need root")
ROOT = Path(__file__).parents[1]


def namespaces(of: int = 0) -> set[str]:
    """The namespaces that a process made: this one, unless another is named."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True)  # noqa: S607
    names = {line.split()[0] for line in listed.stdout.splitlines() if line}
    return {name for name in names if name.startswith(f"ccfleet-{of or os.getpid()}-")}


def inside(namespace: str, code: str, *words: str) -> str:
    """What a piece of Python prints in a namespace."""
    command = ["ip", "netns", "exec", namespace, sys.executable, "-c", code, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


CONNECT = """
import socket, sys, time
for address in sys.argv[2:]:
    sock = socket.socket()
    sock.settimeout(0.5)
    try:
        sock.connect((address, int(sys.argv[1])))
        print("open")
    except TimeoutError:
        print("silent")
    except ConnectionRefusedError:
        print("refused")
    except OSError as error:
        print(error)
"""


def test_namespaces_are_gone_afterwards_also_after_a_fault() -> None:
    with Network("10.77.0.0/16", ["10.77.3.4"]) as made:
        assert namespaces() == {made.fleet, made.scanner}
    assert namespaces() == set()
    with pytest.raises(OSError, match="valid prefix"):
        Network("10.77.0.0/16", ["not an address"])
    assert namespaces() == set()
    with pytest.raises(ZeroDivisionError), Network("10.77.0.0/16", []):
        raise ZeroDivisionError
    assert namespaces() == set()


def test_what_a_killed_process_left_is_swept_away() -> None:
    left = "ccfleet-999999999-0-f"
    subprocess.run(["ip", "netns", "add", left], check=True)  # noqa: S607
    network.sweep()
    assert namespaces(999_999_999) == set()


def test_the_dead_are_silent_and_the_living_refuse() -> None:
    with Network("10.77.0.0/16", ["10.77.3.4", "10.77.200.1"]) as made:
        said = inside(made.scanner, CONNECT, "80", "10.77.3.4", "10.77.3.5", "10.77.200.1", "203.0.113.9")
        assert said.split("\n") == ["refused", "silent", "refused", "silent"]
        made.bury("10.77.3.4")
        assert inside(made.scanner, CONNECT, "80", "10.77.3.4", "10.77.200.1").split("\n") == ["silent", "refused"]


SHOUT = """
import socket, sys
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for number in range(int(sys.argv[1])):
    sock.sendto(b"x", ("10.77.3.4", 9))
"""
HEAR = """
import socket
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
sock.bind(("10.77.3.4", 9))
print("listens", flush=True)
sock.settimeout(2.0)
count = 0
try:
    while True:
        sock.recv(10)
        count += 1
except TimeoutError:
    print(count)
"""


@pytest.mark.parametrize(("percent", "least", "most"), [(0, 2000, 2000), (20, 1400, 1800)])
def test_the_wire_loses_what_it_is_told_to(percent: float, least: int, most: int) -> None:
    with Network("10.77.0.0/16", ["10.77.3.4"]) as made:
        made.loss(percent)
        command = made.enter(made.fleet, [sys.executable, "-c", HEAR])
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as hears:
            assert hears.stdout is not None
            assert hears.stdout.readline() == "listens\n"
            inside(made.scanner, SHOUT, "2000")
            assert least <= int(hears.stdout.readline()) <= most


@dataclass(frozen=True)
class Running:
    namespace: str
    truth: list[dict[str, object]]
    log: Path
    process: subprocess.Popen[str]

    def ended(self) -> dict[str, dict[str, object]]:
        """The log, after the fleet was told to stop."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0
        return {row["address"]: row for row in map(json.loads, self.log.read_text().splitlines())}


@contextmanager
def command(folder: Path, *words: str) -> Iterator[Running]:
    truth, log = folder / "truth.jsonl", folder / "log.jsonl"
    line = [sys.executable, "-m", "tests.fleet", "--network", "10.77.0.0/16", "--truth", str(truth), "--log", str(log)]
    with subprocess.Popen([*line, *words], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            namespace = process.stdout.readline().removeprefix("namespace: ").strip()
            count = process.stdout.readline()
            rows = list(map(json.loads, truth.read_text().splitlines()))
            assert count == f"ready: {len(rows)} devices\n"
            yield Running(namespace, rows, log, process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)


SEARCH = """
import socket, sys
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
sock.settimeout(1.5)
sock.sendto(bytes.fromhex(sys.argv[3]), (sys.argv[1], int(sys.argv[2])))
seen = set()
try:
    while True:
        seen.add(sock.recvfrom(65536)[1][0])
except TimeoutError:
    print(" ".join(seen))
"""


def test_the_command_serves_an_estate_in_a_namespace(tmp_path: Path) -> None:
    with command(tmp_path, "--cameras", "80", "--others", "40", "--weak", "0") as fleet:
        web = [str(row["address"]) for row in fleet.truth if 80 in row["tcp"]]  # type: ignore[operator]
        assert set(inside(fleet.namespace, CONNECT, "80", *web).split("\n")) == {"open"}
        searched = {str(row["address"]) for row in fleet.truth if 37020 in row["udp"]}  # type: ignore[operator]
        inquiry = b"<Probe><Uuid>1</Uuid><Types>inquiry</Types></Probe>".hex()
        assert set(inside(fleet.namespace, SEARCH, "239.255.255.250", "37020", inquiry).split()) == searched
        one = next(iter(searched))
        assert inside(fleet.namespace, SEARCH, one, "37020", inquiry) == one
        xm = {str(row["address"]) for row in fleet.truth if 34569 in row["udp"]}  # type: ignore[operator]
        asked = (b"\xff" + bytes(13) + b"\xfa\x05" + bytes(4)).hex()
        assert set(inside(fleet.namespace, SEARCH, "198.18.0.3", "34569", asked).split()) == xm
        assert len(namespaces(fleet.process.pid)) == 2
        log = fleet.ended()
    assert namespaces(fleet.process.pid) == set()
    assert len(log) == 120
    assert log[one]["datagrams"] == 2
    assert {log[address]["connections"] for address in web} == {1}


TOGETHER = """
import socket, sys, time
kept = []
for _ in range(6):
    sock = socket.socket()
    sock.settimeout(0.5)
    try:
        sock.connect((sys.argv[1], int(sys.argv[2])))
        kept.append(sock)
    except OSError as error:
        print(type(error).__name__)
        break
time.sleep(0.1)
"""


def test_a_weak_device_that_dies_is_silent_from_then_on(tmp_path: Path) -> None:
    with command(tmp_path, "--cameras", "40", "--others", "0", "--weak", "1") as fleet:
        row = next(row for row in fleet.truth if row["kind"] == "weak:single" and 80 in row["tcp"])  # type: ignore[operator]
        address = str(row["address"])
        inside(fleet.namespace, TOGETHER, address, "80")
        time.sleep(0.3)
        assert inside(fleet.namespace, CONNECT, "80", address) == "silent"
        log = fleet.ended()
    assert log[address]["died"] == "a second connection at the same time"


def test_a_whole_network_is_served_through_one_socket(tmp_path: Path) -> None:
    with command(tmp_path, "--single-port", "80", "--cameras", "3328", "--others", "0") as fleet:
        assert len(fleet.truth) == 3328
        last = [str(row["address"]) for row in fleet.truth[-50:]]
        assert set(inside(fleet.namespace, CONNECT, "80", *last).split("\n")) == {"open"}
        dead = sorted(set(population.scattered("10.77.0.0/16", 3400)) - {str(row["address"]) for row in fleet.truth})
        assert set(inside(fleet.namespace, CONNECT, "80", *dead[:5]).split("\n")) == {"silent"}
        log = fleet.ended()
    assert log[last[0]]["connections"] == 1
