"""Facts of one message: whose they are, what is a fact, and that no secret is in them or beside them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.captures import _said
from camcensus.sources.captures._said import NOTHING, Fact, Said
from camcensus.sources.steps import Saw
from camcensus.wire import ndp

HERE = "ip:192.0.2.7"


def test_each_fact_is_told_once_and_only_of_somebody() -> None:
    one, empty, nobody = Fact(HERE, "mac", "a"), Fact(HERE, "mac", ""), Fact("", "mac", "a")
    assert _said.told([one, empty, nobody, one], b"message") == Said((one,), b"message")
    assert _said.told([empty, nobody], b"message", 3) == NOTHING


def test_what_is_kept_of_a_message_is_bounded() -> None:
    assert len(_said.told([Fact(HERE, "mac", "a")], bytes(100_000)).original) == _said.MAX_ORIGINAL
    [fact] = _said.stated(HERE, {"http.user_agent": "x" * 100_000})
    assert len(fact.value) == _said.MAX_VALUE


def test_no_message_says_too_much() -> None:
    many = [Fact(HERE, "http.body", f"{one}".ljust(32_768)) for one in range(40)]
    assert _said.told(many, b"").facts == tuple(many[:8])


def test_no_value_holds_a_secret() -> None:
    text = Fact(HERE, "mdns.txt", "path=/\npassword=Qq1\nlink=rtsp://admin:Qq2@192.0.2.7/")
    packed = Fact(HERE, "sadp.reply", "cGFzc3dvcmQ9UXEx", "base64")
    said = _said.told([text, packed], b"")
    assert said.facts == (
        text._replace(value="path=/\npassword=[redacted]\nlink=rtsp://[redacted]@192.0.2.7/"),
        packed,
    )
    assert said.removed == 2


def test_what_a_probe_would_see_is_a_fact() -> None:
    seen = [Saw(field="snmp.value", value="QQ==", encoding="base64")]
    assert list(_said.of(HERE, seen)) == [Fact(HERE, "snmp.value", "QQ==", "base64")]


@pytest.mark.parametrize(("seconds", "lasts"), [(0, 0), (86_400, 86_400), (2**32 - 1, 366 * 86_400)])
def test_a_lease_holds_for_a_year_at_most(seconds: int, lasts: int) -> None:
    assert list(_said.stated(HERE, {"mac": "a", "lease.hostname": ""}, seconds)) == [
        Fact(HERE, "mac", "a", "text", lasts)
    ]


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("192.0.2.7", "ip:192.0.2.7"),
        ("2001:DB8::7", "ip:2001:db8::7"),
        ("fe80::7%eth0", "ip:fe80::7"),
        ("0.0.0.0", "mac:02:00:5e:00:53:07"),  # noqa: S104  # who has no address yet
        ("::", "mac:02:00:5e:00:53:07"),
        ("255.255.255.255", "mac:02:00:5e:00:53:07"),
        ("239.255.255.250", "mac:02:00:5e:00:53:07"),
        ("", "mac:02:00:5e:00:53:07"),
    ],
)
def test_who_speaks_is_an_address_or_else_an_interface(address: str, subject: str) -> None:
    assert _said.speaker(address, "02:00:5e:00:53:07") == subject
    assert _said.speaker(address) == (subject if subject.startswith("ip:") else "")


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        (b'{"password":"Qq1"}', b'{"password":"[redacted]"}'),
        (b'\x20\0\0\0DHIP{"password":"Qq1"}', b'\x20\0\0\0DHIP{"password":"[redacted]"}'),
        (b"<a><Password>Qq1</Password></a>", b"<a><Password>[redacted]</Password></a>"),
        (b"\0\0\x84\0\0\0\0\1\x04cam7\x0cpassword=Qq1", b"\0\0\x84\0\0\0\0\1\x04cam7\x0cpassword=[redacted]"),
        (b"\xff\0\0\0{\0\0\0\0\0pwd=Qq1", b"\xff\0\0\0{\0\0\0\0\0pwd=[redacted]"),
        ("<a pwd='Qq1'/>".encode("utf-16-le"), "<a pwd='[redacted]'/>".encode("utf-16-le")),
    ],
)
def test_secrets_go_also_where_the_text_stands_behind_a_header(data: bytes, kept: bytes) -> None:
    assert _said.clean(data) == (kept, 1)


@given(st.binary(max_size=200))
def test_what_holds_no_secret_is_as_it_was(data: bytes) -> None:
    kept, removed = _said.clean(data)
    assert removed or kept == data


def test_two_messages_that_say_the_same_are_written_the_same() -> None:
    message = ndp.Message(kind="redirect", target="2001:db8::7", lifetime=7)
    assert json.loads(_said.written("ndp", message, "lifetime")) == {
        "protocol": "ndp",
        "kind": "redirect",
        "target": "2001:db8::7",
    }
    assert json.loads(_said.written("x", {"a": b"raw", "b": (), "c": ["\ud800"]})) == {"protocol": "x", "c": ["?"]}
