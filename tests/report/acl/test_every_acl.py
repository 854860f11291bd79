"""Every platform: any needs of any devices come back from its text as they were; a text that says else is refused."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import contained
from tests.contained import containment, networks, proved, service

from camcensus.engine import contain, extensions
from camcensus.model.containment import DEVICE, OTHER, SESSIONS, Containment, Place
from camcensus.model.errors import UsageError
from camcensus.reason import passage, policy, proof
from camcensus.reason.containment import Wanted
from camcensus.reason.passage import Way
from camcensus.reason.policy import Ways
from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box
from camcensus.wire.packets import Cube

GOLDENS = Path(__file__).parent / "goldens"
FORMS = list(extensions.found("acls"))
every_form = pytest.mark.parametrize("form", FORMS)
HOSTILE = (
    "",
    "A\nno ip access-list x",
    'x" drop\n}',
    "!",
    "?",
    "# x",
    "<b>",
    "a'b\\",
    "é\u202e",
    "-" * 200,
    "{ }",
    "| sh",
)

FOUR = [f"10.0.{net}.{host}" for net in (1, 2) for host in (0, 1, 2, 3, 4, 7, 8, 255)]
SIX = [f"2001:db8:{net}::{host:x}" for net in (1, 2) for host in (0, 1, 2, 3, 8)]
PORTS = (1, 80, 81, 123, 554, 5000, 5004, 65_535)


@st.composite
def _networks(draw: st.DrawFn) -> str:
    base = draw(st.sampled_from([*FOUR, *SIX]))
    length = draw(st.sampled_from((128, 127, 126, 64) if ":" in base else (32, 31, 30, 24)))
    return str(ip_network(f"{base}/{length}", strict=False))


@st.composite
def _services(draw: st.DrawFn) -> tuple[str, int, int]:
    low, high = sorted((draw(st.sampled_from(PORTS)), draw(st.sampled_from(PORTS))))
    return draw(st.sampled_from(("tcp", "udp"))), low, draw(st.sampled_from((low, high)))


@st.composite
def _changes(draw: st.DrawFn) -> Containment:
    devices = draw(st.lists(_networks(), min_size=1, max_size=4))
    wanted = []
    for _ in range(draw(st.integers(0, 3))):
        others = networks(*draw(st.lists(_networks(), min_size=1, max_size=2)))
        listed = draw(st.lists(_services(), min_size=1, max_size=3))
        own = draw(st.sampled_from((None, networks(draw(st.sampled_from(devices))))))
        opened = draw(st.sampled_from((DEVICE, OTHER)))
        name = draw(st.sampled_from(("recorder", *HOSTILE)))
        wanted.append(Wanted(name, name, opened, others, tuple(service(*one) for one in listed), own))
    lists = draw(st.sampled_from(((), ("OUTSIDE_IN",))))
    return containment(devices, wanted, draw(st.sampled_from(("CHG-7", *HOSTILE[1:]))), Place(lists=lists))


def speaks(form: str, made: Containment) -> bool:
    """Whether a platform says anything of these devices."""
    families = contain.asked(contain.form(form), made).families
    return any(spans.both(proof.addresses(made.devices), one) for one in families)


@every_form
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=_changes())
def test_a_text_comes_back_as_what_was_wanted(form: str, made: Containment) -> None:
    if speaks(form, made):
        found = proved(form, made)
        assert found.differences == ()
        assert found.rules > 0


# --- texts that were changed -----------------------------------------------------------------------------------------


def sample() -> Containment:
    wanted = [
        Wanted(
            "recorder", "", OTHER, networks("10.0.2.0/30", "2001:db8:2::1"), (service("tcp", 80), service("tcp", 554))
        ),
        Wanted("NTP", "", DEVICE, networks("10.0.2.8", "2001:db8:2::8"), (service("udp", 123),)),
    ]
    return containment(["10.0.1.0/30", "10.0.1.7", "2001:db8:1::/127"], wanted, "CHG-7")


@cache
def sent(kind: str) -> list[Cube]:
    """Packets at the edges of every set that `sample` speaks of, one each."""
    found = []
    which = [packets.OPENING] if kind == SESSIONS else [packets.OPENING, packets.modes(["established"], answers=True)]
    pairs = [(one, other) for family in (FOUR, SIX) for one in family for other in family]
    ports = ((40_000, 80), (40_000, 81), (40_000, 123), (40_000, 554), (554, 40_000), (123, 40_000))
    for (source, target), number, (near, far) in itertools.product(pairs, (packets.TCP, packets.UDP), ports):
        ends = (spans.one(spans.address(source)), spans.one(spans.address(target)), spans.one(number))
        found += [Cube(*ends, spans.one(near), spans.one(far), mode) for mode in which]
    chance = random.Random(1)  # noqa: S311  # the same each time
    return chance.sample(found, 400)


def should(made: Containment, cube: Cube, kind: str) -> bool | None:
    """What was wanted of one packet, told from the needs alone; None: a platform may say either."""
    source, target = (ip_address(spans.shown(end[0])) for end in cube[:2])
    protocol, source_port, target_port = cube.protocol[0], cube.source_port[0], cube.target_port[0]

    def lies(address: object, listed: tuple[str, ...]) -> bool:
        return any(address in ip_network(one) for one in listed)

    if not lies(source, made.devices) and not lies(target, made.devices):
        return None if kind == SESSIONS else True
    answers = not cube.modes & packets.OPENING
    for need in made.needs:
        opener, called = (need.devices, need.others) if need.opened_by == DEVICE else (need.others, need.devices)
        for one in need.services:
            if {"tcp": packets.TCP, "udp": packets.UDP}[one.protocol] != protocol:
                continue
            if lies(source, opener) and lies(target, called) and one.first <= target_port <= one.last:
                return True
            back = lies(source, called) and lies(target, opener) and one.first <= source_port <= one.last
            if back and (answers or protocol == packets.UDP):
                return True if answers else None  # a list without sessions cannot tell it from a first packet
    return False


def passes(form: str, made: Containment, box: Box, cube: Cube) -> bool:
    how = contain.asked(contain.form(form), made)
    if not how.chains:
        return bool(passage.steps(box, box.steps, [Way(cube, cube)], Ways()).ways)
    six = cube.source[0] >= spans.V6
    names = [one for one in how.chains if not one.startswith("ip access-list " if six else "ipv6 access-list ")]
    return any(one.action != "deny" for name in names for one in policy.decide(box, name, [cube], Ways()))


TURNED = (
    "permit deny", "allow drop", "accept drop", "ACCEPT DROP", "RETURN DROP", "DROP RETURN", "drop accept",
    "deny permit", "/30 /29", "/32 /31", "/127 /126", "255.255.255.252 255.255.255.248", "554 555", "80 81", "123 124",
    "tcp udp", "established new", "ESTABLISHED NEW", "saddr daddr", "dport sport", "sport dport", "forward input",
    "10.0.1.7 10.0.1.8", "any 10.0.2.0/24",
)  # fmt: skip
"""A word, and what is written in its place."""


def _turned(line: str, word: str, other: str) -> str:
    return line.replace(word, other, 1)


def mutants(text: str, chance: random.Random, count: int) -> Iterator[str]:
    """Texts that differ in one line: it is gone, stands elsewhere, or says something a little different."""
    lines = text.splitlines()
    for _ in range(count):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        made = [*lines]
        kind = chance.random()
        if kind < 0.3:
            del made[at]
        elif kind < 0.5:
            made[at], made[other] = made[other], made[at]
        elif kind < 0.6:
            made.insert(other, made[at])
        else:
            fit = [(word, other) for word, other in map(str.split, TURNED) if word in made[at]]
            if not fit:
                continue
            made[at] = _turned(made[at], *chance.choice(fit))
        yield "\n".join([*made, ""])


@every_form
def test_a_text_that_says_else_is_refused(form: str) -> None:
    made, chance = sample(), random.Random(form)  # noqa: S311  # the same each time
    one = contain.form(form)
    text, kind = one.module.render(made), str(one.definition["kind"])
    families = contain.asked(one, made).families
    told = [(cube, should(made, cube, kind)) for cube in sent(kind)]
    looked_at = [(cube, want) for cube, want in told if want is not None
                 and any(spans.both(cube.source, family) for family in families)]  # fmt: skip
    refused = 0
    for changed in mutants(text, chance, 50):
        try:
            box = contained.box(form, changed)
            holds = proof.prove(made, box, contain.asked(one, made)).holds
        except (ValueError, UsageError):
            refused += 1
            continue
        refused += not holds
        if holds:
            assert all(passes(form, made, box, cube) is want for cube, want in looked_at), changed
    assert all(passes(form, made, contained.box(form, text), cube) is want for cube, want in looked_at)
    assert refused >= 15


# --- hostile names ---------------------------------------------------------------------------------------------------


@every_form
@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_name_ends_its_line_or_hides_one(form: str, hostile: str) -> None:
    plain = [Wanted("recorder", "why", OTHER, networks("10.0.2.1"), (service("tcp", 80),))]
    odd = [plain[0]._replace(name=hostile, why=hostile)]
    module = contain.form(form).module
    four = ["2001:db8::1"] if form == "ip6tables" else ["10.0.1.1"]
    known, found = (containment(four, one, ref) for one, ref in ((plain, "CHG-7"), (odd, hostile or "x")))
    text, other = module.render(known), module.render(found)
    assert len(text.splitlines()) == len(other.splitlines())
    assert other.isascii()
    assert not set("?`$|<>\\") & set(other)
    assert max(map(len, other.splitlines())) < 400
    assert module.render(found) == other
    assert all("\n" not in line and line.isascii() for line in (*module.load(found, "f"), *module.back_out(found)))


@every_form
def test_the_text_is_the_golden_one(form: str) -> None:
    """Written anew with ``python -m tests.contained``; right once a person has read it against its documents."""
    assert contain.form(form).module.render(containment()) == (GOLDENS / f"{form}.txt").read_text()


@every_form
def test_it_takes_nothing_away_that_stands_there(form: str) -> None:
    made = containment(["10.0.1.0/24", "2001:db8:1::/64"], None, "CHG-7", Place(lists=("X",), interfaces=("Vlan1",)))
    for line in contain.form(form).module.render(made).splitlines():
        words = line.split() or [""]
        assert words[0] not in ("no", "delete", "flush", "unset", "clear", "-D", "-F", "-X", "destroy", "purge"), line
