"""Two logs side by side, each in a workspace or a bundle: where they part, and whether assessments come to the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from camcensus.engine import handover_open, ledger, ledger_proofs, record, repeat
from camcensus.engine.repeat import Repeated
from camcensus.engine.workspace import LOG
from camcensus.model.errors import BrokenInput, UsageError
from camcensus.store.interface import Store
from camcensus.store.kept import kept


class Pair(NamedTuple):
    """One assessment, judged again in both."""

    id: str
    one: Repeated
    other: Repeated

    @property
    def same(self) -> bool:
        """Whether both come to what was kept, byte for byte."""
        return self.one.code == self.other.code == 0 and self.one.findings == self.other.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a comparison came to."""

    sizes: tuple[int, int]
    parted: int
    """The first leaf that is another in the two; 0: the shorter one is the beginning of the longer one."""
    pairs: tuple[Pair, ...]
    missing: tuple[str, ...]
    """Assessments that only one of them keeps."""

    @property
    def code(self) -> int:
        """0: all that was judged again came to the same bytes in both, 1: something did not, or the logs part."""
        return 0 if not self.parted and all(pair.same for pair in self.pairs) else 1


def compare(one: Path, other: Path, wanted: Sequence[str] = (), *, every: bool = False) -> Compared:
    """Compare two; judge again the newest assessment that both keep, every one, or those that are named.

    Raises `UsageError` where there is none, and as `handover_open.open_` and `repeat.repeat`.
    """
    with ExitStack() as stack:
        homes = [stack.enter_context(_home(path)) for path in (one, other)]
        stores = [stack.enter_context(_store(home)) for home in homes]
        kept_ = [record.every(store) for store in stores]
        both = [key for key in kept_[0] if key in kept_[1]]
        chosen = [_named(both, name) for name in wanted] or (both if every else both[-1:])
        if not chosen:
            mend = "'camcensus assess' keeps one; then make a bundle"
            raise UsageError("they keep no assessment in common", mend=mend)
        pairs = [
            Pair(key, *(repeat.repeat(*place, key) for place in zip(homes, stores, strict=True))) for key in chosen
        ]
        sizes = (stores[0].position(), stores[1].position())
        return Compared(
            sizes=sizes,
            parted=_parted(homes[0], homes[1], min(sizes)),
            pairs=tuple(pairs),
            missing=tuple(sorted(set(kept_[0]) ^ set(kept_[1]))),
        )


def _named(both: Sequence[str], name: str) -> str:
    found = [key for key in both if len(name) >= 6 and key.startswith(name.lower())]
    if len(found) != 1:
        what = "no assessment" if not found else "more than one assessment"
        raise UsageError(f"{what} that both keep has the id '{name}'", mend="give --all to judge all of them again")
    return found[0]


@contextmanager
def _home(path: Path) -> Iterator[Path]:
    """A workspace as it is; a bundle laid out in a folder that goes again."""
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="camcensus-") as folder:
        home = Path(folder) / "laid"
        found = handover_open.open_(path, home)
        if found.faults:
            raise BrokenInput(found.faults[0], where=str(path), mend="'camcensus bundle verify' says all")
        yield home


@contextmanager
def _store(home: Path) -> Iterator[Store]:
    store = ledger_proofs.opened(home)
    try:
        yield store
    finally:
        store.close()


def _parted(one: Path, other: Path, size: int) -> int:
    """The first leaf up to `size` that is another."""
    roots = [ledger.roots(home / LOG, [size]).get(size) for home in (one, other)]
    if roots[0] == roots[1]:
        return 0
    with kept(one / LOG) as here, kept(other / LOG) as there:
        leaves = (chain.from_iterable(ledger.hashes(log, [size])) for log in (here, there))
        return next(at for at, (left, right) in enumerate(zip(*leaves, strict=False), start=1) if left != right)
