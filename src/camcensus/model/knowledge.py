"""What is known: makers, brands, parties, holdings, fingerprints, orders, and the words for them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from camcensus.model.identity import Weights

CONFIDENCES = ("high", "medium", "low", "unverified")
"""high: two independent sources or a named authority; medium: one specific technical source; low: a bare list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A company, or part of one, that makes surveillance equipment."""

    id: str
    name: str
    party: str | None = None
    """The legal entity behind it, in `parties/`; None: not known."""
    aliases: tuple[str, ...] = ()
    registrants: tuple[str, ...] = ()
    """Names under which it holds blocks of Ethernet addresses, as the registrants' table spells them."""
    sells: bool = False
    """It puts its label on what others build: its address blocks say who sold a device, not who built it."""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBy:
    """A claim that a brand's products, or some of them, are built by a maker."""

    maker: str | None
    """None: the maker behind is not identified; `note` says what is known of it."""
    extent: str
    """``all``, ``part`` (some models, or how many is not known) or ``past``."""
    models: str = ""
    """A regular expression over model numbers that the claim is limited to; empty: not limited."""
    role: str = "hardware"
    """What the maker does: it builds the ``hardware``, makes a ``component`` in it, or its ``plant`` assembles it."""
    since: int | None = None
    until: int | None = None
    """First and last year, where known."""
    evidence: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """A name on a label, and the claims about who stands behind it. Contradicting claims stay side by side."""

    id: str
    name: str
    spellings: tuple[str, ...] = ()
    """Other ways people write it."""
    manufacturer: str | None = None
    """The maker that owns the brand and sells under it, where that is known."""
    made_by: tuple[MadeBy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A legal entity, state or person that can own."""

    id: str
    name: str
    jurisdiction: str | None
    """ISO 3166-1 alpha-2 of registration; None: not known."""
    kind: str = "company"
    """``company``, ``soe``, ``state``, ``fund`` or ``person``."""
    aliases: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    """Register (``LEI``, ``GB-COH``, ``SZSE``) to the number there: what is matched before any name."""
    source: str = ""
    status: str = ""
    """How well the registration is known: verified, secondary, partly, unverified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A dated claim that one party holds part of, or controls, another."""

    owner: str
    asset: str
    percent_low: float | None = None
    percent_high: float | None = None
    controls: bool = False
    """The source states control, whatever the percentage (actual controller, parent, group company)."""
    basis: str = ""
    scope: str = "direct"
    """What the percentage counts: ``direct`` holder, ``in-concert`` or ``consolidated`` group."""
    kind: str = "shares"
    """What it is a percentage of: ``shares``, ``votes`` (which count before shares) or ``board`` (seats)."""
    true_from: date | None = None
    true_to: date | None = None
    known_from: date | None = None
    """When it was published; None: not recorded, and taken to have been known always."""
    source: str = ""
    status: str = ""

    def runs(self, day: date) -> bool:
        """Whether the claim speaks of that day."""
        return (self.true_from or date.min) <= day <= (self.true_to or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A value that a fingerprint must match, and what it must then say."""

    text: str
    encoding: str = "text"
    """``base64`` where the value is bytes that are no text."""
    says: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """The bytes that the pattern sees."""
        return base64.b64decode(self.text) if self.encoding == "base64" else self.text.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A mark in one field, and what it claims. It does not load without a reference and an example."""

    id: str
    field: str
    part: str = ""
    """The part of a structured value that is matched (``Manufacturer``, ``realm``, ``CN``); empty: the whole value."""
    pattern: str
    """A regular expression over bytes (ASCII; UTF-8 text), within what `wire.patterns` allows."""
    claims: Mapping[str, str]
    """What about (`identity.ABOUTS`) to value; ``{name}`` in a value is a captured group."""
    strength: str
    origin: str
    reference: str
    examples: tuple[Example, ...]
    """Of the part, where one is named."""
    counter_examples: tuple[str, ...] = ()
    copied: bool = False
    """The signal is known to be copied by others, or the label's owner chooses it: never alone says who built it."""
    note: str = ""


FORCES = {
    "instructed": "an instruction to those it binds",
    "advised": "advice",
    "asked": "a request",
    "required": "law, or a rule or direction that binds by law",
    "target": "a day by which something is meant to be done",
    "chosen": "the owner's own choice: nobody is bound",
    "market": "a rule on what may be sold: no duty on owners",
}
"""How strongly a clause speaks."""

BINDING = ("instructed", "required")
"""The forces under which somebody has a duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Characterisation:
    """How somebody in office later described an order, in words stronger or weaker than its own."""

    on: date
    by: str
    words: str
    source: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time that runs from an event: it hangs on the clause of the contract that has it, not on the law."""

    id: str
    title: str
    after: str
    """The event it runs from, as a code: ``identified``, ``reported``."""
    count: int
    unit: str
    """``hours``, ``days`` or ``working-days``."""
    calendar: str = ""
    """Whose working days, a table of ``vocabulary/holidays.toml``; empty for hours and days."""
    hangs_on: str = ""
    """The clause of the contract in which it stands; empty: the order itself has it."""
    words: str = ""
    """As quoted, forty words at most; empty: not read."""
    source: str
    grade: str

    @property
    def time(self) -> str:
        """How long it runs, in words: ``1 working day``, ``72 hours``."""
        noun = self.unit.replace("-", " ")
        return f"{self.count} {noun[:-1] if self.count == 1 else noun}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What an order, or the clause that carries it into a contract, says that a word of it means."""

    term: str
    words: str
    """As quoted, forty words at most."""
    source: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing an order asks. The id carries a version and never changes meaning."""

    id: str
    title: str
    force: str
    """One of `FORCES`."""
    words: str
    """The operative words, quoted, forty words at most."""
    source: str
    grade: str
    """How well the words are known, as ``docs/reference/grades.md`` defines it."""
    unit: str
    """What it is asked of: ``device`` or ``site``."""
    check: str
    """The question, a file of ``reason/checks``."""
    params: Mapping[str, str] = field(default_factory=dict)
    not_met_words: str
    """What a finding *not met* is called: a breach only where the order instructs."""
    applies_from: date | None = None
    """First day on which it is asked, and from which what is acquired counts; None: asked always, and counted from the
    day the order came into force."""
    applies_to: date | None = None
    """Last day on which it is asked; None: no end is known."""
    listing: str = ""
    """The list of companies it speaks of, a file of ``listings``; empty: companies subject to a law, or none."""
    equipment: tuple[str, ...] = ()
    """Kinds of equipment it names, in its own words; empty: it says no more than its quotation."""
    exceptions: tuple[str, ...] = ()
    """What it excepts. Shown, and claimed by a waiver: no device is excepted by itself."""
    clocks: tuple[Clock, ...] = ()
    waiver_chain: tuple[str, ...] = ()
    """Who must approve a waiver, in turn, by role; empty: the person who signs it is enough."""
    line: int = field(default=0, compare=False)
    """Where its id stands in the file of its order; 0: not read from a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """An order, statement or rule."""

    id: str
    title: str
    issuer: str
    bound: str
    issued: date
    in_force: date
    source: str
    grade: str
    clauses: tuple[Clause, ...]
    terms: tuple[Term, ...] = ()
    characterisations: tuple[Characterisation, ...] = ()
    limits: tuple[str, ...] = ()
    """What the text leaves open or could not be read: shown with every finding page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to an entry of a list, or to the list."""

    on: date
    kind: str
    """``announced``, ``published``, ``in-force``, ``suspended``, ``withdrawn``, ``ended`` or ``due-back``."""
    source: str
    grade: str
    note: str = ""
    what: str = "entry"
    """What it happened to: the ``entry``, or a ``removal`` of it that was made known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry of a list."""

    party: str
    words: str = ""
    """The name as the list has it."""
    purpose: str = ""
    """The purposes to which the list limits it, as quoted; empty: any use."""
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list that names companies, as it changed."""

    id: str
    title: str
    issuer: str
    reaches_affiliates: bool
    """Its words reach subsidiaries or affiliates of those named."""
    reach_unread: bool = False
    """Whether they do was not read: of an affiliate nothing is known, neither yes nor no."""
    affiliates: tuple[Event, ...] = ()
    """Of a rule that makes it reach them from day to day; none: as `reaches_affiliates` says."""
    source: str
    grade: str
    events: tuple[Event, ...] = ()
    """Of the list as a whole, which hold for each entry."""
    entries: tuple[Listed, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrants:
    """Who holds which block of Ethernet addresses, on the day the table was made."""

    package: str
    made: str
    """Month of the table, shown beside every *no match*."""
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """First three octets (``aa:bb:cc``) to the registrant; it may look up what is asked of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One spelling per name, and the sentences that codes stand for."""

    fields: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Register column to the headings people give it."""
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Register column to value to the ways people write it (kind of work, controller, device class)."""
    secrets: tuple[str, ...] = ()
    """Headings whose cells are never stored."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    """What to ask a supplier for, by code."""
    quotation: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Headings of a quotation beside those of a register, and words that begin a sum."""
    ports: Mapping[str, str] = field(default_factory=dict)
    """TCP ports that mark a camera or recorder: port to why."""
    services: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kind of a way out (`separation.OUTLETS`) to protocol and port of its servers (``udp 53``) to what it is."""
    placeholders: tuple[str, ...] = ()
    """Serial numbers that name nothing."""
    holidays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Calendar to the days (``2026-12-25``) on which nobody works, besides Saturdays and Sundays."""
    costs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What others have published of costs: ``of`` what, the ``figure``, what is ``each``, the ``source``."""
    categories: Mapping[str, str] = field(default_factory=dict)
    """Field, or family of fields, to what kind of data it is; ``record.KIND`` of decisions and versions."""
    personal: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kind of data to what it ``means``, and whether it is ``personal``: yes, perhaps or no."""
    ranges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Maker to how its model numbers begin: all that may be published of a model."""
    stated: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field to part of a structured value to the field that the part states."""
    retention: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Class to its fields (``flow.*``: all that begin so); what is in none is ``evidence``."""
    weights: Weights = field(default_factory=Weights)

    def category(self, name: str) -> str:
        """What kind of data a field is; empty: nobody said."""
        return self.categories.get(name) or self.categories.get(f"{name.partition('.')[0]}.*", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All of it, with the hash that says which."""

    version: str
    """SHA-256 (hex) over every file, its place and its bytes."""
    makers: Mapping[str, Maker] = field(default_factory=dict)
    brands: Mapping[str, Brand] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    directives: Mapping[str, Directive] = field(default_factory=dict)
    listings: Mapping[str, Listing] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
