"""GLPI's lists of equipment as CSV: network equipment, peripherals and computers, in English and French.

Headings are the names of GLPI's search options; versions before 10 have some of them in the plural.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _inventory
from camcensus.sources.importers._cameras import hinted, plain
from camcensus.sources.importers._inventory import Tool
from camcensus.sources.reading import forms
from camcensus.sources.reading.forms import Form

SOURCE = "importer:glpi-csv@1"

FORM = Form(
    columns={
        "title": ("name", "nom"),
        "entity": ("entities", "entité", "entités"),
        "status": ("statuses", "statut", "statuts"),
        "make": ("manufacturer", "manufacturers", "fabricant", "fabricants"),
        "serial": ("serial number", "numéro de série"),
        "inventory": ("inventory number", "inventory/asset number", "numéro d'inventaire"),
        "type": ("types",),
        "itemtype": ("item type", "type d'élément", "associated item type"),
        "model": ("models", "modèle", "modèles"),
        "place": ("location", "locations", "lieu", "lieux"),
        "updated": ("last update", "dernière modification", "dernière mise à jour"),
        "last_inventory": ("last inventory date", "date du dernier inventaire", "dernier inventaire"),
        "firmware": ("firmware version", "firmware - version", "micrologiciel", "version du micrologiciel"),
        "ip": ("ip", "network - ip", "réseau - ip", "ip address", "adresse ip", "network - ip address"),
        "mac": (
            "mac", "network - mac", "network - mac address", "réseau - mac", "adresse mac", "mac address",
            "réseau - adresse mac", "network port - mac address", "port réseau - adresse mac",
        ),
        "vlan": ("network - vlan", "réseau - vlan"),
        "network": ("networks", "réseau", "réseaux"),
        "notes": ("comments", "comment", "commentaires", "commentaire"),
        "supplier": ("fournisseur",),
        "installed": ("startup date", "date de mise en service"),
        "purchased": ("date of purchase", "date d'achat"),
        "person": (
            "alternate username", "alternate username number", "user", "usager", "numéro d'usager", "utilisateur",
            "technician in charge", "technicien responsable", "group", "groupe", "group in charge",
            "groupe responsable",
            "contact", "contact number", "technician in charge of the hardware", "technicien responsable du matériel",
            "group in charge of the hardware", "groupe responsable du matériel",
        ),
    },
    needs=tuple(
        frozenset(("title", *own))
        for own in (
            ("entity", "type"), ("entity", "model"), ("entity", "serial"), ("entity", "inventory"), ("entity", "make"),
            ("inventory", "type"), ("inventory", "model"), ("updated", "type", "place"), ("updated", "model", "place"),
            ("last_inventory", "serial"), ("last_inventory", "type"),
        )
    ),
    secret=frozenset({"person"}),
    passed_over=(
        "id", "uuid", "creation date", "date de création", "operating system - name", "système d'exploitation - nom",
        "update source", "source de mise à jour", "snmp credentials", "child entities", "sous-entités", "template name",
        "operating system - version", "memory (mio)", "components - processor", "composants - processeur",
    ),
)  # fmt: skip

_ENGLISH = {
    "camera": "camera", "camera ip": "camera", "camera dome": "dome", "camera reseau": "camera",
    "camera de surveillance": "camera", "camera de videosurveillance": "camera", "enregistreur": "recorder",
    "enregistreur video": "recorder", "enregistreur video reseau": "nvr", "enregistreur numerique": "recorder",
    "encodeur": "encoder", "encodeur video": "encoder", "interphone": "intercom", "visiophone": "intercom",
    "portier video": "intercom", "commutateur": "switch", "routeur": "router", "imprimante": "printer",
    "borne wifi": "access point", "point d acces": "access point", "telephone": "phone", "onduleur": "ups",
    "ecran": "monitor", "ordinateur": "pc", "station de travail": "workstation",
    "en service": "in service", "en production": "in service", "en fonction": "in service", "actif": "active",
    "en stock": "in store", "en reserve": "in store", "hors service": "faulty", "en panne": "faulty",
    "defectueux": "faulty", "reforme": "retired", "mis au rebut": "scrapped", "rebut": "scrapped", "sorti": "retired",
}  # fmt: skip
"""What a French list calls classes and states, without accents, in the words of the vocabulary."""


def detect(head: bytes) -> bool:
    """Whether the headings are GLPI's."""
    return forms.detect(head, FORM)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each thing that may be a camera or one of its kin. Raises as `_inventory.read` does."""
    yield from _inventory.read(path, context, Tool(form=FORM, source=SOURCE, mend=_mend))


def _mend(cells: dict[str, str]) -> None:
    """Types and states end a way (``CCTV > Camera``); a thing is known by its inventory number, else by its name."""
    kind = cells.pop("type", "")
    cells.pop("itemtype", None)
    cells.pop("updated", None)
    if kind:
        cells["kind"] = _english(kind)
    if "status" in cells:
        cells["status"] = _english(cells["status"])
    title, inventory = cells.pop("title", ""), cells.pop("inventory", "")
    if title:
        cells["name"] = title
    if inventory or title:
        cells["asset"] = inventory or title
    if seen := cells.pop("last_inventory", ""):
        cells["last_seen"] = seen


def _english(text: str) -> str:
    """A class or state in the words of the vocabulary, where the list has it in French; else as it is.

    What speaks of a camera loses its accents, so that the word is found in it.
    """
    for step in (text, text.rpartition(">")[2].strip()):
        bare = plain(step)
        found = _ENGLISH.get(bare) or _ENGLISH.get(" ".join(word.removesuffix("s") for word in bare.split()))
        if found:
            return found
    return plain(text) if hinted(text) else text
