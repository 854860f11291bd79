"""Objects and groups of ASA."""

from __future__ import annotations

import pytest

from camcensus.wire import spans
from camcensus.wire.config._asa_objects import take
from camcensus.wire.config._cisco import Block, Line
from camcensus.wire.config._cisco_objects import Objects, Service
from camcensus.wire.spans import Spans


def objects(text: str) -> Objects:
    """Objects of a text, whose heads are not indented."""
    found = Objects(names={"cam5": "10.1.0.5"})
    blocks: list[Block] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(" "):
            blocks[-1].under.append(Line(number, 1, line.strip()))
        else:
            blocks.append(Block(Line(number, 0, line), []))
    for block in blocks:
        assert take(block, found) is not None
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("object network X\n host 10.1.0.5", spans.network("10.1.0.5")),
        ("object network X\n host cam5\n description x", spans.network("10.1.0.5")),
        ("object network X\n subnet 10.1.0.0 255.255.0.0", spans.network("10.1.0.0/16")),
        ("object network X\n subnet 2001:db8::/32", spans.network("2001:db8::/32")),
        ("object network X\n range 10.1.0.1 10.1.0.9", spans.network("10.1.0.1-10.1.0.9")),
        ("object network X\n host 10.1.0.5\nobject network X\n nat (a,b) static 192.0.2.1", spans.network("10.1.0.5")),
    ],
)
def test_objects_of_networks(text: str, expected: Spans) -> None:
    found = objects(text).found("object X")
    assert (found.spans, found.unread) == (expected, ())


def test_groups_of_networks_nest() -> None:
    text = ("object network A\n host 10.1.0.1\nobject-group network B\n network-object host 10.1.0.2\n"
            "object-group network X\n network-object object A\n group-object B\n network-object 10.2.0.0 255.255.0.0\n"
            " network-object 2001:db8::/32")  # fmt: skip
    parts = ["10.1.0.1-10.1.0.2", "10.2.0.0/16", "2001:db8::/32"]
    assert objects(text).found("object-group X").spans == spans.union(map(spans.network, parts))


def test_services() -> None:
    text = (
        "object service A\n service tcp source gt 1023 destination eq rtsp\nobject-group service X\n"
        " service-object object A\n service-object tcp destination eq https\n service-object udp eq 53\n"
        " service-object icmp echo\n service-object icmp6\n service-object 47\n service-object tcp-udp source eq 5"
    )
    assert set(objects(text).found("object-group X").services) == {
        Service((6, 7), (1024, 65_536), (554, 555)), Service((6, 7), target_port=(443, 444)),
        Service((17, 18), target_port=(53, 54)), Service((1, 2), target_port=(2048, 2304)), Service((58, 59)),
        Service((47, 48)), Service((6, 7, 17, 18), (5, 6)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("object-group service X tcp\n port-object eq www\n port-object range 8000 8010", "port", (80, 81, 8000, 8011)),
        ("object-group protocol X\n protocol-object udp\n protocol-object tcp", "protocol", (6, 7, 17, 18)),
        ("object-group icmp-type X\n icmp-object echo\n icmp-object echo-reply", "icmp-type", (0, 256, 2048, 2304)),
    ],
)
def test_other_groups(text: str, kind: str, expected: Spans) -> None:
    found = objects(text).found("object-group X")
    assert (found.kind, found.spans, found.unread) == (kind, expected, ())


@pytest.mark.parametrize(
    "text",
    ["object network X\n fqdn v4 cam.example", "object network X", "object-group network X\n group-object Y",
     "object-group network X\n group-object X", "object-group network X\n flurb 10.0.0.1",
     "object-group user X\n user a", "object-group service X tcp\n port-object flurb", "object network X\n host",
     "object service X\n service tcp destination eq 80 flurb", "object-group icmp-type X\n icmp-object flurb",
     "object-group service X\n service-object object Y", "object network X\n subnet 10.0.0.0"],
)  # fmt: skip
def test_what_is_not_understood_is_told(text: str) -> None:
    assert objects(text).found(f"{text.split(maxsplit=1)[0]} X").unread


def test_translations_within_objects_are_given_back() -> None:
    block = Block(Line(1, 0, "object network X"), [Line(2, 1, "host 10.0.0.1"), Line(3, 1, "nat (a,b) static x")])
    assert take(block, Objects()) == [Line(3, 1, "nat (a,b) static x")]
    assert take(Block(Line(1, 0, "object-group-search access-control"), []), Objects()) is None
