"""One question to what says Vivotek."""

from __future__ import annotations

import pytest
from tests.sources.probes.playing import play, saws, survives, whole

from camcensus.sources.probes.vivotek_model import ask
from camcensus.sources.steps import End, Exchange, Reply, Saw, Target
from camcensus.wire import http


def target(field: str, value: str) -> Target:
    return Target(address="192.0.2.7", open=[8080], seen=[Saw(field=field, value=value)])


HERE = target("http.server", "VVTK-HTTP-Server/3.0.0")


def test_its_model() -> None:
    assert play(ask(HERE), whole(b"HTTP/1.1 200 OK\r\n\r\nsystem_info_modelname='FD8169A'\r\n")) == [
        Exchange(
            port=8080,
            data=http.request("GET", "/cgi-bin/anonymous/getparam.cgi?system_info_modelname", "192.0.2.7:8080"),
            whole=http.whole,
            most=8_192,
        ),
        Saw(field="http.body", value="system_info_modelname='FD8169A'\r\n"),
    ]


@pytest.mark.parametrize(
    ("field", "value"), [("http.title", "Network Camera"), ("http.server", "Boa"), ("tls.subject", "O=Vivotek.Inc")]
)
def test_others_are_not_asked(field: str, value: str) -> None:
    assert play(ask(target(field, value))) == []


@pytest.mark.parametrize(
    "reply",
    [
        whole(b"HTTP/1.1 200 OK\r\n\r\n<html>"),
        whole(b"HTTP/1.1 401 Unauthorized\r\n\r\nsystem_info_modelname"),
        Reply(end=End.TIMEOUT),
    ],
)
def test_other_answers(reply: Reply) -> None:
    assert saws(play(ask(HERE), reply)) == []


def test_whatever_comes_it_ends() -> None:
    survives(lambda: ask(HERE))
