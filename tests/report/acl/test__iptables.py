"""Classes of devices: each address stands once a direction, with those that play the same parts."""

from __future__ import annotations

from tests.contained import containment, networks, service

from camcensus.model.containment import DEVICE, OTHER
from camcensus.reason.containment import Wanted
from camcensus.report.acl import _iptables


def test_every_device_stands_once_a_direction() -> None:
    wanted = [
        Wanted("NTP", "", DEVICE, networks("10.3.0.2"), (service("udp", 123),)),
        Wanted("recorder", "", OTHER, networks("10.1.0.9"), (service("tcp", 554),), networks("10.1.0.0/29")),
    ]
    text = _iptables.written(containment(["10.1.0.0/28"], wanted), six=False)
    first = [line.split() for line in text.splitlines() if " -g " in line and line.split()[2] in ("-s", "-d")]
    held = [words[3] for words in first if words[2] == "-s"]
    assert sorted(held) == ["10.1.0.0/29", "10.1.0.10/31", "10.1.0.12/30", "10.1.0.8/32", "10.1.0.9/32"]
    assert [words[3] for words in first if words[2] == "-d"] == held
    assert len({words[5] for words in first}) == 6


def test_ports_stand_seven_ranges_to_a_rule() -> None:
    many = tuple(service("tcp", 1_000 + 10 * at, 1_002 + 10 * at) for at in range(9))
    text = _iptables.written(containment(["10.1.0.2"], [Wanted("x", "", OTHER, networks("10.2.0.2"), many)]), six=False)
    counts = [line.split("--dports ")[1].split()[0].count(",") + 1 for line in text.splitlines() if "--dports" in line]
    assert counts == [7, 2]


def test_names_of_chains_are_as_short_as_they_must_be() -> None:
    text = _iptables.written(containment(reference="x" * 200), six=False)
    assert max(len(line.split()[0]) for line in text.splitlines() if line.startswith(":")) <= 29
