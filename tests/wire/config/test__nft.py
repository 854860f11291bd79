"""Tables of nftables as a box: hooks, priorities and families."""

from __future__ import annotations

import pytest

from camcensus.wire.config import _nft as nft
from camcensus.wire.config._nft import Asked, ChainOf, SetOf, Table, Verdict, Written


@pytest.mark.parametrize(
    ("text", "number"),
    [("filter", 0), ("mangle + 5", -145), ("filter - 10", -10), ("-150", -150), ("7", 7), ("filter+5", 5),
     ("soon", None), ("", 0)],
)  # fmt: skip
def test_priorities(text: str, number: int | None) -> None:
    assert nft.priority(text) == number


def table(**chains: ChainOf) -> Table:
    return Table(family="inet", name="t", chains=chains)


def test_chains_are_passed_in_the_order_of_hooks_and_priorities() -> None:
    held = table(
        late=ChainOf(kind="filter", hook="forward", priority=5),
        gone=ChainOf(kind="nat", hook="postrouting", priority=100),
        early=ChainOf(kind="filter", hook="prerouting", priority=-300),
        first=ChainOf(kind="filter", hook="forward", priority=-5),
        own=ChainOf(),
        local=ChainOf(kind="filter", hook="input"),
    )
    steps = nft.box([held], [], "x").steps
    assert [(step.kind, step.chain.rpartition(" ")[2], step.untracked) for step in steps] == [
        ("filter", "early", True), ("route", "", False), ("filter", "first", False), ("filter", "late", False),
        ("nat", "gone", False),
    ]  # fmt: skip


def test_a_set_that_is_not_there_or_changes_is_a_doubt() -> None:
    asked = [Asked(("ip saddr",), "==", (), name) for name in ("gone", "moving", "empty")]
    rules = [Written(line=n, text="", asked=(one,), verdict=Verdict("permit")) for n, one in enumerate(asked)]
    held = table(c=ChainOf(kind="filter", hook="forward", rules=rules))
    held.sets = {"moving": SetOf(changing=True), "empty": SetOf()}
    made = nft.box([held], [], "x").chains["inet t c"].rules
    assert [bool(rule.match.unread) for rule in made] == [True, True, False]
    assert made[2].match.cubes == ()


def test_too_many_combinations_are_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nft, "MAX_CUBES", 2)
    items = tuple((f"10.0.0.{n}", "80") for n in range(3))
    rule = Written(line=1, text="", asked=(Asked(("ip saddr", "tcp dport"), "==", items),), verdict=Verdict("permit"))
    held = table(c=ChainOf(kind="filter", hook="forward", rules=[rule]))
    assert "more than 2 combinations" in nft.box([held], [], "x").chains["inet t c"].rules[0].match.unread[0]


def test_two_conditions_on_one_interface_are_a_doubt() -> None:
    asked = tuple(Asked(("iifname",), "==", ((name,),)) for name in ("a", "b"))
    held = table(c=ChainOf(kind="filter", hook="forward", rules=[Written(line=1, text="", asked=asked)]))
    assert nft.box([held], [], "x").chains["inet t c"].rules[0].match.unread
