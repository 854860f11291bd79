"""The data-protection sheet: counts, classes, recipients; what nobody wrote is asked for."""

from __future__ import annotations

from dataclasses import replace

from tests.report import samples
from tests.report.documents.materials import KEPT, material, tables
from tests.report.samples import bare, golden

from camcensus.engine import publish
from camcensus.model.material import FIELD, RECORD
from camcensus.report._blocks import Document, Items, Note, Para
from camcensus.report.documents import data_protection
from camcensus.report.documents.data_protection import TO_WRITE


def text(document: Document) -> str:
    blocks = [block for part in document.parts for block in part.blocks]
    lines = [block.text for block in blocks if isinstance(block, (Para, Note))]
    return "\n".join([*lines, *(item for block in blocks if isinstance(block, Items) for item in block.items)])


def made(**words: str) -> Document:
    return data_protection.compose(replace(material("data-protection"), words=words))


def test_the_golden_page() -> None:
    golden("data-protection.html", bare(publish.publish(material("data-protection"), "data-protection").decode()))


def test_the_answer_counts_what_may_be_about_persons() -> None:
    assert made().answer == (
        "Of 19 entries 3 name people who decided something, and 4 may be about a person."
        " Beside them: 9 originals, 2 issued documents."
    )


def test_every_field_and_record_is_counted_once() -> None:
    found = tables(made())
    kinds = found["Kinds of data, what may be about persons first"]
    assert sum(int(row[4]) for row in kinds.rows) == sum(one.count for one in KEPT if one.of in (FIELD, RECORD))
    fields = found["Fields of observations"]
    assert {row[0]: row[4] for row in fields.rows} == {
        one.what: f"{one.count}" for one in KEPT if one.of == FIELD
    }  # fmt: skip
    assert [row[3] for row in fields.rows] == ["perhaps", "perhaps", "no"]


def test_what_nobody_classed_is_told() -> None:
    assert "take them for personal until somebody has" in text(made())
    known = replace(material("data-protection"), kept=KEPT[:2])
    assert "take them for personal" not in text(data_protection.compose(known))


def test_what_was_erased_and_what_is_kept_how_long() -> None:
    found = tables(made(retention="Originals: seven years."))
    assert found["Originals: the bytes behind observations, secrets taken out"].rows == (
        ("evidence", "9", "4,321", "2"),
    )
    assert ("waiver", "yes", "2", "1") in [
        row[:4] for row in found["Decisions, versions and what was handed over"].rows
    ]
    assert ("survey", "yes", "1", "0") in [row[:4] for row in found["What told the observations"].rows]
    said = text(made(retention="Originals: seven years."))
    assert "Erasures that stand in the log: 1." in said
    assert "How long each class is kept: Originals: seven years." in said


def test_who_was_given_something_the_newest_first() -> None:
    rows = tables(made())["Documents that were issued, the newest first"].rows
    assert [(row[0], row[1], row[3], row[4]) for row in rows] == [
        ("D-2026-0002", "breach-list", "A. Example", "Monthly return"),
        ("D-2026-0001", "breach-list", "A. Example", "Monthly return"),
    ]


def test_why_everything_was_kept_once() -> None:
    rows = tables(made())["When everything was kept all the same, and why"].rows
    assert rows == (("2026-11-23", "INC-7, agreed with the data protection officer"),)


def test_what_only_the_controller_can_say_is_asked_for_until_it_is_said() -> None:
    def words(**said: str) -> dict[str, str]:
        return {row[0]: row[1] for row in tables(made(**said))["The controller's words"].rows}

    assert {words()[name] for name in ("controller", "purpose", "lawful basis", "why no less would do")} == {TO_WRITE}
    assert words(**{"lawful-basis": "Public task."})["lawful basis"] == "Public task."


def test_a_log_that_keeps_nothing_says_so() -> None:
    nothing = replace(material("data-protection", samples.nothing()), kept=(), widened=(), issues=())
    assert data_protection.compose(nothing).answer == "The log keeps nothing."
