"""How often the makers and kinds of labelled devices are named right, wrong, or left unknown.

    python bench/accuracy.py [FILE] [--against] [--list]

FILE is in the form of the corpus (default: the corpus beside the project). `--against` runs the same rows through the
service patterns of an installed nmap and prints them beside ours. `--list` prints each row that is not right.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import polars as pl

if not __package__:  # run as a file: python bench/accuracy.py FILE
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _labels, _nmap
from bench._labels import BEHIND, CAMERAS, COVERED, RIGHT, SPEECHLESS, UNKNOWN, UNLABELLED, WRONG, Names, Row
from camcensus.engine import known
from camcensus.engine import name as engine
from camcensus.knowledge import load
from camcensus.model.identity import Identity

OUTCOMES = (RIGHT, BEHIND, WRONG, UNKNOWN, UNLABELLED)


def run() -> None:
    """Bars: see the issue; printed with each figure."""
    if _labels.CORPUS.exists():
        measure(_labels.CORPUS, against=True, listed=True)
    else:
        print(f"no corpus at {_labels.CORPUS}: name a labelled file (python -m bench.accuracy FILE)")


def measure(path: Path, *, against: bool, listed: bool) -> None:
    """Score one file and print the figures, with and without the rows we dispute."""
    every = _labels.rows(path)
    disputed = _labels.disputed()
    knowledge = known.load(load.read())
    names = Names(knowledge)
    sayings = known.sayings(knowledge)

    def ours(subjects: Sequence[str], rows: Sequence[Row]) -> dict[str, Identity]:
        seen = pl.DataFrame(
            {
                "subject": subjects,
                "field": [row.field for row in rows],
                "value": [row.value for row in rows],
                "encoding": [row.encoding for row in rows],
            }
        )
        return {one.subject: one for one in engine.each(engine.name(seen, knowledge, sayings))}

    for title, rows in (
        ("all rows as labelled", every),
        (f"without {len(disputed)} disputed rows", [row for row in every if row.id not in disputed]),
    ):
        print(f"\n-- {path.name}: {title} ({len(rows)} rows)")
        _kinds(rows, ours([row.id for row in rows], rows))
        _makers(rows, ours, names)
    if listed:
        _list(every, ours([row.id for row in every], every), names, disputed)
    if against:
        _nmap.beside(every, names)


def _kinds(rows: Sequence[Row], found: dict[str, Identity]) -> None:
    """The class: claims on what is no camera, and precision and recall of each class."""
    others = [row for row in rows if row.kind not in CAMERAS]
    claims = [row for row in others if found[row.id].kind in CAMERAS]
    print(f"camera claims on what is none: {len(claims)} of {len(others)} ({_permille(claims, others)}; bar 1.0)")
    for row in claims:
        print(f"   {row.field}: {row.value[:90]!r} labelled {row.kind} {row.brand}, named {found[row.id].kind}")
    for kind in sorted({row.kind for row in rows} | {one.kind for one in found.values()} - {"unknown"}):
        are = [row for row in rows if row.kind == kind]
        called = [row for row in rows if found[row.id].kind == kind]
        both = [row for row in called if row.kind == kind]
        if are or called:
            print(f"   {kind:<15} precision {_percent(both, called)}  recall {_percent(both, are)}  of {len(are)}")
    cameras = [row for row in rows if row.kind in CAMERAS]
    called = [row for row in rows if found[row.id].kind in CAMERAS]
    both = [row for row in called if row.kind in CAMERAS]
    print(f"   {'any of the three':<15} precision {_percent(both, called)}  recall {_percent(both, cameras)}")


def _makers(
    rows: Sequence[Row], ours: Callable[[Sequence[str], Sequence[Row]], dict[str, Identity]], names: Names
) -> None:
    """Makers and brands: per row, per device group, per field and per maker, and claims on rows of others."""
    found = ours([row.id for row in rows], rows)
    can = [row for row in rows if row.kind in CAMERAS and row.field not in SPEECHLESS and (row.brand or row.maker)]
    outcomes = {row.id: _score(found[row.id], [row], names) for row in can}
    _print("camera rows in fields that can carry a maker", Counter(outcomes.values()), "right 80 %, wrong 1 %")
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in (row for row in rows if row.kind in CAMERAS):
        grouped[row.group].append(row)
    labelled = {group: of for group, of in grouped.items() if any(row in can for row in of)}
    together = [row for of in labelled.values() for row in of]
    by_group = ours([row.group for row in together], together)
    per_group = Counter(_score(by_group[group], of, names) for group, of in labelled.items())
    _print("device groups, all evidence together", per_group, "right 85 %")
    _false(rows, found, names)
    for title, part in (("field", lambda row: row.field), ("maker", lambda row: names.brand(row.maker or row.brand))):
        print(f"   per {title}:")
        tables: dict[str, Counter[str]] = defaultdict(Counter)
        for row in can:
            tables[part(row)][outcomes[row.id]] += 1
        for key, counts in sorted(tables.items()):
            shown = (f"{outcome} {counts[outcome]}" for outcome in OUTCOMES if counts[outcome])
            print(f"     {key:<26} {'  '.join(shown)}")


def _score(one: Identity, truth: Sequence[Row], names: Names) -> str:
    return _labels.score(one.brand, one.hardware_maker, truth, names)


def _false(rows: Sequence[Row], found: dict[str, Identity], names: Names) -> None:
    """Makers named on rows that are labelled another's, of whatever class."""
    covered: list[Row] = []
    other: list[Row] = []
    for row in rows:
        one = found[row.id]
        if (row.brand or row.maker) and _score(one, [row], names) == WRONG:
            (covered if {one.brand, one.hardware_maker} & set(COVERED) else other).append(row)
    print(f"Hikvision or Dahua named on a row labelled another's: {len(covered)} (bar 0)")
    print(f"another maker named on a row not its own: {len(other)} ({_permille(other, rows)}; bar 3.0)")
    for row in covered + other:
        one = found[row.id]
        print(
            f"   {row.id} {row.field}: {row.value[:70]!r} labelled brand {row.brand or '-'}, maker {row.maker or '-'};"
            f" named brand {one.brand or '-'}, hardware maker {one.hardware_maker or '-'}"
        )


