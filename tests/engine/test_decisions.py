"""Decisions in the log: in a form that a later field does not change, and readable as they were kept before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.engine import decisions
from camcensus.engine.said import said
from camcensus.model.finding import Approval, Consideration, Determination, Waiver
from camcensus.model.profile import Profile
from camcensus.store.sqlite import SqliteStore
from camcensus.wire import canonical

DAY = date(2026, 1, 2)
WAIVER = Waiver(
    id="w-1", clauses=("a", "b"), reason="it's \"needed\"\n", person="A. Example", signed=DAY, until=date(2027, 1, 1),
    sites=("hq",), approvals=(Approval(role="director", person="B. Example", signed=DAY),),
)  # fmt: skip
CONSIDERED = Consideration(
    id="c-1",
    clauses=("a",),
    options=("keep",),
    decision="keep",
    person="A. Example",
    decided=DAY,
    review=date(2027, 1, 1),
)
DETERMINED = Determination(maker="hikvision", subject=True, person="A. Example", signed=DAY, reason="because")
PROFILE = Profile(determinations=(DETERMINED,), waivers=(WAIVER,), considerations=(CONSIDERED,))


def payloads(store: SqliteStore) -> list[bytes]:
    return [store.payload(kind, key) or b"" for kind in decisions.KINDS for _, key in store.records(kind)]


def test_each_decision_is_kept_once_and_read_back(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    decisions.keep(store, PROFILE, received=1)
    decisions.keep(store, PROFILE, received=2)
    assert [decisions.read(one) for one in payloads(store)] == [said(one) for one in (DETERMINED, WAIVER, CONSIDERED)]
    store.close()


def test_a_log_that_holds_them_as_text_holds_them_once(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    for kind, one in zip(decisions.KINDS, (DETERMINED, WAIVER, CONSIDERED), strict=True):
        text = repr(one).encode()
        store.keep(kind, canonical.digest(kind, 1, text), text, received=1)
    decisions.keep(store, PROFILE, received=2)
    assert store.position() == 3
    assert [decisions.read(one) for one in payloads(store)] == [said(one) for one in (DETERMINED, WAIVER, CONSIDERED)]
    store.close()


def test_text_of_before_a_field_was_there_says_the_same() -> None:
    """`refused` came later: what was printed before it does not name it."""
    text = repr(DETERMINED).replace("refused=False, ", "")
    assert "refused" not in text
    assert decisions.read(text.encode()) == said(DETERMINED)


@given(st.builds(
    Determination, maker=st.text(), subject=st.booleans(), refused=st.booleans(), person=st.text(), role=st.text(),
    signed=st.dates(), reason=st.text(), until=st.none() | st.dates(),
))  # fmt: skip
def test_both_forms_of_any_decision_say_the_same(one: Determination) -> None:
    assert decisions.read(repr(one).encode("utf-8", "surrogatepass")) == decisions.read(canonical.encode(said(one)))


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff", b"__import__('os').system('true')", b"[x for x in ()]", b"1 + 1", b"Determination(", b"3:abc,",
     b"f(**{})", b"(" * 5_000, b"lambda: 1", b"datetime.date(1)"],
)  # fmt: skip
def test_what_is_no_decision_is_refused_and_never_run(payload: bytes) -> None:
    with pytest.raises(ValueError, match="it is no decision"):
        decisions.read(payload)
