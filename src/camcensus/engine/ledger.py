"""Is the log what it was? Every leaf is worked out anew from what lies there, and held against outside checkpoints.

A log that agrees with itself may still have been written anew as a whole, or have lost its newest leaves: only a
checkpoint that was kept where nobody could change it tells that (``docs/explanation/what-a-log-shows.md``).
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from camcensus.engine.ledger_contents import Content, Originals, contents, originals
from camcensus.store.kept import Kept, LeafRow, kept
from camcensus.wire import canonical, tlog
from camcensus.wire.checkpoint import Checkpoint

MOST_FAULTS = 100
"""Faults that are told one by one; more are counted."""

_WORTH = 200_000
"""Entries from which on a second process pays for its start."""

_CHUNKS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is wrong."""

    first: int
    """The leaf, or the first that it may be; 0 if it is none."""
    last: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a look at the whole log came to."""

    size: int
    root: bytes
    """Of the tree over the leaves as they lie there; empty if a leaf is missing."""
    entries: int = 0
    faults: tuple[Fault, ...] = ()
    """By position."""
    count: int = 0
    """All faults, told or not."""
    originals: int = 0
    erased: int = 0
    unbound: int = 0
    """Records of before their contents were bound to their leaves: those contents are not proved."""
    back: tuple[int, ...] = ()
    """The first leaves that came at an earlier time than the one before: somebody set the clock back."""
    backs: int = 0
    covered: int = 0
    """Leaves that the largest outside checkpoint speaks of."""

    @property
    def code(self) -> int:
        """0: as the checkpoints say, 1: not what it was, 3: it agrees with itself and no checkpoint was given."""
        return 1 if self.count else 0 if self.covered else 3


@dataclass(slots=True, kw_only=True)
class _Part:
    """What some leaves in a row came to."""

    first: int
    tree: list[tuple[int, bytes]] = field(default_factory=list)
    marks: dict[int, list[tuple[int, bytes]]] = field(default_factory=dict)
    """Sizes that were asked for, to the whole parts of the tree from `first` up to there."""
    whole: bool = True
    entries: int = 0
    faults: list[Fault] = field(default_factory=list)
    count: int = 0
    unbound: int = 0
    begins: int | None = None
    ends: int | None = None
    """When the first and the last leaf came."""
    back: list[int] = field(default_factory=list)
    backs: int = 0

    def fault(self, position: int, what: str) -> None:
        self.count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(first=position, last=position, what=what))


def verify(folder: Path, checkpoints: Sequence[Checkpoint] = ()) -> Verdict:
    """Look at every leaf and everything under it in the log of `folder`, and hold it against `checkpoints`.

    Whose signature stands under a checkpoint is not asked here. Raises `StoreError`, `StoreDamaged`. Cost: about
    3 µs an entry on two cores.
    """
    with kept(folder) as log:
        size = log.size()
        known = originals(log)
        strays = log.strays(size)
        many = (size > _WORTH or log.entries() > _WORTH) and (os.cpu_count() or 1) > 1
    asked = sorted({one.size for one in checkpoints if one.size <= size})
    parts = _parts(folder, size, known, asked, many=many)
    found, roots = _joined(parts, size, asked)
    faults = [Fault(first=0, last=0, what=f"{n} rows of '{table}' stand under no leaf") for table, n in strays.items()]
    wrong = sorted((one for one in found.faults), key=lambda one: one.first)
    outside = _outside(checkpoints, size, roots, wrong, whole=found.whole)
    every = [*wrong, *outside, *faults]
    if known.bad and not every:
        every.append(Fault(first=0, last=0, what=f"{len(known.bad)} originals that nothing rests on are damaged"))
    return Verdict(
        size=size,
        root=roots.get(size, b""),
        entries=found.entries,
        faults=tuple(sorted(every, key=_order)[:MOST_FAULTS]),
        count=found.count + len(every) - len(wrong),
        originals=known.sound,
        erased=known.erased,
        unbound=found.unbound,
        back=tuple(found.back[:MOST_FAULTS]),
        backs=found.backs,
        covered=max((one.size for one in checkpoints), default=0),
    )


def _order(fault: Fault) -> tuple[bool, int, int]:
    """What is wrong at one leaf stands before what is wrong at some leaf up to there."""
    return fault.first == 0, fault.last, -fault.first


def roots(folder: Path, sizes: Iterable[int]) -> dict[int, bytes]:
    """The root of the log at each of these sizes and as it is, from the leaves alone: quick, and no verdict."""
    with kept(folder) as log:
        tree, found = tlog.Tree(), {}
        wanted = sorted({*sizes, log.size()})
        for leaves in hashes(log, wanted):
            tree.extend(leaves)
            found[tree.size] = tree.root()
    return {size: found.get(size, tlog.EMPTY_ROOT) for size in wanted if size in found or size == 0}


def hashes(log: Kept, cuts: Sequence[int] = ()) -> Iterator[list[bytes]]:
    """Leaf hashes in order, worked out from header and root, in lists that end at each of the `cuts`."""
    start = 0
    for end in sorted({*cuts, log.size()}):
        for page in log.leaves(start + 1, end):
            yield [leaf(row) for row in page]
        start = end


def leaf(row: LeafRow) -> bytes:
    """The leaf hash, from header and root as they lie there; of what is no bytes, one that no log has."""
    try:
        return tlog.leaf_hash(row.header + row.root)
    except TypeError:
        return bytes(32)


# --- the parts ---------------------------------------------------------------------------------------------------


def _parts(folder: Path, size: int, known: Originals, asked: Sequence[int], *, many: bool) -> Iterator[_Part]:
    """The log in parts of 2**n leaves, each begun at a multiple of that, so that their trees fit together."""
    step = 1 << max((size // _CHUNKS).bit_length(), 0) if many else 1 << max(size, 1).bit_length()
    tasks = [(folder, start + 1, min(start + step, size), known, asked) for start in range(0, size, step)]
    if not many or len(tasks) < 2:
        yield from map(_part, tasks)
        return
    # What was imported before (Polars, with its threads) does not survive a fork.
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_part, tasks)


def _part(task: tuple[Path, int, int, Originals, Sequence[int]]) -> _Part:
    """Look at some leaves in a row; without the search for circles of references, of which there are none here."""
    on = gc.isenabled()
    gc.disable()
    try:
        return _looked_at(task)
    finally:
        if on:
            gc.enable()


def _looked_at(task: tuple[Path, int, int, Originals, Sequence[int]]) -> _Part:
    folder, first, last, known, asked = task
    part, tree = _Part(first=first), tlog.Tree()
    with kept(folder) as log:
        under = contents(log, first, last, known)
        cuts = [one for one in asked if first <= one < last]
        part.marks = {first - 1: []} if first - 1 in asked else {}
        held: Content | None = next(under, None)
        expected = first
        for page in _cut(log, first, last, cuts):
            worked_out: list[bytes] = []
            for row in page:
                if row.position != expected:
                    part.fault(expected, _gap(expected, row.position))
                    part.whole = False
                while held is not None and held.position < row.position:
                    part.fault(held.position, "something stands there that no leaf speaks of")
                    held = next(under, None)
                expected = row.position + 1
                here: list[Content] = []
                while held is not None and held.position == row.position:
                    here.append(held)
                    held = next(under, None)
                worked_out.append(_look(part, row, here))
            tree.extend(worked_out)
            if page[-1].position in asked:
                part.marks[page[-1].position] = tree.parts()
        while held is not None:
            part.fault(held.position, "something stands there that no leaf speaks of")
            held = next(under, None)
    if expected <= last:
        part.fault(expected, _gap(expected, last + 1))
        part.whole = False
    part.tree = tree.parts()
    return part


def _cut(log: Kept, first: int, last: int, cuts: Sequence[int]) -> Iterator[list[LeafRow]]:
    start = first
    for end in (*cuts, last):
        yield from log.leaves(start, end)
        start = end + 1


def _gap(expected: int, then: int) -> str:
    return "it is gone" if then == expected + 1 else f"it is gone, with those up to {then - 1}"


def _look(part: _Part, row: LeafRow, here: Sequence[Content]) -> bytes:
    """One leaf against what stands under it; its hash, worked out."""
    worked_out = leaf(row)
    fault = _malformed(row, worked_out)
    if not fault and len(here) != 1:
        fault = "nothing stands under it" if not here else "two things stand under it"
    if not fault:
        (content,) = here
        part.entries += content.entries
        fault = content.fault or _differs(row, content)
        if not fault:
            fault, bound = _header(row, content)
            part.unbound += not bound
    if fault:
        part.fault(row.position, fault)
    if isinstance(row.received, int):
        if part.ends is not None and row.received < part.ends:
            part.backs += 1
            part.back.append(row.position)
        part.begins = row.received if part.begins is None else part.begins
        part.ends = row.received
    return worked_out


_KINDS = (int, str, bytes, bytes, bytes, bytes, int, int)


def _malformed(row: LeafRow, worked_out: bytes) -> str:
    if tuple(map(type, row)) != _KINDS or len(row.root) != 32:
        return "a value of its leaf is not of its type"
    return "" if worked_out == row.hash else "its leaf was changed: header and root do not give its hash"


def _differs(row: LeafRow, content: Content) -> str:
    if row.entries != content.entries:
        return f"{content.entries} entries stand under it, {row.entries} were logged"
    if row.root != content.root:
        return "its entries are not those that were logged, or not in their order"
    if row.content != content.content:
        return "the digest of its entries is not that of its entries"
    return "" if row.kind == content.kind else "it is of another kind than what stands under it"


def _header(row: LeafRow, content: Content) -> tuple[str, bool]:
    """What is wrong with the header, and whether it binds all there is to bind."""
    if content.blinded is not None and content.origin is None and row.header == _usual(row, content.blinded):
        return "", True
    try:
        value = canonical.decode(row.header)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        return "its header is not in canonical form", True
    bound, fault = value.get("payload"), ""
    said = content.payload if "hash" in value else content.blinded  # older headers tell both hashes plainly
    if (value.get("kind"), value.get("received"), value.get("count")) != (row.kind, row.received, row.entries):
        fault = "its header says another kind, time or count"
    elif value.get("origin") != content.origin:
        fault = "where it came from is not what was logged"
    elif "hash" in value and value["hash"] != content.key:
        fault = "its header speaks of another record"
    elif bound is not None and said is not None and bound != said:
        fault = "what was decided is not what was kept"
    return fault, bound is not None or row.kind == "observations"


def _usual(row: LeafRow, blinded: bytes) -> bytes:
    """The header of a record, as `canonical.encode` writes it, at a tenth of the cost."""
    kind, received = row.kind.encode(), b"%d" % row.received
    inner = b'5:count"1:1#4:kind"%d:%b"7:payload"32:%b,8:received"%d:%b#' % (
        len(kind), kind, blinded, len(received), received,
    )  # fmt: skip
    return b"%d:%b}" % (len(inner), inner)


# --- together ----------------------------------------------------------------------------------------------------


def _joined(parts: Iterable[_Part], size: int, asked: Sequence[int]) -> tuple[_Part, dict[int, bytes]]:
    """All parts as one, and the roots at the sizes asked for and at the end, as far as no leaf is missing."""
    whole, tree, found = _Part(first=1), tlog.Tree(), {}
    for part in parts:
        for at, inside in part.marks.items():
            if whole.whole and (part.whole or at < _first(part)):
                found[at] = _grown(tree, inside).root()
        tree = _grown(tree, part.tree) if whole.whole and part.whole else tree
        whole.whole = whole.whole and part.whole
        whole.faults += part.faults
        whole.count += part.count
        whole.entries += part.entries
        whole.unbound += part.unbound
        if whole.ends is not None and part.begins is not None and part.begins < whole.ends:
            whole.back.append(part.first)
            whole.backs += 1
        whole.back += part.back
        whole.backs += part.backs
        whole.ends = part.ends if part.ends is not None else whole.ends
    if whole.whole:
        found[size] = tree.root()
    if 0 in asked:
        found[0] = tlog.EMPTY_ROOT
    return whole, found


def _first(part: _Part) -> int:
    return min((one.first for one in part.faults), default=part.first)


def _grown(tree: tlog.Tree, parts: Sequence[tuple[int, bytes]]) -> tlog.Tree:
    return tlog.Tree([*tree.parts(), *parts])


def _outside(
    checkpoints: Sequence[Checkpoint], size: int, roots: Mapping[int, bytes], wrong: Sequence[Fault], *, whole: bool
) -> list[Fault]:
    """What the checkpoints show, the smallest first; between two of them no leaf can be told from another."""
    found: list[Fault] = []
    good = 0
    for one in sorted(checkpoints, key=lambda one: one.size):
        if one.size > size:
            words = f"gone: a checkpoint speaks of {one.size} leaves, and {size} are there"
            found.append(Fault(first=size + 1, last=one.size, what=words))
        elif roots.get(one.size) == one.root:
            good = max(good, one.size)
        elif one.size not in roots and not whole and wrong:
            continue  # a leaf before it is missing, and that is told
        else:
            words = f"one of these, at the least, was another when the checkpoint of {one.size} leaves was signed"
            found.append(Fault(first=min(good + 1, one.size), last=one.size, what=words))
    return found
