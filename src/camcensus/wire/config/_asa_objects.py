"""Objects and groups of ASA: of networks, services, protocols and types of ICMP.

Source: "Objects for Access Control" in the firewall configuration guide of ASA.
"""

from __future__ import annotations

from camcensus.wire import spans
from camcensus.wire.config._cisco import Block, Line, Words, kept
from camcensus.wire.config._cisco_entry import Form, address, kind, ports, protocol
from camcensus.wire.config._cisco_objects import Group, Objects, Service
from camcensus.wire.spans import Spans

FORM = Form(whole=spans.ADDRESSES, masks=True, doubtful=frozenset({"kerberos"}))
"""Port ``kerberos`` is 750 in older versions and 88 in newer ones."""
_KINDS = {"network": "network", "service": "service", "protocol": "protocol", "icmp-type": "icmp-type"}
_ICMP = {"icmp": 1, "icmp6": 58}


def take(block: Block, objects: Objects) -> list[Line] | None:
    """The lines of ``nat`` within an object or group; None: it is neither."""
    words = block.head.text.split()
    if len(words) < 3 or words[0] not in ("object", "object-group"):
        return None
    known = _KINDS.get(words[1], "")
    if len(words) > 3 and known == "service":  # a group of ports, of one protocol or both
        known = "port"
    key = f"{words[0]} {words[2]}"
    group = objects.group(key, known)
    if not known:
        group.odd.append(f"{key} is of kind {words[1]}")
    translations = []
    for line in block.under if known else []:
        if line.text.startswith("nat "):
            translations.append(line)
            continue
        try:
            _member(Words(line.text), group, objects)
        except ValueError as fault:
            group.odd.append(kept(f"{line.text} in {key}: {fault}"))
    return translations


def _member(words: Words, group: Group, objects: Objects) -> None:
    if words.next in ("description", "exit"):
        return
    first = words.take()
    if first == "group-object":
        group.within.append(f"object-group {words.take()}")
    elif first in ("network-object", "service-object") and words.skips("object"):
        group.within.append(f"object {words.take()}")
    elif group.kind == "service" and first in ("service", "service-object"):
        group.services += _service(words)
    else:
        group.parts.append(_part(first, words, group.kind, objects))
    if words:
        raise ValueError(f"{words.rest()} is not understood")


def _part(first: str, words: Words, of: str, objects: Objects) -> Spans:
    if of == "network":
        return _network(first, words, objects)
    match of, first:
        case "port", "port-object":
            return _all(ports(words, FORM))
        case "protocol", "protocol-object":
            return protocol(words.take().lower(), FORM)
        case "icmp-type", "icmp-object":
            return _all(kind(words, six=False))
    raise ValueError(f"{first} is not understood")


def _all(found: Spans | None) -> Spans:
    if found is None:
        raise ValueError("nothing that is understood follows")
    return found


def _network(first: str, words: Words, objects: Objects) -> Spans:
    if first == "range":
        return spans.network(f"{words.take()}-{words.take()}")
    if first == "host":
        words.at -= 1
    elif first not in ("subnet", "network-object"):
        raise ValueError(f"{first} is not followed")
    unread: list[str] = []
    found = address(words, objects, FORM, unread)
    if unread:
        raise ValueError(unread[0])
    return found


def _service(words: Words) -> list[Service]:
    word = words.take().lower()
    protocols = protocol(word, FORM)
    if word in _ICMP:
        types = kind(words, six=word == "icmp6")
        return [Service(protocols, target_port=spans.PORTS if types is None else types)]
    source = ports(words, FORM) if words.skips("source") else None
    words.skips("destination")
    target = ports(words, FORM)
    return [Service(protocols, spans.PORTS if source is None else source, spans.PORTS if target is None else target)]
