"""What the columns of our tables mean: the sheets, the CSV forms and their dictionary all follow these definitions."""

from __future__ import annotations

from dataclasses import dataclass

from camcensus.model.identity import SURVEILLANCE
from camcensus.model.separation import RUNGS
from camcensus.report import _cells as cells
from camcensus.report import _states as states
from camcensus.report._plain import VALUE

KINDS = ("text", "integer", "number", "date", "day", "moment")
"""What stands in a cell. ``day``: a date, a month or a year, as far as it was stated; ``moment``: UTC."""

_ANSWERS = ("yes", "no", "unknown")
_CLASSES = (*SURVEILLANCE, "not-camera")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    meaning: str
    kind: str = "text"
    """One of `KINDS`."""
    width: int = 14
    """Characters that a sheet shows of it."""
    values: tuple[str, ...] = ()
    """All words that may stand there, where these are few."""
    source: str = ""
    """From where the answer comes."""
    most: int = VALUE
    """Characters of a text that are kept."""
    filled: bool = False
    """There is no row without it."""
    several: bool = False
    """Answers with semicolons between them."""

    @property
    def title(self) -> str:
        """The heading of a sheet."""
        first, *rest = (_WORDS.get(word, word) for word in self.name.split("_"))
        return " ".join([first[:1].upper() + first[1:], *rest])


_OF_SITE = ("site_found", "site_estimated", "site_low", "site_high", "site_estimate_note")

_WORDS = {"mac": "MAC", "uuid": "UUID"}


def _confidence(of: str, meaning: str = "how sure that is, from 0 to 0.999; empty where nothing is known") -> Column:
    return Column(name=f"{of}_confidence", kind="number", width=8, source="weighed", meaning=meaning)


def _role(name: str, meaning: str, width: int = 18, values: tuple[str, ...] = ()) -> tuple[Column, Column]:
    return (
        Column(name=name, meaning=meaning, source="weighed from all that was seen", width=width, values=values),
        _confidence(name),
    )


def _stated(name: str, meaning: str, kind: str = "text", values: tuple[str, ...] = ()) -> Column:
    return Column(name=name, meaning=meaning, kind=kind, source="as stated", width=12, values=values)


def _listed(name: str, meaning: str, source: str, width: int = 18) -> Column:
    return Column(name=name, meaning=meaning, source=source, width=width, most=cells.MOST, several=True)


AS_OF = Column(name="as_of", meaning="the day the answers hold for", kind="date", width=11, source="asked", filled=True)
ROW = Column(
    name="row", meaning="device: one row a device; channel: one row for each channel on which a recorder lists it",
    values=("device", "channel"), width=8, source="our rows", filled=True,
)  # fmt: skip

