"""Of a file that says anything beyond somebody's reach nothing is kept, in whatever order it says it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import see

from camcensus.engine.reached import reached
from camcensus.model.access import EVERYTHING, NOTHING, Reach
from camcensus.model.errors import AccessRefused
from camcensus.model.reading import Chunk

DEPT = Reach(bodies=frozenset({"dept"}))
HQ = Reach(sites=frozenset({"hq"}))
SAYINGS = st.tuples(
    st.sampled_from(["ip:10.0.1.5", "ip:10.0.1.6", "mac:44:19:b6:3a:11:11"]),
    st.sampled_from([("fact.site", "hq"), ("survey.walked", "hq"), ("fact.site", "hall"), ("http.server", "hq")]),
    st.sampled_from(["dept", "council"]),
)


def chunk(*sayings: tuple[str, tuple[str, str], str]) -> Chunk:
    frames = [see(subject, fact, body=body) for subject, fact, body in sayings]
    return Chunk(observations=pl.concat(frames).drop("position"), originals={}, records=len(frames))


def fits(reach: Reach, *chunks: Chunk) -> bool:
    try:
        return list(reached(iter(chunks), reach, "a.csv")) == list(chunks)
    except AccessRefused:
        return False


CAMERA = ("ip:10.0.1.5", ("http.server", "x"), "dept")
SITED = ("ip:10.0.1.5", ("fact.site", "hq"), "dept")


def test_whoever_reaches_everything_or_the_body_hands_in_what_they_will() -> None:
    assert fits(EVERYTHING, chunk(CAMERA, ("ip:10.0.1.6", ("fact.site", "hall"), "council")))
    assert fits(DEPT, chunk(CAMERA))
    assert not fits(NOTHING, chunk(CAMERA))


def test_one_word_on_another_body_is_too_many() -> None:
    theirs = ("ip:10.0.1.6", ("http.server", "x"), "council")
    assert not fits(DEPT, chunk(CAMERA, theirs))
    assert not fits(DEPT, chunk(CAMERA), chunk(CAMERA), chunk(theirs))


def test_whoever_reaches_a_site_says_where_everything_is() -> None:
    assert fits(HQ, chunk(CAMERA, SITED))
    assert fits(HQ, chunk(("photo:a.jpg", ("survey.walked", "hq"), "dept")))
    assert not fits(HQ, chunk(CAMERA))
    assert not fits(HQ, chunk(CAMERA, SITED, ("ip:10.0.1.5", ("fact.site", "hall"), "dept")))
    assert not fits(HQ, chunk(CAMERA, SITED, ("ip:10.0.1.6", ("http.server", "x"), "dept")))
    assert not fits(HQ, chunk(SITED), chunk(CAMERA)), "a later chunk says nothing of where it is"


def test_the_words_name_the_file_and_nothing_of_what_is_beyond() -> None:
    with pytest.raises(AccessRefused) as refused:
        list(reached(iter([chunk(("ip:10.9.1.5", ("fact.site", "hall"), "council"))]), HQ, "a.csv"))
    assert refused.value.where == "a.csv"
    assert "nothing of it was kept" in refused.value.what
    assert not [word for word in ("hall", "council", "10.9.1.5") if word in str(refused.value)]


@given(sayings=st.lists(SAYINGS, min_size=1, max_size=5), reach=st.sampled_from([DEPT, HQ, NOTHING, EVERYTHING]))
def test_nothing_passes_that_is_of_a_body_or_at_a_place_beyond(
    sayings: list[tuple[str, tuple[str, str], str]], reach: Reach
) -> None:
    passed = fits(reach, chunk(*sayings))
    beyond = [one for one in sayings if not reach.covers(one[2], None)]
    sites = {one[0]: {value for subject, (field, value), _ in beyond if subject == one[0] and field != "http.server"}
             for one in beyond}  # fmt: skip
    fine = all(sites[subject] and all(reach.covers(None, site) for site in sites[subject]) for subject in sites)
    assert passed == (reach.everything or fine)
