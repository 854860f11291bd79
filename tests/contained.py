"""A small estate to contain: a camera, what it needs, the core, and somebody outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType

from camcensus.engine import contain as engine
from camcensus.engine import extensions
from camcensus.model.containment import DEVICE, OTHER, Containment, Place, Proof, Service
from camcensus.reason import proof
from camcensus.reason.containment import Terms, Wanted, contain
from camcensus.wire import spans
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans

HOSTS = {
    "camera": ("10.1.0.2", "2001:db8:1::2"),
    "recorder": ("10.2.0.2", "2001:db8:2::2"),
    "ntp": ("10.3.0.2", "2001:db8:3::2"),
    "dns": ("10.4.0.2", "2001:db8:4::2"),
    "core": ("10.5.0.2", "2001:db8:5::2"),
    "outside": ("203.0.113.2", "2001:db8:6::2"),
}
PORTS = (53, 80, 123, 443, 554, 8000)
RECORDER = (Service(protocol="tcp", first=80, last=80), Service(protocol="tcp", first=554, last=554))
MADE, UNTIL = date(2026, 11, 23), date(2027, 11, 23)


def service(protocol: str, first: int, last: int = 0) -> Service:
    return Service(protocol=protocol, first=first, last=last or first)


def networks(*texts: str) -> Spans:
    return spans.union(map(spans.network, texts))


def needs() -> list[Wanted]:
    return [
        Wanted(
            "recorder", "it records", OTHER, networks(*HOSTS["recorder"]), (service("tcp", 80), service("tcp", 554))
        ),
        Wanted("NTP", "the time in pictures", DEVICE, networks(*HOSTS["ntp"]), (service("udp", 123),)),
        Wanted("DNS", "names", DEVICE, networks(*HOSTS["dns"]), (service("udp", 53), service("tcp", 53))),
    ]


def containment(
    devices: Sequence[str] = HOSTS["camera"],
    wanted: Iterable[Wanted] | None = None,
    reference: str = "CHG-7",
    place: Place | None = None,
) -> Containment:
    terms = Terms(MADE, UNTIL, reference, "Project Heron", place or Place())
    return contain(networks(*devices), needs() if wanted is None else wanted, networks(*HOSTS["core"]), terms)


def proved(form: ModuleType | str, made: Containment, text: str | None = None) -> Proof:
    """The proof of a text of a form; as it is rendered if none is given."""
    one = engine.form(form if isinstance(form, str) else form.__name__.rpartition(".")[2])
    return proof.prove(made, box(one.id, text or one.module.render(made)), engine.asked(one, made))


def box(form: str, text: str) -> Box:
    return engine.read_back(engine.form(form), text)


if __name__ == "__main__":
    for name, one in extensions.found("acls").items():
        place = Path(__file__).parent / "report" / "acl" / "goldens" / f"{name}.txt"
        place.write_text(one.module.render(containment()))