REGISTER = (
    ROW,
    Column(name="device", meaning="our name of the device, which it keeps", source="its strongest key", width=18,
           filled=True),
    Column(name="called", meaning="the name people use: asset number, address, else another key", source="its keys",
           width=20, filled=True),
    _listed("asset", "lines of registers that are of it", "registers"),
    _listed("serial", "serial numbers", "seen or stated", 24),
    _listed("mac", "Ethernet addresses", "seen or stated", 19),
    _listed("uuid", "identifiers that it gives for itself", "seen"),
    _listed("certificate", "its certificates, by the SHA-256 of their keys", "seen"),
    _listed("host", "host names it bears", "seen or stated"),
    _listed("label_photo", "photographs of its label; where the walk-round sheet names one, the SHA-256 of what the log"
            " keeps of it", "walk-rounds"),
    *_role("class", "what it is", 12, _CLASSES),
    *_role("label", "the brand on it; a brand is not a maker"),
    *_role("manufacturer", "its legal manufacturer", 28),
    *_role("hardware_maker", "who built it", 28),
    _listed("component_makers", "all that anything names as makers of its parts", "seen", 24),
    _confidence("component_makers", "how sure the surest of these is, from 0 to 0.999"),
    *_role("model", "its model"),
    *_role("firmware", "its firmware"),
    _listed("other_answers", "answers that did not stand, with their weights in decibans", "weighed", 24),
    Column(name="maker_subject", meaning="whether it was produced by a company subject to the law the order names",
           values=_ANSWERS, source="its makers and who controls them", filled=True),
    Column(name="maker_basis", meaning="on what that rests: signed by a named person, proposed by the tool, or none",
           values=("signed", "proposed", "none"), source="determinations", width=10, filled=True),
    _listed("determination", "what is held about its makers, by whom and since when", "determinations", 30),
    Column(name="owner", meaning="the organisation that answers for it", source="estate", width=22),
    _stated("controller", "who controls it"),
    Column(name="ours", meaning="whether it is the organisation's to answer for", values=_ANSWERS, width=9,
           source="controller and estate", filled=True),
    Column(name="site", meaning="its site, by its id; empty where not known", source="address or register", width=12),
    Column(name="site_name", meaning="the name of its site", source="estate", width=22),
    Column(name="sensitive", meaning="whether the site is a sensitive site", values=_ANSWERS, width=9, source="estate",
           filled=True),
    Column(name="zone", meaning="its part of the network; empty where not known", source="address and estate"),
    Column(name="location", meaning="where in the site it is", source="as stated", width=22),
    Column(name="addresses", meaning="IP addresses at which it was last seen or is stated to be", width=20,
           most=cells.MOST, source="seen or stated"),
    _listed("recorder", "the recorder on which it is", "channel lists, else registers and video management"),
    _listed("channel", "the channel of the recorder", "channel lists", 8),
    Column(name="channel_name", meaning="what the recorder calls the channel", source="channel lists"),
    Column(name="channel_state", meaning="what the recorder says of the channel", source="channel lists", width=9),
    _stated("installed", "the day it was installed; a month or a year where no more is stated", "day"),
    _stated("acquired", "the day it was acquired; a month or a year where no more is stated", "day"),
    _stated("work", "the kind of work by which it came"),
    _stated("status", "its status"),
    Column(name="in_use", meaning="whether it is installed: not removed, not in store", values=_ANSWERS, width=9,
           source="status and what was seen since", filled=True),
    Column(name="first_seen", meaning="when it was first seen or checked, UTC", kind="moment", width=16,
           source="observations"),
    Column(name="last_seen", meaning="when it was last seen or checked, UTC", kind="moment", width=16,
           source="observations"),
    Column(name="in_register", meaning="whether a register has it", values=("yes", "no"), width=9, source="registers",
           filled=True),
    Column(name="separation", meaning="how far it is from the core network: a rung of the ladder", values=RUNGS,
           width=20, source="configurations, what was seen and tried"),
    Column(name="separation_rests_on", meaning="the weakest link of that", source="the same", width=40, most=2_000),
    Column(name="switch_port", meaning="the switch and port on which it is", source="switches"),
    Column(name="judged", meaning="whether the orders were asked about it: no where nothing but a recorder's list knows"
           " it, so that it is unknown", values=("yes", "no"), width=8, source="our rows", filled=True),
    _listed("not_met", "clauses that are not met", "findings"),
    _listed("waived", "clauses that are not met and excused by a waiver in force", "findings"),
    _listed("unknown", "clauses of which it is not known", "findings"),
    _listed("met", "clauses that are met", "findings"),
    Column(name="provisional", meaning="findings that rest on a proposal about its maker that nobody has signed",
           kind="integer", width=8, source="findings", filled=True),
    _listed("waivers", "waivers in force that cover it", "profile", 12),
    _listed("ended_waivers", "waivers that covered it and have ended", "profile", 12),
    _listed("corrections", "what named persons settled of it", "the log", 24),
    _listed("doubts", "what a person should look at", "our rules", 30),
    Column(name="observations", meaning="how many observations speak of it", kind="integer", width=8, source="the log",
           filled=True),
    _listed("evidence", "observations, by the first 12 digits of their ids: those behind what it is and who made it"
            " first, 10 at most", "the log", 28),
    AS_OF,
)  # fmt: skip

