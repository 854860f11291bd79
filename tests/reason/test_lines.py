"""What the words of a line are taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.model.gate import Written
from camcensus.reason import lines
from camcensus.reason.brands import Spellings

SPELLINGS = Spellings(knowledge().brands)
TOTALS = frozenset(lines.fold(word) for word in knowledge().vocabulary.quotation["totals"])


def words(text: str = "", make: str = "", model: str = "") -> lines.Words:
    return lines.take_apart(Written(make=make, model=model, text=text), SPELLINGS)


TEXTS = [
    ("Hikvision DS-2CD2143G2-I", "Hikvision", "DS-2CD2143G2-I"),
    ("hikvison 4MP dome DS-2CD2143G2-I white", "hikvison", "DS-2CD2143G2-I"),
    ("12 x Axis P3245-LV", "Axis", "P3245-LV"),
    ("2N IP Verso 9155101C", "2N", "9155101C"),
    ("Hikvision/DS-2CD2143G2-I/SL", "Hikvision", "DS-2CD2143G2-I/SL"),
    ("Digital Watchdog DWC-MV94WiA", "Digital Watchdog", "DWC-MV94WiA"),
    ("Axis M1065-L 3MP 1080p H.264 IP66 30fps 2.8-12mm 12V £120.00", "Axis", "M1065-L"),
    ("DS-2CD2143G2-I", "", "DS-2CD2143G2-I"),
    ("Foo X123", "", "X123"),
    ("\u200bHik\u200bvision\x07 DS\uff0d2CD2143G2\uff0dI", "Hikvision", "DS-2CD2143G2-I"),
]


@pytest.mark.parametrize(("text", "make", "model"), TEXTS)
def test_a_text_is_a_brand_a_model_and_the_rest(text: str, make: str, model: str) -> None:
    found = words(text)
    assert (found.make, found.models[0], found.others) == (make, model, ())


def test_a_brand_inside_the_text_is_no_brand_in_its_place() -> None:
    found = words("Turret compatible with Hikvision IPC-200")
    assert (found.make, found.known, found.placed) == ("hikvision", True, False)


def test_another_brand_is_kept_beside_the_first() -> None:
    assert words("Axis P3245-LV for use with Dahua NVR").others == ("dahua",)


def test_a_measure_is_no_brand() -> None:
    assert words("Axis P3245-LV 0.01 lux").others == ()


def test_cells_are_what_their_columns_say() -> None:
    found = words("4MP dome", make="Acme", model="P3245-LV")
    assert (found.make, found.known, found.placed, found.models) == ("Acme", False, True, ("P3245-LV",))


def test_a_make_cut_off_its_second_word_is_put_together() -> None:
    found = words(make="Digital", model="Watchdog DWC-MV94WiA")
    assert (found.make, found.models[-1]) == ("Digital Watchdog", "DWC-MV94WiA")


def test_the_brand_may_stand_in_the_cell_for_the_model() -> None:
    found = words(model="Axis P3245-LV")
    assert (found.make, found.placed, found.models) == ("Axis", True, ("P3245-LV",))


@pytest.mark.parametrize(
    "word", ["4MP", "2.8mm", "1080p", "H.265+", "IP67", "30fps", "12V", "IR30", "100.00", "3x", "PoE+", "x"]
)
def test_a_measure_is_no_model(word: str) -> None:
    assert not lines.is_model(word)


@pytest.mark.parametrize("text", ["Total", "Subtotal:", "Grand Total", "VAT @ 20%", "Total (14 items)", "Carriage"])
def test_a_sum_is_a_sum(text: str) -> None:
    assert lines.is_sum(Written(text=text), TOTALS, SPELLINGS)
    assert lines.is_sum(Written(make=text), TOTALS, SPELLINGS)


@pytest.mark.parametrize("text", ["", "Total Recall TR-100", "Axis P3245-LV", "Labour", "Axis total package"])
def test_a_product_is_no_sum(text: str) -> None:
    assert not lines.is_sum(Written(text=text), TOTALS, SPELLINGS)


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_too_odd(text: str, make: str, model: str) -> None:
    found = words(text, make, model)
    assert found.known == (bool(found.make) and SPELLINGS.find(found.make) is not None)
    assert all(lines.clean(model).isprintable() for model in found.models)


def test_no_text_is_too_long() -> None:
    assert words("Axis " + "P3245-LV " * 1_000_000).make == "Axis"
