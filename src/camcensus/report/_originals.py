"""Every observation of one device, and the bytes behind each: what can be read of them, and what was erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from camcensus.model.material import Material
from camcensus.report import _days as days
from camcensus.report._blocks import Block, Para, Table

MOST = 2_000
"""Observations, and originals, that a document lists."""
EXCERPT = 240
"""Characters of an original that are shown."""
_READ = 4_096
"""Bytes of an original that are looked at."""

_KINDS = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP file"),
)


def observations(material: Material) -> Iterator[Block]:
    """Each observation in the order of the log, with its source, file and leaf; then each original."""
    rows = material.assessment.observations([material.device])
    listed = tuple(_observed(material, row) for row in rows.head(MOST).iter_rows(named=True))
    head = ("seen", "what was seen", "source and file", "leaf", "id begins", "original begins")
    yield Table("Every observation", head, listed, numbers=(3,))
    if rows.height > MOST:
        yield Para(f"and {rows.height - MOST:,} more observations, which the log holds.")
    used = Counter(one.hex() for one in rows["original"].drop_nulls().to_list()) if rows.height else Counter()
    held = {key.hex(): data for key, data in material.originals.items()}
    yield Table(
        "The bytes behind them",
        ("SHA-256 begins", "observations", "bytes", "what can be read"),
        tuple((key[:16], f"{many:,}", *_original(held.get(key))) for key, many in list(used.items())[:MOST]),
        numbers=(1, 2),
    )
    if len(used) > MOST:
        yield Para(f"and {len(used) - MOST:,} more originals.")
    if erased := sum(key not in held for key in used):
        yield Para(
            f"Of {erased:,} of {len(used):,} originals the bytes were erased. Their hashes stand in the log: what was"
            " observed can still be proved, and the bytes themselves cannot be shown."
        )


def _observed(material: Material, row: Mapping[str, Any]) -> tuple[str, ...]:
    file = material.files.get(row["position"], "")
    original = row["original"].hex()[:16] if row["original"] else "none was kept"
    return (
        days.short(row["at"], row["until"], row["at_quality"]),
        f"{row['subject']} {row['field']}: {row['value']}",
        ", ".join(filter(None, (row["source"], file))),
        f"{row['position']}",
        row["id"].hex()[:16],
        original,
    )


def _original(data: bytes | None) -> tuple[str, str]:
    if data is None:
        return "", "erased: only its hash is kept"
    return f"{len(data):,}", excerpt(data)


def excerpt(data: bytes) -> str:
    """What a person can read of some bytes, or what they are."""
    for mark, kind in _KINDS:
        if data.startswith(mark):
            return kind
    text = data[:_READ].decode("utf-8", "replace")
    odd = sum(not (letter.isprintable() or letter in "\r\n\t") for letter in text) + text.count("\ufffd")
    if text and odd > len(text) // 10:
        return f"no text; it begins with {data[:16].hex(' ')}"
    shown = " ".join(text.split())
    return shown[:EXCERPT] + (" ..." if len(shown) > EXCERPT or len(data) > _READ else "")
