"""Our answer about packets is the kernel's: random rules are loaded into a router, and packets are sent through it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from tests import kernel, rulesets
from tests.boxes import told, verdict
from tests.conftest import NOT_RUN
from tests.kernel import Packet, Router

from camcensus.reason.passage import Way
from camcensus.wire import packets, spans
from camcensus.wire.config import iptables, nft_json, nft_text
from camcensus.wire.config.values import Box

MISSING = kernel.missing()
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"{NOT_RUN}our answers against the kernel's: {MISSING} missing")

SETS, EACH = 50, 50
"""Rule sets of a kind, and packets sent through each: 200 and 10,000 together."""

Load = Callable[[Router, Random], Box]


def saved(tool: str, six: bool) -> Load:  # a table
    """Rules as iptables-restore takes them, and as iptables-save gives them back."""

    def load(router: Router, chance: Random) -> Box:
        router.load(tool, rulesets.iptables(chance, six=six))
        return iptables.parse(router.run([f"{tool}-save", "-c"]))

    return load


def as_text(router: Router, chance: Random) -> Box:
    """Rules as people write them, every second time; else as nft lists them."""
    written = rulesets.nftables(chance)
    router.load("nft", written)
    return nft_text.parse(written if chance.random() < 0.5 else router.run(["nft", "list", "ruleset"]))


def as_json(router: Router, chance: Random) -> Box:
    """The same by way of JSON."""
    router.load("nft", rulesets.nftables(chance))
    return nft_json.parse(router.run(["nft", "-j", "list", "ruleset"]))


@pytest.mark.parametrize(
    ("load", "first"),
    [(saved("iptables", False), 0), (saved("ip6tables", True), 10_000), (as_text, 20_000), (as_json, 30_000)],
    ids=["iptables", "ip6tables", "nft", "nft-json"],
)
def test_what_passes_is_what_we_say(load: Load, first: int) -> None:
    wrong: list[tuple[int, Packet, str]] = []
    asked = 0
    with Router() as router:
        seed = first
        while asked < SETS * EACH:
            chance = Random(seed)  # noqa: S311  # the same each time
            seed += 1
            try:
                box = load(router, chance)
            except ValueError:  # rules that the kernel refuses are no rule set
                continue
            six = first == 10_000 or (first >= 20_000 and chance.random() < 0.5)
            sent = rulesets.packets(chance, EACH, asked, six=six)
            arrived, passed = router.passed(sent), told(box)
            says = [verdict(passed, one) for one in sent]
            wrong += [
                (seed, one, said)
                for number, (one, said) in enumerate(zip(sent, says, strict=True))
                if said != ("permit" if number in arrived else "deny")
            ]
            asked += EACH
            assert seed - first < 2 * SETS
    assert not wrong


def test_what_nat_writes_is_what_we_say() -> None:
    """Each packet comes from a port of its own: what the tracker wrote into one it writes into its like again."""
    wrong: list[tuple[int, Packet, object, object]] = []
    asked = moved = 0
    with Router() as router:
        for seed in range(40_000, 40_000 + SETS):
            chance = Random(seed)  # noqa: S311  # the same each time
            text = rulesets.nat(chance)
            try:
                router.load("nft", text)
            except ValueError:
                continue
            drawn = [one for one in rulesets.packets(chance, EACH, 0) if one.protocol in (6, 17)]
            sent = [one._replace(source_port=2_000 + asked + n, answers=False) for n, one in enumerate(drawn)]
            arrived, passed = router.passed(sent), told(nft_text.parse(text))
            for number, one in enumerate(sent):
                says = {ends for way in passed.ways if (ends := _became(way, one)) is not None}
                saw = {_ends(arrived[number])} if number in arrived else set()
                wrong += [(seed, one, says, saw)] if says != saw else []
                moved += bool(saw) and saw != {(*one.place[:2], one.target_port)}
            asked += len(sent)
    assert not wrong
    assert (asked > 1_000, moved > 300) == (True, True)


def _became(way: Way, one: Packet) -> tuple[int, int, int] | None:
    """Source, target and its port of a packet when it comes out; None: it does not go this way."""
    if not packets.holds(way.was, one.place, one.mode):
        return None
    source, target, protocol, source_port, target_port = one.place
    lent = False
    for by in way.by:
        made = by.rule.translation if by.rule is not None else None
        if made is not None:
            target, target_port = (made.target or (target,))[0], (made.target_port or (target_port,))[0]
            source, lent = (made.source or (source,))[0], made.of_interface
    if not packets.holds(way.now, (source, target, protocol, source_port, target_port), one.mode):
        return None
    return (spans.address("10.2.0.1") if lent else source), target, target_port


def _ends(arrived: tuple[bytes, ...]) -> tuple[int, int, int]:
    source, target, ports = (int.from_bytes(end, "big") for end in arrived)
    return source, target, ports & 0xFFFF
