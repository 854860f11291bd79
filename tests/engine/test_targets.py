"""The targets of a scope: inside its ranges, few, each once; every way in which they can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.scopes import ATTEMPTS, SCOPE, attempts, read, write

from camcensus.engine import scope as scopes
from camcensus.engine import targets
from camcensus.engine.targets import Target
from camcensus.model.errors import SettingsError, UsageError

ZONE, FIRST, PORTS = 'zone = "cameras"\n', 'addresses = "127.0.0.1-127.0.0.2"', "ports = [18080, 18081]"


def test_every_target_in_order(tmp_path: Path) -> None:
    assert targets.of(attempts(tmp_path).scope) == [
        Target(address="127.0.0.1", realm="main", ports=(18080, 18081)),
        Target(address="127.0.0.2", realm="main", ports=(18080, 18081)),
        Target(address="127.0.0.4", realm="main", ports=(18080,)),
    ]


FAULTS: dict[str, tuple[str, str, int, str]] = {
    # what is wrong: (what is replaced, by what, line that is named, words of the sentence)
    "no zone": (ZONE, "", 21, "does not say where the collector stands"),
    "a zone of blanks": (ZONE, 'zone = " "\n', 23, "does not say where the collector stands"),
    "no addresses": (f"{FIRST}\n", "", 25, "'addresses' is missing"),
    "no ports": (f"{PORTS}\n", "", 25, "'ports' is missing"),
    "a name": (FIRST, 'addresses = "files.example"', 25, "is no range of addresses"),
    "a target outside": (FIRST, 'addresses = "127.0.0.9"', 25, "127.0.0.9 lies outside the ranges, or is excluded"),
    "one that reaches out": (FIRST, 'addresses = "127.0.0.7-127.0.0.8"', 25, "127.0.0.8 lies outside the ranges"),
    "an excluded target": ("[window]", '[[exclude]]\naddresses = "127.0.0.2"\nwhy = "x"\n[window]', 28, "is excluded"),
    "a whole network": (FIRST, 'addresses = "10.0.0.0/8"', 25, "more than 48 addresses are to be tried"),
    "all of version 6": (FIRST, 'addresses = "fd00::/64"', 25, "more than 48 addresses are to be tried"),
    "an address twice": (FIRST, 'addresses = "127.0.0.3-127.0.0.4"', 30, "127.0.0.4 stands in two [[attempt]]"),
    "an empty list": (PORTS, "ports = []", 27, "it names 0 ports"),
    "nine ports": (PORTS, f"ports = {list(range(1, 10))}", 27, "it names 9 ports"),
    "port 0": (PORTS, "ports = [0]", 27, "0 is no port"),
    "port 65536": (PORTS, "ports = [65536]", 27, "65536 is no port"),
    "a port twice": (PORTS, "ports = [80, 80]", 27, "80 is no port, or stands twice"),
    "a password": (PORTS, f'{PORTS}\npassword = "x"', 28, "'password' is not known here"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_one_sentence_with_file_and_line(tmp_path: Path, what: str) -> None:
    old, new, line, says = FAULTS[what]
    assert old in ATTEMPTS
    with pytest.raises(SettingsError) as fault:
        attempts(tmp_path, ATTEMPTS.replace(old, new, 1))
    assert says in str(fault.value)
    assert fault.value.where == f"scope.toml, line {line}"
    assert len(str(fault.value)) < 400


def test_forty_eight_addresses_are_enough(tmp_path: Path) -> None:
    wide = ATTEMPTS.replace("127.0.0.0/29", "127.0.0.0/24").replace("127.0.0.4", "127.0.0.100-127.0.0.145")
    assert len(targets.of(attempts(tmp_path, wide).scope)) == 48
    with pytest.raises(SettingsError, match="more than 48"):
        attempts(tmp_path, wide.replace("145", "146"))


def test_a_scope_for_attempts_permits_no_questions_and_the_other_way_round(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"permits attempts to connect and is not for 'camcensus probe'.*camcensus try"
    ):
        read(tmp_path, ATTEMPTS)
    with pytest.raises(UsageError, match=r"permits questions and is not for 'camcensus try'.*camcensus probe"):
        scopes.read(write(tmp_path, SCOPE), attempts=True)
