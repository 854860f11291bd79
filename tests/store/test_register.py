"""The register as pages ask for it: the same rows, counts and order as of the whole table; nothing beyond a reach."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store import registers

from camcensus.model.access import EVERYTHING, NOTHING, Reach
from camcensus.model.errors import StoreError, UsageError
from camcensus.store import register as asked
from camcensus.store.register import Ask, Register
from camcensus.store.register_tables import DATABASE, FACETS, SORTS

HELD = registers.devices()
REACHES = st.one_of(
    st.just(EVERYTHING),
    st.builds(
        Reach,
        bodies=st.frozensets(st.sampled_from(["dept", "moj", "council", "nobody"])),
        sites=st.frozensets(st.sampled_from(["hq", "depot", "court", "hall", "nowhere"])),
    ),
)
CURSORS = ("x", "two.3", "one.", "one.-1", "one.\u0663", "one.9999999999")
WHERE = st.fixed_dictionaries(
    {},
    optional={
        "site": st.sampled_from(["hq", "court", "", "nowhere"]),
        **{name: st.sampled_from([*words, "other"]) for name, words in registers.WORDS.items()},
    },
)
ASKS = st.builds(
    Ask,
    where=WHERE,
    find=st.sampled_from(["", "", "cam-1", "CAM-2", "10.0.1.", "d07", "no such"]),
    sort=st.sampled_from(["", *SORTS]),
    descending=st.booleans(),
    most=st.integers(1, 30),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return registers.make(tmp_path_factory.mktemp("register"), HELD)


@pytest.fixture
def register(folder: Path) -> Register:
    return Register(folder)


def reached(reach: Reach) -> pl.DataFrame:
    return HELD.filter([reach.covers(body, site) for body, site in HELD.select("body", "site").iter_rows()])


def expected(reach: Reach, ask: Ask) -> list[str]:
    """The devices that fit, in order, worked out from the table itself."""
    rows = HELD.with_row_index("n").with_columns(pl.col("last_seen").dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    rows = rows.with_columns(pl.col(*FACETS, *SORTS).fill_null("")).filter(
        pl.col("device").is_in(reached(reach)["device"])
    )
    for name, word in ask.where.items():
        rows = rows.filter(pl.col(name) == word)
    if ask.find:
        names = registers.rows(HELD).names.filter(pl.col("text").str.starts_with(ask.find.lower()))
        rows = rows.join(names, on="device", how="semi")
    found = sorted(rows.iter_rows(named=True), key=lambda row: ((row[ask.sort] if ask.sort else ""), row["n"]))
    return [row["device"] for row in (found[::-1] if ask.descending else found)]


def pages(register: Register, reach: Reach, ask: Ask) -> Iterator[asked.Page]:
    page = register.page(reach, ask)
    yield page
    while page.next:
        page = register.page(reach, Ask(**{**_fields(ask), "after": page.next}))
        yield page


def _fields(ask: Ask) -> dict[str, Any]:
    return {name: getattr(ask, name) for name in Ask.__slots__}


@given(reach=REACHES, ask=ASKS, few=st.sampled_from([0, 10, 10_000]), step=st.sampled_from([1, 7, 10_000]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_page_is_what_the_table_has(register: Register, reach: Reach, ask: Ask, few: int, step: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asked, "_FEW", few)
        patch.setattr(asked, "_STEP", step)
        held = list(pages(register, reach, ask))
    assert [row["device"] for page in held for row in page.rows] == expected(reach, ask)
    assert {page.total for page in held} == {len(expected(reach, ask))}
    assert all(len(page.rows) <= ask.most for page in held)


@given(reach=REACHES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_nothing_beyond_a_reach_is_shown_counted_or_told_apart(register: Register, reach: Reach) -> None:
    mine = reached(reach)
    assert register.count(reach, {}) == mine.height
    for facet in FACETS:
        counted = dict(mine.group_by(pl.col(facet).fill_null("")).len().iter_rows())
        assert dict(register.options(reach, facet)) == counted
    assert sum(many for *_, many, _ in register.standing(reach)) == mine.height
    assert sum(many for *_, many, _ in register.totals(reach)) == mine.height
    for device in HELD["device"]:
        assert (register.one(reach, device) is not None) == (device in set(mine["device"]))
    assert register.one(reach, "no such device") is None


def test_one_device_bears_its_own_rows_and_nobody_elses(register: Register) -> None:
    for number, row in enumerate(HELD.iter_rows(named=True)):
        one = register.one(EVERYTHING, row["device"])
        assert one is not None
        assert one.row == row
        assert one.findings == [{"clause": "C1", "of": row["device"]}]
        assert one.claims["about"].to_list() == ["class", "model"]
        assert set(one.claims["device"]) == {row["device"]}
        assert one.seen["value"].to_list() == ([row["called"]] if number < HELD.height // 2 else [])


def test_beyond_the_end_there_is_nothing(register: Register) -> None:
    page = register.page(EVERYTHING, Ask(after="one.999"))
    assert (page.rows, page.total, page.next) == ([], HELD.height, "")


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (Ask(where={"body": "dept"}), "nothing to choose by"),
        (Ask(sort="n; DROP TABLE device"), "nothing to choose by"),
        (Ask(most=0), "from 1 to 200"), (Ask(most=201), "from 1 to 200"),
        *((Ask(after=text), "no place in this") for text in CURSORS),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(register: Register, ask: Ask, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        register.page(EVERYTHING, ask)


@given(text=st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_looked_for(register: Register, text: str) -> None:
    found = register.page(EVERYTHING, Ask(find=text, where={"site": text} if text else {}))
    assert found.total == 0 or not text.strip()
    assert register.page(NOTHING, Ask(find=text)).total == 0
    assert register.one(EVERYTHING, text) is None


def test_several_threads_ask_at_once(register: Register) -> None:
    with ThreadPoolExecutor(8) as pool:
        asks = [Ask(sort=SORTS[number % len(SORTS)], most=7) for number in range(64)]
        found = list(pool.map(lambda ask: register.page(EVERYTHING, ask), asks))
    assert [page.rows for page in found] == [register.page(EVERYTHING, ask).rows for ask in asks]


def test_where_none_is_made_or_it_is_damaged_that_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no register yet"):
        Register(tmp_path)
    registers.make(tmp_path, HELD)
    (tmp_path / "one" / DATABASE).write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError):
        Register(tmp_path).page(EVERYTHING, Ask())
