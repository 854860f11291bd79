"""The request as a PDF: tagged, the same each time, and with the parts of the page."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
from tests.contained import containment
from tests.report.documents.materials import faults

from camcensus.engine import contain
from camcensus.report.change import _document as documents
from camcensus.report.change import pdf

CHANGE = contain.write(containment(), ["nftables", "ios"])


def test_it_has_the_parts_of_the_page(tmp_path: Path) -> None:
    data = pdf.render(CHANGE)
    assert data == pdf.render(CHANGE)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    assert all(part.title in text for part in documents.document(CHANGE).parts)
    assert "nft delete table inet cc_CHG_7_" in text
    assert not faults(tmp_path, data)
