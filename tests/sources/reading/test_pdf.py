"""The text of a PDF, and what a hostile one may do: nothing but be refused."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from tests.sources.reading.documents import page, pdf

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.reading import pdf as reader

LINES = ["Quotation (4711)", "1  12 x Hikvision DS-2CD2143G2-I   95.00", "Total 1,140.00"]


def written(folder: Path, data: bytes) -> Path:
    path = folder / "quote.pdf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_its_lines_come_in_their_order(packed: bool, tmp_path: Path) -> None:
    path = written(tmp_path, b"junk\n" + pdf(page(LINES), packed=packed))
    assert reader.is_pdf(path)
    assert reader.lines(path) == LINES


def test_what_is_no_pdf_is_told(tmp_path: Path) -> None:
    assert not reader.is_pdf(written(tmp_path, b"Make,Model\n"))
    assert not reader.is_pdf(written(tmp_path, b""))


def test_pictures_of_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenInput, match="only pictures"):
        reader.lines(written(tmp_path, pdf(b"")))


@pytest.mark.parametrize("cut", [9, 60, 300])
def test_a_file_that_is_cut_is_refused_or_read(cut: int, tmp_path: Path) -> None:
    try:
        found = reader.lines(written(tmp_path, pdf(page(LINES))[:cut]))
    except BrokenInput:
        return
    assert set(found) <= set(LINES)


def test_bytes_by_chance_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenInput):
        reader.lines(written(tmp_path, b"%PDF-1.7\n" + Random(1).randbytes(5_000)))  # noqa: S311


def test_a_bomb_costs_no_more_than_its_limits(tmp_path: Path) -> None:
    """Three hundred megabytes in three hundred kilobytes."""
    data = pdf(page(["x"]) + b"\n" * (300 << 20), packed=True)
    assert len(data) < 1 << 20
    with pytest.raises((BrokenInput, HostileInput)):
        reader.lines(written(tmp_path, data))


def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.01)
    with pytest.raises(HostileInput, match="was not found in"):
        reader.lines(written(tmp_path, pdf(page(LINES))))


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    with pytest.raises(HostileInput, match="larger than"):
        reader.lines(written(tmp_path, pdf(page(LINES))))
