from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import unhurried

from camcensus.model.errors import HostileInput
from camcensus.sources.importers import _json_texts as json_texts

OBJECTS = st.lists(
    st.dictionaries(st.text(max_size=6), st.text(max_size=8) | st.lists(st.integers(), max_size=3) | st.none()),
    min_size=1,
    max_size=6,
)


def found(data: bytes) -> list[json_texts.Text]:
    return list(json_texts.texts(io.BytesIO(data), "x.json"))


def decoded(data: bytes) -> list[object]:
    return [json.loads(text.data) for text in found(data)]


@unhurried
@given(OBJECTS, st.sampled_from([None, 1, 4]), st.booleans())
def test_objects_are_found_in_an_array_however_it_is_printed(
    objects: list[object], indent: int | None, ascii_only: bool
) -> None:
    assert decoded(json.dumps(objects, indent=indent, ensure_ascii=ascii_only).encode()) == objects


@unhurried
@given(OBJECTS, st.sampled_from(["\n", "\r\n", "\n\n  "]))
def test_objects_are_found_one_a_line(objects: list[object], between: str) -> None:
    text = between.join(json.dumps(one) for one in objects)
    assert decoded(text.encode()) == objects
    assert decoded(b"\xef\xbb\xbf" + text.encode()) == objects
    assert decoded(text.encode("utf-16")) == objects


@unhurried
@given(OBJECTS)
def test_objects_over_many_lines_follow_each_other(objects: list[object]) -> None:
    assert decoded("\n".join(json.dumps(one, indent=2) for one in ({"first": 1}, *objects)).encode())[1:] == objects


def test_each_text_has_the_line_where_it_begins() -> None:
    assert [text.line for text in found(b'\n{"a": 1}\n\n{"b": 2}')] == [2, 4]
    assert [text.line for text in found(b'[\n{"a":\n 1},\n\n{"b": "\\n"}, {"c": 3}\n]')] == [2, 5, 5]


def test_braces_in_strings_and_commas_at_the_end_do_not_matter() -> None:
    assert decoded(b'[\n{"a": "}{\\"}"},\n{"b": "\\\\"},\n]\n') == [{"a": '}{"}'}, {"b": "\\"}]


def test_what_a_file_ends_in_the_middle_of_is_not_whole() -> None:
    assert [(text.data, text.whole) for text in found(b'{"a": 1}\n{"b"')] == [(b'{"a": 1}', True), (b'{"b"', False)]
    assert [text.whole for text in found(b'[{"a": 1}, {"b": {"c": 1}')] == [True, False]
    assert [text.whole for text in found(b'{"a": 1}\n{"b": 1}')] == [True, False]


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"[]", b"[\n]\n", b"]}", b"\xff\xfe"])
def test_nothing_is_in_a_file_without_objects(data: bytes) -> None:
    assert found(data) == []


@unhurried
@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    assert all(text.line > 0 for text in found(data))
    assert all(text.line > 0 for text in found(b"[" + data))


def test_objects_larger_than_a_block_are_found() -> None:
    objects = [{"a": "x" * 3_000_000}, {"b": "y{" * 1_000_000}, {"c": 1}]
    assert decoded(json.dumps(objects).encode()) == objects


@pytest.mark.parametrize("start", [b'[{"a": "', b'{"a": 1}\n{"a": "', b'["', b"[" + b'{"a":' * 3])
def test_one_that_is_too_long_is_refused(start: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_texts, "MAX_OBJECT", 5_000_000)
    with pytest.raises(HostileInput, match=r"x\.json, line \d: longer than"):
        found(start + b"x" * 9_000_000)
