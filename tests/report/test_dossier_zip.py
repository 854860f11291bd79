"""The bundle: the same bytes each time, names that are hashes alone, originals bounded, and a page on how to check."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace

import pytest
from tests.report import samples
from tests.report.documents.materials import material
from tests.report.samples import HOSTILE

from camcensus.model import frames
from camcensus.model.material import CHECKPOINT, KEYS, Material, leaf_proof
from camcensus.report import dossier_zip

FORM = "dossier-zip"
NAME = re.compile(r"README\.txt|dossier\.html|observations\.jsonl|checkpoint|log\.vkey"
                  r"|originals/[0-9a-f]{64}|proofs/(?:leaf-\d+|entry-[0-9a-f]{64})\.tlog-proof")  # fmt: skip


def unpacked(given: Material) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(dossier_zip.render(given))) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name) for name in bundle.namelist()}


def readme(files: dict[str, bytes]) -> str:
    return files["README.txt"].decode()


def test_the_same_material_gives_the_same_bytes() -> None:
    given = material(FORM)
    backwards = dict(reversed(list(given.originals.items())))
    assert dossier_zip.render(given) == dossier_zip.render(replace(given, originals=backwards))


def test_it_holds_the_page_each_observation_and_each_original_under_its_hash() -> None:
    given = material(FORM)
    files = unpacked(given)
    assert b"Dossier of one device" in files["dossier.html"]
    assert {name.partition("/")[2] for name in files if name.startswith("originals/")} == {
        key.hex() for key in given.originals
    }
    seen = given.assessment.observations([given.device])
    lines = [json.loads(line) for line in files["observations.jsonl"].splitlines()]
    assert [line["id"] for line in lines] == [one.hex() for one in seen["id"].to_list()]
    assert [line["leaf"] for line in lines] == seen["position"].to_list()


def test_a_line_holds_all_that_its_id_is_made_of() -> None:
    given = material(FORM)
    seen = given.assessment.observations([given.device])
    lines = [json.loads(line) for line in unpacked(given)["observations.jsonl"].splitlines()]
    for line, one in zip(lines, frames.to_observations(seen), strict=True):
        assert one.id.hex() == line["id"]
        assert (line["subject"], line["field"], line["value"], line["count"]) == (
            one.subject,
            one.field,
            one.value,
            one.count,
        )
        assert line["original"] == (one.original.hex() if one.original else None)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_nothing_that_was_said_names_a_file(number: int) -> None:
    one = samples.hostile()
    candidates = one.devices.filter("candidate")["device"].to_list()
    given = replace(material(FORM, one), device=candidates[number % len(candidates)])
    key = hashlib.sha256(HOSTILE[number].encode("utf-8", "replace")).digest()
    given = replace(
        given, originals={key: HOSTILE[number].encode("utf-8", "replace")}, proofs={leaf_proof(1): b"proof"}
    )
    with zipfile.ZipFile(io.BytesIO(dossier_zip.render(given))) as bundle:
        for entry in bundle.infolist():
            assert NAME.fullmatch(entry.filename), entry.filename
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)


def test_originals_beyond_the_bound_are_left_out_the_largest_first_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossier_zip, "MOST_BYTES", 100)
    originals = {hashlib.sha256(data).digest(): data for data in (b"a" * 60, b"b" * 30, b"c" * 50)}
    files = unpacked(replace(material(FORM), originals=originals))
    held = sorted(len(data) for name, data in files.items() if name.startswith("originals/"))
    assert held == [30, 50]
    assert "Originals that are left out (60 bytes): a bundle holds 100." in readme(files)
    assert hashlib.sha256(b"a" * 60).hexdigest() in readme(files)


def test_erased_originals_are_named() -> None:
    given = material(FORM)
    seen = given.assessment.observations([given.device])["original"].drop_nulls().unique().to_list()
    (erased,) = set(seen) - given.originals.keys()
    said = readme(unpacked(given))
    assert "Originals that were erased" in said
    assert erased.hex() in said


def test_without_proofs_it_says_that_nothing_was_signed() -> None:
    files = unpacked(material(FORM, issued=False))
    assert "There are no proofs: nothing of the log was signed yet." in readme(files)
    assert "A draft: it was not issued." in readme(files)
    assert not any(name.startswith("proofs/") for name in files)


def test_with_proofs_it_says_how_to_check_and_what_has_none() -> None:
    proofs = {CHECKPOINT: b"checkpoint", KEYS: b"keys", leaf_proof(1): b"proof"}
    files = unpacked(replace(material(FORM), proofs=proofs))
    assert (files["checkpoint"], files["log.vkey"], files["proofs/leaf-1.tlog-proof"]) == (
        b"checkpoint",
        b"keys",
        b"proof",
    )
    said = readme(files)
    assert "camcensus-verify proofs/entry-ID.tlog-proof --key log.vkey --observations observations.jsonl" in said
    assert re.search(r"Of \d+ observations there is no proof of their own; of \d+ of these none", said)
    assert "Issued as D-2026-0007 on 2026-11-23." in said
