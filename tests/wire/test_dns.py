"""DNS messages: questions written, answers read, loops and lies refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import dns
from camcensus.wire.dns import Question, Record

SERVICE = ("_axis-video", "_tcp", "local")
INSTANCE = ("AXIS P3245-V - ACCC8E000001", *SERVICE)
HOST = ("axis-accc8e000001", "local")


def name(*labels: str) -> bytes:
    return b"".join(bytes([len(label.encode())]) + label.encode() for label in labels)


def record(owner: bytes, kind: int, data: bytes, code: int = 1) -> bytes:
    head = kind.to_bytes(2, "big") + code.to_bytes(2, "big") + (120).to_bytes(4, "big")
    return owner + head + len(data).to_bytes(2, "big") + data


def answer(*records: bytes, asked: bytes = b"", flags: int = 0x8400) -> bytes:
    counts = [1 if asked else 0, len(records), 0, 0]
    head = bytes(2) + flags.to_bytes(2, "big") + b"".join(count.to_bytes(2, "big") for count in counts)
    return head + asked + b"".join(records)


def to(offset: int) -> bytes:
    return (0xC000 | offset).to_bytes(2, "big")


# The service's name stands at 12, the instance's after the head of the first record.
_FIRST = name(*SERVICE) + b"\0"
_AT_INSTANCE = 12 + len(_FIRST) + 10
_LABEL = name(INSTANCE[0])
_PTR = record(_FIRST, 12, _LABEL + to(12))
_AT_HOST = 12 + len(_PTR) + 2 + 10 + 6
_SRV = record(to(_AT_INSTANCE), 33, bytes(4) + (80).to_bytes(2, "big") + name(*HOST) + b"\0", 0x8001)
_TXT = record(to(_AT_INSTANCE), 16, b"\x17macaddress=ACCC8E000001\x00", 0x8001)
_A = record(to(_AT_HOST), 1, bytes([192, 0, 2, 90]), 0x8001)
_AAAA = record(to(_AT_HOST), 28, bytes.fromhex("fe80" + 12 * "00" + "0090"), 0x8001)
_NSEC = record(to(_AT_HOST), 47, to(_AT_HOST) + b"\0\4\x40\0\0\0")
ANSWER = answer(_PTR, _SRV, _TXT, _A, _AAAA, _NSEC)


def test_questions_are_written() -> None:
    asked = dns.query([Question(name=dns.split("_http._tcp.local."))], 7)
    assert asked == bytes.fromhex("0007 0000 0001 0000 0000 0000") + name("_http", "_tcp", "local") + bytes.fromhex(
        "00 000c 0001"
    )
    alone = dns.query([Question(name=INSTANCE, kind="TXT", unicast=True)])
    assert alone.endswith(b"\0" + bytes.fromhex("0010 8001"))


def test_what_is_written_is_read() -> None:
    questions = [
        Question(name=SERVICE, unicast=True),
        Question(name=INSTANCE, kind="SRV"),
        Question(name=HOST, kind="ANY"),
    ]
    found = dns.message(dns.query(questions, 9))
    assert found == dns.Message(number=9, answer=False, questions=tuple(questions), records=())


@pytest.mark.parametrize(
    "question",
    [
        Question(name=()),
        Question(name=("", "local")),
        Question(name=("x" * 64,)),
        Question(name=("x" * 60,) * 5),
        Question(name=HOST, kind="MX"),
    ],
)
def test_what_cannot_be_asked_is_refused(question: Question) -> None:
    if question.name:
        with pytest.raises(ValueError, match="name or a kind"):
            dns.query([question])
    with pytest.raises(ValueError, match="1 to 100"):
        dns.query([])


def test_an_answer_is_read() -> None:
    found = dns.message(ANSWER)
    assert found.answer
    assert found.records == (
        Record(name=SERVICE, kind="PTR", target=INSTANCE),
        Record(name=INSTANCE, kind="SRV", target=HOST, port=80),
        Record(name=INSTANCE, kind="TXT", strings=(b"macaddress=ACCC8E000001",)),
        Record(name=HOST, kind="A", address="192.0.2.90"),
        Record(name=HOST, kind="AAAA", address="fe80::90"),
    )


def test_records_of_other_classes_are_left_out() -> None:
    assert dns.message(answer(record(b"\0", 1, bytes(4), 3))).records == ()


def test_names_are_spelled_so_that_they_can_be_told_apart() -> None:
    assert dns.spelled(("Hall 1.2", "_http", "_tcp", "local")) == "Hall 1\\.2._http._tcp.local"
    assert dns.spelled(("a\\b",)) == "a\\\\b"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "too short"),
        (bytes(65_536), "too short or too long"),
        (answer(record(to(12), 1, bytes(4))), "points"),
        (answer(record(name("a") + to(12), 1, bytes(4))), "points"),
        (answer(record(to(400), 1, bytes(4))), "points"),
        (answer(record(name(*("x" * 63,) * 4) + b"\0", 1, bytes(4))), "too long"),
        (answer(record(b"\x80\0", 1, bytes(4))), "too long"),
        (answer(record(b"\0", 1, bytes(5))), "another length"),
        (answer(record(b"\0", 28, bytes(4))), "another length"),
        (answer(record(b"\0", 12, b"\0\0")), "not as long"),
        (answer(record(b"\0", 33, b"")), r"cut off|not as long"),
        (answer(record(b"\0", 16, b"\x05ab")), "cut off"),
        (bytes(4) + b"\xff" * 8 + bytes(60_000), "more than"),
    ],
)
def test_loops_and_lies_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        dns.message(data)


def test_every_cut_is_refused() -> None:
    for size in range(len(ANSWER)):
        with pytest.raises(ValueError, match=r".{6}"):
            dns.message(ANSWER[:size])


def test_many_pointers_cost_little() -> None:
    start = time.perf_counter()
    begin = 12 + 1 + 10
    chain = b"\0" + b"".join(to(begin if step == 0 else begin + 2 * step - 1) for step in range(8_000))
    counts = (0).to_bytes(2, "big") + (1_900).to_bytes(2, "big") + bytes(4)
    far = record(to(begin + 15_001), 1, bytes(4))
    blob = record(b"\0", 99, chain)
    hostile = bytes(2) + b"\x84\0" + counts + blob + far * 1_899
    with pytest.raises(ValueError, match="points"):
        dns.message(hostile[: dns.MAX_MESSAGE])
    long = record(name(*("x" * 62,) * 4) + b"\0", 99, b"")
    many = bytes(2) + b"\x84\0" + counts + long + record(to(12), 1, bytes(4)) * 1_899
    assert len(dns.message(many).records) == 1_899
    assert time.perf_counter() - start < 2


@given(st.one_of(st.binary(max_size=400), st.binary(max_size=60).map(lambda tail: ANSWER[:-60] + tail)))
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = dns.message(data)
    except ValueError:
        return
    assert len(found.records) <= dns.MOST
