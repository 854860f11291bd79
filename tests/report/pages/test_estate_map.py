"""The map is one whole picture, says what it shows in words, and holds nothing that a page may not have."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree
from tests.report.pages.test__map_coast import BOX, world

from camcensus.report import _ranks as ranks
from camcensus.report.pages import estate_map, map_window
from camcensus.report.pages.estate_map import Picture, Place
from camcensus.report.pages.map_window import Window
from camcensus.wire.outlines import NOTHING

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["<script>alert(1)</script>", '"><a href="//evil">', "\u202egnp.exe", "x" * 10_000, "a & b", "مبنى", "長い"]


def place(number: int, latitude: float, longitude: float, kind: str = "met", **other: Any) -> Place:
    told = {"name": f"Site {number}", "devices": 3, "link": f"/sites/{number}", **other}
    return Place(id=f"s{number}", latitude=latitude, longitude=longitude, kind=kind, **told)


def draw(places: list[Place], window: Window | None = None) -> tuple[Picture, Any]:
    window = window or map_window.around((one.latitude, one.longitude) for one in places)
    made = estate_map.draw(places, NOTHING, window, zoom=lambda view: f"?map={view.text}")
    return made, etree.fromstring(made.svg)


def links(root: Any) -> list[Any]:
    return list(root.iter(f"{SVG}a"))


def test_each_place_is_a_link_with_its_name() -> None:
    made, root = draw([place(1, 51.5, 0), place(2, 53.5, -2, "not-met", name="A & B")])
    found = {link.get("href"): link for link in links(root)}
    assert set(found) == {"/sites/1", "/sites/2"}
    assert found["/sites/2"].get("aria-label") == "A & B: not met; 3 devices"
    assert [text.text for text in found["/sites/2"].iter(f"{SVG}text")] == ["!", "A & B"]
    assert (made.shown, made.outside, made.marks) == (2, 0, 2)


def test_each_kind_has_a_shape_of_its_own() -> None:
    places = [place(n, 51.5, n, kind) for n, kind in enumerate(ranks.KINDS)]
    _, root = draw(places)
    shapes = {}
    for link in links(root):
        (shape,) = [one for one in link if one.get("stroke-width") == "3"]
        points = len(shape.get("points", "").split())
        shapes[link.get("class").split()[1]] = (shape.tag.removeprefix(SVG), points, shape.get("rx"))
    assert len(set(shapes.values())) == len(ranks.KINDS) == len(shapes)
    assert shapes["unknown"][:2] == ("polygon", 4)
    words = [text.text for text in root if text.tag == f"{SVG}text"]
    assert set(words) >= set(ranks.WORDS.values())


def test_places_at_one_spot_are_one_mark_that_leads_to_the_list() -> None:
    _, root = draw([place(1, 51.5, 0), place(2, 51.5, 0, "unknown")])
    (link,) = links(root)
    assert link.get("href") == "#places"
    assert link.get("aria-label") == "2 sites: 1 unknown, 1 met; 6 devices"
    assert "2" in [text.text for text in link.iter(f"{SVG}text")]


def test_places_that_part_nearer_by_are_one_mark_that_leads_there() -> None:
    near = [place(1, 51.5, 0), place(2, 51.5, 0.01, "unknown")]
    _, root = draw(near, map_window.at(51.5, 0, 20))
    (link,) = links(root)
    window = map_window.parse(link.get("href").removeprefix("?map="))
    assert len(links(draw(near, window)[1])) == 2


def test_the_keyboard_meets_the_gravest_first() -> None:
    _, root = draw([place(2, 53.5, -2, "met"), place(1, 51.5, 0, "not-met")])
    assert [link.get("href") for link in links(root)] == ["/sites/1", "/sites/2"]


@pytest.mark.parametrize("name", NAMES)
def test_hostile_names_stay_text(name: str) -> None:
    made, root = draw([place(1, 51.5, 0, name=name), place(2, 53, 0, name=name)])
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "a", "rect", "path", "circle", "polygon", "text", "g",
    }  # fmt: skip
    assert {link.get("href") for link in links(root)} == {"/sites/1", "/sites/2"}
    assert len(made.svg) < 20_000
    assert "\u202e" not in made.svg


def test_there_is_no_style_script_or_address_in_it() -> None:
    made, root = draw([place(n, 51.5, n, kind) for n, kind in enumerate(ranks.KINDS)])
    names = {name for one in root.iter() for name in one.attrib}
    assert not [name for name in names if name == "style" or name.startswith("on") or ":" in name or "{" in name]
    assert "url(" not in made.svg
    assert made.svg.count("http") == 1  # the name of the language


@pytest.mark.parametrize("link", ["//evil", "https://evil/", "javascript:alert(1)", "/\\evil", "", "sites/1"])
def test_an_address_elsewhere_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="leads elsewhere"):
        draw([place(1, 51.5, 0, link=link)])


def test_it_is_told_in_words() -> None:
    every = [place(1, 51.5, 0, "not-met"), place(2, 53, -2), place(3, -51, -57)]
    _, root = draw(every, map_window.at(52, 0, 10))
    told = root.find(f"{SVG}desc").text
    assert told == "2 sites, by their gravest finding: 1 not met, 1 met. 1 more outside of this part of the map."
    assert root.get("aria-labelledby").split() == [one.get("id") for one in root if one.get("id")]
    assert root.get("role") == "group"
    assert draw(every, map_window.at(0, 90, 10))[1].find(f"{SVG}desc").text.endswith("; 3 elsewhere.")
    assert draw([])[1].find(f"{SVG}desc").text == "No site has a position."


def test_2800_places_are_few_marks_and_none_is_lost() -> None:
    places = [place(n, 50 + n * 0.618 % 1 * 8, -6 + n * 0.414 % 1 * 7, ranks.KINDS[n % 5]) for n in range(2800)]
    made, root = draw(places)
    assert (made.shown, made.outside) == (2800, 0)
    assert 20 < made.marks == len(links(root)) < 350
    assert len(made.svg) < 400_000


@pytest.mark.parametrize(("many", "sign"), [(2, "2"), (9999, "9999"), (10_000, "9999+")])
def test_a_mark_says_how_many_places_it_holds(many: int, sign: str) -> None:
    _, root = draw([place(n, 51.5, 0) for n in range(many)])
    (link,) = links(root)
    assert next(link.iter(f"{SVG}text")).text == sign
    assert link.get("aria-label").startswith(f"{many:,} sites: ")


def test_one_place_far_away_and_places_across_the_antimeridian() -> None:
    made, _ = draw([place(1, 51.5, 0), place(2, 51.6, 0.1), place(3, -51.7, -57.8)])
    assert (made.shown, made.outside, made.marks) == (3, 0, 2)
    made, _ = draw([place(1, -18.1, 178.4), place(2, -13.8, -171.7), place(3, 90, 0), place(4, -90, 0)])
    assert (made.shown, made.outside) == (4, 0)


def test_land_and_borders_are_drawn() -> None:
    outlines = world(BOX, lines=([(-5, 0), (5, 0)],))
    made = estate_map.draw([], outlines, map_window.at(0, 0, 20), zoom=lambda _: "?")
    assert 'd="M250 750l500 0 0 -' in made.svg
    assert 'd="M250 500l500 0"' in made.svg


@pytest.mark.parametrize(
    ("window", "there", "missing"),
    [
        ((55, -3, 10), {"100 km", "2° W", "0°", "54° N"}, {"2° E"}),
        ((-51, -58, 0.02), {"200 m", "58.000° W", "51.000° S"}, {"58.000° E"}),
        ((0, 180, 30), {"500 km", "180°", "175° W", "175° E", "5° N", "5° S"}, {"180° W", "185° E"}),
        ((0, 0, 360), {"60° W", "120° E", "60° N"}, {"1,000 km", "2,000 km"}),
    ],
)
def test_where_and_how_large_it_is(window: tuple[float, float, float], there: set[str], missing: set[str]) -> None:
    _, root = draw([], map_window.at(*window))
    words = {text.text for text in root.iter(f"{SVG}text")}
    assert there <= words
    assert not missing & words
