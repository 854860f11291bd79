"""Serial numbers: which name nothing, and what of them stands on the label."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import log, see

from camcensus.reason import serials
from camcensus.reason.devices import join

STATED = {"sadp.reply": {"DeviceSN": "serial.number", "DeviceDescription": "model.number", "MAC": "mac"}}


@pytest.mark.parametrize(
    ("serial", "model", "expected"),
    [
        ("DS-2CD2143G2-I20200101AAWR111222333", "DS-2CD2143G2-I", "111222333"),
        ("DS-2CD2142FWD-IC30577114", "DS-2CD2142FWD-I", "C30577114"),
        ("ds-2cd2142fwd-i20190501bbwrc30577114", "DS-2CD2142FWD-I", "C30577114"),
        ("DS-2CD2143G2-I20200101AAWR111222333W", "DS-2CD2143G2-I", "111222333"),
        ("C30577114", "DS-2CD2142FWD-I", None),
        ("DS-2CD2142FWD-I", "DS-2CD2142FWD-I", None),
        ("DS-2CD2142FWD-I20190501", "DS-2CD2142FWD-IS", None),
        ("AB123456789", "AB", None),
        ("", "", None),
    ],
)
def test_the_number_on_the_label(serial: str, model: str, expected: str | None) -> None:
    assert serials.short(serial, model) == expected


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_is_judged(serial: str, model: str) -> None:
    found = serials.short(serial, model)
    assert found is None or (found in serial.upper() and serials.SHORT - 1 <= len(found) <= serials.SHORT + 1)


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_is_listed_names_nothing(serial: str, word: str) -> None:
    found = serials.nameless([serial], [word])
    assert found in ([], [serial])
    if serial == word:
        assert found == [serial]


def test_an_answer_joins_the_row_with_the_number_of_its_label_and_is_no_doubt() -> None:
    text = "<ProbeMatch><DeviceDescription>DS-2CD2143G2-I</DeviceDescription>"
    text += "<DeviceSN>DS-2CD2143G2-I20200101AAWR111222333</DeviceSN></ProbeMatch>"
    row = see("asset:CAM-1", ("serial.number", "111222333"), at=None, position=2)
    joined = join(log([see("ip:10.0.1.5", ("sadp.reply", text)), row]), stated=STATED)
    assert joined.seen["device"].n_unique() == 1
    assert joined.doubts.is_empty()


def test_a_row_of_a_tools_list_joins_it_too() -> None:
    listed = see("ip:10.0.1.5", ("serial.number", "DS-2CD2142FWD-IC30577114"), ("model.number", "DS-2CD2142FWD-I"))
    row = see("asset:CAM-1", ("serial.number", "C30577114"), at=None, position=2)
    assert join(log([listed, row])).seen["device"].n_unique() == 1
