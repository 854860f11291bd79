"""Ask twenty firewalls of 5,000 rules each what 10,000 devices can reach in the core: time and memory."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench._timed import timed

ROOT = Path(__file__).parents[1]
_INNER = """
import json, sys, time
from dataclasses import replace
from random import Random
from camcensus.reason import core as cores
from camcensus.reason import ladder
from camcensus.reason.paths import Net
from camcensus.wire import spans
from camcensus.wire.config import iptables
from camcensus.wire.config.values import Box, Interface, Route, Step

FIREWALLS, RULES, DEVICES = (int(one) for one in sys.argv[1:4])
chance = Random(1)


def text(site):
    lines = ["*filter", ":FORWARD DROP [0:0]", "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"]
    for _ in range(RULES):
        source = chance.choice([
            f"10.{site}.{chance.randrange(4)}.{chance.randrange(256)}/32",
            f"10.{site}.{chance.randrange(4)}.{chance.randrange(0, 256, 16)}/28",
            f"10.{chance.randrange(1, 200)}.0.0/16", f"172.16.{chance.randrange(256)}.0/24"])
        target = chance.choice([
            f"10.200.{chance.randrange(64)}.{chance.randrange(256)}/32", f"10.200.{chance.randrange(64)}.0/24",
            f"10.201.{chance.randrange(64)}.0/24", f"192.168.{chance.randrange(256)}.0/24"])
        kind = chance.choice(["tcp", "tcp", "udp"])
        port = chance.choice(["443", "554", "80", "8000:8100", "53", "123", "1024:65535"])
        goal = chance.choice(["ACCEPT", "ACCEPT", "DROP"])
        lines.append(f"-A FORWARD -s {source} -d {target} -p {kind} -m {kind} --dport {port} -j {goal}")
    return "\\n".join([*lines, "COMMIT", ""])


texts = [text(site) for site in range(1, FIREWALLS + 1)]
begun = time.perf_counter()
boxes = []
for site, one in enumerate(texts, 1):
    named = (("cam", f"10.{site}.0.1/16"), ("up", f"10.250.0.{site}/24"))
    faces = tuple(Interface(name=name, addresses=(address,)) for name, address in named)
    routes = (Route(prefix="0.0.0.0/0", via="10.250.0.254"),)
    boxes.append(replace(iptables.parse(one, f"fw{site}"), interfaces=faces, routes=routes, knows_routes=True))
faces = (Interface(name="down", addresses=("10.250.0.254/24",)), Interface(name="core", addresses=("10.200.0.1/16",)))
boxes.append(Box(name="core", dialect="x", interfaces=faces, steps=(Step(kind="route"),)))
read = time.perf_counter() - begun
place = [f"10.{1 + n % FIREWALLS}.{n // FIREWALLS // 250 % 4}.{2 + n // FIREWALLS % 250}" for n in range(DEVICES)]
devices = spans.union(spans.one(spans.address(one)) for one in place)
begun = time.perf_counter()
answer = Net(boxes).reach(devices, spans.network("10.200.0.0/16"))
asked = time.perf_counter() - begun
told = [len(answer.arrived), len(answer.stopped), spans.size(devices)]
del answer
begun = time.perf_counter()
core = cores.find(boxes, {}, spans.network("10.200.0.0/16"), spans.NONE)
joined = time.perf_counter() - begun
begun = time.perf_counter()
there, back = ladder.ways(Net(boxes), spans.without(devices, core.held), core.held)
both = time.perf_counter() - begun
answers = [way.of(spans.one(spans.address(one))) for one in place for way in (there, back)]
print(json.dumps([read, asked, *told, joined, both, answers.count("path-permitted"), len(answers)]))
"""


def run(firewalls: int = 20, rules: int = 5_000, devices: int = 10_000) -> None:
    """Bar: under 60 s and 2 GB for twenty firewalls of 5,000 rules and 10,000 devices."""
    with tempfile.TemporaryDirectory() as folder:
        done = timed([sys.executable, "-c", _INNER, str(firewalls), str(rules), str(devices)], Path(folder), most=600)
    if done.code:
        raise SystemExit(done.out)
    read, asked, arrived, stopped, count, joined, both, open_, answers = json.loads(done.out.splitlines()[-1])
    print(
        f"  {firewalls} firewalls of {rules:,} rules, {count:,} devices: read in {read:.1f} s,"
        f" all pairs in {asked:.1f} s, {done.peak} MB; {arrived:,} sets of packets pass, {stopped:,} do not",
        f"\n  what is core: {joined:.1f} s; every device both ways, with its paths and what closes the rest:"
        f" {both:.1f} s, {open_:,} of {answers:,} answers are a path",
        flush=True,
    )
