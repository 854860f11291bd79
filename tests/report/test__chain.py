"""The picture of a chain: every hop with its claim and source, and nothing that could act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lxml import etree
from tests.support import knowledge

from camcensus.engine import control
from camcensus.model.control import Asked, Claimed, Hop
from camcensus.report import _chain


def asked(name: str, day: date) -> Asked:
    return control.ask(name, knowledge(), day)


def words(svg: str) -> list[str]:
    return [text.text or "" for text in etree.fromstring(svg.encode()).iter("{*}text")]


def test_each_hop_is_drawn_with_what_it_rests_on() -> None:
    said = " ".join(words(_chain.picture(asked("March Networks", date(2015, 6, 30)))))
    for part in (
        "March Networks (CA",
        "Infinova (Canada) Ltd (CA",
        "Shenzhen Infinova Ltd (CN",
        "100 %",
        "itworldcanada",
    ):
        assert part in said
    assert said.count("holds the majority") + said.count("controls, as stated") == 2


def test_of_a_company_of_which_nothing_is_known_that_is_said() -> None:
    found = replace(asked("Axis", date(2026, 1, 1)), chain=())
    assert words(_chain.picture(found)) == ["Nothing is recorded of it."]


def test_names_are_words_and_no_markup() -> None:
    hostile = "</text><script>alert(1)</script>" + "x" * 500
    claim = Claimed(words=hostile, source=hostile, status="<b>")
    first = Hop(party="a", name=hostile, jurisdiction=None, kind="company", claims=(claim,))
    up = Hop(
        party="b",
        name="B",
        jurisdiction="CN",
        kind="soe",
        of="a",
        how="largest",
        low=30,
        high=40,
        claims=(claim, claim),
    )
    svg = _chain.picture(replace(asked("Axis", date(2026, 1, 1)), name=hostile, chain=(first, up)))
    root = etree.fromstring(svg.encode())
    assert {etree.QName(one).localname for one in root.iter()} == {"svg", "title", "text", "rect", "path"}
    assert any("30 to 40 %" in text for text in words(svg))


def test_a_share_in_words() -> None:
    hop = Hop(party="b", name="B", jurisdiction="CN", kind="soe", low=14, high=14, claims=())
    assert _chain.share(hop) == ", 14 %"
    assert _chain.share(replace(hop, low=0, high=100)) == ""
    assert _chain.share(replace(hop, low=None, high=None)) == ""
