"""The browser that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browser import harness
from tests.browser.estate import Estate, served
from tests.conftest import NOT_RUN


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a file of tests: other files of the same process may want a loop of their own (see the harness)."""
    if harness.MISSING:
        pytest.skip(f"{NOT_RUN}pages in a browser: {harness.MISSING} missing")
    with sync_playwright() as playwright:
        found = harness.launched(playwright)
        try:
            yield found
        finally:
            found.close()


@pytest.fixture(scope="module")
def estate(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """The console over the example estate; only made where there is a browser to look at it."""
    with served(tmp_path_factory.mktemp("estate")) as found:
        yield found
