"""What can be seen of a zip from its first bytes."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.reading import zipped


def packed(how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr("xl/workbook.xml", "first" * 100)
        archive.writestr("xl/sharedStrings.xml", "second")
    return out.getvalue()


def test_the_parts_are_unpacked() -> None:
    for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        data = packed(how)
        assert zipped.is_workbook(data)
        assert any(b"first" * 100 in part for part in zipped.beginnings(data))
        assert any(b"second" in part for part in zipped.beginnings(data))


def test_what_is_cut_is_used_as_far_as_it_goes() -> None:
    data = packed(zipfile.ZIP_STORED)[:200]
    assert next(zipped.beginnings(data)).startswith(b"first")


@given(st.binary(max_size=300))
def test_any_bytes_do_no_harm(data: bytes) -> None:
    for part in zipped.beginnings(b"PK\x03\x04" + data):
        assert len(part) <= 1 << 18
