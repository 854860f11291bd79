"""Whose cloud a name on the internet is: by the marks that recognise who asks for it."""

from __future__ import annotations

from camcensus.model.knowledge import Fingerprint, Knowledge
from camcensus.reason.matcher import Matcher

FIELDS = ("dns.query", "tls.sni")
"""Fields whose marks are names of clouds: a name says the same in both."""
_ABOUTS = ("hardware_maker", "manufacturer", "brand", "component_maker")
"""What a mark may say of who runs the cloud, the nearest first."""
MANY = "a service inside cameras of many makers"


class Clouds:
    """The clouds that are known, ready to be asked; each name is recognised once."""

    def __init__(self, knowledge: Knowledge) -> None:
        marks = [mark for mark in knowledge.fingerprints if mark.field in FIELDS and not mark.part]
        self._matcher = Matcher([mark for mark in marks if _is_of_cameras(mark)], knowledge.vocabulary.weights)
        self._names = {
            **{("brand", one.id): one.name for one in knowledge.brands.values()},
            **{(about, one.id): one.name for one in knowledge.makers.values() for about in _ABOUTS if about != "brand"},
        }
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The maker or brand whose cloud a name belongs to, by its own name; empty: no cloud of a maker is known."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._recognised(name.strip().rstrip(".").lower())
        return found

    def _recognised(self, name: str) -> str:
        data = name.encode("utf-8", "replace")
        said = list(self._matcher.sayings((field, "", data) for field in FIELDS))
        for about in _ABOUTS:
            claims = [(one.weight, one.claim) for one in said if one.about == about]
            if claims:
                _, claim = max(claims, key=lambda one: (one[0], one[1]))
                return self._names.get((about, claim), claim)
        return MANY if said else ""


def _is_of_cameras(mark: Fingerprint) -> bool:
    return mark.claims.get("class") != "not-camera"
