"""What a containment must have: devices, an end to come, and needs that lead nowhere they must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.contained import HOSTS, MADE, UNTIL, containment, needs, networks, service

from camcensus.model.containment import DEVICE
from camcensus.model.errors import UsageError
from camcensus.reason.containment import Terms, Wanted, contain
from camcensus.wire import spans

TERMS = Terms(MADE, UNTIL, "CHG-7")
CORE = networks("10.5.0.0/16")
NTP = Wanted("NTP", "time", DEVICE, networks("10.3.0.2"), (service("udp", 123),))


def test_addresses_become_the_fewest_networks() -> None:
    made = contain(networks("10.1.0.0", "10.1.0.1", "10.1.0.2/31", "2001:db8::1"), [NTP], CORE, TERMS)
    assert (made.devices, made.count) == (("10.1.0.0/30", "2001:db8::1/128"), 5)
    assert made.needs[0].devices == made.devices


def test_services_become_the_fewest_ranges() -> None:
    several = (service("udp", 5002, 5009), service("tcp", 80), service("udp", 5000, 5001), service("tcp", 80))
    made = contain(networks("10.1.0.1"), [NTP._replace(services=several)], CORE, TERMS)
    assert [str(one) for one in made.needs[0].services] == ["tcp/80", "udp/5000-5009"]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (TERMS._replace(until=None), "without an end"),
        (TERMS._replace(until=MADE), "not after"),
        (TERMS._replace(until=date(2020, 1, 1)), "would end on 2020-01-01"),
        (TERMS._replace(reference=" \n"), "no reference"),
    ],
)
def test_terms_that_are_refused(terms: Terms, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        contain(networks("10.1.0.1"), [NTP], CORE, terms)


@pytest.mark.parametrize(
    ("need", "words"),
    [
        (NTP._replace(others=spans.NONE), "names no address"),
        (NTP._replace(services=()), "names no port"),
        (NTP._replace(opened_by="nobody"), "names no port"),
        (NTP._replace(services=(service("icmp", 8),)), "is no service"),
        (NTP._replace(services=(service("tcp", 99_999),)), "is no service"),
        (NTP._replace(others=networks("10.5.1.0/24")), r"lies in the core \(10.5.1.0/24\)"),
        (NTP._replace(others=networks("10.0.0.0/8")), r"lies in the core \(10.5.0.0/16\)"),
        (NTP._replace(devices=networks("10.9.0.1")), "no device that is contained needs"),
    ],
)
def test_needs_that_are_refused(need: Wanted, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        contain(networks("10.1.0.1"), [need], CORE, TERMS)


def test_no_devices() -> None:
    with pytest.raises(UsageError, match="no address to contain"):
        contain(spans.NONE, needs(), CORE, TERMS)


def test_a_device_in_the_core_may_be_needed_by_others() -> None:
    """A recorder that is itself contained is no path to the core, though its address lies there."""
    inside = networks("10.1.0.1", "10.5.0.7")
    made = contain(inside, [NTP._replace(others=networks("10.5.0.7"))], CORE, TERMS)
    assert made.needs[0].others == ("10.5.0.7/32",)


def test_texts_are_cut_and_stand_on_one_line() -> None:
    made = contain(networks(*HOSTS["camera"]), [NTP._replace(name="a\n b", why="x" * 900)], CORE, TERMS)
    assert (made.needs[0].name, len(made.needs[0].why)) == ("a b", 400)
    assert replace(containment(), needs=()).needs == ()
