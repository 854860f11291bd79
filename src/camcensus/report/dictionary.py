"""What the columns of the CSV forms mean: metadata in the form that CSV on the Web asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence

from camcensus.model.material import Material
from camcensus.report._columns import FINDINGS, REGISTER, Column
from camcensus.report._table import LIST

TABLES: tuple[tuple[str, str, Sequence[Column]], ...] = (
    ("register-csv.csv", "The register: one row a device and one a channel of a recorder", REGISTER),
    ("report.csv", "Findings: one row a device, site, range or recorder, and clause", FINDINGS),
)
"""The files beside which it is to lie, named as the command writes them."""

_BASES = {"integer": "integer", "number": "decimal", "date": "date", "moment": "dateTimeStamp"}


def render(material: Material) -> bytes:
    """UTF-8. It is the same for every estate, but for the day."""
    whole = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "What the columns of the register and of the findings mean",
        "dc:date": material.assessment.basis.as_of.isoformat(),
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tables": [_table(*one) for one in TABLES],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _table(file: str, title: str, columns: Sequence[Column]) -> dict[str, object]:
    return {"url": file, "dc:title": title, "tableSchema": {"columns": [_column(one) for one in columns]}}


def _column(one: Column) -> dict[str, object]:
    said: dict[str, object] = {
        "name": one.name,
        "titles": one.name,
        "dc:title": one.title,
        "dc:description": one.meaning,
        "dc:source": one.source,
        "datatype": _datatype(one),
    }
    if one.several:
        said["separator"] = LIST
    return said | ({"required": True} if one.filled else {})


def _datatype(one: Column) -> str | dict[str, object]:
    """What may stand in it; where few words may, all of them."""
    if one.values:
        return {"base": "string", "format": "|".join(one.values)}
    if one.kind in ("integer", "number"):
        return {"base": _BASES[one.kind], "minimum": "0"}
    return _BASES.get(one.kind, "string")
