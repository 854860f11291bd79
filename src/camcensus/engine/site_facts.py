"""What the log says of sites: the records of all registers about one site, put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from camcensus.model.estate import LIMBS
from camcensus.sources.reading.table import fold

FIELDS = (
    "fact.name", "fact.code", "fact.alias", "fact.address", "fact.body", "fact.timezone", "fact.controller",
    "fact.sensitive", *(f"fact.{limb}" for limb in LIMBS), "fact.prefix", "fact.vlan", "fact.vlan_name", "fact.purpose",
    "fact.vrf", "fact.zone_kind", "fact.cameras_expected", "register.status",
)  # fmt: skip
"""What of a site is asked of the log."""

_Key = tuple[str, str, object]

_NETWORK = ("fact.prefix", "fact.vlan")
"""A record with one of these speaks of a network; the rest of it is about that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One network of a site, as one record states it."""

    prefixes: tuple[str, ...] = ()
    """``10.1.2.0/24``; or first-last, where that is no prefix."""
    vlans: tuple[int, ...] = ()
    vlan_name: str = ""
    purpose: str = ""
    vrf: str = ""
    kind: str = ""
    """What kind of zone it is, where the register has the very word."""
    status: str = ""
    expected: str = ""
    """Whether cameras are expected in it: ``yes``, ``no``, ``unknown`` or not stated."""
    because: str = ""
    """Which record says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One site, as registers state it: of what is stated several times the newest in the log stands."""

    body: str
    """The body for which the registers were read."""
    name: str
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Its other names."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Name of a fact (``timezone``) to its value."""
    networks: tuple[Network, ...] = ()
    because: str = ""
    """Which record describes it."""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Everything that it is called, folded."""
        return tuple(dict.fromkeys(spelled(name) for name in (*self.codes, self.name, *self.aliases) if name))


def spelled(name: str) -> str:
    """A name for comparing: without case, spaces and punctuation; as it is where nothing would be left."""
    return fold(name) or name.strip().casefold()


def printed(name: str) -> str:
    """A name as the estate file can hold it: what prints of it, on one line."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())


@dataclass(kw_only=True, eq=False)
class _Found:
    """What one subject, or several that are one site, came to so far."""

    body: str
    slug: str
    names: dict[str, None] = field(default_factory=dict)
    codes: dict[str, None] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    networks: list[Network] = field(default_factory=list)
    because: str = ""
    coded: set[int] = field(default_factory=set)
    """Positions of the log at which it was given a code."""

    def take(self, record: list[tuple[str, str]], because: str) -> None:
        """Take in one record: (field, value) pairs."""
        for kind, found in (("fact.name", self.names), ("fact.code", self.codes), ("fact.alias", self.aliases)):
            found.update(dict.fromkeys(filter(None, (printed(value) for name, value in record if name == kind))))
        if any(name in _NETWORK for name, _ in record):
            self.networks.append(_network(record, because))
            return
        rest = {name.partition(".")[2]: value for name, value in record if name not in ("fact.name", "fact.alias")}
        if rest.keys() - {"code"} or not self.because:
            self.because = because
        self.facts.update(rest)

    def merge(self, other: _Found) -> None:
        """Take in what another subject says of the same site; what is stated here already stands."""
        for mine, theirs in ((self.names, other.names), (self.codes, other.codes), (self.aliases, other.aliases)):
            mine.update(theirs)
        self.facts = {**other.facts, **self.facts}
        self.coded |= other.coded
        self.networks += other.networks
        self.because = self.because or other.because

    def spellings(self) -> Iterator[str]:
        yield from map(spelled, (*self.codes, *self.names, self.slug))

    def done(self) -> Stated:
        names = list(self.names) or list(self.codes) or [self.slug]
        codes = [code for code in self.codes if code not in names[:1]]
        return Stated(
            body=self.body,
            name=names[0],
            codes=tuple(codes),
            aliases=tuple(name for name in (*names[1:], *self.aliases) if name not in codes),
            facts=self.facts,
            networks=tuple(dict.fromkeys(self.networks)),
            because=self.because,
        )


def find(observations: pl.DataFrame) -> list[Stated]:
    """Every site that registers speak of, in log order. `observations` are those of the log with `FIELDS`.

    Registers call one site by its code or by its name, and each has codes of its own: what bears the name of one site
    of the body is that site. Two codes for one name in one register (one position of the log) are two sites.
    """
    found: dict[tuple[str, str], _Found] = {}
    for (body, subject, _), (record, position, because) in _records(observations).items():
        one = found.setdefault((body, subject), _Found(body=body, slug=subject.removeprefix("site:")))
        one.coded |= {position for name, _ in record if name == "fact.code"}
        one.take(record, because)
    return [one.done() for one in _together(list(found.values()))]


def _records(observations: pl.DataFrame) -> dict[_Key, tuple[list[tuple[str, str]], int, str]]:
    """(body, subject, record) to its (field, value) pairs, its position and what says so; in log order."""
    rows = observations.filter(pl.col("subject").str.starts_with("site:") & pl.col("field").is_in(FIELDS))
    found: dict[_Key, tuple[list[tuple[str, str]], int, str]] = {}
    columns = ("body", "subject", "original", "position", "source", "field", "value")
    for body, subject, original, position, source, name, value in rows.select(columns).iter_rows():
        record = f", record {original.hex()[:12]}" if original else ""
        because = f"{source}, position {position}{record}"
        key = (body, subject, original or position)
        found.setdefault(key, ([], position, because))[0].append((name, value))
    return found


def _together(found: list[_Found]) -> list[_Found]:
    """The sites, each once; those with a code first find each other, then come those without."""
    sites: list[_Found] = []
    bearers: dict[tuple[str, str], list[_Found]] = {}
    for one in sorted(found, key=lambda one: not one.codes):
        bearing = [site for spelling in one.spellings() for site in bearers.get((one.body, spelling), [])]
        alone = bool(bearing) and all(site is bearing[0] for site in bearing)
        if alone and not (one.codes and one.coded & bearing[0].coded):
            site = bearing[0]
            site.merge(one)
        else:
            site = one
            sites.append(site)
        for spelling in dict.fromkeys(site.spellings()):
            known = bearers.setdefault((site.body, spelling), [])
            if site not in known:
                known.append(site)
    return sites


def _network(record: list[tuple[str, str]], because: str) -> Network:
    last = dict(record)
    return Network(
        prefixes=tuple(dict.fromkeys(value for name, value in record if name == "fact.prefix")),
        vlans=tuple(dict.fromkeys(int(v) for name, v in record if name == "fact.vlan" and _is_vlan(v))),
        vlan_name=last.get("fact.vlan_name", ""),
        purpose=last.get("fact.purpose", ""),
        vrf=last.get("fact.vrf", ""),
        kind=last.get("fact.zone_kind", ""),
        status=last.get("register.status", ""),
        expected=last.get("fact.cameras_expected", ""),
        because=because,
    )


def _is_vlan(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4 and 0 < int(text) < 4095
