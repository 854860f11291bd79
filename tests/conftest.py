"""How examples are made for all tests: a busy machine is slow, not wrong, and CI sees the same examples every time."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# Hundreds of tests start our own command: to compile a thousand modules anew each time would be half of its time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# CI sees the same examples each time, and half as many: new ones are looked for by whoever runs the tests elsewhere
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, max_examples=50)
settings.load_profile("ci" if os.environ.get("CI") else "here")


NOT_RUN = "not run: "
"""How the reason of a skip begins that leaves something unproved: the run then says so at its end, and fails."""


def _not_run(reporter: pytest.TerminalReporter) -> list[str]:
    skipped = reporter.stats.get("skipped", [])
    reasons = [str(one.longrepr[2]) for one in skipped if isinstance(one.longrepr, tuple)]
    return sorted({one.partition(NOT_RUN)[2] for one in reasons if NOT_RUN in one})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The last lines say what could not be run here."""
    for what in _not_run(terminalreporter):
        terminalreporter.write_line(f"NOT RUN: {what}", red=True, bold=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """What was not run was not passed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(session.config, "workerinput") and _not_run(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
