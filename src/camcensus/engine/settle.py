"""A named person settles what a device is, that two are one, or that one is two: kept in the log as their word."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from camcensus.engine import explain
from camcensus.engine.workspace import Workspace, now
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.estate import Estate
from camcensus.model.frames import Drafts
from camcensus.model.knowledge import Knowledge
from camcensus.model.reading import Chunk
from camcensus.reason import parted, settled
from camcensus.reason.keys import STRENGTH
from camcensus.store.interface import Origin

COLUMNS = settled.COLUMNS
"""What can be settled of a device."""
IMPORTER = "settle@1"
_KEYS = {"serial": "serial.number", "mac": "mac", "cert": "tls.spki_sha256", "uuid": "onvif.endpoint"}
"""Kinds of name by which a device is known again, the strongest first, and the field that states each."""
_YES_OR_NO = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person says."""

    person: str
    note: str
    says: Mapping[str, str]
    """Column to value; an empty value takes back what was settled."""
    same_as: str = ""
    """Another device that is this one."""
    not_same_as: str = ""
    """A name that this device was given and that is another's."""
    either_way: str = ""
    """A name of which such a word is taken back."""


def settle(workspace: Workspace, assessment: Assessment, called: str, wish: Wish) -> str:
    """Keep it in the log; the id of the device as it was. Raises `UsageError` for what cannot be settled so."""
    device = explain.find(assessment, called)
    if not wish.person.strip() or not wish.note.strip():
        raise UsageError("what is settled bears a name and a reason", mend="give --person NAME and --note WHY")
    on_names = sum(bool(name) for name in _words_on_names(wish).values())
    if not wish.says and not on_names:
        raise UsageError("nothing is settled", mend="give --set class=not-camera, or --same-as OTHER")
    if on_names > 1 or (on_names and wish.says):
        raise UsageError("one thing is settled at a time", mend="settle what it is, and whose names they are, in turn")
    for column, value in wish.says.items():
        what = settled.fault(column, value, words(workspace.knowledge, assessment.estate))
        if what:
            raise UsageError(what)
    facts = {f"{settled.FAMILY}{column}": value for column, value in wish.says.items()}
    subject, keys = _pair(assessment, device, called, wish) if on_names else _named(assessment, device)
    _keep(workspace, assessment, device, wish, subject, {**keys, **facts})
    return device


def words(knowledge: Knowledge, estate: Estate) -> dict[str, tuple[str, ...]]:
    """Of each column that takes certain words alone, which."""
    makers = tuple(knowledge.makers)
    yes_or_no = dict.fromkeys(("online", "federal_money", "bought_direct", "fixed", "networked"), _YES_OR_NO)
    return {
        "class": tuple(settled.VISUAL),
        "brand": tuple(knowledge.brands),
        "manufacturer": makers,
        "hardware_maker": makers,
        "site": tuple(site.id for site in estate.sites),
        "zone": tuple(zone.id for zone in estate.zones),
        "work": ("new", "like-for-like", "repair"),
        "controller": ("ours", "landlord", "unknown"),
        "status": ("in-use", "removed", "in-store", "unknown"),
        **yes_or_no,
        **dict.fromkeys(("analytics", "audio", "cloud"), _YES_OR_NO),
    }


def _named(assessment: Assessment, device: str) -> tuple[str, dict[str, str]]:
    """(the subject by which the device is known again, and what states it)."""
    names = _its_own(assessment, device)
    by_kind = {kind: value for name in sorted(names, reverse=True) for kind, _, value in [name.partition(":")] if value}
    shown = _shown(assessment, device)
    for kind, field in _KEYS.items():
        if kind in by_kind:
            value = shown.get((kind, by_kind[kind]), by_kind[kind])
            return f"{kind}:{value}", {field: value}
    for kind in ("asset", "host", "ip"):
        if kind in by_kind:
            return f"{kind}:{shown.get((kind, by_kind[kind]), by_kind[kind])}", {}
    raise UsageError("it bears no name by which it would be known again")


def _its_own(assessment: Assessment, device: str) -> list[str]:
    """The names that no other device bears: a serial number may stand in two rows."""
    borne = assessment.devices.select("device", name="names").explode("name").drop_nulls()
    alone = borne.filter(pl.len().over("name") == 1)
    return alone.filter(pl.col("device") == device)["name"].to_list()


