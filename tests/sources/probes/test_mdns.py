"""Multicast DNS: what is asked, what is seen, and that nobody speaks for another."""

from __future__ import annotations

from tests.sources.probes.playing import asked, play, saws, survives
from tests.wire.test_dns import ANSWER, answer, name, record

from camcensus.sources import replies
from camcensus.sources.probes import mdns
from camcensus.sources.steps import Call, Datagram, End, Reply, Saw, Target
from camcensus.wire import dns

SILENT = Reply(end=End.SILENT)
DATA = dns.query([dns.Question(name=dns.split(service)) for service in mdns.SERVICES])
SAID = [
    ("mdns.service", "_axis-video._tcp.local"),
    ("mdns.name", "AXIS P3245-V - ACCC8E000001"),
    ("mdns.name", "axis-accc8e000001.local"),
    ("mdns.txt", "macaddress=ACCC8E000001"),
]


def heard(*packets: tuple[str, bytes]) -> Reply:
    return Reply(end=End.WHOLE, packets=packets)


def test_the_question_names_the_services_of_cameras() -> None:
    found = dns.message(DATA)
    assert [(dns.spelled(one.name), one.kind, one.unicast) for one in found.questions] == [
        (service, "PTR", False)
        for service in (
            "_axis-video._tcp.local",
            "_axis-nvr._tcp.local",
            "_rtsp._tcp.local",
            "_arec._tcp.local",
            "_dcp._tcp.local",
            "_dhnap._tcp.local",
            "_http._tcp.local",
            "_psia._tcp.local",
            "_services._dns-sd._udp.local",
        )
    ]


def test_one_device_is_asked() -> None:
    reply = heard(("192.0.2.90", ANSWER), ("192.0.2.90", ANSWER))
    steps = play(mdns.ask(Target(address="192.0.2.90", open=[80])), reply)
    assert asked(steps) == [Datagram(port=5353, data=DATA, most=4)]
    assert saws(steps) == SAID


def test_a_device_without_an_open_port_or_that_was_heard_is_not_asked() -> None:
    assert play(mdns.ask(Target(address="192.0.2.90"))) == []
    seen = [Saw(field="mdns.service", value="_http._tcp.local")]
    assert play(mdns.ask(Target(address="192.0.2.90", open=[80], seen=seen))) == []


def test_the_link_is_asked_in_both_families() -> None:
    answers = [heard(("192.0.2.90", ANSWER), ("192.0.2.91", DATA)), heard(("fe80::90%eth0", ANSWER))]
    steps = play(mdns.call(), *answers)
    assert asked(steps) == [
        Call(group="224.0.0.251", port=5353, data=DATA),
        Call(group="ff02::fb", port=5353, data=DATA),
    ]
    assert saws(steps) == SAID * 2
    abouts = [step.about for step in steps if isinstance(step, Saw)]
    assert abouts == ["ip:192.0.2.90"] * 4 + ["ip:fe80::90"] * 4


def test_who_answers_for_another_is_not_believed() -> None:
    steps = play(mdns.ask(Target(address="192.0.2.91", open=[80])), heard(("192.0.2.91", ANSWER)))
    assert saws(steps) == []


def test_the_list_of_services_is_seen_and_other_records_are_not() -> None:
    services = record(name("_services", "_dns-sd", "_udp", "local") + b"\0", 12, name("_http", "_tcp", "local") + b"\0")
    reverse = record(name("90", "2", "0", "192", "in-addr", "arpa") + b"\0", 12, name("hall", "local") + b"\0")
    empty = record(name("Hall", "_http", "_tcp", "local") + b"\0", 16, b"\0")
    reply = heard(("192.0.2.90", answer(services, reverse, empty)))
    steps = play(mdns.ask(Target(address="192.0.2.90", open=[80])), reply)
    assert saws(steps) == [("mdns.service", "_http._tcp.local")]


def test_particulars_that_are_no_text_are_kept_as_they_came() -> None:
    txt = record(name("Hall", "_http", "_tcp", "local") + b"\0", 16, b"\x03a=\xff\x03b=1")
    steps = play(mdns.ask(Target(address="192.0.2.90", open=[80])), heard(("192.0.2.90", answer(txt))))
    assert steps[1:] == [Saw(field="mdns.txt", value="YT3/CmI9MQ==", encoding="base64")]


def test_one_answer_has_a_bounded_number_of_facts() -> None:
    many = [record(name("_x", "_tcp", "local") + b"\0", 12, name(f"{one}") + b"\0") for one in range(900)]
    steps = play(mdns.ask(Target(address="192.0.2.90", open=[80])), heard(("192.0.2.90", answer(*many))))
    assert len(steps) <= 1 + replies.MOST_FACTS


def test_nothing_can_make_it_fail() -> None:
    survives(lambda: mdns.ask(Target(address="192.0.2.90", open=[80])))
    survives(mdns.call)
