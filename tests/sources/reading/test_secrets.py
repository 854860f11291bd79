from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.reading import secrets
from camcensus.wire import redact

PIECES = st.sampled_from(
    [
        *(
            "rtsp://",
            "rtsp:\\/\\/",
            "admin:",
            "hunter2",
            "@10.0.0.1",
            "password",
            "Passwd=",
            "pwd: ",
            "token",
            "API-Key:",
        ),
        *("=", "authorization", ": Basic ", "YWRtaW4=", "<Password>", "</", ">", "'", '"', " ", "\n", "community", "é"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=9).map("".join))
def test_the_quick_look_misses_nothing_that_redaction_finds(text: str) -> None:
    assert secrets.strip(text) == redact.text(text)


@pytest.mark.parametrize("text", ["", "Corridor 3", "54:C4:15:00:00:01", "a=b", "12:30", "compass", "P1375"])
def test_most_cells_are_told_apart_at_a_glance(text: str) -> None:
    assert not secrets.hinted(text)
    assert secrets.strip(text) == (text, 0)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Password",
            "PASSWORD (admin)",
            "Camera pass word",
            "pwd",
            "Admin PW",
            "U/N & P/W",
            "Login",
            "Log-in details",
        ),
        *("user_name", "Username", "PIN", "Wifi PSK", "Credentials", "SNMP community", "Hik-Connect verification code"),
    ],
)
def test_headings_of_secrets(title: str) -> None:
    assert secrets.in_heading(title)


@pytest.mark.parametrize(
    "title",
    ["Make", "Secretary's office", "Spinning", "Pass/fail", "Location", "Log", "Community centre", "Passage", ""],
)
def test_headings_of_other_things(title: str) -> None:
    assert not secrets.in_heading(title)
