"""What messages that keep a network running tell of hosts: DHCP, neighbour discovery, DNS, SNMP, LLDP and CDP."""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.sources import replies
from camcensus.sources.captures._said import NOTHING, Datagram, Fact, Said, of, speaker, stated, told, written
from camcensus.wire import addresses, dhcp, dhcpv6, dns_answers, lldp, ndp, snmp, snmp_seen
from camcensus.wire import cdp as cisco

_ASKING = ("discover", "request", "inform", "")
_GIVEN = ("ack", "leaseactive", "")
"""Kinds of DHCP's messages in which a client speaks of itself, and a server of a client; empty: BOOTP."""
_ASKING_V6 = ("solicit", "request", "confirm", "renew", "rebind", "information-request")
_OF_AGENTS = ("response", "report", "trap", "trap-1", "inform")
_ENGINE = "1.3.6.1.6.3.10.2.1.1.0"
"""OID of an agent's own identifier (RFC 3411, snmpEngineID)."""


# --- DHCP ------------------------------------------------------------------------------------------------------------


def leases(one: Datagram) -> Said:
    """DHCP for IPv4: what a client says of itself, or whose an address now is. Raises `ValueError` if it is none.

    An offer gives nothing yet.
    """
    message = dhcp.parse(one.data)
    facts = _given(message) if message.answer else _asking(message)
    return told(facts, written("dhcp", message, "number", "vendor_specific"))


def _asking(message: dhcp.Message) -> Iterator[Fact]:
    if message.kind not in _ASKING or not message.mac:
        return
    yield from stated(
        f"mac:{message.mac}",
        {
            "mac": message.mac,
            "dhcp.hostname": message.hostname,
            "dhcp.fqdn": message.fqdn,
            "dhcp.vendor_class": message.vendor_class,
            "dhcp.parameter_list": message.parameter_list,
            "dhcp.circuit_id": message.circuit_id,
            "dhcp.remote_id": message.remote_id,
        },
    )
    yield from stated(speaker(message.ciaddr), {"mac": message.mac})


def _given(message: dhcp.Message) -> Iterator[Fact]:
    if message.kind not in _GIVEN or not message.mac:
        return
    values = {"mac": message.mac, "dhcp.circuit_id": message.circuit_id, "dhcp.remote_id": message.remote_id}
    if message.lease:
        values |= {"lease.state": "active", "lease.hostname": message.hostname or message.fqdn}
    yield from stated(speaker(message.yiaddr or message.ciaddr), values, message.lease or 0)


def leases_v6(one: Datagram) -> Said:
    """DHCPv6, as `leases`. Raises `ValueError` if it is none."""
    message = dhcpv6.parse(one.data)
    facts = _given_v6(message) if message.kind == "reply" else _asking_v6(message, one.source)
    return told(facts, written("dhcpv6", message, "number", "vendor_options"))


def _asking_v6(message: dhcpv6.Message, source: str) -> Iterator[Fact]:
    if message.kind not in _ASKING_V6:
        return
    own = speaker(message.client if message.relays else source)
    subject = f"mac:{message.mac}" if message.mac else own
    yield from stated(
        subject,
        {
            "mac": message.mac,
            "dhcp.duid": message.duid,
            "dhcp.fqdn": message.fqdn,
            "dhcp.option_request": message.parameter_list,
            "dhcp.enterprise": str(message.vendor or ""),
        },
    )
    for vendor_class in message.vendor_class:
        yield Fact(subject, "dhcp.vendor_class", vendor_class)


def _given_v6(message: dhcpv6.Message) -> Iterator[Fact]:
    values = {
        "mac": message.mac,
        "dhcp.duid": message.duid,
        "lease.state": "active",
        "lease.hostname": message.fqdn,
    }
    for lease in message.addresses:
        if lease.valid:
            yield from stated(speaker(lease.address), values, lease.valid)


# --- neighbours ------------------------------------------------------------------------------------------------------


def neighbours(one: Datagram) -> Said:
    """Neighbour discovery: which Ethernet address an IPv6 address has. Raises `ValueError` if it is none."""
    message = ndp.parse(one.data)
    facts = [
        *stated(speaker(one.source), {"mac": message.source_mac}),
        *stated(speaker(message.target), {"mac": message.target_mac}),
    ]
    return told(facts, one.data)


# --- DNS -------------------------------------------------------------------------------------------------------------


