"""Ordinary DNS: what hosts ask, what servers answer, and bytes that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import dns, dns_answers
from camcensus.wire.dns_answers import Message, Question, Record


def name(text: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def message(
    *records: bytes, asked: str = "dev.hik-connect.com", kind: int = 1, flags: int = 0x8180, more: bytes = b""
) -> bytes:
    counts = (1, len(records), 0, 1 if more else 0)
    head = b"\x12\x34" + flags.to_bytes(2, "big") + b"".join(count.to_bytes(2, "big") for count in counts)
    return head + name(asked) + kind.to_bytes(2, "big") + b"\0\1" + b"".join(records) + more


def record(owner: bytes, kind: int, value: bytes, ttl: int = 60, space: int = 1) -> bytes:
    numbers = kind.to_bytes(2, "big") + space.to_bytes(2, "big") + ttl.to_bytes(4, "big")
    return owner + numbers + len(value).to_bytes(2, "big") + value


ASKED = b"\xc0\x0c"
ALIAS = record(ASKED, 5, b"\4edge\xc0\x10", 300)
ANSWER = message(
    ALIAS,
    record(name("edge.hik-connect.com"), 1, bytes([198, 51, 100, 7])),
    record(ASKED, 28, bytes.fromhex("20010db8000000000000000000000007")),
    more=record(b"\0", 41, b"", space=4_096),
)


def test_a_question_is_read() -> None:
    assert dns_answers.parse(message(flags=0x0100, kind=28)) == Message(
        number=0x1234,
        answer=False,
        code=0,
        cut=False,
        questions=(Question(name="dev.hik-connect.com", kind="AAAA"),),
        records=(),
    )


def test_an_answer_leads_from_the_name_to_its_addresses() -> None:
    assert dns_answers.parse(ANSWER) == Message(
        number=0x1234,
        answer=True,
        code=0,
        cut=False,
        questions=(Question(name="dev.hik-connect.com", kind="A"),),
        records=(
            Record(name="dev.hik-connect.com", kind="CNAME", value="edge.hik-connect.com", ttl=300),
            Record(name="edge.hik-connect.com", kind="A", value="198.51.100.7", ttl=60),
            Record(name="dev.hik-connect.com", kind="AAAA", value="2001:db8::7", ttl=60),
        ),
    )


def test_an_address_leads_back_to_a_name() -> None:
    found = dns_answers.parse(message(record(ASKED, 12, name("cam7.example")), asked="7.2.0.192.in-addr.arpa", kind=12))
    assert (found.questions[0].kind, found.records[0].kind, found.records[0].value) == ("PTR", "PTR", "cam7.example")


@pytest.mark.parametrize(("number", "kind"), [*dns_answers.KINDS.items(), (999, "TYPE999")])
def test_kinds_have_their_names(number: int, kind: str) -> None:
    assert dns_answers.parse(message(kind=number)).questions[0].kind == kind


def test_a_refusal_says_why_and_a_short_answer_that_it_is_one() -> None:
    assert dns_answers.parse(message(flags=0x8183)).code == 3
    assert dns_answers.parse(message(flags=0x8380)).cut


def test_other_records_are_passed_over() -> None:
    found = dns_answers.parse(
        message(
            record(ASKED, 16, b"\3txt"),
            record(ASKED, 1, b"\1\2\3"),
            record(ASKED, 1, bytes(4), space=3),
            record(ASKED, 1, bytes([192, 0, 2, 7])),
        )
    )
    assert [one.value for one in found.records] == ["192.0.2.7"]


def test_what_follows_the_answers_may_be_cut_off() -> None:
    assert dns_answers.parse(ANSWER[:-8]).records == dns_answers.parse(ANSWER).records


def test_records_are_bounded() -> None:
    many = message(*[record(ASKED, 1, bytes([192, 0, 2, 7]))] * 500)
    assert len(dns_answers.parse(many).records) == dns_answers.MOST


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "too short"),
        (bytes(70_000), "too short or too long"),
        (bytes(4) + b"\xff\xff" + bytes(6), "too much"),
        (bytes(6) + b"\xff\xff" + bytes(4), "too much"),
        (message(record(b"\xc0\xff", 1, b"")), "points where it may not"),
        (message(record(ASKED, 5, b"\xc0\x60")), "points where it may not"),
        (message(record(ASKED, 1, bytes(4)))[:-1], "cut off"),
    ],
)
def test_anything_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        dns_answers.parse(data)


def test_every_cut_before_the_end_of_the_answers_is_refused() -> None:
    for size in range(len(ANSWER) - len(record(b"\0", 41, b""))):
        with pytest.raises(ValueError, match="DNS message"):
            dns_answers.parse(ANSWER[:size])


def test_our_own_questions_are_read() -> None:
    data = dns.query([dns.Question(name=("cam7", "example"), kind="A")], 7)
    assert dns_answers.parse(data).questions == (Question(name="cam7.example", kind="A"),)


@given(
    st.one_of(
        st.binary(max_size=120),
        st.binary(max_size=60).map(lambda tail: ANSWER[:40] + tail),
        st.tuples(st.sampled_from([1, 5, 12, 16, 28]), st.binary(max_size=40)).map(
            lambda drawn: message(record(ASKED, *drawn))
        ),
    )
)
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = dns_answers.parse(data)
    except ValueError:
        return
    assert {one.kind for one in found.records} <= {"A", "AAAA", "CNAME", "PTR"}
