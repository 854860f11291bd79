"""No parser of strangers' bytes is forgotten by the fuzzer, and each keeps its promises for a few hundred inputs."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from fuzz.child import Run
from fuzz.judge import LARGEST, Call, Fault, found, judge, written
from fuzz.mutations import mutations
from fuzz.registry import TARGETS
from fuzz.targets import Target

WIRE_ROOM = Path(__file__).parents[1] / "src" / "camcensus" / "wire"
TAKEN = {"bytes", "Bytes", "IO[bytes]", "Sequence[bytes]", "Iterable[bytes]"}
NOT_FUZZED = {
    "capture.pcap:detect": "asked by detect.pcap",
    "capture.pcapng:detect": "asked by detect.pcapng",
    "discovery.parts:require": "it looks at the first bytes and the length alone",
    "tlog:leaf_hash": "bytes of our own log; hashing parses nothing",
    "tlog:node_hash": "bytes of our own log; hashing parses nothing",
    "tlog:root": "bytes of our own log; hashing parses nothing",
    "tlog:entry_hash": "bytes of our own log; hashing parses nothing",
    "tlog:batch_leaf": "bytes of our own log; hashing parses nothing",
    "tlog:is_included": "hashing parses nothing; what gives it the hashes is tried as checkpoint.inclusion",
    "tlog:Tree.add": "bytes of our own log; hashing parses nothing",
    "tlog:Tree.extend": "bytes of our own log; hashing parses nothing",
    "tlog:Spans.extend": "bytes of our own log; hashing parses nothing",
}
TRIALS = {"read.": 8, "capture.": 50, "detect.": 100}
"""Inputs for targets that are slow, by the beginnings of their names."""

each = pytest.mark.parametrize("name", sorted(TARGETS))


def takers() -> Iterator[str]:
    """Public functions and methods of wire whose first parameter is bytes, as ``http:answer``."""
    for path in sorted(WIRE_ROOM.rglob("*.py")):
        module = ".".join(path.relative_to(WIRE_ROOM).with_suffix("").parts)
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield from (f"{module}:{node.name}.{one}" for one in _named(node.body, skip=1))
            yield from (f"{module}:{one}" for one in _named([node], skip=0))


def _named(body: list[ast.stmt], skip: int) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            first = [one.annotation for one in node.args.args[skip : skip + 1] if one.annotation]
            if first and ast.unparse(first[0]) in TAKEN:
                yield node.name


def test_whatever_takes_bytes_is_fuzzed_or_says_why_not() -> None:
    every = set(takers())
    fuzzed = {one for target in TARGETS.values() for one in target.covers}
    assert len(every) > 100
    assert every - fuzzed - set(NOT_FUZZED) == set()
    assert set(NOT_FUZZED) <= every - fuzzed


@pytest.mark.parametrize("name", sorted(name for name, target in TARGETS.items() if target.covers))
def test_what_a_target_covers_is_called(name: str) -> None:
    target = TARGETS[name]
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    calls, seeds = target.calls(), target.seeds()
    sys.setprofile(note)
    try:
        for seed in seeds:
            judge(calls, seed)
    finally:
        sys.setprofile(None)
    missing = [one for one in target.covers if code(f"camcensus.wire.{one}") not in called]
    assert not missing


def code(path: str) -> CodeType:
    function: Any = found(path)
    made: CodeType = function.__code__
    return made


@each
def test_some_seed_is_understood(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    for call in target.calls():
        if call.refuses or name.startswith("detect."):
            assert any(understood(call, seed) for seed in seeds), call.path


def understood(call: Call, seed: bytes) -> bool:
    try:
        result = call.run(written(seed) if call.text else seed)
    except call.refuses:
        return False
    return result is not False


@each
def test_a_target_keeps_its_promises(name: str) -> None:
    target = TARGETS[name]
    count = next((few for begin, few in TRIALS.items() if name.startswith(begin)), 300)
    assert not list(faults(target, count, target.longest))
    assert not list(faults(target, count // 8, LARGEST))


HUNG = {"blank lines": b"\n" * LARGEST, "signs of a prompt": b"}@" * (LARGEST // 2), "blanks": b" " * LARGEST}
"""Inputs on which a target once took seconds."""


@pytest.mark.parametrize("data", HUNG.values(), ids=HUNG)
def test_what_hung_once_hangs_no_more(data: bytes) -> None:
    for name in (one for one in TARGETS if one.startswith("config.")):
        assert judge(TARGETS[name].calls(), data) is None, name


def faults(target: Target, count: int, longest: int) -> Iterator[tuple[Fault, bytes]]:
    calls = target.calls()
    for data in mutations(target.seeds(), count, longest, target.name):
        fault = judge(calls, data)
        if fault is not None:
            yield fault, data[:400]


# --- the judge -------------------------------------------------------------------------------------------------------


def broken(data: bytes) -> int:
    return data[7]


def refusing(data: bytes) -> int:
    raise ValueError(len(data))


def lazy(data: bytes) -> Iterator[int]:
    yield 1
    broken(data)


def swallowing(data: bytes) -> bytes:
    return data + bytes(1 << 62)


@pytest.mark.parametrize(
    ("run", "refuses", "what"),
    [
        (broken, (ValueError,), "IndexError"),
        (lazy, (ValueError,), "IndexError"),
        (swallowing, (ValueError,), "MemoryError"),
        (refusing, (), "ValueError"),
    ],
)
def test_a_broken_promise_is_a_crash(run: Any, refuses: tuple[type[Exception], ...], what: str) -> None:
    fault = judge((Call(path="x:y", run=run, refuses=refuses),), b"abc")
    assert fault is not None
    assert (fault.kind, fault.path) == ("crash", "x:y")
    assert fault.place.startswith(f"{what} at ")


def test_a_promise_that_is_kept_is_none() -> None:
    assert judge((Call(path="x:y", run=refusing, refuses=(ValueError,)), Call(path="x:z", run=len)), b"abc") is None


def test_what_takes_too_long_is_a_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, 9.0, 10.0, 11.5, 20.0, 29.0, 30.0, 30.5, 40.0, 49.0, 50.0, 59.0])
    monkeypatch.setattr("fuzz.judge.time.process_time", lambda: next(ticks))
    fault = judge((Call(path="x:y", run=len),), b"abc")
    assert fault is not None
    assert (fault.kind, fault.path, fault.what) == ("hang", "x:y", "1.5 s for 3 bytes")
    assert judge((Call(path="x:y", run=len),), b"only the first call was slow") is None
    assert judge((Call(path="x:y", run=len),), bytes(LARGEST + 1)) is None


def test_a_run_notes_a_fault_once_with_the_first_input_that_showed_it(tmp_path: Path) -> None:
    run = Run(partial(judge, (Call(path="x:y", run=broken),)), 1_000, 3_600.0, tmp_path)
    for data in (bytes(8), b"abc", b"abd"):
        run.one(data)
    run.write()
    told = json.loads((tmp_path / "result.json").read_text("utf-8"))
    (fault,) = told["faults"]
    assert (told["executions"], fault["kind"], fault["path"]) == (3, "crash", "x:y")
    assert Path(fault["input"]).read_bytes() == b"abc"


def test_halves_of_pairs_come_through_as_text() -> None:
    assert written(b"\xed\xa0\x80") == "\ud800"
    assert written(b"\xff") == "\ufffd"


def test_the_same_inputs_are_made_each_time() -> None:
    first, again = (list(mutations([b"seed", b"other"], 200, 64, "x")) for _ in range(2))
    assert first == again
    assert first[:2] == [b"seed", b"other"]
    assert len(set(first)) > 150
    assert max(map(len, first)) == 64
    assert list(mutations([b"seed", b"other"], 200, 64, "y")) != first
