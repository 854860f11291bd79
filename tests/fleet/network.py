"""Two network namespaces and a wire between them: in one the fleet, in the other whoever is to look for it.

An address of the fleet that is alive is a ``local`` route; every other address of its network is a ``blackhole``:
nothing comes back from it, no reset and no ICMP. Needs root (CAP_SYS_ADMIN and CAP_NET_ADMIN) and iproute2.

    with Network("10.77.0.0/16", addresses) as network:
        subprocess.run(network.enter(network.scanner, ["python", "scan.py"]))
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import ipaddress
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType

_PREFIX = "ccfleet"
_BPF = ("bpf", "da", "bytecode")
_COUNT = itertools.count()
_CLONE_NEWNET = 0x40000000
_PLACES = Path("/run/netns")
_SETTINGS = {
    "net.core.somaxconn": "65535",
    "net.ipv4.tcp_max_syn_backlog": "65535",
    "net.ipv4.ip_local_port_range": "1024 65535",
    "net.ipv4.igmp_max_memberships": "64",
    "net.ipv4.tcp_fin_timeout": "5",
    "net.ipv4.tcp_syncookies": "0",
    # In the first namespace only; a big fleet on one link needs them.
    "net.ipv4.neigh.default.gc_thresh3": "131072",
    "net.ipv4.neigh.default.gc_thresh2": "98304",
    "net.ipv4.neigh.default.gc_thresh1": "65536",
}


def available() -> bool:
    """Whether namespaces can be made here."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    name = f"{_PREFIX}-{os.getpid()}-probe"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode == 0  # noqa: S607
    if made:
        _ip("netns", "del", name)
    return made


class Network:
    """The two namespaces; gone when it is closed, at the exit of the process, or by the next one if it was killed."""

    def __init__(self, network: str, alive: Iterable[str]) -> None:
        """`network`: in CIDR form, the fleet's; `alive`: its addresses that answer. Raises `OSError`."""
        self.network = ipaddress.ip_network(network)
        stem = f"{_PREFIX}-{os.getpid()}-{next(_COUNT)}"
        self.fleet, self.scanner = f"{stem}-f", f"{stem}-s"
        """The names of the namespaces."""
        self.interface = "wire"
        """The interface between them, called so in both."""
        self.near, self.far = "198.18.0.1", "198.18.0.2"
        """The scanner's own address, and the fleet's end of the wire (RFC 2544's benchmark network)."""
        sweep()
        atexit.register(self.close)
        try:
            self._make(alive)
        except OSError:
            self.close()
            raise

    def __enter__(self) -> Network:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove both; twice is no fault."""
        atexit.unregister(self.close)
        for name in (self.scanner, self.fleet):
            if (_PLACES / name).exists():
                with contextlib.suppress(OSError):
                    _ip("netns", "del", name)

    def enter(self, name: str, command: Sequence[str]) -> list[str]:
        """A command as it is to be started in a namespace."""
        return ["ip", "netns", "exec", name, *command]

    def loss(self, percent: float) -> None:
        """Lose so many of the packets on the wire, in each direction. Raises `OSError` where the kernel cannot.

        By netem; where there is none, by a classic packet filter that draws a random number for each packet.
        """
        tc = self.enter(self.scanner, ["tc"])
        for direction in ("root", "clsact"):
            subprocess.run([*tc, "qdisc", "del", "dev", self.interface, direction], capture_output=True, check=False)
        if percent <= 0:
            return
        netem = [*tc, "qdisc", "add", "dev", self.interface, "root", "netem", "loss", f"{percent}%"]
        far = self.enter(self.fleet, netem[4:])
        if _runs(netem) and _runs(far):
            return
        # Load a random number; from the limit on go on (-1), else drop (2). ARP is spared: a lost one stops everything.
        limit = min(int(percent / 100 * 2**32), 2**32 - 1)
        code = f"4,32 0 0 {0xFFFFF038},53 1 0 {limit},6 0 0 2,6 0 0 4294967295"
        _run([*tc, "qdisc", "add", "dev", self.interface, "clsact"])
        for direction in ("ingress", "egress"):
            _run([*tc, "filter", "add", "dev", self.interface, direction, "protocol", "ip", *_BPF, code])

    def bury(self, address: str) -> None:
        """Take an address of the fleet off the network: it is silent from now on."""
        _ip("-n", self.fleet, "route", "del", "local", address)

    def join(self, name: str) -> None:
        """Move this process into a namespace; threads that run already stay where they are. Raises `OSError`."""
        libc = ctypes.CDLL(None, use_errno=True)
        with (_PLACES / name).open("rb") as place:
            if libc.setns(place.fileno(), _CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), f"this process cannot enter {name}")

    def _make(self, alive: Iterable[str]) -> None:
        for name in (self.fleet, self.scanner):
            _ip("netns", "add", name)
            for setting, value in _SETTINGS.items():
                # Which of them a namespace has of its own depends on the kernel.
                _runs(self.enter(name, ["sysctl", "-qw", f"{setting}={value}"]))
        wire = self.interface
        _ip("link", "add", wire, "netns", self.scanner, "type", "veth", "peer", "name", wire, "netns", self.fleet)
        for name, own in ((self.scanner, self.near), (self.fleet, self.far)):
            _ip("-n", name, "address", "add", f"{own}/30", "broadcast", "+", "dev", wire)
            _ip("-n", name, "link", "set", wire, "txqueuelen", "10000", "up")
            _ip("-n", name, "link", "set", "lo", "up")
        # Everything the scanner sends goes over the wire, so that what it sends where it should not is seen there.
        _ip("-n", self.scanner, "route", "add", "default", "via", self.far)
        lines = [f"route add blackhole {self.network}", "route add blackhole default"]
        lines += [f"route add local {address} dev lo" for address in alive]
        _ip("-n", self.fleet, "-batch", "-", given="".join(line + "\n" for line in lines))


def sweep() -> None:
    """Remove what processes left that were killed."""
    if not _PLACES.is_dir():
        return
    for place in _PLACES.glob(f"{_PREFIX}-*"):
        owner = place.name.split("-")[1]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            with contextlib.suppress(OSError):
                _ip("netns", "del", place.name)


def _ip(*words: str, given: str = "") -> None:
    _run(["ip", *words], given)


def _run(command: Sequence[str], given: str = "") -> None:
    done = subprocess.run(command, input=given, text=True, capture_output=True, check=False)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()[:500]}")


def _runs(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
