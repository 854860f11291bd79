"""What records state and what the network shows, in the form in which both are compared."""

from __future__ import annotations

import polars as pl
import pytest
from tests.reason.spans import lease
from tests.support import AXIS, HIKVISION, knowledge, log, sayings, see

from camcensus.reason import statements
from camcensus.reason.devices import join

MAC = "44:19:b6:00:00:01"


def gather(*parts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    words = knowledge().vocabulary
    return statements.gather(join(log(parts), words.placeholders, words.stated).seen, knowledge(), sayings())


def told(*parts: pl.DataFrame) -> set[tuple[str, bool, str]]:
    """Question, whether a record states it, and the value as it is compared."""
    return set(gather(*parts)[0].select("question", "is_stated", "norm").rows())


def row(*facts: tuple[str, str], source: str = "importer:register-csv@1") -> pl.DataFrame:
    return see("asset:CAM-1", ("mac", MAC), *facts, at=None, position=2, source=source)


@pytest.mark.parametrize(
    ("fact", "question", "norm"),
    [
        (("register.make", "Hik"), "make", "hikvision"),
        (("register.make", "HIKVISION"), "make", "hikvision"),
        (("register.make", "Acme Optics"), "make", "acme optics"),
        (("vms.driver", "Hikvision DS-2CD series"), "driver", "hikvision"),
        (("model.number", "Hikvision DS-2CD2143G2-I"), "model", "ds2cd2143g2i"),
        (("firmware.version", "V5.7.3build 230101"), "firmware", "5.7.3.build.230101"),
        (("firmware.version", "Firmware version: 5.7.3"), "firmware", "5.7.3"),
        (("serial.number", "abc-123 45"), "serial", "ABC12345"),
        (("fact.ip", "10.0.1.5"), "ip", "10.0.1.5"),
        (("fact.hostname", "Cam-1.example.org"), "hostname", "cam-1"),
        (("fact.class", "recorder"), "class", "recorder"),
        (("fact.site", "hq"), "site", "hq"),
        (("fact.vlan", "040"), "vlan", "40"),
        (("fact.channel_count", "16"), "channels", "16"),
    ],
)
def test_a_row_answers_a_question(fact: tuple[str, str], question: str, norm: str) -> None:
    assert (question, True, norm) in told(row(fact))


@pytest.mark.parametrize(
    "fact",
    [
        ("register.make", "TBC"), ("register.make", "-"), ("vms.driver", "ONVIF Conformant device"),
        ("serial.number", "123456"), ("fact.hostname", "ipcam"), ("fact.site", " "), ("model.number", "n/a"),
    ],
)  # fmt: skip
def test_what_says_nothing_states_nothing(fact: tuple[str, str]) -> None:
    assert {question for question, _, _ in told(row(fact))} <= {"mac", "maker"}


def test_the_network_shows_addresses_names_and_what_answers_state() -> None:
    answer = '{"DeviceType": "IPC-HDW5442TM", "SerialNo": "5F03A17PAZ7B107", "Version": "2.800.0"}'
    shown = told(see("ip:10.0.1.5", ("mac", MAC), ("dhip.reply", answer), ("switch.vlan", "VLAN 40")))
    assert ("ip", False, "10.0.1.5") in shown
    assert ("mac", False, MAC) in shown
    assert ("serial", False, "5F03A17PAZ7B107") in shown
    assert ("vlan", False, "40") in shown
    assert all(not stated for _, stated, _ in shown)


def test_people_and_their_photographs_state() -> None:
    photo = see("photo:1.jpg", ("serial.number", "J51830217"), source="survey:walk-round@1")
    spoken = see("ip:10.0.1.5", ("model.number", "I91BM"), source="survey:walk-round@1", position=2)
    assert ("serial", True, "J51830217") in told(photo)
    assert ("model", True, "i91bm") in told(spoken)


def test_the_network_alone_settles_who_built_it() -> None:
    _, network = gather(see("ip:10.0.1.5", ("mac", "00:40:8c:00:00:01"), *AXIS), row(("register.make", "Hikvision")))
    assert "axis" in network["hardware_maker"].to_list()
    _, network = gather(row(("register.make", "Hikvision")))
    assert network.is_empty()


def test_a_hint_at_the_class_is_no_class() -> None:
    _, network = gather(see("ip:10.0.1.5", ("fact.service", "554/tcp rtsp Dahua IP camera rtspd")))
    assert network["class"].to_list() == [None]
    _, network = gather(see("ip:10.0.1.5", *HIKVISION))
    assert network.height == 1


def test_each_value_bears_who_told_it_and_when() -> None:
    values, _ = gather(lease("10.0.1.5", MAC, "2026-01-01", "2026-01-09"), row(("fact.ip", "10.0.1.5")))
    lines = (
        values.filter(pl.col("question") == "ip").sort("is_stated").select("is_stated", "subject", "position", "last")
    )
    (_, subject, position, last), (_, stated, second, undated) = lines.rows()
    assert (subject, position, stated, second, undated) == ("ip:10.0.1.5", 1, "asset:CAM-1", 2, None)
    assert last is not None


def test_nothing_tells_nothing() -> None:
    values, network = gather()
    assert values.is_empty()
    assert network.is_empty()
    assert list(values.schema) == list(statements.SCHEMA)
