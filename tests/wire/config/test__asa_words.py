"""Lines of ASA that bear on nothing that is forwarded, and those that do."""

from __future__ import annotations

import pytest

from camcensus.wire.config._asa_words import BEARING, PORT_BEARING, bearing, passed, passed_in_interface


@pytest.mark.parametrize(
    "text",
    [
        "logging enable",
        "ssh 10.0.0.0 255.0.0.0 core",
        "snmp-server community x",
        "threat-detection basic-threat",
        "dhcpd address 10.1.0.9-10.1.0.99 cams",
        "tunnel-group x type ipsec-l2l",
        "no failover",
        "mtu cams 1500",
    ],
)
def test_lines_that_bear_on_nothing(text: str) -> None:
    assert passed(text)
    assert not bearing(text, BEARING)


@pytest.mark.parametrize(
    "text", ["firewall transparent", "static (a,b) 1.2.3.4 10.0.0.1", "global (outside) 1 interface", "router ospf 1",
             "aaa authentication match L cams S", "established tcp 0", "filter url http 0 0 0 0", "context a",
             "threat-detection scanning-threat shun"]
)  # fmt: skip
def test_lines_that_bear_on_what_passes(text: str) -> None:
    assert bearing(text, BEARING)


def test_lines_that_are_not_known_are_neither() -> None:
    for text in ("flurb", "access-list x", "access-group x", "nat x", "route x", "ip flurb", "ipv6 route x"):
        assert not passed(text)
        assert not bearing(text, BEARING)


def test_lines_of_interfaces() -> None:
    assert passed_in_interface("speed auto")
    assert passed_in_interface("ipv6 enable")
    assert not passed_in_interface("flurb")
    assert bearing("bridge-group 1", PORT_BEARING) == "bridges"
