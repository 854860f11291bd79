"""Observations in, identities out, without any log."""

from __future__ import annotations

from pathlib import Path

import pytest

from camcensus.engine import name
from camcensus.model.errors import BrokenInput, InputError

LINES = """\
{"subject": "ip:192.0.2.7", "field": "tls.subject", "value": "CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION"}
{"subject": "ip:192.0.2.8", "field": "http.title", "value": "Intranet"}
{"subject": "ip:192.0.2.7", "field": "register.make", "value": "Annke"}
"""


def test_one_identity_a_subject_in_the_order_they_were_seen(tmp_path: Path) -> None:
    (tmp_path / "o.jsonl").write_text(LINES)
    first, second = name.from_file(tmp_path / "o.jsonl")
    assert (first.subject, first.hardware_maker, first.brand, first.kind) == (
        "ip:192.0.2.7",
        "hikvision",
        "annke",
        "recorder",
    )
    assert first.confidence > 0.9
    assert first.because
    assert (second.subject, second.kind, second.confidence, second.because) == ("ip:192.0.2.8", "unknown", 0.0, ())


def test_nothing_in_nothing_out(tmp_path: Path) -> None:
    (tmp_path / "o.jsonl").write_text("")
    assert list(name.from_file(tmp_path / "o.jsonl")) == []


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "o.jsonl").write_text(LINES + "{}\n")
    with pytest.raises(BrokenInput, match="line 4"):
        list(name.from_file(tmp_path / "o.jsonl"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        list(name.from_file(tmp_path / "nothing"))
