"""The connections that a scope lets be tried: each target inside its ranges, named once, and few of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from camcensus.engine.written import Where
from camcensus.model.errors import SettingsError
from camcensus.model.scope import MOST_TARGETS, MOST_TRIED, Attempt, Scope
from camcensus.sources.territory import Territory, count
from camcensus.wire import addresses
from camcensus.wire.addresses import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address, and what is tried there."""

    address: str
    realm: str
    ports: tuple[int, ...]


def of(scope: Scope) -> list[Target]:
    """Every target of a scope that was checked, in its order."""
    inside = Territory(scope)
    return [
        Target(address=addresses.text(number), realm=inside.realm_of(number) or "", ports=one.ports)
        for one in scope.attempt
        for number in _each(addresses.span(one.addresses.strip()))
    ]


def check(scope: Scope, where: Where) -> None:
    """Whether the attempts that a scope names may be made. Raises `SettingsError`."""
    if scope.attempt and not scope.network.zone.strip():
        mend = "name the zone of the estate: [network] zone = ..."
        raise SettingsError("it does not say where the collector stands", where=where("network", "zone"), mend=mend)
    inside = Territory(scope)
    taken: list[Span] = []
    for index, one in enumerate(scope.attempt):
        span = _span(one, where("attempt", index))
        _check_ports(one, where("attempt", index, "ports"))
        if count([*taken, span]) > MOST_TARGETS:
            mend = "name single hosts that stand for the others"
            what = f"more than {MOST_TARGETS} addresses are to be tried"
            raise SettingsError(what, where=where("attempt", index), mend=mend)
        _check_inside(span, inside, where("attempt", index))
        for other in taken:
            if span[0] <= other[1] and other[0] <= span[1]:
                twice = addresses.show((max(span[0], other[0]), min(span[1], other[1])))
                mend = "name each address once, with all its ports"
                raise SettingsError(f"{twice} stands in two [[attempt]]", where=where("attempt", index), mend=mend)
        taken.append(span)


def _span(one: Attempt, where: str) -> Span:
    try:
        return addresses.span(one.addresses.strip())
    except ValueError as fault:
        what = f"'{one.addresses[:80]}' is no range of addresses ({fault})"
        raise SettingsError(what, where=where, mend="for example 10.2.0.9: names are not looked up") from None


def _check_ports(one: Attempt, where: str) -> None:
    if not 0 < len(one.ports) <= MOST_TRIED:
        mend = f"name 1 to {MOST_TRIED}, those that would matter if they were reached"
        raise SettingsError(f"it names {len(one.ports)} ports", where=where, mend=mend)
    for port in one.ports:
        if not 0 < port < 65_536 or one.ports.count(port) > 1:
            raise SettingsError(f"{str(port)[:24]} is no port, or stands twice", where=where)


def _check_inside(span: Span, inside: Territory, where: str) -> None:
    for number in _each(span):
        if inside.realm_of(number) is None:
            what = f"{addresses.text(number)} lies outside the ranges, or is excluded"
            mend = "leave it out, or have who authorises it name it in a [[range]]"
            raise SettingsError(what, where=where, mend=mend)


def _each(span: Span) -> Iterator[int]:
    return iter(range(span[0], span[1] + 1))
