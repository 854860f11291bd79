"""The secrets file is safe or refused; what it holds goes to the device it was given for, and is shown nowhere."""

from __future__ import annotations

import os
import re
import sys
import traceback
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.engine import secrets
from camcensus.engine.secrets import Secrets
from camcensus.model.errors import CamcensusError, SettingsError, UsageError
from camcensus.sources.steps import Login, SnmpUser

HIDDEN = "correct-horse-battery"
TEXT = f"""
[[device]]
addresses = ["10.0.0.7", "2001:DB8::0:7"]
user = "inventory"
password = "{HIDDEN}"

[[device]]
addresses = ["10.0.0.8"]
user = "old"
password = "{HIDDEN}-too"
basic = true

[[snmp]]
name = "cameras"
community = "{HIDDEN}"

[[snmp]]
name = "new"
user = "reader"
auth = "sha256"
auth_key = "{HIDDEN}"
privacy = "aes"
privacy_key = "{HIDDEN}"
"""


def parsed(text: str) -> Secrets:
    return secrets.parse(text.encode(), "secrets.toml")


def kept(folder: Path, mode: int = 0o600) -> Path:
    path = folder / "secrets.toml"
    path.write_text(TEXT, "utf-8")
    path.chmod(mode)
    return path


def test_each_device_has_its_own_login() -> None:
    found = parsed(TEXT)
    assert found.login("10.0.0.7") == Login(user="inventory", password=HIDDEN)
    assert found.login("2001:db8:0::7") == found.login("10.0.0.7")
    assert found.login("10.0.0.8") == Login(user="old", password=f"{HIDDEN}-too", basic=True)
    assert found.login("10.0.0.9") is None
    assert found.login("not an address") is None


def test_snmp_has_names() -> None:
    found = parsed(TEXT)
    assert found.snmp("cameras") == SnmpUser(community=HIDDEN)
    assert found.snmp("new") == SnmpUser(
        user="reader", auth="sha256", auth_key=HIDDEN, privacy="aes", privacy_key=HIDDEN
    )
    assert found.snmp("other") is None


def test_nothing_secret_is_shown() -> None:
    found = parsed(TEXT)
    assert repr(found) == str(found) == f"{found}" == "Secrets(logins=3, snmp=2)"
    for one in (found.login("10.0.0.7"), found.snmp("new"), found.snmp("cameras")):
        for word in (HIDDEN, "inventory", "reader"):
            assert word not in repr(one)


def test_no_file_is_no_secrets() -> None:
    assert secrets.NONE.login("10.0.0.7") is None
    assert secrets.NONE.snmp("x") is None
    assert parsed("").login("10.0.0.7") is None


DEVICE = '[[device]]\naddresses = ["10.0.0.7"]\nuser = "u"\npassword = "{}"\n'.format(HIDDEN)  # noqa: UP032  # braces of TOML
SNMP = '[[snmp]]\nname = "a"\n'

FAULTS = [
    (DEVICE + DEVICE, 6, "addresses: one of them is given twice"),
    (DEVICE.replace('"10.0.0.7"', '"10.0.0.7", "010.0.0.7"'), 2, "addresses: one of them is no IP address"),
    (DEVICE.replace('"10.0.0.7"', '"10.0.0.0/24"'), 2, "addresses: one of them is no IP address"),
    (DEVICE.replace('"10.0.0.7"', '"::ffff:1", "0:0::ffff:1"'), 2, "addresses: one of them is given twice"),
    (DEVICE.replace('"10.0.0.7"', ""), 2, "addresses: there is none"),
    (DEVICE.replace('"u"', '""'), 3, "user: it is empty or has a control character"),
    (DEVICE.replace(HIDDEN, HIDDEN + "\\u0000"), 4, "password: it is empty or has a control character"),
    (DEVICE.replace('"u"', '"a:b"') + "basic = true\n", 4, "user: a colon"),
    (DEVICE.replace("user", "name"), 3, "'name' is not known here"),
    (DEVICE.replace('user = "u"\n', ""), 1, "'user' is missing"),
    (DEVICE.replace(f'"{HIDDEN}"', f'["{HIDDEN}"]'), 4, "password: should be str, is array"),
    (DEVICE.replace(f'"{HIDDEN}"', HIDDEN), 4, "this is not TOML"),
    (DEVICE.replace(f'"{HIDDEN}"', f'"{HIDDEN}'), 4, "this is not TOML"),
    (DEVICE + "basic = 1\n", 5, "basic: should be bool, is int"),
    (SNMP, 1, "either a community or a user"),
    (SNMP + 'user = "u"\ncommunity = "c"\n', 1, "either a community or a user"),
    (SNMP + 'community = "c"\n' + SNMP + 'community = "c"\n', 5, "name: it is empty or stands twice"),
    (SNMP + f'user = "u"\nauth = "{HIDDEN}"\nauth_key = "{HIDDEN}"\n', 1, "auth: it is not a word for this"),
    (SNMP + f'user = "u"\nauth = "md5"\nauth_key = "{HIDDEN[:7]}"\n', 5, "auth_key: it is shorter than 8"),
    (SNMP + f'user = "u"\nauth_key = "{HIDDEN}"\n', 1, "go together"),
    (SNMP + f'user = "u"\nprivacy = "aes"\nprivacy_key = "{HIDDEN}"\n', 1, "privacy needs auth"),
    (SNMP + f'user = "u"\nprivacy = "des"\nprivacy_key = "{HIDDEN}"\n', 1, "privacy: it is not a word for this"),
    (SNMP + f'community = "c"\nauth = "md5"\nauth_key = "{HIDDEN}"\n', 1, "a community has no keys"),
    (DEVICE.replace(HIDDEN, f"keyring:{HIDDEN}"), 4, "it names no entry of the keyring"),
]


