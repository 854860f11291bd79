"""An order or list with a fault does not load, and the fault names its file and place."""

from __future__ import annotations

import re
from functools import cache

import pytest

from camcensus.knowledge import load
from camcensus.model.errors import KnowledgeError

ORDER = "directives/us-section-889.yml"
LIST = "listings/us-section-889.yml"


@cache
def ours() -> dict[str, bytes]:
    return load.read()


def changed(place: str, old: str, new: str) -> dict[str, bytes]:
    text = ours()[place].decode()
    assert old in text
    return {**ours(), place: text.replace(old, new, 1).encode()}


@pytest.mark.parametrize(
    ("place", "old", "new", "what"),
    [
        (ORDER, "listing: us-section-889", "listing: nowhere", "no list has the id 'nowhere'"),
        (ORDER, "force: required", "force: shouted", "'shouted' is not one of"),
        (ORDER, "unit: device", "unit: city", "'city' is not one of"),
        (ORDER, "unit: device", "unit: site", "a list is asked about devices"),
        (ORDER, "id: US-889.B.1v1", "id: US-889.A.1v1", "the clause 'US-889.A.1v1' stands twice"),
        (ORDER, "id: US-889.B.1v1", "id: UK-WMS.1.1v1", "stands twice, here and in 'u"),
        (ORDER, "        unit: working-days\n", "", "'unit' is missing"),
        (ORDER, "unit: working-days", "unit: moons", "'moons' is not one of"),
        (ORDER, "unit: working-days", "unit: days", "a calendar goes with working days"),
        (ORDER, "calendar: us-federal", "calendar: elsewhere", "no calendar has the name 'elsewhere'"),
        (ORDER, "count: 1\n", "count: 0\n", "0 working-days is no time"),
        (ORDER, "id: US-889.second-report", "id: US-889.first-report", "the clock 'US-889.first-report' stands twice"),
        (ORDER, "in_force: 2019-08-13", "in_force: 2017-08-13", "before it was issued"),
        (ORDER, "applies_from: 2020-08-13", "applies_from: 2001-01-01", "before the order was issued"),
        (ORDER, "applies_from: 2020-08-13", "applies_from: 2020-08-13\n    applies_to: 2020-08-12", "it applies to"),
        (ORDER, "applies_from: 2020-08-13", "applies_from: soon", "Invalid RFC3339"),
        (LIST, "party: zte", "party: nobody", "no party has the id 'nobody'"),
        (LIST, "party: zte", "party: huawei", "'huawei' stands twice"),
        (LIST, "kind: in-force", "kind: rumoured", "'rumoured' is not one of"),
        (LIST, "kind: in-force", "kind: ended", "was never in force before"),
        (LIST, "kind: in-force", "kind: in-force\n        what: rumour", "'rumour' is not one of"),
        (LIST, "events: *named", "events: []", "'zte' has no event"),
        ("vocabulary/holidays.toml", "2026-07-03", "2026-07-33", "'2026-07-33', no day"),
        ("directives/uk-wms-2022-11-24.yml", "on: 2023-03-02", "on: 2022-03-02", "it was described by"),
    ],
)
def test_each_fault_names_its_file_and_what_is_wrong(place: str, old: str, new: str, what: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(what)) as fault:
        load.load(changed(place, old, new))
    assert place in fault.value.where


def test_a_fault_of_a_clause_names_the_clause() -> None:
    with pytest.raises(KnowledgeError) as fault:
        load.load(changed(ORDER, "force: required", "force: shouted"))
    assert fault.value.where == "directives/us-section-889.yml, line 12, clause 'US-889.A.1v1'"


def test_a_removal_may_be_withdrawn_without_ever_having_been_in_force() -> None:
    loaded = load.load(ours())
    entries = {entry.party: entry for entry in loaded.listings["us-1260h"].entries}
    assert [one.kind for one in entries["cxmt"].events if one.what == "removal"] == ["announced", "withdrawn"]


def test_an_overlay_replaces_an_order_whole() -> None:
    own = ours()[ORDER].replace(b"title: Section 889", b"title: Ours, section 889")
    loaded = load.load({**ours(), f"overlay/{ORDER}": own})
    assert loaded.directives["us-section-889"].title.startswith("Ours")
