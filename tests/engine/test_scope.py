"""The scope file: what it permits, every way in which it can be wrong, and whether now is the time."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scopes import FAULTS, HOURS, RANGE, SCOPE, faulty, read, write

from camcensus.engine import scope as scopes
from camcensus.model.errors import CamcensusError, InputError, SettingsError, UsageError
from camcensus.model.scope import PORTS as SHIPPED
from camcensus.model.scope import Limits, Window


def test_a_scope_becomes_values_and_is_kept_to_the_byte(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.scope.authority.person, found.scope.authority.on) == (
        "A. Example, head of security", date(2026, 11, 20),
    )  # fmt: skip
    assert found.scope.range[0].realm == "main"
    assert found.data == SCOPE.encode()
    assert found.sha256 == hashlib.sha256(SCOPE.encode()).hexdigest()
    assert found.remarks == ()
    assert found.where("limits", "rate") == "scope.toml, line 18"


def test_what_is_left_out_is_gentle(tmp_path: Path) -> None:
    text = SCOPE.split("[limits]", maxsplit=1)[0]
    found = read(tmp_path, text).scope
    assert found.limits == Limits()
    assert found.network.ports == SHIPPED
    assert (found.network.links, found.network.public, found.network.snmp) == ((), (), "")


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_one_sentence_with_file_and_line(tmp_path: Path, what: str) -> None:
    _, _, line, says = FAULTS[what]
    with pytest.raises(SettingsError) as fault:
        read(tmp_path, faulty(what))
    assert fault.value.where == f"scope.toml, line {line}"
    assert says in str(fault.value)
    assert "\n" not in str(fault.value)
    assert len(str(fault.value)) < 400


def test_what_is_no_scope_file(tmp_path: Path) -> None:
    large, latin = tmp_path / "large.toml", tmp_path / "latin.toml"
    large.write_bytes(SCOPE.encode() + b"#" * (2 << 20))
    latin.write_bytes(SCOPE.encode().replace(b"head", b"t\xeate"))
    for path, kind, says in (
        (tmp_path, InputError, "directory"),
        (tmp_path / "none.toml", InputError, "No such file"),
        (large, SettingsError, "larger than 1 MiB"),
        (latin, SettingsError, "line 2: it is not UTF-8"),
        (Path("/dev/zero"), SettingsError, "larger than 1 MiB"),
    ):
        with pytest.raises(CamcensusError, match=says) as fault:
            scopes.read(path)
        assert type(fault.value) is kind
        assert path.name in fault.value.where


# --- public ranges -----------------------------------------------------------------------------------------------

PUBLIC = SCOPE.replace("127.0.0.0/29", "203.0.113.0/29") + 'public = ["203.0.113.0/24"]\n'
ELSEWHERE = PUBLIC.replace("113.0/29", "114.0/29")


def test_a_public_range_is_named_and_said_again(tmp_path: Path) -> None:
    assert scopes.read(write(tmp_path, PUBLIC), ["203.0.113.0/24"]).scope.network.public == ("203.0.113.0/24",)


@pytest.mark.parametrize(
    ("text", "said", "kind", "where", "says"),
    [
        (PUBLIC, [], UsageError, "line 23", "Repeat it if you mean it: --public 203.0.113.0/24"),
        (PUBLIC, ["203.0.113.0/29"], UsageError, "line 23", "names the public range 203.0.113.0/24"),
        (SCOPE, ["203.0.113.0/24"], UsageError, "line 21", "does not stand in the scope's network.public"),
        (PUBLIC, ["203.0.113.0/24", "8.8.8.8"], UsageError, "line 21", "--public 8.8.8.8 does not stand"),
        (PUBLIC, ["x"], SettingsError, "--public", "'x' is no range of addresses"),
        (PUBLIC.replace("/24", "/33"), [], SettingsError, "line 23", "is no range of addresses"),
        (ELSEWHERE, ["203.0.113.0/24"], SettingsError, "line 6", "203.0.114.0/29 is public"),
    ],
)  # fmt: skip
def test_a_public_range_that_is_not_meant_twice(
    tmp_path: Path, text: str, said: list[str], kind: type[CamcensusError], where: str, says: str
) -> None:
    with pytest.raises(CamcensusError) as fault:
        scopes.read(write(tmp_path, text), said)
    assert type(fault.value) is kind
    assert where in fault.value.where
    assert fault.value.mend
    assert says in str(fault.value)


def test_a_public_range_is_no_leave_for_multicast(tmp_path: Path) -> None:
    text = PUBLIC.replace("203.0.113.0", "239.0.0.0")
    with pytest.raises(SettingsError, match="holds 224"):
        scopes.read(write(tmp_path, text), ["239.0.0.0/24"])


# --- remarks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more", ["127.0.0.4-127.0.0.20", "127.0.0.0/29", "127.0.0.3", "127.0.0.0/28"]
)  # fmt: skip
def test_ranges_that_overlap_in_one_realm_are_remarked(tmp_path: Path, more: str) -> None:
    text = SCOPE.replace(RANGE, f'{RANGE}\n[[range]]\naddresses = "{more}"')
    (remark,) = read(tmp_path, text).remarks
    assert "overlap: each address is asked once" in remark
    assert more in remark


def test_an_overlap_is_found_behind_a_range_between(tmp_path: Path) -> None:
    more = ["10.0.0.0/16", "10.0.1.0/24", "10.0.255.0/24"]
    text = SCOPE.replace(RANGE, "\n[[range]]\n".join(f'addresses = "{one}"' for one in more))
    assert len(read(tmp_path, text).remarks) == 2
    text = text.replace('"10.0.255.0/24"', '"10.0.255.0/24"\nrealm = "other"')
    with pytest.raises(SettingsError, match=r"10.0.255.0/24 lies in realm 'other', and in 'main' with 10"):
        read(tmp_path, text)


def test_ranges_side_by_side_are_two(tmp_path: Path) -> None:
    text = SCOPE.replace(RANGE, f'{RANGE}\n[[range]]\naddresses = "127.0.0.8/29"\nrealm = "other"')
    assert read(tmp_path, text).remarks == ()


def test_a_range_that_nobody_can_visit_one_by_one_is_remarked(tmp_path: Path) -> None:
    text = SCOPE.replace(
        RANGE, f'{RANGE}\n[[range]]\naddresses = "fd00::/64"\n[[range]]\naddresses = "fd01::1-fd01::9"'
    )
    (remark,) = read(tmp_path, text).remarks
    assert remark.startswith("fd00::/64 is too wide to be visited address by address")


# --- when --------------------------------------------------------------------------------------------------------

START, END = datetime(2026, 11, 20, 8, tzinfo=UTC), datetime(2026, 12, 20, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 12, tzinfo=UTC)


def window(*hours: str, days: tuple[str, ...] = (), timezone: str = "UTC") -> Window:
    return Window(start=START, end=END, hours=hours, days=days, timezone=timezone)


def at(clock: str, day: int = 27) -> datetime:
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), tzinfo=UTC)


def test_before_and_after_it_is_closed() -> None:
    assert scopes.closed(window(), START - timedelta(microseconds=1)) == "the scope begins on 2026-11-20 08:00 UTC"
    assert scopes.closed(window(), START) == ""
    assert scopes.closed(window(), END - timedelta(microseconds=1)) == ""
    assert scopes.closed(window(), END) == "the scope ended on 2026-12-20 00:00 UTC"


OPEN = [
    (window("08:00-18:00"), "08:00", "17:59", "07:59", "18:00"),
    (window("22:00-06:00"), "22:00", "05:59", "21:59", "06:00"),
    (window("22:00-00:00"), "22:00", "23:59", "00:00", "21:59"),
    (window("08:00-09:00", "12:00-13:00"), "08:30", "12:30", "09:00", "13:00"),
    (window("08:00-09:00", timezone="Europe/Athens"), "06:00", "06:59", "08:00", "07:00"),
]


@pytest.mark.parametrize(("when", "first", "last", "before", "after"), OPEN)
def test_hours(when: Window, first: str, last: str, before: str, after: str) -> None:
    assert scopes.closed(when, at(first)) == scopes.closed(when, at(last)) == ""
    for clock in (before, after):
        assert f"the scope's hours are {', '.join(when.hours)}" in scopes.closed(when, at(clock))


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    nights = window("22:00-06:00", days=("fri",))
    assert scopes.closed(nights, at("23:00", 27)) == ""
    assert scopes.closed(nights, at("05:00", 28)) == ""
    assert scopes.closed(nights, at("05:00", 27)) == (
        "it is Fri 05:00 and the scope's hours are 22:00-06:00 on fri"
    )  # fmt: skip
    assert scopes.closed(nights, at("23:00", 28))


def test_days_without_hours_are_whole() -> None:
    weekend = window(days=("sat", "sun"))
    assert scopes.closed(weekend, at("00:00", 28)) == scopes.closed(weekend, at("23:59", 29)) == ""
    assert (
        scopes.closed(weekend, at("23:59", 27)) == "it is Fri 23:59 and the scope's hours are the whole day on sat, sun"
    )


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(first=clocks, last=clocks, minutes=st.integers(0, 29 * 24 * 60))
def test_at_any_moment_either_the_hours_are_open_or_those_between_them(first: time, last: time, minutes: int) -> None:
    if first == last:
        return
    now = START + timedelta(minutes=minutes)
    there, back = f"{first:%H:%M}-{last:%H:%M}", f"{last:%H:%M}-{first:%H:%M}"
    assert bool(scopes.closed(window(there), now)) != bool(scopes.closed(window(back), now))
    assert scopes.closed(window(there, back), now) == ""


@pytest.mark.parametrize("hours", ["22:00-06:00", "00:00-23:59", "8:00-9:00", "08:00 - 09:00", "2200-0600", ""])
def test_hours_as_people_write_them_are_taken_or_refused(tmp_path: Path, hours: str) -> None:
    text = SCOPE.replace(HOURS, f'{HOURS}\nhours = ["{hours}"]')
    try:
        found = read(tmp_path, text)
    except SettingsError as fault:
        assert "are no hours" in str(fault)  # noqa: PT017  # both ways out are right
    else:
        scopes.closed(found.scope.window, FRIDAY)


# --- links and sources -------------------------------------------------------------------------------------------

OWN = {"lo": ["127.0.0.1/8"], "eth0": ["10.1.2.3/24", "fe80::1/64"], "eth1": [], "eth2": ["fe80::2/64"]}
WHOLE = SCOPE.replace("127.0.0.0/29", "10.1.2.0/24")


def network(folder: Path, *lines: str, text: str = WHOLE) -> scopes.Read:
    return read(folder, text + "\n".join(lines))


def test_a_link_that_lies_inside_may_be_asked(tmp_path: Path) -> None:
    scopes.check_links(network(tmp_path, 'links = ["eth0"]'), OWN)
    scopes.check_links(network(tmp_path), OWN)
    scopes.check_links(network(tmp_path, 'links = ["eth2"]'), OWN)


EXCEPT = WHOLE.replace("[window]", '[[exclude]]\naddresses = "10.1.2.9"\nwhy = "a lift"\n[window]')


@pytest.mark.parametrize(
    ("text", "link", "says"),
    [
        (WHOLE, "eth9", "no interface 'eth9'"),
        (WHOLE, "eth1", "no address on eth1"),
        (SCOPE, "eth0", "would hear a multicast, 10.1.2.0/24 too, which is outside"),
        (WHOLE.replace("0/24", "0/25"), "eth0", "10.1.2.128/25 too, which is outside"),
        (EXCEPT, "eth0", "10.1.2.9 too, which is outside"),
    ],
)
def test_a_link_on_which_others_would_hear_it_is_refused(tmp_path: Path, text: str, link: str, says: str) -> None:
    found = network(tmp_path, f'links = ["{link}"]', text=text)
    with pytest.raises(SettingsError) as fault:
        scopes.check_links(found, OWN)
    assert says in str(fault.value)
    assert fault.value.where == f"scope.toml, line {len(text.splitlines()) + 1}"
    assert fault.value.mend


@pytest.mark.parametrize("source", ["eth0", "10.1.2.3", "fe80::1", "127.0.0.9"])
def test_it_may_be_asked_from_an_interface_or_an_address_of_ours(tmp_path: Path, source: str) -> None:
    scopes.check_links(network(tmp_path, f'source = "{source}"'), OWN)


@pytest.mark.parametrize("source", ["eht0", "10.1.2.4", "collector.example", "10.1.2.3/24", " "])
def test_a_source_that_is_none_of_ours_is_refused_and_never_looked_up(tmp_path: Path, source: str) -> None:
    with pytest.raises(SettingsError, match="neither an interface nor an address of this machine") as fault:
        scopes.check_links(network(tmp_path, f'source = "{source}"'), OWN)
    assert fault.value.where == "scope.toml, line 23"


def test_where_the_system_does_not_tell_its_addresses_a_source_is_taken_as_written(tmp_path: Path) -> None:
    scopes.check_links(network(tmp_path, 'source = "10.1.2.4"'), {"eth0": []})


def test_a_time_in_a_run_file_is_utc() -> None:
    assert scopes.shown(datetime(2026, 11, 20, 9, tzinfo=UTC)) == "2026-11-20T09:00:00.000000Z"


@given(at=st.integers(0, len(SCOPE)), put=st.text(max_size=4), over=st.integers(0, 8))
def test_a_damaged_scope_is_read_or_refused_in_one_sentence(at: int, put: str, over: int) -> None:
    with TemporaryDirectory() as folder:
        try:
            found = read(Path(folder), SCOPE[:at] + put + SCOPE[at + over :])
        except CamcensusError as caught:
            fault: CamcensusError | None = caught
        else:
            fault = None
            scopes.closed(found.scope.window, FRIDAY)
    assert fault is None or ("scope.toml" in fault.where and "\n" not in str(fault))