@pytest.mark.parametrize(("text", "line", "says"), FAULTS)
def test_a_fault_is_named_by_line_and_key_and_never_by_value(text: str, line: int, says: str) -> None:
    with pytest.raises(SettingsError) as fault:
        parsed(text)
    assert fault.value.where == f"secrets.toml, line {line}"
    assert says in str(fault.value)
    assert HIDDEN[:7] not in told(fault.value)


def told(fault: CamcensusError) -> str:
    """All that is printed of an error, its causes with it."""
    return "".join(traceback.format_exception(fault)) + str(fault) + repr(fault) + repr(fault.args)


def test_text_that_is_not_utf8_is_named_by_its_line() -> None:
    with pytest.raises(SettingsError, match="not UTF-8") as fault:
        secrets.parse(b'[[device]]\npassword = "\xe9"', "secrets.toml")
    assert fault.value.where == "secrets.toml, line 2"


WORD = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=4, max_size=30)


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in text) + '"'


@given(WORD, WORD, st.sampled_from(["", "basic = 7", "x y", 'community = "c"', "\n[[snmp]]", "\n[[device]]\nuser = 1"]))
def test_whatever_a_login_is_no_error_and_no_value_shows_it(user: str, password: str, fault: str) -> None:
    assert looks(user, password, fault) == looks("somebody", "something-else", fault)


def looks(user: str, password: str, fault: str) -> str:
    """All that is printed of a file with that login and that fault."""
    login = f"user = {quoted(user)}\npassword = {quoted(password)}"
    try:
        found = parsed(f'[[device]]\naddresses = ["10.0.0.7"]\n{login}\n{fault}\n')
    except CamcensusError as error:
        return told(error)
    return repr(found) + repr(found.login("10.0.0.7"))


def test_a_file_that_only_its_owner_may_read_is_read(tmp_path: Path) -> None:
    for mode in (0o600, 0o400):
        assert secrets.read(kept(tmp_path, mode)).login("10.0.0.7") is not None
        (tmp_path / "secrets.toml").chmod(0o600)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = kept(tmp_path, mode)
    with pytest.raises(SettingsError, match=re.escape(f"chmod 600 {path}")):
        secrets.read(path)


def test_a_link_is_followed_and_the_file_behind_it_is_what_counts(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(kept(tmp_path))
    assert secrets.read(link).login("10.0.0.7") is not None
    (tmp_path / "secrets.toml").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        secrets.read(link)


def test_a_file_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(tmp_path)
    owner = path.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    if owner != 0:
        with pytest.raises(SettingsError, match="somebody else"):
            secrets.read(path)
    else:
        assert secrets.read(path).login("10.0.0.7") is not None
        os.chown(path, 12_345, -1)
        with pytest.raises(SettingsError, match="chown 1 "):
            secrets.read(path)


def test_a_folder_a_pipe_and_nothing_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(SettingsError, match="no file"):
            secrets.read(path)
    with pytest.raises(SettingsError, match="cannot be opened"):
        secrets.read(tmp_path / "missing")


def test_a_file_is_not_read_without_end(tmp_path: Path) -> None:
    path = kept(tmp_path)
    with path.open("ab") as file:
        file.truncate(secrets.MAX_BYTES + 1)
    with pytest.raises(SettingsError, match="larger than 4 MiB"):
        secrets.read(path)


class KeyringError(Exception):
    """As the package's own."""


def keyring(monkeypatch: pytest.MonkeyPatch, *, locked: bool = False) -> list[tuple[str, str]]:
    """A keyring with one entry in place of the optional package; what it was asked."""
    asked: list[tuple[str, str]] = []

    def get_password(service: str, user: str) -> str | None:
        asked.append((service, user))
        if locked:
            raise KeyringError(HIDDEN)
        return HIDDEN if (service, user) == ("camcensus/estate", "inventory") else None

    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    vars(module)["get_password"] = get_password
    vars(errors)["KeyringError"] = KeyringError
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return asked


STORED = TEXT.replace(HIDDEN, "keyring:camcensus/estate/inventory").replace("inventory-too", "inventory")


def test_a_secret_may_stand_in_the_system_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = keyring(monkeypatch)
    found = parsed(STORED)
    assert found.login("10.0.0.7") == Login(user="inventory", password=HIDDEN)
    assert found.snmp("cameras") == SnmpUser(community=HIDDEN)
    assert asked == [("camcensus/estate", "inventory")]


def test_an_entry_that_is_not_there_is_named_by_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring(monkeypatch)
    with pytest.raises(SettingsError, match="no such entry") as fault:
        parsed(DEVICE.replace(HIDDEN, "keyring:camcensus/other"))
    assert fault.value.where == "secrets.toml, line 4"


def test_a_keyring_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring(monkeypatch, locked=True)
    with pytest.raises(UsageError, match="Unlock it") as fault:
        parsed(STORED)
    assert HIDDEN not in told(fault.value)


def test_where_the_package_is_missing_the_mend_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(UsageError, match="pip install keyring"):
        parsed(STORED)
