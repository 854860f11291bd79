"""How a device is separated, as tables: both directions with paths and rules, what was seen, what is missing."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.reason.test_separation import HOLED, SHUT, found
from tests.report.samples import HOSTILE

from camcensus.model.separation import Bridge, Crossing, Outlet, Said, Standing, Step, Traced, Trial
from camcensus.report import _standing
from camcensus.report._blocks import Block, Items, Para, Table

AT = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


def tables(blocks: list[Block]) -> dict[str, Table]:
    return {block.caption: block for block in blocks if isinstance(block, Table)}


def whole(**more: object) -> Standing:
    given: dict[str, object] = {
        "device": "d", "label": "CAM-1", "site": "hq", "zone": "cameras", "addresses": ("10.0.1.5",), "rung": "unknown",
        "there": "path-permitted", "back": "", **more,
    }  # fmt: skip
    return Standing(**given)  # type: ignore[arg-type]


def test_what_configurations_say_of_both_directions() -> None:
    shown = tables(list(_standing.tables(found(HOLED).devices[0])))
    assert shown["What configurations say of each direction"].rows == (
        ("to the core", "a path is permitted"),
        ("from the core", "closed by configuration"),
    )
    there, back = shown["Paths and rules"].rows
    assert there[1].startswith("a path: 10.0.1.5 to 10.0.2.0")
    assert there[2:] == ("tcp 443", "fw (cams to core): fw, line 3: permit 3")
    assert back == ("from the core", "stopped", "", "fw, line 4: deny 4")
    closed = tables(list(_standing.tables(found(SHUT).devices[-1])))
    assert {row[1] for row in closed["Paths and rules"].rows} == {"stopped"}


def test_where_no_configuration_was_read_it_says_so() -> None:
    shown = tables(list(_standing.tables(whole(there="", back=""))))
    assert {row[1] for row in shown["What configurations say of each direction"].rows} == {"no configuration was read"}
    assert shown["Paths and rules"].rows == ()


def test_a_path_that_may_be_and_one_within_a_network() -> None:
    step = Step(
        box="fw",
        incoming="cam",
        outgoing="",
        rules=(Said(box="fw", line=7, text="accept"), Said(box="fw", text="default")),
    )
    perhaps = Traced(
        source=("10.0.1.5",),
        target=("10.0.2.9",),
        services="tcp 443",
        steps=(step,),
        translated=("10.9.9.9",),
        doubts=(Said(box="fw", line=9, text="odd"),),
    )
    near = Traced(source=("10.0.1.5",), target=("10.0.1.9",), services="", steps=())
    first, second = tables(list(_standing.tables(whole(opened_there=(perhaps, near)))))["Paths and rules"].rows
    assert first == (
        "to the core", "perhaps a path: 10.0.1.5 to 10.9.9.9", "tcp 443",
        "fw (cam to ?): fw, line 7: accept; may fit: fw, line 9: odd",
    )  # fmt: skip
    assert second[1:] == ("a path: 10.0.1.5 to 10.0.1.9", "any", "one network: nothing stands between")


def test_what_was_seen_joined_used_and_tried() -> None:
    one = whole(
        crossings=(Crossing(other="10.0.2.9", protocol="tcp", port=445, opened_by="device", outcome="answered",
                            connections=1_204, first=AT, last=None),),
        bridges=(Bridge(kind="dual-homed", detail="two sockets", certain=False, settled="A. Example says no"),),
        outlets=(Outlet(kind="ntp", other="192.0.2.1", detail="udp 123", through=False, connections=3),),
        trials=(Trial(stood="core", target="10.0.1.5", port=554, answer="open", at=AT, to_core=False),),
        missing=("a line",), unlooked=("a switch",),
    )  # fmt: skip
    blocks = list(_standing.tables(one))
    shown = tables(blocks)
    assert shown["What was seen to pass, or was tried"].rows == (
        ("10.0.2.9", "tcp 445", "device", "answered", "1,204", "2026-11-10 12:00 UTC", "no time recorded"),
    )
    assert shown["What may join its network with the core"].rows == (
        ("dual-homed", "two sockets", "perhaps", "A. Example says no"),
    )
    assert shown["Other ways out that it used"].rows == (("ntp", "192.0.2.1", "udp 123", "not known", "3"),)
    assert shown["Attempts that were made"].rows[0][:3] == ("from the core", "10.0.1.5 port 554", "open")
    assert Items(("a line", "a switch")) in blocks


def test_what_is_not_judged_was_not_asked() -> None:
    (said,) = _standing.tables(None)
    assert isinstance(said, Para)
    assert "nothing marks it as surveillance equipment" in said.text


def test_no_more_than_can_be_read() -> None:
    many = tuple(Said(box="fw", line=line, text="deny") for line in range(1, _standing.MOST + 50))
    shown = tables(list(_standing.tables(whole(closed_there=many))))
    assert len(shown["Paths and rules"].rows) == _standing.MOST


def test_what_was_said_stays_text() -> None:
    for text in HOSTILE:
        assert list(_standing.tables(whole(weakest=text, missing=(text,), addresses=(text,))))
