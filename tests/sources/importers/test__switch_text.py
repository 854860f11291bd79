from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers import _switch_text
from camcensus.sources.importers._switch_text import answers, clean

BACK = "\b" * 9


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (f" --More-- {BACK}         {BACK} 30 x", " 30 x"),
        ("--More-- 30 x", " 30 x"),
        ("---- More ----\x1b[42D                    \x1b[42D30 x", "                    30 x"),
        ("-- MORE --, next page: Space, next line: Enter, quit: Control-C", ""),
        ("<--- More --->", ""),
        ("---(more 57%)---", ""),
        ("\x1b[1;32msw1\x1b[0m#show arp\r\n", "sw1#show arp"),
        ("\x1b[24;1Hsw1# \x1b[?25h", "sw1# "),
        ("shox\bw arp", "show arp"),
        ("more than a camera", "more than a camera"),
        ("a\x07b", "ab"),
    ],
)
def test_lines_are_what_the_screen_showed_in_the_end(raw: str, shown: str) -> None:
    assert clean(raw).replace(" ", "") == shown.replace(" ", "")


@given(st.text(max_size=400))
def test_any_line_can_be_cleaned(raw: str) -> None:
    assert "\b" not in clean(raw)
    assert "\x1b[" not in clean(raw)


def test_an_answer_goes_up_to_the_next_prompt() -> None:
    found = list(answers(["sw1#sh arp\r\n", "a\n", "sw1#sh ver\n", "b\n", "sw2>sh mac add\n", "c\n"]))
    assert [(one.host, one.kind, one.lines) for one in found] == [("sw1", "arp", ["a"]), ("sw2", "mac", ["c"])]


def test_a_mark_in_a_text_is_no_prompt() -> None:
    (found,) = answers(["sw1#sh lldp nei det\n", "Linux#1 SMP\n", "Axis> 10.12\n"])
    assert found.lines == ["Linux#1 SMP", "Axis> 10.12"]


def test_a_prompt_that_was_seen_ends_an_answer_whatever_is_typed_there() -> None:
    (found,) = answers(["sw1#sh arp\n", "a\n", "sw1#frobnicate\n", "b\n"])
    assert found.lines == ["a"]


def test_commands_that_stand_alone_are_of_the_switch_before() -> None:
    found = list(answers(["sw1#terminal length 0\n", "--- show ip arp ---\n", "a\n", "--- show clock ---\n", "b\n"]))
    assert [(one.kind, one.lines) for one in found] == [("arp", ["a"]), ("clock", ["b"])]


def test_a_heading_below_no_command_begins_an_answer() -> None:
    heading = "Vlan    Mac Address       Type        Ports\n"
    other = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
    found = list(answers(["x\n", heading, "a\n", other, "b\n"]))
    assert [(one.kind, one.lines[1:]) for one in found] == [("mac", ["a"]), ("arp", ["b"])]


def test_a_heading_below_a_command_is_a_line_of_its_answer() -> None:
    (found,) = answers(["sw1#sh arp\n", "Vlan    Mac Address       Type        Ports\n"])
    assert found.kind == "arp"


def test_lines_and_answers_have_an_end() -> None:
    (found,) = answers(["sw1#sh int status\n", *(f"{n}" + "x" * 900 + "\n" for n in range(5_000))])
    assert len(found.lines) == _switch_text.MAX_LINES["status"]
    assert found.dropped == 1_000
    assert max(map(len, found.lines)) == 200


def test_blanks_are_kept_short() -> None:
    (found,) = answers(["sw1#sh int status\n", "a" + " " * 150 + "b\n"])
    assert found.lines == ["a" + " " * 32 + "b"]


@pytest.mark.parametrize(
    "evil", ["\b" * 20_000, "\x1b[" * 10_000, "-" * 20_000, "(" * 20_000, "a@" * 10_000, "More: <space>, " * 1_400]
)
def test_it_takes_no_longer_than_the_text(evil: str) -> None:
    began = time.process_time()
    list(answers(["sw1#sh arp\n", *[evil + "\n"] * 20]))
    assert time.process_time() - began < 2
