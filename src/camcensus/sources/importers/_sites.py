"""What registers say of sites and of the networks at them, as observations of ``site:..`` subjects.

One record says what a site is (`fact.name`, `fact.code`, `fact.address`, `fact.position`, ...), or which networks it
has (`fact.prefix`, `fact.vlan`, `fact.vlan_name`, `fact.purpose`, `fact.vrf`, ...), or both; facts of one record belong
together.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from camcensus.model.estate import LIMBS
from camcensus.sources.importers._cameras import plain
from camcensus.sources.reading import cells as reading
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import quoted
from camcensus.sources.reading.table import fold
from camcensus.wire import addresses

NOWHERE = "networks that no site has"
NAMELESS = "rows that name no site"

MAX_NETWORKS = 256
"""Networks that one cell may list."""
MAX_SLUG = 60
"""Characters of an id that is made from a name; of a longer name its end is a hash."""
MAX_SITES = 200_000
"""Sites whose names are remembered, so that what another row says of them goes to the same subject."""

_ADDRESS = ("address", "address2", "address3", "city", "county", "postcode", "country")
_AS_STATED = ("parent", "body", "region", "postcode")
_AS_WRITTEN = ("status", "facility", "notes")
_NETWORK_TEXTS = (
    ("vrf", "fact.vrf"), ("vlan_name", "fact.vlan_name"), ("purpose", "fact.purpose"), ("zone", "fact.zone_kind"),
)  # fmt: skip
_OF_ANY = (("vrf", "fact.vrf"), ("purpose", "register.notes"))
"""What they mean in a record that has no network: a site may have an address space of its own, and a description."""
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "oui"})
_NO = frozenset({"no", "n", "false", "f", "0", "non"})
_UNKNOWN = frozenset({"unknown", "tbc", "tba", "notknown", "na", "none", ""})
_GLOBAL = frozenset({"global", "default", "none", "notset"})
"""What the table of routes is called that is no VRF."""
_DEGREES = re.compile(r"(-?\d{1,3}(?:[.,]\d{1,15})?)\s*°?\s*([NSEW]?)", re.IGNORECASE | re.ASCII)
_VLAN = re.compile(r"(?<![\w./])(?:vlan ?)?(\d{1,4})(?![\w.])", re.IGNORECASE | re.ASCII)


def slug(text: str) -> str:
    """A name as an id: ``Fenwick House`` is ``fenwick-house``; one without Latin letters or digits is its hash."""
    found = plain(text).replace(" ", "-")
    if found and len(found) <= MAX_SLUG:
        return found
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    return "-".join(filter(None, [found[: MAX_SLUG - 13].strip("-"), digest])) if text else ""


class Sites:
    """Takes in what rows or objects say of sites; their observations go into `gathered`."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._subjects: dict[str, str] = {}
        self._coded: set[str] = set()
        self._words = reading.Words(gathered.context.vocabulary.values.get("controller", {}))

    def note(self, cells: Mapping[str, str], where: str, original: bytes) -> None:
        """Take in what one record says; cells are named as in `site_csv.FORM`, `name` and `code` among them."""
        name, code = cells.get("name", ""), cells.get("code", "")
        if not name and not code:
            self._without_site(cells, where, original)
            return
        facts = [("fact.name", name), ("fact.code", code)]
        facts += [*self._described(cells, where), *self._networks(cells, where)]
        places = self._gathered.context.places
        place = places.get(name.lower()) or places.get(code.lower())
        subject = self._subject(name, code)
        self._gathered.add(subject, facts, original=original, realm=place.realm if place else None)

    def _without_site(self, cells: Mapping[str, str], where: str, original: bytes) -> None:
        network = cells.get("prefix") or (f"VLAN {cells['vlan']}" if "vlan" in cells else "")
        self._gathered.leave_out(NOWHERE if network else NAMELESS)
        if network:
            self._gathered.remarks.add(where, f"{quoted(network)} is at no site, and left out")
        self._gathered.forget(original)

    def _subject(self, name: str, code: str) -> str:
        """One subject for all the ways in which a file names a site: by its code, else by its name.

        Two sites of one name with a code each are two.
        """
        by_code, by_name = (f"{kind} {fold(way) or way}" for kind, way in (("code", code), ("name", name)))
        named = self._subjects.get(by_name) if name else None
        if not code:
            subject = named or self._subjects.get(f"code {fold(name) or name}") or f"site:{slug(name)}"
        else:
            subject = self._subjects.get(by_code) or f"site:{slug(code)}"
            if by_code not in self._subjects and named is not None and named not in self._coded:
                subject = named
            self._coded.add(subject)
        if len(self._subjects) < MAX_SITES:
            for way in (by_code, by_name):
                self._subjects.setdefault(way, subject)
        return subject

    # --- what a site is ----------------------------------------------------------------------------------------

    def _described(self, cells: Mapping[str, str], where: str) -> list[tuple[str, str]]:
        parts = dict.fromkeys(cells[part] for part in _ADDRESS if part in cells)
        facts = [("fact.address", ", ".join(parts))]
        facts += [(f"fact.{cell}", cells.get(cell, "")) for cell in _AS_STATED]
        facts += [(f"register.{cell}", cells.get(cell, "")) for cell in _AS_WRITTEN]
        facts += [("fact.alias", alias.strip()) for alias in re.split(r"[;|]", cells.get("aliases", ""))]
        facts += [("fact.position", self._position(cells, where)), *self._timezone(cells, where)]
        if controller := cells.get("controller", ""):
            value = self._words.find(controller)
            facts.append(("fact.controller", value) if value else ("register.controller", controller))
        for cell in ("sensitive", *LIMBS):
            facts.append((f"fact.{cell}", self._answer(cells, cell, where)))
        return facts

    def _answer(self, cells: Mapping[str, str], cell: str, where: str) -> str:
        """``yes``, ``no`` or ``unknown``, as it is stated; nothing where nothing is."""
        written = cells.get(cell, "")
        if not written:
            return ""
        folded = fold(written)
        if folded in _YES:
            return "yes"
        if folded in _NO:
            return "no"
        if folded not in _UNKNOWN:
            self._gathered.remarks.add(where, f"{cell}: {quoted(written)} is neither yes nor no: kept as unknown")
        return "unknown"

    def _position(self, cells: Mapping[str, str], where: str) -> str:
        """``latitude,longitude`` in degrees."""
        written = [cells.get("latitude", ""), cells.get("longitude", "")]
        if not any(written) and "position" in cells:
            written = _two(cells["position"])
        if not any(written):
            return ""
        latitude, longitude = (degrees(one) for one in (*written, "")[:2])
        if latitude is None or longitude is None:
            return self._no_position(where, written)
        return position(latitude, longitude) or self._no_position(where, written)

    def _no_position(self, where: str, written: list[str]) -> str:
        shown = quoted(", ".join(written))
        self._gathered.remarks.add(where, f"{shown} is no latitude and longitude in degrees, and left out")
        return ""

    def _timezone(self, cells: Mapping[str, str], where: str) -> list[tuple[str, str]]:
        written = cells.get("timezone", "")
        if not written or is_timezone(written):
            return [("fact.timezone", written)]
        self._gathered.remarks.add(where, f"{quoted(written)} is no time zone; they are named as Europe/London is")
        return [("register.timezone", written)]

    # --- which networks it has ---------------------------------------------------------------------------------

    def _networks(self, cells: Mapping[str, str], where: str) -> list[tuple[str, str]]:
        facts = [("fact.prefix", prefix) for prefix in self._prefixes(cells, where)]
        facts += [("fact.vlan", vlan) for vlan in vlans(cells.get("vlan", ""))]
        texts = _NETWORK_TEXTS if facts else _OF_ANY
        facts += [(field, cells.get(cell, "")) for cell, field in texts]
        expected = cells.get("cameras_expected", "")
        if expected.isascii() and expected.isdecimal():
            facts.append(("fact.cameras_expected", "yes" if int(expected[:9]) else "no"))
        elif expected:
            facts.append(("fact.cameras_expected", self._answer(cells, "cameras_expected", where)))
        return [(field, value) for field, value in facts if field != "fact.vrf" or fold(value) not in _GLOBAL]

    def _prefixes(self, cells: Mapping[str, str], where: str) -> list[str]:
        text, mask = cells.get("prefix", ""), cells.get("mask", "")
        if not text:
            return []
        parts = [part for part in re.split(r"\s*[,;|\n]\s*", text) if part]
        if mask and "/" not in text and "-" not in text:
            parts = [f"{part}/{mask}" for part in parts]
        found: dict[str, None] = {}
        for part in parts[:MAX_NETWORKS]:
            network = prefix(part, self._gathered.remarks.count)
            if network is None:
                self._gathered.remarks.add(where, f"{quoted(part)} is no network, such as 10.1.2.0/24, and left out")
            else:
                found[network] = None
        if len(parts) > MAX_NETWORKS:
            self._gathered.remarks.add(where, f"{len(parts):,} networks: only the first {MAX_NETWORKS} were kept")
        return list(found)


