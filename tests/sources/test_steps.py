"""Steps say what they are without giving secrets away, and what was seen as bytes can be had back."""

from __future__ import annotations

import base64
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.steps import (
    MOST,
    Call,
    Datagram,
    End,
    Exchange,
    Login,
    Open,
    Reply,
    Saw,
    SnmpUser,
    Target,
    saw,
)

OWNERS = "known only to the owner"


@pytest.mark.parametrize(
    "one",
    [
        Login(user=OWNERS, password=OWNERS),
        SnmpUser(community=OWNERS, user=OWNERS, auth_key=OWNERS, privacy_key=OWNERS),
        Exchange(port=80, data=OWNERS.encode(), whole=bool, credential=True),
        Target(address="192.0.2.7", login=Login(user=OWNERS, password=OWNERS), snmp=SnmpUser(community=OWNERS)),
    ],
)
def test_a_secret_does_not_show_itself(one: object) -> None:
    assert OWNERS not in repr(one)
    assert OWNERS not in str(one)
    assert OWNERS not in f"{one}"


@pytest.mark.parametrize("one", [Open(port=80), Saw(field="mac", value="x"), Reply(end=End.WHOLE)])
def test_a_step_and_a_reply_cannot_be_changed(one: object) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(one, next(iter(one.__slots__)), None)  # type: ignore[attr-defined]  # these have slots


def test_a_step_is_bounded_unless_it_says_otherwise() -> None:
    exchange = Exchange(port=80, data=b"x", whole=bool)
    assert exchange.most == MOST == 65_536
    assert exchange.seconds <= 5
    assert Datagram(port=1, data=b"x").most == 1
    assert Call(group="255.255.255.255", port=1, data=b"x").seconds <= 3


def test_an_exchange_uses_no_credential_unless_it_says_so() -> None:
    assert not Exchange(port=80, data=b"x", whole=bool).credential


def test_a_password_is_not_sent_in_the_clear_unless_the_owner_says_so() -> None:
    assert not Login(user=OWNERS, password=OWNERS).basic


@given(st.binary(max_size=60))
def test_bytes_can_be_had_back_from_what_was_seen(data: bytes) -> None:
    one = saw("net.banner", data)
    assert one.encoding in ("text", "base64")
    back = base64.b64decode(one.value) if one.encoding == "base64" else one.value.encode()
    assert back == data


@given(st.text(min_size=1, max_size=60).filter(lambda text: "\0" not in text))
def test_text_is_seen_as_text(text: str) -> None:
    assert saw("net.banner", text.encode(), about="ip:192.0.2.7") == Saw(
        field="net.banner", value=text, about="ip:192.0.2.7"
    )


@pytest.mark.parametrize("data", [b"\0", b"a\0b", b"\xff\xfe", b""])
def test_what_is_no_text_is_base64(data: bytes) -> None:
    assert saw("net.banner", data).encoding == "base64"


def test_an_ipv6_address_stands_in_brackets_in_a_url() -> None:
    assert Target(address="2001:db8::7").host == "[2001:db8::7]"
    assert Target(address="192.0.2.7").host == "192.0.2.7"


def test_values_are_of_the_device_itself_in_order() -> None:
    target = Target(address="192.0.2.7")
    target.seen += [
        Saw(field="mac", value="1"),
        Saw(field="mac", value="2", about="channel:192.0.2.7/3"),
        Saw(field="serial", value="3"),
        Saw(field="mac", value="4"),
    ]
    assert target.values("mac") == ["1", "4"]


def test_targets_share_nothing() -> None:
    one, other = Target(address="192.0.2.7"), Target(address="192.0.2.8")
    one.open.append(80)
    one.seen.append(Saw(field="mac", value="1"))
    assert other.open == []
    assert other.seen == []
