"""Texts, addresses and numbers come out in one spelling, and what is too much is refused before it costs anything."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.discovery import hostile

from camcensus.wire.discovery import parts


@pytest.mark.parametrize(
    ("key", "value", "spelled"),
    [
        ("mac", "02-00-5E-00-53-01", "02:00:5e:00:53:01"),
        ("mac", b"\x02\x00\x5e\x00\x53\x01", "02:00:5e:00:53:01"),
        ("mac", b"02005E005301\0\0", "02:00:5e:00:53:01"),
        ("ip", "192.0.2.7", "192.0.2.7"),
        ("ip", bytes([192, 0, 2, 7]), "192.0.2.7"),
        ("ipv6", "2001:DB8::1/64", "2001:db8::1"),
        ("ipv6", bytes.fromhex("20010db8000000000000000000000001"), "2001:db8::1"),
        ("name", b"Gate\0 left over", "Gate"),
        ("name", "  G\x00a\x1bt\u202ee \ud800", "Gate"),
        ("name", b"\xff\xfeGate", "\ufffd\ufffdGate"),
        ("name", "x" * 10_000, "x" * 256),
        ("http_port", "080", "80"),
        ("channels", "16", "16"),
        ("url", "http://admin:secret@192.0.2.7/", "http://[redacted]@192.0.2.7/"),
    ],
)
def test_a_part_is_spelled_as_its_key_says(key: str, value: str | bytes, spelled: str) -> None:
    assert parts.said(**{key: value}) == {key: spelled}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mac", "00:00:00:00:00:00"),
        ("mac", b"\xff\xff\xff\xff\xff\xff"),
        ("mac", "N/A"),
        ("ip", "0.0.0.0"),  # noqa: S104
        ("ip", b"\0\0\0\0"),
        ("ip", b"\xc0\x00\x02"),
        ("ip", "localhost"),
        ("ipv6", "::"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "-1"),
        ("port", "\u0663"),
        ("port", "9" * 5_000),
        ("channels", "many"),
        ("name", " \0 "),
    ],
)
def test_what_says_nothing_is_left_out(key: str, value: str | bytes) -> None:
    assert parts.said(**{key: value, "model": "M"}) == {"model": "M"}
    with pytest.raises(ValueError, match="nothing"):
        parts.said(**{key: value})


def test_json_keeps_numbers_as_they_are_written() -> None:
    read = parts.json_object(b'\xef\xbb\xbf{"a": 007}'.replace(b"007", b"7.50") + b"\n\0")
    assert read == {"a": "7.50"}
    assert parts.json_object(b'{"a": ' + b"9" * 10_000 + b"}") == {"a": "9" * 10_000}
    assert parts.json_object(b'{"a": NaN}') == {"a": "NaN"}


def test_json_may_hold_control_characters_and_bad_utf8() -> None:
    assert parts.json_object(b'{"a": "x\ty\xff"}') == {"a": "x\ty\ufffd"}


@pytest.mark.parametrize("data", [b"[1]", b'"x"', b"1", b"", b"{", b'{"a":}', b'{"a":1} x', b"nul"])
def test_what_is_no_table_of_json_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(?:not JSON, or cut off|its JSON is no table)$"):
        parts.json_object(data)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_json_nested_deep_is_refused(opening: bytes) -> None:
    with pytest.raises(ValueError, match="nested more than 32 deep"):
        parts.json_object(opening * 10_000)


def test_brackets_in_texts_do_not_nest() -> None:
    value = {"a": '[{"' * 1_000 + "\\", "b": "]"}
    assert parts.json_object(json.dumps(value).encode()) == value


LEAVES = st.text() | st.booleans() | st.none()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_is_read_as_it_was_written_or_refused(value: object) -> None:
    try:
        read = parts.json_object(json.dumps(value).encode())
    except ValueError:
        assert not isinstance(value, dict) or json.dumps(value).count("{") + json.dumps(value).count("[") > 32
    else:
        assert read == value


def test_a_table_and_a_word_are_there_or_empty() -> None:
    value = {"a": {"b": {"c": "d"}}, "t": True, "f": False, "n": None, "l": ["x"], "e": ""}
    assert parts.table(value, "a", "b") == {"c": "d"}
    assert parts.table(value, "a", "c", "d") == {}
    assert parts.table(value, "l") == {}
    assert [parts.word(value, key) for key in "tfnlex"] == ["true", "false", "", "", "", ""]
    assert parts.word(value, "n", "e", "t") == "true"


def test_elements_are_read_and_their_leaves() -> None:
    data = b"\0 <r xmlns='urn:x'><item><a>1</a><a>2</a><b/><c><d>3</d></c></item></r>\n\0"
    assert [parts.leaves(one) for one in parts.elements(data, "{*}item")] == [{"a": "1", "b": ""}]


def test_a_leaf_whose_prefix_nothing_declares_has_its_name() -> None:
    data = b"<r><item><q:a>1</q:a><b>2</b></item>" + b" " * 40_000 + b"</r>"
    assert parts.leaves(next(parts.elements(data, "item"))) == {"a": "1", "b": "2"}


def test_xml_bombs_are_refused() -> None:
    with pytest.raises(ValueError, match="declares entities"):
        list(parts.elements(hostile.LAUGHS, "item"))
    with pytest.raises(ValueError, match=r"deep|cut off"):
        list(parts.elements(b"<a>" * 20_000, "item"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not a Test reply"),
        (b"AC", "not a Test reply"),
        (b"A", "the Test reply is cut off"),
        (b"AB12", "the Test reply is cut off"),
        (b"AB" * 40_000, "larger than 64 KiB: no discovery reply is"),
    ],
)
def test_a_packet_has_its_mark_and_its_length(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match="^" + sentence):
        parts.require(data, "Test", b"AB", 5)


@given(st.text(), st.binary())
def test_a_clean_text_is_short_and_seen(written: str, raw: bytes) -> None:
    for value in (parts.clean(written), parts.text(raw)):
        assert len(value) <= parts.MAX_TEXT
        assert value == value.strip()
        assert value.isprintable() or all(ord(letter) > 0x9F for letter in value if not letter.isprintable())
        value.encode()
