"""The register of a workspace: made of an assessment, asked within a reach."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support import AS_OF

from camcensus.engine import assess, gather, register
from camcensus.engine.workspace import Workspace
from camcensus.model.access import EVERYTHING, NOTHING, Reach
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.store.register import Ask


@pytest.fixture
def judged(opened: Workspace) -> Assessment:
    list(gather.read(opened, [opened.folder / "scan.xml", opened.folder / "register.csv"], gather.Wish()))
    return assess.assess(opened, AS_OF)


def test_every_judged_device_is_found_with_its_findings_and_evidence(opened: Workspace, judged: Assessment) -> None:
    made = register.keep(opened, judged)
    page = made.page(EVERYTHING, Ask(most=200))
    assert page.total == len(page.rows) >= judged.devices.filter("candidate").height > 0
    for row in page.rows:
        one = made.one(EVERYTHING, row["device"])
        assert one is not None
        assert one.row["called"] == row["called"]
        own = judged.findings.filter(device=row["device"])
        assert {finding["clause"] for finding in one.findings} >= set(own["clause"])
        assert one.seen.height == judged.seen.filter(device=row["device"]).height
        assert one.claims.height == judged.claims.filter(device=row["device"]).height
    assert made.page(EVERYTHING, Ask(find="cam-1")).total >= 1


def test_it_says_what_it_was_made_from(opened: Workspace, judged: Assessment) -> None:
    meta = register.keep(opened, judged).meta
    assert meta["as_of"] == AS_OF.isoformat()
    assert meta["position"] == judged.basis.position
    assert {site["id"] for site in meta["sites"]} == {site.id for site in judged.estate.sites}
    assert {clause["clause"] for clause in meta["clauses"]} == {clause.id for _, clause in judged.clauses}


def test_only_who_reaches_a_site_finds_what_is_there(opened: Workspace, judged: Assessment) -> None:
    made = register.keep(opened, judged)
    sites = [site for site, _ in made.options(EVERYTHING, "site") if site]
    own = {site: made.count(Reach(sites=frozenset({site})), {}) for site in sites}
    assert sum(own.values()) + made.count(EVERYTHING, {"site": ""}) == made.count(EVERYTHING, {})
    assert made.count(NOTHING, {}) == 0
    assert made.standing(NOTHING) == []


def test_the_newest_is_asked_and_the_same_basis_has_the_same_name(opened: Workspace, judged: Assessment) -> None:
    with pytest.raises(UsageError, match="no register yet"):
        register.current(opened.folder)
    first = register.keep(opened, judged)
    assert register.current(opened.folder).key == first.key == register.key(judged)
    later = assess.assess(opened, AS_OF + timedelta(days=1))
    assert register.keep(opened, later).key != first.key
    assert register.current(opened.folder).meta["as_of"] == (AS_OF + timedelta(days=1)).isoformat()
