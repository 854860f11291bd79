"""Whom a change contains and what they need: from networks that are named, or from the estate and its ladder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from camcensus.engine import assess
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.containment import DEVICE, OTHER, Contained, Containment, Place, Service
from camcensus.model.errors import UsageError
from camcensus.model.separation import Standing
from camcensus.reason import core as cores
from camcensus.reason.containment import Terms, Wanted, contain
from camcensus.wire import spans
from camcensus.wire.spans import Spans

RUNGS = ("connected", "path-permitted", "permitted-not-observed", "unknown")
"""Those above *denied*: what stands there is contained if nothing else is said."""
CHECK = "connected-to-core-network"
"""The question of the clauses for which this is done."""
_PICTURES = "tcp/80,tcp/443,tcp/554"
KINDS = {
    "recorder": (OTHER, _PICTURES, "it fetches and keeps the pictures (RTSP, ONVIF, HTTP)"),
    "viewer": (OTHER, _PICTURES, "people watch the pictures there"),
    "ntp": (DEVICE, "udp/123", "pictures need the right time"),
    "dns": (DEVICE, "udp/53,tcp/53", "names, answered by a resolver of ours"),
    "syslog": (DEVICE, "udp/514", "what the devices report is kept there"),
}
"""Kind of need to who opens the conversation, the services it has if none are named, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A change as it is asked for."""

    as_of: date
    until: date | None
    reference: str
    retired_by: str = ""
    needs: Mapping[str, Sequence[str]]
    """Kind (of `KINDS`) to addresses, each with services behind it where they are others: ``10.1.0.5=tcp/8000``."""
    place: Place = field(default_factory=Place)


def of_networks(devices: Iterable[str], core: Iterable[str], asked: Asked) -> Containment:
    """The devices of these networks. Raises `UsageError`."""
    held, forbidden = _networks(devices, "--devices"), _networks(core, "--to")
    named = (Contained(label="devices named on the command line", addresses=_shown(held)),) if held else ()
    return contain(held, _needs(asked), forbidden, _terms(asked, named))


def of_estate(
    workspace: Workspace,
    asked: Asked,
    *,
    sites: Sequence[str] = (),
    zones: Sequence[str] = (),
    devices: Sequence[str] = (),
    core: Iterable[str] = (),
) -> Containment:
    """Devices that are, or may be, subject and are not shut off from the core.

    `devices`: these alone, whatever they are; by their label, id or address. Raises `UsageError` where there are none,
    or they lie in several address spaces.
    """
    made = assess.assess(workspace, asked.as_of)
    subject = _subject(made)
    chosen = [one for one in made.separation.devices if _is_meant(one, subject, sites, zones, devices)]
    missing = [name for name in devices if not any(name in _names(one) for one in chosen)]
    if missing:
        raise UsageError(f"no device is called '{missing[0]}'", mend="write it as 'camcensus devices' does")
    realms = {site.id: site.realm for site in made.estate.sites}
    held = {realms.get(one.site, "") for one in chosen if one.addresses}
    if len(held) > 1:
        shown = ", ".join(sorted(one or "no site" for one in held))
        raise UsageError(f"they lie in several address spaces ({shown})", mend="name one site with --site")
    realm = next(iter(held), "")
    forbidden = spans.union([_core(made, realm), _networks(core, "--to")])
    every = spans.union(spans.one(spans.address(text)) for one in chosen for text in one.addresses)
    named = tuple(_contained(one, made) for one in chosen)
    return contain(every, _needs(asked), forbidden, _terms(asked, named))


def _terms(asked: Asked, named: tuple[Contained, ...]) -> Terms:
    return Terms(asked.as_of, asked.until, asked.reference, asked.retired_by, asked.place, named)


# --- devices of an estate --------------------------------------------------------------------------------------------


def _is_meant(
    one: Standing, subject: set[str], sites: Sequence[str], zones: Sequence[str], devices: Sequence[str]
) -> bool:
    if (sites and one.site not in sites) or (zones and one.zone not in zones):
        return False
    if devices:
        return bool(_names(one) & set(devices))
    return one.rung in RUNGS and one.device in subject


def _names(one: Standing) -> set[str]:
    return {one.label, one.device, one.device[:8], *one.addresses}


def _subject(made: Assessment) -> set[str]:
    """Devices whose maker is, or may be, subject to the law."""
    rows = made.devices.select("device", "maker_subject").iter_rows()
    return {device for device, answer in rows if answer != "no"}


def _contained(one: Standing, made: Assessment) -> Contained:
    clauses = [f"{clause.title} ({clause.id})" for _, clause in made.clauses if clause.check == CHECK]
    return Contained(label=one.label, site=one.site, addresses=one.addresses, why="; ".join(clauses))


def _core(made: Assessment, realm: str) -> Spans:
    """The core as it is stated, and what nothing parts from it."""
    beside = [text for one in made.separation.unparted if one.realm == realm and one.sure for text in one.networks]
    return spans.union([cores.stated(made.estate, realm), *map(spans.network, beside)])


# --- what they need --------------------------------------------------------------------------------------------------


def _needs(asked: Asked) -> Iterator[Wanted]:
    """Addresses of one kind with the same services are one need."""
    for kind, texts in asked.needs.items():
        opened_by, usual, why = KINDS[kind]
        together: dict[tuple[Service, ...], list[Spans]] = {}
        for text in texts:
            address, mark, own = text.partition("=")
            others = _networks([address], f"--{kind}") if address.strip() else spans.NONE
            listed = tuple(_services(own if mark else usual, f"--{kind}"))
            together.setdefault(listed if others else (), []).append(others)
        for listed, many in together.items():
            yield Wanted(kind, why, opened_by, spans.union(many), listed)


def _services(text: str, option: str) -> Iterator[Service]:
    for part in filter(None, (one.strip() for one in text.split(","))):
        protocol, _, ports = part.lower().partition("/")
        low, dash, high = ports.partition("-")
        if protocol not in ("tcp", "udp") or not low.isdecimal() or (dash and not high.isdecimal()):
            raise UsageError(f"{option}: '{part}' is no service", mend="write tcp/554, or udp/5000-5010")
        yield Service(protocol=protocol, first=int(low[:6]), last=int((high or low)[:6]))


def _networks(texts: Iterable[str], option: str) -> Spans:
    try:
        return spans.union(spans.network(text) for text in texts)
    except ValueError as fault:
        raise UsageError(f"{option}: {fault}", mend="write 10.1.0.0/16") from None


def _shown(held: Spans) -> tuple[str, ...]:
    return tuple(text.removesuffix("/128" if ":" in text else "/32") for text in spans.prefixes(held))
