"""The request as a page: it fetches nothing, has no script, and shows what is hostile as text."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import Any

from lxml import html as parser
from tests.contained import containment

from camcensus.engine import contain
from camcensus.model.containment import Contained
from camcensus.report.change import _document as documents
from camcensus.report.change import html

CHANGE = contain.write(containment(), ["nftables", "ios"])
HOSTILE = ("</table><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "\u202ex", "a\nb")


def document(change: object = CHANGE) -> Any:
    return parser.document_fromstring(html.render(change).decode())  # type: ignore[arg-type]


def test_the_same_change_gives_the_same_bytes() -> None:
    assert html.render(CHANGE) == html.render(CHANGE)


def test_it_fetches_nothing_and_has_no_script() -> None:
    page = document()
    assert not page.xpath("//@src | //@srcset | //@action | //@href | //script | //link | //img | //form")
    style = str(page.xpath("string(//style)"))
    assert "url(" not in style
    assert "@media print" in style
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy


def test_it_has_the_parts_of_the_text() -> None:
    assert document().xpath("//section/@id") == [part.id for part in documents.document(CHANGE).parts]
    assert "nft delete table inet cc_CHG_7_" in document().xpath("string(//section[@id='back'])")


def test_tables_have_headings_that_belong_to_their_rows() -> None:
    page = document()
    assert len(page.xpath("//table")) == len(page.xpath("//table/caption"))
    assert all(row.xpath("./th[@scope='row']") for row in page.xpath("//tbody/tr"))


def test_what_is_hostile_is_text() -> None:
    named = tuple(Contained(label=one, site=one, addresses=("10.0.0.1",), why=one) for one in HOSTILE)
    page = document(replace(CHANGE, containment=replace(containment(reference=HOSTILE[0]), named=named)))
    assert not page.xpath("//script | //img | //*[@onerror]")
    labels = [" ".join(one.text_content().split()) for one in page.xpath("//section[@id='devices']//tbody/tr/th")]
    assert labels == [one.replace("\u202e", "\ufffd").replace("\n", " ") for one in HOSTILE]
