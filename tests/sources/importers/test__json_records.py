from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk
from camcensus.sources.importers import _json_records as records
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire.redact import MARK

SHAPE = records.Shape(what="record", drop=frozenset({"picture", "place"}), told={"picture": "pictures"})


def read(folder: Path, data: str | bytes, shape: records.Shape = SHAPE) -> tuple[list[records.Record], list[Chunk]]:
    """The records of a file, and the chunks that came of it; each record is kept."""
    path = write(folder, "x.json", data)
    seen: list[records.Record] = []

    def note(gathered: Gathered, record: records.Record) -> None:
        seen.append(record)
        gathered.add("ip:10.0.0.5", [("http.title", "x")], original=records.keep(gathered, record))

    return seen, list(records.reading(path, Gathered(context(path), "importer:x@1"), shape, note))


def one(folder: Path, content: Any) -> records.Record:
    return read(folder, json.dumps(content))[0][0]


def told(chunks: list[Chunk]) -> list[str]:
    return [f"{remark.where}: {remark.what}" for chunk in chunks for remark in chunk.remarks]


def test_each_object_is_handed_on_with_its_line(tmp_path: Path) -> None:
    seen, chunks = read(tmp_path, '{"a": 1}\n\n{"b": [2]}\n')
    assert [(record.where, record.content) for record in seen] == [("line 1", {"a": 1}), ("line 3", {"b": [2]})]
    assert chunks[-1].records == 2
    assert sorted(chunks[-1].originals.values()) == [b'{"a": 1}', b'{"b": [2]}']


def test_what_is_no_object_is_counted_and_named_and_the_rest_is_used(tmp_path: Path) -> None:
    seen, chunks = read(tmp_path, b'{"a": 1}\n[1]\nx\n' + b"[" * 90_000 + b'\n{"b": 2}\n{"c"')
    assert [record.content for record in seen] == [{"a": 1}, {"b": 2}]
    assert chunks[-1].left_out == {"records that are no JSON": 3}
    assert told(chunks) == [
        "line 2: no JSON object, and left out",
        "line 3: no JSON object, and left out",
        "line 4: nested too deeply, and left out",
        "line 6: cut off, and left out",
    ]


def test_an_object_that_is_nested_too_deeply_to_look_through_is_left_out(tmp_path: Path) -> None:
    deep = b'{"pass": ' + b'{"a": ' * 600 + b"1" + b"}" * 601
    seen, chunks = read(tmp_path, b'{"a": 1}\n' + deep + b"\n")
    assert [record.content for record in seen] == [{"a": 1}]
    assert told(chunks) == ["line 2: nested too deeply, and left out"]


def test_a_known_ending_is_no_fault(tmp_path: Path) -> None:
    shape = records.Shape(what="record", ignored=lambda data: data == b"{end}")
    seen, chunks = read(tmp_path, '[{"a": 1},\n{end}\n]', shape)
    assert (len(seen), told(chunks), dict(chunks[-1].left_out)) == (1, [], {})


@pytest.mark.parametrize("data", ["", "[]", "x", '{"a"', "[{x}]"])
def test_a_file_of_which_nothing_can_be_read_is_refused(tmp_path: Path, data: str) -> None:
    with pytest.raises(BrokenInput, match=r"x\.json: it holds no record"):
        read(tmp_path, data)


def test_letters_that_are_no_utf_8_are_replaced(tmp_path: Path) -> None:
    assert read(tmp_path, b'{"a": "\xff"}')[0][0].content == {"a": "\ufffd"}


# --- secrets -----------------------------------------------------------------------------------------------------

SECRETS = [
    {"password": "hunter2"},
    {"x": {"Admin Password": "hunter2"}},
    {"list": [{"user_info": {"name": "hunter2"}}]},
    {"snmp.community": "hunter2"},
    {"PIN": "hunter2"},
    {"a": "rtsp://admin:hunter2@10.0.0.5/1"},
    {"a": "rtsp:\\/\\/admin:hunter2@10.0.0.5"},
    {"a": {"b": ["password=hunter2"]}},
    {"api_key": "hunter2"},
    {"token": ["hunter2"]},
    {"auth_key": "hunter2"},
    {"a": "Authorization: Basic hunter2"},
]


