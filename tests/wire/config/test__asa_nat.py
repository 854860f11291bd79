"""NAT of ASA: what is written, in which order, and where it is not known."""

from __future__ import annotations

import pytest
from tests.wire.config.cases_cisco import UDP, Packet, walked

from camcensus.wire import spans
from camcensus.wire.config import asa
from camcensus.wire.config._asa_nat import SOURCES, TARGETS, Reader
from camcensus.wire.config._cisco import Line
from camcensus.wire.config._cisco_objects import Objects
from camcensus.wire.config.values import Box

HEAD = """ASA Version 9.8(2)
interface GigabitEthernet0/0
 nameif out
 security-level 0
 ip address 192.0.2.1 255.255.255.0
interface GigabitEthernet0/1
 nameif core
 security-level 100
 ip address 10.2.0.1 255.255.0.0
object network NVR
 host 10.2.0.5
object network CORE
 subnet 10.2.0.0 255.255.0.0
object network SHOWN
 subnet 192.0.2.0 255.255.255.0
object network PART
 subnet 10.2.9.0 255.255.255.0
object network FAR
 host 198.51.100.7
object network NEAR
 host 10.2.8.8
object network POOL
 range 192.0.2.50 192.0.2.59
object service WEB
 service tcp destination eq 80
object service ALT
 service tcp destination eq 8080
object service FROMWEB
 service tcp source eq 80
object service FROMALT
 service tcp source eq 8080
access-list L extended permit ip any any
access-group L in interface out
route out 0.0.0.0 0.0.0.0 192.0.2.254
"""


def box(text: str) -> Box:
    return asa.parse(f"{HEAD}{text}\n: end\n")


def sent(text: str, way: str, source: str, target: str, port: int = 80, **more: int) -> tuple[str, str, str, int]:
    """(verdict, source, target, target port) as it leaves; `way`: ``in`` or ``out``."""
    ways = ("out", "core") if way == "in" else ("core", "out")
    packet = Packet(source, target, target_port=port, **more)  # type: ignore[arg-type]
    found, (came, went, _, _, arrived) = walked(box(text), *ways, packet)
    return found, spans.shown(came), spans.shown(went), arrived


def test_a_fixed_address_of_an_object() -> None:
    text = "object network NVR\n nat (core,out) static 192.0.2.5"
    assert sent(text, "in", "198.51.100.1", "192.0.2.5") == ("permit", "198.51.100.1", "10.2.0.5", 80)
    assert sent(text, "out", "10.2.0.5", "198.51.100.1") == ("permit", "192.0.2.5", "198.51.100.1", 80)
    assert sent(text, "out", "10.2.0.6", "198.51.100.1")[1] == "10.2.0.6"


def test_lists_speak_of_real_addresses() -> None:
    head = "object network NVR\n nat (core,out) static 192.0.2.5\n"
    text = f"{head}access-list M extended permit tcp any object NVR\naccess-group M in interface out"
    assert sent(text.replace("access-group L in interface out", ""), "in", "198.51.100.1", "192.0.2.5")[0] == "permit"


def test_who_names_the_real_address_may_be_turned_away() -> None:
    text = "object network NVR\n nat (core,out) static 192.0.2.5"
    assert sent(text, "in", "198.51.100.1", "10.2.0.5")[0] == "unknown"
    assert (
        sent("object network CORE\n nat (core,out) dynamic interface", "in", "198.51.100.1", "10.2.0.9")[0] == "unknown"
    )
    same = "object network NVR\n nat (core,out) static NVR"
    assert sent(same, "in", "198.51.100.1", "10.2.0.5") == ("permit", "198.51.100.1", "10.2.0.5", 80)


def test_a_fixed_port_of_an_object() -> None:
    text = "object network NVR\n nat (core,out) static interface service tcp 80 8080"
    assert sent(text, "in", "198.51.100.1", "192.0.2.1", 8080) == ("permit", "198.51.100.1", "10.2.0.5", 80)
    assert sent(text, "in", "198.51.100.1", "192.0.2.1", 80)[2] == "192.0.2.1"
    assert sent(text, "in", "198.51.100.1", "192.0.2.1", 8080, protocol=UDP)[2] == "192.0.2.1"


def test_a_network_is_shifted() -> None:
    text = "object network PART\n nat (core,out) static SHOWN"
    assert sent(text, "in", "198.51.100.1", "192.0.2.77")[2] == "10.2.9.77"
    assert sent(text, "out", "10.2.9.77", "198.51.100.1")[1] == "192.0.2.77"


def test_dynamic_addresses() -> None:
    assert (
        sent("object network CORE\n nat (core,out) dynamic interface", "out", "10.2.0.9", "198.51.100.1")[1]
        == "192.0.2.1"
    )
    assert sent("nat (core,out) source dynamic CORE POOL", "out", "10.2.0.9", "198.51.100.1")[1] == "192.0.2.50"
    assert (
        sent("nat (core,out) source dynamic any pat-pool POOL round-robin", "out", "10.2.0.9", "198.51.100.1")[1]
        == "192.0.2.50"
    )
    many = box("object network CORE\n nat (core,out) dynamic POOL interface").chains[SOURCES].rules[0].translation
    assert many is not None
    assert many.source == spans.union([spans.network("192.0.2.1"), spans.network("192.0.2.50-192.0.2.59")])


