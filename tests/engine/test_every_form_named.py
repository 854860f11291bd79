"""Whatever holds the observations and in whatever order, the identities are the same; so is what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.naming import HIKVISION, LINES, carefully, line, loaded_once, named, of_lines
from tests.support import knowledge, sayings

from camcensus.engine import name, rows
from camcensus.model.errors import BrokenInput, InputError
from camcensus.model.identity import Identity
from camcensus.reason import identity

__all__ = ["loaded_once"]

pytestmark = pytest.mark.usefixtures("loaded_once")


@pytest.fixture(scope="module", autouse=True, params=[rows._ALIKE, 0], ids=["", "each rest parsed once"])
def alike(request: pytest.FixtureRequest) -> Iterator[int]:
    """What repeats after the subject is parsed once, however little it repeats: nothing may come out otherwise."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows, "_ALIKE", request.param)
        yield int(request.param)


# --- JSON Lines: quick or careful, the same --------------------------------------------------------------------------

READ = {
    "as it should be": LINES,
    "blank lines": LINES.replace("\n", "\n\n  \n"),
    "line ends of another system": LINES.replace("\n", "\r\n"),
    "a mark of order": "\ufeff" + LINES,
    "no line break at the end": LINES.rstrip("\n"),
    "spaces around": LINES.replace("{", "  { ").replace("}", " }\t"),
    "unknown keys": LINES + line(score=7, note=None, x={"value": 7, "y": [1, {}]}),
    "an empty text": LINES + line(value=""),
    "all keys": LINES
    + line(
        encoding="text", at="2026-01-31T00:00:00.5Z", until="2026-02-01T00:00:00+01:00", source="s", body="b",
        realm="r", count=3, at_quality="exact", vantage="v",
    ),
    "a time in February": LINES + line(at="2024-02-29T00:00:00Z"),
    "a body and a realm that are null": LINES + line(body=None, realm=None, at=None),
    "base64": LINES + line(field="http.server", value="RE5WUlMtV2Vicw==", encoding="base64"),
    "bytes that are no text": LINES + line(field="http.server", value="//4A/w==", encoding="base64"),
    "a face": LINES + line(value="\U0001f600 Annke"),
    "a NUL": LINES + line(value="Annke\0"),
    "controls in a name": LINES + line(subject="host:a\x1fb\x1b[31m\x07\n"),
    "two bodies": LINES + line(body="one") + "\n" + line(body="two"),
    "a subject of many colons": LINES + line(subject="mac:aa:bb:cc:dd:ee:ff") + "\n" + line(subject="ip:fe80::"),
    "a subject of one letter": LINES + line(subject="a:b"),
    "keys inside a value": LINES + line(value='{"value": 7, "subject": null, "field": []}'),
    "escaped keys": LINES + line().replace('"value"', '"val\\u0075e"'),
    "a space before the colon": LINES.replace('":', '" :'),
    "a value that is a key": LINES + line(field="value", value="subject"),
}  # fmt: skip


@pytest.mark.parametrize("what", READ)
def test_lines_are_read_as_the_careful_importer_reads_them(tmp_path: Path, what: str) -> None:
    found = of_lines(tmp_path, READ[what])
    assert found == carefully(tmp_path / "o.jsonl")
    assert found[0].hardware_maker == "hikvision"


PLAIN = [
    "as it should be",
    "blank lines",
    "line ends of another system",
    "base64",
    "two bodies",
    "a NUL",
    "unknown keys",
]


@pytest.mark.parametrize("what", PLAIN[:-1])
def test_plain_lines_are_read_quickly(tmp_path: Path, what: str) -> None:
    (tmp_path / "o.jsonl").write_bytes(READ[what].encode())
    assert rows._lines(tmp_path / "o.jsonl") is not None


