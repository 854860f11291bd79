"""All evidence on one device in one file: the page, each observation, the bytes behind it, and proofs from the log.

The names in it are made here and are hashes and numbers alone, so that nothing a device or a file said can name a file.
The same material gives the same bytes: nothing is compressed, and every file bears the same day.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from camcensus.model.material import CHECKPOINT, KEYS, Material, entry_proof, leaf_proof
from camcensus.report import _page, _seal
from camcensus.report.documents import device_dossier

MOST_BYTES = 64 << 20
"""Bytes of originals that a bundle holds; the smallest go in first, and those left out are named."""

PAGE, LINES, README, ORIGINALS, PROOFS = "dossier.html", "observations.jsonl", "README.txt", "originals", "proofs"

_DAY = (1980, 1, 1, 0, 0, 0)
_LISTED = 1_000
"""Originals that are left out or were erased, of which the hash is listed."""


def render(material: Material) -> bytes:
    """The ZIP file of the device that the material is about."""
    rows = material.assessment.observations([material.device]).to_dicts()
    kept, left = _kept(material.originals)
    proofs = {f"{PROOFS}/{name}": data for name, data in material.proofs.items() if name not in (CHECKPOINT, KEYS)}
    given = {name: material.proofs[name] for name in (CHECKPOINT, KEYS) if name in material.proofs}
    page = _page.render(_seal.sealed(device_dossier.compose(material), material))
    lines = "".join(f"{_line(row)}\n" for row in rows).encode("utf-8", "surrogatepass")
    files = {
        README: _readme(material, rows, left).encode("utf-8", "replace"),
        PAGE: page,
        LINES: lines,
        **given,
        **proofs,
        **{f"{ORIGINALS}/{key.hex()}": data for key, data in kept.items()},
    }
    return _zipped(files)


def _kept(originals: Mapping[bytes, bytes]) -> tuple[dict[bytes, bytes], dict[bytes, int]]:
    """(the originals that go in, those that are left out with their sizes)."""
    kept: dict[bytes, bytes] = {}
    left: dict[bytes, int] = {}
    room = MOST_BYTES
    for key, data in sorted(originals.items(), key=lambda item: (len(item[1]), item[0])):
        room -= len(data)
        if room >= 0:
            kept[key] = data
        else:
            left[key] = len(data)
    return kept, left


def _line(row: Mapping[str, Any]) -> str:
    """One observation with every field that its id is made of, its id, and its leaf of the log."""
    shown = {
        "id": row["id"].hex(), "leaf": row["position"], "body": row["body"], "realm": row["realm"],
        "subject": row["subject"], "field": row["field"], "value": row["value"], "encoding": row["encoding"],
        "at": _iso(row["at"]), "until": _iso(row["until"]), "count": row["count"], "at_quality": row["at_quality"],
        "source": row["source"], "vantage": row["vantage"],
        "original": row["original"].hex() if row["original"] else None,
    }  # fmt: skip
    return json.dumps(shown, ensure_ascii=True)


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            bundle.writestr(entry, files[name])
    return out.getvalue()


# --- how it is checked -----------------------------------------------------------------------------------------------


def _readme(material: Material, rows: list[dict[str, Any]], left: Mapping[bytes, int]) -> str:
    return "\n".join(_said(material, rows, left)) + "\n"


def _said(material: Material, rows: list[dict[str, Any]], left: Mapping[bytes, int]) -> Iterator[str]:
    wanted = {row["original"] for row in rows if row["original"]}
    erased = sorted(wanted - material.originals.keys())
    yield f"EVIDENCE ON ONE DEVICE: {material.device}"
    yield ""
    issue = material.issue
    yield f"Issued as {issue.number} on {issue.on:%Y-%m-%d}." if issue else "A draft: it was not issued."
    yield ""
    yield f"{PAGE}         what is known of the device, to be read"
    yield f"{LINES}   {len(rows):,} observations, one a line, with the id of each"
    yield f"{ORIGINALS}/           the bytes behind them, each under its SHA-256"
    yield f"{PROOFS}/              that each leaf, and each observation, stands in the log"
    yield f"{CHECKPOINT}           what the log was when the proofs were made, signed"
    yield f"{KEYS}             the key that signed it"
    yield ""
    yield "HOW TO CHECK"
    yield ""
    if CHECKPOINT not in material.proofs:
        yield "There are no proofs: nothing of the log was signed yet. Issue the dossier, or sign a checkpoint first."
    else:
        yield from _checks(material, rows)
    yield ""
    yield from _lacking("Originals that were erased: their hash stands in the log, their bytes nowhere.", erased)
    size = sum(left.values())
    yield from _lacking(f"Originals that are left out ({size:,} bytes): a bundle holds {MOST_BYTES:,}.", sorted(left))


def _checks(material: Material, rows: list[dict[str, Any]]) -> Iterator[str]:
    yield "You need camcensus-verify, and log.vkey from whoever keeps the log by another way than this file."
    yield ""
    yield "1. That an observation stands in the log, and says what its line says:"
    yield f"     camcensus-verify {PROOFS}/entry-ID.tlog-proof --key log.vkey --observations {LINES}"
    yield "2. That a file came into the log, and when:"
    yield f"     camcensus-verify {PROOFS}/leaf-NUMBER.tlog-proof --key log.vkey"
    yield "3. That an original is what was observed: its SHA-256 is its name, and stands in the line:"
    yield f"     sha256sum {ORIGINALS}/*"
    yield "4. That the log was not changed since: hold the file 'checkpoint' against it:"
    yield f"     camcensus log verify --checkpoint {CHECKPOINT}"
    bare = [row for row in rows if entry_proof(row["id"].hex()) not in material.proofs]
    if bare:
        unproved = sum(leaf_proof(row["position"]) not in material.proofs for row in bare)
        yield ""
        yield f"Of {len(bare):,} observations there is no proof of their own; of {unproved:,} of these none of their"
        yield "leaf, which came after the checkpoint."


def _lacking(what: str, keys: list[bytes]) -> Iterator[str]:
    if keys:
        yield what
        yield from (f"  {key.hex()}" for key in keys[:_LISTED])
        if len(keys) > _LISTED:
            yield f"  and {len(keys) - _LISTED:,} more"
