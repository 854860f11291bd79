"""Words that every form uses alike: names of outcomes, places and makers, the headline, the next steps."""

from __future__ import annotations

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.outcome import Outcome

OUTCOMES = {
    Outcome.NOT_MET: "not met",
    Outcome.UNKNOWN: "unknown",
    Outcome.MET: "met",
    Outcome.NOT_APPLICABLE: "does not apply",
}


def headline(assessment: Assessment) -> str:
    """Are we compliant, in one sentence."""
    counts = assessment.counts()
    standing = counts.not_met - counts.waived
    if not assessment.orders:
        return "no order is chosen, so nothing is judged."
    if standing:
        rest = f", and {counts.unknown} are unknown" if counts.unknown else ""
        return f"not compliant. {standing} findings are not met{rest}."
    if counts.unknown or assessment.outcome is Outcome.UNKNOWN:
        return f"not known. Nothing is found to be not met, but {counts.unknown} findings are unknown."
    excused = f" {counts.waived} findings are excused by waivers." if counts.waived else ""
    return f"compliant as far as the log tells.{excused}"


def called(assessment: Assessment, clause_id: str, outcome: Outcome) -> str:
    """What a finding is called: a breach only where the order instructs."""
    for _, clause in assessment.clauses:
        if clause.id == clause_id:
            return clause.not_met_words if outcome is Outcome.NOT_MET else f"{clause.title}: {OUTCOMES[outcome]}"
    return OUTCOMES[outcome]


def site(assessment: Assessment, site_id: str | None) -> str:
    """A site's name, or that it is not known."""
    found = assessment.estate.site(site_id) if site_id else None
    return found.name if found else "site not known"


def maker(assessment: Assessment, maker_id: str | None) -> str:
    """A maker's name, or that it is not known."""
    return assessment.names.get("maker", {}).get(maker_id or "", maker_id or "") or "maker not known"


def brand(assessment: Assessment, brand_id: str | None) -> str:
    """A brand's name, or that it is not known."""
    return assessment.names.get("brand", {}).get(brand_id or "", brand_id or "") or "label not known"


def next_steps(assessment: Assessment) -> list[tuple[str, int]]:
    """(what to do, how many unknown findings it would help to settle), the most useful first."""
    unknown = assessment.findings.filter(pl.col("outcome") == Outcome.UNKNOWN.value)
    counted = unknown.select(pl.col("settles").list.first()).group_by("settles").len()
    counted = counted.drop_nulls().sort(["len", "settles"], descending=[True, False])
    return [(assessment.vocabulary.evidence.get(code, code), count) for code, count in counted.iter_rows()]
