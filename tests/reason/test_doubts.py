"""Where sources disagree: shown, never settled by silence."""

from __future__ import annotations

import polars as pl
from tests.support import AS_OF, HIKVISION, estate, knowledge, log, profile, see

from camcensus.engine import assess
from camcensus.engine.settings import Settings
from camcensus.model.assessment import Basis
from camcensus.reason.doubts import makers_behind

MAC = "44:19:b6:00:00:01"


def codes(*parts: pl.DataFrame) -> set[str]:
    settings = Settings(estate=estate(), profile=profile(), estate_version="", profile_version="")
    basis = Basis(as_of=AS_OF, position=1, knowledge="", estate="", profile="")
    return set(assess.conclude(log(parts), knowledge(), settings, basis).doubts["code"])


def row(make: str, *facts: tuple[str, str], at: str | None = None) -> pl.DataFrame:
    return see("asset:CAM-1", ("mac", MAC), ("register.make", make), *facts, at=at, position=2)


def scan(*, at: str = "2026-11-10") -> pl.DataFrame:
    return see("ip:10.0.1.5", ("mac", MAC), *HIKVISION, at=at)


def test_a_label_of_another_maker_is_a_contradiction() -> None:
    assert codes(scan(), row("Axis")) == {"register-contradicted"}


def test_a_label_that_may_be_its_is_none() -> None:
    assert codes(scan(), row("Annke")) == set()


def test_what_stands_in_no_register() -> None:
    assert codes(scan()) == {"not-in-register"}


def test_what_no_scan_saw() -> None:
    assert codes(row("Hik")) == {"not-seen"}


def test_what_was_removed_and_seen_later() -> None:
    assert "removed-but-seen" in codes(scan(), row("Hik", ("fact.status", "removed"), at="2026-01-01"))


def test_what_a_later_scan_did_not_show() -> None:
    later = see("file:scan", ("fact.reach", "10.0.1.0/24"), at="2026-11-20", position=3)
    assert "not-seen-again" in codes(scan(), row("Hik"), later)


def test_a_register_that_places_it_elsewhere() -> None:
    assert "site-contradicted" in codes(scan(), row("Hik", ("fact.site", "depot")))


def test_every_claim_on_a_brand_is_behind_it() -> None:
    assert {"hikvision", "dahua"} <= makers_behind(knowledge().brands["annke"])