def _shown(assessment: Assessment, device: str) -> dict[tuple[str, str], str]:
    """Names in small letters to the names as they were written."""
    found = assessment.observations([device])["subject"].unique().to_list()
    return {(kind, value.lower()): value for kind, _, value in (one.partition(":") for one in found)}


def _pair(assessment: Assessment, device: str, called: str, wish: Wish) -> tuple[str, dict[str, str]]:
    """(subject, field and value) of a person's word that two names are of one thing, or of two."""
    field, name = next((field, name) for field, name in _words_on_names(wish).items() if name)
    if field == parted.SAME:
        other = explain.find(assessment, name)
        if other == device:
            raise UsageError("it is that device already")
        one, two = _alone(assessment, device), _alone(assessment, other)
        realms = [assessment.observations([each])["realm"][0] for each in (device, other)]
        if realms[0] != realms[1] and {one.partition(":")[0], two.partition(":")[0]} & {"ip", "mac", "host"}:
            what = "they lie in different address spaces, and one has no serial number, certificate or asset number"
            raise UsageError(what, mend="read in a record that gives it one")
        return one, {field: two}
    names = _all(assessment, device)
    if field == parted.OPEN:
        return _said_before(assessment, names, name)
    mine = _among(names, called) or next(one for one in names if one != _among(names, name))
    other_name = _among(names, name)
    if not other_name or other_name == mine:
        shown = ", ".join(names)
        raise UsageError(f"'{name}' is no other name of that device", mend=f"one of: {shown}")
    return mine, {field: other_name}


def _said_before(assessment: Assessment, names: list[str], called: str) -> tuple[str, dict[str, str]]:
    """The word that takes back what was said of one of these names and another."""
    said = assessment.seen.filter(pl.col("field").is_in(list(parted.FIELDS)))
    for pair in said.select("subject", "value").unique(maintain_order=True).iter_rows():
        for one, other in (pair, pair[::-1]):
            if _among([other], called) and _among(names, one):
                return pair[0], {parted.OPEN: pair[1]}
    raise UsageError(f"nobody has settled whose '{called}' is", mend="camcensus explain DEVICE shows what was")


def _words_on_names(wish: Wish) -> dict[str, str]:
    return {parted.SAME: wish.same_as, parted.OTHER: wish.not_same_as, parted.OPEN: wish.either_way}


def _all(assessment: Assessment, device: str) -> list[str]:
    """Every name of a device with its kind before it, the strongest first, as written where that is known."""
    names = assessment.devices.filter(pl.col("device") == device)["names"].explode().drop_nulls().to_list()
    shown = _shown(assessment, device)
    parts = [(kind, value) for kind, _, value in (one.partition(":") for one in names) if kind in STRENGTH and value]
    parts.sort(key=lambda part: (STRENGTH[part[0]], part[1]))
    return [f"{kind}:{shown.get((kind, value), value)}" for kind, value in parts]


def _among(names: list[str], called: str) -> str:
    """The name of these that somebody means, with or without its kind; empty: none."""
    wanted = called.strip().casefold()
    return next((one for one in names if wanted in (one.casefold(), one.partition(":")[2].casefold())), "")


def _alone(assessment: Assessment, device: str) -> str:
    """The strongest name that no other device bears."""
    own = {name.casefold() for name in _its_own(assessment, device)}
    found = [one for one in _all(assessment, device) if one.casefold() in own]
    if not found:
        raise UsageError("it bears no name by which it would be known again")
    return found[0]


def _keep(
    workspace: Workspace, assessment: Assessment, device: str, wish: Wish, subject: str, facts: Mapping[str, str]
) -> None:
    observed = assessment.observations([device])
    body, realm = str(observed["body"][0]), str(observed["realm"][0])
    at = datetime.fromtimestamp(now() / 1_000_000, UTC)
    person = " ".join(wish.person.split())
    said = {"device": device, "person": person, "note": " ".join(wish.note.split()), "at": at.isoformat(), **facts}
    original = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    key = hashlib.sha256(original).digest()
    drafts = Drafts(body=body, source=f"{settled.SOURCE}{person}")
    for field, value in facts.items():
        drafts.add(realm=realm, subject=subject, field=field, value=value, at=at, at_quality="exact", original=key)
    chunk = Chunk(observations=drafts.take(), originals={key: original}, records=1)
    origin = Origin(file=key.hex(), name=f"settled by {person}", importer=IMPORTER, body=body, realm=realm)
    workspace.store.append([chunk], origin, received=now())
