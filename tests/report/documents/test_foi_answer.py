"""The answer to a request: what it says, and that nothing of the estate can be found in it or in its data."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report import samples, secretive
from tests.report.documents.materials import material, tables, text
from tests.report.samples import HOSTILE, bare, golden
from tests.support import log

from camcensus.engine import publish
from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.report.documents import foi_answer

WORDS = {
    "organisation": "Department of Examples", "reference": "FOI-2026-117", "spend": "The total was GBP 9,690.",
    "section-31": "Relied on for places: to give them would help those who want to pass unseen.",
    "review": "Ask within 40 days.",
}  # fmt: skip


def of(one: Assessment, **words: str) -> Material:
    return Material(assessment=one, words=words)


def drawn(made: Material) -> Iterator[str]:
    """What a stranger gets, as text: the page, the PDF, the data."""
    page = publish.publish(made, "foi-answer", "html").decode()
    yield page
    yield html.unescape(page)
    pdf = pypdf.PdfReader(io.BytesIO(publish.publish(made, "foi-answer", "pdf")))
    yield "\n".join(sheet.extract_text() for sheet in pdf.pages)
    yield str(pdf.metadata)
    yield publish.publish(replace(made, words={}), "foi-csv").decode()


def ours(one: Assessment) -> str:
    """What stands in every answer, and the names and ranges that our own lists have."""
    words = one.vocabulary
    every = [*one.names["maker"].values(), *(each for known in words.ranges.values() for each in known)]
    every += [f"{year}" for year in range(1980, one.basis.as_of.year + 1)]
    return "\n".join([*drawn(of(samples.nothing())), *every, *words.values["placement"], *words.values["kind"]])


def test_the_golden_page() -> None:
    made = replace(material("foi-answer", secretive.estate("Quoxley")), words=WORDS)
    golden("foi-answer.html", bare(publish.publish(made, "foi-answer").decode()))


@given(token=st.from_regex(r"[B-DF-HJ-NP-TV-Z][aeiou][bdgkqvxz][aeiou][qxzv]ley", fullmatch=True))
@settings(max_examples=6, deadline=None)
def test_nothing_of_the_estate_is_in_it(token: str) -> None:
    one = secretive.estate(token)
    hidden = secretive.secrets(one, but=ours(one))
    assert {f"{token} House 0", f"{token}-zone-1", "10.90.17.0/24", "10.91.17.12", "bc:ad:28:00:17:03"} <= hidden
    assert len(hidden) > 100
    for shown in drawn(of(one)):
        assert token.casefold() not in shown.casefold()
        assert not [text for text in hidden if text.casefold() in shown.casefold()]


@pytest.mark.parametrize("name", ["hostile", "sample"])
def test_nothing_of_a_hostile_estate_is_in_it(name: str) -> None:
    one: Assessment = getattr(samples, name)()
    said = [*HOSTILE, *secretive.secrets(one, but=ours(one))]
    for shown in drawn(of(one)):
        assert not [text for text in said if text.casefold() in shown.casefold()]


@pytest.mark.parametrize("name", ["hostile", "sample", "nothing"])
def test_no_address_of_any_kind_is_in_it(name: str) -> None:
    one: Assessment = getattr(samples, name)()
    for shown in drawn(of(one)):
        assert not re.search(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}", shown)
        assert not re.search(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", shown, re.IGNORECASE)


def test_the_five_questions_are_answered() -> None:
    made = foi_answer.compose(of(secretive.estate("Quoxley"), **WORDS))
    assert [part.title for part in made.parts][1:6] == [
        "1. Do you have any?", "2. How many?", "3. When, and for how much?", "4. Where?", "5. What other equipment?",
    ]  # fmt: skip
    assert made.answer.startswith("18 devices of covered makers in use; of 0 devices it is not known")
    assert text(made, "any").startswith("Yes: 18 devices of makers that are covered, in use.")
    found = tables(made)
    makers = found["Covered equipment in use. By who built it, or sells it"]
    assert [row[1] for row in makers.rows] == ["12", "6", "18"]
    assert found["Covered equipment in use. By class of site"].rows == (("sensitive", "18"), ("all", "18"))
    assert found["Equipment of other makers in use, by who built it"].rows[-1] == ("all", "10")
    assert "The total was GBP 9,690." in text(made, "when")


def test_numbers_add_up_to_what_is_published() -> None:
    for small in ("3", "5", "20"):
        made = foi_answer.compose(of(secretive.estate("Quoxley"), small=small))
        for table in tables(made).values():
            if table.head[-1] == "devices":
                numbers = [row[1] for row in table.rows]
                if all(number.replace(",", "").isdigit() for number in numbers):
                    *each, total = map(int, numbers)
                    assert sum(each) == total


def test_what_is_small_is_fewer_and_what_the_officer_has_to_write_is_asked_for() -> None:
    made = foi_answer.compose(of(samples.sample()))
    assert made.answer.startswith("Fewer than 5 devices of covered makers in use; of fewer than 5 devices")
    assert text(made, "any").startswith("Yes: fewer than 5 devices")
    assert "This is not certain" in text(made, "any")
    assert text(made, "where").count("withheld") == 1
    exemptions = tables(made)["Exemptions"]
    assert [row[0].partition(",")[0] for row in exemptions.rows] == ["section 31", "section 24", "section 12"]
    assert all(row[2].startswith("To be written by the officer who answers") for row in exemptions.rows)
    assert "what was paid" in text(made, "not-held")


def test_an_estate_of_which_nothing_is_known_has_not_none() -> None:
    made = foi_answer.compose(of(samples.judge(log([]))))
    assert text(made, "any").startswith("None was found in use.\nThis is not certain: ")


def test_only_where_everything_was_looked_at_the_answer_is_no() -> None:
    one = samples.nothing()
    assert text(foi_answer.compose(of(one)), "any").startswith("No.")


def test_proposals_are_named() -> None:
    made = foi_answer.compose(of(secretive.estate("Quoxley")))
    (part,) = [part for part in made.parts if part.id == "how-many"]
    assert any("signed by nobody yet" in getattr(block, "text", "") for block in part.blocks)
    assert any("Dahua" in getattr(block, "text", "") for block in part.blocks)
