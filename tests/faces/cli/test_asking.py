"""What a run shows: while it goes, and at its end; and the switch that stops it."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from tests.scopes import SCOPE, read

from camcensus.engine import extensions
from camcensus.engine.probe import Result, State
from camcensus.faces.cli import asking
from camcensus.faces.cli.asking import Switch
from camcensus.wire import addresses

STATE = State(
    total=1_024, visited=512, found=40, under_way=7, attempts=6_000, seconds=60.0, part=1.0, passes=2,
    makers={"unknown": 5, "Axis Communications AB": 20, "not surveillance": 15},
)  # fmt: skip
RESULT = Result(
    run="0123456789abcdef", why="done", path=Path("run.jsonl"), state=STATE, earlier=0, silent=984, left=(), stopped=0,
    harmed=0, refused=0, redacted=0, slowest=1.0, late=0.01, lost=0.004,
)  # fmt: skip


def span(text: str) -> addresses.Span:
    return addresses.span(text)


# --- the end -----------------------------------------------------------------------------------------------------


FEW = "by the packets that were lost (under 0.40%) fewer than 1 device in 1,000 is missed so"


def test_the_end_says_what_was_found_and_what_silence_is_worth() -> None:
    assert asking.as_text(RESULT).splitlines() == [
        "40 devices answered, among 1,024 addresses, in 00:01:00:",
        "         20  Axis Communications AB",
        "         15  not surveillance",
        "          5  unknown",
        f"984 addresses were silent, each asked 2 times; {FEW}.",
        "The run is complete: run.jsonl",
    ]


@pytest.mark.parametrize(
    ("lost", "passes", "says"),
    [
        (0.0004, 1, "fewer than 1 device in 1,000 is missed so"),
        (0.01, 1, "(at most 1.0%) up to 2.0% of the devices are missed so"),
        (0.01, 2, "fewer than 1 device in 1,000 is missed so"),
        (0.2, 3, "(at most 20.0%) up to 4.7% of the devices are missed so"),
        (0.75, 3, "too few packets came back to say how many devices are missed so"),
        (1.0, 3, "too few packets came back to say how many devices are missed so"),
    ],
)
def test_what_is_said_of_silence_follows_from_the_packets_that_were_lost(lost: float, passes: int, says: str) -> None:
    shown = asking.as_text(replace(RESULT, lost=lost, state=replace(STATE, passes=passes)))
    assert says in shown
    assert ("asked once" in shown) == (passes == 1)


def test_nothing_at_all_is_no_good_news() -> None:
    nothing = replace(STATE, found=0, makers={})
    shown = asking.as_text(replace(RESULT, state=nothing))
    assert "Nothing answered at any of 984 addresses: is this the right network, and does a firewall" in shown
    assert shown.startswith("0 devices answered, among 1,024 addresses, in 00:01:00.\n")
    again = asking.as_text(replace(RESULT, state=nothing, earlier=40))
    assert "Nothing answered" not in again
    assert "40 more had answered before the run was taken up again." in again


def test_no_address_was_silent() -> None:
    assert "No address was silent." in asking.as_text(replace(RESULT, silent=0))


def test_what_cannot_be_judged_is_named_and_counts_as_unknown() -> None:
    left = (span("10.0.0.0/24"), span("10.0.2.7"))
    shown = asking.as_text(replace(RESULT, left=left))
    assert "257 addresses were not reached or cannot be judged, and count as unknown: 10.0.0.0/24, 10.0.2.7." in shown
    many = tuple(span(f"10.0.{third}.1") for third in range(12))
    assert "10.0.7.1 and 4 more ranges." in asking.as_text(replace(RESULT, left=many))


def test_devices_left_alone_addresses_outside_and_a_late_machine_are_said() -> None:
    shown = asking.as_text(replace(RESULT, stopped=3, harmed=2, refused=4, slowest=0.34, late=1.2))
    assert "3 devices were left alone before everything was asked, 2 of them because they showed distress." in shown
    assert "4 addresses outside the scope were handed out or answered; nothing was sent to them." in shown
    assert "This machine was late (by 1.2 s at most): the rate went down to 34%." in shown
    assert "left alone before everything was asked.\n" in asking.as_text(replace(RESULT, stopped=1))


def test_an_early_end_says_why_and_how_to_go_on() -> None:
    shown = asking.as_text(replace(RESULT, why="stopped by hand"))
    assert "The run ended early: stopped by hand. Take it up again with --resume: run.jsonl" in shown


def test_many_makers_are_shown_as_the_most_and_others() -> None:
    makers = {f"maker {number:02}": 100 - number for number in range(15)}
    lines = asking.as_text(replace(RESULT, state=replace(STATE, makers=makers))).splitlines()
    assert len(lines) == 1 + 12 + 1 + 2
    assert lines[13] == f"    {88 + 87 + 86:>7,}  others"


def test_a_run_of_days_is_told_in_hours() -> None:
    assert "in 50:00:01:" in asking.as_text(replace(RESULT, state=replace(STATE, seconds=180_001.4)))


def test_machines_get_the_same() -> None:
    shown = json.loads(asking.as_json(replace(RESULT, left=(span("10.0.0.0/24"),), why="told to end", earlier=3)))
    assert (shown["run"], shown["ended"], shown["file"]) == ("0123456789abcdef", "told to end", "run.jsonl")
    assert (shown["addresses"], shown["devices"], shown["devices_before"], shown["silent"]) == (1_024, 40, 3, 984)
    assert shown["unjudged"] == ["10.0.0.0/24"]
    assert shown["makers"]["Axis Communications AB"] == 20
    assert {"left_alone", "in_distress", "outside", "attempts", "seconds", "lost_at_most", "redacted", "passes",
            "slowest_part_of_rate", "longest_turn"} <= set(shown)  # fmt: skip


# --- while it goes -----------------------------------------------------------------------------------------------


def drawn(state: State) -> str:
    stream = io.StringIO()
    Console(file=stream, width=160).print(asking.table(state))
    return stream.getvalue()


def test_the_table_shows_how_far_it_is_and_who_made_what() -> None:
    shown = drawn(STATE)
    assert "512 of 1,024 addresses (50%), pass 2 over the silent ones; 40 answered; 7 being asked" in shown
    assert "100 attempts a second; 00:01:00" in shown
    assert "Axis Communications AB" in shown


def test_a_run_that_is_slowed_says_so() -> None:
    assert "slowed to 30% of the permitted rate" in drawn(replace(STATE, part=0.3))


def test_a_run_without_addresses_or_time_divides_by_nothing() -> None:
    assert "0 of 0 addresses (100%)" in drawn(replace(STATE, total=0, visited=0, seconds=0.0, makers={}))


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (True, False):
        with asking.live(quiet=quiet) as progress:
            progress(STATE)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_it_is_drawn_on_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "160")
    with asking.live(quiet=False) as progress:
        progress(STATE)
    assert "40 answered" in screen.getvalue()


# --- the switch --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "why"), [(signal.SIGINT, "stopped by hand"), (signal.SIGTERM, "told to end")])
def test_a_signal_stops_in_order_and_a_second_one_at_once(kind: signal.Signals, why: str) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    switch = Switch()
    assert switch() == ""
    with switch.armed():
        os.kill(os.getpid(), kind)
        assert switch() == why
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), kind)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


# --- the plan ----------------------------------------------------------------------------------------------------


def test_the_plan_says_on_whose_authority_what_is_asked_and_how_gently(tmp_path: Path) -> None:
    text = SCOPE.replace("[window]", '[[exclude]]\naddresses = "127.0.0.4"\nwhy = "a lift"\n[window]')
    shown = asking.planned(read(tmp_path, text)).splitlines()
    assert shown[0] == "7 addresses on the authority of A. Example, head of security (CHG-1042), 2026-11-20."
    assert shown[1] == "TCP ports: 18080. Links asked as a whole: none."
    assert shown[2].startswith("To one device at most 40 attempts to connect, and 600 packets and 524,288 bytes")


def test_the_plan_has_every_probe_with_its_question_its_cost_and_why_it_is_safe(tmp_path: Path) -> None:
    shown = asking.planned(read(tmp_path))
    for one in extensions.found("probes").values():
        for key in ("title", "question", "safety"):
            assert str(one.definition[key]) in shown
    assert "(80, 8080" in shown
    assert "(link, device)" in shown
