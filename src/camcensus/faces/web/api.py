"""``/api/v1``: the register as JSON, for programs that show a token; each within the reach of whoever made that."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import polars as pl
from litestar import Router, delete, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from camcensus.engine.access import SECOND, Gatekeeper
from camcensus.model.access import Person, Role
from camcensus.store.register import MOST, Ask, Register
from camcensus.store.register_tables import FACETS

Shown = NamedDependency[Register]
Who = NamedDependency[Person]
Gate = NamedDependency[Gatekeeper]
Word = FromQuery[str | None]
_DAY = 24 * 3600 * SECOND


class Invited(msgspec.Struct, forbid_unknown_fields=True):
    """Who takes an invitation."""

    secret: str
    name: str
    password: str


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """Who wants a token, what for, and for how long."""

    name: str
    password: str
    label: str
    role: Role
    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30


class Given(msgspec.Struct):
    """A token; it is told this once."""

    token: str


class Account(msgspec.Struct):
    """Whose account it is."""

    name: str
    role: Role


class About(msgspec.Struct):
    """What the register was made from, and the sites that are reached."""

    as_of: str
    position: int
    versions: dict[str, str]
    clauses: list[dict[str, str]]
    sites: list[dict[str, str]]
    devices: int


class Devices(msgspec.Struct):
    """A page of the table; `next` is given as `after` to have the one that follows, and empty at the end."""

    total: int
    next: str
    devices: list[dict[str, str]]


class Device(msgspec.Struct):
    """One device: what is said of it, its findings, and the claims and observations that these rest on."""

    device: dict[str, Any]
    findings: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    observations: list[dict[str, Any]]


class Counted(msgspec.Struct):
    """A word, and how many devices have it."""

    word: str
    devices: int


class Standing(msgspec.Struct):
    """How many findings of a clause are of one kind; at one site, or at all that are reached."""

    clause: str
    kind: str
    findings: int
    provisional: int
    site: str | None = None


@get("/register", sync_to_thread=True)
def about(register: Shown, person: Who) -> About:
    """What the register was made from, and which sites you reach."""
    meta = register.meta
    sites = [one for one in meta["sites"] if person.reach.covers(one["body"], one["id"])]
    told = {name: meta[name] for name in ("as_of", "position", "versions", "clauses")}
    return About(**told, sites=sites, devices=register.count(person.reach, {}))


@get("/devices", sync_to_thread=True)
def devices(  # noqa: PLR0913, PLR0917  # one argument for each thing that can be asked, as the schema says it
    register: Shown,
    person: Who,
    gate: Gate,
    site: Word = None,
    kind: Annotated[str | None, QueryParameter(name="class")] = None,
    label: Word = None,
    hardware_maker: Word = None,
    maker_subject: Word = None,
    gravest: Word = None,
    separation: Word = None,
    in_use: Word = None,
    sensitive: Word = None,
    provisional: Word = None,
    find: Annotated[str, QueryParameter(max_length=200)] = "",
    sort: FromQuery[str] = "",
    after: Annotated[str, QueryParameter(max_length=200)] = "",
    most: Annotated[int, QueryParameter(ge=1, le=MOST)] = 50,
    *,
    descending: FromQuery[bool] = False,
) -> Devices:
    """Devices that fit all that is asked; an empty word asks for those of which that is not known."""
    words = (
        site, kind, label, hardware_maker, maker_subject, gravest, separation, in_use, sensitive, provisional,
    )  # fmt: skip
    where = {name: word for name, word in zip(FACETS, words, strict=True) if word is not None}
    page = register.page(
        person.reach, Ask(where=where, find=find, sort=sort, descending=descending, after=after, most=most)
    )
    _noted(gate, person, page.rows)
    return Devices(total=page.total, next=page.next, devices=page.rows)


@get("/devices/{device:str}", sync_to_thread=True)
def device(register: Shown, person: Who, gate: Gate, device: FromPath[str]) -> Device:
    """One device with its findings and all that they rest on."""
    found = register.one(person.reach, device)
    if found is None:
        raise NotFoundException("there is no such device among those you reach")
    _noted(gate, person, [found.row])
    return Device(
        device=found.row, findings=found.findings, claims=_plain(found.claims), observations=_plain(found.seen)
    )


@get("/facets/{facet:str}", sync_to_thread=True)
def facet(register: Shown, person: Who, facet: FromPath[str]) -> list[Counted]:
    """The words of one thing to choose by."""
    return [Counted(word, many) for word, many in register.options(person.reach, facet)]


@get("/totals", sync_to_thread=True)
def totals(register: Shown, person: Who) -> list[Standing]:
    """Findings of every clause, of all sites that you reach together."""
    return [Standing(clause, kind, many, some) for clause, kind, many, some in register.totals(person.reach)]


@get("/standing", sync_to_thread=True)
def standing(register: Shown, person: Who) -> list[Standing]:
    """Findings of every clause, site by site."""
    return [
        Standing(clause, kind, many, some, site) for site, clause, kind, many, some in register.standing(person.reach)
    ]


@post("/accounts", sync_to_thread=True, security=[{}])
def accept(gate: Gate, data: JSONBody[Invited]) -> Account:
    """Take an invitation: it makes an account, once."""
    person = gate.accept(data.secret, data.name, data.password)
    return Account(person.name, person.role)


@post("/tokens", sync_to_thread=True, security=[{}])
def token(gate: Gate, data: JSONBody[Asked]) -> Given:
    """Make a token by name and password; it may no more than you."""
    session = gate.sign_in(data.name, data.password)
    try:
        return Given(gate.token(gate.who(session), data.label, data.role, data.days * _DAY))
    finally:
        gate.sign_out(session)


@delete("/tokens/{label:str}", sync_to_thread=True)
def revoke(gate: Gate, person: Who, label: FromPath[str]) -> None:
    """Take a token of yours back."""
    gate.revoke(person, person.name, label)


def _noted(gate: Gatekeeper, person: Person, rows: list[dict[str, Any]]) -> None:
    """Put on record that devices of sensitive sites were read."""
    sites = sorted({str(row["site"]) for row in rows if row["sensitive"] == "yes"})
    if sites:
        gate.note(person.name, "read of sensitive sites", ", ".join(sites)[:1_000])


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows with ids as hexadecimal digits."""
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    return frame.with_columns(pl.col(binary).bin.encode("hex")).to_dicts()


router = Router(
    path="/api/v1", route_handlers=[about, devices, device, facet, totals, standing, accept, token, revoke]
)  # fmt: skip
