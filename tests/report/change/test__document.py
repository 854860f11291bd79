"""What a request for a change says: all its parts, what is refused, and what is a draft."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.contained import containment
from tests.engine.test_contain import wrong

from camcensus.engine import contain
from camcensus.model.containment import Change, Contained, Shadow, Written
from camcensus.model.separation import Said
from camcensus.report._blocks import Items, Lines, Para, Table
from camcensus.report.change import _document as documents

CHANGE = contain.write(containment(), ["nftables", "ios", "panos"])


def words(change: Change, part: str) -> str:
    (found,) = [one for one in documents.document(change).parts if one.id == part]
    texts: list[str] = []
    for block in found.blocks:
        match block:
            case Para():
                texts.append(block.text)
            case Items():
                texts += block.items
            case Lines():
                texts += block.lines
            case Table():
                texts += [block.caption, *("; ".join(row) for row in block.rows)]
    return "\n".join(texts)


def test_it_has_all_that_a_change_needs() -> None:
    assert [one.id for one in documents.document(CHANGE).parts] == [
        "what", "why", "devices", "stays", "closes", "proof", "needless", "load", "test", "back", "end", "limits",
        "approval",
    ]  # fmt: skip
    assert "ends on; 2027-11-23" in words(CHANGE, "what")
    assert "retired by; Project Heron" in words(CHANGE, "what")
    assert "NTP; the device; 10.3.0.2, 2001:db8:3::2; udp/123; all; the time in pictures" in words(CHANGE, "stays")
    assert "10.5.0.2, 2001:db8:5::2" in words(CHANGE, "closes")
    assert "Project Heron" in words(CHANGE, "end")
    assert "security officer" in words(CHANGE, "approval")


def test_the_proof_says_what_was_not_checked_and_what_is_wider() -> None:
    said = words(CHANGE, "proof")
    assert "containment.nft, by itself: PROVED" in said
    assert "Wider than wanted" in said
    assert "Sessions that exist" in said
    assert documents.answer(CHANGE) == "PROVED"


def test_the_test_plan_has_commands_and_what_to_expect() -> None:
    said = words(CHANGE, "test")
    assert "recorder (10.2.0.2, 2001:db8:2::2); nc -v -w 3 10.1.0.2 554; an answer, where tcp/554 is served" in said
    assert "a host in the core; nc -v -w 3 10.1.0.2 80; no answer; the drop is logged" in said
    wide = contain.write(containment(["10.1.0.0/24"]), ["nftables"])
    assert "nc -v -w 3 DEVICE 80" in words(wide, "test")


def test_the_way_back_has_the_commands_of_each_text() -> None:
    assert "nft delete table inet cc_CHG_7_" in words(CHANGE, "back")
    assert "delete rulebase security rules cc_CHG_7_" in words(CHANGE, "back")


def test_what_is_refused_is_said_in_the_first_part(monkeypatch: pytest.MonkeyPatch) -> None:
    change = wrong(monkeypatch)
    assert documents.answer(change).startswith("REFUSED")
    assert "REFUSED" in words(change, "what")
    assert "passes, and was not wanted" in words(change, "proof")


def test_a_draft_is_never_called_proved() -> None:
    draft = Written(dialect="juniper", name="draft.juniper", text="x", proof=None)
    assert documents.answer(Change(containment=containment(), texts=(draft,))) == "NOT PROVED"
    both = Change(containment=containment(), texts=(*CHANGE.texts, draft))
    assert documents.answer(both) == "PROVED, but for drafts"
    assert "draft.juniper: NOT PROVED" in words(both, "proof")


def test_devices_are_listed_up_to_a_count_with_their_clauses() -> None:
    many = tuple(
        Contained(label=f"CAM-{at}", site="s", why="No connection (X.2)") for at in range(documents.DEVICES + 3)
    )
    change = replace(CHANGE, containment=replace(containment(), named=many, needs=()))
    assert "and 3 more." in words(change, "devices")
    assert "CAM-0; s; no address is known: it is NOT contained" in words(change, "devices")
    assert "No connection (X.2)" in words(change, "why")
    assert words(change, "stays") == "Nothing."
    assert "No clause was named" in words(CHANGE, "why")


def test_rules_that_may_go_are_named() -> None:
    rule, by = Said(box="fw", line=9, text="permit x"), Said(box="fw", line=2, text="deny x")
    first = CHANGE.texts[0]
    assert first.proof is not None
    found = replace(first.proof, box="fw", shadowed=(Shadow(rule=rule, by=(by,), by_ours=True),), never_hit=(by,))
    change = replace(CHANGE, texts=(replace(first, within=found),))
    said = words(change, "needless")
    assert "fw, line 9: permit x; fw, line 2: deny x; once this is loaded" in said
    assert "by the counters in the file" in said
