"""The return of the small estate, as it is handed over."""

from __future__ import annotations

from dataclasses import replace

from tests.report import samples
from tests.report.documents.materials import material
from tests.report.samples import bare, golden
from tests.support import log

from camcensus.engine import publish
from camcensus.model.estate import Estate
from camcensus.report._blocks import Para, Table
from camcensus.report.documents import departmental_return


def test_the_golden_page() -> None:
    page = publish.publish(material("departmental-return"), "departmental-return").decode()
    golden("departmental-return.html", bare(page))


def test_it_counts_what_the_statement_counts() -> None:
    made = departmental_return.compose(material("departmental-return"))
    assert made.answer == (
        "Of 1 sensitive site 0 never had covered equipment, 1 had it: removed at 0, remaining at 1."
        " Of 0 it is not known."
    )
    counted = next(block for block in made.parts[0].blocks if isinstance(block, Table))
    assert counted.head == ("sites", "all", "never", "had", "removed", "remaining", "not known")
    assert counted.rows[-1] == ("all sites", "3", "0", "2", "0", "2", "1")


def test_without_an_earlier_one_nothing_is_compared() -> None:
    made = departmental_return.compose(replace(material("departmental-return"), earlier=None))
    assert made.parts[2].blocks == (Para("No return was issued before, so there is nothing to compare with."),)


def test_what_moved_since_the_last_one() -> None:
    made = departmental_return.compose(material("departmental-return"))
    then = next(block for block in made.parts[2].blocks if isinstance(block, Table))
    assert then.rows[2][3].startswith("+")


def test_an_estate_without_sensitive_sites_says_so() -> None:
    made = departmental_return.compose(material("departmental-return", samples.judge(log([]), of=Estate())))
    assert made.answer == "No site is stated to be sensitive."
