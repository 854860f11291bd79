"""The report as one page: what it says, that it fetches nothing, that everybody can read it, that nothing breaks it."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from lxml import etree
from lxml import html as parser
from tests.report.documents.materials import material
from tests.report.samples import CORE, DEPLOY, HOSTILE, OTHER, REMOVE, bare, golden, sample

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.model.separation import Bridge, Crossing, Outlet, Standing, Standings, Station, Trial, Unparted
from camcensus.report import _basis, _evidence, _register, html

VOID = {"meta", "br", "input", "link", "img", "hr", "base", "wbr", "area", "col", "embed", "source", "track", "param"}


class Balanced(HTMLParser):
    """Raises `AssertionError` for an element that is closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag, (tag, self.getpos())


def page(assessment: Assessment) -> Any:
    return parser.document_fromstring(html.render(Material(assessment=assessment)).decode("utf-8"))


def words(element: Any) -> str:
    return " ".join(" ".join(str(part) for part in element.itertext()).split())


@pytest.fixture(scope="module", params=["assessment", "hostile", "nothing"])
def made(request: pytest.FixtureRequest) -> str:
    assessment: Assessment = request.getfixturevalue(request.param)
    return html.render(Material(assessment=assessment)).decode("utf-8")


@pytest.fixture(scope="module")
def document(made: str) -> Any:
    return parser.document_fromstring(made)


@pytest.fixture(scope="module")
def root(assessment: Assessment) -> Any:
    return page(assessment)


def test_golden(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_basis, "__version__", "0.0.0")
    golden("report.html", bare(html.render(Material(assessment=assessment)).decode("utf-8")))


def test_the_same_assessment_gives_the_same_bytes(assessment: Assessment) -> None:
    assert html.render(Material(assessment=assessment)) == html.render(Material(assessment=assessment))


def test_elements_are_closed_where_they_should_be(made: str) -> None:
    balance = Balanced()
    balance.feed(made)
    assert balance.open == []


def test_it_fetches_nothing(made: str, document: Any) -> None:
    style = str(document.xpath("string(//style)"))
    assert not document.xpath("//@src | //@srcset | //@action | //@background | //@poster | //@data")
    assert not document.xpath("//link | //img | //iframe | //object | //embed | //base | //form | //foreignObject")
    assert "url(" not in style
    assert "@import" not in style
    for link in document.xpath("//*[@href]"):
        assert link.tag in ("a", "use")
        if not str(link.get("href")).startswith("#"):
            assert link.tag == "a"
            assert re.match(r"https?://", str(link.get("href")))
            assert "noreferrer" in str(link.get("rel"))


