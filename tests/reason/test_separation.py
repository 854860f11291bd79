"""All devices on the ladder, and what that makes of the fact *connected to the core*."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reason.test_crossings import ANSWERED
from tests.reason.test_paths import WEB, box, rule
from tests.support import AS_OF, NO, UNKNOWN, YES, estate, knowledge, log, see

from camcensus.model.estate import Estate, Link, Seen, Statement
from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings
from camcensus.model.separation import Standing, Standings
from camcensus.reason import keys, separation
from camcensus.reason.devices import Joined
from camcensus.reason.separation import Evidence
from camcensus.wire import spans
from camcensus.wire.config.values import Box, Match

CAMS, CORE = ("cams", "10.0.1.1/24"), ("core", "10.0.2.1/24")
SHUT = box("fw", CAMS, CORE, rules=(rule("deny", line=4),))
ONE = Match(cubes=(WEB.cubes[0]._replace(source=spans.network("10.0.1.5")),))
HOLED = box("fw", CAMS, CORE, rules=(rule("permit", ONE, 3), rule("deny", line=4)))


def devices(*addresses: str) -> pl.DataFrame:
    rows = [
        {"device": f"d{at}", "label": f"CAM-{at}", "site": "hq", "zone": "cameras", "core": "no", "body": "dept",
         "addresses": address, "class": "camera", "model": None, "candidate": True,
         "names": [f"ip:{one}" for one in address.split(", ") if one]}
        for at, address in enumerate(addresses)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"model": pl.String, "names": pl.List(pl.String)})


def seen(*addresses: str) -> Joined:
    rows = [
        keys.sightings(see(f"ip:{one}", ("fact.class", "camera"))).with_columns(device=pl.lit(f"d{at}"))
        for at, address in enumerate(addresses)
        for one in (address.split(", ")[:1] if address else ["10.0.1.250"])
    ]
    nothing = pl.DataFrame(schema=dict.fromkeys(("device", "code", "detail"), pl.String))
    return Joined(seen=pl.concat(rows), keys=nothing, doubts=nothing)


def found(
    *boxes: Box, network: pl.DataFrame | None = None, where: Estate | None = None, at: tuple[str, ...] = ("10.0.1.5",)
) -> Standings:
    evidence = Evidence(boxes={"main": {one.name: one for one in boxes}}, listeners=frozenset({"pcap"}))
    flows = log([]) if network is None else network
    return separation.find(devices(*at), seen(*at), flows, where or estate(), knowledge(), evidence, AS_OF)


def only(made: Standings) -> Standing:
    (one,) = made.devices
    return one


def flow(day: str, said: tuple[str, str] = ("flow.conversation", ANSWERED)) -> pl.DataFrame:
    return see("flow:10.0.1.5>10.0.2.9/udp/123", said, at=day, source="importer:pcap@1")


def heard(first: str, last: str) -> pl.DataFrame:
    row = see("file:x", ("fact.heard", "10.0.1.0/24"), at=first, source="importer:pcap@1")
    end = datetime.fromisoformat(last).replace(tzinfo=UTC)
    return row.with_columns(until=pl.lit(end).cast(row.schema["until"]))


def test_what_configurations_say() -> None:
    one = only(found(SHUT))
    assert (one.rung, one.there, one.back, one.closed_there[0].line) == ("denied", "closed", "closed", 4)
    assert one.weakest == "nobody listened to its network for 30 days (0 so far)"
    one = only(found(HOLED))
    assert (one.rung, one.weakest) == ("path-permitted", "tcp 443 may pass to the core, by fw, line 3")
    assert one.opened_there[0].source == ("10.0.1.5",)


def test_no_configuration_no_core_and_no_address() -> None:
    assert only(found()).weakest == "no configuration of what stands between it and the core is in the log"
    nowhere = replace(estate(), zones=estate().zones[:1])
    assert only(found(SHUT, where=nowhere)).missing[0].startswith("no zone of its network is stated to be the core")
    assert only(found(SHUT, at=("",))).missing == ("it has no address that was seen or stated",)


def test_listening_and_hearing_nothing() -> None:
    one = only(found(SHUT, network=log([heard("2026-10-01", "2026-11-10")])))
    assert (one.rung, one.watched) == ("denied-not-observed", 40)
    assert one.weakest == "only rules of configurations stand between it and the core"
    assert only(found(HOLED, network=log([heard("2026-10-01", "2026-11-10")]))).rung == "permitted-not-observed"


def test_what_crossed_connects_though_configurations_close_it() -> None:
    one = only(found(SHUT, network=log([flow("2026-11-10")])))
    assert one.rung == "connected"
    assert one.weakest == (
        "packets crossed between it and 10.0.2.9 in the core, udp 123, last on 2026-11-10: there is a way that no "
        "configuration shows"
    )


def test_what_crossed_long_ago_is_of_the_past() -> None:
    assert only(found(SHUT, network=log([flow("2026-03-10")]))).rung == "denied"
    one = only(found(network=log([flow("2026-03-10")])))
    assert (one.rung, len(one.crossings)) == ("unknown", 1)
    assert any("long ago" in text for text in one.missing)


@pytest.mark.parametrize("field", ["flow.denied", "flow.attempted"])
def test_what_was_stopped_or_not_answered_connects_nothing(field: str) -> None:
    network = log([flow("2026-11-10", (field, "{}")), heard("2026-10-01", "2026-11-10")])
    one = only(found(SHUT, network=network))
    assert one.rung == ("denied-not-observed" if field == "flow.denied" else "denied")
    assert [each.crossed for each in one.crossings] == [False]


def test_a_network_behind_a_box_without_rules_is_core() -> None:
    made = found(box("sw", CAMS, CORE))
    assert only(made).rung == "connected"
    assert only(made).weakest == "10.0.1.5 is in the core network: sw passes everything between core and cams"
    (joined,) = made.unparted
    assert (joined.networks, joined.zones, joined.sure) == (("10.0.1.0/24",), ("cameras",), True)


def tried(zone: str, target: str, answer: str, day: str = "2026-11-10") -> pl.DataFrame:
    value = json.dumps({"zone": zone, "address": target, "port": 445, "answer": answer})
    return see("run:x", ("run.tried", value), at=day, source="importer:probe-run@1")


def test_an_attempt_that_was_answered_connects() -> None:
    one = only(found(SHUT, network=log([tried("cameras", "10.0.2.9", "open")])))
    assert one.rung == "connected"
    assert one.weakest.startswith("an attempt from zone cameras to 10.0.2.9, tcp 445 was answered on 2026-11-10")
    assert only(found(SHUT, network=log([tried("core", "10.0.1.5", "open")]))).rung == "connected"
    assert only(found(SHUT, network=log([tried("cameras", "10.0.2.9", "open", "2026-01-10")]))).rung == "denied"


@pytest.mark.parametrize("answer", ["refused", "silent"])
def test_an_attempt_that_was_not_answered_says_little(answer: str) -> None:
    one = only(found(SHUT, network=log([tried("cameras", "10.0.2.9", answer)])))
    assert (one.rung, [trial.answer for trial in one.trials]) == ("denied", [answer])


def test_ways_out_stand_beside() -> None:
    asked = see("ip:10.0.1.5", ("dns.query", "api.hik-connect.com"), source="importer:pcap@1")
    one = only(
        found(SHUT, network=log([asked, see("flow:10.0.1.5>203.0.113.5/udp/123", ("flow.conversation", ANSWERED))]))
    )
    assert [(way.kind, way.other) for way in one.outlets] == [("ntp", "203.0.113.5"), ("cloud", "api.hik-connect.com")]
    assert one.rung == "denied"


def said(answer: Answer, where: Estate) -> Estate:
    word = Statement(answer=answer, said_by="D. Example", said_on=date(2026, 2, 3))
    return replace(where, zones=(replace(where.zones[0], routed=word), where.zones[1]))


def test_a_network_that_nothing_routes() -> None:
    network = log([heard("2026-10-01", "2026-11-10")])
    one = only(found(network=network, where=said(NO, estate())))
    assert (one.rung, one.there, one.back) == ("denied-not-observed", "closed", "closed")
    assert one.weakest.startswith(
        "D. Example said on 2026-02-03 that nothing routes zone cameras; its Ethernet address"
    )
    assert only(found(network=network, where=said(UNKNOWN, estate()))).rung == "unknown"
    assert only(found(HOLED, network=network, where=said(NO, estate()))).rung == "permitted-not-observed"


def test_links_of_the_estate_say_what_lies_behind_interfaces() -> None:
    bare = replace(HOLED, interfaces=(), knows_routes=False)
    links = (Link(box="fw", interface="cams", zone="cameras"), Link(box="fw", interface="core", zone="core"))
    assert only(found(bare, where=replace(estate(), links=links))).rung == "path-permitted"
    assert only(found(bare)).rung == "unknown"


RUNGS: Mapping[str, tuple[str, str, str, str]] = {
    "connected": ("yes", "no", "no", "yes"),
    "path-permitted": ("yes", "yes", "no", "yes"),
    "permitted-not-observed": ("yes", "yes", "no", "yes"),
    "unknown": ("no", "no", "no", "no"),
    "denied": ("no", "no", "no", "yes"),
    "denied-not-observed": ("no", "no", "no", "yes"),
    "separate": ("no", "no", "no", "yes"),
}


@pytest.mark.parametrize("rung", RUNGS)
def test_the_facts_of_each_rung(rung: str) -> None:
    one = Standing(device="d0", label="", site="", zone="", addresses=(), rung=rung, there="", back="")
    laid = separation.lay_over(devices("10.0.1.5"), Standings(devices=(one,)), Readings())
    assert laid.select(separation.FACTS).row(0) == RUNGS[rung]


def test_what_may_join_it_makes_it_unknown_whatever_its_zone_states() -> None:
    """A recorder with a leg in each network: it is connected, and the camera beside it may be through it."""
    made = found(SHUT, at=("10.0.1.5", "10.0.1.9, 10.0.2.9"))
    recorder, camera = made.devices
    assert (recorder.rung, recorder.bridges[0].kind) == ("connected", "dual-homed")
    assert (camera.rung, camera.there, camera.back) == ("unknown", "closed", "closed")
    assert camera.weakest.startswith("whether this joins it with the core: CAM-1 has 10.0.1.9")
    laid = separation.lay_over(devices("10.0.1.5", "10.0.1.9, 10.0.2.9"), made, Readings())
    assert laid.select(separation.FACTS).rows() == [("unknown", "no", "yes", "no"), ("yes", "no", "no", "yes")]


def test_a_person_who_looked_at_a_bridge_is_believed_of_what_is_not_certain() -> None:
    word = Statement(answer=NO, said_by="D. Example", said_on=date(2026, 11, 20))
    where = replace(estate(), seen=(Seen(bridge="CAM-1", passes_on=word),))
    recorder, camera = found(SHUT, where=where, at=("10.0.1.5", "10.0.1.9, 10.0.2.9")).devices
    assert (recorder.rung, recorder.bridges[0].settled) == ("connected", "")
    assert (camera.rung, camera.bridges[0].certain) == ("denied", False)
    assert camera.weakest.endswith("; D. Example said on 2026-11-20 that it passes nothing on")
    laid = separation.lay_over(devices("10.0.1.5"), Standings(devices=(camera,)), Readings())
    assert laid.select(separation.FACTS).row(0) == ("no", "no", "no", "yes")
    unsaid = replace(where, seen=(Seen(bridge="CAM-1", passes_on=replace(word, answer=UNKNOWN)),))
    assert found(SHUT, where=unsaid, at=("10.0.1.5", "10.0.1.9, 10.0.2.9")).devices[1].rung == "unknown"


def test_how_the_owner_reads_a_permitted_path() -> None:
    for answer in (YES, NO, UNKNOWN):
        laid = separation.lay_over(devices("10.0.1.5"), found(HOLED), Readings(permitted_path_is_connection=answer))
        assert laid["core"].to_list() == [answer.value]


def test_what_is_not_judged_keeps_what_its_zone_states() -> None:
    laid = separation.lay_over(devices("10.0.1.5"), Standings(), Readings())
    assert laid.select(separation.FACTS).row(0) == ("no", "no", "no", "no")


@given(st.permutations(range(4)))
def test_the_order_of_devices_and_flows_does_not_matter(order: list[int]) -> None:
    at = ("10.0.1.5", "10.0.1.6", "10.0.2.7", "")
    rows = [flow("2026-11-10"), flow("2026-11-11"), heard("2026-10-01", "2026-11-10"), flow("2026-11-12")]
    evidence = Evidence(boxes={"main": {"fw": HOLED}}, listeners=frozenset({"pcap"}))
    mixed = devices(*at)[order]
    made = separation.find(mixed, seen(*at[:3]), log([rows[n] for n in order]), estate(), knowledge(), evidence, AS_OF)
    assert made == separation.find(devices(*at), seen(*at[:3]), log(rows), estate(), knowledge(), evidence, AS_OF)
