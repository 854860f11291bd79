"""The compiled way and the other one say the same of the same lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import Told, read
from tests.sources.files import unhurried, write

from camcensus.sources.captures import _log_blocks, _log_objects, suricata_eve, zeek_json
from camcensus.sources.captures._log_hosts import Hosts
from camcensus.sources.captures._log_objects import addresses, by_kind, objects

INNER = pl.Struct({"n": pl.Int64, "t": pl.String, "l": pl.List(pl.String), "deep": pl.Struct({"x": pl.String})})
COLUMNS: dict[str, Any] = {"ts": pl.String, "n": pl.Int64, "many": pl.List(pl.String), "in": INNER}
SCHEMA = pl.Schema(COLUMNS)
FORMATS = Path(__file__).parents[2] / "cases" / "formats"

names = st.sampled_from(["ts", "n", "many", "in", "t", "l", "deep", "x", "other", ""])
numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.builds("{}{}.{:06d}".format, st.sampled_from(["", "-"]), st.integers(0, 10**11), st.integers(0, 999_999)),
    st.sampled_from(["0", "-0", "007", "1.50", "-0.0", "0.000026", "1e5", "2.5E-7", "1.", "1.5.2"]),
)
scalars = st.one_of(
    st.text('ab ,é"\\\n', max_size=4).map(json.dumps),
    st.text("ab ,é", max_size=4).map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.sampled_from(["true", "false", "null", "tru", '"x"', '""']),
    numbers,
)


def _object(values: Any) -> Any:
    members = st.lists(st.tuples(names, values), max_size=5)
    return members.map(lambda found: "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in found) + "}")


values = st.recursive(
    scalars,
    lambda inner: st.one_of(_object(inner), st.lists(inner, max_size=3).map(lambda all_: f"[{','.join(all_)}]")),
)
rows = st.one_of(_object(values), _object(scalars), scalars, st.text('{}[]": x\r\t', max_size=6))


def _plain(table: pl.DataFrame) -> list[str]:
    """Rows as text, in no order; an object of nulls and none are alike."""
    inner = pl.col("in").struct
    deep = inner.field("deep").struct.field("x")
    flat = table.select("ts", "n", "many", inner.field("n").alias("m"), inner.field("t"), inner.field("l"), deep)
    return sorted(map(repr, flat.rows()))


@unhurried
@given(st.lists(rows, max_size=8), st.booleans())
def test_both_ways_read_the_same(lines: list[str], whole: bool) -> None:
    data = "\n".join(line.replace("\n", " ") for line in lines).encode() + b"\n" * whole
    (table, broken), (plain, as_many) = objects(data, SCHEMA), _log_blocks.objects(data, SCHEMA)
    assert broken == as_many
    assert table.schema == SCHEMA
    assert _plain(table) == _plain(plain)


lines = st.lists(
    st.one_of(
        st.builds(
            '{}"event_type"{}{}'.format,
            st.sampled_from(["{", '{"t":1,', "event_type"]),
            st.sampled_from([":", ": ", " : ", ":  ", ""]),
            st.sampled_from(['"flow"}', '"dns",', '"' + "k" * 41 + '"', '"half', 'flow"', '""', '"fl\x00w" ']),
        ),
        st.sampled_from(["", " ", "\r", "x", '"event_type"', '"event_type":"a']),
    ),
    max_size=12,
)


@given(lines)
def test_lines_are_sorted_by_their_kinds_as_by_hand(found: list[str]) -> None:
    data = "\n".join(found).encode()
    told = suricata_eve._by_kind(data)
    quick = by_kind(data, b'"event_type"')
    assert quick is not None
    assert list(quick) == list(told)
    for kind, (many, joined) in told.items():
        assert quick[kind][0] == many
        assert [line for line in quick[kind][1].split(b"\n") if line.strip()] == joined.split(b"\n")


def test_kinds_beyond_number_are_not_sorted() -> None:
    data = b"".join(b'{"event_type":"kind%d"}\n' % number for number in range(65))
    assert by_kind(data, b'"event_type"') is None
    found = suricata_eve._events(data, objects)
    assert [(kind, many) for kind, many, _ in found] == [(f"kind{number}", 1) for number in range(65)]


@given(
    st.lists(
        st.one_of(
            st.ip_addresses().map(str),
            st.none(),
            st.sampled_from(["", "010.1.1.1", "1.2.3.256", "1.2.3.4\n", "\n", "::ffff:1.2.3.4", "-", "1.2.3.4 "]),
        )
    )
)
def test_addresses_have_the_same_numbers_either_way(texts: list[str | None]) -> None:
    plain, quick = Hosts(), Hosts()
    quick.quick = addresses
    column = pl.Series("host", texts, dtype=pl.String)
    assert quick.numbers(column).equals(plain.numbers(column), check_names=True, null_equal=True)
    assert plain.numbers(column).to_list() == quick.numbers(column).to_list()  # also of those that came before


@pytest.mark.parametrize(
    ("reader", "path"),
    [
        *((zeek_json, path) for path in sorted(FORMATS.glob("zeek-json/*")) if path.suffix != ".jsonl"),
        *((suricata_eve, path) for path in sorted(FORMATS.glob("suricata-eve/*")) if path.suffix != ".jsonl"),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_files_say_the_same_if_they_are_large(reader: Any, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> Told:
        return read(reader, path)

    plain = told()
    monkeypatch.setattr(_log_objects, "LARGE", 1)
    assert told() == plain
    assert plain.records


def test_small_files_do_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, hosts = write(tmp_path, "a.json", "{}\n"), Hosts()
    assert _log_objects.way(path, hosts) is _log_blocks.objects
    assert hosts.quick is None
    monkeypatch.setattr(_log_objects, "LARGE", 1)
    assert _log_objects.way(path, hosts) is objects
    assert hosts.quick is addresses


def test_without_numba_the_other_way_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_log_objects, "LARGE", 1)
    monkeypatch.setitem(sys.modules, "camcensus.sources.captures._log_compiled", None)
    monkeypatch.delattr("camcensus.sources.captures._log_compiled", raising=False)
    hosts = Hosts()
    assert _log_objects.way(write(tmp_path, "a.json", "{}\n"), hosts) is _log_blocks.objects
    assert hosts.quick is None
