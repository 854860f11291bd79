"""A /16 with 2,000 cameras and recorders and 3,000 other hosts: against nmap's service detection, under a capture."""

from __future__ import annotations

import ipaddress
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

from bench import _capture, _fleet
from bench._capture import Wire
from bench._fleet import Fleet
from bench._labels import CAMERAS, Names
from bench._timed import Timed, timed
from camcensus.engine import known
from camcensus.engine import name as naming
from camcensus.knowledge import load
from camcensus.model.scope import PORTS, Limits

CAMERAS_THERE, OTHERS_THERE = 2_000, 3_000
RATE = 15_000
EXCLUDED = "10.77.200.0/22"
OURS = "198.18.0.1"
CAMCENSUS = str(Path(sys.executable).with_name("camcensus"))
READS = re.compile(
    r"/tcp (?:GET |OPTIONS |DESCRIBE |TLS|POST \S* Get\w+|POST /axis-cgi/basicdeviceinfo\.cgi|SOAP Get\w+|bytes )"
    r"|/udp (?:inquiry|DHDiscover\.search|M-SEARCH|Probe|DISCOVER|bytes )"
)


def run(folder: Path) -> None:
    """Bars: more devices and makers right than nmap in ten times our time; no budget passed, nothing outside asked."""
    options = ("--cameras", str(CAMERAS_THERE), "--others", str(OTHERS_THERE), "--weak", "0")
    names = Names(load.load(load.read()))
    with _fleet.fleet(folder, *options) as fleet:
        held_out = {one["family"] for one in fleet.truth.values() if one["held_out"]}
        families = {one["family"] for one in fleet.truth.values()}
        print(f"   {len(families)} families, {len(held_out)} of them held out: no fingerprint was written from them")
        took = _ours(fleet, folder, names)
        print("   a second fleet, the same, for nmap", flush=True)
    with _fleet.fleet(folder, *options) as fleet:
        _nmap(fleet, folder, names, took.seconds * 10)


def _ours(fleet: Fleet, folder: Path, names: Names) -> Timed:
    limits = {"rate": RATE, "subnet_rate": RATE, "at_once": 15_000}
    scope = _fleet.scope(folder / "scope.toml", ports=list(PORTS), exclude=[EXCLUDED], **limits)
    out, capture = folder / "run.jsonl", folder / "wire.pcap"
    with _capture.captured(fleet.inside([]), _fleet.INTERFACE, capture):
        took = timed(fleet.inside([CAMCENSUS, "probe", "--scope", str(scope), "--out", str(out), "--json"]), folder)
    if took.code not in (0, 3):
        raise SystemExit(took.out)
    print(f"   camcensus: {took.seconds:.1f} s, CPU {took.cpu:.1f} s, {took.peak} MB; {took.out.strip()[-600:]}")
    inside = {address: one for address, one in fleet.truth.items() if not _excluded(address)}
    _score("camcensus", inside, _named(out), names)
    _count(_capture.read(capture, OURS), fleet, fleet.stop())
    return took


def _excluded(address: str) -> bool:
    return ipaddress.ip_address(address) in ipaddress.ip_network(EXCLUDED)


def _named(out: Path) -> dict[str, tuple[str, str | None, str | None]]:
    """Address to (class, brand, maker) of all that answered."""
    rows, alive = [], set()
    with out.open(encoding="utf-8") as stream:
        for line in stream:
            one = json.loads(line)
            if one["subject"].startswith("ip:"):
                rows.append((one["subject"], one["field"], one["value"], one.get("encoding", "text")))
            elif one["field"] == "run.spent":
                alive.add(json.loads(one["value"])["address"])
    knowledge = load.load(load.read())
    frame = pl.DataFrame(rows, schema=["subject", "field", "value", "encoding"], orient="row")
    named = naming.each(naming.name(frame, knowledge, known.sayings(knowledge)))
    found = {one.subject.removeprefix("ip:"): (one.kind, one.brand, one.hardware_maker) for one in named}
    return {address: found.get(address, ("unknown", None, None)) for address in alive | set(found)}


def _score(
    who: str,
    truth: dict[str, dict[str, Any]],
    found: dict[str, tuple[str, str | None, str | None]],
    names: Names,
) -> None:
    cameras = {address: one for address, one in truth.items() if one["class"] in CAMERAS}
    others = {address: one for address, one in truth.items() if one["class"] not in CAMERAS}
    makers = Counter(_maker(one, found.get(address), names) for address, one in cameras.items())
    held = Counter(_maker(one, found.get(address), names) for address, one in cameras.items() if one["held_out"])
    called = sum(found[address][0] in CAMERAS for address in cameras if address in found)
    false = sum(found[address][0] in CAMERAS for address in others if address in found)
    named_false = sum(found[address][2] is not None for address in others if address in found)
    print(
        f"   {who}: devices found {len(found.keys() & truth.keys()):,} of {len(truth):,}; of {len(cameras):,} cameras"
        f" and recorders {len(found.keys() & cameras.keys()):,} found, {called:,} called so, makers {_shares(makers)};"
        f" held out: {_shares(held)}; others called cameras {false}, given a maker {named_false}; not there"
        f" {len(found.keys() - truth.keys())}",
        flush=True,
    )
    wrong = Counter(
        one["family"] for address, one in cameras.items() if _maker(one, found.get(address), names) != "right"
    )
    print(f"      not right, by family: {dict(wrong.most_common())}")


