"""A removal is shown only where nothing is missing, and never where it was seen since."""

from __future__ import annotations

from datetime import UTC, datetime

from camcensus.model.removal import Part, Removal, Sight

SEEN = Sight(
    id="00", at=datetime(2026, 10, 20, tzinfo=UTC), until=datetime(2026, 10, 21, tzinfo=UTC), subject="ip:10.0.1.11",
    field="mac", value="x", source="s", position=1,
)  # fmt: skip


def test_what_it_comes_to() -> None:
    whole, half = Part(code="weee"), Part(code="media", lacks=("no-witness",))
    assert Removal(device="d", days=30, parts=(whole,)).answer == "shown"
    assert Removal(device="d", days=30, parts=(whole, half)).answer == "stated"
    assert Removal(device="d", days=30).answer == "stated"
    assert Removal(device="d", days=30, parts=(whole,), still=SEEN).answer == "there"
    assert Removal(device="d", days=30, parts=(whole, half, half)).lacks == ("no-witness", "no-witness")


def test_a_part_is_found_by_its_code() -> None:
    one = Removal(device="d", days=30, parts=(Part(code="weee", told=(("weee", "7"),)),))
    assert one.part("weee").told == (("weee", "7"),)
    assert one.part("lease") == Part(code="lease")


def test_an_interval_was_seen_last_at_its_end() -> None:
    assert SEEN.last == datetime(2026, 10, 21, tzinfo=UTC)
