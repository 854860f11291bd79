"""The description that the device advertised."""

from __future__ import annotations

import pytest
from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes.upnp_description import ask
from camcensus.sources.steps import End, Exchange, Reply, Saw, Target
from camcensus.wire import http

XML = "<?xml version='1.0'?><root><device><manufacturer>AXIS</manufacturer></device></root>"
ANSWER = whole(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + XML.encode())


def target(*places: str) -> Target:
    return Target(address="192.0.2.7", seen=[Saw(field="ssdp.location", value=place) for place in places])


HERE = target("http://192.0.2.7:49152/rootdesc1.xml")


def get(port: int, path: str) -> Exchange:
    data = http.request("GET", path, f"192.0.2.7:{port}")
    return Exchange(port=port, data=data, whole=http.whole, most=40_960)


def test_a_description() -> None:
    assert play(ask(HERE), ANSWER) == [get(49152, "/rootdesc1.xml"), Saw(field="upnp.description", value=XML)]


def test_few_descriptions_each_once() -> None:
    places = [f"http://192.0.2.7:{port}/a.xml" for port in (5000, 5000, 5001, 5002)]
    steps = play(ask(target(*places)), ANSWER, ANSWER)
    assert asked(steps) == [get(5000, "/a.xml"), get(5001, "/a.xml")]


@pytest.mark.parametrize(
    "place",
    ["http://192.0.2.8/a.xml", "http://camera.local/a.xml", "ftp://192.0.2.7/a", "http://192.0.2.7/reboot.cgi", ""],
)
def test_other_places_are_not_asked(place: str) -> None:
    steps = play(ask(target(place, "http://192.0.2.7:5000/a.xml")), ANSWER)
    assert asked(steps)[-1] == get(5000, "/a.xml")


def test_without_a_place_nothing_is_asked() -> None:
    assert play(ask(target())) == []


@pytest.mark.parametrize(
    "reply",
    [
        whole(b"HTTP/1.1 404 Not Found\r\n\r\n<html>"),
        whole(b"HTTP/1.1 200 OK\r\n\r\n{}"),
        whole(b"HTTP/1.1 200 OK\r\n\r\n"),
        whole(b"x"),
        Reply(end=End.REFUSED),
    ],
)
def test_other_answers(reply: Reply) -> None:
    assert saws(play(ask(HERE), reply)) == []


def test_whatever_comes_it_ends() -> None:
    survives(lambda: ask(HERE))
