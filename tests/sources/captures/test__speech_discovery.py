"""Replies to searches that somebody else sent: of every simulated device the same as a probe sees, and no question."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fleet.family import Family
from tests.sources.captures import overheard
from tests.sources.captures.overheard import HERE, MAC, SUBJECT, THERE, datagram
from tests.wire.discovery.test_baichuan import udp
from tests.wire.test_dns import ANSWER, answer, name, record

from camcensus.sources.captures import _speech
from camcensus.sources.captures import _speech_discovery as discovery
from camcensus.sources.captures._said import NOTHING, Datagram, Fact
from camcensus.sources.probes import _search
from camcensus.wire import ssdp
from camcensus.wire.discovery import recognise, ubiquiti

PROBES = [probe for probe in overheard.probes().values() if probe.call is not None]
ALIVE = (
    b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\n"
    b"SERVER: Linux/4.9 UPnP/1.0 App/1.0\r\nLOCATION: http://192.0.2.7:49152/desc.xml\r\n\r\n"
)
HELLO = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/'
    'addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header>'
    '<a:MessageID>urn:uuid:%s</a:MessageID><d:AppSequence InstanceId="7" MessageNumber="%s"/></s:Header><s:Body>'
    "<d:%s><a:EndpointReference><a:Address>urn:uuid:7</a:Address></a:EndpointReference><d:Types>tds:Device</d:Types>"
    "<d:XAddrs>http://admin:Qq1@192.0.2.7/onvif/device_service</d:XAddrs></d:%s></s:Body></s:Envelope>"
)


@pytest.mark.parametrize("family", overheard.families(), ids=lambda one: one.id)
def test_what_is_overheard_is_what_a_probe_sees(family: Family) -> None:
    heard = overheard.searched(overheard.device(family))
    assert heard.active() <= heard.passive()
    assert {field for field, _, _ in heard.passive()} == {field for field, _, _ in heard.active()}
    assert bool(heard.seen) == bool(heard.said)


@pytest.mark.parametrize("family", overheard.families(), ids=lambda one: one.id)
def test_who_searches_says_nothing_of_a_device(family: Family) -> None:
    heard = overheard.searched(overheard.device(family))
    assert len(heard.asked) > 20
    assert set(heard.asked) == {NOTHING}


def test_every_field_of_a_search_was_overheard() -> None:
    found = {field for one in overheard.families() for field, *_ in overheard.searched(overheard.device(one)).passive()}
    assert found >= {
        "sadp.reply", "dhip.reply", "dahua1.reply", "xm.reply", "vendor.discovery", "onvif.types", "onvif.scopes",
        "onvif.endpoint", "onvif.response", "ssdp.server", "ssdp.location", "mdns.service", "mdns.name", "mdns.txt",
    }  # fmt: skip


def test_the_ports_of_every_search_are_listened_to() -> None:
    searches = [one for one in vars_of_probes() if isinstance(one, _search.Search)]
    assert len(searches) > 14
    for search in searches:
        assert {search.port, search.reply_port or search.port} <= set(_speech.PORTS), search.field


def vars_of_probes() -> list[object]:
    modules = {probe.ask.__globals__["__name__"]: probe.ask.__globals__ for probe in PROBES}
    return [value for names in modules.values() for value in names.values()]


def test_an_announcement_says_what_an_answer_says() -> None:
    assert datagram(ALIVE, (1900, 1900), target="239.255.255.250").facts == (
        Fact(SUBJECT, "ssdp.server", "Linux/4.9 UPnP/1.0 App/1.0"),
        Fact(SUBJECT, "ssdp.location", "http://192.0.2.7:49152/desc.xml"),
    )
    assert datagram(ALIVE.replace(b"alive", b"byebye"), (1900, 1900)) == NOTHING
    assert datagram(ssdp.search("239.255.255.250", wait=2), (1900, 1900)) == NOTHING


def test_a_device_that_comes_is_heard_and_the_same_each_time() -> None:
    said = [datagram((HELLO % (one, one, "Hello", "Hello")).encode(), (3702, 3702)) for one in ("1", "22")]
    assert said[0] == said[1]
    assert said[0].facts[:2] == (
        Fact(SUBJECT, "onvif.types", "tds:Device"),
        Fact(SUBJECT, "onvif.endpoint", "urn:uuid:7"),
    )
    assert said[0].removed == 1
    assert b"Qq1" not in said[0].original
    assert "Qq1" not in repr(said[0])
    assert datagram((HELLO % (1, 1, "Bye", "Bye")).encode(), (3702, 3702)) == NOTHING


def test_who_answers_for_others_is_not_believed() -> None:
    own = datagram(ANSWER, (5353, 5353), source="192.0.2.90")
    assert Fact("ip:192.0.2.90", "mdns.txt", "macaddress=ACCC8E000001") in own.facts
    assert datagram(ANSWER, (5353, 5353), source="192.0.2.91") == NOTHING


def test_what_a_service_announces_of_a_login_is_not_kept() -> None:
    data = answer(record(name("Hall", "_rtsp", "_tcp", "local") + b"\0", 16, b"\x07path=/1\x0cpassword=Qq1"))
    said = datagram(data, (5353, 5353))
    assert said.facts == (Fact(SUBJECT, "mdns.txt", "path=/1\npassword=[redacted]"),)
    assert b"Qq1" not in said.original
    assert said.removed == 1


def test_a_device_without_an_address_is_its_interface() -> None:
    data = b"DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55' ID=2210376922\n"
    [fact] = datagram(data, (3600, 3600), source="0.0.0.0").facts  # noqa: S104  # it has none yet
    assert fact == Fact(f"mac:{MAC}", "vendor.discovery", data.decode())


def test_a_reply_is_known_at_another_makers_port_unless_its_mark_is_faint() -> None:
    data = b"DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55' ID=2210376922\n"
    for port in (37810, 3702, 1900):
        assert datagram(data, (port, 50_000)).facts
    faint = b"\1\0\0\x09\1\0\6\x00\x11\x22\x33\x44\x55"
    assert ubiquiti.parse(faint) == {"mac": "00:11:22:33:44:55"}
    assert datagram(faint, (10001, 50_000)).facts
    assert datagram(faint, (50_000, 10001)).facts
    assert datagram(faint, (2000, 50_000)) == NOTHING


@pytest.mark.parametrize("protocol", ["xm", "dhip"])
def test_a_reply_in_which_a_secret_was_replaced_is_read_the_same(protocol: str) -> None:
    body = b'{"mac":"02:00:5e:00:53:07","method":"client.notifyDevInfo","params":{"deviceInfo":{"Password":"Qq1"}}}'
    head = b"\x20\0\0\0DHIP" + bytes(8) + (len(body).to_bytes(4, "little") + bytes(4)) * 2
    if protocol == "xm":
        body = b'{"NetWork.NetCommon":{"MAC":"02:00:5e:00:53:07","Password":"Qq1"}}\n\0'
        head = b"\xff\1\0\0" + bytes(10) + (1531).to_bytes(2, "little") + len(body).to_bytes(4, "little")
    said = datagram(head + body, (34569 if protocol == "xm" else 37810, 50_000))
    [fact] = said.facts
    assert recognise.recognise(fact.value.encode()) == recognise.recognise(head + body)
    assert recognise.recognise(head + body) is not None
    assert (fact.field, fact.encoding, said.removed) == (f"{protocol}.reply", "text", 1)
    assert b"Qq1" not in said.original


def test_a_digest_of_a_password_is_counted() -> None:
    data = b'DHGET /probe/p2psrv HTTP/1.1\r\nX-WSSE: UsernameToken Username="u", PasswordDigest="Qq1"\r\n\r\n'
    said = datagram(data, (50_000, 8800))
    assert said.removed == 1
    assert b"Qq1" not in said.original


def test_user_and_password_of_a_reply_are_not_kept() -> None:
    block = b"DH\1\x08" + b"192.0.2.7".ljust(16, b"\0") + bytes(64) + bytes.fromhex("001122334455") + bytes(146)
    said = datagram(block + b"admin\0Qq1".ljust(64, b"\0"), (8600, 50_000))
    assert [fact.field for fact in said.facts] == ["vendor.discovery"]
    assert said.original == block


@pytest.mark.parametrize(
    ("data", "port", "value"),
    [
        (b"DHGET /online/p2psrv/7A01234PAG00001 HTTP/1.1\r\n\r\n", 8800, "dhp2p DHGET /online/p2psrv/*"),
        (udp(b"<P2P><C2M_Q><uid>95270000YPTKLLD6</uid></C2M_Q></P2P>"), 9999, "baichuan-p2p C2M_Q"),
    ],
)
def test_a_makers_service_is_named_and_nobodys_number(data: bytes, port: int, value: str) -> None:
    said = datagram(data, (50_000, port))
    assert said.facts == (Fact(SUBJECT, "p2p.message", value),)
    assert not re.search(rb"7A01234|95270000", said.original)


def test_what_a_device_sends_to_an_app_is_a_reply() -> None:
    said = datagram(udp(b"<P2P><D2C_T><uid>95270000YPTKLLD6</uid></D2C_T></P2P>"), (2018, 50_000))
    assert [(fact.subject, fact.field, fact.encoding) for fact in said.facts] == [(SUBJECT, "baichuan.reply", "base64")]


@given(st.binary(max_size=600), st.sampled_from(sorted(_speech.PORTS)))
def test_any_bytes_are_a_value_error_or_something(data: bytes, port: int) -> None:
    one = Datagram("udp", HERE, THERE, port, 50_000, MAC, data)
    for read in (discovery.onvif, discovery.upnp, discovery.services):
        try:
            read(one)
        except ValueError:
            continue
    discovery.maker(one)
