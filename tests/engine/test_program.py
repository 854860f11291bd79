"""Which program judged, and what is another about it."""

from __future__ import annotations

from dataclasses import replace

from camcensus.engine import program
from camcensus.engine.extensions import found
from camcensus.engine.program import Program
from camcensus.wire import canonical


def test_this_program_names_its_code_its_checks_and_what_it_rests_on() -> None:
    this = program.this()
    assert set(this.checks) == set(found("checks"))
    assert {len(one) for one in (this.code, *this.checks.values())} == {64}
    assert this.packages["polars"] != "none"
    assert program.read(this.kept()) == this


def test_a_record_that_does_not_say_is_of_no_known_program() -> None:
    values: list[canonical.Value] = [None, "", [], {"checks": 1, "others": "x", "code": ""}]
    for value in values:
        assert list(program.differences(program.read(value), program.this())) == [
            "which program judged was not kept then"
        ]


def test_what_is_another_is_named() -> None:
    old = Program(
        version="1",
        code="a" * 64,
        checks={"x": "1", "y": "2"},
        packages={"polars": "1", "tzdata": "2"},
        others=("acme 1",),
    )
    assert list(program.differences(old, old)) == []
    new = Program(version="1", code="b" * 64, checks={"x": "1", "y": "3"}, packages={"polars": "2", "tzdata": "2"})
    assert list(program.differences(old, new)) == [
        f"the program's code is other ({'a' * 12} then, {'b' * 12} now)",
        "the question 'y' is asked by other code",
        "the package polars is another release: 1 then, 2 now",
        "other extensions are let in: acme 1 then, none now",
    ]
    assert "another version: 1 then, 2 now" in next(iter(program.differences(old, replace(old, version="2", code="c"))))
