"""The rung of one device in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.reason.test_paths import box, rule
from tests.reason.test_separation import CAMS, CORE, flow, found, heard, only
from tests.support import log

from camcensus.reason import standing
from camcensus.reason.core import Core
from camcensus.reason.standing import Held, Looked, Realm
from camcensus.wire import spans
from camcensus.wire.config.values import Match, Unread


def test_a_vlan_that_is_stated_to_be_core_connects_what_has_no_address() -> None:
    looked = Looked(
        realms={},
        crossed={},
        outlets={},
        trials={},
        bridges={},
        layer2={},
        heard={},
        days=30,
        since=datetime(2026, 1, 1, tzinfo=UTC),
    )
    row = {"device": "d", "label": None, "site": None, "zone": "users", "core": "yes"}
    made = standing.of(row, Held(realm="main", addresses=()), looked)
    assert (made.label, made.rung) == ("d", "connected")
    assert made.weakest == "its VLAN is stated to be in the core (zone users)"
    made = standing.of(row | {"core": "no"}, Held(realm="main", addresses=()), looked)
    assert (made.rung, made.missing) == ("unknown", (standing.NO_ADDRESS,))


def test_a_device_with_one_leg_in_the_core() -> None:
    made = only(found(box("fw", CAMS, CORE, rules=(rule("deny"),)), at=("10.0.1.5, 10.0.2.8",)))
    assert (made.rung, made.in_core) == ("connected", ("10.0.2.8",))
    assert made.weakest == "10.0.2.8 lies in the core network"


def test_what_shares_one_network_with_the_core() -> None:
    wide = box("sw", ("lan", "10.0.2.1/23"), ("cams", "10.0.1.1/24"), rules=(rule("deny"),))
    made = only(found(wide, at=("10.0.3.9",)))
    assert made.weakest == "10.0.3.9 is in the core network: it lies in one network with the core at lan of sw"


def test_what_may_be_joined_is_not_known() -> None:
    odd = replace(box("sw", CAMS, CORE), unread=(Unread(line=4, text="?"),))
    made = only(found(odd))
    assert made.rung == "unknown"
    assert made.missing[0] == "whether sw lets everything pass between cams and the core is not understood"


def test_a_path_that_no_rule_names() -> None:
    """Everything from the core passes, nothing to it: that is a boundary, with a path."""
    back = Match(cubes=(Match().cubes[0]._replace(source=spans.network("10.0.2.0/24")),))
    made = only(found(box("fw", CAMS, CORE, rules=(rule("permit", back, 0), rule("deny", line=2)))))
    assert made.rung == "path-permitted"
    assert made.weakest == "any may pass from the core, and no rule stands in the way"


def test_what_nobody_answered_leaves_a_doubt() -> None:
    network = log([flow("2026-11-10", ("flow.attempted", "{}")), heard("2026-10-01", "2026-11-10")])
    made = only(found(box("fw", CAMS, CORE, rules=(rule("deny", line=2),)), network=network))
    assert made.rung == "denied"
    assert made.weakest == (
        "packets were seen between it and 10.0.2.9 in the core, udp 123, last on 2026-11-10; that nobody answered "
        "may be the sensor's place"
    )


def test_a_realm_of_which_nothing_is_known() -> None:
    assert Realm(core=Core(held=spans.NONE, stated=spans.NONE)).there is None
