from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, unhurried, write

from camcensus.sources.importers import dhcpd_leases

BLOCK = """lease 10.0.0.5 {
  starts 4 2024/02/29 09:00:00;
  ends 4 2024/02/29 21:00:00;
  cltt 4 2024/02/29 09:00:30;
  binding state active;
  hardware ethernet c0:56:e3:5b:4d:11;
  client-hostname "ipc";
}
"""


def values(tmp_path: Path, text: str, field: str) -> list[str]:
    return read(dhcpd_leases, write(tmp_path, "x.leases", text)).values(field)


def test_it_is_known_by_one_block() -> None:
    assert dhcpd_leases.detect(BLOCK.encode())
    assert dhcpd_leases.detect(b'# x\nia-na "\\001\\000\\000\\000" {\n')
    assert not dhcpd_leases.detect(b"lease {\n  interface eth0;\n  fixed-address 10.0.0.5;\n}\n")  # of a client
    assert not dhcpd_leases.detect(b"release 10.0.0.5 {")


@pytest.mark.parametrize("changed", [" ", "\r\n", "\n\n\t"])
def test_white_space_is_of_no_account(tmp_path: Path, changed: str) -> None:
    assert values(tmp_path, BLOCK.replace("\n", changed), "mac") == ["c0:56:e3:5b:4d:11"]


def test_marks_in_quotes_are_text(tmp_path: Path) -> None:
    text = BLOCK.replace('"ipc"', r'"ipc; } \"{\073 # x"')
    assert values(tmp_path, text, "dhcp.hostname") == ['ipc; } "{; # x']


def test_a_client_that_names_no_interface_has_that_of_its_identifier(tmp_path: Path) -> None:
    text = BLOCK.replace("hardware ethernet c0:56:e3:5b:4d:11", r'uid "\001\270\244O[M\022"')
    assert values(tmp_path, text, "mac") == ["b8:a4:4f:5b:4d:12"]


@pytest.mark.parametrize(
    "written", ["4 2024/02/30 09:00:00", "4 2024/02/29", "epoch x", "epoch", "", "4 1024/02/29 09:00:00"]
)
def test_a_time_that_is_none_leaves_what_else_is_said(tmp_path: Path, written: str) -> None:
    text = BLOCK.replace("4 2024/02/29 09:00:00", written).replace("4 2024/02/29 09:00:30", written)
    whole = read(dhcpd_leases, write(tmp_path, "x.leases", text))
    assert whole.values("mac") == ["c0:56:e3:5b:4d:11"]
    assert {row["at_quality"] for row in whole.rows} == {"unknown"}


def test_a_block_that_is_cut_is_told(tmp_path: Path) -> None:
    whole = read(dhcpd_leases, write(tmp_path, "x.leases", BLOCK + BLOCK[:60]))
    assert whole.remarks == ["the end: the last block is cut off and was left out"]
    assert whole.values("mac") == ["c0:56:e3:5b:4d:11"]


def test_a_block_that_is_too_large_is_left_out_and_the_next_is_read(tmp_path: Path) -> None:
    large = BLOCK.replace("}", "  set x = 1;\n" * 2_000 + "}").replace("10.0.0.5", "10.0.0.6")
    whole = read(dhcpd_leases, write(tmp_path, "x.leases", large + BLOCK))
    assert [one for one in whole.subjects() if one.startswith("ip:")] == ["ip:10.0.0.5"]
    assert "too large" in whole.remarks[0]


def test_blocks_in_blocks_do_not_end_the_reading(tmp_path: Path) -> None:
    whole = read(dhcpd_leases, write(tmp_path, "x.leases", "a {\n" * 100 + "}\n" * 100 + BLOCK))
    assert whole.values("mac") == ["c0:56:e3:5b:4d:11"]
    assert whole.remarks


@pytest.mark.parametrize("evil", ['"' + "\\" * 60_000, "{" * 60_000, '"' * 60_000, "a " * 30_000, "\\1" * 30_000 + '"'])
def test_it_takes_no_longer_than_the_text(tmp_path: Path, evil: str) -> None:
    path = write(tmp_path, "x.leases", "lease 10.0.0.5 {\n" + evil + "\n}\n" + BLOCK)
    began = time.process_time()
    read_or_refused(dhcpd_leases, path)
    dhcpd_leases.detect(path.read_bytes()[:65_536])
    assert time.process_time() - began < 2


@unhurried
@given(
    st.lists(
        st.sampled_from([*BLOCK.splitlines(), "}", "{", '"', "ia-na x {", "iaaddr 2001:db8::5 {", "\\", "uid 1:2:3;"])
    )
)
def test_any_lines_are_read(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = write(tmp_path_factory.mktemp("any"), "x.leases", "\n".join(lines))
    assert read_or_refused(dhcpd_leases, path) is None
