"""Every field and every record has a kind of data, each a line of its own."""

from __future__ import annotations

import pytest
from tests.support import knowledge

from camcensus.store.interface import RECORD_KINDS

WORDS = knowledge().vocabulary


@pytest.mark.parametrize("field", sorted(WORDS.fields))
def test_every_field_has_a_line(field: str) -> None:
    assert field in WORDS.categories


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_every_record_has_a_line(kind: str) -> None:
    assert f"record.{kind}" in WORDS.categories


@pytest.mark.parametrize("name", sorted(WORDS.categories))
def test_every_line_is_of_a_field_there_is_or_of_one_of_its_family(name: str) -> None:
    family = f"{name.partition('.')[0]}.*"
    assert name in WORDS.fields or family in WORDS.fields or family in ("record.*", "source.*")


@pytest.mark.parametrize(
    ("field", "personal"),
    [("dhcp.hostname", "perhaps"), ("fact.ordered_by", "yes"), ("settled.class", "yes"), ("survey.photo", "perhaps"),
     ("flow.conversation", "perhaps"), ("http.server", "no")],
)  # fmt: skip
def test_what_may_be_about_a_person_is_known_to_be(field: str, personal: str) -> None:
    assert WORDS.personal[WORDS.category(field)]["personal"] == personal
