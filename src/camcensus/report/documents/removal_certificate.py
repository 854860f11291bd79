"""The certificate that one device was removed and its media sanitised: what is shown, stated, and missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.model.removal import AFTER, BEFORE, Part, Removal, Sight
from camcensus.report import _days as days
from camcensus.report import _register as registers
from camcensus.report import _words as words
from camcensus.report._blocks import Block, Document, Form, Lines, Note, Para, Table, pairs
from camcensus.report._blocks import Part as Section

TITLES = {
    "serial": "serial number",
    "mac": "Ethernet address",
    "label": "photograph of the label",
    "place": "where it was",
    "seen": "seen before it was taken down",
    "status": "removal stated, with day and person",
    "port": "switch port down, or no longer seen",
    "lease": "no lease since",
    "flow": "nothing heard of it since",
    "clock": "times that can be put in order",
    "media": "media sanitised",
    "weee": "waste consignment",
}
"""Each part of `model.removal` in words."""

LACKS = {
    "no-serial": "its serial number",
    "no-mac": "its Ethernet address",
    "no-photograph": "a photograph of its label",
    "no-place": "the site where it was",
    "never-seen": "a sighting of it before it was taken down",
    "not-stated": "a statement that it was removed",
    "no-day": "the day on which it was removed",
    "not-yet": "a day of removal that has come",
    "no-person": "who removed it",
    "said-otherwise": "one word on it: another statement says that it is in use",
    "not-looked-at": "a look since at its switch port, its address or the spot",
    "port-up": "its switch port down: it was up when the switch was looked at",
    "no-address-known": "its address: without it nobody can tell that nothing was heard there",
    "leases-not-told": "leases of its network read since",
    "leases-end-early": "leases read up to the last of the days asked for",
    "days-not-over": "the end of the days asked for: they are not over yet",
    "not-listened": "somebody who listened to its network on as many whole days since",
    "flow-of-unknown": "whose conversations those at its old address are, before another device was seen there",
    "flow-untold": "whether it answered: a firewall let others ask it, and does not say",
    "time-not-kept": "the time of sightings that came in since, whose clock is not kept",
    "no-media": "which media were in it, or that there were none",
    "no-method": "the method by which media were sanitised",
    "no-standard": "the standard by which media were sanitised",
    "no-witness": "the witness to the sanitisation",
    "no-consignment": "the number of the waste consignment",
}
"""Each code of `model.removal.LACKS` in words."""

_NAMED = 4
"""Missing things that the answer names; all of them stand below."""


def compose(material: Material) -> Document:
    """The certificate of one device; without what the log shows of it, nothing is certified."""
    one, found = material.assessment, material.removal or Removal(device=material.device, days=0)
    row = one.devices.filter(pl.col("device") == material.device).row(0, named=True)
    sections = [
        Section("device", "The device", tuple(_device(one, row, found))),
        Section("summary", "What has to be shown, and what is missing", tuple(_summary(found))),
        Section("before", "Before: what it was, and where", tuple(_told(found, BEFORE))),
        Section("after", "After: that it is gone, and what became of it", tuple(_told(found, AFTER))),
        Section("since", "At its old address since", tuple(_since(found))),
        Section("observations", "The observations this rests on", tuple(_observations(found))),
        Section("signed", "Signatures", (Form("To be signed by", _SIGNED),)),
        Section("method", "When removal counts as shown", (Para(_METHOD),)),
    ]
    return Document(
        title=f"Certificate of removal and sanitisation: {row['label'] or material.device}",
        answer=_answer(one, row, found),
        parts=tuple(section for section in sections if section.blocks),
        foot="It says where equipment was and which addresses it had: keep it as closely as the register.",
    )


_SIGNED = ("removed by, on", "sanitisation witnessed by, on", "checked by, on")
_METHOD = (
    "Removal is shown only where every part above is there: a person who states it with its day; the port down, or a"
    " look since that does not find it; leases of its network read up to the end of the days asked for, and none of"
    " them its own; somebody who listened to its network on as many whole days since, and heard nothing of it; its"
    " media sanitised by a method and a standard, before a witness; the number of the waste consignment. What bears"
    " no time of a clock that is kept proves nothing either way. A silent device that was moved elsewhere is not told"
    " from one that was taken down: the photograph, the witness and the consignment speak of that."
)


def _answer(one: Assessment, row: Mapping[str, Any], found: Removal) -> str:
    if found.answer == "shown":
        return "Removal is shown."
    if found.still is not None:
        return f"It is still there: seen on {_when(found.still)} at {_where(one, row, found.still)}."
    missing = [LACKS[code] for code in found.lacks]
    more = f"; and {len(missing) - _NAMED} more, listed below" if len(missing) > _NAMED else ""
    listed = "; ".join(missing[:_NAMED]) or "nothing was asked of the log"
    return f"Removal is stated, not shown: missing {'is' if len(missing) == 1 else 'are'} {listed}{more}."


def _when(sight: Sight) -> str:
    return days.moment(sight.last, sight.quality) if sight.last else "a day that is not recorded"


def _where(one: Assessment, row: Mapping[str, Any], sight: Sight) -> str:
    kind, _, name = sight.subject.partition(":")
    place = {"ip": name, "flow": f"its address (conversation {name})", "mac": name}.get(kind, "")
    if sight.field == "switch.port":
        place = f"port {sight.value}"
    return ", ".join(filter(None, (place, words.site(one, row["site"]))))


def _device(one: Assessment, row: Mapping[str, Any], found: Removal) -> Iterator[Block]:
    roles = registers.roles(one, dict(row))
    yield pairs(
        "The device",
        ("called", row["label"] or "nothing"),
        ("id", row["device"]),
        ("what it is", roles["class"].name),
        ("label", roles["brand"].name),
        ("model", roles["model"].name),
        ("built by", roles["hardware_maker"].name),
        ("site", words.site(one, row["site"])),
        ("removed on", days.day(found.day) or "not stated"),
        ("days asked for", f"{found.days} after that day, up to {days.day(one.basis.as_of)}"),
    )
    if found.late:
        yield Note(
            f"{words.many(found.late, 'sighting')} of it came into the log after its removal was stated and bear an"
            " earlier time. If a clock stepped back, they are later than they say."
        )


def _summary(found: Removal) -> Iterator[Block]:
    rows = tuple(
        (TITLES[part.code], _state(part), "; ".join(LACKS[code] for code in part.lacks) or "nothing")
        for part in found.parts
    )
    yield Table("Each part", ("what has to be shown", "is it there", "what is missing"), rows)


def _state(part: Part) -> str:
    if not part.lacks:
        return "yes"
    return "in part" if part.told or part.because else "no"


def _told(found: Removal, codes: tuple[str, ...]) -> Iterator[Block]:
    rows = [
        (TITLES[part.code], *_name(name), value)
        for part in found.parts
        if part.code in codes
        for name, value in part.told
    ]
    yield Table("What is known", ("about", "what", "stated in", "it says"), tuple(rows))


def _name(told: str) -> tuple[str, str]:
    """A name, and whether the log says it or only this document."""
    name, said, _ = told.partition(" (said)")
    return name, "this document alone" if said else "the log"


def _since(found: Removal) -> Iterator[Block]:
    if found.others:
        rows = tuple(
            (other.called, other.address, days.moment(other.first), days.moment(other.last)) for other in found.others
        )
        yield Table("Other devices seen at its addresses since", ("device", "address", "first", "last"), rows)
        yield Para(
            "What was said at such an address from then on is taken for the other device's, and not for this one's."
        )
    if found.tried:
        yield Para(
            f"Others tried to reach its address {words.many(found.tried, 'time')} since, and nothing answered: somebody"
            " still has it in a list."
        )


def _observations(found: Removal) -> Iterator[Block]:
    kept = [(part.code, sight) for part in found.parts for sight in part.because]
    if found.still is not None:
        kept.append(("still", found.still))
    rows = tuple(
        (
            TITLES.get(code, "that it is still there"), days.short(sight.at, sight.until, sight.quality),
            f"{sight.subject} {sight.field}: {sight.value}", f"{sight.source}, leaf {sight.position}", sight.id[:12],
        )
        for code, sight in kept
    )  # fmt: skip
    head = ("for", "seen", "what was seen", "source and leaf of the log", "id begins")
    yield Table("Each with its leaf of the log", head, rows)
    ids = dict.fromkeys(sight.id for _, sight in kept)
    if ids:
        yield Para("Their ids in full, for 'camcensus log prove ID':")
        yield Lines(tuple(ids))
