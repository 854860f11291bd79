"""Ways between a device and the outside."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from tests.reason.networks import Network, network
from tests.support import see

from camcensus.wire.config import iptables
from camcensus.wire.config.values import Box

SERIAL = ("serial.number", "ABC12345")
NAME = "serial:ABC12345"


def scanned(address: str, vantage: str = "shodan", at: str = "2026-11-12") -> pl.DataFrame:
    row = see(f"ip:{address}", SERIAL, at=at, source="importer:shodan@1", realm="internet")
    return row.with_columns(vantage=pl.lit(vantage))


def found(*parts: pl.DataFrame, boxes: tuple[Box, ...] = ()) -> Network:
    return network(*parts, judged=[NAME], boxes=boxes)


def test_what_was_seen_from_the_internet_alone_has_a_way_out_that_is_not_known() -> None:
    (one,) = found(scanned("203.0.113.7"), scanned("203.0.113.7", "censys", "2026-11-09")).of(NAME)
    assert (one.kind, one.certain, one.other) == ("own-uplink", False, "203.0.113.7")
    assert one.detail == (
        "it was seen from the internet alone, at 203.0.113.7 (by censys and shodan): its way out is not known"
    )
    assert one.last == datetime(2026, 11, 12, tzinfo=UTC)


def test_what_was_seen_from_both_sides_at_two_addresses_is_mapped() -> None:
    (one,) = found(scanned("203.0.113.7"), see("ip:10.0.1.5", SERIAL)).of(NAME)
    assert (one.kind, one.certain, one.other) == ("port-mapping", False, "203.0.113.7")
    assert "it answers from the internet at 203.0.113.7 as well (seen by shodan)" in one.detail


def test_a_public_address_of_its_own_is_no_mapping() -> None:
    assert found(scanned("203.0.113.7"), see("ip:203.0.113.7", SERIAL)).of(NAME) == []


def test_what_a_register_states_of_an_address_is_not_seen_from_inside() -> None:
    row = see("asset:7", SERIAL, ("fact.ip", "10.0.1.5"))
    assert [one.kind for one in found(scanned("203.0.113.7"), row).of(NAME)] == ["own-uplink"]


def rules(text: str) -> Box:
    whole = f"*nat\n:PREROUTING ACCEPT [0:0]\n{text}\nCOMMIT\n*filter\n:FORWARD DROP [0:0]\nCOMMIT\n"
    return iptables.parse(whole, "fw")


def test_a_box_that_maps_a_port_to_a_device() -> None:
    box = rules("-A PREROUTING -d 203.0.113.7/32 -p tcp --dport 443 -j DNAT --to-destination 10.0.1.5:443")
    (one,) = found(see("ip:10.0.1.5", SERIAL), boxes=(box,)).of(NAME)
    assert (one.kind, one.certain, one.other) == ("port-mapping", False, "fw")
    assert one.detail.startswith("fw passes on to it what is sent to 203.0.113.7, by line 3: ")
    assert [station.kind for station in one.trail] == ["device", "box", "outside"]
    assert found(see("ip:10.0.1.6", SERIAL), boxes=(box,)).of(NAME) == []


@pytest.mark.parametrize(
    "rule",
    [
        "-A PREROUTING -d 10.0.2.9/32 -p tcp --dport 443 -j DNAT --to-destination 10.0.1.5",
        "-A PREROUTING -d 203.0.113.7/32 -j ACCEPT",
        "-A PREROUTING -d 203.0.113.7/32 -p tcp -j REDIRECT --to-ports 80",
        "-A PREROUTING -d 203.0.113.0/24 -j DNAT --to-destination 10.0.0.0-10.0.255.255",
    ],
)
def test_what_is_no_mapping_from_outside(rule: str) -> None:
    assert found(see("ip:10.0.1.5", SERIAL), boxes=(rules(rule),)).of(NAME) == []


def test_a_mapping_of_whatever_comes() -> None:
    box = rules("-A PREROUTING -i eth0 -p tcp --dport 443 -j DNAT --to-destination 10.0.1.5:443")
    (one,) = found(see("ip:10.0.1.5", SERIAL), boxes=(box,)).of(NAME)
    assert "what is sent to any address, by line 3" in one.detail


GATEWAY = ("upnp.description", "<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:1</deviceType>")


def test_a_router_that_maps_what_it_is_asked_to() -> None:
    (one,) = found(see("ip:10.0.1.5", SERIAL), see("ip:10.0.1.1", GATEWAY)).of(NAME)
    assert (one.kind, one.certain, one.other) == ("port-mapping", False, "10.0.1.1")
    assert one.detail == (
        "10.0.1.1 offers to map ports by UPnP (Internet gateway) to whatever asks in its network 10.0.1.0/24"
    )


@pytest.mark.parametrize(
    "gateway",
    [
        see("ip:10.0.7.1", GATEWAY),
        see("ip:10.0.1.1", GATEWAY, realm="other"),
        see("ip:10.0.1.1", ("upnp.description", "urn:schemas-upnp-org:device:MediaServer:1")),
        see("ip:10.0.1.1", ("http.title", "InternetGatewayDevice")),
        see("ip:x", GATEWAY),
    ],
)
def test_a_router_elsewhere_or_what_is_none(gateway: pl.DataFrame) -> None:
    assert found(see("ip:10.0.1.5", SERIAL), gateway).of(NAME) == []
