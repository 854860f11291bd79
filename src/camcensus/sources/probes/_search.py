"""What the searches share: one message to one port, of a whole link or of one device, and every reply that is one."""

from __future__ import annotations

import base64
import binascii
import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from camcensus.sources.steps import Call, Datagram, End, Reply, Saw, Script, Target, saw
from camcensus.wire import addresses

BROADCAST = "255.255.255.255"
"""Everything on the link."""
CAMERA_PORTS = frozenset((554, 8554, 10554, 8000, 8899, 9000, 2020, 34567, 37777))
"""TCP ports that cameras and recorders have open and few other things do."""
MOST_SEEN = 1_000
"""Facts of a device that are looked at."""
MOST_REPLIES = 20_000
"""Replies to one call that are looked at."""

_CAMERA_FIELDS = ("onvif.", "ssdp.", "mdns.", "rtsp.")
_OVER = (End.RESET, End.UNJUDGED, End.NOT_ALLOWED)
"""After these nothing more is asked. Silence is no such end: who does not know one protocol is silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search message, and how its replies are told from anything else."""

    field: str
    port: int
    message: Callable[[], bytes]
    parse: Callable[[bytes], object]
    """Raises `ValueError` for what is no reply, which is then not kept."""
    reply_port: int = 0
    groups: tuple[str, ...] = (BROADCAST,)
    keep: Callable[[bytes], bytes] = bytes
    """What of a reply may be kept."""


def candidate(target: Target) -> bool:
    """Whether anything suggests that the device is a camera: makers' searches are sent to no other."""
    return any(port in CAMERA_PORTS for port in target.open) or any(
        one.field.startswith(_CAMERA_FIELDS) for one in target.seen[:MOST_SEEN]
    )


def number(bits: int) -> int:
    """A number for a message, so that its answer is not mistaken for one to an earlier message."""
    return secrets.randbits(bits)


def fresh() -> uuid.UUID:
    """An identifier for a message; devices may take a second message with the same one for a repetition."""
    return uuid.uuid4()


def ask(target: Target, *searches: Search) -> Script:
    """Send each search to the device, until one is answered; none if an answer of its came over the link before.

    These protocols know IPv4 only.
    """
    if ":" in target.address or not candidate(target):
        return
    for search in searches:
        if _answered(target, search):
            return
        data = search.message()
        reply = yield Datagram(port=search.port, data=data, reply_port=search.reply_port)
        if over(reply):
            return
        found = list(dict.fromkeys(_kept(search, reply)))
        for _, one in found:
            yield saw(search.field, one)
        if found:
            return


def call(*searches: Search) -> Script:
    """Send each search to the whole link, once to each of its groups; what is seen is of whoever sent the reply."""
    seen: set[tuple[str, bytes]] = set()
    for search in searches:
        for group in search.groups:
            reply = yield Call(group=group, port=search.port, data=search.message(), reply_port=search.reply_port)
            if over(reply):
                return
            for address, data in _kept(search, reply):
                if (address, data) not in seen:
                    seen.add((address, data))
                    yield saw(search.field, data, about=f"ip:{address}")


def over(reply: Reply) -> bool:
    """Whether nothing more is to be asked after this reply."""
    return reply.end in _OVER


def packets(reply: Reply) -> Iterator[tuple[str, bytes]]:
    """Address and data of each answer; those whose address is none are left out."""
    for sender, data in reply.packets[:MOST_REPLIES]:
        address = addresses.normalise(sender)
        if address is not None:
            yield address, data


def _kept(search: Search, reply: Reply) -> Iterator[tuple[str, bytes]]:
    for address, data in packets(reply):
        if _parses(search, data):
            yield address, search.keep(data)


def _parses(search: Search, data: bytes) -> bool:
    try:
        search.parse(data)
    except ValueError:
        return False
    return True


def _answered(target: Target, search: Search) -> bool:
    return any(one.field == search.field and _parses(search, _data(one)) for one in target.seen[:MOST_SEEN])


def _data(one: Saw) -> bytes:
    if one.encoding != "base64":
        return one.value.encode("utf-8", "replace")
    try:
        return base64.b64decode(one.value)
    except (binascii.Error, ValueError):
        return b""
