"""The generated pages are what the code says."""

from __future__ import annotations

from importlib import util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
assert SPEC is not None
assert SPEC.loader is not None
reference = util.module_from_spec(SPEC)
SPEC.loader.exec_module(reference)
PAGES: dict[str, str] = reference.pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_as_generated(name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert written == PAGES[name].rstrip() + "\n", "run `make docs`"
