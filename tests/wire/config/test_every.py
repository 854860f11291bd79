"""All dialects are found by themselves, and no file is of two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.test_iptables import SAVED
from tests.wire.config.test_nft_json import PRINTED
from tests.wire.config.test_nft_text import LISTED

from camcensus.wire.config import every


@pytest.mark.parametrize("text", [SAVED, LISTED, PRINTED])
def test_a_file_is_of_one_dialect(text: str) -> None:
    told = [one for one in every.dialects() if one.detect(text.encode())]
    assert len(told) == 1
    assert every.told(text.encode()) is told[0]
    assert every.parse(told[0].DIALECT, text, "x").dialect == told[0].DIALECT


def test_what_is_of_another_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="not of the dialect iptables"):
        every.parse("iptables", LISTED, "x")
    with pytest.raises(ValueError, match="not of the dialect nothing"):
        every.parse("nothing", LISTED, "x")


def test_encodings() -> None:
    assert every.text("d\u00fcr".encode("utf-16")) == "d\u00fcr"
    assert every.text("\ufeffd\u00fcr".encode()) == "d\u00fcr"
    assert every.text("d\u00fcr".encode("latin-1")) == "d\u00fcr"


@given(st.binary(max_size=300))
def test_any_bytes_are_told_or_not(data: bytes) -> None:
    every.told(data)
    every.text(data)
