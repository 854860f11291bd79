from __future__ import annotations

from tests.wire.config.cases_panos import (
    CAMERA,
    ENDS,
    FROM_OUTSIDE,
    INWARD,
    NETWORK,
    OBJECTS,
    box,
    of_camera,
    rule,
)
from tests.wire.config.cases_walls import passed, verdict

from camcensus.wire import spans
from camcensus.wire.config import panos


def test_rules_are_moved_and_deleted() -> None:
    deny, allow = rule("R1", action="deny"), rule("R2")
    for line in ("move rulebase security rules R2 top", "move rulebase security rules R2 before R1",
                 "delete rulebase security rules R1", "move rulebase security rules R1 after R2"):  # fmt: skip
        assert of_camera(deny, allow, more=line + "\n") == "permit"
    again = "".join(f"set rulebase security rules R1{more}\n" for more in ("", " action deny", " action allow"))
    assert of_camera(deny, more=again) == "permit"
    assert box(more="move rulebase security rules R9 top\n").unread[0].line


def test_scripts_set_several_values_in_one_line() -> None:
    line = "set rulebase security rules R1 from cams to [ core wan ] source any destination recorder "
    assert (
        of_camera(line + "application any service any profile-setting group strict action allow log-end yes\n")
        == "permit"
    )
    assert of_camera(line + "application any service service-http action allow\n") == "deny"
    made = "set rulebase nat rules N1 from any to any source any destination 192.0.2.80 service any "
    made += "destination-translation translated-address recorder translated-port 554 description x\n"
    found = passed(box(rule(from_="wan"), more=made), *INWARD, FROM_OUTSIDE)
    assert (spans.shown(found.cube.target[0]), found.cube.target_port) == ("10.2.0.9", spans.one(554))
    more = (
        "set address one ip-netmask 10.2.0.9/32 tag [ a b ] description x\n"
        "set service two protocol tcp port 554 source-port 40000\n"
        "set network virtual-router default routing-table ip static-route s destination 10.8.0.0/16 interface "
        "ethernet1/3 nexthop ip-address 192.0.2.7 metric 5\n"
        "set network interface ethernet ethernet1/2 layer3 units ethernet1/2.8 tag 8 ip 10.3.0.1/24\n"
    )
    found_more = box(rule(destination="one", service="two"), more=more)
    assert verdict(found_more, *ENDS, CAMERA) == "permit"
    assert verdict(found_more, *ENDS, CAMERA._replace(source_port=4)) == "deny"
    assert (found_more.routes[-1].interface, found_more.routes[-1].via) == ("ethernet1/3", "192.0.2.7")
    assert (found_more.interfaces[3].vlan, found_more.interfaces[3].addresses) == (8, ("10.3.0.1/24",))


def test_prompts_quotes_and_lines_that_are_not_understood() -> None:
    text = (
        "admin@PA-220> set cli config-output-format set\nadmin@PA-220> configure\nEntering configuration mode\n[edit]\n"
        "admin@PA-220# show\n" + NETWORK + OBJECTS + rule(description='"two\nlines of \\"text\\" [ here ]"')
        + "set new-thing psk abc\nset config devices localhost.localdomain zone yard network layer3 ethernet1/4\n"
        "copy rulebase security rules R1 to R2\n[edit]\nadmin@PA-220# "
    )  # fmt: skip
    found = panos.parse(text)
    assert verdict(found, *ENDS, CAMERA) == "permit"
    assert found.zones["ethernet1/4"] == "yard"
    assert [(one.line, one.text) for one in found.unread] == [
        (3, "Entering configuration mode"),
        (text.count("\n") - 3, "set new-thing psk [redacted]"),
        (text.count("\n") - 1, "copy rulebase security rules R1 to R2"),
    ]
    assert "abcdefg" not in repr(found)


def test_a_list_that_belongs_to_nothing_is_told() -> None:
    assert panos.parse("set zone [ a ] [ b ]\nset zone x network layer3 e\n").unread[0].line == 1


def test_a_quote_that_is_not_closed_is_told() -> None:
    found = box(rule(description='"never'), rule("R2", action="deny"))
    assert {one.why.split(" that ")[0] for one in found.unread} == {"it stands in a value", "a quote is not closed"}
    assert verdict(panos.parse(NETWORK), *ENDS, CAMERA) == "unknown"  # no rules stand in it
