"""SNMP between others: every version and kind, and no community, user or secret value comes out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.test_snmp import answered, value

from camcensus.wire import snmp, snmp_seen
from camcensus.wire.snmp import INTEGER, OBJECT, OCTETS, SEQUENCE, encoded, integer
from camcensus.wire.snmp_seen import Message

COMMUNITY = "some-community"
SYSTEM = value(snmp.SYS_DESCR, b"\x04\x0aLinux 4.9.")
READ = ((snmp.SYS_DESCR, b"Linux 4.9."),)


def pdu(kind: int, *values: bytes, number: int = 42, status: int = 0) -> bytes:
    return encoded(kind, integer(number), integer(status), integer(0), encoded(SEQUENCE, *values))


def message(inner: bytes, version: int = 1) -> bytes:
    return encoded(SEQUENCE, integer(version), encoded(OCTETS, COMMUNITY.encode()), inner)


def secured(scoped: bytes, engine: bytes, flags: bytes = b"\4") -> bytes:
    head = encoded(SEQUENCE, integer(7), integer(65_507), encoded(OCTETS, flags), integer(3))
    parts = [
        encoded(OCTETS, engine),
        integer(1),
        integer(2),
        *(encoded(OCTETS, one) for one in (b"alice", b"d" * 12, b"")),
    ]
    return encoded(SEQUENCE, integer(3), head, encoded(OCTETS, encoded(SEQUENCE, *parts)), scoped)


def scope(inner: bytes, engine: bytes = b"") -> bytes:
    return encoded(SEQUENCE, encoded(OCTETS, engine), encoded(OCTETS), inner)


@pytest.mark.parametrize(("number", "version"), [(0, "1"), (1, "2c")])
def test_an_answer_is_read_without_its_question(number: int, version: str) -> None:
    found = snmp_seen.parse(message(pdu(0xA2, SYSTEM), number))
    assert found == Message(version=version, kind="response", number=42, values=READ)
    assert COMMUNITY not in repr(found)


def test_what_the_project_itself_asks_and_is_answered_is_read() -> None:
    asked = snmp_seen.parse(snmp.get(COMMUNITY, 42, [snmp.SYS_DESCR, snmp.SYS_NAME]))
    assert asked == Message(version="2c", kind="get", number=42, values=((snmp.SYS_DESCR, b""), (snmp.SYS_NAME, b"")))
    assert snmp_seen.parse(answered(SYSTEM)).values == READ


@pytest.mark.parametrize("kind", [0xA0, 0xA1, 0xA2, 0xA5, 0xA6, 0xA7, 0xA8])
def test_kinds_have_their_names(kind: int) -> None:
    # Of a bulk request the second number is no error but how many objects are asked once.
    found = snmp_seen.parse(message(pdu(kind, SYSTEM, status=3)))
    assert (found.kind, found.error) == (snmp_seen.KINDS[kind], 3 if kind == 0xA2 else 0)


def test_what_somebody_sets_is_withheld() -> None:
    found = snmp_seen.parse(message(pdu(0xA3, value("1.3.6.1.2.1.1.6.0", b"\x04\x06secret"))))
    assert (found.kind, found.values) == ("set", (("1.3.6.1.2.1.1.6.0", b""),))


def test_tables_of_communities_and_users_are_withheld() -> None:
    forwarded = value("1.3.6.1.6.3.18.1.4.0", b"\x04\x06secret")
    found = snmp_seen.parse(message(pdu(0xA7, SYSTEM, forwarded)))
    assert found.values == (*READ, ("1.3.6.1.6.3.18.1.4.0", b""))
    assert "secret" not in repr(found)


def test_a_trap_of_version_1_says_who_sent_it() -> None:
    enterprise = bytes.fromhex("2b06010401 82b17d")
    trap = encoded(
        0xA4,
        encoded(OBJECT, enterprise),
        encoded(0x40, bytes([192, 0, 2, 7])),
        integer(6),
        integer(1),
        encoded(0x43, b"\1\2"),
        encoded(SEQUENCE, SYSTEM),
    )
    assert snmp_seen.parse(message(trap, 0)) == Message(
        version="1", kind="trap-1", values=READ, agent="192.0.2.7", enterprise="1.3.6.1.4.1.39165"
    )


@pytest.mark.parametrize(
    ("engine", "vendor", "address"),
    [
        ("800098fd03 4419b6000107", 39_165, "44:19:b6:00:01:07"),
        ("8000000901 c0000207", 9, "192.0.2.7"),
        ("8000000902 20010db8000000000000000000000007", 9, "2001:db8::7"),
        ("8000000904 63616d37", 9, ""),
        ("8000000903 4419b6", 9, ""),
        ("000000090300000000000000", 9, ""),
    ],
)
def test_an_engine_names_its_vendor_and_an_address(engine: str, vendor: int, address: str) -> None:
    name = bytes.fromhex(engine)
    found = snmp_seen.parse(secured(scope(pdu(0xA2, SYSTEM)), name))
    assert found == Message(
        version="3",
        kind="response",
        number=42,
        values=READ,
        engine=name.hex(),
        engine_vendor=vendor,
        engine_address=address,
    )
    assert "alice" not in repr(found)


def test_what_is_encrypted_still_names_its_engine() -> None:
    name = bytes.fromhex("800000090300aabbccddee")
    found = snmp_seen.parse(secured(encoded(OCTETS, b"x" * 40), name, b"\7"))
    assert found == Message(
        version="3", encrypted=True, engine=name.hex(), engine_vendor=9, engine_address="00:aa:bb:cc:dd:ee"
    )


def test_the_engine_may_stand_in_the_scope_alone() -> None:
    name = bytes.fromhex("800000090300aabbccddee")
    assert snmp_seen.parse(secured(scope(pdu(0xA8), name), b"")).engine == name.hex()
    assert snmp_seen.parse(secured(scope(pdu(0xA0)), b"")).engine == ""


def test_values_are_bounded() -> None:
    assert len(snmp_seen.parse(message(pdu(0xA2, *[SYSTEM] * 500))).values) == 64


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30\x00",
        message(pdu(0xA2, SYSTEM), 2),
        message(pdu(0xAF, SYSTEM)),
        message(b"\x04\x00"),
        message(pdu(0xA2, b"\x30\x00")),
        encoded(SEQUENCE, encoded(OCTETS)),
        secured(scope(b""), b"x" * 5),
        secured(encoded(SEQUENCE), b"x" * 5),
        secured(scope(pdu(0xA2)), b"x" * 5, b""),
        encoded(SEQUENCE, integer(3), encoded(SEQUENCE), encoded(OCTETS), encoded(SEQUENCE)),
        message(pdu(0xA2, SYSTEM)) + b"\0",
        bytes(70_000),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"SNMP"):
        snmp_seen.parse(data)


@pytest.mark.parametrize("data", [message(pdu(0xA2, SYSTEM)), secured(scope(pdu(0xA2, SYSTEM)), b"x" * 11)])
def test_every_cut_is_refused(data: bytes) -> None:
    for size in range(len(data)):
        with pytest.raises(ValueError, match=r"damaged|not an SNMP"):
            snmp_seen.parse(data[:size])


def test_much_costs_little() -> None:
    start = time.perf_counter()
    snmp_seen.parse(message(pdu(0xA2, SYSTEM * 2_000)))
    with pytest.raises(ValueError, match="SNMP"):
        snmp_seen.parse(encoded(SEQUENCE, b"\x30\x00" * 30_000))
    assert time.perf_counter() - start < 2


@given(
    st.one_of(
        st.binary(max_size=120),
        st.binary(max_size=60).map(lambda tail: message(encoded(0xA2, tail))),
        st.binary(max_size=60).map(lambda tail: message(encoded(0xA4, tail))),
        st.binary(max_size=60).map(lambda tail: secured(encoded(SEQUENCE, tail), b"x" * 8)),
        st.tuples(st.sampled_from([INTEGER, OCTETS, OBJECT, 0x40]), st.binary(max_size=20)).map(
            lambda drawn: message(pdu(0xA2, encoded(SEQUENCE, b"\6\1\x2b", encoded(*drawn))))
        ),
    )
)
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = snmp_seen.parse(data)
    except ValueError:
        return
    assert COMMUNITY not in repr(found)
