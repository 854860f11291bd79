"""Tables of Ethernet addresses and ARP that no template fits, by what their rows hold.

A row of such a table has one Ethernet address, and one IP address or one word that can only be a port. Which column is
the VLAN cannot be told that way, so it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from camcensus.wire import addresses, macs

_WORD = re.compile(r"[^\s,;|()\[\]]{3,40}")
_PORT = re.compile(
    r"(?:[A-Za-z][A-Za-z-]{0,23})?\d{1,3}(?:[/:]\d{1,4}){1,4}(?:\.\d{1,5})?"
    r"|(?:Po|ae|lag|bond|Trk|BAGG|Eth-Trunk|Port-channel|eth|swp)-?\d{1,4}",
    re.IGNORECASE,
)


def rows(kind: str, lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows of a table of ``mac`` or ``arp``, under the names that templates use; nothing of other kinds."""
    for line in lines:
        words = _WORD.findall(line)
        interfaces = {found for word in words if (found := macs.normalise(word)) and macs.is_individual(found)}
        if len(interfaces) != 1:
            continue
        (mac,) = interfaces
        hosts = {found for word in words if (found := addresses.normalise(word)) is not None}
        ports = {word for word in words if _PORT.fullmatch(word) and macs.normalise(word) is None}
        port = ports.pop() if len(ports) == 1 else ""
        if kind == "mac" and port and not hosts:
            yield {"mac_address": mac, "port": port}
        elif kind == "arp" and len(hosts) == 1:
            yield {"ip_address": hosts.pop(), "mac_address": mac, "port": port}
