"""Read captures beside nDPI's reader and tshark, on the same files in the same run: packets per second, and memory."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import _estate, _packets
from bench._timed import Timed, timed

PACKAGES = Path(__file__).parents[1] / "tools" / "bench-packages.sh"
COMMAND = str(Path(sys.executable).with_name("camcensus"))

_INNER = """
import json, sys, time
from pathlib import Path
from tests import formats
from camcensus.sources.captures import pcap
if sys.argv[2] == "numpy":
    sys.modules["camcensus.sources.captures._quick"] = None
path = Path(sys.argv[1])
context = formats.setting(path)
took = []
for _ in range(2):
    start = time.perf_counter()
    kept = sum(chunk.observations.height for chunk in pcap.read(path, context))
    took.append(time.perf_counter() - start)
print(json.dumps([*took, kept]))
"""


def run() -> None:
    """Bars: 5 times ndpiReader and 20 times tshark on 100,000 flows, 0.7 times ndpiReader on few; under 600 MB."""
    subprocess.run(["sh", str(PACKAGES)], check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office, few = folder / "office.pcap", folder / "few.pcap"
        many = _packets.write(office, _packets.office(100_000), size=3 << 30, together=3_000)
        little = _packets.write(few, _packets.few(8, 800_000), size=1 << 30, together=8)
        _compare(folder, office, many, "100,000 flows of cameras and an office", tshark=True)
        _compare(folder, few, little, "eight flows of small packets", tshark=False)
        _whole(folder, office, many)
        office.unlink()
        few.unlink()
        _million(folder / "million.pcap")


def _compare(folder: Path, path: Path, packets: int, what: str, *, tshark: bool) -> None:
    print(f"{what}: {packets:,} packets, {path.stat().st_size >> 20:,} MB", flush=True)
    path.read_bytes()[:1]  # into the cache of the disk, for all alike
    ours = _ours(path, packets, "compiled")
    peers = {"ndpiReader": ["ndpiReader", "-i", str(path)]}
    if tshark:
        fields = [word for field in ("frame.time_epoch", "eth.src", "ip.src", "ip.dst", "tcp.port", "udp.port",
                                     "http.server", "tls.handshake.extensions_server_name", "dns.qry.name")
                  for word in ("-e", field)]  # fmt: skip
        peers["tshark"] = ["tshark", "-n", "-r", str(path), "-T", "fields", *fields]
    for name, command in peers.items():
        peer = timed(command, folder, most=900)
        _told(name, peer, packets, ours)


def _ours(path: Path, packets: int, way: str) -> float:
    """Packets a second."""
    inner = timed([sys.executable, "-c", _INNER, str(path), way], Path.cwd(), most=900)
    if inner.code:
        raise SystemExit(inner.out)
    first, second, kept = json.loads(inner.out.splitlines()[-1])
    rate: float = packets / second
    print(
        f"  camcensus ({way}): {second:.2f} s, {rate:,.0f} packets/s (first reading {first:.2f} s),"
        f" {inner.peak} MB, {kept:,} observations",
        flush=True,
    )
    return rate


def _million(path: Path) -> None:
    """A million conversations, most of them short: what is held of them is what matters."""
    packets = _packets.write(path, _packets.office(1_000_000, longest=3), size=8 << 30, together=3_000)
    print(f"a million conversations: {packets:,} packets, {path.stat().st_size >> 20:,} MB", flush=True)
    for way in ("compiled", "numpy"):
        _ours(path, packets, way)


def _told(name: str, peer: Timed, packets: int, ours: float) -> None:
    rate = packets / peer.seconds
    cut = " (stopped)" if peer.cut else ""
    print(
        f"  {name}: {peer.seconds:.2f} s{cut}, {rate:,.0f} packets/s, {peer.peak} MB; we are {ours / rate:.2f} times",
        flush=True,
    )


def _whole(folder: Path, path: Path, packets: int) -> None:
    """The whole command, from the shell's prompt to the log."""
    (folder / "estate.toml").write_text(_estate.ESTATE)
    (folder / "profile.toml").write_text(_estate.PROFILE)
    start = time.perf_counter()
    done = timed([COMMAND, "read", str(path), "--home", str(folder), "--quiet"], folder, most=900)
    took = time.perf_counter() - start
    print(f"  the whole command, hash and log included: {took:.2f} s, {packets / took:,.0f} packets/s, {done.peak} MB")
    shutil.rmtree(folder / "log", ignore_errors=True)


if __name__ == "__main__":
    run()