REFUSED = {
    "no object": "[1]",
    "a null": "null",
    "no JSON": "x",
    "something after it": line() + " x",
    "two on one line": line() + line(),
    "cut off": line()[:-1],
    "cut off in a value": line()[:-3],
    "empty": "{}",
    "no value": line(value=...),
    "no subject": line(subject=...),
    "a value that is null": line(value=None),
    "a number as subject": line(subject=7),
    "a subject without a colon": line(subject="192.0.2.7"),
    "a subject without a kind": line(subject=":192.0.2.7"),
    "a subject without a name": line(subject="ip:"),
    "an empty subject": line(subject=""),
    "another encoding": line(encoding="hex"),
    "no base64": line(value="=a", encoding="base64"),
    "base64 cut off": line(value="QUJ", encoding="base64"),
    "base64 with a line break": line(value="QUJD\nQUJD", encoding="base64"),
    "the other half": line(value="X").replace("X", "\\uDFFF"),
    "a bare control": line(value="X").replace("X", "\x01"),
    "nested ten thousand deep": line()[:-1] + ', "x": ' + "[" * 10_000 + "]" * 10_000 + "}",
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("end", ["\n", "", "\n" + line()])
def test_a_bad_line_is_named_as_the_careful_importer_names_it(tmp_path: Path, what: str, end: str) -> None:
    with pytest.raises(BrokenInput, match=r"o\.jsonl, line 4: ") as quick:
        of_lines(tmp_path, LINES + REFUSED[what] + end)
    with pytest.raises(BrokenInput) as careful:
        carefully(tmp_path / "o.jsonl")
    assert str(quick.value) == str(careful.value)


def outcome(read: Callable[[Path], list[Identity]], path: Path) -> list[Identity] | str:
    """What comes of a file, or what is wrong with it."""
    try:
        return read(path)
    except InputError as fault:
        return str(fault)


TAKEN = {
    "a number as value": line(value=7),
    "a fraction as value": line(value=7.5),
    "a truth as value": line(value=True),
    "a list as value": line(value=["Annke"]),
    "a table as value": line(value={"a": 1}),
    "a number as body": line(body=5),
    "a number as source": line(source=5),
    "a number before a repeated text": line(value=7)[:-1] + ', "field": "x"}',
    "no encoding": line(encoding=None),
    "half a character": line(value="X").replace("X", "\\ud800"),
    "a time that is none": line(at="yesterday"),
    "a day that is none": line(at="2026-02-30T00:00:00Z"),
    "a time without a zone": line(at="2026-01-01T00:00:00"),
    "an end before the start": line(at="2026-01-02T00:00:00Z", until="2026-01-01T00:00:00Z"),
    "another quality": line(at_quality="good"),
    "no count": line(count=0),
    "a count too large": line(count=1 << 63),
    "a count as text": line(count="1"),
    "a repeated key": line()[:-1] + ', "value": "Axis"}',
    "secrets in a subject": line(subject="host:rtsp://admin:hunter2@192.0.2.7/"),
}
"""What the careful importer refuses or mends, and the quick reader takes as it comes: naming does not need it."""


@pytest.mark.parametrize("what", TAKEN)
def test_what_naming_does_not_need_is_no_reason_to_stop(tmp_path: Path, what: str) -> None:
    found = of_lines(tmp_path, LINES + TAKEN[what])
    assert (found[0].subject, found[0].hardware_maker) == ("ip:192.0.2.7", "hikvision")
    assert found[1] == of_lines(tmp_path, LINES)[1]


@pytest.mark.parametrize("what", TAKEN)
def test_beside_an_odd_line_the_careful_importer_has_its_say(tmp_path: Path, what: str) -> None:
    (tmp_path / "o.jsonl").write_text(f"{LINES}{TAKEN[what]}\n\x0b\n", "utf-8", newline="")
    found = outcome(named, tmp_path / "o.jsonl")
    assert found == outcome(carefully, tmp_path / "o.jsonl")
    assert "hunter2" not in str(found)


def test_bytes_that_are_no_utf_8_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenInput, match="line 4"):
        of_lines(tmp_path, LINES.encode() + line(value="caf_").encode().replace(b"_", b"\xe9"))


ODD = [b'"', b"\\", b"{", b"}", b"[", b",", b":", b"\n", b"\r", b"\0", b"\xff", b"\\ud800", b"0", b"null", b" ", b"ip:"]


