"""Findings and the risks behind them, in the form of OSCAL. What is unknown is never satisfied.

A risk is what stands behind the findings of one clause at one site for one reason: that is what people act upon.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from camcensus.model.assessment import Assessment, Due
from camcensus.model.finding import Waiver
from camcensus.model.knowledge import Clause
from camcensus.model.outcome import Outcome
from camcensus.report import _oscal as oscal
from camcensus.report import _outside as outside
from camcensus.report import _words as words
from camcensus.report._oscal import Node, prop, text

_STATES = {"met": ("satisfied", "pass"), "not-met": ("not-satisfied", "fail"), "unknown": ("not-satisfied", "other")}
"""Outcome to state and reason. OSCAL has no state for what is not known: it is not satisfied, and remarks say so."""

_GROUP = ("clause", "outcome", "site", "reason", "waiver", "expired_waiver")


class Group(NamedTuple):
    """What one risk is of."""

    clause: str
    outcome: str
    site: str | None
    reason: str
    waiver: str | None
    expired_waiver: str | None

    @property
    def id(self) -> str:
        """Of the risk."""
        return outside.uuid("risk", *(part or "" for part in self))


def asked(assessment: Assessment) -> pl.DataFrame:
    """The findings that say anything: without those of clauses that do not apply."""
    return assessment.findings.filter(pl.col("outcome") != Outcome.NOT_APPLICABLE.value)


def findings(
    assessment: Assessment, rows: pl.DataFrame, devices: pl.DataFrame, gathered: pl.DataFrame
) -> Iterator[Node]:
    """One node a row of `asked`, with the evidence of its device and the risk behind it."""
    called = dict(devices.select("device", "called").iter_rows())
    evidence: dict[str, list[Node]] = defaultdict(list)
    for device, method in gathered.select("device", "method").iter_rows():
        evidence[device].append({"observation-uuid": oscal.evidence(device, method)})
    behind = {group: [{"risk-uuid": group.id}] for group, _ in groups(rows)}
    named = {
        pair: words.called(assessment, pair[0], Outcome(pair[1]))
        for pair in rows.select("clause", "outcome").unique().iter_rows()
    }
    for row in rows.iter_rows(named=True):
        node: Node = {
            "uuid": outside.finding(row["subject"], row["clause"]),
            "title": text(f"{outside.about(assessment, row, called)}: {named[row['clause'], row['outcome']]}"),
            "description": text(assessment.sentence(row["reason"])),
            "props": list(_marks(row)),
            "target": _target(row),
        }
        if found := evidence.get(row["device"] or ""):
            node["related-observations"] = found
        if risk := behind.get(Group(*(row[name] for name in _GROUP))):
            node["related-risks"] = risk
        if row["settles"]:
            steps = assessment.vocabulary.evidence
            node["remarks"] = text("To settle it: " + "; ".join(steps.get(code, code) for code in row["settles"]))
        yield node


def _marks(row: Mapping[str, Any]) -> Iterator[Node]:
    yield prop("subject", row["subject"])
    for name in ("site", "waiver", "expired_waiver"):
        if row[name]:
            yield prop(name.replace("_", "-"), row[name])
    if row["provisional"]:
        yield prop("provisional", "true", remarks="It rests on a proposal about the maker that nobody has signed.")


def _target(row: Mapping[str, Any]) -> Node:
    state, reason = _STATES[row["outcome"]]
    status = {"state": state, "reason": reason}
    if row["outcome"] == Outcome.UNKNOWN.value:
        status["remarks"] = "It is not known: neither satisfied nor shown not to be."
    elif row["waiver"] and row["outcome"] == Outcome.NOT_MET.value:
        status["remarks"] = f"Excused by waiver {text(row['waiver'])} until it ends."
    return {"type": "objective-id", "target-id": row["clause"], "status": status}


def groups(rows: pl.DataFrame) -> Iterator[tuple[Group, pl.DataFrame]]:
    """What is not met or unknown, by what it is of; in a steady order."""
    some = rows.filter(pl.col("outcome") != Outcome.MET.value)
    parts = some.partition_by(_GROUP, as_dict=True, maintain_order=True)
    for values in sorted(parts, key=lambda values: tuple(str(one or "") for one in values)):
        yield Group(*values), parts[values]


def risks(assessment: Assessment, rows: pl.DataFrame) -> Iterator[Node]:
    """One node for each of `groups`."""
    clauses = {clause.id: (order.title, clause) for order, clause in assessment.clauses}
    waivers = {waiver.id: waiver for waiver in assessment.profile.waivers}
    for group, some in groups(rows):
        order, clause = clauses[group.clause]
        waiver = waivers.get(group.waiver or "")
        node: Node = {
            "uuid": group.id,
            "title": text(f"{title(assessment, group)}: {words.many(some.height, 'finding')}"),
            "description": text(assessment.sentence(group.reason)),
            "statement": text(f"{order}, {clause.title} ({clause.force}): {clause.words}"),
            "props": [prop("clause", clause.id), prop("force", clause.force), prop("findings", some.height)],
            "status": _status(group),
        }
        if provisional := int(some["provisional"].sum()):
            node["props"] = [*node["props"], prop("provisional-findings", provisional)]  # type: ignore[misc]
        if waiver is not None and group.outcome == Outcome.NOT_MET.value:
            node["deadline"] = oscal.moment(waiver.until)
        if tasks := list(_milestones(assessment, clause, group)):
            node["remediations"] = [_remediation(group, tasks)]
        yield node


def title(assessment: Assessment, group: Group) -> str:
    """What a risk is called: the finding in the clause's own words, and where."""
    return f"{words.called(assessment, group.clause, Outcome(group.outcome))}, {words.site(assessment, group.site)}"


