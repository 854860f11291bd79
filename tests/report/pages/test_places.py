"""Sites as places of a map: those with a position, and nothing that nobody looked at as compliant."""

from __future__ import annotations

from camcensus.report._officer import SiteLine
from camcensus.report._ranks import status
from camcensus.report.pages import places


def line(name: str, *ranks: int | None) -> SiteLine:
    cells = tuple(None if rank is None else status(rank) for rank in ranks)
    return SiteLine(id=name, name=name.title(), sensitive="no", devices=3, cells=cells)


def test_sites_with_a_position_are_places_and_the_others_are_told() -> None:
    found, without = places.of([line("hq", 1, 4), line("hall", 1), line("", 3)], {"hq": (51.5, -0.1)})
    assert [(one.id, one.name, one.latitude, one.longitude, one.kind, one.devices, one.link) for one in found] == [
        ("hq", "Hq", 51.5, -0.1, "not-met", 3, "/sites/hq")
    ]
    assert [one.id for one in without] == ["hall"]


def test_a_site_without_a_finding_is_unknown() -> None:
    assert places.gravest(line("hq")) == "unknown"
    assert places.gravest(line("hq", None, None)) == "unknown"
    assert places.gravest(line("hq", 1, None)) == "met"


def test_an_odd_id_is_quoted_in_its_link() -> None:
    (one,), _ = places.of([line('a/b "c"')], {'a/b "c"': (1.0, 2.0)})
    assert one.link == "/sites/a%2Fb%20%22c%22"
