"""A list of sites and buildings, or of the networks at them, as CSV: whatever people keep of their own places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.estate import LIMBS
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers._sites import Sites
from camcensus.sources.reading import forms, text
from camcensus.sources.reading.forms import Form, records
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import HEAD_ROWS, fold

SOURCE = "importer:site-csv@1"

_COLUMNS = {
    "site": (
        "site name", "premises", "premises name", "property", "property name", "campus", "school", "depot", "facility",
        "facility name", "office", "office name",
    ),
    "building": ("building name",),
    "called": ("name", "title"),
    "code": (
        "site code", "site id", "site ref", "site reference", "site no", "site number", "building code", "building id",
        "building ref", "building number", "property ref", "property reference", "property code", "facility code",
        "uprn",
    ),
    "number": ("id", "ref", "reference"),
    "aliases": ("alias", "other names", "also known as", "aka", "former name", "known as"),
    "address": ("full address", "street address", "postal address", "address 1", "address line 1", "street"),
    "address2": ("address 2", "address line 2"),
    "address3": ("address 3", "address line 3"),
    "city": ("town", "town/city", "town or city", "post town", "locality"),
    "county": (),
    "country": (),
    "postcode": ("post code", "zip", "zip code", "zipcode", "postal code"),
    "latitude": ("lat", "gps latitude", "site latitude"),
    "longitude": ("lon", "lng", "long", "gps longitude", "site longitude"),
    "position": ("coordinates", "lat/lon", "lat/long", "lat,long", "latitude/longitude", "gps", "gps coordinates"),
    "parent": ("parent site", "part of", "parent building", "parent site name"),
    "body": ("organisation", "organization", "owner organisation", "department", "business unit", "agency", "trust"),
    "region": ("area", "district"),
    "timezone": ("time zone", "tz"),
    "controller": ("controlled by", "cctv controlled by", "cameras controlled by", "landlord/tenant", "responsibility"),
    "sensitive": ("sensitive site", "is sensitive", "sensitive (yes/no)", "sensitive (y/n)"),
    "holds_secret": ("holds material at secret", "holds secret or above", "holds material at secret or above"),
    "vetted_officials": ("hosts vetted officials", "officials with developed vetting"),
    "used_by_ministers": ("routinely used by ministers",),
    "socpa_location": ("socpa", "socpa site", "covered by socpa"),
    "status": ("site status",),
    "notes": ("comments", "comment", "remarks"),
    "prefix": (
        "cidr", "cidrs", "prefixes", "subnet", "subnets", "network", "networks", "network address", "ip range",
        "ip ranges",
        "network range", "ip subnet", "network/cidr", "prefix/cidr", "ip network",
    ),
    "mask": ("subnet mask", "netmask", "network mask"),
    "vlan": ("vlan id", "vlan no", "vlan number", "vid", "vlans"),
    "vlan_name": (),
    "vrf": ("realm", "routing domain", "address space", "vrf name"),
    "purpose": (
        "description", "use", "usage", "used for", "network description", "role", "function", "network name",
        "subnet name",
        "vlan description", "network purpose",
    ),
    "zone": ("zone kind", "zone type", "kind"),
    "cameras_expected": ("cameras", "cctv expected", "cctv", "number of cameras", "cameras there"),
}  # fmt: skip

_WHERE = (
    "address", "postcode", "city", "latitude", "position", "parent", "body", "timezone", "sensitive", "controller",
    "prefix", "vlan", "region", *LIMBS,
)  # fmt: skip

FORM = Form(
    columns=_COLUMNS,
    needs=(
        *(frozenset((named, column)) for named in ("site", "building", "code") for column in _WHERE),
        frozenset({"called", "latitude", "longitude"}),
        frozenset({"called", "postcode", "sensitive"}),
        frozenset({"called", "postcode", "number"}),
        frozenset({"called", "postcode", "body"}),
        frozenset({"called", "timezone", "body"}),
    ),
    passed_over=("said_by", "said_on", "core", "gateway", "default gateway", "easting", "northing"),
)

_OF_DEVICES = frozenset(map(fold, (
    "asset", "asset id", "asset no", "asset number", "asset tag", "asset name", "brand", "camera", "camera id",
    "camera name", "camera no", "camera number", "camera ref", "camera type", "cctv id", "channel", "channels",
    "device",
    "device id", "device name", "device type", "equipment", "firmware", "firmware version", "host", "host name",
    "interface",
    "ip", "ip addr", "ip address", "ipv4", "ipv4 address", "mac", "mac address", "mac addr", "make", "make/model",
    "make and model", "maker", "manufacturer", "model", "model no", "model number", "nvr", "part number", "port",
    "physical address", "product", "recorder", "sensor", "serial", "serial no", "serial number", "source ip", "switch",
    "vendor", "hw addr", "hardware address", "lens", "quantity", "qty", "email", "first name", "surname", "username",
)))  # fmt: skip
"""Headings of tables that speak of single devices or of people. A list of places has none of them."""


def detect(head: bytes) -> bool:
    """Whether the columns name a site and say where or on which network it is, and none of them speaks of a device."""
    return forms.detect(head, FORM) and not _speaks_of_devices(head)


def _speaks_of_devices(head: bytes) -> bool:
    lines = [line for line in text.decode(head).splitlines() if line.strip()][:HEAD_ROWS]
    between = text.delimiter(lines) or ","
    titles = {fold(cell) for line in lines for cell in line[:20_000].split(between)}
    return not _OF_DEVICES.isdisjoint(titles)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each site, and of the networks that rows give it.

    Raises `NoHeading` if no row names the columns, `BrokenInput` or `HostileInput` for what is no table.
    """
    gathered = Gathered(context, SOURCE)
    sites = Sites(gathered)
    with text.rows(path, context.name) as rows:
        for record in records(rows, FORM, gathered):
            sites.note(_named(dict(record.cells)), record.where, record.original)
            if gathered.is_full():
                yield gathered.take()
    yield gathered.last("the table")


def _named(cells: dict[str, str]) -> dict[str, str]:
    """The cells with `name` and `code`: a building of a site bears both names, and the site is above it."""
    site, building, called = (cells.pop(name, "") for name in ("site", "building", "called"))
    number = cells.pop("number", "")
    if site and building and fold(site) != fold(building):
        cells.setdefault("parent", site)
        cells["name"] = f"{site}, {building}"
    else:
        cells["name"] = site or building or called
    if number and not (site or building):
        cells.setdefault("code", number)
    return cells
