"""Where records and the network differ, both are shown; what differs only in spelling does not differ."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.reason.spans import during
from tests.support import AS_OF, AXIS, HIKVISION, estate, knowledge, log, profile, sayings, see

from camcensus.engine import assess
from camcensus.engine.settings import Settings
from camcensus.model.assessment import Basis
from camcensus.reason import conflicts, statements

MAC = "44:19:b6:00:00:01"


def found(*parts: pl.DataFrame) -> list[dict[str, Any]]:
    settings = Settings(estate=estate(), profile=profile(), estate_version="", profile_version="")
    basis = Basis(as_of=AS_OF, position=1, knowledge="", estate="", profile="")
    made = assess.conclude(log(parts), knowledge(), settings, basis)
    values, network = statements.gather(made.seen, knowledge(), sayings())
    differing = conflicts.find(values, network, made.devices, knowledge().brands)
    assert list(differing.schema) == list(conflicts.SCHEMA)
    return differing.to_dicts()


def told(*parts: pl.DataFrame) -> list[tuple[str, str, str, str]]:
    return [(one["question"], one["stated"], one["seen"], one["note"]) for one in found(*parts)]


def scan(*facts: tuple[str, str], at: str = "2026-11-10", position: int = 1) -> pl.DataFrame:
    return see("ip:10.0.1.5", ("mac", MAC), *facts, at=at, position=position)


def row(
    *facts: tuple[str, str], name: str = "CAM-1", at: str | None = None, position: int = 2, **more: Any
) -> pl.DataFrame:
    return see(f"asset:{name}", ("mac", MAC), *facts, at=at, position=position, **more)


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        (("firmware.version", "5.7.3"), ("firmware.version", "V5.7.3 build 230101")),
        (("firmware.version", "V5.7.3build 230101"), ("firmware.version", "V5.7.3 Build230101")),
        (("model.number", "Hikvision DS-2CD2143G2-I"), ("model.number", "DS-2CD2143G2-I")),
        (("model.number", "DS-2CD2143G2-I (2.8mm)"), ("model.number", "DS2CD2143G2I")),
        (("serial.number", "AAWR111222333"), ("serial.number", "DS-2CD214320200101AAWR111222333")),
        (("fact.hostname", "cam-1"), ("dhcp.hostname", "CAM-1")),
        (("fact.vlan", "40"), ("switch.vlan", "VLAN0040")),
        (("fact.ip", "2001:db8::5"), ("fact.note", "x")),
    ],
)
def test_what_is_only_spelt_differently_does_not_differ(stated: tuple[str, str], shown: tuple[str, str]) -> None:
    subject = "ip:2001:DB8:0::5" if ":" in stated[1] and stated[0] == "fact.ip" else "ip:10.0.1.5"
    assert told(see(subject, ("mac", MAC), shown), row(stated)) == []


@pytest.mark.parametrize(
    ("question", "stated", "shown"),
    [
        ("firmware", ("firmware.version", "5.7.3"), ("firmware.version", "5.7.31")),
        ("model", ("model.number", "DS-2CD2143G2-I"), ("model.number", "DS-2CD2347G2-LU")),
        ("serial", ("serial.number", "ABC12345"), ("serial.number", "XYZ98765")),
        ("hostname", ("fact.hostname", "cam-1"), ("dhcp.hostname", "cam-2")),
        ("vlan", ("fact.vlan", "40"), ("switch.vlan", "10")),
        ("ip", ("fact.ip", "10.0.1.9"), ("fact.note", "x")),
    ],
)
def test_what_differs_is_shown_on_both_sides(question: str, stated: tuple[str, str], shown: tuple[str, str]) -> None:
    (one,) = told(scan(shown), row(stated))
    seen = "10.0.1.5" if question == "ip" else shown[1]
    assert one == (question, stated[1], seen, "record-undated")


def test_a_label_that_its_builder_may_stand_behind_does_not_differ() -> None:
    for make in ("Hik", "HIKVISION", "Annke"):
        assert told(scan(*HIKVISION), row(("register.make", make))) == []


def test_a_label_of_another_maker_differs_and_says_what_is_known_of_it() -> None:
    assert told(scan(*HIKVISION), row(("register.make", "Axis"))) == [("make", "Axis", "hikvision", "record-undated")]
    assert told(scan(*HIKVISION), row(("register.make", "Acme"))) == [("make", "Acme", "hikvision", "brand-not-known")]


def test_a_driver_of_another_maker_differs_from_the_make_and_from_the_network() -> None:
    vms = row(("vms.driver", "Hikvision DS series"), name="Rec / 1", position=3, source="importer:milestone-hardware@1")
    register = row(("register.make", "Axis"))
    assert told(register, vms) == [("driver", "Axis", "Hikvision DS series", "driver-of-another-maker")]
    seen = see("ip:10.0.1.5", ("mac", MAC.replace("44:19:b6", "00:40:8c")), *AXIS)
    own = see(
        "asset:R", ("mac", MAC.replace("44:19:b6", "00:40:8c")), ("vms.driver", "Hikvision DS series"), position=3
    )
    assert told(seen, own) == [("driver", "Hikvision DS series", "axis", "stated-since")]


def test_a_driver_of_who_may_build_the_label_does_not_differ() -> None:
    assert told(row(("register.make", "Annke"), ("vms.driver", "Hikvision"))) == []


@pytest.mark.parametrize(
    ("at", "note"), [("2026-01-01", "seen-since"), ("2026-11-20", "stated-since"), (None, "record-undated")]
)
def test_old_and_undated_values_are_not_suppressed(at: str | None, note: str) -> None:
    (one,) = found(scan(("serial.number", "XYZ98765")), row(("serial.number", "ABC12345"), at=at))
    assert one["note"] == note
    assert (one["stated_at"] is None) == (at is None)


def test_what_was_seen_without_a_time_says_so() -> None:
    port = during(f"mac:{MAC}", ("switch.vlan", "10"), first=None)
    assert told(port, row(("fact.vlan", "40"), at="2026-01-01")) == [("vlan", "40", "10", "sighting-undated")]


def test_both_sides_bear_source_subject_and_position() -> None:
    (one,) = found(
        scan(("serial.number", "XYZ98765")), row(("serial.number", "ABC12345"), source="importer:register-csv@1")
    )
    assert (one["stated_by"], one["stated_of"], one["stated_in"]) == ("importer:register-csv@1", "asset:CAM-1", 2)
    assert (one["seen_by"], one["seen_of"], one["seen_in"]) == ("importer:nmap-xml@1", "ip:10.0.1.5", 1)


def test_the_day_both_last_agreed_is_shown() -> None:
    before = scan(("firmware.version", "5.5.0"), at="2026-02-10")
    after = scan(("firmware.version", "5.7.3"), at="2026-11-10", position=3)
    (one,) = found(before, after, row(("firmware.version", "V5.5.0")))
    assert (one["seen"], f"{one['agreed']:%Y-%m-%d}") == ("5.7.3", "2026-02-10")


def test_what_was_seen_again_is_as_new_as_it_was_seen_last() -> None:
    strong, weak = ("model.number", "DS-2CD2143G2-I"), ("http.title", "x")
    parts = [scan(strong, at="2026-02-10"), scan(strong, weak, at="2026-11-10", position=3)]
    assert told(*parts, row(("model.number", "DS-2CD2143G2-I"))) == []
    (one,) = found(*parts, row(("model.number", "P3245-LV")))
    assert f"{one['seen_at']:%Y-%m-%d}" == "2026-11-10"


def test_of_several_values_at_one_time_one_that_agrees_is_enough() -> None:
    other = see("ip:10.0.2.9", ("mac", MAC), at="2026-11-09")
    assert told(scan(), other, row(("fact.ip", "10.0.2.9"))) == []
    old = see("ip:10.0.2.9", ("mac", MAC), at="2026-01-09")
    assert told(scan(), old, row(("fact.ip", "10.0.2.9"))) == [("ip", "10.0.2.9", "10.0.1.5", "record-undated")]


def test_the_class_and_the_site_are_compared() -> None:
    recorder = ("isapi.device_info", "<DeviceInfo><deviceType>NVR</deviceType><model>DS-7616NI-K2</model></DeviceInfo>")
    lines = told(scan(recorder), row(("fact.class", "camera"), ("fact.site", "depot")))
    assert ("site", "depot", "hq", "record-undated") in lines
    assert ("class", "camera", "recorder", "record-undated") in lines


def test_more_channels_in_use_than_there_are_differ_and_fewer_do_not() -> None:
    for used, expected in (("9", []), ("16", []), ("17", [("channels", "16", "17", "record-undated")])):
        assert told(scan(("channel.count", used)), row(("fact.channel_count", "16"))) == expected
    assert told(scan(("fact.channel_count", "8")), row(("fact.channel_count", "16"))) == [
        ("channels", "16", "8", "record-undated")
    ]


def test_two_registers_that_disagree_are_both_shown() -> None:
    first, second = (row(("serial.number", text), name=name, position=position)
                     for text, name, position in (("ABC12345", "CAM-1", 2), ("XYZ98765", "ML-7", 3)))  # fmt: skip
    assert told(first, second) == [("serial", "ABC12345", "XYZ98765", "records-differ")]
    labels = [row(("register.make", make), name=make, position=n) for n, make in ((2, "Annke"), (3, "Hikvision"))]
    assert told(*labels) == [("make", "Annke", "Hikvision", "records-differ")]


def test_a_register_that_is_read_anew_replaces_what_it_said() -> None:
    old, new = (row(("fact.vlan", vlan), position=position) for vlan, position in (("10", 2), ("40", 3)))
    assert told(old, new) == []
    assert told(old, new, during(f"mac:{MAC}", ("switch.vlan", "40"), first="2026-01-01")) == []


def test_an_address_at_which_another_device_answers_is_shown() -> None:
    listed = see("asset:CAM-1", ("mac", "00:40:8c:00:00:09"), ("fact.ip", "10.0.1.5"), at=None, position=2)
    (one,) = told(scan(*HIKVISION), listed)
    assert one == ("ip", "10.0.1.5", "another device: 10.0.1.5, hikvision", "address-of-another")
    gone = see(
        "asset:CAM-1", ("mac", "00:40:8c:00:00:09"), ("fact.ip", "10.0.1.5"), ("fact.status", "removed"), at=None
    )
    assert told(scan(*HIKVISION), gone) == []


def test_every_note_has_its_sentence() -> None:
    notes = {
        "brand-not-known", "maker-not-recorded", "record-undated", "sighting-undated", "seen-since", "stated-since",
        "records-differ", "address-of-another", "driver-of-another-maker",
    }  # fmt: skip
    assert notes <= set(knowledge().vocabulary.reasons)


def test_the_order_of_rows_changes_nothing() -> None:
    parts = [scan(("serial.number", "XYZ98765"), ("dhcp.hostname", "cam-2")), row(("serial.number", "ABC12345")),
             row(("fact.hostname", "cam-1"), name="ML-7", position=3)]  # fmt: skip
    assert found(*parts) == found(*reversed(parts))
