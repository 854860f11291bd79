"""Rules of iptables: chains of their own, asked first, that let go back what may pass."""

from __future__ import annotations

from tests.contained import containment

from camcensus.report.acl import iptables

TEXT = iptables.render(containment())


def test_forward_asks_our_chain_first_and_keeps_its_own() -> None:
    assert "-I FORWARD 1 -j cc_CHG_7_" in TEXT
    assert ":FORWARD" not in TEXT
    assert "-j ACCEPT" not in TEXT


def test_what_is_dropped_is_logged_before() -> None:
    lines = TEXT.splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith("-j DROP"))
    assert "-j LOG --log-prefix" in lines[at - 1]
    prefix = lines[at - 1].split('"')[1]
    assert len(prefix) <= 29


def test_the_way_back_takes_the_way_in_first() -> None:
    assert iptables.back_out(containment())[0].startswith("iptables -D FORWARD -j cc_CHG_7_")
    assert iptables.load(containment(), "f")[-1] == "iptables-restore --noflush f"
