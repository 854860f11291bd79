"""What is kept from one run to the next is the same as what is made anew."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.support import knowledge

from camcensus.engine import cache, known
from camcensus.knowledge import load
from camcensus.model.errors import KnowledgeError
from camcensus.model.knowledge import Knowledge
from camcensus.reason import automaton, matcher

VALUES = [
    ("http.server", "DNVRS-Webs"),
    ("tls.subject", "CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION"),
    ("register.make", "Annke"),
    ("mac", "00:40:8c:00:00:01"),
    ("http.title", "Intranet"),
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.PLACE, str(tmp_path))
    return tmp_path


@pytest.fixture
def few() -> Knowledge:
    """Knowledge with few fingerprints: the whole set takes seconds to compile."""
    whole = knowledge()
    marks = [mark for mark in whole.fingerprints if mark.field == "http.server"][:20]
    return replace(whole, fingerprints=tuple(marks))


def files_of(place: Path, kind: str) -> list[Path]:
    return [path for path in place.iterdir() if path.name.startswith(kind)]


def test_knowledge_comes_back_as_it_was(place: Path) -> None:
    read = load.read()
    first, second = known.load(read), known.load(read)
    assert first == second == knowledge()
    assert len(files_of(place, "knowledge")) == 1


def test_other_bytes_are_other_knowledge(place: Path) -> None:
    read = load.read()
    other = {**read, "makers/axis.yml": read["makers/axis.yml"] + b"\n# a remark\n"}
    assert known.load(read).version != known.load(other).version
    assert len(files_of(place, "knowledge")) == 2


def test_broken_knowledge_is_refused_and_not_kept(place: Path) -> None:
    with pytest.raises(KnowledgeError):
        known.load({**load.read(), "makers/axis.yml": b"- id: [\n"})
    assert files_of(place, "knowledge") == []


def test_what_is_kept_and_is_no_knowledge_is_forgotten(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = load.read()
    monkeypatch.setattr(cache, "kept", lambda kind, source, make: b"\xc1 no message")
    assert known.load(read) == knowledge()


@pytest.mark.parametrize("content", [b"\x80", b"\x81\xa7version\x01", b""])
def test_what_is_kept_and_has_another_form_is_forgotten(
    place: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(cache, "kept", lambda kind, source, make: content)
    read = load.read()
    assert known.load(read) == knowledge()


def test_sayings_from_the_kept_set_are_the_same(place: Path, few: Knowledge) -> None:
    first, second = known.sayings(few), known.sayings(few)
    assert len(files_of(place, "automaton")) == 1
    for field, value in VALUES:
        assert first.of(field, value, "text") == second.of(field, value, "text")
    assert first.of(*VALUES[0], "text")


def test_another_set_of_patterns_is_compiled_anew(place: Path, few: Knowledge) -> None:
    known.sayings(few)
    known.sayings(replace(few, fingerprints=few.fingerprints[1:]))
    assert len(files_of(place, "automaton")) == 2


@pytest.mark.skipif(find_spec("hyperscan") is None, reason="there is nothing to compile with")
def test_a_set_that_does_not_load_is_compiled_anew_and_forgotten(
    place: Path, few: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "compile_marks", lambda marks: b"of another processor")
    with pytest.raises(ValueError, match="cannot be loaded"):
        known.sayings(few)
    assert files_of(place, "automaton") == []
    monkeypatch.setattr(known, "compile_marks", matcher.compile_marks)
    assert known.sayings(few).of(*VALUES[0], "text")


def test_without_a_compiler_the_answers_are_the_same(
    place: Path, few: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it = [known.sayings(few).of(*value, "text") for value in VALUES]
    monkeypatch.setattr(automaton, "hyperscan", None)
    monkeypatch.setattr(known, "_release", lambda: "")
    assert with_it == [known.sayings(few).of(*value, "text") for value in VALUES]


def test_where_nothing_is_kept_all_is_made(few: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.PLACE, "")
    assert known.load(load.read()) == knowledge()
    assert known.sayings(few).of(*VALUES[0], "text")


def test_the_registrants_are_those_of_the_installed_table() -> None:
    assert known.holders().names["00:40:8c"]
