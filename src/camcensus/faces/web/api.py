"""``/api/v1``: the register as JSON, for programs that show a token; each within the reach of whoever made that."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import polars as pl
from litestar import Router, delete, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from camcensus.engine.access import MOST as MOST_PASSWORD
from camcensus.engine.access import NAME, SECOND, Gatekeeper
from camcensus.faces.web import api_work, pace, repeats
from camcensus.faces.web.answers import ASKS, may
from camcensus.model.access import Person, Role
from camcensus.model.errors import UsageError
from camcensus.store.register import MOST, Ask, Register
from camcensus.store.register_tables import FACETS, SORTS

Shown = NamedDependency[Register]
Who = NamedDependency[Person]
Gate = NamedDependency[Gatekeeper]
Word = FromQuery[str | None]
_DAY = 24 * 3600 * SECOND
ASKED = frozenset({*FACETS, "find", "sort", "after", "most", "descending"})
"""Words by which devices are asked for."""
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME)]
_Secret = Annotated[str, msgspec.Meta(max_length=200)]
_Password = Annotated[str, msgspec.Meta(max_length=MOST_PASSWORD)]


class Invited(msgspec.Struct, forbid_unknown_fields=True):
    """Who takes an invitation."""

    secret: _Secret
    name: _Name
    password: _Password


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """Who wants a token, what for, and for how long."""

    name: _Name
    password: _Password
    label: _Name
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
    clauses: list[dict[str, str]]
    sites: list[dict[str, str]]
    devices: int
    position: int | None = None
    versions: dict[str, str] | None = None
    """Told to whoever reaches everything."""


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


@get("/register", sync_to_thread=True, responses=may(400, 401, 403))
def about(register: Shown, person: Who) -> About:
    """What the register was made from, and which sites you reach."""
    meta = register.meta
    sites = [one for one in meta["sites"] if person.reach.covers(one["body"], one["id"])]
    told = {name: meta[name] for name in ("as_of", "clauses")}
    if person.reach.everything:  # what others add to the log shows in these
        told |= {name: meta[name] for name in ("position", "versions")}
    return About(**told, sites=sites, devices=register.count(person.reach, {}))


@get("/devices", sync_to_thread=True, opt={ASKS: ASKED}, responses=may(400, 401, 403))
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
    sort: Annotated[str, QueryParameter(schema_extra={"enum": ["", *SORTS]})] = "",
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


@get("/devices/{device:str}", sync_to_thread=True, responses=may(400, 401, 403, 404))
def device(register: Shown, person: Who, gate: Gate, device: FromPath[str]) -> Device:
    """One device with its findings and all that they rest on."""
    found = register.one(person.reach, device)
    if found is None:
        raise NotFoundException("there is no such device among those you reach")
    _noted(gate, person, [found.row])
    return Device(
        device=found.row, findings=found.findings, claims=_plain(found.claims), observations=_plain(found.seen)
    )


@get("/facets/{facet:str}", sync_to_thread=True, responses=may(400, 401, 403))
def facet(
    register: Shown, person: Who, facet: Annotated[str, PathParameter(schema_extra={"enum": list(FACETS)})]
) -> list[Counted]:
    """The words of one thing to choose by."""
    return [Counted(word, many) for word, many in register.options(person.reach, facet)]


@get("/totals", sync_to_thread=True, responses=may(400, 401, 403))
def totals(register: Shown, person: Who) -> list[Standing]:
    """Findings of every clause, of all sites that you reach together."""
    return [Standing(clause, kind, many, some) for clause, kind, many, some in register.totals(person.reach)]


@get("/standing", sync_to_thread=True, responses=may(400, 401, 403))
def standing(register: Shown, person: Who) -> list[Standing]:
    """Findings of every clause, site by site."""
    return [
        Standing(clause, kind, many, some, site) for site, clause, kind, many, some in register.standing(person.reach)
    ]


@post(
    "/accounts",
    sync_to_thread=True,
    security=[{}],
    opt={repeats.SECRET: True, pace.OPT: pace.SIGN_IN},
    responses=may(400, 403, 409, 413, 422),
)
def accept(gate: Gate, data: JSONBody[Invited]) -> Account:
    """Take an invitation: it makes an account, once."""
    person = gate.accept(data.secret, data.name, data.password)
    return Account(person.name, person.role)


@post(
    "/tokens",
    sync_to_thread=True,
    security=[{}],
    opt={repeats.SECRET: True, pace.OPT: pace.SIGN_IN},
    responses=may(400, 403, 409, 413, 422),
)
def token(gate: Gate, data: JSONBody[Asked]) -> Given:
    """Make a token by name and password; it may no more than you."""
    session = gate.sign_in(data.name, data.password)
    try:
        return Given(gate.token(gate.who(session), data.label, data.role, data.days * _DAY))
    finally:
        gate.sign_out(session)


@delete("/tokens/{label:str}", sync_to_thread=True, responses=may(400, 401, 403, 404, 409, 413, 422))
def revoke(gate: Gate, person: Who, label: FromPath[str]) -> None:
    """Take a token of yours back."""
    try:
        gate.revoke(person, person.name, label)
    except UsageError as absent:
        raise NotFoundException(absent.what) from None


def _noted(gate: Gatekeeper, person: Person, rows: list[dict[str, Any]]) -> None:
    """Put on record that devices of sensitive sites were read."""
    sites = sorted({str(row["site"]) for row in rows if row["sensitive"] == "yes"})
    if sites:
        gate.note(person.name, "read of sensitive sites", ", ".join(sites)[:1_000])


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows with ids as hexadecimal digits."""
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    return frame.with_columns(pl.col(binary).bin.encode("hex")).to_dicts()


def known(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Raises `ClientException` for a word that is not asked by: left unread, it would be answered with too much."""
    for word in connection.query_params:
        if word not in handler.opt.get(ASKS, ()):
            raise ClientException(f"'{word[:40]}' is nothing to ask by here")


API = "/api/v1"
READ = (api_work.position, api_work.unknown, api_work.differences, api_work.run)
changing = Router(
    path="/",
    route_handlers=[accept, token, revoke, api_work.gate],
    opt={repeats.OPT: True},
    parameters=repeats.PARAMETERS,
)
router = Router(
    path=API, route_handlers=[about, devices, device, facet, totals, standing, *READ, changing], guards=[known],
    opt={pace.OPT: pace.ASK},
)  # fmt: skip
"""All of it; what changes something does so once, however often it is sent."""
