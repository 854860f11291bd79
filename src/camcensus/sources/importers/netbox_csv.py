"""NetBox's tables as CSV: sites, prefixes, VLANs, devices, interfaces and IP addresses, each told by its own columns.

An export of the view or of all data has words for headings, and they changed with versions; the form that NetBox
imports has the names of its fields (`device_type`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from camcensus.model.errors import NoHeading
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _netbox
from camcensus.sources.importers._cameras import Verdict
from camcensus.sources.importers._device import host, listed
from camcensus.sources.importers._netbox import Taker
from camcensus.sources.importers._sites import vlans
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Form, Record, records
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import fold

SOURCE = "importer:netbox-csv@1"

_HEAD = 65_536
_EVERYWHERE = (
    "id", "tags", "created", "last updated", "contacts", "actions", "owner", "owner group", "tenant group",
    "custom fields",
)  # fmt: skip
_SITE = Form(
    columns={
        "name": (), "slug": (), "status": (), "facility": (), "region": (), "group": ("site group",), "tenant": (),
        "timezone": ("time_zone", "time zone"), "description": (), "address": ("physical_address",), "latitude": (),
        "longitude": (), "comments": (), "sensitive": (), "controller": (),
    },
    needs=(
        frozenset({"name", "slug", "region"}), frozenset({"name", "slug", "facility"}),
        frozenset({"name", "slug", "timezone"}), frozenset({"name", "slug", "address"}),
        frozenset({"name", "status", "facility", "region", "tenant"}),
    ),
    passed_over=(*_EVERYWHERE, "asn", "asns", "asn count", "shipping_address", "contact_name", "contact_phone", "racks",
                 "contact_email", "devices", "locations", "vlans", "prefixes", "circuits", "virtual machines",
                 "distance"),
)  # fmt: skip
_PREFIX = Form(
    columns={
        "prefix": (), "flat": ("prefix (flat)",), "status": (), "vrf": (), "tenant": (), "site": (),
        "scope": ("scope_name",), "scope_type": (), "vlan_site": (), "vlan": (), "role": (), "description": (),
        "comments": (), "utilization": (),
    },
    needs=(
        frozenset({"prefix", "vrf", "status", "tenant"}), frozenset({"prefix", "vrf", "status", "role"}),
        frozenset({"prefix", "vrf", "utilization"}), frozenset({"prefix", "scope_type"}),
    ),
    passed_over=(*_EVERYWHERE, "children", "is_pool", "pool", "mark_utilized", "marked utilized", "depth", "vlan_group",
                 "scope_id", "family"),
)  # fmt: skip
_VLAN_COLUMNS = {
    "name": (), "site": (), "group": (), "prefixes": (), "tenant": (), "status": (), "role": (), "description": (),
    "comments": (),
}  # fmt: skip
_VLAN_PASSED = ("l2vpn", "qinq role", "q-in-q role", "qinq_role", "qinq svlan", "q-in-q svlan", "qinq_svlan")
_VLAN = Form(
    columns={"vid": (), **_VLAN_COLUMNS},
    needs=(
        frozenset({"vid", "name", "group", "status"}), frozenset({"vid", "name", "site", "status"}),
        frozenset({"vid", "name", "tenant", "role"}),
    ),
    passed_over=(*_EVERYWHERE, *_VLAN_PASSED),
)  # fmt: skip
_OLD_VLAN = Form(
    columns={"vid": ("id",), **_VLAN_COLUMNS},
    needs=(frozenset({"vid", "name", "group", "prefixes", "tenant"}),),
    passed_over=(*_EVERYWHERE, *_VLAN_PASSED),
)
_DEVICE = Form(
    columns={
        "name": (), "status": (), "tenant": (), "role": ("device_role",), "manufacturer": (), "type": ("device_type",),
        "platform": (), "serial": ("serial number",), "asset_tag": (), "site": (), "location": (), "rack": (),
        "ip": ("ip address", "primary_ip"), "ip4": ("ipv4 address", "primary_ip4"),
        "ip6": ("ipv6 address", "primary_ip6"), "oob": ("oob_ip", "oob ip address"), "description": (),
        "comments": (), "number": ("id",),
    },
    needs=(
        frozenset({"name", "role", "type", "rack"}), frozenset({"name", "role", "type", "site", "tenant"}),
        frozenset({"name", "role", "manufacturer", "type", "status"}),
        frozenset({"name", "role", "type", "serial", "asset_tag"}),
    ),
    passed_over=(
        *_EVERYWHERE, "position", "face", "latitude", "longitude", "parent", "parent device", "device_bay", "airflow",
        "position (device bay)", "u height", "virtual_chassis", "vc_position", "vc_priority", "cluster",
        "config_template", "region", "site group", "local_context_data", "console ports", "interfaces",
        "power ports", "power outlets",
    ),
)  # fmt: skip
_INTERFACE = Form(
    columns={
        "device": (), "name": (), "label": (), "enabled": (), "type": (), "mgmt_only": ("management only",),
        "mac": ("mac_address", "primary_mac_address", "primary mac", "mac addresses"), "ip": ("ip_addresses",),
        "untagged": ("untagged_vlan",), "vrf": (), "description": (),
    },
    needs=(
        frozenset({"device", "name", "enabled", "type", "label"}),
        frozenset({"device", "name", "enabled", "type", "mac"}),
        frozenset({"device", "name", "mac", "mgmt_only"}), frozenset({"device", "name", "mac", "untagged"}),
    ),
    passed_over=(
        *_EVERYWHERE, "mtu", "mode", "parent", "bridge", "lag", "speed", "duplex", "wwn", "vdcs", "rf_role",
        "rf_channel", "rf_channel_frequency", "rf_channel_width", "tx_power", "poe_mode", "poe_type",
        "tagged_vlans", "cable",
        "cable color", "connection", "link peer", "mark_connected", "wireless link", "wireless lans", "tunnel", "l2vpn",
        "fhrp groups", "inventory items", "vlan_group", "cable peer", "q-in-q svlan", "module",
    ),
)  # fmt: skip
_ADDRESS = Form(
    columns={
        "address": ("ip address",), "vrf": (), "status": (), "role": (), "tenant": (), "assigned": (), "dns_name": (),
        "description": (), "device": ("device/vm", "parent"), "interface": (), "is_primary": (),
    },
    needs=(
        frozenset({"address", "vrf", "status", "dns_name"}), frozenset({"address", "vrf", "status", "assigned"}),
        frozenset({"address", "vrf", "is_primary"}), frozenset({"address", "vrf", "device", "interface"}),
    ),
    passed_over=(
        *_EVERYWHERE, "nat (inside)", "nat (outside)", "nat_inside", "is_oob", "virtual_machine", "fhrp_group",
        "comments",
    ),
)  # fmt: skip

Take: TypeAlias = Callable[[Taker, Record], None]


def detect(head: bytes) -> bool:
    """Whether the headings are those of one of NetBox's tables."""
    return _kind(head) is not None