def _shares(counts: Counter[str]) -> str:
    return ", ".join(f"{word} {counts[word]:,}" for word in ("right", "wrong", "unknown"))


def _maker(one: dict[str, Any], found: tuple[str, str | None, str | None] | None, names: Names) -> str:
    if found is None or (found[2] is None and found[1] is None):
        return "unknown"
    if found[2] is None:  # the label alone: who built it is not said
        return "unknown"
    return "right" if found[2] in names.makers(str(one["maker"])) else "wrong"


def _nmap(fleet: Fleet, folder: Path, names: Names, most: float) -> None:
    out = folder / "nmap.xml"
    command = ["nmap", "-n", "-sV", "-p", ",".join(map(str, PORTS)), "-v", "-oX", str(out), "--exclude", EXCLUDED]
    took = timed(fleet.inside([*command, _fleet.NETWORK]), folder, most=most)
    print(f"   nmap -sV: {took.seconds:.1f} s{' (stopped)' if took.cut else ''}, CPU {took.cpu:.1f} s, {took.peak} MB")
    inside = {address: one for address, one in fleet.truth.items() if not _excluded(address)}
    seen = set(re.findall(r"Discovered open port \S+ on (\S+)", took.out))
    seen |= set(re.findall(r"^Nmap scan report for (\S+)$", took.out, re.MULTILINE))
    found: dict[str, tuple[str, str | None, str | None]] = dict.fromkeys(seen & inside.keys(), ("unknown", None, None))
    found |= {address: said for address, said in _services(out, names) if address in inside}
    _score("nmap -sV", inside, found, names)


def _services(out: Path, names: Names) -> Iterator[tuple[str, tuple[str, str | None, str | None]]]:
    """What nmap's products and device types say, as kindly as can be: any product that names the maker or its label."""
    root = etree.fromstring(out.read_bytes(), etree.XMLParser(recover=True, huge_tree=True))
    for host in root.iter("host"):
        address = next((one.get("addr", "") for one in host.iter("address")), "")
        products = [service.get("product", "") for service in host.iter("service")]
        kinds = {service.get("devicetype", "") for service in host.iter("service")}
        yield address, ("camera" if kinds & {"webcam", "security-misc"} else "unknown", *_said(products, names))


def _said(products: Iterable[str], names: Names) -> tuple[str | None, str | None]:
    for product in products:
        for words in (product.split()[:2], product.split()[:1]):
            label = " ".join(words)
            makers = names.makers(label) if label else frozenset()
            if makers and makers != frozenset({label}):
                return label, next(iter(makers))
    return None, None


def _count(wire: Wire, fleet: Fleet, asked: dict[str, dict[str, Any]]) -> None:
    limits = Limits()
    devices = {address: seen for address, seen in wire.devices.items() if address in fleet.truth}
    most = {
        "packets": max(seen.packets for seen in wire.devices.values()),
        "connections": max(len(seen.connections) for seen in wire.devices.values()),
        "bytes": max(seen.sent + seen.received for seen in wire.devices.values()),
        "open at once": max(seen.most_open for seen in devices.values()),
        "seconds": round(max(seen.last - seen.first for seen in devices.values()), 1),
    }
    outside = [address for address in wire.devices if _excluded(address) or not address.startswith("10.77.")]
    gap = min(seen.shortest_gap for seen in devices.values())
    print(
        f"   counted on the wire: most to or from one device {most} (limits {limits.packets} packets,"
        f" {limits.connections} connections, {limits.bytes} bytes);"
        f" shortest pause between connections {gap * 1000:.0f} ms;"
        f" addresses outside the scope that got a packet: {len(outside)}"
    )
    others = {what: count for what, count in wire.asked.items() if not READS.search(what)}
    writes = {address: one["writes"] for address, one in asked.items() if one["writes"]}
    print(
        f"   kinds of message sent: {len(wire.asked)}; not of a reading kind: {others or 'none'};"
        f" the fleet noted: {writes or 'none'}"
    )
    credentials = sum(int(one["credentials"]) for one in asked.values())
    print(f"   messages with a credential: {credentials}")
