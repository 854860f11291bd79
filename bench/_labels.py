"""Labelled rows in the corpus form, and what counts as right."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from camcensus.model.knowledge import Knowledge
from camcensus.reason.brands import Spellings, fold

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "shared" / "corpus" / "samples.jsonl"
DISPUTED = HERE / "disputed.csv"
UNKNOWN_WHY = HERE / "unknown.csv"

CAMERAS = ("camera", "recorder", "doorbell")
"""The classes that are a camera claim."""
SPEECHLESS = frozenset(
    ("tcp.signature", "dhcp.parameter_list", "ntp.banner", "snmp.value", "onvif.response", "rtsp.response")
)
"""Fields whose values mostly cannot carry a maker."""
COVERED = ("hikvision", "dahua")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled value."""

    id: str
    field: str
    value: str
    encoding: str
    kind: str
    brand: str
    maker: str
    group: str
    provenance: str


def rows(path: Path) -> list[Row]:
    """The rows of a file that are scored: neither ambiguous nor of a class in dispute."""
    found = []
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            one = json.loads(line)
            if one.get("ambiguous") or one.get("class") == "disputed":
                continue
            found.append(
                Row(
                    id=str(one.get("id") or number),
                    field=one["field"],
                    value=one["value"],
                    encoding=one.get("encoding") or "text",
                    kind=one.get("class") or "unknown",
                    brand=one.get("brand") or "",
                    maker=one.get("maker") or "",
                    group=str(one.get("group") or number),
                    provenance=one.get("provenance") or "",
                )
            )
    return found


def _reasons(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row[0]: row[1] for row in list(csv.reader(stream))[1:]}


def why_unknown() -> dict[str, str]:
    """Ids of rows of the corpus that cannot be known from the value alone, with the reason."""
    return _reasons(UNKNOWN_WHY)


def disputed() -> dict[str, str]:
    """Ids of rows whose label we dispute, with the reason: at most twenty."""
    found = _reasons(DISPUTED)
    if len(found) > 20:
        raise SystemExit(f"{DISPUTED} disputes {len(found)} rows; twenty is the most")
    return found


class Names:
    """Labels as people wrote them, as the ids of brands and makers."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._spellings = Spellings(knowledge.brands)
        self._makers: dict[str, set[str]] = {}
        for maker in knowledge.makers.values():
            for name in (maker.id, maker.name, *maker.aliases):
                self._makers.setdefault(fold(name), set()).add(maker.id)
        self._brands = {brand.id: brand for brand in knowledge.brands.values()}

    def brand(self, label: str) -> str:
        """The brand a label means, or the label itself where we know none of the name."""
        return self._spellings.find(label) or label

    def makers(self, label: str) -> frozenset[str]:
        """The makers that a label may mean: by name, or as what the brand of that name says stands behind all of it."""
        found = set(self._makers.get(fold(label), ()))
        brand = self._brands.get(self.brand(label))
        if not found and brand is not None:
            found = {one.maker for one in brand.made_by if one.maker and one.extent == "all"}
        return frozenset(found) or frozenset({label})

    def behind(self, label: str) -> frozenset[str]:
        """The makers that, by a sourced claim on the brand of a label, build some or all of what bears it."""
        brand = self._brands.get(self.brand(label))
        return frozenset(one.maker for one in brand.made_by if one.maker) if brand is not None else frozenset()


RIGHT, WRONG, UNKNOWN, BEHIND, UNLABELLED = "right", "wrong", "unknown", "behind the label", "unlabelled"


def score(brand: str | None, maker: str | None, truth: Iterable[Row], names: Names) -> str:
    """One answer against the labels of its rows, each role apart.

    *wrong*: a named role contradicts its label, even where another is right; *right*: a named role is what its label
    says; *behind the label*: only the hardware maker was named, for which there is no label, and a sourced claim on the
    brand that is labelled says the same; *unlabelled*: there is no such claim either; *unknown*: nothing was named.
    """
    truth = list(truth)
    brands = {names.brand(row.brand) for row in truth if row.brand}
    makers = frozenset().union(*(names.makers(row.maker) for row in truth if row.maker))
    outcomes = []
    if brand is not None:
        outcomes.append((brand in brands) if brands else None)
    if maker is not None:
        outcomes.append((maker in makers) if makers else None)
    if False in outcomes:
        return WRONG
    if True in outcomes:
        return RIGHT
    if not outcomes:
        return UNKNOWN
    return BEHIND if any(maker in names.behind(row.brand) for row in truth) else UNLABELLED
