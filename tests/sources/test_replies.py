"""What replies to searches tell, in fields; the probes' own tests and those of captures show them in use."""

from __future__ import annotations

import pytest
from tests.wire.test_dns import ANSWER, answer, name, record

from camcensus.sources import replies
from camcensus.sources.steps import Saw
from camcensus.wire import dns, snmp, ssdp, wsd


def test_a_match_says_only_what_it_has() -> None:
    match = wsd.Match(endpoint="urn:uuid:7", types=("dn:NetworkVideoTransmitter", "tds:Device"))
    assert list(replies.onvif(match)) == [
        Saw(field="onvif.types", value="dn:NetworkVideoTransmitter tds:Device"),
        Saw(field="onvif.endpoint", value="urn:uuid:7"),
    ]
    assert replies.onvif_response(b"\r\n<a/>\0\0") == Saw(field="onvif.response", value="<a/>")


def test_an_answer_of_upnp_says_only_what_it_has() -> None:
    assert list(replies.upnp(ssdp.Answer(usn="uuid:7"))) == []
    assert list(replies.upnp(ssdp.Answer(location="http://192.0.2.7/"))) == [
        Saw(field="ssdp.location", value="http://192.0.2.7/")
    ]


def test_who_asks_by_multicast_dns_says_nothing_whatever_it_knows() -> None:
    asked = ANSWER[:2] + b"\0\0" + ANSWER[4:]
    assert list(replies.services(dns.message(ANSWER), "192.0.2.90"))
    assert list(replies.services(dns.message(asked), "192.0.2.90")) == []


def test_who_answers_for_another_is_not_believed() -> None:
    assert list(replies.services(dns.message(ANSWER), "192.0.2.91")) == []


def test_one_message_has_a_bounded_number_of_facts() -> None:
    many = [record(name("_x", "_tcp", "local") + b"\0", 12, name(f"{one}") + b"\0") for one in range(900)]
    assert len(list(replies.services(dns.message(answer(*many)), "192.0.2.90"))) == replies.MOST_FACTS


@pytest.mark.parametrize(
    ("oid", "value", "saw"),
    [
        (snmp.SYS_DESCR, b"Linux", Saw(field="snmp.sys_descr", value="Linux")),
        (snmp.SYS_OBJECT_ID, b"1.3.6.1.4.1.39165", Saw(field="snmp.sys_object_id", value="1.3.6.1.4.1.39165")),
        ("1.3.9", b"x", Saw(field="snmp.value", value="1.3.9=x")),
        ("1.3.9", b"\xff", Saw(field="snmp.value", value="MS4zLjk9/w==", encoding="base64")),
    ],
)
def test_a_value_of_an_agent_has_its_field(oid: str, value: bytes, saw: Saw) -> None:
    assert replies.managed(oid, value) == saw
