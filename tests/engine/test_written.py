"""Files that people write: each fault with its file, its line and its mend."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.engine.written import load
from camcensus.model.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    name: str
    locks: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    street: str
    door: tuple[Door, ...] = ()


GOOD = b'street = "Elm"\n\n[[door]]\nname = "front"\n[[door]]\nname = "back"\nlocks = 2\n'


def test_a_file_becomes_values_and_each_key_has_its_place() -> None:
    house, where = load(GOOD, "house.toml", House)
    assert house == House(street="Elm", door=(Door(name="front"), Door(name="back", locks=2)))
    assert where("door", 1, "locks") == "house.toml, line 7"
    assert where("door", 0) == "house.toml, line 3"


def test_a_key_that_is_left_out_has_the_place_of_what_is_around_it() -> None:
    _, where = load(GOOD, "house.toml", House)
    assert where("door", 0, "locks") == "house.toml, line 3"
    assert where("roof") == where() == "house.toml, line 1"


def test_a_mark_of_utf_8_at_the_start_is_none_of_the_text() -> None:
    assert load(b"\xef\xbb\xbf" + GOOD, "house.toml", House)[0].street == "Elm"


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 1, "'street' is missing"),
        (GOOD.replace(b'"Elm"', b"7"), 1, "street: should be str, is int"),
        (GOOD.replace(b"locks", b"bolts"), 7, "door.bolts: 'bolts' is not known here; known are: locks, name"),
        (GOOD.replace(b'"back"', b'"back'), 6, ""),
        (GOOD.replace(b"back", b"caf\xe9"), 6, "it is not UTF-8 text"),
        (b"street = " + b"[" * 5000, 1, "nested too deeply"),
        (b"street = " + b"9" * 5000, 1, ""),
    ],
)
def test_a_fault_is_named_with_its_line(data: bytes, line: int, says: str) -> None:
    with pytest.raises(SettingsError) as fault:
        load(data, "house.toml", House)
    assert fault.value.where == f"house.toml, line {line}"
    assert says in str(fault.value)
    assert "\n" not in str(fault.value)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_load_or_are_refused_in_one_sentence(data: bytes) -> None:
    try:
        load(data, "house.toml", House)
    except SettingsError as fault:
        assert fault.where.startswith("house.toml, line ")  # noqa: PT017  # both ways out are right


@given(at=st.integers(0, len(GOOD)), put=st.binary(max_size=4), over=st.integers(0, 8))
def test_a_damaged_file_loads_or_is_refused_in_one_sentence(at: int, put: bytes, over: int) -> None:
    try:
        load(GOOD[:at] + put + GOOD[at + over :], "house.toml", House)
    except SettingsError as fault:
        assert fault.where.startswith("house.toml, line ")  # noqa: PT017  # both ways out are right
