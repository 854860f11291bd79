"""Companies by their names: an identifier first, else the whole legal name.

Names that are merely alike are not the same: Costar Technologies is not Costar Group.
"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.knowledge import Party
from camcensus.wire.company_names import fold
from camcensus.wire.company_names import number as number_of

__all__ = ["Companies", "fold"]

_FEW = 3


class Companies:
    """Parties by identifier and by name."""

    def __init__(self, parties: Mapping[str, Party]) -> None:
        self._by_number: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = {}
        for party in parties.values():
            for register, number in party.identifiers.items():
                self._by_number[number_of(register, number)] = party.id
            for name in (party.name, party.id, *party.aliases):
                self._by_name.setdefault(fold(name), set()).add(party.id)
        self._parties = parties

    def numbered(self, register: str, number: str) -> str | None:
        """The party with that number in a register."""
        return self._by_number.get(number_of(register, number))

    def named(self, name: str, jurisdiction: str | None = None) -> tuple[str, ...]:
        """The parties of exactly that name; where it is known where it is registered, only those that may be there."""
        found = sorted(self._by_name.get(fold(name), ()))
        if jurisdiction is None:
            return tuple(found)
        return tuple(one for one in found if self._parties[one].jurisdiction in (None, jurisdiction))

    def find(self, written: str) -> tuple[str, ...]:
        """The parties that a person may mean: by a number (``LEI 529900...``), else by the name."""
        register, _, number = written.strip().partition(" ")
        one = self.numbered(register, number) if number else None
        return (one,) if one else self.named(written)

    def alike(self, written: str) -> tuple[str, ...]:
        """Parties whose names share the first word, if it is no word that many share, as a city is."""
        words = fold(written).split()
        found = {one for name, ids in self._by_name.items() if name.split()[:1] == words[:1] for one in ids}
        return tuple(sorted(found)) if len(found) <= _FEW else ()
