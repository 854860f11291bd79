"""Every observation and what can be read of the bytes behind it; what was erased is said to be."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.report import samples
from tests.report.samples import HOSTILE

from camcensus.model.material import Material
from camcensus.report import _originals as originals
from camcensus.report._blocks import Para, Table


def material(label: str = "CAM-1") -> Material:
    one = samples.sample()
    device = one.devices.filter(pl.col("label") == label)["device"][0]
    keys = one.observations([device])["original"].drop_nulls().unique(maintain_order=True).to_list()
    held = dict.fromkeys(keys, b'{"Camera ID": "CAM-1"}')
    return Material(assessment=one, device=device, originals=held, files={1: "register.csv", 2: "scan.xml"})


def tables(given: Material) -> tuple[Table, Table]:
    first, second = (block for block in originals.observations(given) if isinstance(block, Table))
    return first, second


def test_each_observation_bears_time_source_file_leaf_and_id() -> None:
    given = material()
    seen, _ = tables(given)
    rows = given.assessment.observations([given.device])
    assert len(seen.rows) == rows.height
    row = next(one for one in seen.rows if "http.server" in one[1])
    assert row[0] == "2026-11-10 00:00 UTC"
    assert row[1] == "ip:10.0.1.11 http.server: DNVRS-Webs"
    assert row[2] == "importer:nmap-xml@1, scan.xml"
    assert row[3] == "2"
    assert {one[4] for one in seen.rows} == {one.hex()[:16] for one in rows["id"].to_list()}


def test_each_original_stands_there_once_with_what_can_be_read() -> None:
    given = material()
    _, held = tables(given)
    assert {row[3] for row in held.rows} == {'{"Camera ID": "CAM-1"}'}
    assert sum(int(row[1]) for row in held.rows) == given.assessment.observations([given.device]).height


def test_an_erased_original_is_said_to_be_erased() -> None:
    given = material()
    gone = replace(given, originals=dict(list(given.originals.items())[1:]))
    blocks = list(originals.observations(gone))
    _, held = tables(gone)
    assert [row[3] for row in held.rows].count("erased: only its hash is kept") == 1
    assert isinstance(blocks[-1], Para)
    assert blocks[-1].text.startswith(f"Of 1 of {len(held.rows)} originals the bytes were erased.")
    assert not any(isinstance(block, Para) for block in originals.observations(given))


def test_where_there_are_very_many_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "MOST", 1)
    said = [block.text for block in originals.observations(material()) if isinstance(block, Para)]
    assert [text.split(" ", 2)[2].rstrip(".") for text in said] == [
        "more observations, which the log holds", "more originals",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture"),
        (b"PK\x03\x04rest", "a ZIP file"),
        (b"<host>\n  <address/>\n</host>", "<host> <address/> </host>"),
        ("caméra".encode(), "caméra"),
        (bytes(range(40)), "no text; it begins with 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"),
        (b"", ""),
    ],
)
def test_what_can_be_read_of_bytes(data: bytes, said: str) -> None:
    assert originals.excerpt(data) == said


def test_a_long_text_is_cut() -> None:
    assert originals.excerpt(b"word " * 9_000) == ("word " * 100)[: originals.EXCERPT] + " ..."
    assert all(len(originals.excerpt(one.encode())) <= originals.EXCERPT + 60 for one in HOSTILE)
