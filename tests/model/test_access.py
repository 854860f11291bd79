"""Who may see and do what."""

from __future__ import annotations

import pytest

from camcensus.model.access import EVERYTHING, NOTHING, RIGHTS, Person, Reach, Right, Role

SOME = Reach(bodies=frozenset({"dept"}), sites=frozenset({"court"}))


def test_every_role_has_its_rights_and_nobody_has_all() -> None:
    assert set(RIGHTS) == set(Role)
    assert all(rights and rights != set(Right) for rights in RIGHTS.values())
    assert not Person(name="A", role=Role.ADMINISTRATOR, reach=EVERYTHING).may(Right.SEE)
    assert Person(name="A", role=Role.OFFICER).may(Right.DECIDE)
    assert not Person(name="A", role=Role.AUDITOR).may(Right.DECIDE)


@pytest.mark.parametrize(
    ("body", "site", "reached"),
    [
        ("dept", "hq", True), ("dept", None, True), ("council", "court", True), ("council", "hall", False),
        ("council", None, False), (None, None, False),
    ],
)  # fmt: skip
def test_a_body_with_all_that_is_its_and_a_site_alone(body: str | None, site: str | None, *, reached: bool) -> None:
    assert SOME.covers(body, site) == reached
    assert EVERYTHING.covers(body, site)
    assert not NOTHING.covers(body, site)
