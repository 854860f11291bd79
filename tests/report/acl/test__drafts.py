"""Drafts by way of aerleon: stamped in their first line, without what takes away a list that stands there."""

from __future__ import annotations

import importlib.util
import sys

import pytest
from tests.conftest import NOT_RUN
from tests.contained import containment

from camcensus.model.errors import UsageError
from camcensus.report.acl import _drafts as drafts

MISSING = importlib.util.find_spec("aerleon") is None
with_aerleon = pytest.mark.skipif(MISSING, reason=f"{NOT_RUN}drafts: aerleon is not installed")


@with_aerleon
@pytest.mark.parametrize("platform", drafts.PLATFORMS)
def test_a_draft_says_in_its_first_line_that_it_is_not_proved(platform: str) -> None:
    text = drafts.render(containment(reference='x"\nno ip access-list y'), platform)
    assert "NOT PROVED" in text.splitlines()[0]
    assert "10.1.0.2" in text
    assert not [line for line in text.splitlines() if line.split()[:1] == ["no"]]
    assert "$Id" not in text


def test_what_is_asked_of_aerleon() -> None:
    made = drafts.policy(containment(), "juniper")
    terms = made["filters"][0]["terms"]
    assert [one["action"] for one in terms[-3:]] == ["deny", "deny", "accept"]
    assert sum("option" in one for one in terms) == 2
    known = drafts.definitions(containment())
    assert {one["source-address"] for one in terms[:-3]} <= set(known["networks"])


def test_without_aerleon_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aerleon", None)
    with pytest.raises(UsageError, match="need aerleon"):
        drafts.render(containment(), "juniper")