FINDINGS = (
    Column(name="subject", meaning="device:ID, site:ID, subnet:ZONE/ADDRESSES or recorder:ID", width=26, filled=True,
           source="findings"),
    Column(name="called", meaning="the name people use: asset number, address", width=20, source="its keys"),
    Column(name="site", meaning="the site, by its id; empty where not known", source="estate", width=12),
    Column(name="zone", meaning="the part of the network; empty where not known", source="estate"),
    Column(name="addresses", meaning="IP addresses at which it was last seen or is stated to be", width=20,
           most=cells.MOST, source="seen or stated"),
    Column(name="class", meaning="what it is", values=_CLASSES, width=12, source="weighed"),
    Column(name="label", meaning="the brand on it", width=18, source="weighed"),
    Column(name="hardware_maker", meaning="who built it", width=28, source="weighed"),
    Column(name="manufacturer", meaning="its legal manufacturer", width=28, source="weighed"),
    Column(name="model", meaning="its model", width=18, source="weighed"),
    Column(name="firmware", meaning="its firmware", source="weighed"),
    Column(name="confidence", meaning="how sure it is who built it, else of the label; 0 to 0.999", kind="number",
           width=8, source="weighed"),
    Column(name="maker_subject", meaning="whether it was produced by a company subject to the law", values=_ANSWERS,
           source="its makers"),
    Column(name="maker_basis", meaning="signed by a named person, proposed by the tool, or none",
           values=("signed", "proposed", "none"), width=10, source="determinations"),
    Column(name="separation", meaning="how far it is from the core network: a rung of the ladder", values=RUNGS,
           width=20, source="configurations, what was seen and tried"),
    Column(name="separation_rests_on", meaning="the weakest link of that", width=40, most=2_000, source="the same"),
    Column(name="clause", meaning="the clause that was asked", width=16, filled=True, source="orders"),
    Column(name="force", meaning="how far the clause binds", width=11, filled=True, source="orders"),
    Column(name="outcome", meaning="what the clause says of it",
           values=("not-applicable", "met", "unknown", "not-met"), width=13, filled=True, source="findings"),
    Column(name="finding", meaning="that in the clause's own words", width=34, filled=True, source="orders"),
    Column(name="reason", meaning="why", width=50, most=2_000, filled=True, source="findings"),
    Column(name="what_would_settle_it", meaning="next steps for an unknown", width=40, most=cells.MOST,
           source="findings"),
    Column(name="provisional", meaning="whether it rests on a proposal about the maker that nobody has signed",
           values=("yes", "no"), width=10, filled=True, source="findings"),
    Column(name="waiver", meaning="the waiver in force that excuses it", width=12, source="profile"),
    Column(name="expired_waiver", meaning="a waiver that excused it and has ended", width=12, source="profile"),
    Column(name="site_found", meaning="devices found at its site", kind="integer", width=10, source="coverage"),
    Column(name="site_estimated", meaning="how many there may be at the site in all", kind="integer", width=10,
           source="coverage"),
    Column(name="site_low", meaning="the lower end of the 95 % interval", kind="integer", width=10, source="coverage"),
    Column(name="site_high", meaning="the upper end of it", kind="integer", width=10, source="coverage"),
    Column(name="site_estimate_note", meaning="why there is no estimate, and what it leaves out", width=30, most=2_000,
           source="coverage"),
    AS_OF,
)  # fmt: skip

SITES = (
    Column(name="site", meaning="the site, by its id; empty: devices of no known site", source="estate"),
    Column(name="site_name", meaning="its name", width=26, source="estate", filled=True),
    Column(name="owner", meaning="the organisation that answers for it", width=26, source="estate"),
    Column(name="sensitive", meaning="whether it is a sensitive site", values=_ANSWERS, source="estate", filled=True),
    Column(name="state", meaning="what became of covered equipment there", width=24,
           values=tuple(states.WORDS.values()), source="devices, gaps", filled=True),
    Column(name="remaining", meaning="covered devices in use", kind="integer", source="devices", filled=True),
    Column(name="removed", meaning="covered devices that were removed", kind="integer", source="devices", filled=True),
    Column(name="not_known", meaning="devices of which it is not known whether they are covered, or still there",
           kind="integer", source="devices", filled=True),
    Column(name="provisional", meaning="devices whose maker's standing is only proposed", kind="integer",
           source="determinations", filled=True),
    Column(name="not_looked_at", meaning="the site itself, ranges of addresses and recorders that nobody looked at",
           kind="integer", source="findings", filled=True),
    *(column for column in FINDINGS if column.name in _OF_SITE),
)  # fmt: skip

MAKERS = (
    Column(name="maker", meaning="the maker, by its id", width=18, source="knowledge", filled=True),
    Column(name="name", meaning="its name", width=40, source="knowledge", filled=True),
    Column(name="subject", meaning="whether it is subject to the law the order names", values=_ANSWERS,
           source="determinations, else the chain of control", filled=True),
    Column(name="basis", meaning="signed by a named person, proposed by the tool, or none",
           values=("signed", "proposed", "none"), source="determinations", filled=True),
    Column(name="reason", meaning="why", width=50, most=2_000, source="determinations and control"),
    Column(name="determined_by", meaning="who signed", width=22, source="profile"),
    Column(name="determined_on", meaning="when", kind="date", source="profile"),
    Column(name="note", meaning="what the person wrote", width=50, most=2_000, source="profile"),
    Column(name="until", meaning="the last day of the determination", kind="date", source="profile"),
    Column(name="devices", meaning="devices that it built or sells", kind="integer", source="devices", filled=True),
    Column(name="provisional", meaning="findings that would be others if the proposal about it were refused",
           kind="integer", source="findings", filled=True),
    Column(name="controlled_by", meaning="who controls it, from it upwards", width=50, most=2_000, source="knowledge"),
)  # fmt: skip

DICTIONARY = (
    Column(name="sheet", meaning="the sheet on which the column stands"),
    Column(name="column", meaning="its heading", width=24),
    Column(name="name", meaning="its name in CSV files and their dictionary", width=24),
    Column(name="meaning", meaning="what it says", width=80, most=2_000),
    Column(name="kind", meaning="what stands in it"),
    Column(name="values", meaning="the words that may stand there", width=50, most=2_000),
    Column(name="source", meaning="from where the answer comes", width=40),
)

BASIS = (
    Column(name="what", meaning="what is said", width=26),
    Column(name="value", meaning="what it is", width=110, most=2_000),
)
