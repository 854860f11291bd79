from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.sources.files import context

from camcensus.sources.importers import _sadp
from camcensus.sources.reading.gathered import Gathered
from camcensus.wire import structured

HEADING = ["Device Type", "Status", "IPv4 Address", "Port", "Software Version", "IPv4 Gateway", "Device Serial No.",
           "MAC Address", "Encoding Channel(s)", "Hik-Connect Status"]  # fmt: skip
ROW = ["DS-2CD2143G2-I", "Active", "10.0.0.5", "8000", "V5.7.3build 230101", "10.0.0.1", "DS-2CD2143G2-IAA1234567",
       "c0-56-e3-5b-4d-11", "1", "ON"]  # fmt: skip


def said(*rows: list[Any]) -> dict[str, list[str]]:
    into = Gathered(context(Path("list.csv")), "importer:test@1")
    found: dict[str, list[str]] = {}
    for chunk in _sadp.read(enumerate([HEADING, *rows], start=1), into):
        for row in chunk.observations.iter_rows(named=True):
            found.setdefault(row["field"], []).append(row["value"])
    return found


def test_a_row_is_an_answer_under_the_names_of_the_protocol() -> None:
    (reply,) = said(ROW)["sadp.reply"]
    assert json.loads(reply)["DeviceDescription"] == "DS-2CD2143G2-I"
    assert ("SoftwareVersion", "V5.7.3build 230101") in structured.pairs(reply.encode())


def test_the_cloud_is_on_or_off_or_not_told() -> None:
    off, unknown = [*ROW[:-1], "OFF"], [*ROW[:-1], "N/A"]
    assert said(ROW)["fact.cloud"] == ["hik-connect on"]
    assert said(off)["fact.cloud"] == ["hik-connect off"]
    assert "fact.cloud" not in said(unknown)


def test_a_type_that_is_a_number_is_no_model() -> None:
    assert "model.number" not in said(["140391", *ROW[1:]])


def test_networks_of_default_addresses_were_not_heard() -> None:
    told = said([*ROW[:2], "192.168.1.64", *ROW[3:]], ROW)
    assert told["fact.heard"] == ["10.0.0.0/24"]
    assert told["fact.factory_address"] == ["192.168.1.64"]
    assert told["fact.window"] == ['{"view": "local link"}']


def test_numbers_of_a_spreadsheet_are_read() -> None:
    assert said([*ROW[:8], 16.0, "ON"])["fact.channel_count"] == ["16"]
