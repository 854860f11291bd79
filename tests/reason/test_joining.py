"""Steps by which things become one."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from camcensus.reason import joining


def known(**things: str) -> pl.DataFrame:
    """Things (``t1=...``) by what they are known by; in capitals: only a record states it.

    m: an interface, l: a made-up one, s: a serial number, c: a certificate.
    """
    rows = [
        {
            "thing": int(name[1:]), "hard": told != "l", "mac": "m" in told.lower(), "local": "l" in told,
            "serial": "s" in told.lower(), "shown_mac": "m" in told, "shown_serial": "s" in told,
        }
        for name, told in things.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"thing": pl.UInt32})


def pairs(*each: tuple[int, int]) -> pl.DataFrame:
    schema = {"thing": pl.UInt32, "holder": pl.UInt32}
    return pl.DataFrame(list(each), schema=schema, orient="row")


def kept(told: pl.DataFrame, traits: pl.DataFrame) -> set[tuple[int, int]]:
    return set(joining.allowed(told, traits).rows())


def test_what_has_no_interface_joins_one() -> None:
    assert kept(pairs((1, 2)), known(t1="s", t2="m")) == {(1, 2)}


def test_what_has_an_interface_joins_no_other() -> None:
    assert kept(pairs((1, 2), (3, 2)), known(t1="m", t2="m", t3="l")) == set()


def test_two_serial_numbers_are_never_brought_together() -> None:
    assert kept(pairs((1, 2)), known(t1="s", t2="ms")) == set()
    assert kept(pairs((1, 2), (3, 2)), known(t1="s", t2="m", t3="s")) == set()
    assert kept(pairs((1, 2), (3, 2)), known(t1="c", t2="m", t3="s")) == {(1, 2), (3, 2)}


def test_what_only_a_record_states_gives_way_to_what_is_shown() -> None:
    assert kept(pairs((1, 2)), known(t1="Ms", t2="mS")) == {(1, 2)}
    assert kept(pairs((1, 2), (3, 2)), known(t1="s", t2="m", t3="S")) == {(1, 2)}
    assert kept(pairs((1, 2)), known(t1="S", t2="ms")) == set()
    assert kept(pairs((1, 2)), known(t1="S", t2="mS")) == set()


def test_a_certificate_links_no_two_serial_numbers() -> None:
    assert kept(pairs((1, 2), (1, 3)), known(t1="c", t2="ms", t3="ms")) == set()
    assert kept(pairs((1, 2), (1, 3)), known(t1="c", t2="ms", t3="m")) == {(1, 2), (1, 3)}


def test_a_serial_number_links_two_interfaces() -> None:
    assert kept(pairs((1, 2), (1, 3)), known(t1="s", t2="m", t3="m")) == {(1, 2), (1, 3)}


def test_labels_follow_pairs() -> None:
    labels = pl.Series([0, 1, 2, 3, 1], dtype=pl.UInt32)
    assert joining.paired(labels, pairs((3, 1), (1, 2))).to_list() == [0, 1, 1, 1, 1]
    assert joining.paired(labels, pairs()).to_list() == labels.to_list()


edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12)


@given(edges)
def test_components_are_what_is_reachable(drawn: list[tuple[int, int]]) -> None:
    nodes = [node for edge in drawn for node in edge]
    keys = [index for index in range(len(drawn)) for _ in range(2)]
    found = joining.components(10, nodes, keys)
    reach = {node: {node} for node in range(10)}
    for _ in range(10):
        for one, other in drawn:
            together = reach[one] | reach[other]
            for node in together:
                reach[node] = reach[node] | together
    assert found == [min(reach[node]) for node in range(10)]


def test_rows_of_one_read_compete_and_rows_of_two_do_not() -> None:
    told = pairs((1, 9), (2, 9)).with_columns(key=pl.lit("a"))
    rows = pl.DataFrame({"thing": [1, 2], "position": [1, 1], "asset": [10, 20]}, schema_overrides={"thing": pl.UInt32})
    left, contested = joining.one_row_each(told, rows, ["holder"])
    assert (left.height, contested.height) == (0, 2)
    left, contested = joining.one_row_each(told, rows.with_columns(position=pl.col("thing")), ["holder"])
    assert (left.height, contested.height) == (2, 0)


def test_a_row_that_the_holder_has_competes_too() -> None:
    told = pairs((1, 9)).with_columns(key=pl.lit("a"))
    rows = pl.DataFrame({"thing": [1, 9], "position": [1, 1], "asset": [10, 20]}, schema_overrides={"thing": pl.UInt32})
    assert joining.one_row_each(told, rows, ["holder"])[0].is_empty()
