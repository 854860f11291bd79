"""Which addresses of the log may be of cameras or recorders."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import HIKVISION, knowledge, see

from camcensus.engine import gather
from camcensus.engine.possible import Possible
from camcensus.engine.workspace import Workspace
from camcensus.model.reading import Chunk, Context
from camcensus.store.interface import Origin

HERE = Context(
    body="dept",
    realm="main",
    file="",
    name="",
    vocabulary=knowledge().vocabulary,
    builds=gather.builders(knowledge()),
)


def keep(opened: Workspace, subject: str, *facts: tuple[str, str], realm: str = "main", body: str = "dept") -> int:
    """Let the log hold what one record says; its position."""
    rows = see(subject, *facts, realm=realm, body=body).drop("position")
    origin = Origin(file=subject + realm + body, name="x", importer="x@1", body=body, realm=realm)
    opened.store.append([Chunk(observations=rows)], origin, received=1)
    return opened.store.position()


@pytest.mark.parametrize(
    ("subject", "fact", "known"),
    [
        ("ip:10.0.0.5", ("net.open_port", "554/tcp"), {"10.0.0.5"}),
        ("ip:10.0.0.5", ("net.open_port", "443/tcp"), set()),
        ("ip:10.0.0.5", HIKVISION[0], {"10.0.0.5"}),
        ("ip:10.0.0.5", HIKVISION[1], {"10.0.0.5"}),
        ("ip:10.0.0.5", ("http.title", "Intranet"), set()),
        ("ip:10.0.0.5", ("fact.class", "recorder"), {"10.0.0.5"}),
        ("ip:10.0.0.5", ("fact.class", "not-camera"), set()),
        ("ip:2001:db8::5", ("onvif.types", "x"), {"2001:db8::5"}),
        ("mac:44:19:b6:00:00:01", ("dhcp.hostname", "x"), {"44:19:b6:00:00:01"}),
        ("asset:CAM-1", ("fact.ip", "10.0.0.7"), {"10.0.0.7"}),
        ("host:cam-1", ("rtsp.server", "x"), set()),
    ],
)
def test_what_may_be_a_camera_is_known_by_its_addresses(
    opened: Workspace, subject: str, fact: tuple[str, str], known: set[str]
) -> None:
    keep(opened, subject, fact)
    assert Possible(opened).known(HERE) == known


def test_a_realm_and_a_body_know_only_their_own(opened: Workspace) -> None:
    keep(opened, "ip:10.0.0.5", ("rtsp.server", "x"), realm="other")
    keep(opened, "ip:10.0.0.6", ("rtsp.server", "x"), body="other")
    possible = Possible(opened)
    assert possible.known(HERE) == set()
    assert possible.known(replace(HERE, realm="other")) == {"10.0.0.5"}
    assert possible.known(replace(HERE, body="other")) == {"10.0.0.6"}


def test_a_file_whose_rows_name_their_sites_is_told_of_every_realm_of_its_body(opened: Workspace) -> None:
    keep(opened, "ip:10.0.0.5", ("rtsp.server", "x"), realm="other")
    keep(opened, "ip:10.0.0.6", ("rtsp.server", "x"), realm="main")
    keep(opened, "ip:10.0.0.7", ("rtsp.server", "x"), body="other")
    assert Possible(opened).known(replace(HERE, realm="")) == {"10.0.0.5", "10.0.0.6"}


def test_the_log_grew_since_a_position_if_more_are_known_now(opened: Workspace) -> None:
    positions = [
        keep(opened, f"ip:10.0.0.{n}", fact)
        for n, fact in enumerate([("http.title", "Post"), ("rtsp.server", "x"), ("sdp", "x"), ("http.title", "Wiki")])
    ]
    assert [Possible(opened).grew(HERE, position) for position in (0, *positions)] == [True, True, True, False, False]


def test_a_log_without_cameras_never_grew(opened: Workspace) -> None:
    assert not Possible(opened).grew(HERE, 0)
    keep(opened, "ip:10.0.0.5", ("http.title", "Post"))
    assert not Possible(opened).grew(HERE, 0)


def test_what_was_learnt_since_is_known_in_its_place_only(opened: Workspace) -> None:
    position = keep(opened, "ip:10.0.0.5", ("rtsp.server", "x"))
    possible = Possible(opened)
    possible.learn(HERE, {"10.0.0.5"})
    assert not possible.grew(HERE, position), "it was known before"
    possible.learn(HERE, {"10.0.0.6"})
    possible.learn(HERE, {"10.0.0.7"})
    assert possible.known(HERE) == {"10.0.0.5", "10.0.0.6", "10.0.0.7"}
    assert possible.grew(HERE, position)
    assert possible.known(replace(HERE, realm="other")) == set()
