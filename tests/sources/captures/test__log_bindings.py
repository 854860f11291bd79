from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.sources.captures.logs import minute

from camcensus.model import frames
from camcensus.sources.captures._log_bindings import Bindings

SCHEMA: dict[str, Any] = {"host": pl.Int64, "mac": pl.String, "first": frames.TIME}
V6 = 1 << 32
MAC, ROUTER = "54:c4:15:00:00:05", "02:00:00:00:00:01"


def seen(*pairs: tuple[int | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame([(host, mac, minute(n)) for n, (host, mac) in enumerate(pairs)], schema=SCHEMA, orient="row")


def pairs(bindings: Bindings) -> set[tuple[int, str]]:
    return set(bindings.take().select("host", "mac").rows())


def test_one_address_of_one_interface_is_a_binding() -> None:
    bindings = Bindings()
    bindings.add(seen((5, "54-C4-15-00-00-05"), (5, MAC)))
    assert bindings.take().rows() == [(5, MAC, minute(0), minute(1), 2)]


def test_an_interface_behind_which_others_stand_names_none() -> None:
    bindings = Bindings()
    bindings.add(seen((5, ROUTER), (6, ROUTER), (7, MAC)))
    assert pairs(bindings) == {(7, MAC)}
    assert bindings.shared() == 1


def test_an_interface_has_several_addresses_of_ipv6() -> None:
    bindings = Bindings()
    bindings.add(seen((5, MAC), (V6, MAC), (V6 + 1, MAC)))
    assert len(pairs(bindings)) == 3
    bindings.add(seen(*((V6 + number, MAC) for number in range(20))))
    assert pairs(bindings) == set()


def test_what_a_host_says_of_itself_holds_all_the_same() -> None:
    bindings = Bindings()
    bindings.add(seen((5, ROUTER), (6, ROUTER)))
    bindings.add(seen((6, ROUTER)), stated=True)
    assert pairs(bindings) == {(6, ROUTER)}
    assert bindings.shared() == 0


@pytest.mark.parametrize("mac", [None, "", "-", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "00:00:00:00:00:00", "x"])
def test_what_names_no_interface_is_passed_over(mac: str | None) -> None:
    bindings = Bindings()
    bindings.add(seen((5, mac), (None, MAC)))
    assert pairs(bindings) == set()
    assert bindings.shared() == 0
