"""The door: who has to do with cameras, and what is not kept of everybody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context
from tests.support import knowledge, log, see

from camcensus.model.reading import Context
from camcensus.sources.reading import door
from camcensus.sources.reading.door import Door

BUILT, OTHER = "44:19:b6:00:00:01", "00:11:22:33:44:55"


def setting(**changes: Any) -> Context:
    return context(Path("x.log"), **{"builds": lambda mac: mac.startswith("44:19:b6"), **changes})


def marked(*records: pl.DataFrame, **changes: Any) -> set[str]:
    return door.marked(log(records), setting(**changes))


# --- who is marked ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "rtsp.server", "rtsp.path", "sdp", "onvif.scopes", "sadp.reply", "dhip.reply", "dahua1.reply", "xm.reply",
        "dahua.system_info", "baichuan.reply", "vendor.discovery", "isapi.device_info", "rtp.stream", "p2p.message",
    ],
)  # fmt: skip
def test_a_host_that_says_what_cameras_say(name: str) -> None:
    assert marked(see("ip:10.0.0.5", (name, "x"))) == {"10.0.0.5"}
    assert marked(see(f"mac:{OTHER}", (name, "x"))) == {OTHER}
    assert name in door.fields(knowledge().vocabulary)


@pytest.mark.parametrize(
    "name", ["http.title", "dns.query", "tls.sni", "dhcp.hostname", "fact.hostname", "ssdp.server"]
)
def test_a_host_that_says_what_all_hosts_say(name: str) -> None:
    assert marked(see("ip:10.0.0.5", (name, "rtsp.server"))) == set()


@pytest.mark.parametrize(
    ("port", "is_one"),
    [("554/tcp", True), ("37777/tcp", True), ("80/tcp", False), ("554/udp", False), ("5541/tcp", False)],
)
def test_a_host_with_a_port_that_cameras_have(port: str, *, is_one: bool) -> None:
    assert marked(see("ip:10.0.0.5", ("net.open_port", port))) == ({"10.0.0.5"} if is_one else set())


def test_a_host_whose_ethernet_address_is_of_a_maker() -> None:
    assert marked(see("ip:10.0.0.5", ("mac", BUILT))) == {BUILT, "10.0.0.5"}
    assert marked(see(f"mac:{BUILT}", ("dhcp.hostname", "x"))) == {BUILT}
    assert marked(see("ip:10.0.0.5", ("mac", OTHER)), see(f"mac:{OTHER}", ("dhcp.hostname", "x"))) == set()


def test_what_a_register_lists_by_all_its_addresses() -> None:
    row = see(
        "asset:CAM-1", ("fact.ip", "10.0.0.5"), ("fact.ip", "10.0.0.6"), ("mac", OTHER), ("register.make", "Axis")
    )
    assert marked(row) == {"10.0.0.5", "10.0.0.6", OTHER}


def test_what_a_register_says_is_no_camera() -> None:
    printer = see("asset:PRN-1", ("fact.ip", "10.0.0.7"), ("fact.class", "not-camera"))
    camera = see("asset:CAM-1", ("fact.ip", "10.0.0.5"), ("fact.class", "camera"))
    assert marked(printer, camera) == {"10.0.0.5"}


def test_other_subjects_are_no_addresses() -> None:
    assert marked(see("host:cam-1", ("rtsp.server", "x")), see("file:10.0.0.9", ("sdp", "x"))) == set()


def test_addresses_of_ipv6_are_whole() -> None:
    assert marked(see("ip:2001:db8::5", ("rtsp.server", "x"))) == {"2001:db8::5"}


# --- the other address of a host --------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", ["10.0.0.5", OTHER])
def test_of_two_addresses_of_a_host_one_tells_of_the_other(known: str) -> None:
    pair = see("ip:10.0.0.5", ("mac", OTHER))
    assert marked(pair, known=frozenset({known})) == {"10.0.0.5", OTHER} - {known}
    assert marked(pair, see("asset:CAM-1", ("fact.ip" if "." in known else "mac", known))) == {"10.0.0.5", OTHER}


def test_a_router_tells_nothing_of_those_behind_it() -> None:
    behind = [see(f"ip:10.0.{n}.5", ("mac", OTHER)) for n in range(door.MAX_ADDRESSES + 1)]
    assert marked(*behind, known=frozenset({OTHER, "10.0.0.5"})) == set()
    assert len(marked(*behind[1:], known=frozenset({OTHER}))) == door.MAX_ADDRESSES


# --- the door itself --------------------------------------------------------------------------------------------------


def test_it_knows_what_the_log_knew_and_what_it_learns() -> None:
    one = Door(setting(known=frozenset({"10.0.0.5"})))
    assert one.knows("10.0.0.5")
    assert one.knows("10.0.0.9", "10.0.0.5")
    assert not one.knows("10.0.0.6", OTHER)
    assert not one.knows()
    one.learn(log([see("ip:10.0.0.6", ("rtsp.server", "x"))]))
    one.add([OTHER])
    assert set(one.found()) == {"10.0.0.5", "10.0.0.6", OTHER}
    one.learn(log([see("ip:10.0.0.7", ("mac", OTHER))]))
    assert one.knows("10.0.0.7"), "its Ethernet address was known"


@pytest.mark.parametrize(
    ("address", "is_one"),
    [(BUILT, True), (OTHER, False), ("44:19:b6::5:6:7:8", False), ("44:19:b6", False), ("44:19:b6:0000:01:2", False)],
)
def test_the_block_of_a_maker_opens_it(address: str, *, is_one: bool) -> None:
    assert Door(setting()).knows(address) == is_one


def test_with_a_reason_everything_passes() -> None:
    one = Door(setting(keep_all=True))
    table = pl.DataFrame({"client": ["10.0.0.9"]})
    assert one.knows("10.0.0.9")
    assert one.split(table, "client") == (table, 0)


TABLE = pl.DataFrame(
    {
        "client": ["10.0.0.9", "10.0.0.5", "10.0.0.9", None],
        "server": ["10.0.0.5", "10.0.0.8", "10.0.0.8", "10.0.0.9"],
        "mac": [None, None, BUILT, OTHER],
    }
)


@pytest.mark.parametrize(
    ("columns", "kept"),
    [(["client"], [1]), (["server"], [0]), (["client", "server"], [0, 1]), (["mac"], [2]), (["client", "mac"], [1, 2])],
)
def test_rows_are_split_by_any_of_their_addresses(columns: list[str], kept: list[int]) -> None:
    found, others = Door(setting(known=frozenset({"10.0.0.5"}))).split(TABLE, *columns)
    assert found.equals(TABLE[kept])
    assert others == TABLE.height - len(kept)


HOSTS = st.sampled_from(["10.0.0.5", "10.0.0.6", "10.0.0.7", BUILT, OTHER])


@given(rows=st.lists(st.tuples(HOSTS, HOSTS), max_size=6), known=st.frozensets(HOSTS), keep_all=st.booleans())
def test_what_is_split_is_what_is_known(rows: list[tuple[str, str]], known: frozenset[str], *, keep_all: bool) -> None:
    one = Door(setting(known=known, keep_all=keep_all))
    table = pl.DataFrame(rows, schema={"client": pl.String, "server": pl.String}, orient="row")
    kept, others = one.split(table, "client", "server")
    assert kept.rows() == [row for row in rows if one.knows(*row)]
    assert others == len(rows) - len(kept)
