"""The house is as its plan says: files where they belong, each with its definition and its test, none too long."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from tests.support import knowledge

from camcensus.engine import extensions
from camcensus.knowledge import registrants
from camcensus.model import errors
from camcensus.model.facts import FACTS
from camcensus.model.observation import SUBJECT_KINDS
from camcensus.model.scope import Limits

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "camcensus"
TESTS = ROOT / "tests"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
EVERY = [*MODULES, *(path for room in ("tests", "bench", "fuzz") for path in sorted((ROOT / room).rglob("*.py")))]
OF_NO_MODULE = (TESTS, *(TESTS / name for name in ("browser", "cases", "docs", "tools")))
"""Folders whose tests are of the whole, or of what is no module of the product."""
ROOMS = ("model", "wire", "sources", "knowledge", "reason", "store", "engine", "report", "faces")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", EVERY, ids=named)
def test_no_module_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__init__.py"], ids=named)
def test_every_module_has_its_test(path: Path) -> None:
    place = path.relative_to(SOURCE)
    assert (TESTS / place.parent / f"test_{place.name}").is_file()


@pytest.mark.parametrize("path", [p for p in TESTS.rglob("test_*.py") if p.parent not in OF_NO_MODULE], ids=named)
def test_every_test_has_its_module(path: Path) -> None:
    place = path.relative_to(TESTS)
    source = SOURCE / place.parent / place.name.removeprefix("test_")
    assert source.is_file() or path.name.startswith("test_every_") or place.parent.name == "knowledge"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for_in_its_first_sentence(room: str) -> None:
    docstring = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text("utf-8")))
    assert docstring
    assert docstring.split(":")[0].isupper() or "\n" not in docstring.split(".")[0]


def test_there_are_no_other_rooms() -> None:
    assert {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(ROOMS)


READS = {"id", "title", "question", "extensions", "version", "order", "window", "left_out"}
KEYS = {
    "importers": READS,
    "captures": READS,
    "probes": {
        "id", "title", "question", "order", "version", "asks", "ports", "sees", "connections", "packets", "safety",
    },
    "checks": {"id", "question", "unit", "facts", "reasons"},
    "reports": {"id", "title", "question", "extension", "media_type", "version"},
    "documents": {"id", "title", "question", "about", "version"},
    "acls": {"id", "title", "question", "extension", "dialect", "kind", "families", "beside"},
}  # fmt: skip
KIND_OF = {
    "version": int, "order": int, "connections": int, "packets": int, "needs_realm": bool, "narrows": bool,
    "full": bool, "registers": bool, "extensions": list, "left_out": list, "asks": list, "ports": list, "sees": list,
    "facts": list, "reasons": list, "families": list, "beside": list, "needs": list, "words": list,
}  # fmt: skip
"""What the values of keys are, where they are no text."""
OPTIONAL = {
    "importers": {"needs_realm", "narrows", "registers"},
    "captures": {"needs_realm", "narrows"},
    "reports": {"about", "full", "needs", "words"},
    "documents": {"needs", "words"},
}


def each(*kinds: str) -> Iterator[tuple[str, extensions.Extension]]:
    for kind in kinds:
        for one in extensions.found(kind).values():
            yield kind, one


@pytest.mark.parametrize(("kind", "one"), list(each(*KEYS)), ids=lambda value: getattr(value, "id", value))
def test_a_definition_has_the_keys_of_its_kind(kind: str, one: extensions.Extension) -> None:
    assert set(one.definition) - OPTIONAL.get(kind, set()) == KEYS[kind]
    assert str(one.definition["question"]).endswith("?")
    for key, value in one.definition.items():
        assert isinstance(value, KIND_OF.get(key, str)), key
        assert value != "", key


@pytest.mark.parametrize(("_", "one"), list(each(*KEYS)), ids=lambda value: getattr(value, "id", value))
def test_an_extension_is_named_as_its_file(_: str, one: extensions.Extension) -> None:
    assert one.module.__name__.split(".")[-1].replace("_", "-") == one.id


def test_no_two_readers_of_files_bear_one_id() -> None:
    assert not set(extensions.found("importers")) & set(extensions.found("captures"))


PROBES = pytest.mark.parametrize("one", [one for _, one in each("probes")], ids=lambda one: one.id)
ASKS = {"port", "device", "link", "login"}


@PROBES
def test_a_probe_sees_fields_there_are(one: extensions.Extension) -> None:
    known = knowledge().vocabulary.fields
    sees = one.definition["sees"]
    assert isinstance(sees, list)
    assert sees
    for name in sees:
        assert name in known or f"{name.partition('.')[0]}.*" in known, name


@PROBES
def test_a_probe_is_asked_where_its_code_can_ask(one: extensions.Extension) -> None:
    asks, ports = one.definition["asks"], one.definition["ports"]
    assert isinstance(asks, list)
    assert isinstance(ports, list)
    assert asks
    assert set(asks) <= ASKS
    assert ("link" in asks) == callable(getattr(one.module, "call", None))
    assert bool(ports) == ("port" in asks)
    assert all(isinstance(port, int) and 0 < port < 65_536 for port in ports)
    assert len(set(ports)) == len(ports)


@PROBES
def test_a_probe_says_what_it_costs_and_why_it_is_safe(one: extensions.Extension) -> None:
    limits, about = Limits(), one.definition
    for key, most in (("connections", limits.connections), ("packets", limits.packets)):
        cost = about[key]
        assert isinstance(cost, int)
        assert 0 <= cost <= most
    assert str(about["safety"]).endswith(".")
    assert isinstance(about["order"], int)
    docstring = one.module.__doc__ or ""
    assert docstring.strip()


@pytest.mark.parametrize(("_", "one"), list(each("checks")), ids=lambda value: getattr(value, "id", value))
def test_a_check_is_a_question_about_facts_there_are(_: str, one: extensions.Extension) -> None:
    assert (one.module.__doc__ or "").splitlines()[0].endswith("?")
    assert (one.module.__doc__ or "").splitlines()[0] == one.definition["question"]
    assert set(one.definition["facts"]) <= set(FACTS)  # type: ignore[call-overload]
    assert set(one.definition["reasons"]) <= set(knowledge().vocabulary.reasons)  # type: ignore[call-overload]


def test_every_clause_asks_a_check_that_is_there() -> None:
    checks = extensions.found("checks")
    for order in knowledge().directives.values():
        for clause in order.clauses:
            assert clause.check in checks
            assert clause.unit == checks[clause.check].definition["unit"]


def test_the_table_of_registrants_is_the_installed_one_and_dated() -> None:
    assert version(registrants.PACKAGE) in registrants.MADE


def test_every_error_of_ours_has_its_help() -> None:
    page = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CamcensusError)
    ]
    for kind in kinds:
        assert f"## {kind.slug}" in page, kind.slug


def test_every_field_and_subject_stands_in_the_reference() -> None:
    page = (ROOT / "docs" / "reference" / "fields.md").read_text("utf-8")
    for name in (*knowledge().vocabulary.fields, *SUBJECT_KINDS):
        assert f"`{name}`" in page, name


HOSTS = re.compile(
    r"(?:pypi|pythonhosted|npmjs|registry\.|debian\.org|--index-url|--extra-index|--find-links)", re.IGNORECASE
)
SET_UP = [
    ROOT / "Makefile",
    ROOT / "pyproject.toml",
    *sorted((ROOT / "requirements").iterdir()),
    *sorted(path for path in (ROOT / "tools").iterdir() if path.is_file()),
    ROOT / ".ci" / "run",
]


@pytest.mark.parametrize("path", SET_UP, ids=named)
def test_no_file_of_the_set_up_names_where_packages_come_from(path: Path) -> None:
    assert not HOSTS.search(path.read_text("utf-8"))


def test_every_requirement_is_pinned_by_hash() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        for block in re.split(r"\n(?=[a-z])", path.read_text("utf-8")):
            assert "==" in block
            assert "--hash=sha256:" in block
