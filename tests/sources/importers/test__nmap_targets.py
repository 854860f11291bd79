from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers._nmap_targets import MAX_ARGS, targets
from camcensus.wire import addresses


def shown(args: str) -> list[str]:
    return [addresses.show(span) for span in targets(args).spans]


@pytest.mark.parametrize(
    ("args", "spans"),
    [
        ("nmap 10.0.0.0/24", ["10.0.0.0/24"]),
        ("nmap -sV 10.0.0.1-254", ["10.0.0.1-10.0.0.254"]),
        ("nmap 10.0.0-3.*", ["10.0.0.0/22"]),
        ("nmap 10.0.0.9/24 10.0.1.0/24", ["10.0.0.0/23"]),
        ("nmap -6 2001:db8::/120", ["2001:db8::/120"]),
        ("nmap -p 1-100 -oX 10.0.0.1 10.0.0.2", ["10.0.0.2"]),
        ('nmap -oX "10.0.0.7 x.xml" 10.0.0.2', ["10.0.0.2"]),
        ("nmap -T 4 -v 10.0.0.2", ["10.0.0.2"]),
        ("nmap -S 10.9.9.9 -D 10.8.8.8 -sI 10.7.7.7 --dns-servers 10.6.6.6 10.0.0.2", ["10.0.0.2"]),
        ("nmap --top-ports=10 --min_rate 100 10.0.0.2", ["10.0.0.2"]),
        ("nmap 10.0.0.0/30 --exclude 10.0.0.1,10.0.0.2", ["10.0.0.0", "10.0.0.3"]),
        ("nmap --exclude=10.0.0.0/31 10.0.0.0/30", ["10.0.0.2/31"]),
        ("nmap -exclude 10.0.0.0-1 10.0.0.0/30", ["10.0.0.2/31"]),
    ],
)
def test_what_is_covered(args: str, spans: list[str]) -> None:
    assert shown(args) == spans
    assert targets(args).doubts == []


@pytest.mark.parametrize(
    ("args", "spans", "doubt"),
    [
        ("", [], "names no address ranges"),
        ("nmap", [], "names no address ranges"),
        ("nmap -iL hosts.txt", [], "another file"),
        ("nmap -iLhosts.txt 10.0.0.1", ["10.0.0.1"], "another file"),
        ("nmap -iR 100", [], "at random"),
        ("nmap 10.0.0,5.1", [], "10.0.0,5.1"),
        ("nmap cam.example.org 10.0.0.1", ["10.0.0.1"], "cam.example.org"),
        ("nmap 10.0.0.0/24 --excludefile not.txt", [], "listed in another file"),
        ("nmap 10.0.0.0/24 --exclude cam.example.org", [], "cam.example.org"),
        ("nmap 10.0.0.0/24 --exclude", [], "leaves out"),
        ("nmap -sL 10.0.0.0/24", [], "only lists"),
        ("nmap 10.0.0.0/24 " + "x" * MAX_ARGS, [], "too long"),
    ],
)
def test_what_is_left_open_is_said(args: str, spans: list[str], doubt: str) -> None:
    assert shown(args) == spans
    assert doubt in " ".join(targets(args).doubts)


def test_what_was_not_looked_at_is_not_covered() -> None:
    found = targets("nmap 10.0.0.0/30", [addresses.span("10.0.0.3")])
    assert [addresses.show(span) for span in found.spans] == ["10.0.0.0-10.0.0.2"]


@given(st.lists(st.sampled_from(["-iL", "--exclude", "-p", "10.0.0.0/8", '"', "-", "--", "=", "10.0.0.1-", ","])))
def test_no_command_line_is_too_odd(words: list[str]) -> None:
    targets(" ".join(words))


@given(st.text(max_size=60))
def test_no_text_is_too_odd(args: str) -> None:
    targets(args)
