"""Security rules of PAN-OS: large groups in groups, moved to the top in their order."""

from __future__ import annotations

from tests.contained import containment, proved

from camcensus.report.acl import panos

SCATTERED = [f"10.1.{net}.{2 * host}" for net in range(8) for host in range(100)]


def test_rules_are_moved_to_the_top_the_last_one_first() -> None:
    lines = panos.render(containment()).splitlines()
    moved = [line.split()[4] for line in lines if line.startswith("move ")]
    named = list(dict.fromkeys(line.split()[4] for line in lines if line.startswith("set rulebase")))
    assert moved == named[::-1]
    assert named[-1].endswith("_to")


def test_large_groups_are_groups_of_groups() -> None:
    made = containment(SCATTERED)
    lines = [line for line in panos.render(made).splitlines() if " static [ " in line]
    assert max(len(line.split()) for line in lines) <= 6 + panos.LINE
    assert proved("panos", made).holds


def test_the_way_back_takes_rules_before_what_they_name() -> None:
    kinds = [line.split()[1] for line in panos.back_out(containment()) if line.startswith("delete")]
    assert kinds[:6] == ["rulebase"] * 6
    assert kinds.index("address-group") < kinds.index("address")
