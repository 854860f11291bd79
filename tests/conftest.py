"""How examples are made for all tests: a busy machine is slow, not wrong, and CI sees the same examples every time."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# Hundreds of tests start our own command: to compile a thousand modules anew each time would be half of its time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
