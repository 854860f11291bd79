"""What registers told the log, beside what is known: who is who, what counts, what is doubtful."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.registers import DRAGON, HOLDING, LANTERN, desk, statement
from tests.support import knowledge

from camcensus.engine import assess, control, determine, gather, owners, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model import frames
from camcensus.model.knowledge import Holding, Knowledge, Maker, Party
from camcensus.model.observation import Observation
from camcensus.model.outcome import Answer
from camcensus.reason.control import propose

DAY = date(2026, 11, 23)
KNOWLEDGE = knowledge()
KNOWN = Knowledge(
    version="",
    makers={"m": Maker(id="m", name="M", party="lantern")},
    parties={
        "lantern": Party(
            id="lantern", name="Lantern Example Ltd", jurisdiction="GB", identifiers={"GB-COH": "9990001"}
        ),
        "dragon": Party(id="dragon", name="Dragon Example Co., Ltd.", jurisdiction="CN", status="verified"),
    },
)
CO = "party:GB-COH/09990001"


def said(subject: str, field: str, value: str, *, at: str | None = "2026-01-01", source: str = "gb-psc") -> Observation:
    when = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None
    return Observation(
        body="dept", realm="", subject=subject, field=f"party.{field}", value=value, at=when, until=when,
        at_quality="exact" if when else "unknown", source=f"importer:{source}@1",
    )  # fmt: skip


def held(owner: str, asset: str = CO, *, at: str | None = "2026-01-01", **told: Any) -> Observation:
    value = {"owner": owner, "kind": "votes", "statement": f"{owner}-{asset}", **told}
    return said(asset, "held", json.dumps(value), at=at)


def company(subject: str, name: str, country: str | None) -> list[Observation]:
    found = [said(subject, "kind", "company"), said(subject, "name", name)]
    return [*found, said(subject, "jurisdiction", country)] if country else found


def beside(*observations: Observation, known: Knowledge = KNOWN, on: date | None = None) -> owners.Beside:
    return owners.beside(known, frames.from_observations(observations), on)


def answer(found: owners.Beside, day: date = DAY) -> Answer:
    return propose("m", found.knowledge, day).answer


DRAGON_CO = company("party:X/1", "DRAGON EXAMPLE CO LTD", "CN")


def test_without_anything_of_parties_the_knowledge_stays_as_it_is() -> None:
    assert beside(said("ip:10.0.0.5", "nothing", "x")).knowledge is KNOWN


# --- who is who -------------------------------------------------------------------------------------------------------


def test_by_number_or_by_the_whole_name_and_jurisdiction() -> None:
    found = beside(*DRAGON_CO, held("party:X/1", low=60, high=60))
    (one,) = found.knowledge.holdings
    assert (one.owner, one.asset, one.percent_low) == ("dragon", "lantern", 60)
    assert "dragon matched by name" in one.basis
    assert "lantern matched" not in one.basis
    assert one.source.endswith(f"party:X/1-{CO}")
    assert (one.known_from, one.status) == (date(2026, 1, 1), "register")
    assert set(found.knowledge.parties) == set(KNOWN.parties)
    assert answer(found) is Answer.YES


@pytest.mark.parametrize(("name", "country"), [("Dragon Example Co Ltd", "US"), ("Dragon Example Co Ltd", None),
                                               ("Dragon Examples Co Ltd", "CN")])  # fmt: skip
def test_another_jurisdiction_or_a_name_that_is_alike_is_another_party(name: str, country: str | None) -> None:
    found = beside(*company("party:X/1", name, country), held("party:X/1", low=60, high=60))
    assert found.knowledge.holdings[0].owner == "X/1"
    assert found.knowledge.parties["X/1"].jurisdiction == country


def test_two_subjects_with_one_number_are_one_party() -> None:
    found = beside(
        *company("party:LEI/A", "Beacon Example", "NL"),
        said("party:LEI/A", "number", "GB-COH 09990001"),
        held("party:LEI/B", "party:LEI/A", low=60, high=60),
        *company("party:LEI/B", "Elsewhere Example", "CN"),
    )
    assert [(one.owner, one.asset) for one in found.knowledge.holdings] == [("LEI/B", "lantern")]
    assert answer(found) is Answer.YES


def test_a_person_is_never_one_of_ours_by_name_and_two_nationalities_are_none() -> None:
    found = beside(
        said("party:X/1", "kind", "person"),
        said("party:X/1", "name", "Dragon Example Co Ltd"),
        said("party:X/1", "jurisdiction", "CN"),
        said("party:X/1", "jurisdiction", "GB"),
        held("party:X/1", low=60, high=60),
    )
    assert found.knowledge.parties["X/1"].jurisdiction is None
    assert [one.where for one in found.remarks] == ["X/1"]
    assert answer(found) is Answer.UNKNOWN


# --- what counts ------------------------------------------------------------------------------------------------------


def test_more_than_half_is_a_majority_and_half_is_none() -> None:
    assert answer(beside(*DRAGON_CO, held("party:X/1", low=50, high=75, above=True))) is Answer.YES
    assert answer(beside(*DRAGON_CO, held("party:X/1", low=50, high=75))) is not Answer.NO
    assert answer(beside(*DRAGON_CO, held("party:X/1", kind="board", low=50, high=100, above=True))) is Answer.YES
    assert answer(beside(*DRAGON_CO, held("party:X/1", low=5, high=10))) is Answer.NO


def test_stated_control_is_control_and_influence_may_be() -> None:
    assert answer(beside(*DRAGON_CO, held("party:X/1", kind="control"))) is Answer.YES
    assert answer(beside(*DRAGON_CO, held("party:X/1", kind="control", certain=False))) is Answer.UNKNOWN


def test_influence_widens_no_share_that_is_known() -> None:
    influence = held("party:X/1", kind="control", certain=False, statement="other")
    (one,) = beside(*DRAGON_CO, held("party:X/1", low=5, high=10), influence).knowledge.holdings
    assert one.percent_high == 10


def test_a_later_statement_takes_the_place_of_an_earlier_one_from_then_on() -> None:
    rows = (
        *DRAGON_CO,
        held("party:X/1", low=60, high=60, at="2020-01-01", **{"from": "2020-01-01"}),
        held("party:X/1", low=60, high=60, at="2022-01-01", **{"from": "2020-01-01", "to": "2021-12-31"}),
    )
    assert answer(beside(*rows)) is Answer.NO
    assert answer(beside(*rows), date(2021, 1, 1)) is Answer.YES
    assert answer(beside(*rows, on=date(2021, 6, 1))) is Answer.UNKNOWN  # where it is registered was told later
    named = [held("party:X/1", low=60, high=60, at="2020-01-01"), said("party:X/1", "jurisdiction", "CN", at=None)]
    assert answer(beside(*named, on=date(2021, 6, 1))) is Answer.YES


# --- what is doubtful -------------------------------------------------------------------------------------------------


def test_owners_above_the_whole_are_told_and_capped() -> None:
    other = company("party:X/2", "Elsewhere Example", "US")
    both = (held("party:X/1", low=75, high=100, above=True), held("party:X/2", low=75, high=100, above=True))
    found = beside(*DRAGON_CO, *other, *both)
    assert ["more than 100 %" in one.what for one in found.remarks if one.where == "lantern"] == [True]
    assert [round(one.percent_low or 0) for one in found.knowledge.holdings] == [25, 25]
    assert answer(found) is Answer.UNKNOWN


def test_an_indirect_share_stands_aside_where_the_direct_ones_are_stated() -> None:
    top = company("party:X/3", "Top Example", "US")
    rows = (held("party:X/1", low=60, high=60, how="direct"), held("party:X/3", low=100, high=100, how="indirect"))
    found = beside(*DRAGON_CO, *top, *rows)
    assert [one.owner for one in found.knowledge.holdings] == ["dragon"]
    assert "indirect" in found.remarks[0].what


def test_circles_are_told_and_answered() -> None:
    ring = [
        held("party:X/9", low=60, high=60),
        held(CO, "party:X/9", low=60, high=60),
        *company("party:X/9", "R", "GB"),
    ]
    found = beside(*ring)
    assert {one.where for one in found.remarks} == {"lantern", "X/9"}
    assert answer(found) in (Answer.NO, Answer.UNKNOWN)
    assert control.ask("Lantern Example", found.knowledge, DAY).entity in ("no", "uncertain")


def test_holding_of_itself_and_what_is_no_holding_are_passed_over() -> None:
    found = beside(
        held(CO, low=60, high=60),
        said(CO, "held", "nonsense"),
        said(CO, "held", '{"owner": "ip:10.0.0.5"}'),
        held("party:X/1", low=-1, high=5, statement="a"),
        held("party:X/1", low="x", high=5, statement="b"),
        held("party:X/1", low=1, high=5, statement="c", **{"from": "2022-01-01", "to": "2021-01-01"}),
    )
    assert found.knowledge.holdings == ()
    assert len(found.remarks) == 5


ENDS = st.sampled_from(["party:X/1", "party:X/2", "party:LEI/A", CO])
SHARES = st.one_of(st.none(), st.integers(-5, 110), st.just("x"))
STATED = st.builds(
    lambda owner, asset, low, high, kind, how, at: held(owner, asset, at=at, low=low, high=high, kind=kind, how=how),
    ENDS, ENDS, SHARES, SHARES, st.sampled_from(["shares", "votes", "board", "control", "x"]),
    st.sampled_from(["direct", "indirect"]), st.sampled_from([None, "2020-01-01", "2021-01-01"]),
)  # fmt: skip
FACTS = st.builds(said, ENDS, st.sampled_from(["name", "kind", "jurisdiction", "number", "held"]),
                  st.sampled_from(["CN", "GB", "person", "LEI A", "Dragon Example", "{}", ""]))  # fmt: skip


@settings(deadline=None)
@given(st.lists(STATED | FACTS, max_size=8), st.randoms())
def test_in_any_order_and_twice_it_is_the_same_and_always_answered(rows: list[Observation], chance: Any) -> None:
    found = beside(*rows)
    mixed = [*rows, *rows]
    chance.shuffle(mixed)
    assert beside(*mixed) == found
    for party in found.knowledge.parties:
        control.ask(party, found.knowledge, DAY)
    for one in found.knowledge.holdings:
        low = one.percent_low or 0.0
        assert 0 <= low <= (100.0 if one.percent_high is None else one.percent_high) <= 100
        assert one.owner != one.asset
        assert {one.owner, one.asset} <= set(found.knowledge.parties)


# --- from files to the answer -----------------------------------------------------------------------------------------


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    made = workspace.open_(desk(tmp_path / "ws"))
    yield made
    made.store.close()


def read(opened: Workspace, names: Iterable[str]) -> list[Any]:
    return list(gather.read(opened, [opened.folder / name for name in names]))


def holdings(opened: Workspace) -> list[Holding]:
    return [one for one in owners.of(opened).knowledge.holdings if one.status == "register"]


@pytest.mark.parametrize("names", list(permutations(["l1.csv", "l2.csv"])))
def test_one_file_names_and_another_says_who_holds_in_any_order(opened: Workspace, names: tuple[str, ...]) -> None:
    read(opened, names)
    found = owners.of(opened)
    assert {(one.owner, one.asset) for one in holdings(opened)} == {
        ("dragon-example", f"LEI/{HOLDING}"),
        (f"LEI/{HOLDING}", "lantern-example"),
    }
    assert found.knowledge.parties[f"LEI/{HOLDING}"].jurisdiction == "NL"
    assert propose("lantern", found.knowledge, DAY).answer is Answer.YES
    kept = set(opened.store.observations(fields=owners.FIELDS)["subject"])
    assert kept == {f"party:LEI/{one}" for one in (LANTERN, HOLDING, DRAGON)}


def test_reading_again_adds_nothing(opened: Workspace) -> None:
    read(opened, ["l1.csv", "l2.csv", "psc.txt"])
    before = opened.store.position()
    again = read(opened, ["psc.txt", "l2.csv", "l1.csv"])
    assert all(one.already for one in again)
    assert opened.store.position() == before


def test_all_orders_of_three_files_give_the_same(tmp_path: Path) -> None:
    found = []
    for number, names in enumerate(permutations(["l1.csv", "l2.csv", "psc.txt"])):
        made = workspace.open_(desk(tmp_path / str(number)))
        read(made, names)
        found.append(owners.of(made))
        made.store.close()
    assert len(found[0].knowledge.holdings) == len(KNOWLEDGE.holdings) + 3
    assert all(one == found[0] for one in found)


def test_what_is_said_of_parties_is_of_no_device(opened: Workspace) -> None:
    read(opened, ["scan.xml"])
    before = assess.assess(opened, DAY)
    read(opened, ["psc.txt", "l1.csv", "l2.csv"])
    after = assess.assess(opened, DAY)
    assert after.devices.equals(before.devices)
    assert after.seen.height == before.seen.height


def test_a_register_is_read_again_once_another_has_told_more(opened: Workspace) -> None:
    (first,) = read(opened, ["l2.csv"])
    assert first.new == 0
    read(opened, ["l1.csv"])
    (again,) = [one for one in read(opened, ["l2.csv"]) if one.name == "l2.csv"]
    assert again.new == 2


def test_a_proposal_and_an_assessment_stand_on_it(opened: Workspace) -> None:
    read(opened, ["psc.txt"])
    asked = determine.propose(opened, "lantern", DAY)
    assert asked.asked.entity == "yes"
    assert any("register" in one for one in asked.against)


def test_with_a_workspace_the_log_is_asked_and_none_is_made(tmp_path: Path) -> None:
    folder = desk(tmp_path / "ws")
    found, *_ = owners.known(folder)
    assert not (folder / "log").exists()
    assert propose("lantern", found.knowledge, DAY).answer is Answer.NO
    made = workspace.open_(folder)
    read(made, ["psc.txt"])
    made.store.close()
    found, *_ = owners.known(folder)
    assert propose("lantern", found.knowledge, DAY).answer is Answer.YES
    before, *_ = owners.known(folder, date(2019, 1, 1))
    assert propose("lantern", before.knowledge, DAY).answer is Answer.NO


def test_a_log_of_many_statements_is_walked_in_time(opened: Workspace) -> None:
    chain = [
        statement(f"{number:08d}", "x", "England", number=f"{number + 1:08d}") for number in range(9_990_001, 9_990_301)
    ]
    (opened.folder / "psc.txt").write_text("\n".join(chain))
    read(opened, ["psc.txt"])
    assert len(holdings(opened)) == 13  # a step more than the depth: who holds the last is told
    assert isinstance(owners.of(opened).knowledge, Knowledge)
    assert isinstance(opened.store.observations(), pl.DataFrame)
