"""Facts as they are heard."""

from __future__ import annotations

from pathlib import Path

from tests.sources.files import context

from camcensus.sources.captures import _picks
from camcensus.sources.captures._bindings import Binding
from camcensus.sources.captures._heard import Heard
from camcensus.sources.captures._payloads import Payload
from camcensus.sources.captures._said import Fact, Said
from camcensus.sources.reading.door import Door
from camcensus.sources.reading.gathered import Gathered

MAC = "44:19:b6:00:00:05"


def payload(at: int, source: str = "10.0.0.5", mac: str = MAC) -> Payload:
    return Payload(_picks.SPEECH, source, "10.0.0.9", 80, 5_000, mac, b"", at, at, 1)


def said(*facts: tuple[str, str], subject: str = "ip:10.0.0.5") -> Said:
    return Said(tuple(Fact(subject, field, value) for field, value in facts), b"the message")


def kept(
    heard: Heard, door: Door, contacts: set[str], *bindings: Binding
) -> tuple[list[tuple[str, str]], dict[str, int]]:
    gathered = Gathered(context(Path("x")), "importer:pcap@1")
    for _ in heard.hand_over(gathered, door, contacts, bindings):
        pass
    chunk = gathered.take()
    return sorted(chunk.observations.select("field", "value").rows()), dict(chunk.left_out)


def test_every_fact_of_a_message_is_kept_and_shares_its_original() -> None:
    heard, door = Heard(), Door(context(Path("x")))
    heard.note(said(("http.server", "a"), ("http.title", "b")), payload(1))
    door.learn(heard.frame())
    door.add(["10.0.0.5"])
    assert kept(heard, door, set())[0] == [("http.server", "a"), ("http.title", "b")]


def test_what_is_said_again_is_one_fact_with_its_span() -> None:
    heard = Heard()
    for at in (50, 10, 90):
        heard.note(said(("http.server", "a")), payload(at))
    heard.note(said(("http.server", "a")), payload(200, mac="02:00:00:00:00:01"))  # the next holder of the address
    assert [(span.first, span.last) for span in heard._facts.values()] == [(10, 90), (200, 200)]


def test_of_who_merely_speaks_with_a_camera_it_is_not_told_how_he_uses_his_machine() -> None:
    heard, door = Heard(), Door(context(Path("x")))
    heard.note(said(("http.server", "a"), ("tls.sni", "b"), ("dns.query", "c"), ("http.user_agent", "d")), payload(1))
    assert kept(heard, door, {"10.0.0.5"})[0] == [("http.server", "a")]
    assert kept(heard, door, set()) == ([], {"facts of hosts that have nothing to do with cameras": 4})


def test_a_binding_that_was_stated_is_not_said_twice() -> None:
    heard, door = Heard(), Door(context(Path("x")))
    door.add(["10.0.0.5", "10.0.0.6"])
    heard.note(said(("mac", MAC)), payload(1))
    bound = [Binding("10.0.0.5", MAC, 1, 9), Binding("10.0.0.6", MAC, 1, 9)]
    assert kept(heard, door, set(), *bound)[0] == [("mac", MAC)] * 2
