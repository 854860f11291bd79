"""What values say of the device that sent them: each distinct value is taken apart and recognised once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from camcensus.model.identity import CLASSES
from camcensus.model.knowledge import Knowledge, Registrants
from camcensus.reason import normal
from camcensus.reason.brands import Spellings
from camcensus.reason.matcher import Matcher, Saying
from camcensus.reason.parts import Part, parts
from camcensus.wire import macs

YEAR = "year"
"""What a year of installation is about: it decides which claim on a brand holds."""

_YEAR = re.compile(r"[12][0-9]{3}(?![0-9])")
_KIND = {"register.make": "brand"}
"""Fields whose value is of the kind that parts of structured values state."""


class Sayings:
    """Everything that is known, ready to be asked what a value says."""

    def __init__(self, knowledge: Knowledge, registrants: Registrants, matcher: Matcher) -> None:
        self._matcher = matcher
        self._weights = knowledge.vocabulary.weights
        self._stated = knowledge.vocabulary.stated
        self.spellings = Spellings(knowledge.brands)
        """The brands by the ways their names are written."""
        self._registrants = registrants
        self._makers = {name: maker for maker in knowledge.makers.values() for name in maker.registrants}

    def of(self, field: str, value: str, encoding: str) -> tuple[Saying, ...]:
        """What one value says, without repetition, in an order that depends on nothing else."""
        found = parts(field, value, encoding, self._stated)
        said = dict.fromkeys(self._normal(saying) for saying in self._matcher.sayings(found))
        for index, part in enumerate(found):
            if not part[1]:
                said.update(dict.fromkeys(self._plain(part, of_itself=index == 0)))
        return tuple(said)

    def _normal(self, saying: Saying) -> Saying:
        if saying.about == "model":
            return saying._replace(claim=normal.model(saying.claim, self.spellings))
        if saying.about == "firmware":
            return saying._replace(claim=normal.firmware(saying.claim))
        return saying

    def _plain(self, part: Part, *, of_itself: bool) -> Iterator[Saying]:
        """What a value says without any mark: its field says what it is. `of_itself`: it is no part of another."""
        field, _, data = part
        kind = _KIND.get(field, field)
        if kind not in ("brand", "mac", "model.number", "firmware.version", "fact.class", "fact.installed_on"):
            return
        text = data.decode("utf-8", "replace").strip()[:400]
        medium = self._weights.medium
        if kind == "brand":
            yield from self._label(text, of_itself=of_itself)
        elif kind == "mac":
            yield from self._registered(text)
        elif kind == "model.number" and (model := normal.model(text, self.spellings)):
            yield Saying("model", model, medium, f"stated:{field}", field, copied=False)
        elif kind == "firmware.version" and (firmware := normal.firmware(text)):
            yield Saying("firmware", firmware, medium, f"stated:{field}", field, copied=False)
        elif kind == "fact.class" and text in CLASSES:
            yield Saying("class", text, medium, f"stated:{field}", field, copied=False)
        elif kind == "fact.installed_on" and _YEAR.match(text):
            yield Saying(YEAR, text[:4], 1, f"stated:{field}", field, copied=False)

    def _label(self, text: str, *, of_itself: bool) -> Iterator[Saying]:
        """The name on the label: as a person wrote it, or (`copied`) as the device was told to call itself."""
        brand = self.spellings.find(text)
        if brand is not None:
            origin = "label" if of_itself else "stated-label"
            yield Saying("brand", brand, self._weights.medium, origin, "brands", copied=not of_itself)

    def _registered(self, text: str) -> Iterator[Saying]:
        """Who holds the block of an address: a builder's block says who built the thing, a seller's who sold it."""
        mac = macs.normalise(text)
        if mac is None or int(mac[:2], 16) & 3:
            return  # made up by whoever manages the address, or a group's: it names nobody
        maker = self._makers.get(self._registrants.names.get(mac[:8], ""))
        if maker is not None:
            by = f"registrants@{self._registrants.made}"
            if maker.sells:
                yield Saying("manufacturer", maker.id, self._weights.weak, "registrant", by, copied=False)
            else:
                yield Saying("hardware_maker", maker.id, self._weights.block, "registrant", by, copied=False)
