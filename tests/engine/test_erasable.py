"""Who names a device, a subject, words, a class or an age means these observations, and the originals behind them."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from tests.support import AS_OF

from camcensus.engine import assess, erasable, gather
from camcensus.engine.erasable import Wish
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import UsageError
from camcensus.store.interface import Erasing
from camcensus.wire import canonical

REGISTER = """Asset No,Site,Make,Model,Serial No,IP Address,Notes,Ordered by
CAM-1,HQ,Axis,P3245,ACCC8E000001,10.0.1.6,ask Ms Jane Roe,J. Roe
CAM-2,HQ,Axis,P3245,ACCC8E000002,10.0.1.7,,
"""


@pytest.fixture
def read(opened: Workspace) -> Workspace:
    (opened.folder / "register.csv").write_text(REGISTER)
    list(gather.read(opened, [opened.folder / "register.csv", opened.folder / "scan.xml"]))
    return opened


def chosen(read: Workspace, wish: Wish) -> pl.DataFrame:
    made = assess.assess(read, AS_OF)
    return erasable.observations(read, made, read.store.observations(), wish)


def originals(read: Workspace, wish: Wish) -> list[bytes]:
    every = read.store.observations()
    keys = erasable.originals(read.store, every, chosen(read, wish), wish)
    return sorted(read.store.originals(keys).values())


def test_a_device_is_meant_by_any_of_its_names(read: Workspace) -> None:
    one, other = (chosen(read, Wish(devices=(name,))) for name in ("CAM-1", "accc8e000001"))
    assert one.equals(other)
    assert set(one["subject"]) == {"asset:CAM-1"}
    assert [b"CAM-2" in data for data in originals(read, Wish(devices=("CAM-1",)))] == [False]


def test_a_subject_is_meant_as_it_is_written(read: Workspace) -> None:
    assert set(chosen(read, Wish(subjects=("ip:10.0.1.5",)))["subject"]) == {"ip:10.0.1.5"}
    with pytest.raises(UsageError, match="nothing was seen of 'host:nobody'"):
        chosen(read, Wish(subjects=("host:nobody",)))


def test_words_are_looked_for_in_what_was_seen_and_in_originals(read: Workspace) -> None:
    found = chosen(read, Wish(saying=("jane roe",)))
    assert found["field"].to_list() == ["register.notes"]
    held = originals(read, Wish(saying=("J. ROE",)))
    assert len(held) == 1
    assert b"J. Roe" in held[0]
    assert originals(read, Wish(saying=("no such words",))) == []
    assert [b"args=" in data for data in originals(read, Wish(saying=("-oX - 10.0.1.0/24",)))] == [True]


def test_a_class_is_the_fields_of_the_vocabulary(read: Workspace) -> None:
    people = chosen(read, Wish(retention="people"))
    assert set(people["field"]) == {"register.notes", "fact.ordered_by"}
    rest = chosen(read, Wish(retention="evidence"))
    assert people.height + rest.height == read.store.observations().height
    assert not set(people["id"]) & set(rest["id"])
    assert chosen(read, Wish(retention="people", devices=("CAM-2",))).height == 0


def test_what_is_older_came_in_before_that_day(read: Workspace) -> None:
    today = date.today()  # noqa: DTZ011  # the log's own clock, to within a day
    assert chosen(read, Wish(older_than=today - timedelta(days=2))).height == 0
    assert chosen(read, Wish(older_than=today + timedelta(days=2))).height == read.store.observations().height


def test_an_original_that_newer_observations_rest_on_is_not_old(
    read: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = read.store.observations()
    first = every["position"].min()
    monkeypatch.setattr(erasable, "_before", lambda *_: [first])
    wish = Wish(older_than=AS_OF)
    old = every.filter(pl.col("position") == first)
    assert erasable.originals(read.store, every, old, wish) == set(old["original"])
    newer = pl.concat([every, old.with_columns(position=pl.lit(9, dtype=pl.Int64))])
    assert erasable.originals(read.store, newer, old, wish) == frozenset()


def test_hashes_are_of_what_is_there(read: Workspace) -> None:
    every = read.store.observations()
    key = every["original"].drop_nulls()[0]
    nothing = every.clear()
    assert erasable.originals(read.store, every, nothing, Wish(originals=(key.hex(),))) == {key}
    read.store.erase(Erasing(originals=frozenset([key])), _said, received=1)
    assert erasable.originals(read.store, every, nothing, Wish(originals=(key.hex(),))) == frozenset()
    for wrong in ("00" * 32, "zz", "ab"):
        with pytest.raises(UsageError, match="hash"):
            erasable.originals(read.store, every, nothing, Wish(originals=(wrong,)))


def _said(hashes: list[bytes]) -> tuple[bytes, bytes]:
    payload = canonical.encode({"erased": list(hashes)})
    return canonical.digest("erasure", 1, payload), payload


def test_records_are_meant_by_their_hash_but_for_those_that_prove_the_log(read: Workspace) -> None:
    read.store.keep("gate", b"g" * 32, b"asked", received=1)
    read.store.keep("key", b"k" * 32, b"public", received=1)
    assert list(erasable.records(read.store, [(b"g" * 32).hex()])) == [("gate", b"g" * 32)]
    read.store.erase(Erasing(records=frozenset([("gate", b"g" * 32)])), _said, received=2)
    assert list(erasable.records(read.store, [(b"g" * 32).hex()])) == []
    with pytest.raises(UsageError, match="the log is proved by it"):
        list(erasable.records(read.store, [(b"k" * 32).hex()]))
    with pytest.raises(UsageError, match="no record has the hash"):
        list(erasable.records(read.store, ["00" * 32]))


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(), "nothing is named"),
        (Wish(values=True), "nothing is named"),
        (Wish(saying=("a ",)), "less than three letters"),
        (Wish(retention="x"), "no class 'x'"),
    ],
)
def test_a_wish_that_means_nothing_is_refused(read: Workspace, wish: Wish, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        erasable.check(read, wish)
