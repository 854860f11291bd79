"""How much of a site was found, as a value."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from camcensus.model.coverage import SiteCoverage, Witness


def test_where_nothing_is_known_nothing_is_estimated() -> None:
    one = SiteCoverage(site="hq", found=0)
    assert (one.total, one.low, one.high) == (None, None, None)
    assert not one.gaps


def test_it_does_not_change() -> None:
    witness = Witness(name="register", devices=1)
    with pytest.raises(FrozenInstanceError):
        witness.devices = 2  # type: ignore[misc]
