"""The certificate says what is shown, what is stated and what is missing; and never that more is shown than is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl
import pytest
from tests.removals import ADDRESS, AS_OF, MAC, SERIAL, flow, found, judged, told
from tests.report.documents.materials import table
from tests.report.samples import HOSTILE, bare, golden

from camcensus.engine import publish
from camcensus.model.material import Material
from camcensus.model.removal import AFTER, BEFORE, LACKS
from camcensus.report._blocks import Document, Form, Lines, Note, Para
from camcensus.report.documents import removal_certificate

FORM = "removal-certificate"


def given(
    *more: pl.DataFrame, without: Iterable[str] = (), as_of: date = AS_OF, said: Mapping[str, str] | None = None
) -> Material:
    gone = list(without)
    one, _ = judged(*more, without=gone, as_of=as_of)
    removal = found(*more, without=gone, as_of=as_of, said=said)
    return Material(assessment=one, device=removal.device, removal=removal, words=said or {})


def made(*more: pl.DataFrame, without: Iterable[str] = (), said: Mapping[str, str] | None = None) -> Document:
    return removal_certificate.compose(given(*more, without=without, said=said))


def test_the_golden_page() -> None:
    other = told(f"ip:{ADDRESS}", ("mac", "00:40:8c:00:00:02"), at="2026-11-10", position=30)
    golden("removal-certificate.html", bare(publish.publish(given(other), FORM).decode()))


def test_every_part_and_every_lack_has_its_words() -> None:
    assert set(removal_certificate.TITLES) == {*BEFORE, *AFTER}
    assert set(removal_certificate.LACKS) == set(LACKS)


def test_shown_says_so_and_names_what_it_rests_on() -> None:
    one = made()
    assert one.answer == "Removal is shown."
    assert all(row[1:] == ("yes", "nothing") for row in table(one, "summary").rows)
    said = {row[1]: row[3] for row in table(one, "before").rows}
    assert (said["serial"], said["mac"], said["spot"]) == (SERIAL, MAC, "Front door")
    after = {row[1]: row[3] for row in table(one, "after").rows}
    assert after["the port since"] == "notconnect on 2026-10-03 08:00 UTC"
    assert after["weee"] == "WEEE-17"
    ids = next(
        block for part in one.parts if part.id == "observations" for block in part.blocks if isinstance(block, Lines)
    )
    assert all(len(line) == 64 for line in ids.lines)
    rows = table(one, "observations").rows
    assert {row[4] for row in rows} == {line[:12] for line in ids.lines}
    assert any("leaf 6" in row[3] for row in rows)


@pytest.mark.parametrize(
    ("gone", "answer"),
    [
        (["weee"], "Removal is stated, not shown: missing is the number of the waste consignment."),
        (
            ["port", "witness"],
            (
                "Removal is stated, not shown: missing are a look since at its switch port, its address or the spot;"
                " the witness to the sanitisation."
            ),
        ),
    ],
)
def test_stated_names_what_is_missing(gone: list[str], answer: str) -> None:
    assert made(without=gone).answer == answer


def test_much_that_is_missing_is_counted_in_the_answer_and_listed_below() -> None:
    gone = ["photo", "person", "port", "leases", "listened", "media", "method", "standard", "witness", "weee"]
    one = made(without=gone)
    assert one.answer.endswith("; and 6 more, listed below.")
    lacking = [row[2] for row in table(one, "summary").rows if row[2] != "nothing"]
    assert sum(len(row.split("; ")) for row in lacking) == 10


def test_what_is_still_there_says_when_and_where() -> None:
    assert made(told(f"ip:{ADDRESS}", ("mac", MAC), at="2026-10-20T14:05", position=40)).answer == (
        f"It is still there: seen on 20 October 2026, 14:05 UTC at {ADDRESS}, Headquarters."
    )
    port = told(f"mac:{MAC}", ("switch.port", "sw-9/Gi1"), ("switch.entry", "dynamic"), at="2026-10-20", position=40)
    assert "at port sw-9/Gi1, Headquarters." in made(port).answer
    assert (
        f"at its address (conversation {ADDRESS}>10.0.2.7/tcp/554)"
        in made(flow(ADDRESS, "10.0.2.7", "2026-10-20")).answer
    )
    assert made(without=["status", "person"]).answer.startswith("It is still there: seen on 20 September 2026")


def test_what_is_said_with_the_document_alone_says_so() -> None:
    one = made(without=["witness"], said={"witness": "V. Example"})
    rows = [row for row in table(one, "after").rows if row[1] == "witness"]
    assert rows == [("media sanitised", "witness", "this document alone", "V. Example")]
    assert one.answer == "Removal is shown."


def test_others_on_its_address_and_attempts_in_vain_are_told() -> None:
    other = told(f"ip:{ADDRESS}", ("mac", "00:40:8c:00:00:02"), at="2026-11-10", position=30)
    one = made(other, flow("10.0.2.7", ADDRESS, "2026-10-20", back=0))
    assert table(one, "since").rows[0][1] == ADDRESS
    said = [block.text for part in one.parts if part.id == "since" for block in part.blocks if isinstance(block, Para)]
    assert said[1].startswith("Others tried to reach its address 1 time since, and nothing answered")
    assert "since" not in [part.id for part in made().parts]


def test_times_before_that_came_in_later_are_told() -> None:
    one = made(told(f"ip:{ADDRESS}", ("mac", MAC), at="2026-09-21", position=12))
    (note,) = [block for part in one.parts for block in part.blocks if isinstance(block, Note)]
    assert note.text.startswith("1 sighting of it came into the log after its removal was stated")


def test_there_is_room_for_signatures() -> None:
    assert [block.names[1] for part in made().parts for block in part.blocks if isinstance(block, Form)] == [
        "sanitisation witnessed by, on"
    ]


def test_without_what_the_log_shows_nothing_is_certified() -> None:
    one = given()
    bare = removal_certificate.compose(Material(assessment=one.assessment, device=one.device))
    assert bare.answer.startswith("Removal is stated, not shown")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_said_is_text(text: str) -> None:
    one = given(told(f"ip:{ADDRESS}", ("http.title", text), at="2026-10-20", position=40), said={"weee": text})
    page = publish.publish(one, FORM).decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page
