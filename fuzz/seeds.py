"""Small messages of the real shape: what the tests of a parser hold as constants and parameters, and fixtures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

MOST = 400
"""Seeds of one target."""
FORMATS = Path(__file__).parents[1] / "tests" / "cases" / "formats"
_GOLDEN = ".golden.jsonl"
_DEPTH = 5


def of_wire(*modules: str, longest: int) -> list[bytes]:
    """What the tests of modules of wire hold."""
    names = [module.rpartition(".") for module in modules]
    return of_tests(*(f"tests.wire.{place}{mark}test_{name}" for place, mark, name in names), longest=longest)


def of_tests(*names: str, longest: int) -> list[bytes]:
    """What modules of tests hold, texts as UTF-8; those that are not there hold nothing."""
    held: dict[bytes, None] = {}
    for name in names:
        if _is_there(name):
            for word, value in vars(import_module(name)).items():
                if not word.startswith("__"):
                    held.update(dict.fromkeys(_bytes(value, _DEPTH)))
    return [one for one in held if len(one) <= longest][:MOST]


def of_format(name: str, module: str, longest: int) -> list[bytes]:
    """The beginnings of the fixtures of a format; without any, what the test of its module holds."""
    folder = FORMATS / name
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    found = [path.read_bytes()[:longest] for path in files if path.is_file() and not path.name.endswith(_GOLDEN)]
    place, _, last = module.removeprefix("camcensus.").rpartition(".")
    return found or of_tests(f"tests.{place}.test_{last}", longest=longest)


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _bytes(value: object, depth: int) -> Iterator[bytes]:
    """The bytes and texts in a value, in tables and lists, and among the parameters of a test."""
    if isinstance(value, bytes | bytearray):
        yield bytes(value)
    elif isinstance(value, str):
        yield value.encode("utf-8", "surrogatepass")
    elif depth and isinstance(value, Mapping):
        for inner in (*value.keys(), *value.values()):
            yield from _bytes(inner, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _bytes(inner, depth - 1)
    elif depth and hasattr(value, "pytestmark"):
        for mark in value.pytestmark:
            yield from _bytes(mark.args[1:], depth - 1)
