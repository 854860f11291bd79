"""A site is where the newest record puts it, and records that differ are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sources.files import table
from tests.support import log, see
from tests.workspaces import make

from camcensus.engine import gather, site_positions, workspace
from camcensus.engine.site_positions import Positions
from camcensus.model.estate import Body, Estate, Site

ESTATE = Estate(
    bodies=(Body(id="dept", name="Department"), Body(id="council", name="Council")),
    sites=(
        Site(id="hq", name="Headquarters", body="dept", aliases=("The Hill",)),
        Site(id="depot", name="Depot", body="dept"),
        Site(id="council-depot", name="Depot", body="council"),
    ),
)


def placed(*parts: tuple[str, str, int], body: str = "dept") -> Positions:
    """(subject, value, position of the log) each."""
    seen = [see(s, ("fact.position", value), position=p, body=body, at=None) for s, value, p in parts]
    return site_positions.placed(ESTATE, log(seen))


def test_the_newest_in_the_log_stands_and_others_are_counted() -> None:
    found = placed(("site:hq", "51.5,-0.1", 1), ("site:hq", "51.501,-0.1", 2), ("site:hq", "53.5,-2.2", 3))
    assert (found.at["hq"].latitude, found.at["hq"].longitude) == (53.5, -2.2)
    assert (found.at["hq"].others, found.conflicts, found.unmatched) == (2, 1, 0)
    assert found.at["hq"].because.endswith(", position 3")


def test_what_lies_close_together_is_one_place() -> None:
    found = placed(("site:hq", "51.5,-0.1", 1), ("site:hq", "51.501,-0.101", 2), ("site:hq", "51.5,-0.1001", 3))
    assert (found.at["hq"].others, found.conflicts) == (0, 0)


def test_the_antimeridian_does_not_part_a_place() -> None:
    assert placed(("site:hq", "-17.0,179.9999", 1), ("site:hq", "-17.0,-179.9999", 2)).conflicts == 0


@pytest.mark.parametrize("name", ["Headquarters", "HEAD-QUARTERS", "the hill"])
def test_a_site_is_found_by_each_of_its_names(name: str) -> None:
    seen = see("site:x-17", ("fact.name", name), ("fact.position", "51.5,-0.1"))
    assert set(site_positions.placed(ESTATE, log([seen])).at) == {"hq"}


def test_its_name_may_stand_in_another_record_than_its_position() -> None:
    seen = [see("site:x", ("fact.position", "51.5,-0.1")), see("site:x", ("fact.name", "Headquarters"), position=2)]
    assert set(site_positions.placed(ESTATE, log(seen)).at) == {"hq"}


def test_of_two_sites_of_one_name_it_is_that_of_the_body_whose_register_it_is() -> None:
    for body, site in (("dept", "depot"), ("council", "council-depot")):
        seen = see("site:x", ("fact.name", "Depot"), ("fact.position", "51.5,-0.1"), body=body)
        assert set(site_positions.placed(ESTATE, log([seen])).at) == {site}
    other = see("site:x", ("fact.name", "Depot"), ("fact.position", "51.5,-0.1"), body="other")
    assert site_positions.placed(ESTATE, log([other])) == Positions(at={}, unmatched=1)


@pytest.mark.parametrize("value", ["", "51.5", "51.5,-0.1,3", "nan,nan", "91,0", "0,181", "inf,0", "x,y", "1" * 10_000])
def test_what_is_no_position_is_counted_and_left_out(value: str) -> None:
    assert placed(("site:hq", value, 1)) == Positions(at={}, unmatched=1)


def test_what_is_no_site_of_the_estate_is_counted() -> None:
    found = placed(("site:elsewhere", "51.5,-0.1", 1), ("ip:10.0.0.1", "51.5,-0.1", 2))
    assert found == Positions(at={}, unmatched=1)


def test_a_register_that_was_read_puts_sites_on_the_map(tmp_path: Path) -> None:
    home = make(tmp_path / "home")
    sites = table(("Site name", "Latitude", "Longitude"), ("Headquarters", "51.5014° N", "0.1419° W"))
    (home / "register.csv").write_text(sites, "utf-8")
    opened = workspace.open_(home)
    try:
        assert site_positions.find(opened) == Positions(at={})
        list(gather.read(opened, [home / "register.csv"]))
        found = site_positions.find(opened)
    finally:
        opened.store.close()
    (site,) = (site for site in opened.settings.estate.sites if site.name == "Headquarters")
    assert (found.at[site.id].latitude, found.at[site.id].longitude) == (51.5014, -0.1419)
    assert found.unmatched == 0
