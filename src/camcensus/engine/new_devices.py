"""Devices that appeared and that no gate record speaks of, as lines for the gate: the new-device report."""

from __future__ import annotations

from datetime import date

from camcensus.engine import assess, gate_record
from camcensus.engine.workspace import Workspace
from camcensus.model.gate import Written
from camcensus.model.outcome import Answer
from camcensus.model.reading import Remark
from camcensus.reason.lines import MOST


def rows(workspace: Workspace, as_of: date) -> tuple[list[tuple[str, Written]], list[Remark]]:
    """((what people call it, its line) for each, what was seen of them beside the label), as of a day.

    Where no record is kept every device in use is one. What was built by a maker subject to the law, under another's
    label, is a line of that maker.
    """
    made = assess.assess(workspace, as_of)
    held = gate_record.records(workspace.store)
    new = {device for device, _, _ in gate_record.without(made.devices, held, as_of)} if held else None
    judged = gate_record.asked_of(made.devices).sort("label", "device")
    found: list[tuple[str, Written]] = []
    remarks: list[Remark] = []
    for row in judged.iter_rows(named=True):
        if new is not None and row["device"] not in new:
            continue
        label, maker = row["label"] or row["device"], made.names["maker"].get(row["hardware_maker"] or "", "")
        brand = made.names["brand"].get(row["brand"] or "", "")
        hidden = row["maker_subject"] == Answer.YES.value and row["hardware_maker"] != row["manufacturer"] and maker
        make, model = (maker, "") if hidden else (brand or maker, row["model"] or "")
        written = Written(make=make[:MOST], model=model[:MOST], text="" if make else "label not known")
        found.append((label, written))
        if hidden and brand:
            what = f"its label is {brand}; what was seen of it says that {maker} built it"
            remarks.append(Remark(where=label, what=what))
    return found, remarks
