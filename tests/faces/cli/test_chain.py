"""A chain as text: what devices said cannot move the cursor, and every link is printed."""

from __future__ import annotations

import json
from dataclasses import replace

import polars as pl
from tests.support import AS_OF, HIKVISION, estate, knowledge, log, profile, see

from camcensus.engine import assess, explain
from camcensus.engine.explain import Chain
from camcensus.engine.settings import Settings
from camcensus.faces.cli import chain
from camcensus.model.assessment import Assessment, Basis


def made(*facts: tuple[str, str]) -> tuple[Chain, Assessment]:
    settings = Settings(estate=estate(), profile=profile(), estate_version="", profile_version="")
    basis = Basis(as_of=AS_OF, position=1, knowledge="", estate="", profile="")
    parts = [see("ip:10.0.1.5", *facts), see("file:scan", ("fact.reach", "10.0.0.0/16"))]
    one = assess.conclude(log(parts), knowledge(), settings, basis)
    row = one.devices.row(0, named=True)
    seen = one.observations([row["device"]])
    originals = dict.fromkeys(seen["original"].to_list(), b"<host>\x1b[2J</host>" * 40)
    mine = pl.col("device") == row["device"]
    shown = Chain(
        device=row,
        observations=seen,
        originals=originals,
        claims=one.claims.filter(mine),
        makers=tuple(one.makers.values()),
        doubts=one.doubts.filter(mine),
        findings=tuple(explain._findings(one, row["device"])),
    )
    return shown, one


def test_control_characters_are_shown_not_sent() -> None:
    shown = chain.as_text(*made(*HIKVISION, ("http.title", "a\x1b[2Jb\x07")))
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_an_original_that_was_erased_is_said_to_be_so() -> None:
    shown, one = made(*HIKVISION)
    key = next(iter(shown.originals))
    gone = replace(shown, originals={}, erased={key: "erased on 2026-11-23 by A. Example: retention\x1b"})
    text = chain.as_text(gone, one)
    assert f"bytes {key.hex()[:10]}: erased on 2026-11-23 by A. Example: retention\ufffd" in text
    assert json.loads(chain.as_json(gone))["erased"][key.hex()].startswith("erased on 2026-11-23")


def test_long_originals_are_cut_and_their_size_said() -> None:
    assert "(680 bytes)" in chain.as_text(*made(*HIKVISION))


def test_a_proposal_is_said_to_be_one() -> None:
    assert "Proposed by the tool, not yet signed." in chain.as_text(*made(*HIKVISION))


def test_a_device_of_which_nothing_is_recognised_says_so() -> None:
    shown = chain.as_text(*made(("net.open_port", "554/tcp")))
    assert "no fingerprint, label or address block recognises it" in shown
    assert "to settle it: name its maker" in shown


def test_a_host_that_is_not_judged_says_why() -> None:
    assert "it is not judged" in chain.as_text(*made(("http.title", "Intranet")))


def test_json_has_the_same_links() -> None:
    shown = json.loads(chain.as_json(made(*HIKVISION)[0]))
    assert len(shown["observations"]) == len(HIKVISION)
    assert all(len(key) == 64 for key in shown["originals"])
