"""A named person settles what a device is, or that two are one: kept in the log as that person's word."""

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
from camcensus.model.frames import Drafts
from camcensus.model.reading import Chunk
from camcensus.reason import settled
from camcensus.store.interface import Origin

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


def settle(workspace: Workspace, assessment: Assessment, called: str, wish: Wish) -> str:
    """Keep it in the log; the id of the device as it was. Raises `UsageError` for what cannot be settled so."""
    device = explain.find(assessment, called)
    if not wish.person.strip() or not wish.note.strip():
        raise UsageError("what is settled bears a name and a reason", mend="give --person NAME and --note WHY")
    if not wish.says and not wish.same_as:
        raise UsageError("nothing is settled", mend="give --set class=not-camera, or --same-as OTHER")
    for column, value in wish.says.items():
        what = settled.fault(column, value, _words(workspace))
        if what:
            raise UsageError(what)
    facts = {f"{settled.FAMILY}{column}": value for column, value in wish.says.items()}
    subject, keys = _named(assessment, device)
    if wish.same_as:
        other = explain.find(assessment, wish.same_as)
        if other == device:
            raise UsageError("it is that device already")
        subject, keys = _both(keys, _named(assessment, other)[1])
    _keep(workspace, assessment, device, wish, subject, {**keys, **facts})
    return device


def _words(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    knowledge, estate = workspace.knowledge, workspace.settings.estate
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


def _both(one: dict[str, str], other: dict[str, str]) -> tuple[str, dict[str, str]]:
    """A record that states a key of each: it makes one device of them."""
    if not one or not other or one.keys() == other.keys():
        raise UsageError(
            "they cannot be made one: a serial number of one and an Ethernet address of the other are needed",
            mend="correct the record of one of them, and read it again",
        )
    both = {**one, **other}
    text = json.dumps(both, sort_keys=True)
    return f"asset:settled/{hashlib.sha256(text.encode()).hexdigest()[:12]}", both


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
