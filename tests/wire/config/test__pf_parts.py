from __future__ import annotations

import pytest
from tests.wire.config.cases_pf import CAMERA, of_camera
from tests.wire.config.cases_walls import Packet


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("from $cams to any", "permit"),
        ("from ! $cams to any", "deny"),
        ("from any to { 10.3/16 10.2.0.9 }", "permit"),
        ("from any to { 10.3/16, ! 10.3.1/24 }", "permit"),  # each item is a rule of its own
        ("from any to <servers>", "permit"),
        ("from any to ! <servers>", "deny"),
        ("from any to 10.2.0.1 - 10.2.0.9", "permit"),
        ("from any to 10.2.0.1 - 10.2.0.8", "deny"),
        ("to 10.2.0.9 port 554", "permit"),
        ("proto tcp to port { 80, 443 }", "deny"),
        ("proto { tcp, udp } to port 80:600", "permit"),
        ("proto udp", "deny"),
        ("proto tcp to port != 554", "deny"),
        ("proto tcp to port > 553", "permit"),
        ("proto tcp to port < 554", "deny"),
        ("proto tcp to port >= 554", "permit"),
        ("proto tcp to port <= 553", "deny"),
        ("proto tcp to port 553 >< 555", "permit"),
        ("proto tcp to port 554 >< 600", "deny"),
        ("proto tcp to port 500 <> 600", "deny"),
        ("proto tcp to port rtsp", "permit"),
        ("proto tcp from port 40000 to any port = 554", "permit"),
        ("proto tcp from any port 22 to any", "deny"),
        ('inet proto tcp flags S/SA keep state (max 10, if-bound) label "x y" queue q', "permit"),
        ("inet6", "deny"),
        ("inet proto icmp icmp-type { echoreq, unreach }", "deny"),
        ("to self", "deny"),
        ("to (em1) port = https", "deny"),
        ("proto tcp all set (prio 3) tag CAMS allow-opts", "permit"),
        ("reply-to (em0 192.0.2.254) inet all", "permit"),
        ("all no state", "permit"),
    ],
)
def test_conditions(condition: str, expected: str) -> None:
    assert of_camera(f"block in all\npass in log (all, to pflog1) quick on em1 {condition}\n") == expected


def test_networks_within_networks_of_a_table() -> None:
    rules = "block all\npass all\nblock to <servers>\n"
    assert of_camera(rules) == "deny"
    assert of_camera(rules, CAMERA._replace(target="10.2.0.130")) == "permit"
    assert of_camera(rules, CAMERA._replace(target="10.2.0.200")) == "deny"


def test_kinds_of_icmp() -> None:
    ping = Packet("10.1.0.5", "10.2.0.9", 1, 8 << 8, 0)
    assert of_camera("block all\npass inet proto icmp all icmp-type echoreq code 0 keep state\n", ping) == "permit"
    assert of_camera("block all\npass inet proto icmp all icmp-type 8\n", ping) == "permit"
    assert of_camera("block all\npass inet proto icmp all icmp-type { 3 code 1, timex }\n", ping) == "deny"
    six = Packet("2001:db8:1::5", "2001:db8:2::9", 58, 128 << 8, 0)
    assert of_camera("block all\npass inet6 proto icmp6 icmp6-type echoreq\n", six) == "permit"


def test_addresses_of_both_families() -> None:
    six = Packet("2001:db8:1::5", "2001:db8:2::9", target_port=554)
    rules = "block all\npass from any to { 10.2/16 2001:db8:2::/48 }\n"
    assert (of_camera(rules), of_camera(rules, six)) == ("permit", "permit")
    assert of_camera(rules, six._replace(target="2001:db8:3::9")) == "deny"
