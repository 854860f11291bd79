"""Every form, of any estate: the same bytes each time, no formula in a table, no host name where none may be."""

from __future__ import annotations

import pytest
from tests.report import samples
from tests.report.cells import formulas
from tests.report.documents.materials import material
from tests.report.listed import CAMERA, LAPTOP, listed

from camcensus.engine import extensions, publish
from camcensus.model.assessment import Assessment
from camcensus.model.material import Material

FORMS = extensions.found("reports")
ESTATES = {
    "sample": samples.sample(), "hostile": samples.hostile(), "nothing": samples.nothing(), "listed": listed(),
}  # fmt: skip
TEXTS = ("csv", "json", "jsonl", "txt")


def made(form: str, one: Assessment) -> Material:
    return material(form, one)


@pytest.mark.parametrize("name", ESTATES)
@pytest.mark.parametrize("form", FORMS)
def test_the_same_material_gives_the_same_bytes(form: str, name: str) -> None:
    about = FORMS[form].definition.get("about", "estate")
    if about == "device" and name == "nothing":
        return
    one = made(form, ESTATES[name])
    assert publish.publish(one, form) == publish.publish(one, form) != b""


@pytest.mark.parametrize("name", ESTATES)
@pytest.mark.parametrize("form", [form for form, one in FORMS.items() if one.definition["extension"] == "csv"])
def test_no_cell_of_a_table_begins_a_formula_wherever_it_is_split(form: str, name: str) -> None:
    assert not formulas(publish.publish(made(form, ESTATES[name]), form))


@pytest.mark.parametrize("name", ESTATES)
@pytest.mark.parametrize("form", [form for form, one in FORMS.items() if one.definition["extension"] in TEXTS])
def test_nothing_in_a_text_hides_or_turns_round_what_stands_beside_it(form: str, name: str) -> None:
    text = publish.publish(made(form, ESTATES[name]), form).decode()
    assert not {"\u202e", "\u2066", "\u200f", "\x1b", "\x00"} & set(text) or form == "jsonl"


@pytest.mark.parametrize("form", [form for form, one in FORMS.items() if not one.definition.get("full", False)])
def test_a_form_that_is_not_the_full_one_bears_no_host_name(form: str) -> None:
    text = publish.publish(made(form, listed()), form).decode()
    for name in (LAPTOP, CAMERA, "cam1"):
        assert name not in text


@pytest.mark.parametrize("form", FORMS)
def test_no_form_lists_a_host_that_is_no_camera(form: str) -> None:
    data = publish.publish(made(form, listed()), form)
    assert LAPTOP.encode() not in data
