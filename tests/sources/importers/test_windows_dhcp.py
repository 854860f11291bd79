from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import windows_dhcp

NETSH = """IP Address      - Subnet Mask    - Unique ID           - Lease Expires        -Type -Name
10.0.0.5   - 255.255.255.0  - c0-56-e3-5b-4d-11   - 29/02/2024 21:00:00    -D-  ipc
No of Clients(version 4): 1 in the Scope : 10.0.0.0.
"""
TABLE = "IPAddress,ScopeId,AddressState,ClientId,HostName,LeaseExpiryTime\n"


@pytest.mark.parametrize("end", ["-D-  ipc", "-D  -ipc", "-D - ipc", "-D-ipc"])
def test_the_ends_of_the_lines_of_netsh(tmp_path: Path, end: str) -> None:
    text = NETSH.replace("-D-  ipc", end)
    assert windows_dhcp.detect(text.encode("utf-16"))
    whole = read(windows_dhcp, write(tmp_path, "x.txt", text, "utf-16"))
    assert whole.facts("ip:10.0.0.5") >= {("mac", "c0:56:e3:5b:4d:11"), ("dhcp.hostname", "ipc")}


def test_a_scope_without_clients_is_no_fault(tmp_path: Path) -> None:
    path = write(tmp_path, "x.txt", "".join(line for line in NETSH.splitlines(True) if not line.startswith("10.")))
    assert read(windows_dhcp, path).records == 0


def test_a_text_that_ends_before_the_clients_is_refused(tmp_path: Path) -> None:
    refused(windows_dhcp, write(tmp_path, "x.txt", NETSH.splitlines()[0]), BrokenInput)


@pytest.mark.parametrize(
    ("state", "found"),
    [("Active", "active"), ("ActiveReservation", "active"), ("InactiveReservation", "reserved"), ("Expired", "expired"),
     ("Declined", "declined")],
)  # fmt: skip
def test_states(tmp_path: Path, state: str, found: str) -> None:
    row = f"10.0.0.5,10.0.0.0,{state},c0-56-e3-5b-4d-11,ipc,29/02/2024 21:00:00\n"
    whole = read(windows_dhcp, write(tmp_path, "x.csv", TABLE + row))
    assert whole.values("lease.state") == [found]
    assert whole.values("fact.heard") == (["10.0.0.0/24"] if found in ("active", "expired") else [])


def test_nothing_is_kept_of_hosts_that_are_no_cameras(tmp_path: Path) -> None:
    row = "10.0.0.5,10.0.0.0,Active,00-1b-21-5b-4d-13,desk-4711,29/02/2024 21:00:00\n"
    whole = read(windows_dhcp, write(tmp_path, "x.csv", TABLE + row))
    assert whole.originals == {}
    assert "4711" not in whole.everything()


def test_a_lease_that_is_kept_has_its_row(tmp_path: Path) -> None:
    row = "10.0.0.5,10.0.0.0,Active,00-1b-21-5b-4d-13,yard-cam,29/02/2024 21:00:00\n"
    whole = read(windows_dhcp, write(tmp_path, "x.csv", TABLE + row))
    assert {row["original"] for row in whole.rows if row["original"]} == set(whole.originals)
    assert len(whole.originals) == 1


@pytest.mark.parametrize(
    "evil", ["1.1.1.1 - " + " " * 900, "1.1.1.1-1.1.1.1-" + "aa-" * 300, "1.1.1.1 - 1.1.1.1 - aa - x" + "- " * 400]
)
def test_it_takes_no_longer_than_the_text(tmp_path: Path, evil: str) -> None:
    path = write(tmp_path, "x.txt", NETSH + (evil + "\n") * 500)
    began = time.process_time()
    read_or_refused(windows_dhcp, path)
    assert time.process_time() - began < 2


@unhurried
@given(st.lists(st.text(st.characters(exclude_characters="\0"), max_size=60), max_size=6))
def test_any_lines_are_read(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    folder = tmp_path_factory.mktemp("any")
    read_or_refused(windows_dhcp, write(folder, "x.csv", (TABLE + "\n".join(lines)).encode("utf-8", "replace")))
    read_or_refused(windows_dhcp, write(folder, "x.txt", (NETSH + "\n".join(lines)).encode("utf-8", "replace")))
