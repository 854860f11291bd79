from __future__ import annotations

from pathlib import Path

from tests.sources.files import read, write

from camcensus.sources.importers import siqura_csv

HEADING = "IPAddress;Port;Username;Password;ForcedOffline;Name;ModelName;ProductType;SerialNumber;MacAddress;Status"


def test_only_the_address_must_be_there(tmp_path: Path) -> None:
    path = write(tmp_path, "list.csv", f"{HEADING}\n10.0.0.5;;;;;;;;;;\n")
    assert siqura_csv.detect(path.read_bytes())
    assert read(siqura_csv, path).records == 1


def test_what_was_offline_was_not_heard(tmp_path: Path) -> None:
    rows = "10.0.0.5;80;;;False;;HSD820;;;;Online\n10.0.1.5;80;;;True;;HSD820;;;;Offline\n"
    whole = read(siqura_csv, write(tmp_path, "list.csv", f"{HEADING}\n{rows}"))
    assert whole.values("fact.heard") == ["10.0.0.0/24"]


def test_no_secret_stays(tmp_path: Path) -> None:
    path = write(tmp_path, "list.csv", f"{HEADING}\n10.0.0.5;80;operator;battery;False;Gate;;;;;Online\n")
    whole = read(siqura_csv, path)
    assert whole.redacted == 2
    assert "battery" not in whole.everything()
    assert "operator" not in whole.everything()
