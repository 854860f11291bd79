"""SNMP version 3: keys as in the RFC, messages as an agent takes and gives them, nothing believed without a digest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import snmp, usm

RFC_ENGINE = bytes.fromhex("000000000000000000000002")

# Recorded from Net-SNMP 5.9.3 on this project's own machine, with made-up passphrases.
AGENT = usm.Engine(name=bytes.fromhex("80001f888011d78e2f5ce00c6b00000000"), boots=1, time=20)
DISCOVERED = bytes.fromhex(
    "306b020103300e020109020300ffe30401000201030421301f041180001f888011d78e2f5ce00c6b000000000201010201140400040004003033"
    "041180001f888011d78e2f5ce00c6b000000000400a81c0201090201000201003011300f060a2b060106030f01010400410101"
)
ASKED = bytes.fromhex(
    "3081b1020103300e02010b020300ffe3040107020103044c304a041180001f888011d78e2f5ce00c6b00000000020101020114040b757365722d"
    "7368613235360418327b03092dcde4acae5b42f36c002e9217a64ece4ccef98204080001020304050607044e8b7212ac6b4eec4fb60778fdf71f"
    "7bbf5eda66563f1d0ed563cd70ca7a08457ba0ff42627533e18783fd05c6f61577cd8764aa33978fcdef75700f19b99cc0cb99013e44c8825716"
    "50fb1ef45242"
)
ANSWERED = bytes.fromhex(
    "3081ca020103300e02010b020300ffe3040103020103044c304a041180001f888011d78e2f5ce00c6b00000000020101020114040b757365722d"
    "7368613235360418a052dcd707153afb6234a5e930f98e1123e48f11a34036e2040859e755bbd726b7700467e3689a6f2001f8b63a810ea27fa0"
    "ca21a2a5ec5d26527e100b24ad3277822561242a55112cbc42c27328d6eb1e50bdbe55e1fc09ae0de27e69b5128e42b13579ddfcbaa482b70222"
    "e41db90740a01f614df78e5849415d70a44ddd52e2709a796b86cea8d98636"
)
UNKNOWN_USER = bytes.fromhex(
    "3077020103300e02010c020300ffe3040100020103042d302b041180001f888011d78e2f5ce00c6b00000000020101020114040c6e6f2d737563"
    "682d75736572040004003033041180001f888011d78e2f5ce00c6b000000000400a81c0201000201000201003011300f060a2b060106030f0101"
    "0300410101"
)
FIRST, SECOND = "first-passphrase", "second-passphrase"
EVERY = [("", ""), ("md5", ""), ("sha", ""), ("sha256", ""), ("md5", SECOND), ("sha", SECOND), ("sha256", SECOND)]


def held(digest: str, private: str) -> usm.Keys:
    return usm.keys(digest, FIRST if digest else "", private, AGENT.name)


def told(keys: usm.Keys, tag: int, oid: str, element: bytes, at: usm.Engine = AGENT, number: int = 11) -> bytes:
    """A message of the agent with one value."""
    arcs = snmp._object(oid)
    values = snmp.encoded(snmp.SEQUENCE, snmp.encoded(snmp.SEQUENCE, arcs, element))
    pdu = snmp.encoded(tag, snmp.integer(number), snmp.integer(0), snmp.integer(0), values)
    return usm._message(11, at, "user", keys, pdu, bytes(range(8)))


@pytest.mark.parametrize(
    ("digest", "key", "local"),
    [
        ("md5", "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
        ("sha", "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f"),
    ],
)
def test_keys_are_those_of_the_rfc(digest: str, key: str, local: str) -> None:
    made = usm.stretched(digest, "maplesyrup")
    assert made.hex() == key
    assert usm.localised(digest, made, RFC_ENGINE).hex() == local


def test_keys_of_sha_256_are_made_the_same_way() -> None:
    made = usm.localised("sha256", usm.stretched("sha256", "maplesyrup"), RFC_ENGINE)
    assert made.hex() == "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b"


def test_encryption_is_that_of_the_standard() -> None:
    """NIST SP 800-38A, F.3.13 and F.3.14, two blocks; and a part of one."""
    key, vector = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c"), bytes(range(16))
    plain = bytes.fromhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
    secret = bytes.fromhex("3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b")
    assert usm._cfb(key, vector, plain, encrypt=True) == secret
    assert usm._cfb(key, vector, secret, encrypt=False) == plain
    assert usm._cfb(key, vector, plain[:21], encrypt=True) == secret[:21]


@pytest.mark.parametrize(
    ("digest", "first", "private"),
    [("md5", "short", ""), ("sha1", FIRST, ""), ("", "", SECOND), ("sha", FIRST, "short"), ("sha", "", "")],
)
def test_weak_or_impossible_keys_are_refused(digest: str, first: str, private: str) -> None:
    with pytest.raises(ValueError, match="passphrase of eight"):
        usm.keys(digest, first, private, AGENT.name)


def test_keys_never_show_themselves() -> None:
    keys = held("sha256", SECOND)
    assert repr(keys) == "Keys(digest='sha256')"


def test_an_engine_is_asked_for_its_name_without_any() -> None:
    assert usm.discovery(1) == bytes.fromhex(
        "3038 020103 300e 020101 020300ffe3 040104 020103 0410 300e 0400 020100 020100 0400 0400 0400"
        "3011 0400 0400 a00b 020101 020100 020100 3000"
    )
    assert usm.engine(DISCOVERED, 9) == AGENT


def test_an_agents_answer_is_checked_decrypted_and_read() -> None:
    found = usm.answer(ANSWERED, "user-sha256", AGENT, held("sha256", SECOND), 11)
    assert dict(found) == {
        snmp.SYS_DESCR: b"Test Camera 1",
        snmp.SYS_OBJECT_ID: b"1.3.6.1.4.1.50001",
        snmp.SYS_NAME: b"hall",
    }


def test_the_question_is_the_one_that_the_agent_took() -> None:
    asked = usm.get("user-sha256", AGENT, held("sha256", SECOND), 11, snmp.SYSTEM, bytes(range(8)))
    assert asked == ASKED


@pytest.mark.parametrize(("digest", "private"), EVERY)
def test_answers_at_every_level_of_security_are_read(digest: str, private: str) -> None:
    keys = held(digest, private)
    said = told(keys, snmp.RESPONSE, snmp.SYS_DESCR, b"\x04\x06Camera")
    assert usm.answer(said, "user", AGENT, keys, 11) == [(snmp.SYS_DESCR, b"Camera")]
    for at in range(len(said)):
        changed = said[:at] + bytes([said[at] ^ 1]) + said[at + 1 :]
        if digest:
            with pytest.raises(ValueError, match=r".{6}"):
                usm.answer(changed, "user", AGENT, keys, 11)


@pytest.mark.parametrize(("digest", "private"), EVERY[1:])
def test_answers_with_less_security_or_another_key_are_refused(digest: str, private: str) -> None:
    keys = held(digest, private)
    for other in (*(pair for pair in EVERY if pair != (digest, private)),):
        said = told(held(*other), snmp.RESPONSE, snmp.SYS_DESCR, b"\x04\x06Camera")
        with pytest.raises(ValueError, match=r".{6}"):
            usm.answer(said, "user", AGENT, keys, 11)
    strange = usm.keys(digest, SECOND, private, AGENT.name)
    with pytest.raises(ValueError, match="digest"):
        usm.answer(told(strange, snmp.RESPONSE, snmp.SYS_DESCR, b"\x04\x00"), "user", AGENT, keys, 11)


@pytest.mark.parametrize(
    ("user", "at", "number"),
    [
        ("other", AGENT, 11),
        ("user", usm.Engine(name=RFC_ENGINE, boots=1, time=20), 11),
        ("user", AGENT, 12),
    ],
)
def test_answers_to_somebody_else_are_refused(user: str, at: usm.Engine, number: int) -> None:
    keys = held("sha", "")
    said = told(keys, snmp.RESPONSE, snmp.SYS_DESCR, b"\x04\x06Camera")
    with pytest.raises(ValueError, match=r".{6}"):
        usm.answer(said, user, at, keys, number)


def test_a_report_is_no_answer_and_not_everything_is_a_report_of_an_engine() -> None:
    keys = held("sha256", SECOND)
    with pytest.raises(ValueError, match=r".{6}"):
        usm.answer(UNKNOWN_USER, "no-such-user", AGENT, keys, 12)
    with pytest.raises(ValueError, match="not the report of an SNMP engine"):
        usm.engine(UNKNOWN_USER, 12)
    with pytest.raises(ValueError, match="this number"):
        usm.engine(DISCOVERED, 8)
    with pytest.raises(ValueError, match=r".{6}"):
        usm.engine(usm.discovery(9), 9)


@pytest.mark.parametrize(("digest", "private"), EVERY[1:])
def test_only_a_report_with_a_digest_sets_the_clock(digest: str, private: str) -> None:
    keys, now = held(digest, private), usm.Engine(name=AGENT.name, boots=2, time=5_000)
    signed = held(digest, "")
    late = told(signed, snmp.REPORT, "1.3.6.1.6.3.15.1.1.2.0", b"\x41\x01\x01", now, 0)
    assert usm.late(late, AGENT, keys, 11) == now
    with pytest.raises(ValueError, match="digest"):
        usm.late(told(usm.Keys(), snmp.REPORT, "1.3.6.1.6.3.15.1.1.2.0", b"\x41\x01\x01", now), AGENT, keys, 11)
    with pytest.raises(ValueError, match="wrong time"):
        usm.late(told(signed, snmp.REPORT, "1.3.6.1.6.3.15.1.1.5.0", b"\x41\x01\x01", now), AGENT, keys, 11)
    with pytest.raises(ValueError, match=r".{6}"):
        usm.late(late, AGENT, usm.Keys(), 11)


def test_nothing_but_the_list_can_be_asked() -> None:
    with pytest.raises(ValueError, match="stands in the list"):
        usm.get("user", AGENT, usm.Keys(), 1, ["1.3.6.1.2.1.1.4.0"])
    with pytest.raises(ValueError, match="eight bytes"):
        usm.get("user", AGENT, usm.Keys(), 1, snmp.SYSTEM, b"")


def test_every_cut_is_refused() -> None:
    for size in range(len(DISCOVERED)):
        with pytest.raises(ValueError, match=r".{6}"):
            usm.engine(DISCOVERED[:size], 9)


CLEAR = told(usm.Keys(), snmp.RESPONSE, snmp.SYS_DESCR, b"\x04\x06Camera")
SECRET = held("sha256", SECOND)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=60).map(lambda tail: DISCOVERED[:-60] + tail),
        st.tuples(st.integers(0, len(CLEAR) - 1), st.integers(0, 255)).map(
            lambda one: CLEAR[: one[0]] + bytes([one[1]]) + CLEAR[one[0] + 1 :]
        ),
    )
)
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    for keys in (usm.Keys(), SECRET):
        for read in (
            lambda: usm.engine(data, 9),
            lambda keys=keys: usm.answer(data, "user", AGENT, keys, 11),
            lambda keys=keys: usm.late(data, AGENT, keys, 11),
        ):
            try:
                read()
            except ValueError:
                continue
