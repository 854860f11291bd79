"""Every signal documented of a maker is recognised (``known-signals.txt``), whether or not a device has shown it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import knowledge, sayings

LINES = Path(__file__).with_name("known-signals.txt").read_text(encoding="utf-8").splitlines()
SIGNALS = [line.split("|") for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(("field", "value", "maker"), SIGNALS)
def test_the_signal_claims_its_maker(field: str, value: str, maker: str) -> None:
    said = sayings().of(field, value.replace("\\n", "\r\n"), "text")
    brands = knowledge().brands
    makers = {one.claim for one in said if one.about in ("hardware_maker", "manufacturer")}
    sellers = {brands[one.claim].manufacturer for one in said if one.about == "brand"}
    if maker.startswith("*"):
        assert said
    elif not maker:
        assert not makers
    else:
        assert maker in makers | sellers
