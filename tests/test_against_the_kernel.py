"""Our answer about packets is the kernel's: random rules are loaded into a router, and packets are sent through it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from tests import kernel, rulesets
from tests.boxes import told, verdict
from tests.conftest import NOT_RUN
from tests.kernel import Packet, Router

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
