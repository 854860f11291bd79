"""Object groups of IOS: of addresses (``network``) and of services.

Source: "Object Groups for ACLs" in the security configuration guide of IOS.
"""

from __future__ import annotations

from camcensus.wire import spans
from camcensus.wire.config._cisco import Block, Words, kept
from camcensus.wire.config._cisco_entry import Form, address, kind, ports, protocol
from camcensus.wire.config._cisco_objects import Group, Objects, Service
from camcensus.wire.spans import Spans

_KINDS = {"network": "network", "v4-network": "network", "v6-network": "network", "service": "service",
          "v4-service": "service", "v6-service": "service", "ip": ""}  # fmt: skip


def take(block: Block, objects: Objects) -> bool:
    """Whether it is a group; what belongs to it is added."""
    words = block.head.text.split()
    if len(words) < 3 or words[0] != "object-group" or not _KINDS.get(words[1]):
        return False
    six = words[1].startswith("v6")
    group = objects.group(f"object-group {words[2]}", _KINDS[words[1]])
    for line in block.under:
        try:
            _member(Words(line.text), group, objects, six=six)
        except ValueError as fault:
            group.odd.append(kept(f"{line.text} in {block.head.text}: {fault}"))
    return True


def _member(words: Words, group: Group, objects: Objects, *, six: bool) -> None:
    if words.next in ("description", "exit"):
        return
    if words.skips("group-object"):
        group.within.append(f"object-group {words.take()}")
    elif group.kind == "network":
        group.parts.append(_network(words, objects, six=six))
    else:
        group.services += _service(words, six=six)
    if words:
        raise ValueError(f"{words.rest()} is not understood")


def _network(words: Words, objects: Objects, *, six: bool) -> Spans:
    if words.skips("range"):
        return spans.network(f"{words.take()}-{words.take()}")
    unread: list[str] = []
    # Networks in groups have masks, those in lists the bits that may differ.
    form = Form(whole=spans.V6_ALL, six=True) if six else Form(masks=True)
    found = address(words, objects, form, unread)
    if unread:
        raise ValueError(unread[0])
    return found


def _service(words: Words, *, six: bool) -> list[Service]:
    form = Form(six=six)
    protocols = protocol(words.take().lower(), form)
    if spans.covers(spans.union([spans.one(1), spans.one(58)]), protocols):
        types = kind(words, six=protocols == spans.one(58))
        return [Service(protocols, target_port=spans.PORTS if types is None else types)]
    source = target = None
    if words.skips("source"):
        source = ports(words, form) or _alone(words)
    target = ports(words, form) or _alone(words)
    return [Service(protocols, spans.PORTS if source is None else source, spans.PORTS if target is None else target)]


def _alone(words: Words) -> Spans | None:
    """A port without an operator."""
    if not words:
        return None
    alone = Words(f"eq {words.take()}")
    return ports(alone, Form())
