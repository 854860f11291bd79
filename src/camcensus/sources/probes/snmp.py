"""What the device says of itself over SNMP, where the owner gave a community or a user for it."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Sequence

from camcensus.sources import replies
from camcensus.sources.probes import _search
from camcensus.sources.steps import Datagram, Reply, Script, SnmpUser, Step, Target
from camcensus.wire import snmp, usm


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """Two GETs of three values each, the second if the first was answered; before them, of version 3, one empty GET.

    A community or user that is not accepted is met with silence or a report, and nothing more is asked. Source:
    RFC 3416 (version 2c), RFC 3414 (version 3).
    """
    given = target.snmp
    if given is None:
        return
    if given.user:
        yield from _third(given)
    elif given.community:
        yield from _second(given.community)


def _second(community: str) -> Script:
    for objects in (snmp.SYSTEM, snmp.CAMERA):
        asked = _search.number(31)
        reply = yield Datagram(port=snmp.PORT, data=snmp.get(community, asked, objects))
        try:
            values = snmp.answer(_answer(reply), community, asked)
        except ValueError:
            return
        yield from _seen(values)


def _third(given: SnmpUser) -> Script:
    asked = _search.number(31)
    reply = yield Datagram(port=snmp.PORT, data=usm.discovery(asked))
    try:
        engine = usm.engine(_answer(reply), asked)
        keys = usm.keys(given.auth, given.auth_key, given.privacy_key if given.privacy else "", engine.name)
    except ValueError:
        return
    again = True
    for objects in (snmp.SYSTEM, snmp.CAMERA):
        asked, reply = yield from _exchange(given.user, engine, keys, objects)
        # Some engines tell their clock only to a question that has it wrong: then once more, with the right one.
        if again and (right := _clock(reply, engine, keys, asked)) is not None:
            engine, again = right, False
            asked, reply = yield from _exchange(given.user, engine, keys, objects)
        try:
            values = usm.answer(_answer(reply), given.user, engine, keys, asked)
        except ValueError:
            return
        yield from _seen(values)


def _clock(reply: Reply, engine: usm.Engine, keys: usm.Keys, asked: int) -> usm.Engine | None:
    try:
        return usm.late(_answer(reply), engine, keys, asked)
    except ValueError:
        return None


def _exchange(
    user: str, engine: usm.Engine, keys: usm.Keys, objects: Sequence[str]
) -> Generator[Step, Reply, tuple[int, Reply]]:
    asked = _search.number(31)
    data = usm.get(user, engine, keys, asked, objects, secrets.token_bytes(8))
    return asked, (yield Datagram(port=snmp.PORT, data=data))


def _answer(reply: Reply) -> bytes:
    return reply.packets[0][1] if reply.packets else b""


def _seen(values: snmp.Values) -> Script:
    for oid, value in values:
        yield replies.managed(oid, value)
