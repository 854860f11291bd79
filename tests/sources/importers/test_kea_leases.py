from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import kea_leases

HEADING = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context"
ROW = "10.0.0.5,c0:56:e3:5b:4d:11,,43200,1709240400,1,0,0,ipc,0,"


def test_it_is_known_by_its_heading() -> None:
    assert kea_leases.detect(HEADING.encode())
    assert kea_leases.detect(b"\xef\xbb\xbf" + HEADING.encode())
    assert not kea_leases.detect(b"address,hwaddr,hostname\n")


def test_the_client_was_heard_a_lifetime_before_the_end(tmp_path: Path) -> None:
    whole = read(kea_leases, write(tmp_path, "x.csv", f"{HEADING}\n{ROW}\n"))
    assert ("2024-02-29T09:00:00Z", "2024-02-29T09:00:00Z", "exact") in whole.times()
    assert whole.values("lease.ends") == ["2024-02-29T21:00:00Z"]


@pytest.mark.parametrize(
    ("state", "found"), [("0", "active"), ("1", "declined"), ("2", "expired"), ("3", "released"), ("9", "")]
)
def test_states(tmp_path: Path, state: str, found: str) -> None:
    whole = read(kea_leases, write(tmp_path, "x.csv", f"{HEADING}\n{ROW.removesuffix('0,')}{state},\n"))
    assert whole.values("lease.state") == ([found] if found else [])


@pytest.mark.parametrize("agent", ["0x010647692f302f33", {"sub-options": "0x010647692f302f33"}])
def test_where_the_relay_says_the_client_is(tmp_path: Path, agent: object) -> None:
    context = json.dumps({"ISC": {"relay-agent-info": agent}}).replace(",", "&#x2c")
    whole = read(kea_leases, write(tmp_path, "x.csv", f"{HEADING}\n{ROW}{context}\n"))
    assert whole.values("lease.circuit") == ["Gi/0/3"]


@pytest.mark.parametrize("agent", ["[]", "{", "7", '{"ISC": {"relay-agent-info": [1]}}', '{"relay-agent-info": 0}'])
def test_what_else_stands_beside_a_lease_does_not_matter(tmp_path: Path, agent: str) -> None:
    whole = read(kea_leases, write(tmp_path, "x.csv", f"{HEADING}\n{ROW}{agent}\n"))
    assert whole.values("mac") == ["c0:56:e3:5b:4d:11"]
    assert whole.values("lease.circuit") == []


def test_without_its_heading_it_is_refused(tmp_path: Path) -> None:
    refused(kea_leases, write(tmp_path, "x.csv", f"{ROW}\n"), NoHeading)


def test_a_line_that_is_cut_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    whole = read(kea_leases, write(tmp_path, "x.csv", f"{HEADING}\n{ROW}\n10.0.0.6,c0:56"))
    assert whole.values("mac") == ["c0:56:e3:5b:4d:11"]
    assert whole.remarks == ["line 3: it is cut off and was left out"]


@unhurried
@given(st.lists(st.text(st.characters(exclude_characters="\0"), max_size=40), max_size=11))
def test_any_row_is_read(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    path = write(tmp_path_factory.mktemp("any"), "x.csv", f"{HEADING}\n{','.join(cells)}\n".encode("utf-8", "replace"))
    read_or_refused(kea_leases, path)
