"""Lines whose rest repeats: each distinct rest is parsed once, and whatever is not so plain is left to the parser."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.engine import rows
from camcensus.model.errors import InputError
from camcensus.model.knowledge import Vocabulary

TIMES = 3


def line(subject: str = "ip:192.0.2.7", *, close: tuple[str, str] = (", ", ": "), **more: object) -> str:
    return json.dumps(
        {"subject": subject, "field": "http.title", "value": "Intranet", **more}, separators=close, ensure_ascii=False
    )


def written(folder: Path, *lines: str) -> Path:
    (folder / "o.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "o.jsonl"


@pytest.mark.parametrize("close", [(", ", ": "), (",", ":")])
def test_lines_that_repeat_are_read_as_the_parser_reads_them(tmp_path: Path, close: tuple[str, str]) -> None:
    texts = [
        line(close=close),
        line("ip:192.0.2.8", close=close, encoding="text", count=3),
        line("host:caf\u00e9", close=close, realm="r", at=None),
        line(close=close, value='","field":"x'),
    ]
    path = written(tmp_path, *texts * TIMES)
    found = rows._repeating(path)
    assert found is not None
    parsed = pl.scan_ndjson(path, schema=rows._SCHEMA).collect().with_columns(pl.col("encoding").fill_null("text"))
    assert found.cast(pl.String).equals(parsed)


LEFT = {
    "another order": '{"field": "http.title", "subject": "ip:192.0.2.7", "value": "Intranet"}',
    "a key between": line().replace('"field"', '"body": "b", "field"'),
    "an escape in the subject": line("host:a\\b"),
    "a quotation mark in the subject": line('host:a"b'),
    "a secret in the subject": line("host:rtsp://admin:word@192.0.2.7/"),
    "a bare control in the subject": line().replace("ip:", "ip:\x01"),
    "the subject once more": line()[:-1] + ', "subject": "ip:192.0.2.9"}',
    "the subject once more, escaped": line()[:-1] + ', "s\\u0075bject": "ip:192.0.2.9"}',
    "nothing after the subject": '{"subject": "ip:192.0.2.7"}',
    "an empty line": "",
    "space before": " " + line(),
}


@pytest.mark.parametrize("what", LEFT)
def test_what_is_not_plain_is_left_to_the_parser(tmp_path: Path, what: str) -> None:
    assert rows._repeating(written(tmp_path, *[line()] * TIMES)) is not None
    assert rows._repeating(written(tmp_path, *[line()] * TIMES, LEFT[what])) is None
    assert rows._repeating(written(tmp_path, LEFT[what], *[line()] * TIMES)) is None


def test_lines_that_hardly_repeat_are_left_to_the_parser(tmp_path: Path) -> None:
    assert rows._repeating(written(tmp_path, *(line(value=str(number)) for number in range(9)))) is None


@pytest.mark.parametrize("more", ["}", " x", '{"a": 1}', ","])
def test_a_rest_that_is_more_than_one_object_is_refused(tmp_path: Path, more: str) -> None:
    path = written(tmp_path, *[line()] * TIMES, *[line() + more] * TIMES)
    assert rows._lines(path) is None


@given(subjects=st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=2, max_size=6))
def test_any_subject_comes_out_as_it_went_in(tmp_path_factory: pytest.TempPathFactory, subjects: list[str]) -> None:
    subjects = ["ip:192.0.2.7", *(f"host:{subject}" for subject in subjects)]
    texts = [json.dumps({"subject": one, "field": "f", "value": "v"}, ensure_ascii=False) for one in subjects]
    path = tmp_path_factory.mktemp("s") / "o.jsonl"
    path.write_text("\n".join(texts) + "\n", "utf-8", newline="")
    found = rows._repeating(path)
    assert found is None or found["subject"].to_list() == subjects


def test_a_compressed_file_is_read_as_what_it_holds(tmp_path: Path) -> None:
    path = written(tmp_path, line(), line("ip:192.0.2.8"))
    packed = tmp_path / "o.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert rows.read(packed, Vocabulary()).rows() == rows.read(path, Vocabulary()).rows()
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"{"))
    with pytest.raises(InputError, match=r"x\.gz"):
        rows.read(tmp_path / "x.gz", Vocabulary())