def test_only_its_own_style_and_script_may_run(document: Any) -> None:
    policy = document.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        (own,) = document.xpath(f"//{name}")
        digest = base64.b64encode(hashlib.sha256(str(own.text).encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not document.xpath("//@style")
    assert not [name for element in document.iter() for name in element.attrib if str(name).startswith("on")]


def test_headings_are_in_order(document: Any) -> None:
    levels = [int(heading.tag[1]) for heading in document.xpath("//h1 | //h2 | //h3 | //h4 | //h5")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(document: Any) -> None:
    for table in document.xpath("//table"):
        assert words(table.find("caption"))
        assert all(cell.get("scope") in ("col", "row") for cell in table.iter("th"))
        columns = len(table.xpath("./thead/tr/th"))
        assert all(len(row) == columns for row in table.xpath("./tbody/tr"))


def test_every_table_can_be_scrolled_with_the_keyboard(document: Any) -> None:
    for table in document.xpath("//table"):
        (holder,) = table.xpath("ancestor::div[contains(@class, 'scroll')]")
        assert holder.get("tabindex") == "0"
        assert holder.get("role") == "region"
        assert holder.get("aria-label") or document.xpath(f"//*[@id='{holder.get('aria-labelledby')}']")


def test_every_picture_says_in_words_what_it_shows(document: Any) -> None:
    pictures = document.xpath("//*[local-name() = 'svg'][@role]")
    for picture in pictures:
        ids = (picture.get("aria-labelledby") or "").split()
        named = [document.xpath(f"string(//*[@id='{one}'])") for one in ids] or [picture.findtext("{*}title")]
        assert all(named), etree.tostring(picture)
    rest = document.xpath("//*[local-name() = 'svg'][not(@role)][not(ancestor::*[local-name() = 'svg'])]")
    assert all(picture.get("aria-hidden") == "true" for picture in rest)


def test_every_id_stands_once_and_every_link_inside_leads_somewhere(document: Any) -> None:
    ids = [str(one) for one in document.xpath("//@id")]
    assert len(ids) == len(set(ids))
    inside = {str(href)[1:] for href in document.xpath("//@href") if str(href).startswith("#")}
    assert inside <= set(ids)
    for names in document.xpath("//@aria-labelledby"):
        assert set(str(names).split()) <= set(ids)


def test_what_devices_say_stays_text(hostile: Assessment) -> None:
    made = html.render(Material(assessment=hostile)).decode("utf-8")
    assert "<script>alert" not in made
    assert "<img" not in made
    assert "{{ 7 * 7 }}{% raw %}" in made
    assert "\u4e2d\u6587 \u0639\u0631\u0628\u064a" in made
    assert {unicodedata.category(c) for c in set(made) - {"\n"}}.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn"})


def test_what_devices_say_is_cut_and_kept_apart(hostile: Assessment) -> None:
    root = page(hostile)
    longest = max(len(str(text)) for text in root.xpath("//body//text()[not(parent::script)]"))
    assert longest < 700
    for hit in root.xpath("//body//text()[contains(., 'xxxxxxxx') or contains(., 'reversed')]"):
        holders = [holder.tag for holder in hit.getparent().iterancestors()] + [hit.getparent().tag]
        assert "bdi" in holders


def test_the_officers_page_answers_in_the_orders_own_words(root: Any) -> None:
    (position,) = root.xpath("//section[@id='position']")
    text = words(position)
    assert "Not compliant" in text
    assert "Department of Examples" in words(root.find(".//header"))
    assert "23 November 2026" in words(root.find(".//h1"))
    for said in ("breach of instruction", "contrary to advice", "consideration not recorded", "instructed", "advised"):
        assert said in text
    assert "provisional" in text


def test_the_clause_table_has_the_counts_and_provisional_apart(root: Any, assessment: Assessment) -> None:
    heads = [words(cell) for cell in root.xpath("//table[contains(@class, 'clauses')]/thead//th")]
    assert heads[-1] == "Provisional"
    rows = root.xpath("//table[contains(@class, 'clauses')]/tbody/tr")
    for row, clause in zip(rows, (DEPLOY, CORE, REMOVE, OTHER), strict=True):
        counts = assessment.counts([clause])
        shown = [int(words(cell)) for cell in row.xpath("./td[contains(@class, 'n')]")[-6:]]
        assert shown == [
            counts.not_met, counts.waived, counts.unknown, counts.met, counts.not_applicable, counts.provisional,
        ]  # fmt: skip


def test_provisional_stands_wherever_such_findings_are_listed(root: Any, assessment: Assessment) -> None:
    found = assessment.findings.filter("provisional")
    assert found.height
    for device, title in found.select("device", "clause").drop_nulls().iter_rows():
        lines = root.xpath(f"//article[@id='d-{device}']//li[contains(., '{title}')]")
        assert any("provisional" in words(line) for line in lines)
    for device in found["device"].drop_nulls().unique():
        (row,) = root.xpath(f"//table[@id='register-table']//tr[.//a[@href='#d-{device}']]")
        assert "provisional" in words(row)


def test_the_register_has_a_row_a_device_and_none_for_other_hosts(root: Any, assessment: Assessment) -> None:
    rows = root.xpath("//table[@id='register-table']/tbody/tr")
    assert len(rows) == assessment.devices.filter("candidate").height
    text = words(root.xpath("//section[@id='register']")[0])
    assert "10.0.1.99" not in text
    assert "1 other host" in text


def test_the_evidence_leads_to_what_was_seen(root: Any) -> None:
    article = next(one for one in root.xpath("//article") if words(one.find("h3")) == "CAM-1")
    text = words(article)
    for said in (
        "DNVRS-Webs",
        "http.server",
        "10 November 2026, 00:00 UTC",
        "importer:nmap-xml@1",
        "breach of instruction",
        "determined by A. Example on 1 February 2026",
        "Hangzhou",
        "September 2026",
    ):
        assert said in text, said
    other = next(one for one in root.xpath("//article") if words(one.find("h3")) == "CAM-2")
    assert "no match in the registrants" in words(other)
    assert "waiver W-2 has ended" in words(other)


def test_the_orders_stand_in_their_words_beside_what_was_said_later(root: Any, assessment: Assessment) -> None:
    text = words(root.xpath("//section[@id='orders']")[0])
    for order, clause in assessment.clauses:
        assert " ".join(clause.words.split()) in text
        assert all(limit in text for limit in order.limits)
        assert all(later.words in text for later in order.characterisations)
    for said in (
        "0" * 64,
        "1" * 64,
        "2" * 64,
        "W-1",
        "in force",
        "W-2",
        "ended",
        "C-1",
        "replace now",
        "security adviser",
    ):
        assert said in text, said


def test_an_empty_log_with_no_order_is_no_compliance(nothing: Assessment) -> None:
    text = words(page(nothing))
    assert "Not judged" in text
    assert "No order is chosen" in text
    assert "ompliant" not in text.replace("Are we compliant?", "")


def test_without_a_source_of_evidence_the_rest_stands(assessment: Assessment) -> None:
    text = words(page(replace(assessment, seen=pl.DataFrame())))
    assert "CAM-1" in text
    assert "DNVRS-Webs" not in text


def test_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_register, "ROWS", 2)
    monkeypatch.setattr(_evidence, "DEVICES", 1)
    monkeypatch.setattr(_evidence, "OBSERVATIONS", 1)
    monkeypatch.setattr(_evidence, "CLAIMS", 1)
    monkeypatch.setattr(_evidence, "UNITS", 1)
    root = page(sample())
    text = words(root)
    assert len(root.xpath("//table[@id='register-table']/tbody/tr")) == 2
    assert len(root.xpath("//article")) == 1
    assert "4 devices left out here" in text
    assert "5 devices left out here" in text
    assert "camcensus explain NAME" in text
    assert re.search(r"Left out here: \d+ claims, \d+ observations", text)


def test_a_wide_order_of_bytes_is_no_matter(assessment: Assessment) -> None:
    shuffled = replace(
        assessment,
        findings=assessment.findings.reverse(),
        devices=assessment.devices.reverse(),
        doubts=assessment.doubts.sort("device", "code"),
        claims=assessment.claims.sample(fraction=1, shuffle=True, seed=1),
    )
    first, second = (
        page(one).xpath("//table[@id='register-table']//th[@scope='row']") for one in (assessment, shuffled)
    )
    assert [words(cell) for cell in first] == [words(cell) for cell in second]


def test_the_most_hostile_text_is_still_there(hostile: Assessment) -> None:
    assert len(page(hostile).xpath("//table[@id='register-table']/tbody/tr")) >= len(HOSTILE) - 1
    assert hostile.devices.select(pl.col("label").str.len_chars().max()).item() > 60


@pytest.mark.parametrize("said", HOSTILE)
def test_the_part_on_separation_holds_whatever_was_said(assessment: Assessment, said: str) -> None:
    """Labels, hosts, names and rules come from files and devices."""
    at = datetime(2026, 11, 10, tzinfo=UTC)
    trail = (Station(kind="device", title=said, lines=(said, f"-> {said}")), Station(kind="outside", title=said))
    one = Standing(
        device="d", label=said, site=said, zone=said, addresses=(said,), rung="connected", there="", back="",
        weakest=said, missing=(said,), in_core=(said,),
        bridges=(Bridge(kind="dual-homed", detail=said, certain=False, trail=trail),),
        outlets=(Outlet(kind="dns", other=said, detail=said, through=True, country=said),),
        trials=(Trial(stood=said, target="10.0.0.1", port=80, answer="open", at=at, to_core=True),),
        crossings=(
            Crossing(other=said, protocol="tcp", port=80, opened_by="device", outcome="answered", connections=1,
                     first=at, last=at),
        ),
    )  # fmt: skip
    joined = Unparted(realm="r", networks=(said,), zones=(said,), box=said, incoming=said, outgoing=said, sure=False)
    page = html.render(
        Material(assessment=replace(assessment, separation=Standings(devices=(one,), unparted=(joined,))))
    ).decode()
    part = page[page.index('<section id="separation"') :]
    part = part[: part.index("</section>")]
    assert "Tried on 10 November 2026" in part
    tags = {node.tag for node in parser.fromstring(part).iter() if isinstance(node.tag, str)}
    assert tags <= {
        "section",
        "h2",
        "p",
        "b",
        "details",
        "summary",
        "bdi",
        "svg",
        "title",
        "text",
        "rect",
        "path",
        "code",
    }


def test_an_issued_one_bears_its_checkpoint_and_how_it_is_checked() -> None:
    made = material("html")
    page: Any = parser.document_fromstring(html.render(made).decode())
    assert page.xpath("//nav//a/@href")[-1] == "#check"
    assert "D-2026-0007" in page.xpath("string(//section[@id='issued'])")
    assert "camcensus/0123456789abcdef" in page.xpath("string(//section[@id='check'])")
    draft: Any = parser.document_fromstring(html.render(replace(made, issue=None)).decode())
    assert not draft.xpath("//section[@id='check' or @id='issued']")
