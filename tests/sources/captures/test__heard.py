"""Facts, each once with the span in which it was said, until it is known who may pass."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.captured import CAMERA, CAMERA_MAC, DESK, DESK_MAC, OTHER, START, built
from tests.sources.files import context

from camcensus.model.observation import moment
from camcensus.sources.captures import _heard
from camcensus.sources.captures._bindings import Binding
from camcensus.sources.captures._heard import Heard
from camcensus.sources.captures._payloads import Payload
from camcensus.sources.captures._said import NOTHING, Fact, Said
from camcensus.sources.reading.door import Door
from camcensus.sources.reading.gathered import Gathered

Row = dict[str, Any]


def payload(first: int = START, last: int = START, *, mac: str = CAMERA_MAC, source: str = CAMERA) -> Payload:
    return Payload(0, source, DESK, 1, 2, mac, b"", first, last, 1)


def said(*facts: Fact, original: bytes = b"message") -> Said:
    return Said(facts, original)


def title(value: str, subject: str = f"ip:{CAMERA}", **changes: Any) -> Fact:
    return Fact(subject, "http.title", value)._replace(**changes)


class Handed:
    """What was handed over."""

    def __init__(
        self, heard: Heard, contacts: tuple[str, ...] = (), bindings: tuple[Binding, ...] = (), **changes: Any
    ) -> None:
        setting = context(Path("x.pcap"), **{"builds": built, **changes})
        gathered, door = Gathered(setting, "importer:pcap@1"), Door(setting)
        self.turns = sum(1 for _ in heard.hand_over(gathered, door, contacts, bindings))
        chunk = gathered.take()
        self.rows = chunk.observations.to_dicts()
        self.originals, self.left_out = chunk.originals, chunk.left_out

    def facts(self) -> list[tuple[str, str, str]]:
        return [(row["subject"], row["field"], row["value"]) for row in self.rows]

    def times(self) -> list[tuple[object, object, str]]:
        return [(row["at"], row["until"], row["at_quality"]) for row in self.rows]


def test_a_fact_that_is_said_again_is_one() -> None:
    heard = Heard()
    for at in (START, START + 9, START - 5):
        heard.note(said(title("camera"), original=b"message %d" % at), payload(at, at + 1))
    handed = Handed(heard, known=frozenset({CAMERA}))
    (row,) = handed.rows
    assert (row["at"], row["until"]) == (moment(START - 5), moment(START + 10))
    first = b"message %d" % (START - 5)
    assert handed.originals == {hashlib.sha256(first).digest(): first}
    assert (row["count"], row["encoding"], row["realm"], handed.turns) == (1, "text", "main", 1)


@given(st.permutations([(START, b"one"), (START, b"other"), (START + 9, b"late"), (START + 5, b"")]))
def test_what_stands_for_a_fact_hangs_on_no_order(messages: list[tuple[int, bytes]]) -> None:
    heard = Heard()
    for at, original in messages:
        if original:
            heard.note(said(title("camera"), original=original), payload(at, at))
        else:
            heard.state(title("camera"), at, at)
    (row,) = [one for one in Handed(heard, known=frozenset({CAMERA})).rows if one["original"] is not None]
    assert row["original"] == min(hashlib.sha256(one).digest() for one in (b"one", b"other"))


@pytest.mark.parametrize(
    "other",
    [
        title("another"),
        title("camera", subject=f"ip:{DESK}"),
        title("camera", field="http.server"),
        title("camera", encoding="base64"),
    ],
)
def test_facts_that_differ_are_two(other: Fact) -> None:
    heard = Heard()
    heard.note(said(title("camera"), other), payload())
    assert len(Handed(heard, keep_all=True).rows) == 2


def test_a_fact_of_the_next_holder_of_an_address_is_another() -> None:
    heard = Heard()
    heard.note(said(title("camera")), payload())
    heard.note(said(title("camera")), payload(START + 100, START + 100, mac=DESK_MAC))
    assert Handed(heard, keep_all=True).times() == [
        (moment(START), moment(START), "exact"),
        (moment(START + 100), moment(START + 100), "exact"),
    ]


def test_what_is_said_of_another_host_is_the_same_whoever_says_it() -> None:
    heard = Heard()
    for mac in (CAMERA_MAC, DESK_MAC):
        heard.note(said(title("camera", subject=f"ip:{OTHER}")), payload(mac=mac))
    assert len(Handed(heard, keep_all=True).rows) == 1


def test_what_the_headers_said_first_has_the_original_of_who_says_it_then() -> None:
    heard = Heard()
    heard.state(title("camera"), START - 7, START + 7)
    for number in range(2):
        heard.note(said(title("camera"), original=b"message %d" % number), payload(mac=""))
    handed = Handed(heard, keep_all=True)
    assert handed.times() == [(moment(START - 7), moment(START + 7), "exact")]
    assert list(handed.originals.values()) == [b"message 0"]
    assert handed.rows[0]["original"] is not None


def test_what_others_say_of_a_host_as_well_is_one_fact() -> None:
    heard = Heard()
    heard.state(title("camera"), START - 7, START + 7)
    heard.note(said(title("camera")), payload())
    heard.note(said(title("camera"), original=b"by another"), payload(START + 9, START + 9, source=DESK))
    handed = Handed(heard, keep_all=True)
    assert handed.times() == [(moment(START - 7), moment(START + 9), "exact")]
    assert list(handed.originals.values()) == [b"message"]


def test_what_others_say_of_an_address_that_two_had_stands_alone() -> None:
    heard = Heard()
    heard.note(said(title("camera")), payload())
    heard.note(said(title("camera")), payload(START + 1, START + 1, mac=DESK_MAC))
    heard.state(title("camera"), START - 7, START + 7)
    assert len(Handed(heard, keep_all=True).rows) == 3


@pytest.mark.parametrize(
    ("times", "told"),
    [
        ([(-1, -1)], (None, None, "unknown")),
        ([(-1, -1), (5, 7)], (5, 7, "exact")),
        ([(5, 7), (-1, -1)], (5, 7, "exact")),
        ([(5, 5), (2, 2)], (2, 5, "exact")),
    ],
)
def test_times_that_are_not_known(times: list[tuple[int, int]], told: tuple[int | None, int | None, str]) -> None:
    heard = Heard()
    for first, last in times:
        heard.note(said(title("camera")), payload(first, last))
    assert Handed(heard, keep_all=True).times() == [(moment(told[0]), moment(told[1]), told[2])]


def test_a_lease_holds_for_its_time() -> None:
    heard = Heard()
    heard.note(said(title("camera", lasts=60)), payload(START, START + 5))
    heard.note(said(title("never", lasts=60)), payload(-1, -1))
    assert Handed(heard, keep_all=True).times() == [
        (moment(START), moment(START + 60_000_005), "exact"),
        (None, None, "unknown"),
    ]


def test_what_says_nothing_is_not_noted() -> None:
    heard = Heard()
    heard.note(NOTHING, payload())
    assert Handed(heard, keep_all=True).rows == []
    assert heard.frame().height == 0


def test_what_the_headers_say_has_no_original() -> None:
    heard = Heard()
    heard.state(Fact(f"ip:{CAMERA}", "net.open_port", "554/tcp"), START, START + 7)
    (row,) = Handed(heard, keep_all=True).rows
    assert (row["original"], row["at"], row["until"]) == (None, moment(START), moment(START + 7))


def test_what_was_heard_so_far() -> None:
    heard = Heard()
    heard.note(said(title("camera"), Fact(f"mac:{DESK_MAC}", "mac", DESK_MAC)), payload())
    heard.note(said(Fact(f"ip:{DESK}", "mac", DESK_MAC, "text", 60)), payload())
    assert heard.frame().rows() == [
        (f"ip:{CAMERA}", "http.title", "camera"),
        (f"mac:{DESK_MAC}", "mac", DESK_MAC),
        (f"ip:{DESK}", "mac", DESK_MAC),
    ]
    assert list(heard.bindings()) == [Binding(DESK, DESK_MAC, START, START + 60_000_000)]


# --- the door --------------------------------------------------------------------------------------------------------


def of_all() -> Heard:
    heard = Heard()
    facts = [("http.title", "page"), ("dns.query", "example.net"), ("tls.sni", "example.net"), ("http.user_agent", "x")]
    for host in (CAMERA, DESK, OTHER):
        heard.note(said(*(Fact(f"ip:{host}", *fact) for fact in facts), original=host.encode()), payload())
    return heard


def test_what_may_pass_and_what_may_not() -> None:
    handed = Handed(of_all(), contacts=(DESK,), known=frozenset({CAMERA}))
    assert [fact for fact in handed.facts() if fact[0] == f"ip:{CAMERA}"] == [
        (f"ip:{CAMERA}", "http.title", "page"),
        (f"ip:{CAMERA}", "dns.query", "example.net"),
        (f"ip:{CAMERA}", "tls.sni", "example.net"),
        (f"ip:{CAMERA}", "http.user_agent", "x"),
    ]
    assert [fact for fact in handed.facts() if fact[0] != f"ip:{CAMERA}"] == [(f"ip:{DESK}", "http.title", "page")]
    assert set(handed.originals.values()) == {CAMERA.encode(), DESK.encode()}
    assert handed.left_out == {"facts of hosts that have nothing to do with cameras": 7}


def test_everything_passes_where_everything_is_kept() -> None:
    handed = Handed(of_all(), keep_all=True)
    assert (len(handed.rows), handed.left_out) == (12, {})


def test_a_maker_s_device_passes() -> None:
    heard = Heard()
    heard.note(
        said(Fact(f"mac:{CAMERA_MAC}", "dhcp.hostname", "cam"), Fact(f"mac:{DESK_MAC}", "dhcp.hostname", "pc")),
        payload(),
    )
    assert Handed(heard).facts() == [(f"mac:{CAMERA_MAC}", "dhcp.hostname", "cam")]


# --- Ethernet addresses ----------------------------------------------------------------------------------------------


def test_bindings_are_told_once() -> None:
    """A host that stated its address had it as long as its frames show."""
    heard = Heard()
    heard.note(said(Fact(f"ip:{CAMERA}", "mac", CAMERA_MAC)), payload())
    bindings = (Binding(CAMERA, CAMERA_MAC, START - 50, START + 70), Binding(DESK, DESK_MAC, START + 1, START + 2))
    handed = Handed(heard, bindings=bindings, keep_all=True)
    assert handed.facts() == [(f"ip:{CAMERA}", "mac", CAMERA_MAC), (f"ip:{DESK}", "mac", DESK_MAC)]
    assert handed.times() == [
        (moment(START - 50), moment(START + 70), "exact"),
        (moment(START + 1), moment(START + 2), "exact"),
    ]
    assert [row["original"] is None for row in handed.rows] == [False, True]


def test_an_address_that_was_had_twice_is_told_twice() -> None:
    bindings = (Binding(DESK, DESK_MAC, 1, 2), Binding(DESK, CAMERA_MAC, 5, 6), Binding(DESK, DESK_MAC, 8, 9))
    handed = Handed(Heard(), bindings=bindings, keep_all=True)
    assert sorted((row["value"], row["at"]) for row in handed.rows) == sorted(
        [(DESK_MAC, moment(1)), (CAMERA_MAC, moment(5)), (DESK_MAC, moment(8))]
    )


def test_bindings_of_others_are_left() -> None:
    bindings = (Binding(CAMERA, CAMERA_MAC, 1, 2), Binding(DESK, DESK_MAC, 1, 2), Binding(OTHER, DESK_MAC, 1, 2))
    handed = Handed(Heard(), contacts=(DESK,), bindings=bindings, known=frozenset({CAMERA}))
    assert [subject for subject, _, _ in handed.facts()] == [f"ip:{CAMERA}", f"ip:{DESK}"]
    assert handed.left_out == {"facts of hosts that have nothing to do with cameras": 1}


# --- bounds ----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 9), st.integers(1, 5))
def test_facts_are_bounded(many: int, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_heard, "MAX_FACTS", most)
        heard = Heard()
        for number in range(many):
            heard.note(said(title(str(number)), original=b"%d" % number), payload())
        heard.note(said(title("0")), payload(START + 5, START + 5))
        handed = Handed(heard, keep_all=True)
    kept = min(max(many, 1), most)
    assert [row["value"] for row in handed.rows] == [str(number) for number in range(kept)]
    assert len(handed.originals) == kept
    assert handed.left_out.get("facts that found no room", 0) == max(many - most, 0)


def test_bytes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_heard, "MAX_BYTES", 3_000)
    heard = Heard()
    for number in range(20):
        heard.note(said(title(str(number) * 100), original=b"%d" % number * 800), payload())
    handed = Handed(heard, keep_all=True)
    assert 0 < sum(len(data) for data in handed.originals.values()) < 6_000
    assert handed.left_out["facts that found no room"] == 20 - len(handed.rows) > 0
