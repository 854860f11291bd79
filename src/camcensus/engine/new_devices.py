"""Devices that appeared and that no gate record speaks of, as lines for the gate: the new-device report."""

from __future__ import annotations

from datetime import date

from camcensus.engine import assess, gate_record
from camcensus.engine.workspace import Workspace
from camcensus.model.gate import Written
from camcensus.model.outcome import Answer
from camcensus.model.reading import Remark
from camcensus.reason.lines import MOST

Row = tuple[str, Written, str]
"""(what people call the device, its label and model, how many)."""


def rows(workspace: Workspace, as_of: date) -> tuple[list[Row], list[Remark]]:
    """(a line for each, what the network shows of them beside the label), as of a day; where no record is kept, all."""
    made = assess.assess(workspace, as_of)
    held = gate_record.records(workspace.store)
    new = {device for device, _, _ in gate_record.without(made.devices, held, as_of)} if held else None
    judged = gate_record.asked_of(made.devices).sort("label", "device")
    found, remarks = [], []
    for row in judged.iter_rows(named=True):
        if new is not None and row["device"] not in new:
            continue
        label, maker = row["label"] or row["device"], made.names["maker"].get(row["hardware_maker"] or "", "")
        brand, subject = made.names["brand"].get(row["brand"] or "", ""), row["maker_subject"] == Answer.YES.value
        make = maker if subject and maker else brand or maker
        written = Written(make=make[:MOST], model=(row["model"] or "")[:MOST], text="" if make else "label not known")
        found.append((label, written, ""))
        if make != brand and brand:
            what = f"its label is {brand}; what was seen of it says that {maker} built it"
            remarks.append(Remark(where=label, what=what))
    return found, remarks
