from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers._scan_targets import MAX_TARGETS, Targets
from camcensus.wire import addresses
from camcensus.wire.redact import MARK


def shown(text: str) -> list[str]:
    return [addresses.show(span) for span in Targets(text).spans]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("10.0.0.0/24", ["10.0.0.0/24"]),
        ("10.0.0.0/24,10.0.1.0/24", ["10.0.0.0/23"]),
        ("10.0.0.1-10.0.0.9\n10.0.0.20", ["10.0.0.1-10.0.0.9", "10.0.0.20"]),
        ("10.0.0.1-254", ["10.0.0.1-10.0.0.254"]),
        ("2001:db8::/64; cam5[10.0.0.5]", ["10.0.0.5", "2001:db8::/64"]),
        ("", []),
    ],
)
def test_addresses_and_ranges(text: str, spans: list[str]) -> None:
    assert shown(text) == spans
    assert Targets(text).unread == 0


@pytest.mark.parametrize(
    "text", ["cam5.example.org", "10.0.0.9-10.0.0.1", "999.0.0.1-999.0.0.2", "x[y]", "10.0.0.0/99"]
)
def test_what_names_no_address_is_counted(text: str) -> None:
    targets = Targets(f"{text} 10.0.0.5")
    assert (targets.unread, shown(f"{text} 10.0.0.5")) == (1, ["10.0.0.5"])


def test_more_targets_than_are_looked_at_are_counted() -> None:
    assert Targets("10.0.0.5 " * (MAX_TARGETS + 2)).unread == 2


def test_the_list_is_kept_without_secrets() -> None:
    assert Targets("http://a:hunter2@10.0.0.5/").kept == f"http://{MARK}@10.0.0.5/"


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert Targets(text).unread >= 0
