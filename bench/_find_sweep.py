"""65,536 addresses on one port: how many of those alive are found and have their page read, and at what cost."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from bench import _fleet
from bench._fleet import Fleet
from bench._timed import Timed, timed

ALIVE = 3_328
RATE = 10_000
"""Packets or attempts a second that each is given."""
SOURCE, GATEWAY = "198.18.0.1", "198.18.0.2"
"""The scanner's address, and what stands between it and the fleet."""
CAMCENSUS = str(Path(sys.executable).with_name("camcensus"))


def run(folder: Path) -> None:
    """65,536 addresses, 3,328 alive, one port, the same rate cap for all. Bar: all found, every banner read."""
    with _fleet.fleet(folder, "--single-port", "80", "--cameras", str(ALIVE), "--others", "0") as fleet:
        _ours(fleet, folder)
        _nmap(fleet, folder, "-sS")
        _nmap(fleet, folder, "-sV")
        _masscan(fleet, folder)
        _zmap(fleet, folder)


def lossy(folder: Path) -> None:
    """The same with 2 % of packets lost in each direction. Bar: 99.9 % found within the budget."""
    options = ("--single-port", "80", "--cameras", str(ALIVE), "--others", "0", "--loss", "2")
    with _fleet.fleet(folder, *options) as fleet:
        _ours(fleet, folder)
        _nmap(fleet, folder, "-sS")
        _masscan(fleet, folder)
        _zmap(fleet, folder)


def nothing(folder: Path) -> None:
    """65,536 addresses with nothing there: all of them silent, none invented, none left unjudged."""
    with _fleet.fleet(folder, "--single-port", "80", "--cameras", "0", "--others", "0") as fleet:
        _ours(fleet, folder)
        _nmap(fleet, folder, "-sS")


def _ours(fleet: Fleet, folder: Path) -> None:
    scope = _fleet.scope(folder / "scope.toml", ports=[80], rate=RATE, subnet_rate=RATE, at_once=15_000)
    out = folder / "run.jsonl"
    took = timed(fleet.inside([CAMCENSUS, "probe", "--scope", str(scope), "--out", str(out), "--json"]), folder)
    found, banners = set(), set()
    with out.open(encoding="utf-8") as stream:
        for line in stream:
            one = json.loads(line)
            if one["field"] == "net.open_port":
                found.add(one["subject"].removeprefix("ip:"))
            if one["field"] == "http.server":
                banners.add(one["subject"].removeprefix("ip:"))
    said = json.loads(took.out.strip().splitlines()[-1])
    more = f"passes {said['passes']}, unjudged {len(said['unjudged'])}, longest turn {said['longest_turn']} s"
    _print("camcensus", took, found & set(fleet.truth), banners, len(found - set(fleet.truth)), more)
    out.unlink()


def _nmap(fleet: Fleet, folder: Path, how: str) -> None:
    options = ["-n", "-Pn", how, "-p", "80", "--min-rate", str(RATE), "--max-rate", str(RATE), "--max-retries", "2"]
    out = folder / "nmap.gnmap"
    took = timed(fleet.inside(["nmap", *options, "-oG", str(out), _fleet.NETWORK]), folder, most=200)
    text = out.read_text("utf-8", "replace") if out.exists() else ""
    found = set(re.findall(r"Host: (\S+) .*80/open", text))
    banners = set(re.findall(r"Host: (\S+) .*80/open/tcp//http//[^/]", text))
    _print(
        f"nmap {how}", took, found & set(fleet.truth), banners if how == "-sV" else None, len(found - set(fleet.truth))
    )


def _masscan(fleet: Fleet, folder: Path) -> None:
    out = folder / "masscan.txt"
    command = ["masscan", _fleet.NETWORK, "-p80", "--rate", str(RATE), "--interface", _fleet.INTERFACE, "--wait", "3"]
    took = timed(fleet.inside([*command, "--router-ip", GATEWAY, "-oL", str(out)]), folder, most=200)
    found = set(re.findall(r"open tcp 80 (\S+)", out.read_text())) if out.exists() else set()
    _print("masscan", took, found & set(fleet.truth), None, len(found - set(fleet.truth)))


def _zmap(fleet: Fleet, folder: Path) -> None:
    out, blocked = folder / "zmap.txt", folder / "none"
    blocked.write_text("")
    known = subprocess.run(fleet.inside(["ip", "neigh", "show", GATEWAY]), capture_output=True, text=True, check=True)
    mac = known.stdout.split("lladdr")[1].split()[0]  # it waits for ever for the kernel to tell it
    command = f"zmap -p 80 -r {RATE} -i {_fleet.INTERFACE} -o {out} -b {blocked} -c 3 -q -G {mac} -S {SOURCE}"
    command += f" --max-sendto-failures 1000000 {_fleet.NETWORK}"
    took = timed(fleet.inside(command.split()), folder, most=200)
    found = set(out.read_text().split()) if out.exists() else set()
    _print("zmap", took, found & set(fleet.truth), None, len(found - set(fleet.truth)))


def _print(name: str, took: Timed, found: set[str], banners: set[str] | None, invented: int, more: str = "") -> None:
    read = "-" if banners is None else f"{len(banners):,}"
    stopped = " (stopped)" if took.cut else ""
    print(
        f"   {name:<10} {took.seconds:6.1f} s{stopped}  CPU {took.cpu:5.1f} s  {took.peak:4} MB  found {len(found):,}"
        f"  banners {read}  not there {invented}  {more}",
        flush=True,
    )
