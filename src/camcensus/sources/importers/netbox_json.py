"""What NetBox's REST API gives, in one file: pages of sites, locations, networks, devices, interfaces and addresses.

`camcensus fetch netbox` writes such a file; pages that were saved one by one are read as well. All pages are read
twice: whether a device may be a camera can stand in a page about its interfaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _json_records as records
from camcensus.sources.importers import _netbox
from camcensus.sources.importers import _netbox_pages as pages
from camcensus.sources.importers._cameras import Verdict
from camcensus.sources.importers._device import host
from camcensus.sources.importers._json_records import Json, Record, Shape, string
from camcensus.sources.importers._netbox import Taker
from camcensus.sources.importers._netbox_pages import Known, Survey
from camcensus.sources.importers._sites import vlans
from camcensus.sources.reading import text
from camcensus.sources.reading.gathered import Gathered

SOURCE = "importer:netbox-json@1"

SHAPE = Shape(
    what="page of NetBox's API",
    drop=frozenset({
        "config_context", "local_context_data", "custom_links", "contact_name", "contact_phone", "contact_email",
        "images",
        "front_image", "rear_image",
    }),
    mend="give the pages as the API sent them, one after the other",
)  # fmt: skip

_OURS = re.compile(r'"camcensus"\s*:\s*"netbox')
_RESULTS = re.compile(r'"results"\s*:\s*\[')


def detect(head: bytes) -> bool:
    """Whether the file begins with what `fetch` writes, or with a page of objects whose addresses are NetBox's."""
    if not text.is_text(head):
        return False
    found = text.decode(head).lstrip("\ufeff \t\r\n")
    if found[:1] not in ("{", "["):
        return False
    if _OURS.search(found[:500]) is not None:
        return True
    return _RESULTS.search(found) is not None and pages.URL.search(found) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each site and its networks, and of each device that may be a camera or one of its kin.

    Raises `BrokenInput` if there is no page, `HostileInput` for one that is too long.
    """
    looking = Taker(Gathered(context, SOURCE))
    survey = Survey(looking)
    for _ in records.reading(path, looking.gathered, SHAPE, survey.note):
        pass  # what is gathered on the way is only remarks, and they come again
    writer = _Writer(Taker(Gathered(context, SOURCE)), survey)
    yield from records.reading(path, writer.taker.gathered, SHAPE, writer.note)


class _Writer:
    """The second reading: what is kept of each object."""

    def __init__(self, taker: Taker, survey: Survey) -> None:
        self.taker = taker
        self._survey = survey

    def note(self, gathered: Gathered, record: Record) -> None:
        """Take in one page."""
        gathered.records -= 1  # a record is an object, not a page
        for kind, one in pages.objects(record.content):
            gathered.records += 1
            where = f"{kind or 'object'} {string(one, 'id')}".strip()
            if kind == "dcim/sites":
                self.taker.sites.note(pages.site(one), where, self._kept(where, one))
            elif kind in ("ipam/prefixes", "ipam/vlans"):
                self.taker.network(pages.network(one, self._survey.site_of(one)), where, self._kept(where, one))
            elif kind == "dcim/devices":
                self._device(where, one)
            elif kind == "dcim/interfaces":
                self._interface(where, one)
            elif kind == "ipam/ip-addresses":
                self._address(where, one)
            elif kind != "dcim/locations":
                gathered.leave_out("objects of other kinds")

    def _kept(self, where: str, one: Json) -> bytes:
        return records.keep(self.taker.gathered, Record(where=where, content=one, data=msgspec.json.encode(one)))

    def _device(self, where: str, one: Json) -> None:
        known = self._survey.device(string(one, "id"))
        if known is None or known.verdict is not Verdict.CAMERA:
            self.taker.gathered.leave_out((known.verdict if known else Verdict.UNSTATED).value)
            return
        cells = {**pages.device(one), "asset": known.name}
        self.taker.device(cells, where, self._kept(where, one))

    def _interface(self, where: str, one: Json) -> None:
        known = self._known(string(one, "device", "id"), _netbox.INTERFACES)
        if known is not None:
            facts = [("mac", mac) for mac in pages.macs(one)]
            facts += [("fact.vlan", vlan) for vlan in vlans(string(one, "untagged_vlan", "vid"))]
            self._part(known, facts, where, one)

    def _address(self, where: str, one: Json) -> None:
        known = self._known(pages.device_of(one), _netbox.ADDRESSES)
        if known is not None:
            facts = [("fact.ip", host(string(one, "address")) or ""), ("fact.hostname", string(one, "dns_name"))]
            self._part(known, facts, where, one)

    def _known(self, number: str, why: str) -> Known | None:
        known = self._survey.device(number)
        if known is None or known.verdict is not Verdict.CAMERA:
            self.taker.gathered.leave_out(why)
            return None
        return known

    def _part(self, known: Known, facts: list[tuple[str, str]], where: str, one: Json) -> None:
        facts = [fact for fact in facts if fact[1]]
        if facts:
            context = self.taker.gathered.context
            realm = _netbox.realm_of(context, string(one, "vrf", "name"), context.places.get(known.site.lower()))
            self.taker.part(f"asset:{known.name}", facts, self._kept(where, one), realm)