def test_a_pool_without_ports_leads_strangers_nobody_knows_where() -> None:
    text = "nat (core,out) source dynamic CORE POOL"
    assert sent(text, "in", "198.51.100.1", "192.0.2.55")[0] == "unknown"
    assert sent("nat (core,out) source dynamic CORE pat-pool POOL", "in", "198.51.100.1", "192.0.2.55")[0] == "permit"


def test_twice_nat_asks_where_it_goes() -> None:
    text = "nat (core,out) source static NVR SHOWN destination static NEAR FAR"
    text = text.replace("SHOWN", "PUB") + "\nobject network PUB\n host 192.0.2.5"
    assert sent(text, "out", "10.2.0.5", "10.2.8.8") == ("permit", "192.0.2.5", "198.51.100.7", 80)
    assert sent(text, "out", "10.2.0.5", "198.51.100.1")[1] == "10.2.0.5"
    assert sent(text, "in", "198.51.100.7", "192.0.2.5") == ("permit", "10.2.8.8", "10.2.0.5", 80)
    assert sent(text, "in", "198.51.100.1", "192.0.2.5")[2] == "192.0.2.5"
    assert sent(f"{text.replace('FAR', 'FAR unidirectional', 1)}", "in", "198.51.100.7", "192.0.2.5")[2] == "192.0.2.5"


def test_twice_nat_of_services() -> None:
    text = "nat (core,out) source static any any destination static NEAR FAR service WEB ALT"
    assert sent(text, "out", "10.2.0.5", "10.2.8.8", 80)[2:] == ("198.51.100.7", 8080)
    assert sent(text, "out", "10.2.0.5", "10.2.8.8", 81)[2:] == ("10.2.8.8", 81)
    text = "nat (core,out) source static NVR interface service FROMWEB FROMALT"
    assert sent(text, "in", "198.51.100.1", "192.0.2.1", 8080)[2:] == ("10.2.0.5", 80)


def test_sections_and_their_order() -> None:
    text = (
        "object network CORE\n nat (core,out) dynamic interface\nobject network NVR\n nat (core,out) static 192.0.2.5\n"
        "object network PART\n nat (core,out) dynamic 192.0.2.9\n"
        "nat (core,out) after-auto source dynamic any pat-pool POOL\n"
        "nat (core,out) source static CORE CORE destination static FAR FAR no-proxy-arp route-lookup"
    )
    assert [rule.text.split(" ", 2)[2] for rule in box(text).chains[SOURCES].rules] == [
        "source static CORE CORE destination static FAR FAR no-proxy-arp route-lookup",
        "source static CORE CORE destination static FAR FAR no-proxy-arp route-lookup",
        "static 192.0.2.5", "dynamic 192.0.2.9", "dynamic interface", "after-auto source dynamic any pat-pool POOL",
    ]  # fmt: skip
    assert sent(text, "out", "10.2.0.5", "198.51.100.7")[1] == "10.2.0.5"
    assert sent(text, "out", "10.2.0.5", "198.51.100.1")[1] == "192.0.2.5"
    assert sent(text, "out", "10.2.9.5", "198.51.100.1")[1] == "192.0.2.9"
    assert sent(text, "out", "10.2.7.5", "198.51.100.1")[1] == "192.0.2.1"
    assert sent(text, "out", "10.9.7.5", "198.51.100.1")[1] == "192.0.2.50"


def test_an_earlier_rule_may_fit_before_one_that_leads_elsewhere() -> None:
    text = (
        "nat (core,out) source dynamic any interface\nnat (core,out) source static any any destination static NEAR FAR"
    )
    assert sent(text, "out", "10.2.0.5", "10.2.8.8")[0] == "unknown"


def test_one_that_is_switched_off_does_nothing() -> None:
    made = box("nat (core,out) source static NVR POOL inactive")
    assert TARGETS not in [step.chain for step in made.steps]
    assert made.unread == ()


@pytest.mark.parametrize(
    "text",
    [
        "nat (core,out) source static NONE NVR",
        "nat (core,out) source static NVR NONE",
        "nat (core,out) source static NVR POOL flurb",
        "nat (core,out) source static NVR POOL service WEB NONE",
        "object network NVR\n nat (core,out) static NONE",
    ],
)
def test_what_is_not_followed_is_not_known(text: str) -> None:
    assert sent(text, "out", "10.2.0.5", "198.51.100.1", source_port=80)[0] == "unknown"


@pytest.mark.parametrize(
    "text",
    ["nat (core) 1 0 0", "nat (core,out) flurb", "nat (core,out) source flurb", "nat", "nat (core,out) source static"],
)
def test_lines_that_are_no_rules_are_told(text: str) -> None:
    assert [one.text for one in box(text).unread] == [text]
    with pytest.raises(ValueError):  # noqa: PT011
        Reader(Objects()).read(Line(1, 0, text), "")


def test_one_that_leads_elsewhere_than_routes_do_is_told() -> None:
    text = "object network AWAY\n host 10.9.0.5\nobject network AWAY\n nat (core,out) static 192.0.2.5"
    assert [one.why for one in box(text).unread] == ["it leads elsewhere than routes do"]
    assert box(f"{text} route-lookup").unread == ()
    assert box(f"{text}\nroute core 10.9.0.0 255.255.0.0 10.2.0.9").unread == ()
