"""The table of nftables: of its own, closing alone, with counters, log and end."""

from __future__ import annotations

from tests.contained import containment

from camcensus.report.acl import nftables

TEXT = nftables.render(containment())


def test_it_makes_a_table_of_its_own_and_accepts_what_is_of_no_device() -> None:
    assert TEXT.count("table inet ") == 2
    assert "create table inet cc_CHG_7_" in TEXT
    assert "policy accept" in TEXT


def test_every_rule_counts_and_the_last_one_logs_and_drops() -> None:
    rules = [line.strip() for line in TEXT.splitlines() if line.startswith("\t\tip") or "log prefix" in line]
    assert all("counter" in line or "goto" in line for line in rules)
    assert rules[-1].startswith('counter log prefix "cc_CHG_7_')
    assert " drop comment " in rules[-1]
    assert "ends 2027-11-23" in rules[-1]


def test_a_family_without_devices_is_not_spoken_of() -> None:
    assert "ip6" not in nftables.render(containment(["10.1.0.2"]))


def test_comments_are_as_short_as_nft_takes_them() -> None:
    comments = [line.split('comment "')[1] for line in TEXT.splitlines() if 'comment "' in line]
    assert max(map(len, comments)) <= 128
