"""The generated pages are what the code says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import util
from pathlib import Path

import pytest
from tests.support import knowledge

ROOT = Path(__file__).parents[2]
SPEC = util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
assert SPEC is not None
assert SPEC.loader is not None
reference = util.module_from_spec(SPEC)
SPEC.loader.exec_module(reference)
PAGES: dict[str, Callable[[], Iterator[str]]] = reference.pages(knowledge())


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_as_generated(name: str) -> None:
    assert (ROOT / "docs" / "reference" / name).read_text("utf-8") == reference.written(PAGES[name]), "run `make docs`"