@pytest.mark.parametrize("content", SECRETS, ids=str)
def test_secrets_are_taken_out_wherever_they_stand(tmp_path: Path, content: Any) -> None:
    seen, chunks = read(tmp_path, json.dumps({"other": 1, **content}))
    assert "hunter2" not in repr(seen) + repr(chunks)
    assert seen[0].content["other"] == 1
    assert chunks[-1].redacted == 1


def test_secrets_written_in_escapes_are_taken_out(tmp_path: Path) -> None:
    seen, chunks = read(tmp_path, r'{"\u0070assw\u006frd": "hunter2"}')
    assert seen[0].content == {"password": MARK}
    assert chunks[-1].redacted == 1


KEYS = st.sampled_from(["password", "user", "Login", "pin_code", "PW", "snmp community", "secret.key", "p/w", "psk"])


@unhurried
@given(KEYS, st.lists(st.sampled_from(["a", "b.c", "list"]), max_size=4))
def test_what_stands_below_a_key_for_secrets_is_not_kept(key: str, above: list[str]) -> None:
    content: Any = {key: "hunter2"}
    for name in above:
        content = {name: [content] if name == "list" else content}
    with TemporaryDirectory() as folder:
        seen, chunks = read(Path(folder), json.dumps(content))
    assert "hunter2" not in repr(seen) + repr(chunks)


@unhurried
@given(st.dictionaries(st.sampled_from(["a", "b", "server"]), st.text(alphabet="xyz 09", max_size=9)))
def test_a_record_without_secrets_stays_as_it_is_to_the_byte(content: dict[str, str]) -> None:
    text = json.dumps(content, indent=1)
    with TemporaryDirectory() as folder:
        seen, chunks = read(Path(folder), text)
    assert seen[0].data.decode() == text
    assert chunks[-1].redacted == 0


def test_values_that_are_empty_or_yes_are_no_secrets(tmp_path: Path) -> None:
    content: Any = {"password": "", "login": None, "user": [], "password_auth": True}
    assert one(tmp_path, content).content == content


def test_what_is_not_wanted_is_dropped_at_any_depth_and_counted_where_that_is_told(tmp_path: Path) -> None:
    seen, chunks = read(tmp_path, json.dumps({"picture": {"data": "x"}, "a": [{"picture": "y", "place": "z", "b": 1}]}))
    assert seen[0].content == {"a": [{"b": 1}]}
    assert chunks[-1].left_out == {"pictures": 2}
    assert b"picture" not in seen[0].data


# --- originals ---------------------------------------------------------------------------------------------------


def test_the_original_of_a_long_record_is_a_part_of_it(tmp_path: Path) -> None:
    content = {"body": "x" * 400_000, "many": list(range(9_000)), "last": 1}
    seen, chunks = read(tmp_path, json.dumps(content))
    assert len(str(seen[0].content["body"])) == 400_000
    original = next(iter(chunks[-1].originals.values()))
    assert len(original) < records.MAX_ORIGINAL
    kept = json.loads(original)
    assert kept["body"] == "x" * 2_048 + "[cut]"
    assert 0 < len(kept["many"]) < 9_000
    assert told(chunks) == ["x.json: 1 records were long: of each the original holds only a part"]


# --- values ------------------------------------------------------------------------------------------------------

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=3),
    max_leaves=8,
)


@given(ANY, st.lists(st.sampled_from(["a", "b"]), max_size=3))
def test_values_are_read_whatever_their_type(value: Any, keys: list[str]) -> None:
    assert isinstance(records.table(value, *keys), dict)
    assert all(isinstance(found, dict) for found in records.tables(value, *keys))
    assert isinstance(records.string(value, *keys), str)
    assert all(isinstance(found, str) and found for found in records.strings(value, *keys))


def test_values() -> None:
    content = {"a": {"b": "x", "n": 5, "yes": True, "list": ["x", 1, None, {}], "one": {"c": 1}}}
    assert records.string(content, "a", "b") == "x"
    assert records.string(content, "a", "n") == "5"
    assert records.string(content, "a", "yes") == ""
    assert records.strings(content, "a", "list") == ["x", "1"]
    assert records.strings(content, "a", "b") == ["x"]
    assert records.tables(content, "a", "one") == [{"c": 1}]
    assert records.inner(content, "a", "b", "c") is None
