"""Lansweeper's lists of assets as CSV: reports of the on-premises server, and exports of Lansweeper Sites.

On-premises reports name columns of the database (`AssetTypename`, `Lastseen`), Sites the keys of its API
(`assetBasicInfo.mac`) or words (`First seen`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _inventory
from camcensus.sources.importers._inventory import Tool
from camcensus.sources.reading import forms
from camcensus.sources.reading.forms import Form
from camcensus.sources.reading.table import fold
from camcensus.wire import addresses

SOURCE = "importer:lansweeper-csv@1"

FORM = Form(
    columns={
        "key": ("AssetID", "asset key", "installationId"),
        "title": ("AssetName", "Name", "assetBasicInfo.name"),
        "typename": ("AssetTypename", "assetBasicInfo.type", "assetBasicInfo.subType"),
        "kind": ("AssetType", "Type", "Sub type"),
        "hostname": ("FQDN", "DNSName", "assetBasicInfo.fqdn", "assetCustom.dnsName"),
        "domain": ("assetBasicInfo.domain",),
        "make": ("Manufacturer", "assetCustom.manufacturer"),
        "model": ("assetCustom.model",),
        "serial": ("Serialnumber", "Serial", "assetCustom.serialNumber"),
        "mac": ("Mac Address", "assetBasicInfo.mac", "MacAddress"),
        "ip": ("IPAddress", "assetBasicInfo.ipAddress", "IP"),
        "seen": ("Lastseen", "assetBasicInfo.lastSeen"),
        "first_seen": ("Firstseen", "assetBasicInfo.firstSeen"),
        "firmware": ("Firmware Version", "assetCustom.firmwareVersion"),
        "status": ("Statename", "State", "assetCustom.stateName"),
        "range": ("IPLocation", "IP location"),
        "site": ("Building", "assetCustom.building", "Site"),
        "location": ("assetCustom.location",),
        "notes": ("Description", "assetBasicInfo.description", "Comments"),
        "purchased": ("PurchaseDate", "assetCustom.purchaseDate"),
        "person": (
            "Username", "Userdomain", "Contact", "assetBasicInfo.userName", "assetCustom.contact", "Department",
            "assetCustom.department", "Last user",
        ),
    },
    needs=(
        frozenset({"typename", "title"}),
        frozenset({"typename", "key"}),
        frozenset({"key", "title", "seen"}),
        frozenset({"title", "kind", "seen", "first_seen"}),
        frozenset({"title", "kind", "seen", "range"}),
    ),
    secret=frozenset({"person"}),
    passed_over=(
        "AssetTypeIcon10", "AssetTypeIcon16", "AssetTypeIcon24", "icon", "Lasttried", "Last tried", "AssetTypeNumber",
        "LsAgentLastSeen", "Warrantydate", "Warranty date", "OS", "OScode", "OSname", "operatingSystem.name", "url",
        "assetBasicInfo.typeGroup", "assetBasicInfo.lastTried", "assetBasicInfo.lastUpdated", "Scanserver", "SP",
        "assetBasicInfo.scannerTypes", "assetBasicInfo.origin", "assetCustom.warrantyDate", "Custom1", "Custom2",
    ),
)  # fmt: skip

_CAMERAS = "webcam"
"""What Lansweeper calls a camera that it found by its web page."""
_NOWHERE = "undefined"
"""What it calls a range of addresses that nobody named."""


def detect(head: bytes) -> bool:
    """Whether the headings are Lansweeper's."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each asset that may be a camera or one of its kin. Raises as `_inventory.read` does."""
    yield from _inventory.read(path, context, Tool(form=FORM, source=SOURCE, mend=_mend))


def _mend(cells: dict[str, str]) -> None:
    """A thing without a name bears its address; a range of addresses has a name that may be a site's."""
    key, title = cells.pop("key", ""), cells.pop("title", "")
    if title and addresses.normalise(title) is None:
        cells["asset"] = title
        cells.setdefault("hostname", title)
    elif key:
        cells["asset"] = f"lansweeper {key}"
    kind = cells.pop("typename", "") or cells.get("kind", "")
    if kind:
        cells["kind"] = "IP camera" if fold(kind) == _CAMERAS else kind
    if seen := cells.pop("seen", ""):
        cells["last_seen"] = seen
    place = cells.pop("range", "")
    if place and fold(place) != _NOWHERE and "site" not in cells:
        cells["place"] = place
