"""Groups and entries: one group for one set of addresses, an entry each way for each protocol."""

from __future__ import annotations

from tests.contained import containment

from camcensus.report.acl._entries import plan


def test_sets_that_are_alike_share_a_group() -> None:
    made = plan(containment())
    assert made.groups[0] is made.devices
    assert len(made.groups) == 4
    assert made.devices.of(six=False) == ("10.1.0.2/32",)
    assert made.devices.of(six=True) == ("2001:db8:1::2/128",)


def test_each_need_has_an_entry_each_way_for_each_protocol() -> None:
    entries = plan(containment()).entries
    assert [(one.protocol, one.answers) for one in entries] == [
        ("tcp", False), ("tcp", True), ("udp", False), ("udp", True), ("tcp", False), ("tcp", True), ("udp", False),
        ("udp", True),
    ]  # fmt: skip
    assert entries[0].target.name == entries[1].source.name == plan(containment()).devices.name
    assert entries[0].ports == ((80, 80), (554, 554))
    assert entries[0].note == "recorder: it records"
