"""The value is that of the standard reader; each key and table knows its line."""

from __future__ import annotations

import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import toml

TEXT = '''\
# an estate
title = "x"
[body]
id = "dept"

[[site]]  # first
id = "a"
name = """
[not a table]
id = "not a key"
""" # after
aliases = [
  "b = c",
  "d",
]
"quoted key" = 1
dotted.key = 2

[site.sensitive]
holds_secret = { answer = "yes", said_by = "A" }

[[site.zone]]
id = "z0"
[[site.zone]]
id = "z1"

[[site]]
id = "b"
note = \'\'\'one
[[site]]
\'\'\'
[[site.zone]]
id = "z2"
["a.b".'c d']
e = \'\'\'in one line\'\'\'
f = "\\"\\"\\""
g = [
  [1, 2],
  [3]
]
h = { i = [
  1
] }
j = 1
'''

LINES: list[tuple[toml.Path, int]] = [
    (("title",), 2),
    (("body",), 3),
    (("body", "id"), 4),
    (("site", 0), 6),
    (("site", 0, "id"), 7),
    (("site", 0, "name"), 8),
    (("site", 0, "aliases"), 12),
    (("site", 0, "quoted key"), 16),
    (("site", 0, "dotted", "key"), 17),
    (("site", 0, "sensitive"), 19),
    (("site", 0, "sensitive", "holds_secret"), 20),
    (("site", 0, "zone", 0), 22),
    (("site", 0, "zone", 0, "id"), 23),
    (("site", 0, "zone", 1), 24),
    (("site", 0, "zone", 1, "id"), 25),
    (("site", 1), 27),
    (("site", 1, "id"), 28),
    (("site", 1, "note"), 29),
    (("site", 1, "zone", 0), 32),
    (("site", 1, "zone", 0, "id"), 33),
    (("a.b", "c d"), 34),
    (("a.b", "c d", "e"), 35),
    (("a.b", "c d", "f"), 36),
    (("a.b", "c d", "g"), 37),
    (("a.b", "c d", "h"), 41),
    (("a.b", "c d", "j"), 44),
]


@pytest.mark.parametrize(("path", "line"), LINES)
def test_each_key_and_table_has_its_line(path: toml.Path, line: int) -> None:
    assert line == toml.parse(TEXT)[1][path]


def test_nothing_else_has_a_line() -> None:
    assert dict(LINES) == toml.parse(TEXT)[1]


def test_the_value_is_that_of_the_standard_reader() -> None:
    assert tomllib.loads(TEXT) == toml.parse(TEXT)[0]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("site", 0, "sensitive", "holds_secret", "answer"), 20),
        (("site", 0, "aliases", 1), 12),
        (("site", 1, "timezone"), 27),
        (("nothing", "of", "this"), 1),
        ((), 1),
    ],
)
def test_what_has_no_line_has_that_of_what_is_around_it(path: toml.Path, line: int) -> None:
    assert line == toml.line_of(toml.parse(TEXT)[1], path)


@pytest.mark.parametrize("part", ["b", '"b"', "'b'", '"\\""', " b "])
@pytest.mark.parametrize(
    "form", ["x = 1\n{} = 1\n", "x = 1\n[{}]\n", "x = 1\n[[ {} ]]\n", "x = 1\ny = {{ a = 1, {} = 2 }}\n"]
)
def test_a_key_has_so_many_parts_at_most(part: str, form: str) -> None:
    whole = form.format(".".join([part] * toml.MAX_PARTS))
    assert toml.parse(whole)[0] == tomllib.loads(whole)
    begun = time.process_time()
    with pytest.raises(toml.TomlError, match="more than 64 parts") as caught:
        toml.parse(form.format(".".join([part] * 20_000)))
    assert caught.value.line == 2
    assert time.process_time() - begun < 0.5


def test_blanks_in_a_header_are_read_over_in_linear_time() -> None:
    begun = time.process_time()
    assert toml.parse("[a" + " " * 60_000 + ".b]\nc = 1\n[[ d ]]\n")[1] == {
        ("a", "b"): 1,
        ("a", "b", "c"): 2,
        ("d", 0): 3,
    }
    assert time.process_time() - begun < 0.5


def test_a_separator_that_is_no_line_break_counts_as_none() -> None:
    assert toml.parse('a = "x\u2028y\x0b"\nb = 1\n'.replace("\x0b", ""))[1] == {("a",): 1, ("b",): 2}


def test_lines_that_end_as_in_windows_count_once() -> None:
    assert toml.parse("[a]\r\nb = 1\r\n")[1] == {("a",): 1, ("a", "b"): 2}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = \n", 2),
        ("a = 1\na = 2\n", 2),
        ("[a\n", 1),
        ('a = 1\nb = "x', 2),
        ('a = """\n\n', 3),
        ("a = " + "9" * 5_000, 1),
        ("a = " + "[" * 100_000, 1),
    ],
)
def test_a_fault_names_its_line(text: str, line: int) -> None:
    with pytest.raises(toml.TomlError) as caught:
        toml.parse(text)
    assert line == caught.value.line
    assert "line" not in str(caught.value)


@given(st.text(max_size=200) | st.lists(st.sampled_from(list("a=[]{}'\"\n#,.1 \\")), max_size=60).map("".join))
def test_any_text_gives_a_table_or_a_fault_inside_it(text: str) -> None:
    try:
        found = list(toml.parse(text)[1].values())
    except toml.TomlError as fault:
        found = [fault.line]
    assert all(1 <= line <= text.count("\n") + 1 for line in found)


names = st.text(st.sampled_from("abc-_1"), min_size=1, max_size=4)
strings = st.sampled_from(
    ['"x"', "'y'", '"""\n[z]\nb = 1\n"""', "'''\n[[z]]\n'''", "[\n [1],\n [2]\n]", "{ q = 1 }", '"#"']
)


@given(st.lists(st.tuples(names, strings), unique_by=lambda pair: pair[0]))
def test_keys_are_found_whatever_stands_between_them(pairs: list[tuple[str, str]]) -> None:
    text, expected = "", {}
    for name, value in pairs:
        expected[(name,)] = text.count("\n") + 1
        text += f"{name} = {value}  # [c] = '\n"
    assert expected == toml.parse(text)[1]
