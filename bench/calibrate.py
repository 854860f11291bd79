"""What each strength of evidence is worth on labelled devices, and how far the stated confidence can be believed.

    python bench/calibrate.py [FILE] [--plot reliability.svg]

Every answer that has any weight counts, whether or not it stands, so that the low end of the curve is seen as well.
The Brier score is printed for five parts of the devices too, split by group, so that its spread is seen.
The corpus is small and the marks were written with it at hand: read the result as the most that can be hoped for.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

if not __package__:  # run as a file: python bench/calibrate.py FILE
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _labels
from bench._labels import Names, Row
from camcensus.engine import known
from camcensus.knowledge import load
from camcensus.model.identity import STRENGTHS, Weights, confidence
from camcensus.reason.matcher import Saying
from camcensus.reason.weigh import settle

PLOT = Path("build/reliability.svg")
FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The best answer on one role of one device, and whether its label agrees."""

    role: str
    stated: float
    right: bool
    fold: int


def run() -> None:
    """No bar: printed and drawn, so that the weights can be judged."""
    if _labels.CORPUS.exists():
        measure(_labels.CORPUS, PLOT)
    else:
        print(f"no corpus at {_labels.CORPUS}: name a labelled file (python -m bench.calibrate FILE)")


def measure(path: Path, plot: Path) -> None:
    """Print the worth of each strength, the reliability by bands, the Brier score; draw the curve."""
    disputed = _labels.disputed()
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in _labels.rows(path):
        if (row.brand or row.maker) and row.id not in disputed:
            groups[row.group].append(row)
    knowledge = known.load(load.read())
    names, sayings = Names(knowledge), known.sayings(knowledge)
    weights = knowledge.vocabulary.weights
    said = {
        group: [one for row in rows for one in sayings.of(row.field, row.value, row.encoding)]
        for group, rows in groups.items()
    }
    _worth(groups, said, names, weights)
    judged = []
    for group, rows in groups.items():
        answers = settle(said[group], _loose(weights), knowledge.brands).answers
        for role in ("brand", "hardware_maker"):
            right = _is_right(role, answers[role].value, rows, names)
            if right is not None:
                stated = confidence(answers[role].weight, answers[role].second)
                judged.append(Judged(role=role, stated=stated, right=right, fold=_fold(group)))
    _reliability(judged)
    plot.parent.mkdir(parents=True, exist_ok=True)
    plot.write_text(_svg(judged), encoding="utf-8")
    print(f"   drawn: {plot}")


def _loose(weights: Weights) -> Weights:
    """The same weights with every answer standing that has any."""
    return replace(weights, named=1, margin=0)


def _fold(group: str) -> int:
    return sha256(group.encode()).digest()[0] % FOLDS


def _is_right(role: str, value: str | None, rows: Iterable[Row], names: Names) -> bool | None:
    """Whether an answer is what its role is labelled; None where there is no answer or no label."""
    if role == "brand":
        labels = {names.brand(row.brand) for row in rows if row.brand}
    else:
        labels = set().union(*(names.makers(row.maker) for row in rows if row.maker))
    return value in labels if value is not None and labels else None


def _worth(groups: dict[str, list[Row]], said: dict[str, list[Saying]], names: Names, weights: Weights) -> None:
    """For each strength: how often its claims were right, and what that is in decibans (with half a miss added)."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    strengths = {weights.of(strength): strength for strength in STRENGTHS}
    for group, rows in groups.items():
        for one in {(one.about, one.claim, one.weight, one.copied) for one in said[group]}:
            about, claim, weight, copied = one
            right = _is_right(about, claim, rows, names) if about in ("brand", "hardware_maker") else None
            if right is not None:
                counts[strengths[weight] + (" (copied)" if copied else "")][not right] += 1
    print("   strength           right  wrong  worth      in weights.toml")
    for strength in (*STRENGTHS, *(f"{one} (copied)" for one in STRENGTHS)):
        hits, misses = counts[strength]
        if hits + misses:
            worth = 10 * math.log10((hits + 0.5) / (misses + 0.5))
            print(f"   {strength:<17} {hits:6} {misses:6}  {worth:5.1f} db   {weights.of(strength.split()[0])} db")


def _bands(judged: Sequence[Judged]) -> Iterator[tuple[float, float, int]]:
    """(mean stated confidence, share right, count) of each band that holds anything."""
    for low, high in ((0, 0.65), (0.65, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 0.993), (0.993, 1.01)):
        part = [one for one in judged if low <= one.stated < high]
        if part:
            yield sum(one.stated for one in part) / len(part), sum(one.right for one in part) / len(part), len(part)


def _reliability(judged: Sequence[Judged]) -> None:
    print("   stated  right  answers")
    for stated, right, count in _bands(judged):
        print(f"   {stated:6.3f} {right:6.3f} {count:8}")
    scores = [_brier([one for one in judged if one.fold == fold]) for fold in range(FOLDS)]
    spread = " ".join(f"{score:.4f}" for score in scores)
    print(
        f"   Brier score {_brier(judged):.4f} over {len(judged)} answers (0 is perfect, 0.25 a coin); by fold: {spread}"
    )
    for role in ("brand", "hardware_maker"):
        part = [one for one in judged if one.role == role]
        print(f"   {role}: Brier {_brier(part):.4f} over {len(part)}, right {sum(one.right for one in part)}")


def _brier(judged: Sequence[Judged]) -> float:
    return sum((one.stated - one.right) ** 2 for one in judged) / max(len(judged), 1)


def _svg(judged: Sequence[Judged]) -> str:
    """The reliability curve: what was stated against how often it was right; the diagonal is perfect."""
    points = [(40 + 320 * stated, 360 - 320 * right, count) for stated, right, count in _bands(judged)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + math.log2(count):.1f}" fill="#1d70b8" fill-opacity="0.6">'
        f"<title>{count} answers</title></circle>"
        for x, y, count in points
    )
    ticks = "".join(
        f'<text x="{40 + 32 * tenth}" y="378" text-anchor="middle">{tenth / 10}</text>'
        f'<text x="34" y="{364 - 32 * tenth}" text-anchor="end">{tenth / 10}</text>'
        for tenth in range(0, 11, 2)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="sans-serif" font-size="11">'
        "<title>Stated confidence against share right</title>"
        '<rect x="40" y="40" width="320" height="320" fill="none" stroke="#505a5f"/>'
        '<line x1="40" y1="360" x2="360" y2="40" stroke="#b1b4b6" stroke-dasharray="4"/>'
        f'<polyline points="{line}" fill="none" stroke="#1d70b8" stroke-width="2"/>{dots}{ticks}'
        '<text x="200" y="395" text-anchor="middle">stated confidence</text>'
        f'<text x="40" y="30">share right; Brier {_brier(judged):.4f}, {len(judged)} answers</text></svg>\n'
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/calibrate.py")
    parser.add_argument("file", nargs="?", type=Path, default=_labels.CORPUS)
    parser.add_argument("--plot", type=Path, default=PLOT)
    told = parser.parse_args(sys.argv[1:])
    if not told.file.exists():
        raise SystemExit(f"there is no file {told.file}")
    measure(told.file, told.plot)


if __name__ == "__main__":
    main()
