"""``serve.toml``: what names an identity provider, each fault with its line; without it nothing is asked anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from camcensus.engine import serving
from camcensus.engine.access import Gatekeeper
from camcensus.engine.oidc import Provider
from camcensus.engine.oidc_door import Door
from camcensus.model.errors import SettingsError

FILE = """
[oidc]
issuer = "https://login.example/staff"
client_id = "camcensus"
client_secret_file = "oidc.secret"
address = "https://census.example/"
"""
SECRET = "made+up/secret"  # noqa: S105  # made up


def door(home: Path, text: str | None, mode: int = 0o600) -> Door | None:
    if text is not None:
        (home / serving.NAME).write_text(text)
    (home / "oidc.secret").write_text(f"{SECRET}\n")
    (home / "oidc.secret").chmod(mode)
    return serving.door(home, Gatekeeper(home))


def test_a_provider_that_is_named(tmp_path: Path) -> None:
    found = door(tmp_path, FILE)
    assert found is not None
    assert found.provider == Provider(
        issuer="https://login.example/staff",
        client_id="camcensus",
        client_secret=SECRET,
        address="https://census.example",
    )


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n"])
def test_where_none_is_named_there_is_none(tmp_path: Path, text: str | None) -> None:
    assert door(tmp_path, text) is None


@pytest.mark.parametrize(
    ("old", "new", "words", "line"),
    [
        ("https://login", "http://login", "https address", 3), ("https://census", "http://census", "https address", 6),
        ("/staff", "/staff?x=y", "no query", 3), ('"https://login.example/staff"', '"login"', "no address|https", 3),
        ('client_id = "camcensus"', 'client_id = ""', "no client_id", 4), ("client_id", "clientid", "clientid", 4),
        ("[oidc]", "[oidcs]", "oidcs", 2), ('"camcensus"', "7", "client_id", 4),
        ('address = "https://census.example/"', 'address = "https://c.example"\nca_file = "none"', "no such file", 7),
    ],
)  # fmt: skip
def test_each_fault_is_said_with_its_line(tmp_path: Path, old: str, new: str, words: str, line: int) -> None:
    with pytest.raises(SettingsError, match=words) as found:
        door(tmp_path, FILE.replace(old, new))
    assert found.value.where == f"serve.toml, line {line}"


def test_a_secret_that_others_may_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="others may use"):
        door(tmp_path, FILE, mode=0o644)
    (tmp_path / "other").write_text("two words")
    (tmp_path / "other").chmod(0o600)
    with pytest.raises(SettingsError, match="no secret"):
        door(tmp_path, FILE.replace("oidc.secret", "other"))
    with pytest.raises(SettingsError, match="cannot be opened"):
        door(tmp_path, FILE.replace("oidc.secret", "absent"))
