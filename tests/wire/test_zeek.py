from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import zeek
from camcensus.wire.zeek import Heading

CONN = "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state"
HEAD = f"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\t{CONN}\n"


def heading(text: str) -> Heading:
    found = Heading()
    for line in text.splitlines(keepends=True):
        found = zeek.read(found, line)
    return found


# --- headings ---------------------------------------------------------------------------------------------------------


def test_a_heading_says_what_follows() -> None:
    found = heading(HEAD)
    assert found.fields == tuple(CONN.split("\t"))
    assert (found.path, found.kind(), found.separator, found.between) == ("conn", "conn", "\t", ",")
    assert (found.empty, found.unset, found.peculiar) == ("(empty)", "-", False)


def test_everything_in_a_heading_may_be_set() -> None:
    found = heading("#separator \\x7c\n#set_separator|;\n#empty_field|E\n#unset_field|~\n#path|dns\n#fields|ts|query\n")
    assert (found.separator, found.between, found.empty, found.unset) == ("|", ";", "E", "~")
    assert found.fields == ("ts", "query")


def test_a_new_separator_begins_a_new_heading() -> None:
    found = zeek.read(heading(HEAD), "#separator \\x09\r\n")
    assert found == Heading()


def test_lines_of_no_meaning_change_nothing() -> None:
    before = heading(HEAD)
    for line in ("#open\t2026-11-23-10-00-00\n", "#close\t2026\n", "#types\ttime\n", "#\n", "# a remark\n"):
        assert zeek.read(before, line) == before


@pytest.mark.parametrize("written", ["\\x09\\x09", "\\xc3\\xa9", '"', "", "\\x0a"])
def test_a_separator_that_is_no_single_character_cannot_be_read(written: str) -> None:
    assert zeek.read(Heading(), f"#separator {written}\n").peculiar


@pytest.mark.parametrize(
    ("path", "fields", "kind"),
    [
        ("conn", "anything", "conn"),
        ("conn_red", "ts id.orig_h id.resp_h id.resp_p proto conn_state", "conn"),
        ("", "ts id.orig_h query qtype_name", "dns"),
        ("", "ts host", "known_hosts"),
        ("", "ts host port_num port_proto service", "known_services"),
        ("", "ts mac lease_time assigned_ip", "dhcp"),
        ("", "ts mac dhcp_host_name", "known_devices"),
        ("weird", "ts uid name", "weird"),
        ("", "ts uid name", ""),
    ],
)
def test_a_log_is_told_by_its_name_or_its_columns(path: str, fields: str, kind: str) -> None:
    assert zeek.kind(path, fields.split()) == kind


# --- odd bytes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("plain", "plain"),
        ("a\\x2c b", "a, b"),
        ("K\\xc3\\xa9ramos", "Kéramos"),
        ("\\xff", "\ufffd"),
        ("a\\\\x2c", "a\\x2c"),
        ("O=X\\, Ltd", "O=X\\, Ltd"),
        ("\\x2", "\\x2"),
        ("\\", "\\"),
    ],
)
def test_odd_bytes_are_written_in_hexadecimal(written: str, meant: str) -> None:
    assert zeek.unescape(written) == meant


@given(st.text())
def test_what_zeek_would_write_is_read_back(text: str) -> None:
    data = text.encode("utf-8", "replace")
    written = "".join(chr(one) if 32 <= one < 127 and one != 92 else f"\\x{one:02x}" for one in data)
    assert zeek.unescape(written) == data.decode()


# --- detection --------------------------------------------------------------------------------------------------------


def test_a_log_is_known_by_its_heading() -> None:
    assert zeek.detect(HEAD)
    assert zeek.detect("\n" + HEAD)
    assert zeek.detect("#fields\tts\tuid\n")
    assert zeek.detect("#path\tconn\n#fields\tts\tuid\n")


@pytest.mark.parametrize("text", ["", "ts\tuid\n", "#!/bin/sh\n", "#fields of a farm\n", "# separator\n", "{}\n"])
def test_what_has_no_such_heading_is_no_log(text: str) -> None:
    assert not zeek.detect(text)


@given(st.text())
def test_any_line_can_stand_in_a_heading(line: str) -> None:
    found = zeek.read(Heading(), "#" + line)
    assert len(found.separator) == 1
    assert zeek.detect(line) in (True, False)


# --- several values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("rtsp", ["rtsp"]),
        ("http,rtsp", ["http", "rtsp"]),
        ('["http","rtsp"]', ["http", "rtsp"]),
        ('["http,rtsp", 3, null]', ["http", "rtsp"]),
        ('["a\\x2f"]', ["a\\x2f"]),
        ("[" * 100_000, None),
        *((text, None) for text in ("", "-", "(empty)", "[]", ",", '["-"]')),
    ],
)
def test_several_values_are_a_list_or_text(text: str, values: list[str] | None) -> None:
    assert zeek.several(text) == values


@given(st.text())
def test_any_text_is_several_values_or_none(text: str) -> None:
    found = zeek.several(text)
    assert found is None or all(found)
