"""Two hundred devices that break easily: who leaves how many of them alive."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from bench import _fleet
from bench._timed import timed
from camcensus.model.scope import PORTS

DEVICES = 200
CAMCENSUS = str(Path(sys.executable).with_name("camcensus"))
MOST = 420.0
"""Seconds that a peer is given."""


def run(folder: Path) -> None:
    """200 weak devices. Bar: all survive ours; the peers beside it, each with a fleet of its own."""
    _one(folder / "ours", "camcensus", _ours)
    for name, command in _peers().items():
        _one(folder / name.replace(" ", "-"), name, lambda targets, _, command=command: [*command, *targets])


def _one(folder: Path, name: str, command: object) -> None:
    folder.mkdir()
    with _fleet.fleet(folder, "--cameras", str(DEVICES), "--others", "0", "--weak", "1") as fleet:
        listed = folder / "targets.txt"
        listed.write_text("\n".join(fleet.truth))
        words = command(["-iL", str(listed)], folder)  # type: ignore[operator]  # one of the two forms above
        took = timed(fleet.inside(words), folder, most=MOST)
        asked = fleet.stop()
    kinds = {address: str(one["kind"]) for address, one in fleet.truth.items()}
    gone = {address for address, one in asked.items() if one["died"] or one["harmed"]}
    lost = Counter(kinds[address].removeprefix("weak:") for address in gone)
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(lost.items())) or "none lost"
    stopped = " (stopped)" if took.cut else ""
    print(
        f"   {name:<16} {DEVICES - len(gone):>4} of {DEVICES} survive  {took.seconds:6.1f} s{stopped}  {told}",
        flush=True,
    )
    for address in sorted(gone)[:3]:
        print(f"      {address} ({kinds[address]}): {asked[address]['died'] or asked[address]['harmed']}")


def _ours(_: list[str], folder: Path) -> list[str]:
    scope = _fleet.scope(folder / "scope.toml", ports=list(PORTS), rate=20_000, subnet_rate=20_000, at_once=15_000)
    return [CAMCENSUS, "probe", "--scope", str(scope), "--out", str(folder / "run.jsonl"), "--json"]


def _peers() -> dict[str, list[str]]:
    ports = ",".join(map(str, PORTS))
    masscan = ["masscan", "-p", ports, "--rate", "1000", "--interface", _fleet.INTERFACE, "--router-ip", "198.18.0.2"]
    return {
        "nmap -sV": ["nmap", "-n", "-sV", "-p", ports],
        "nmap -sV -T2": ["nmap", "-n", "-sV", "-T2", "-p", ports],
        "masscan": [*masscan, "--wait", "3"],
        "masscan --banners": [*masscan, "--banners", "--wait", "3"],
    }
