"""What values say, with the real knowledge: through marks, and because their field says what they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge, sayings

from camcensus.model.knowledge import Registrants
from camcensus.reason.matcher import Matcher, Saying
from camcensus.reason.sayings import Sayings


def said(field: str, value: str) -> dict[str, str]:
    """What a value says about what; of several answers the last."""
    return {one.about: one.claim for one in sayings().of(field, value, "text")}


def the(field: str, value: str) -> list[Saying]:
    return list(sayings().of(field, value, "text"))


def test_a_mark_says_its_claims() -> None:
    assert [(one.about, one.claim, one.by) for one in the("http.server", "DNVRS-Webs")] == [
        ("hardware_maker", "hikvision", "hikvision/http-server-dnvrs")
    ]


def test_a_label_is_what_a_person_wrote() -> None:
    (one,) = the("register.make", "Hik")
    assert (one.about, one.claim, one.origin, one.copied) == ("brand", "hikvision", "label", False)


def test_a_brand_inside_an_answer_is_copied() -> None:
    found = the("onvif.device_information", "<a><Manufacturer>Dahua</Manufacturer><Model>IPC-B1</Model></a>")
    assert [(one.claim, one.origin, one.copied) for one in found if one.about == "brand" and one.by == "brands"] == [
        ("dahua", "stated-label", True)
    ]
    assert ("model", "IPC-B1") in {(one.about, one.claim) for one in found}


def test_models_and_versions_are_in_one_spelling() -> None:
    assert said("model.number", "Hikvision  DS-2CD2143G2-I ")["model"] == "DS-2CD2143G2-I"
    assert said("firmware.version", "Firmware Version: V5.5.3")["firmware"] == "V5.5.3"
    for one in the("isapi.device_info", "<r><model>Hikvision DS-2CD2032-I</model></r>"):
        assert one.about != "model" or one.claim == "DS-2CD2032-I"


@pytest.mark.parametrize("field", ["model.number", "firmware.version", "register.make", "mac", "fact.class"])
@pytest.mark.parametrize("value", ["", " ", "N/A", "\0", "-"])
def test_nothing_says_nothing(field: str, value: str) -> None:
    assert the(field, value) == []


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("2019", "2019"),
        ("2019-05-01", "2019"),
        (" 2019 ", "2019"),
        ("19", None),
        ("20195", None),
        ("May 2019", None),
        ("\u00b2\u2070\u00b9\u2079", None),
        ("\u0662\u0660\u0661\u0669", None),
        ("\u2460\u2461\u2462\u2463", None),
        ("0000", None),
    ],
)
def test_the_year_of_an_installation(value: str, year: str | None) -> None:
    assert said("fact.installed_on", value).get("year") == year


def test_a_class_is_one_of_ours() -> None:
    assert said("fact.class", "recorder") == {"class": "recorder"}
    assert the("fact.class", "toaster") == []


@pytest.mark.parametrize(("sells", "role"), [(False, "hardware_maker"), (True, "manufacturer")])
def test_a_block_of_addresses_is_a_builders_or_a_sellers(*, sells: bool, role: str) -> None:
    known = knowledge()
    axis = replace(known.makers["axis"], sells=sells)
    blocks = Registrants(package="test", made="2026-09", names={"00:40:8c": axis.registrants[0]})
    known = replace(known, makers={"axis": axis})
    found = Sayings(known, blocks, Matcher([], known.vocabulary.weights)).of("mac", "00-40-8C-00-00-01", "text")
    assert [(one.about, one.claim, one.origin) for one in found] == [(role, "axis", "registrant")]


@pytest.mark.parametrize("mac", ["02:40:8c:00:00:01", "01:40:8c:00:00:01", "00:40:8c:00:00", "x", "\u0660"])
def test_an_address_that_names_no_registrant_says_nothing(mac: str) -> None:
    assert the("mac", mac) == []


def test_nothing_is_said_twice() -> None:
    answer = "<r>" + "<Manufacturer>Dahua</Manufacturer><model>IPC-B1</model>" * 20 + "</r>"
    found = the("upnp.description", answer)
    assert len(found) == len(set(found))


FIELDS = sorted({*knowledge().vocabulary.fields} - {"fact.<name>"})


@given(st.sampled_from(FIELDS), st.text(max_size=80), st.sampled_from(["text", "base64"]))
def test_any_value_is_heard_out(field: str, value: str, encoding: str) -> None:
    first = sayings().of(field, value, encoding)
    assert first == sayings().of(field, value, encoding)
    assert all(one.claim and one.weight > 0 for one in first)
