from __future__ import annotations

import base64
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import (
    Read,
    context,
    little_memory,
    read,
    read_or_refused,
    refused,
    unhurried,
    write,
)

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import observations_jsonl
from camcensus.sources.reading import lines
from camcensus.wire.redact import MARK


def line(**changes: Any) -> str:
    least = {"subject": "ip:10.0.0.5", "field": "http.title", "value": "index"}
    return json.dumps({name: value for name, value in {**least, **changes}.items() if value is not None})


def said(folder: Path, *lines: str) -> Read:
    return read(observations_jsonl, write(folder, "seen.jsonl", "\n".join(lines)))


def test_what_is_left_out_comes_from_the_context(tmp_path: Path) -> None:
    row = said(tmp_path, line()).rows[0]
    assert (row["body"], row["realm"], row["source"]) == ("dept", "main", observations_jsonl.SOURCE)
    assert (row["subject"], row["field"], row["value"]) == ("ip:10.0.0.5", "http.title", "index")
    assert (row["at"], row["at_quality"]) == (None, "unknown")


def test_what_is_given_stands(tmp_path: Path) -> None:
    given_ = {"body": "b", "realm": "r", "source": "probe:x@1", "vantage": "v", "count": 3, "at_quality": "exact"}
    times = {"at": "2026-01-01T00:00:00Z", "until": "2026-01-01T02:00:00+01:00"}
    whole = said(tmp_path, line(**given_, **times))
    assert {name: whole.rows[0][name] for name in given_} == given_
    assert whole.times() == {("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "exact")}


def test_a_clock_that_was_never_set(tmp_path: Path) -> None:
    assert said(tmp_path, line(at="1970-01-01T00:03:00Z")).rows[0]["at_quality"] == "device-clock"


def test_blank_lines_marks_and_line_ends(tmp_path: Path) -> None:
    whole = said(tmp_path, "\ufeff" + line(), "", "   ", line(value="b") + "\r")
    assert whole.values("http.title") == ["index", "b"]
    assert whole.records == 2


def test_the_first_line_tells_the_format() -> None:
    assert observations_jsonl.detect(b"\xef\xbb\xbf\n" + line().encode())
    assert not observations_jsonl.detect(b'{"subject": 1}\n' + line().encode())
    assert not observations_jsonl.detect(b"subject,field,value\n")


def test_the_original_is_the_line(tmp_path: Path) -> None:
    assert list(said(tmp_path, line()).originals.values()) == [line().encode()]


def test_keys_that_are_not_known_are_kept_and_named_once(tmp_path: Path) -> None:
    whole = said(tmp_path, line(score=7), line(score=8, note="é"), line())
    assert whole.remarks == ["the lines' keys: not understood and kept only in the originals: 'score', 'note'"]
    assert any(b'"score": 7' in data for data in whole.originals.values())


def test_ever_new_keys_end(tmp_path: Path) -> None:
    whole = said(tmp_path, *(line(**{f"k{n}": n}) for n in range(1_500)))
    assert whole.remarks[0].endswith("and 980 more")


# --- secrets -----------------------------------------------------------------------------------------------------

SECRETS = [
    line(value="rtsp://admin:hunter2@10.0.0.5/1"),
    line(value='password="hunter2"'),
    line(value="rtsp://admin:hunter2@10.0.0.5/1").replace("/", "\\/"),
    line(value="p", password="hunter2"),  # noqa: S106  # it is what is looked for
    line(value="p", credentials={"user": "hunter2", "pin": 4}, tags=["pwd=hunter2"]),
    line(value="PASSWORD=hunter2").replace("PASSWORD", "\\u0050ASSWORD"),
    line(subject="host:rtsp://admin:hunter2@x"),
    line(value=base64.b64encode(b"\xffrtsp://admin:hunter2@10.0.0.5/\x00").decode(), encoding="base64"),
]


@pytest.mark.parametrize("text", SECRETS)
def test_secrets_are_taken_out(tmp_path: Path, text: str) -> None:
    whole = said(tmp_path, text)
    inner = [base64.b64decode(row["value"]).decode("latin-1") for row in whole.rows if row["encoding"] == "base64"]
    assert "hunter2" not in whole.everything() + "".join(inner)
    assert base64.b64encode(b"hunter2")[:8].decode() not in whole.everything()
    assert MARK in whole.everything() + "".join(inner)
    assert whole.redacted >= 1
    assert whole.records == 1


@pytest.mark.parametrize(
    "text", [line(token=None, password=""), line(value="token"), line(value="c2VjcmV0", encoding="base64")]
)
def test_what_only_looks_like_a_secret_stays(tmp_path: Path, text: str) -> None:
    whole = said(tmp_path, text)
    assert list(whole.originals.values()) == [text.encode()]
    assert whole.redacted == 0


# --- bad lines ---------------------------------------------------------------------------------------------------

BAD = {
    "no JSON": "x",
    "cut off": line()[:-1],
    "no object": "[1]",
    "no subject": '{"field": "x", "value": "y"}',
    "a number for text": line(value=7),
    "a subject without kind": line(subject="10.0.0.5"),
    "an empty name": line(subject="ip:"),
    "another encoding": line(encoding="hex"),
    "no base64": line(value="=a", encoding="base64"),
    "a time without a zone": line(at="2026-01-01T00:00:00"),
    "no time": line(at="yesterday"),
    "a time before all times": line(at="0001-01-01T00:00:00+23:00"),
    "a time after all times": line(at="9999-12-31T23:00:00-23:00"),
    "an end before the start": line(at="2026-01-02T00:00:00Z", until="2026-01-01T00:00:00Z"),
    "an end without a start": line(until="2026-01-01T00:00:00Z"),
    "another quality": line(at_quality="good"),
    "no count": line(count=0),
    "a count that no column holds": line(count=1 << 63),
    "a count without end": line(count=1)[:-1] + "0" * 5_000 + "}",
    "half a character": line(value="X").replace("X", "\\ud800"),
    "nested ten thousand deep": line()[:-1] + ', "x": ' + "[" * 10_000 + "]" * 10_000 + "}",
    "objects ten thousand deep": line()[:-1] + ', "x": ' + '{"a":' * 10_000 + "1" + "}" * 10_001,
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_line_is_named(tmp_path: Path, what: str) -> None:
    fault = refused(observations_jsonl, write(tmp_path, "seen.jsonl", f"{line()}\n\n{BAD[what]}\n"), BrokenInput)
    assert fault.where == "seen.jsonl, line 3"
    assert fault.mend
    assert len(str(fault)) < 600


def test_bytes_that_are_no_utf_8_are_not_guessed_at(tmp_path: Path) -> None:
    path = write(tmp_path, "seen.jsonl", line(value="caf\u00e9").encode().replace(b"\\u00e9", b"\xe9"))
    assert "line 1" in refused(observations_jsonl, path, BrokenInput).where


def test_a_line_without_end_is_left_early(tmp_path: Path) -> None:
    path = tmp_path / "seen.jsonl"
    with path.open("wb") as stream:
        stream.write(line().encode() + b"\n" + line()[:-2].encode())
        stream.writelines(b"a" * (1 << 20) for _ in range(40))
    with little_memory(120):
        assert refused(observations_jsonl, path, HostileInput).where == "seen.jsonl, line 2"


def test_large_lines_are_handed_on_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "seen.jsonl"
    with path.open("wb") as stream:
        stream.writelines(line(value=f"{n}" + "a" * (1 << 21)).encode() + b"\n" for n in range(60))
    with little_memory(250):
        assert sum(chunk.records for chunk in observations_jsonl.read(path, context(path))) == 60


@unhurried
@given(st.integers(0, 300), st.binary(max_size=4), st.integers(0, 9))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    data = (
        f"{line(at='2026-01-01T00:00:00Z', count=2)}\n{SECRETS[4]}\n{line(encoding='base64', value='YQ==')}\n".encode()
    )
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "seen.jsonl", data[:at] + put + data[at + over :])
        fault = read_or_refused(observations_jsonl, path)
        assert fault is None or "line" in fault.where


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda x: st.lists(x) | st.dictionaries(st.text(), x),
)


@unhurried
@given(st.dictionaries(st.sampled_from([*lines._KNOWN, "x", "password"]), json_values))
def test_any_object_is_read_or_refused(content: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(observations_jsonl, write(Path(folder), "seen.jsonl", json.dumps(content)))