def _status(group: Group) -> str:
    if group.outcome == Outcome.UNKNOWN.value:
        return "investigating"
    return "deviation-approved" if group.waiver else "open"


def _remediation(group: Group, tasks: Sequence[Node]) -> Node:
    return {
        "uuid": outside.uuid("remediation", group.id),
        "lifecycle": "planned",
        "title": "What falls due",
        "description": "Days by which something is to be done, as orders, waivers and considerations set them.",
        "tasks": tasks,
    }


def _milestones(assessment: Assessment, clause: Clause, group: Group) -> Iterator[Node]:
    """What falls due of a clause or of a waiver; overdue days stay in."""
    clocks = {clock.id for clock in clause.clocks}
    reviews = {one.id for one in assessment.profile.considerations if clause.id in one.clauses}
    mine: dict[str, set[str | None]] = {
        "waiver-ends": {group.waiver, group.expired_waiver}, "review": {*reviews}, "clock": {*clocks},
        "clause-begins": {clause.id},
    }  # fmt: skip
    for due in assessment.due:
        if due.of in mine.get(due.what, ()):
            yield _milestone(due, group)


def _milestone(due: Due, group: Group) -> Node:
    """One day by which something is to be done."""
    return {
        "uuid": outside.uuid("milestone", group.id, due.what, due.of, due.on),
        "type": "milestone",
        "title": text(f"{words.DUE[due.what]}: {due.of}"),
        "description": text(due.title),
        "timing": {"on-date": {"date": oscal.moment(due.at or due.on)}},
    }


def covers(waiver: Waiver) -> str:
    """What a waiver says that it covers; devices are counted, as they may be called by their host names."""
    places = {"sites": waiver.sites, "zones": waiver.zones, "makers": waiver.makers}
    told = [f"{kind} {', '.join(some)}" for kind, some in places.items() if some]
    told += [words.many(len(waiver.devices), "device")] if waiver.devices else []
    return f"clauses {', '.join(waiver.clauses)}; {'; '.join(told) or 'everything'}"
