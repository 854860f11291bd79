"""What may be sent to a device, and why not: budgets, rests, signs of distress, and the credential."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.running import scope

from camcensus.model.scope import Limits
from camcensus.sources.governor import BYTES_ON_THEIR_WAY, ON_ITS_WAY, PACKETS_NEEDED, Account, Governor, Sign

NOW = 1_000.0
GRAVE = [Sign.BUSY, Sign.RESET, Sign.SLOW]


def governed(limits: Limits | None = None) -> tuple[Governor, Account]:
    governor = Governor(scope("192.0.2.0/24", ("fd00::/64", "six"), exclude=["192.0.2.9"], limits=limits))
    account = governor.account("192.0.2.7")
    assert account is not None
    return governor, account


# --- whose account ---


def test_a_device_has_one_account_however_it_is_written() -> None:
    governor, account = governed()
    assert governor.account("192.0.2.7") is account
    six = governor.account("fd00:0::07%eth0")
    assert six is not None
    assert six is governor.account("fd00::7")
    assert (six.address, six.realm, account.realm) == ("fd00::7", "six", "main")


@pytest.mark.parametrize("address", ["192.0.2.9", "192.0.3.1", "fd01::7", "camera.example", "", "::ffff:192.0.2.7"])
def test_outside_the_scope_there_is_no_account(address: str) -> None:
    governor, _ = governed()
    assert governor.account(address) is None
    assert governor.follow(address) is None
    assert governor.refused == {address: "outside the scope"}


def test_who_hands_out_addresses_without_end_is_not_noted_without_end() -> None:
    governor, _ = governed()
    for number in range(10_010):
        governor.follow(f"10.{number // 250}.{number % 250}.1")
    assert len(governor.refused) == 10_000


def test_who_is_let_go_of_keeps_its_gap() -> None:
    governor, account = governed()
    governor.begins(account, NOW)
    governor.ends(account, NOW)
    governor.forget(account)
    again = governor.account("192.0.2.7")
    assert again is not None
    assert again is not account
    assert again.ready == pytest.approx(NOW + 0.2)


def test_those_let_go_of_are_forgotten_after_their_gap() -> None:
    governor, _ = governed()
    for number in range(200):
        account = governor.account(f"fd00::{number:x}")
        assert account is not None
        governor.ends(account, NOW + number)
        governor.forget(account)
    assert len(governor._left) == 1
    assert not governor.accounts.keys() - {3221225991}


# --- budgets ---


@pytest.mark.parametrize(
    ("limits", "spent", "why"),
    [
        (Limits(connections=3), {"connections": 3}, "3 connections"),
        (Limits(packets=600), {"packets_sent": 300, "packets_received": 189}, "600 packets"),
        (Limits(bytes=300_000), {"sent": 1_000, "received": 299_000 - BYTES_ON_THEIR_WAY}, "300000 bytes"),
        (Limits(seconds=10), {"first": NOW - 10.1}, "10 seconds"),
    ],
)
def test_a_budget_that_is_used_up_ends_it(limits: Limits, spent: dict[str, float], why: str) -> None:
    governor, account = governed(limits)
    assert governor.permit(account, NOW) == ""
    for name, value in spent.items():
        setattr(account, name, value)
    assert governor.permit(account, NOW) == f"its budget of {why} is used up"
    assert account.stopped


@pytest.mark.parametrize(
    "spent",
    [
        {"connections": 39},
        {"packets_sent": 600 - ON_ITS_WAY - PACKETS_NEEDED},
        {"received": 524_288 - BYTES_ON_THEIR_WAY - 1},
        {"first": NOW - 600},
    ],
)
def test_to_the_end_of_a_budget_it_may_be_asked(spent: dict[str, float]) -> None:
    governor, account = governed()
    for name, value in spent.items():
        setattr(account, name, value)
    assert governor.permit(account, NOW) == ""


@given(st.integers(1, 100_000), st.integers(1, 1 << 26), st.integers(0, 100_000), st.integers(0, 1 << 26))
def test_there_is_never_more_room_than_the_budget_has(packets: int, data: int, went: int, came: int) -> None:
    governor, account = governed(Limits(packets=packets, bytes=data))
    governor.counts(account, packets=(went, 0), data=(0, came))
    assert 0 <= governor.room(account) <= max(0, data - came)
    assert 0 <= governor.packets_left(account) <= max(0, packets - went)
    if not governor.permit(account, NOW):
        assert governor.room(account) > 0
        assert governor.packets_left(account) >= PACKETS_NEEDED


def test_what_was_spent_in_an_earlier_part_of_the_run_counts() -> None:
    governor, account = governed()
    governor.restore("192.0.2.7", (5, 10, 20, 1_000, 2_000))
    governor.restore("192.0.3.7", (5, 10, 20, 1_000, 2_000))
    assert (account.connections, account.packets_sent, account.packets_received) == (5, 10, 20)
    assert (account.sent, account.received) == (1_000, 2_000)
    assert list(governor.accounts) == [account.number]


def test_seconds_count_from_the_first_packet() -> None:
    governor, account = governed(Limits(seconds=10))
    assert governor.seconds_left(account, NOW) == 10
    governor.begins(account, NOW)
    governor.begins(account, NOW + 4)
    assert governor.seconds_left(account, NOW + 4) == 6
    assert governor.seconds_left(account, NOW + 11) == 0


@pytest.mark.parametrize(
    ("connect_ms", "packets"), [(900, 1), (999, 1), (1_500, 2), (3_000, 3), (7_000, 4), (10_000, 4)]
)
def test_an_attempt_takes_as_many_packets_as_the_system_sends_in_its_time(connect_ms: int, packets: int) -> None:
    governor, _ = governed(Limits(connect_ms=connect_ms))
    assert governor.packets_each == packets


# --- rests and signs ---


def test_after_each_connection_there_is_a_gap() -> None:
    governor, account = governed()
    governor.begins(account, NOW)
    assert account.busy
    governor.ends(account, NOW + 3)
    assert not account.busy
    assert account.ready == NOW + 3.2


def test_a_rest_is_not_cut_short_by_a_gap() -> None:
    governor, account = governed()
    governor.sign(account, Sign.BUSY, NOW)
    governor.ends(account, NOW)
    assert account.ready == NOW + 15


@pytest.mark.parametrize(
    ("answer", "sign"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n", Sign.REFUSED),
        (b"HTTP/1.0  403\r\n", Sign.REFUSED),
        (b"RTSP/1.0 403 Forbidden\r\n", Sign.REFUSED),
        (b"HTTP/1.1 429 Too Many Requests\r\n", Sign.BUSY),
        (b"HTTP/1.1 503 Service Unavailable\r\n", Sign.BUSY),
        (b"RTSP/1.0 453 Not Enough Bandwidth\r\n", Sign.BUSY),
        (b"HTTP/1.1 401 Unauthorized\r\n", None),
        (b"RTSP/1.0 401 Unauthorized\r\n", None),
        (b"HTTP/1.1 404 Not Found\r\n", None),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 503 Busy", None),
        (b"HTTP/1.1 5030 Odd\r\n", None),
        (b"403", None),
        (b"", None),
    ],
)
def test_a_refusal_is_known_by_its_status(answer: bytes, sign: Sign | None) -> None:
    governor, account = governed()
    governor.heard(account, answer, NOW)
    assert account.signs == ([sign] if sign is not None else [])
    assert account.ready == (NOW + 15 if sign is not None else 0)


@pytest.mark.parametrize("signs", list(itertools.product(GRAVE, GRAVE)))
def test_at_a_second_grave_sign_it_is_left_alone(signs: tuple[Sign, Sign]) -> None:
    governor, account = governed()
    governor.sign(account, signs[0], NOW)
    assert governor.permit(account, NOW) == ""
    governor.sign(account, signs[1], NOW)
    assert governor.permit(account, NOW) == f"left alone because {signs[1].value}"


@pytest.mark.parametrize("sign", [Sign.SHUT, Sign.GONE])
def test_some_signs_suffice_once(sign: Sign) -> None:
    governor, account = governed()
    governor.sign(account, sign, NOW)
    assert governor.permit(account, NOW) == f"left alone because {sign.value}"


def test_refusals_are_no_distress() -> None:
    governor, account = governed()
    for _ in range(5):
        governor.sign(account, Sign.REFUSED, NOW)
    assert governor.permit(account, NOW) == ""
    governor.sign(account, Sign.BUSY, NOW)
    assert governor.permit(account, NOW) == ""


@pytest.mark.parametrize(
    ("first", "then", "unseen", "is_slow"),
    [
        (0.01, 0.4, 0.0, False), (0.01, 0.52, 0.0, True), (0.3, 0.85, 0.0, False), (0.3, 1.3, 0.0, True),
        (0.01, 3.0, 2.9, False), (0.01, 3.0, 1.0, True),
    ],
)  # fmt: skip
def test_who_takes_much_longer_to_connect_than_at_first_shows_distress(
    first: float, then: float, unseen: float, is_slow: bool
) -> None:
    governor, account = governed()
    governor.took(account, 80, first, NOW)
    governor.took(account, 80, then, NOW, unseen=unseen)
    assert account.signs == ([Sign.SLOW] if is_slow else [])


def test_a_port_that_was_open_gets_more_time() -> None:
    governor, account = governed()
    assert governor.patience(account, 80) == 0.9
    governor.took(account, 80, 0.01, NOW)
    assert 3.0 < governor.patience(account, 80) < 7.0  # three packets of the system, not four
    assert governor.patience(account, 81) == 0.9


def test_a_device_is_fresh_once() -> None:
    governor, account = governed()
    governor.took(account, 80, 0.01, NOW)
    governor.answers(account)
    assert governor.fresh == [account]


# --- the credential ---


def may(governor: Governor, account: Account) -> bool:
    return governor.permit(account, NOW, credential=True) == ""


def test_a_credential_is_used_once() -> None:
    governor, account = governed()
    assert may(governor, account)
    governor.begins(account, NOW, credential=True)
    assert not may(governor, account)
    assert governor.permit(account, NOW) == ""


def test_a_credential_that_was_accepted_is_used_again_until_it_is_refused() -> None:
    governor, account = governed()
    governor.uses(account)
    governor.accepted(account)
    for _ in range(3):
        assert may(governor, account)
        governor.uses(account)
    governor.declined(account, NOW)
    assert account.ready == NOW + 15
    assert not may(governor, account)


moves = st.lists(st.sampled_from(["use", "accepted", "refused"]), max_size=12)


@given(moves)
def test_whatever_probes_say_a_credential_is_not_used_after_a_refusal_nor_twice_without_being_accepted(
    done: list[str],
) -> None:
    governor, account = governed()
    used, is_accepted, is_refused = 0, False, False
    for one in done:
        if one == "use" and may(governor, account):
            assert not is_refused
            assert used == 0 or is_accepted
            governor.uses(account)
            used += 1
        elif one == "accepted":
            governor.accepted(account)
            is_accepted = is_accepted or used > 0
        elif one == "refused":
            governor.declined(account, NOW)
            is_refused = True
