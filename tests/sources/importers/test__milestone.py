from __future__ import annotations

from pathlib import Path

from tests.sources.files import context

from camcensus.sources.importers import _milestone
from camcensus.sources.reading.forms import Record
from camcensus.sources.reading.gathered import Gathered


def facts(**cells: str) -> dict[str, str]:
    into = Gathered(context(Path("list.csv")), "importer:test@1")
    return {
        field: value
        for field, value in _milestone.device(Record(where="row 2", cells=cells, original=b"x" * 32), into)
        if value
    }


def test_a_driver_for_any_device_tells_no_model() -> None:
    told = facts(model="Universal1ChAdv", driver="Universal 1 channel driver", address="http://10.0.0.5/")
    assert told["vms.model"] == "Universal1ChAdv"
    assert "model.number" not in told
    assert facts(model="DS-2CD2143G2-I")["model.number"] == "DS-2CD2143G2-I"


def test_the_family_stands_for_the_driver_where_its_name_is_not_told() -> None:
    assert facts(driver_family="Dahua")["vms.driver"] == "Dahua"
    assert facts(driver="Dahua Full Channel", driver_family="Dahua")["vms.driver"] == "Dahua Full Channel"


def test_a_device_without_a_name_is_called_by_its_id_or_its_record() -> None:
    def called(**cells: str) -> str:
        return _milestone.called(Record(where="row 2", cells=cells, original=b"\1" * 32))

    assert called(hardware="Gate", recorder="REC-01") == "REC-01 / Gate"
    assert called(id="3e5f") == "Milestone XProtect / 3e5f"
    assert called(address="10.0.0.5") == "Milestone XProtect / ~0101010101010101"
