from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import onvif_device_manager

PAGE = """Name: Gate
Manufacturer: HIKVISION
Model: DS-2CD2143G2-I
Hardware: 88
Firmware: V5.5.150
Device ID: DS-2CD2143G2-I20211101AAWRG11223344
IP address: 10.0.0.5
"""


@pytest.mark.parametrize("mark", [": ", ":", "\t", " = ", "   "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_names_and_values_in_any_dress(tmp_path: Path, mark: str, end: str) -> None:
    path = write(tmp_path, "page.txt", PAGE.replace(": ", mark).replace("\n", end))
    assert onvif_device_manager.detect(path.read_bytes())
    whole = read(onvif_device_manager, path)
    assert whole.values("model.number") == ["DS-2CD2143G2-I"]
    assert whole.subjects()[0] == "ip:10.0.0.5"


def test_a_name_that_comes_again_begins_another_device(tmp_path: Path) -> None:
    path = write(tmp_path, "page.txt", PAGE + PAGE.replace("10.0.0.5", "10.0.0.6"))
    assert read(onvif_device_manager, path).subjects()[:2] == ["ip:10.0.0.5", "ip:10.0.0.6"]


def test_an_empty_line_within_what_is_not_yet_a_device_is_none(tmp_path: Path) -> None:
    path = write(tmp_path, "page.txt", PAGE.replace("Manufacturer", "\nManufacturer"))
    whole = read(onvif_device_manager, path)
    assert whole.records == 1
    assert whole.values("register.name") == ["Gate"]


@pytest.mark.parametrize(
    "text", ["Name: x\nModel: y\nFirmware: z\n", "Manufacturer: a\nModel: b\nFirmware: c\n", "", "\0"]
)
def test_other_texts_about_devices_are_not_the_page(text: str) -> None:
    assert not onvif_device_manager.detect(text.encode())


def test_a_text_without_any_device_is_refused(tmp_path: Path) -> None:
    refused(onvif_device_manager, write(tmp_path, "page.txt", "nothing\nhere\n"), BrokenInput)


def test_no_secret_stays(tmp_path: Path) -> None:
    path = write(tmp_path, "page.txt", PAGE + "URI: http://operator:battery@10.0.0.5/x\nPassword: staple\n")
    whole = read(onvif_device_manager, path)
    assert whole.redacted == 2
    assert not [word for word in ("battery", "staple") if word in whole.everything()]


@unhurried
@given(st.lists(st.sampled_from([*PAGE.splitlines(), "", "x", "Name:", "IP address: x", "MAC: 00:11:22:33:44:55"])))
def test_any_lines_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = write(tmp_path_factory.mktemp("any"), "page.txt", "\n".join(lines))
    read_or_refused(onvif_device_manager, path)