FIRST = len(LINES.splitlines()[0]) + 1
"""The first line tells the format, and stays."""


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(FIRST, len(LINES)), st.integers(0, 2), st.sampled_from(ODD)), min_size=1, max_size=3)
)
def test_lines_that_were_damaged_are_read_or_refused_alike(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int, bytes]]
) -> None:
    data = LINES.encode()
    for at, over, put in damage:
        data = data[:at] + put + data[at + over :]
    path = tmp_path_factory.mktemp("damaged") / "o.jsonl"
    path.write_bytes(data)
    quick, careful = outcome(named, path), outcome(carefully, path)
    # Where the careful importer refuses, the quick reader may take what naming does not need.
    assert quick == careful or (isinstance(careful, str) and not isinstance(quick, str))


# --- properties ------------------------------------------------------------------------------------------------------

FACTS = st.sampled_from(
    [
        ("tls.subject", HIKVISION),
        ("http.server", "DNVRS-Webs"),
        ("register.make", "Annke"),
        ("register.make", "Axis"),
        ("mac", "00:40:8c:00:00:01"),
        ("model.number", "DS-2CD2143G2-I"),
        ("fact.class", "camera"),
        ("http.title", "WEB SERVICE"),
        ("http.title", "Intranet"),
        ("sdp", "v=0\r\ns=Media Server\r\na=packetization-supported:DH\r\n"),
    ]
)
TABLE = st.lists(st.tuples(st.sampled_from(["ip:1", "ip:2", "host:\x1f", "mac:x y", "ip:3"]), FACTS), max_size=30)


def frame(table: list[tuple[str, tuple[str, str]]], **more: Any) -> pl.DataFrame:
    listed = [(subject, *fact, "text") for subject, fact in table]
    return pl.DataFrame(listed, schema=dict.fromkeys(rows.ROW, pl.String), orient="row").with_columns(**more)


def identities(seen: pl.DataFrame) -> dict[str, Identity]:
    return {one.subject: one for one in name.each(name.name(seen, knowledge(), sayings()))}


@settings(max_examples=60)
@given(TABLE, st.randoms(use_true_random=False), st.sampled_from([0, 256]))
def test_the_order_of_rows_changes_nothing(table: list[Any], random: Any, few: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(identity, "_FEW", few)
        first = identities(frame(table))
        shuffled = list(table)
        random.shuffle(shuffled)
        assert identities(frame(shuffled)) == first
        assert identities(frame(table + table)) == first
        assert list(first) == list(dict.fromkeys(subject for subject, _ in table))


@settings(max_examples=40)
@given(TABLE.filter(bool))
def test_lines_parquet_and_the_careful_importer_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, table: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("same")
    seen = frame(table)
    seen.write_ndjson(folder / "o.jsonl")
    seen.write_parquet(folder / "o.parquet")
    expected = name.name(seen, knowledge(), sayings()).rows()
    assert name.from_file(folder / "o.jsonl").rows() == expected
    assert name.from_file(folder / "o.parquet").rows() == expected
    assert carefully(folder / "o.jsonl") == list(name.each(name.name(seen, knowledge(), sayings())))


NAMES = st.sampled_from(["", "a", "b", "a\x1f", "\x1f", "1", "1 ", " ", "a b"])


@given(st.lists(st.tuples(NAMES, NAMES, st.sampled_from(["ip:1", "host:a\x1fb", "host:a b ", "1:1 1"])), min_size=1))
def test_equal_subjects_of_two_bodies_or_realms_are_two(table: list[tuple[str, str, str]]) -> None:
    seen = pl.DataFrame(
        [(body, realm, subject, "register.make", "Annke", "text") for body, realm, subject in table],
        schema=dict.fromkeys((*rows.REALM, *rows.ROW), pl.String),
        orient="row",
    )
    found = name.name(seen, knowledge(), sayings())
    assert found["subject"].to_list() == [subject for _, _, subject in dict.fromkeys(table)]


@pytest.mark.parametrize("keep", [lambda one: one, lambda one: one.cast(pl.Categorical)])
def test_a_body_that_is_missing_is_the_empty_one(keep: Callable[[pl.Expr], pl.Expr]) -> None:
    seen = frame([("ip:1", ("register.make", "Annke"))] * 3)
    seen = seen.with_columns(body=pl.Series([None, "", "x"])).with_columns(keep(pl.col("body")))
    assert name.name(seen, knowledge(), sayings())["subject"].to_list() == ["ip:1", "ip:1"]
