from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import packets, spans
from camcensus.wire.config import _found as found
from camcensus.wire.config._found import Service
from camcensus.wire.config.values import Rule, cube

PORTS = st.lists(st.tuples(st.sampled_from([1, 6, 17, 58]), st.integers(0, 9), st.integers(0, 9)), max_size=5)


def services(made: list[tuple[int, int, int]]) -> tuple[packets.Cube, ...]:
    return tuple(
        cube(protocol=spans.one(protocol), target_port=spans.span(min(a, b), max(a, b))) for protocol, a, b in made
    )


def held(cubes: tuple[packets.Cube, ...]) -> set[tuple[int, int]]:
    """Protocols and ports of some that lie in them."""
    return {
        (protocol, port)
        for protocol in (1, 6, 17, 50, 58)
        for port in range(11)
        if any(packets.holds(one, (0, 0, protocol, 0, port), packets.OPENING) for one in cubes)
    }


@given(PORTS)
def test_fewer_cubes_hold_the_same_and_the_opposite_holds_the_rest(made: list[tuple[int, int, int]]) -> None:
    cubes = services(made)
    assert held(found.merged(cubes)) == held(cubes)
    other = found.opposite(Service(cubes, cubes))
    assert held(other.sure) == held((packets.ALL,)) - held(cubes)
    assert other.sure == other.may


def test_together_keeps_what_is_sure_apart_from_what_may_be() -> None:
    web = services([(6, 80, 80)])
    whole = found.together([Service(web, web), Service((), (packets.ALL,), ("why",)), Service((), (), ("why",))])
    assert (whole.sure, whole.may, whole.why) == (web, (packets.ALL,), ("why",))
    many = services([(6, at, at) for at in range(9)]) * 2
    assert len(found.together([Service(many, many)]).sure) == 1
    apart = tuple(cube(protocol=spans.one(6), source_port=spans.one(at)) for at in range(found.MAX_CUBES + 1))
    assert not found.together([Service(apart, apart)]).sure


def test_rules_for_what_is_sure_come_first() -> None:
    web = services([(6, 80, 80)])
    base = Rule(line=3, text="x", action="permit")
    made = found.rules(base, web, (packets.ALL,), ["one", "one"])
    assert [(one.match.cubes, one.match.unread) for one in made] == [(web, ()), ((packets.ALL,), ("one",))]
    assert [one.match.unread for one in found.rules(base, web, web, ["one"])] == [()]
    assert found.rules(base, (), (), []) == []
    assert len(found.reasons([str(at) for at in range(20)])) == 9


def test_packets_go_between_addresses_of_one_family() -> None:
    made = found.between(spans.ADDRESSES, spans.V4_ALL, (packets.ALL,))
    assert [(one.source, one.target) for one in made] == [(spans.V4_ALL, spans.V4_ALL)]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("set psksecret ENC abc def", "set psksecret [redacted]"),
        ("set users x phash $1$abc", "set users x phash [redacted]"),
        ('  set password "a b"', "set password [redacted]"),
        ("pass in all label key", "pass in all label key"),
        ("set comment monkey bars", "set comment monkey bars"),
    ],
)
def test_secrets_are_not_shown(line: str, kept: str) -> None:
    assert found.shown(line) == kept
    assert found.shown(kept) == kept


def test_sessions() -> None:
    first, lost, stray = found.sessions(strays="unread", why="asymmetric")
    assert (first.action, lost.action, stray.action) == ("permit", "deny", "unread")
    assert stray.text.endswith("asymmetric")
    assert not packets.both(first.match.cubes[0], packets.ALL._replace(modes=packets.OPENING))
