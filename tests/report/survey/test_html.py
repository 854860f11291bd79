"""The page for a phone: nothing leaves it, nothing breaks it, and what it gives back is what is read."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from html import unescape
from typing import Any

from lxml import html as parser

from camcensus.model.survey import Line, Sheet
from camcensus.report.survey import html
from camcensus.sources.importers import _survey

HOSTILE = ("=1+1", "@x", "+2", "-3", "</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202ex")
LINES = (
    Line(line="0a1b2c3d", known_as="asset:CAM-1", called="CAM-1", area="Hall", make="Axis", serial="ACCC8E000001"),
    *(
        Line(line=f"{at:08}", known_as=f"asset:{text}", called=text, area=text, make=text, model=text, serial=text,
             mac=text, address=text, known_from=text)
        for at, text in enumerate(HOSTILE)
    ),
)  # fmt: skip
SHEET = Sheet(number="9f8e7d6c", site="fenwick", name="Fenwick House", as_of=date(2026, 11, 23), lines=LINES)


def document() -> Any:
    return parser.document_fromstring(html.render(SHEET).decode())


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert html.render(SHEET) == html.render(SHEET)


def test_it_fetches_nothing_and_sends_nothing() -> None:
    page, text = document(), html.render(SHEET).decode()
    assert not page.xpath("//@src | //@srcset | //@action | //@href | //@background | //@poster")
    assert not page.xpath("//link | //img | //iframe | //object | //form | //base")
    script, style = str(page.xpath("string(//script[not(@type)])")), str(page.xpath("string(//style)"))
    assert not re.search(r"fetch|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import\s*\(|https?:", script)
    assert "url(" not in style
    assert "@import" not in style
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'; ")
    for name, own in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "connect-src" not in text


def test_nothing_that_a_device_says_is_markup() -> None:
    page = document()
    assert len(page.xpath("//script")) == 2
    assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    assert "</script><script>alert" not in html.render(SHEET).decode()


def test_what_goes_back_names_the_line_and_the_thing() -> None:
    held = json.loads(unescape(document().xpath("string(//script[@id='data'])")))
    assert (held["sheet"], held["site"], held["as_of"]) == ("9f8e7d6c", "fenwick", "2026-11-23")
    assert held["lines"]["0a1b2c3d"]["known_as"] == "asset:CAM-1"
    assert held["lines"]["00000004"]["known_as"] == f"asset:{HOSTILE[4]}"


def test_every_input_is_one_that_is_read_back() -> None:
    names = {str(name).rpartition("/")[2] for name in document().xpath("//@name")} - {"viewport", "referrer"}
    assert names - {"surveyor", "day"} <= set(_survey.FORM.columns)
    assert {"outcome", "area", "kind", *html.FILLED} <= names


def test_every_input_has_its_label() -> None:
    for field in document().xpath("//input | //select"):
        assert field.xpath("ancestor::label")