def _kind(head: bytes) -> tuple[Form, Take] | None:
    return next((one for one in _TABLES if forms.detect(head, one[0])), None)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each site and its networks, and of each device that may be a camera or one of its kin.

    Raises `NoHeading` if no row is the heading of one of the tables, `BrokenInput` or `HostileInput` for no table.
    """
    with path.open("rb") as stream:
        found = _kind(stream.read(_HEAD))
    if found is None:
        raise NoHeading("no row of it is a heading of NetBox's", where=context.name, mend="export the table again")
    form, take = found
    taker = Taker(Gathered(context, SOURCE))
    with text.rows(path, context.name) as rows:
        for record in records(rows, form, taker.gathered):
            take(taker, record)
            if taker.gathered.is_full():
                yield taker.gathered.take()
    yield taker.gathered.last("the table")


def _site(taker: Taker, record: Record) -> None:
    cells = {"code": record.get("slug"), "body": record.get("tenant"), "notes": record.get("description", "comments")}
    same = (
        "name",
        "status",
        "facility",
        "region",
        "timezone",
        "address",
        "latitude",
        "longitude",
        "sensitive",
        "controller",
    )
    cells |= {name: record.get(name) for name in same}
    taker.sites.note(_filled(cells), record.where, record.original)


def _prefix(taker: Taker, record: Record) -> None:
    scope = record.get("scope") if _is_site(record.get("scope_type")) else ""
    cells = {
        "name": record.get("site") or scope or record.get("vlan_site"),
        "prefix": record.get("flat", "prefix").lstrip("•· "),
        "purpose": ", ".join(filter(None, [record.get("role"), record.get("description")])),
        "vlan_name": _vlan_name(record.get("vlan")),
        **{name: record.get(name) for name in ("vrf", "vlan", "status")},
    }
    taker.network(_filled(cells), record.where, record.original)


def _is_site(scope_type: str) -> bool:
    """Whether the scope of a prefix is a site, as ``dcim.site`` and ``DCIM | Site`` say, or is not told."""
    return not scope_type or fold(scope_type).removeprefix("dcim") == "site"


def _vlan_name(written: str) -> str:
    """``CCTV`` of ``CCTV (40)``."""
    name, mark, _ = written.rpartition(" (")
    return name if mark and vlans(written) else ""


def _vlan(taker: Taker, record: Record) -> None:
    cells = {
        "name": record.get("site"),
        "vlan": record.get("vid"),
        "vlan_name": record.get("name"),
        "purpose": ", ".join(filter(None, [record.get("role"), record.get("description")])),
        "status": record.get("status"),
    }
    taker.network(_filled(cells), record.where, record.original)


def _device(taker: Taker, record: Record) -> None:
    ips = " ".join(record.get(name) for name in ("ip", "ip4", "ip6", "oob"))
    cells = _netbox.named(record.get("name"), record.get("asset_tag"), record.get("number"))
    cells |= {
        "kind": record.get("role"),
        "make": record.get("manufacturer"),
        "model": record.get("type"),
        "ip": ", ".join(listed(ips, host)),
        "notes": record.get("description", "comments"),
        **{name: record.get(name) for name in ("status", "tenant", "serial", "site", "location", "platform", "rack")},
    }
    cells = _filled(cells)
    verdict = taker.judge(cells, listed(ips, host))
    if verdict is Verdict.CAMERA:
        taker.device(cells, record.where, record.original)
    else:
        taker.drop(verdict.value, record.original)


def _interface(taker: Taker, record: Record) -> None:
    device = record.get("device")
    macs = _netbox.ethernet([record.get("mac"), *record.get("mac").replace(",", " ").split()])
    ips = listed(record.get("ip"), host)
    if not device or not taker.speaks_of_cameras([device], [*macs, *ips]):  # a switch's ports speak of cameras, too
        taker.drop(_netbox.INTERFACES, record.original)
        return
    facts = [*(("mac", mac) for mac in macs), *(("fact.ip", ip) for ip in ips)]
    facts += [("fact.vlan", vlan) for vlan in vlans(record.get("untagged"))]
    realm = _netbox.realm_of(taker.gathered.context, record.get("vrf"))
    taker.part(f"asset:{device}", [*facts, ("register.notes", record.get("description"))], record.original, realm)


def _address(taker: Taker, record: Record) -> None:
    device, address = record.get("device"), host(record.get("address"))
    texts = (device or record.get("description"), record.get("dns_name"))
    if address is None or not taker.speaks_of_cameras(texts, [address]):
        taker.drop(_netbox.ADDRESSES, record.original)
        return
    facts = [("fact.ip", address)] if device else []
    facts += [("fact.hostname", record.get("dns_name")), ("register.notes", record.get("description"))]
    realm = _netbox.realm_of(taker.gathered.context, record.get("vrf"))
    taker.part(f"asset:{device}" if device else f"ip:{address}", facts, record.original, realm)


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells that hold something; a dash is how NetBox shows nothing."""
    return {name: cell for name, cell in cells.items() if cell and cell not in ("—", "-", "None")}


_TABLES: tuple[tuple[Form, Take], ...] = (
    (_PREFIX, _prefix),
    (_VLAN, _vlan),
    (_OLD_VLAN, _vlan),
    (_INTERFACE, _interface),
    (_ADDRESS, _address),
    (_DEVICE, _device),
    (_SITE, _site),
)