def prefix(text: str, doubt: Callable[[str], None] = lambda _: None) -> str | None:
    """A network as ``10.1.2.0/24``, or a range that is none as first-last; None for what is neither.

    An address of a host with the length of its network stands for the network, and that is a doubt. A single address
    without a length is no network.
    """
    text = re.sub(r"\s*([/-])\s*", r"\1", text.strip())
    if " " in text:
        text = re.sub(r"\s+", "/", text, count=1)  # 10.1.2.0 255.255.255.0
    try:
        if "/" in text:
            found = ipaddress.ip_network(text, strict=False)
            if str(found.network_address) != addresses.normalise(text.partition("/")[0]):
                doubt("{} networks were given by an address of a host in them")
            return str(found)
        return addresses.show(addresses.span(text)) if "-" in text else None
    except ValueError:
        return None


def vlans(text: str) -> list[str]:
    """The VLANs that a cell names, each once: ``40``, ``VLAN 40``, ``CCTV (40)``, ``40; 41``."""
    found = [int(number) for number in _VLAN.findall(text[:2_000])]
    return list(dict.fromkeys(str(number) for number in found if 0 < number < 4095))


def _two(text: str) -> list[str]:
    """The two numbers of a position: cut at a space or semicolon, as commas may be in them, else at a comma."""
    for cut in (r"[\s;]+", r"\s*,\s*"):
        parts = re.split(cut, text.strip("()[] ")[:100])
        if len(parts) == 2:
            return [part.strip(", ") for part in parts]
    return [text]


def degrees(text: str) -> float | None:
    """A number of degrees, south and west of nought below it; None for what is no number."""
    match = _DEGREES.fullmatch(text.strip())
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    return -abs(number) if match[2] and match[2] in "SsWw" else number


def position(latitude: float, longitude: float) -> str:
    """``latitude,longitude`` to a tenth of a metre; nothing if it is no place on the earth, or the one of no place."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or (latitude, longitude) == (0, 0):
        return ""
    return f"{round(latitude, 6)},{round(longitude, 6)}"


def is_timezone(name: str) -> bool:
    """Whether a time zone bears this name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
