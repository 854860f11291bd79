from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camcensus.sources.importers import _switch_templates as templates

IOS = """Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
  30    c056.e35b.4d11    DYNAMIC     Gi1/0/3
  30    c056.e35b.4d12    DYNAMIC     Gi1/0/4
""".splitlines()


def worth(row: templates.Cells) -> int:
    return sum(1 for value in row.values() if value)


@pytest.mark.parametrize("kind", list(templates._TEMPLATES))
def test_every_template_is_in_the_package_and_can_be_used(kind: str) -> None:
    for name in templates._names(kind):
        assert templates._text(name), name
        assert templates._template(name, lenient=False) is not None, name
        assert templates._template(name, lenient=True) is not None, name


def test_the_platform_of_a_template() -> None:
    assert templates.platform("cisco_ios_show_mac-address-table") == "cisco_ios"
    assert templates.platform("huawei_vrp_display_arp_all") == "huawei_vrp"
    assert templates.platform("linux_arp_-a") == "linux"


def test_the_template_that_fits_is_found() -> None:
    found = templates.parse("mac", IOS, worth)
    assert found is not None
    assert found.template == "cisco_ios_show_mac-address-table"
    assert not found.lenient
    assert [row["destination_address"] for row in found.rows] == ["c056.e35b.4d11", "c056.e35b.4d12"]


def test_a_line_that_no_template_knows_does_not_cost_the_others() -> None:
    found = templates.parse("mac", [*IOS, "something else entirely"], worth)
    assert found is not None
    assert found.lenient
    assert len(found.rows) == 2


def test_of_templates_that_tell_as_much_that_of_the_switch_is_taken() -> None:
    lines = ["Protocol  Address          Age (min)  Hardware Addr   Type   Interface",
             "Internet  10.0.0.20             12   c056.e35b.4d11  ARPA   Vlan30"]  # fmt: skip
    first, other = (templates.parse("arp", lines, worth, likely) for likely in ("", "cisco_ios"))
    assert first is not None
    assert other is not None
    assert templates.platform(other.template) == "cisco_ios"


@pytest.mark.parametrize("lines", [[], ["nothing"], [""]])
def test_what_is_no_table_has_no_rows(lines: list[str]) -> None:
    assert templates.parse("mac", lines, worth) is None


def test_a_template_that_the_package_does_not_have_is_passed_over() -> None:
    assert templates._rows("nobody_show_nothing", IOS, lenient=False) is None


EVIL = (" " * 32 + "x", "a ", "1 ", "1.", "aa:", "00:11:22:33:44:55 ", "10.0.0.5 ", "0011.2233.4455 ", "* ", "-", "a-",
        "Gi1/0/1 ", "Gi1/0/1,", "connected ", "x" + " " * 30, "/", "1/", ":", "Port: ", "(", "a,")  # fmt: skip


@pytest.mark.parametrize("kind", list(templates._TEMPLATES))
@pytest.mark.parametrize("evil", EVIL)
def test_no_template_takes_long_over_a_line_of_the_length_that_is_read(kind: str, evil: str) -> None:
    size = 500 if kind in ("lldp", "cdp") else 200
    line = (evil * size)[:size]
    heads = {"status": "Gi1/0/1 ", "mac": "  30  c056.e35b.4d11 ", "arp": "Internet  10.0.0.20 "}
    lines = [line, (heads.get(kind, "Local Intf: ") + line)[:size]] * 10
    for name in templates._names(kind):
        templates._template(name, lenient=True)
        began = time.process_time()
        templates._rows(name, lines, lenient=True)
        assert time.process_time() - began < 2, name


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.sampled_from([*IOS, "", "x", "sw1#", " --", "Device ID: x"]), max_size=12),
    st.sampled_from(list(templates._TEMPLATES)),
)
def test_any_lines_are_parsed(lines: list[str], kind: str) -> None:
    found = templates.parse(kind, lines, worth)
    assert found is None or found.rows
