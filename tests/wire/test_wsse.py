"""The token of WS-Security is that of the ONVIF programmers' guide, and never holds the password."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from camcensus.wire import wsse

NONCE = base64.b64decode("LKqI6G/AikKCQrN0zqZFlg==")
CREATED = "2010-09-16T07:50:45Z"
S = "http://www.w3.org/2003/05/soap-envelope"


def parsed(header: str) -> dict[str, str]:
    root = etree.fromstring(f'<s:Envelope xmlns:s="{S}">{header}</s:Envelope>')
    return {etree.QName(one).localname: one.text or "" for one in root.iter() if isinstance(one.tag, str)}


def test_the_example_of_the_onvif_application_programmers_guide() -> None:
    assert wsse.digest("userpassword", NONCE, CREATED) == "tuOSpGlFlIXsozq4HFNeeGeFLEI="
    found = parsed(wsse.header("user", "userpassword", NONCE, CREATED))
    assert list(found.values())[4:] == ["user", "tuOSpGlFlIXsozq4HFNeeGeFLEI=", "LKqI6G/AikKCQrN0zqZFlg==", CREATED]


@given(st.text(max_size=40), st.text(min_size=4, max_size=40))
def test_any_name_comes_through_xml_and_no_password_does(user: str, password: str) -> None:
    try:
        header = wsse.header(user, password, NONCE, CREATED)
    except ValueError as fault:
        said = str(fault)
        header = ""
    if not header:
        assert said == "a character of the user name cannot stand in XML"
        return
    assert parsed(header)["Username"] == user
    plain = wsse.header("", "", NONCE, CREATED)
    assert password not in header or password in user or password in plain or password in parsed(header)["Password"]


@pytest.mark.parametrize("user", ["a\0", "a\nb", "\ufffe", "\ud800"])
def test_a_name_that_xml_cannot_hold_is_refused(user: str) -> None:
    with pytest.raises(ValueError, match="user name"):
        wsse.header(user, "", NONCE, CREATED)


@pytest.mark.parametrize("created", ["", "2010-09-16 07:50:45", "2010-09-16T07:50:45", "<x/>", CREATED + "\n"])
def test_another_form_of_time_is_refused(created: str) -> None:
    with pytest.raises(ValueError, match="time"):
        wsse.header("user", "", NONCE, created)