def names(one: Datagram) -> Said:
    """DNS: what a host asks for, and the addresses that it is told. Raises `ValueError` if it is none."""
    message = dns_answers.parse(one.data)
    client = speaker(one.target if message.answer else one.source)
    # Without its number: whoever asks for a name twice says the same.
    return told(_names(message, client), b"\0\0" + one.data[2:])


def _names(message: dns_answers.Message, client: str) -> Iterator[Fact]:
    for question in message.questions:
        if (name := _name(question.name)) and not name.endswith(".arpa"):
            yield Fact(client, "dns.query", name)
    aliases = {_name(one.name): _name(one.value) for one in message.records if one.kind == "CNAME"}
    asked: dict[str, str] = {}
    for question in message.questions:
        name = _name(question.name)
        for _ in range(len(aliases) + 1):
            asked.setdefault(name, _name(question.name))
            name = aliases.get(name, name)
    for record in message.records:
        if record.kind in ("A", "AAAA") and record.value:
            name = _name(record.name)
            for known in dict.fromkeys((asked.get(name, name), name)):
                yield Fact(client, "dns.answer", f"{known}={record.value}" if known else "")


def _name(written: str) -> str:
    lowered = written.lower().rstrip(".")
    return lowered if lowered.isprintable() else ""


# --- SNMP ------------------------------------------------------------------------------------------------------------


def managed(one: Datagram) -> Said:
    """SNMP: what an agent says of itself in answers and traps. Raises `ValueError` if it is none.

    The community that the message bears is left.
    """
    message = snmp_seen.parse(one.data)
    if message.kind not in _OF_AGENTS and not (message.encrypted and one.source_port == snmp.PORT):
        return NOTHING
    values = [(oid, value) for oid, value in message.values if oid in snmp.OBJECTS and value]
    if message.engine and message.kind != "inform":  # an inform bears the identifier of who it is sent to
        values.append((_ENGINE, message.engine.encode()))
    shown = {oid: value.decode("utf-8", "replace") for oid, value in values}
    original = written("snmp", {"version": message.version, "kind": message.kind, "values": shown})
    facts = of(speaker(message.agent or one.source), (replies.managed(oid, value) for oid, value in values))
    return told(facts, original, int(message.version != "3"))


# --- announcements on a cable ----------------------------------------------------------------------------------------


def announced(one: Datagram) -> Said:
    """LLDP. Raises `ValueError` if it is none."""
    unit = lldp.parse(one.data)
    found = unit.inventory
    mac = unit.chassis if unit.chassis_kind == "mac" and ":" in unit.chassis else one.mac
    own = unit.chassis if unit.chassis_kind == "address" else ""
    said = {
        "lldp.system_name": unit.system_name,
        "lldp.system_description": unit.system_description,
        "lldp.port_description": unit.port_description,
        "lldp.capabilities": ",".join(unit.enabled),
        "lldp.med_class": unit.med_class,
        "lldp.vlan": str(unit.vlan or ""),
        "lldp.manufacturer": found.manufacturer,
        "lldp.hardware": found.hardware,
        "lldp.asset": found.asset,
        "model.number": found.model,
        "serial.number": found.serial,
        "firmware.version": found.software or found.firmware,
    }
    return told(_announced(mac, said, (own, *unit.management)), one.data)


def cdp(one: Datagram) -> Said:
    """CDP. Raises `ValueError` if it is none."""
    packet = cisco.parse(one.data)
    said = {
        "cdp.device": packet.device,
        "cdp.platform": packet.platform,
        "cdp.version": packet.software,
        "cdp.port": packet.port,
        "cdp.capabilities": ",".join(packet.capabilities),
        "cdp.vlan": str(packet.vlan or ""),
    }
    return told(_announced(one.mac, said, (*packet.addresses, *packet.management)), one.data)


def _announced(mac: str, said: dict[str, str], places: tuple[str, ...]) -> list[Fact]:
    """Facts of the interface that speaks, or of the address that it names where there is no other; none if few."""
    known = dict.fromkeys(found for place in places if (found := addresses.normalise(place)))
    subject = f"mac:{mac}" if mac else speaker(next(iter(known), ""))
    facts = [*stated(subject, said), *(Fact(subject, "fact.ip", place) for place in known if mac)]
    return [Fact(subject, "mac", mac), *facts] if facts else []
