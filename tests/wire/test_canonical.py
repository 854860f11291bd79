"""One value, one encoding; one encoding, one value; and both stay what they were when they were published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camcensus.model.observation import VERSION, Observation, moment
from camcensus.wire import canonical

VECTORS = json.loads((Path(__file__).parent / "canonical_vectors.json").read_text())


def value_of(written: object) -> canonical.Value:
    """A value from JSON, where ``{"$bytes": "00ff"}`` stands for bytes."""
    if isinstance(written, dict):
        if "$bytes" in written:
            return bytes.fromhex(written["$bytes"])
        return {key: value_of(item) for key, item in written.items()}
    if isinstance(written, list):
        return [value_of(item) for item in written]
    assert written is None or isinstance(written, str | bool | int)
    return written


simple = st.none() | st.booleans() | st.integers() | st.binary() | st.text() | st.text(st.characters())
values = st.recursive(simple, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


@pytest.mark.parametrize("vector", VECTORS["encodings"], ids=lambda vector: str(vector["name"]))
def test_published_encodings_never_change(vector: dict[str, str]) -> None:
    value = value_of(vector["value"])
    assert vector["encoding"] == canonical.encode(value).hex()
    assert value == canonical.decode(bytes.fromhex(vector["encoding"]))


@pytest.mark.parametrize("vector", VECTORS["digests"], ids=lambda vector: f"{vector['kind']}@{vector['version']}")
def test_published_digests_never_change(vector: dict[str, str]) -> None:
    value = value_of(vector["value"])
    assert vector["digest"] == canonical.digest(vector["kind"], int(vector["version"]), value).hex()


def test_the_published_observation_keeps_its_id() -> None:
    vector = VECTORS["observation"]
    fields = dict(vector["fields"])
    at, until = moment(fields.pop("at")), moment(fields.pop("until"))
    original = bytes.fromhex(fields.pop("original"))
    one = Observation(**fields, at=at, until=until, original=original)
    assert vector["version"] == VERSION
    assert vector["encoding"] == canonical.encode(one.fields()).hex()
    assert vector["id"] == one.id.hex()


@given(values)
def test_decoding_undoes_encoding(value: canonical.Value) -> None:
    assert value == canonical.decode(canonical.encode(value))


@given(values, values)
def test_two_values_share_an_encoding_only_if_they_are_equal(one: canonical.Value, other: canonical.Value) -> None:
    same = repr(one) == repr(other) or (one == other and canonical.encode(one) == canonical.encode(other))
    assert same == (canonical.encode(one) == canonical.encode(other))


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    turned: dict[str, canonical.Value] = dict(reversed(value.items()))
    assert canonical.encode({**value}) == canonical.encode(turned)


def test_a_tuple_is_a_list() -> None:
    assert canonical.encode([1, "a"]) == canonical.encode((1, "a"))


def test_true_is_not_one() -> None:
    assert canonical.encode(True) != canonical.encode(1)


@given(st.binary())
@example(b"1:1#x")
@example(b"12345678901234567890:")
def test_bytes_decode_only_if_they_are_what_encode_writes(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except ValueError:
        return
    assert data == canonical.encode(value)


@given(values, st.data())
def test_a_changed_byte_never_gives_the_same_value(value: canonical.Value, data: st.DataObject) -> None:
    encoded = bytearray(canonical.encode(value))
    place = data.draw(st.integers(0, len(encoded) - 1))
    encoded[place] ^= data.draw(st.integers(1, 255))
    try:
        other = canonical.decode(bytes(encoded))
    except ValueError:
        return
    assert canonical.encode(value) != canonical.encode(other)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"5",
        b":",
        b"0:~ ",
        b" 0:~",
        b"00:~",
        b"01:1#",
        b"+1:1#",
        b"1:1",
        b"1:1?",
        b"2:01#",
        b"2:+1#",
        b"2:-0#",
        b"2:1_#",
        b"0:#",
        b"1:x~",
        b"4:True!",
        b"5:maybe!",
        b'1:\xff"',
        b'9:1:a"1:1#}',
        b"9:999999:a]",
        b"99999999999999999999:a,",
        b"9999999999999999999:a,",
        b"0:~0:~",
        b'8:1:a"0:~]',
        b'4:1:a"}',
        b'10:1:1#1:1#1:a"}',
        b'14:1:b"0:~1:a"0:~}',
        b'14:1:a"0:~1:a"0:~}',
    ],
)
def test_what_is_not_canonical_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"canonical|utf-8|shorter|longer|invalid literal"):
        canonical.decode(data)


def nested(levels: int) -> bytes:
    data = b"0:~"
    for _ in range(levels):
        data = b"%d:%b]" % (len(data), data)
    return data


def test_ten_thousand_levels_are_refused_and_not_walked() -> None:
    with pytest.raises(ValueError, match="deep"):
        canonical.decode(nested(10_000))


def test_the_deepest_that_may_be_written_can_be_read() -> None:
    data = nested(canonical.MAX_DEPTH)
    assert data == canonical.encode(canonical.decode(data))
    with pytest.raises(ValueError, match="deep"):
        canonical.encode([canonical.decode(data)])


@pytest.mark.parametrize("value", [1.5, {1, 2}, object(), [1.0], {"a": 0.5}])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no canonical form"):
        canonical.encode(value)  # type: ignore[arg-type]  # that is the point


@given(st.sampled_from(["observation", "batch", "record"]), st.integers(1, 3), values)
def test_other_kinds_and_versions_never_share_a_digest(kind: str, version: int, value: canonical.Value) -> None:
    here = canonical.digest(kind, version, value)
    assert here != canonical.digest(kind + "s", version, value)
    assert here != canonical.digest(kind, version + 1, value)


def test_a_kind_cannot_be_taken_for_another_with_a_version() -> None:
    assert canonical.digest("a:1", 1, None) != canonical.digest("a", 11, None)
    assert len(canonical.digest("a", 1, None)) == 32