def _list(rows: Sequence[Row], found: dict[str, Identity], names: Names, disputed: dict[str, str]) -> None:
    print("\n-- camera rows that are not right, and why")
    unknown = _labels.why_unknown()
    for row in rows:
        if row.kind not in CAMERAS or row.field in SPEECHLESS or not (row.brand or row.maker):
            continue
        one = found[row.id]
        outcome = _score(one, [row], names)
        if outcome != RIGHT:
            named = f"brand {one.brand or '-'}, hardware maker {one.hardware_maker or '-'}"
            why = unknown.get(row.id) or (f"disputed: {disputed[row.id]}" if row.id in disputed else _because(outcome))
            labels = f"{row.brand or '-'}/{row.maker or '-'}"
            print(f"   {outcome:<16} {row.field}: {row.value[:60]!r} labelled {labels}, named {named}: {why}")


def _because(outcome: str) -> str:
    if outcome == BEHIND:
        return "the label is not in the value; who built it is, and what is known of the label agrees"
    return "NOT EXPLAINED"


def _print(title: str, counts: Counter[str], bar: str) -> None:
    total = counts.total()
    shares = "  ".join(f"{outcome} {counts[outcome]} ({counts[outcome] / max(total, 1):.1%})" for outcome in OUTCOMES)
    print(f"{title}: {total}: {shares}  (bar: {bar})")


def _percent(part: Iterable[Row], whole: Iterable[Row]) -> str:
    count = len(list(whole))
    return f"{len(list(part)) / count:6.1%}" if count else "     -"


def _permille(part: Sequence[Row], whole: Sequence[Row]) -> str:
    return f"{len(part) / max(len(whole), 1) * 1000:.2f} in 1,000"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/accuracy.py", description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, default=_labels.CORPUS)
    parser.add_argument("--against", action="store_true")
    parser.add_argument("--list", action="store_true")
    told = parser.parse_args(sys.argv[1:])
    if not told.file.exists():
        raise SystemExit(f"there is no file {told.file}")
    measure(told.file, against=told.against, listed=told.list)


if __name__ == "__main__":
    main()
