"""Access lists for 50,000 devices: generation against aerleon by itself on the same policy, and the proof apart."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from pathlib import Path

from bench._timed import Timed, timed

_POLICY = """
import json, sys, time
from datetime import date
from random import Random
from camcensus.model.containment import DEVICE, OTHER, Service
from camcensus.reason.containment import Terms, Wanted, contain
from camcensus.wire import spans

COUNT, SITES, FORM = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
chance = Random(1)
EACH = COUNT // SITES
# every site has a network of its own in which its devices lie anywhere, and a recorder; clocks and resolvers are shared
devices = [[f"10.{site // 250}.{site % 250}.{host}" for host in sorted(chance.sample(range(2, 254), EACH))]
           for site in range(SITES)]
recorders = [f"10.200.{site // 250}.{1 + site % 250}" for site in range(SITES)]
clocks, resolvers, core = ["10.201.0.1", "10.201.0.2"], ["10.202.0.1", "10.202.0.2"], "10.210.0.0/16"


def service(protocol, *ports):
    return tuple(Service(protocol=protocol, first=one, last=one) for one in ports)
"""
_OURS = (
    _POLICY
    + """
from camcensus.engine import contain as engine
from camcensus.reason import proof


def held(texts):
    return spans.union(spans.one(spans.address(one)) for one in texts)


def built():
    mine = [held(site) for site in devices]
    needs = [Wanted("recorder", "", OTHER, held([one]), service("tcp", 80, 443, 554), of)
             for one, of in zip(recorders, mine, strict=True)]
    needs.append(Wanted("NTP", "", DEVICE, held(clocks), service("udp", 123)))
    needs.append(Wanted("DNS", "", DEVICE, held(resolvers), service("udp", 53) + service("tcp", 53)))
    terms = Terms(date(2026, 11, 23), date(2027, 11, 23), "CHG7")
    return contain(spans.union(mine), needs, spans.network(core), terms)


form = engine.form(FORM)
begun = time.perf_counter()
made = built()
text = form.module.render(made)
generated = time.perf_counter() - begun
begun = time.perf_counter()
found = proof.prove(made, engine.read_back(form, text), engine.asked(form, made))
print(json.dumps([generated, time.perf_counter() - begun, len(text.splitlines()), found.holds, found.rules]))
"""
)
_THEIRS = (
    _POLICY
    + """
import logging
logging.disable(logging.CRITICAL)
from aerleon import api
from aerleon.lib import naming

OPTIONS = {"nftables": "inet forward", "cisco": "cc extended", "ciscoasa": "cc", "iptables": "FORWARD DROP inet",
           "speedway": "FORWARD DROP inet", "paloalto": "from-zone cams to-zone any"}
begun = time.perf_counter()
networks = {f"SITE{n}": {"values": [{"address": f"{one}/32"} for one in site]} for n, site in enumerate(devices)}
networks |= {f"REC{n}": {"values": [{"address": f"{one}/32"}]} for n, one in enumerate(recorders)}
networks |= {"ALL": {"values": [{"address": f"{one}/32"} for site in devices for one in site]},
             "NTP": {"values": [{"address": f"{one}/32"} for one in clocks]},
             "DNS": {"values": [{"address": f"{one}/32"} for one in resolvers]}}
services = {"VIDEO": [{"protocol": "tcp", "port": str(one)} for one in (80, 443, 554)],
            "CLOCK": [{"protocol": "udp", "port": "123"}],
            "NAMES": [{"protocol": kind, "port": "53"} for kind in ("udp", "tcp")]}
known = naming.Naming()
known.ParseDefinitionsObject({"networks": networks, "services": services}, "")
BOTH = FORM in ("cisco",)  # without sessions: answers have terms of their own


def term(name, source, target, protocol, service, ends):
    found = [{"name": name, "source-address": source, "destination-address": target, "protocol": protocol,
              "destination-port": service, "action": "accept"}]
    if BOTH:
        found.append({"name": name + "-back", "source-address": target, "destination-address": source,
                      "protocol": protocol, "source-port": service, "action": "accept"}
                     | ({"option": "tcp-established"} if protocol == "tcp" else {}))
    return found


terms = [one for n in range(SITES) for one in term(f"rec{n}", f"REC{n}", f"SITE{n}", "tcp", "VIDEO", 1)]
terms += [*term("ntp", "ALL", "NTP", "udp", "CLOCK", 1), *term("dnsu", "ALL", "DNS", "udp", "NAMES", 1),
          *term("dnst", "ALL", "DNS", "tcp", "NAMES", 1)]
terms += [{"name": "from", "source-address": "ALL", "action": "deny", "logging": True},
          {"name": "to", "destination-address": "ALL", "action": "deny", "logging": True}]
header = {"targets": {FORM: OPTIONS[FORM]}}
made = api.Generate([{"filename": "x", "filters": [{"header": header, "terms": terms}]}], known)
generated = time.perf_counter() - begun
print(json.dumps([generated, sum(len(str(one).splitlines()) for one in made.values())]))
"""
)
PAIRS = {"nftables": "nftables", "ios": "cisco", "asa": "ciscoasa", "iptables": "speedway"}
"""Our platforms to those of aerleon."""
RATIO, PROOF = 1.5, 60.0
MOST = 900.0


def run(devices: int = 50_000, sites: int = 250) -> None:
    """Bars: no more than 1.5 times the time of aerleon, and the proof under 60 s."""
    with tempfile.TemporaryDirectory() as folder:
        for ours in ("nftables", "iptables", "ios", "asa", "fortios", "panos"):
            _one(ours, devices, sites, Path(folder))


def _one(ours: str, devices: int, sites: int, folder: Path) -> None:
    done = _asked(_OURS, devices, sites, ours, folder)
    if done.code:
        raise SystemExit(done.out)
    generated, proved, lines, holds, rules = json.loads(done.out.splitlines()[-1])
    beside = _beside(ours, generated, devices, sites, folder)
    print(f"  {ours}: {lines:,} lines for {devices:,} devices in {generated:.2f} s{beside}", flush=True)
    verdict = "it holds" if holds else "IT DOES NOT HOLD"
    bar = "" if proved < PROOF else f", MORE THAN {PROOF:.0f} s"
    print(f"    proof: {rules:,} rules read back in {proved:.1f} s{bar}, {done.peak} MB; {verdict}", flush=True)


def _beside(ours: str, generated: float, devices: int, sites: int, folder: Path) -> str:
    """The same of aerleon, in words."""
    theirs = PAIRS.get(ours)
    if theirs is None:
        return ""
    if importlib.util.find_spec("aerleon") is None:
        return "; aerleon is not installed, so nothing is compared"
    done = _asked(_THEIRS, devices, sites, theirs, folder)
    if done.cut:
        return f"; aerleon was not done after {MOST:.0f} s"
    if done.code:
        return f"; aerleon failed: {done.out.strip().splitlines()[-1][:200]}"
    took, lines = json.loads(done.out.splitlines()[-1])
    bar = "" if generated <= RATIO * took else f", MORE THAN {RATIO}"
    return f"; aerleon {lines:,} lines in {took:.2f} s, {done.peak} MB: ratio {generated / took:.2f}{bar}"


def _asked(code: str, devices: int, sites: int, form: str, folder: Path) -> Timed:
    return timed([sys.executable, "-c", code, str(devices), str(sites), form], folder, most=MOST)
