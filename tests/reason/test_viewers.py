"""Hosts that have conversations on both sides."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from tests.reason.networks import CAM, network, switch
from tests.support import see

CAMERA = see("ip:10.0.1.5", ("mac", CAM))


def flow(subject: str, at: str = "2026-11-10") -> pl.DataFrame:
    return see(f"flow:{subject}", ("flow.conversation", "{}"), at=at, source="importer:pcap@1")


WATCHES = flow("10.0.3.7>10.0.1.5/tcp/554", "2026-11-12")


@pytest.mark.parametrize("other", ["10.0.3.7>10.0.2.9/tcp/445", "10.0.2.9>10.0.3.7/tcp/3389"])
def test_a_host_that_watches_and_speaks_with_the_core(other: str) -> None:
    (found,) = network(CAMERA, WATCHES, flow(other), judged=[f"mac:{CAM}"]).of()
    assert (found.kind, found.certain, found.other) == ("viewing-station", False, "10.0.3.7")
    assert found.detail == "10.0.3.7 opens conversations with it (tcp 554), and speaks with 10.0.2.9 in the core too"
    assert found.last == datetime(2026, 11, 12, tzinfo=UTC)
    assert [one.title for one in found.trail] == ["10.0.1.5", "10.0.3.7", "core network"]


@pytest.mark.parametrize(
    "flows",
    [
        [WATCHES],
        [WATCHES, flow("10.0.3.8>10.0.2.9/tcp/445")],
        [flow("10.0.1.5>10.0.3.7/udp/123"), flow("10.0.3.7>10.0.2.9/tcp/445")],
        [flow("10.0.2.7>10.0.1.5/tcp/554"), flow("10.0.2.7>10.0.2.9/tcp/445")],
        [flow("10.0.1.5>10.0.1.5/tcp/554"), flow("10.0.1.5>10.0.2.9/tcp/445")],
        [flow("odd"), flow(">/"), flow("x>10.0.1.5/tcp/554"), flow("x>10.0.2.9/tcp/1")],
        [],
    ],
)
def test_what_is_no_way_round(flows: list[pl.DataFrame]) -> None:
    """One side alone, two hosts, what the device opens, a host of the core, the device itself, and what is no flow."""
    assert network(CAMERA, *flows, judged=[f"mac:{CAM}"]).of() == []


def test_what_a_firewall_stopped_is_no_conversation() -> None:
    stopped = see("flow:10.0.3.7>10.0.2.9/tcp/445", ("flow.denied", "{}"), source="importer:pf-log@1")
    assert network(CAMERA, WATCHES, stopped, judged=[f"mac:{CAM}"]).of() == []


def test_a_router_that_writes_its_own_address_is_nobody() -> None:
    inner = "interface Vlan30\n ip address 10.0.3.7 255.255.255.0\n!\n"
    flows = [WATCHES, flow("10.0.3.7>10.0.2.9/tcp/445")]
    assert network(CAMERA, *flows, judged=[f"mac:{CAM}"], boxes=[switch("core", inner)]).of() == []


def test_many_addresses_are_cut() -> None:
    flows = [WATCHES, *(flow(f"10.0.3.7>10.0.2.{n}/tcp/445") for n in range(1, 9))]
    (found,) = network(CAMERA, *flows, judged=[f"mac:{CAM}"]).of()
    assert "10.0.2.1, 10.0.2.2, 10.0.2.3 ... in the core" in found.detail
