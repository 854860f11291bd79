"""What must hold of parties and holdings before anything is decided by them; each fault with its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import yaml

from camcensus.model.errors import KnowledgeError
from camcensus.model.knowledge import Holding, Party

KINDS = ("company", "soe", "state", "fund", "person")
HOLDS = ("shares", "votes", "board")
SCOPES = ("direct", "in-concert", "consolidated")
WHOLE = 100.5
"""Percent, with what rounding may add."""

Place = tuple[str, int]
"""File, and the number of the entry in its list."""


class Ownership:
    """Parties and holdings as they stand in files."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        parties: Mapping[str, Party],
        holdings: Sequence[Holding],
        places: Sequence[Place],
    ) -> None:
        """`places` says where each holding stands."""
        self._files = files
        self._parties = parties
        self._holdings = holdings
        self._places = places

    def check(self) -> None:
        """Raises `KnowledgeError` for the first fault."""
        self._check_parties()
        for number, one in enumerate(self._holdings):
            fault = self._fault(one)
            if fault:
                raise KnowledgeError(fault, where=self._where(number))
        self._check_sums()

    def _check_parties(self) -> None:
        numbers: dict[tuple[str, str], str] = {}
        for party in self._parties.values():
            where = f"parties, entry '{party.id}'"
            if party.kind not in KINDS:
                raise KnowledgeError(f"'{party.kind}' is not one of: {', '.join(KINDS)}", where=where)
            for register, number in party.identifiers.items():
                other = numbers.setdefault((register, number), party.id)
                if other != party.id:
                    raise KnowledgeError(f"'{other}' has the same {register}: two entries for one party", where=where)

    def _fault(self, one: Holding) -> str:
        for party in (one.owner, one.asset):
            if party not in self._parties:
                return f"no party has the id '{party}'"
        if one.owner == one.asset:
            return "a party cannot be entered as its own holder"
        for word, words in ((one.kind, HOLDS), (one.scope, SCOPES)):
            if word not in words:
                return f"'{word}' is not one of: {', '.join(words)}"
        low, high = one.percent_low, one.percent_high
        if not 0 <= (low or 0) <= (100 if high is None else high) <= 100:
            return f"{low} to {high} is no share in percent"
        if one.true_from and one.true_to and one.true_from > one.true_to:
            return f"it ends on {one.true_to}, before it begins on {one.true_from}"
        return ""

    def _where(self, number: int) -> str:
        one, (place, index) = self._holdings[number], self._places[number]
        return f"{place}, line {_line(self._files[place], index)}, holding of '{one.owner}' in '{one.asset}'"

    def _check_sums(self) -> None:
        """No day on which owners have more than everything between them.

        Claims that count a whole group may overlap others, and claims that differ on one owner count by the least.
        """
        by_asset: dict[tuple[str, str], list[int]] = {}
        for number, one in enumerate(self._holdings):
            if one.scope == "direct" and one.percent_low:
                by_asset.setdefault((one.asset, one.kind), []).append(number)
        for (_, kind), held in by_asset.items():
            for day, least in excesses([self._holdings[number] for number in held]):
                owners = ", ".join(f"'{owner}' {share:g}" for owner, share in sorted(least.items()))
                on = "without a day" if day == date.min else f"on {day}"
                last = max(number for number in held if self._holdings[number].runs(day))
                raise KnowledgeError(
                    f"the owners have more than 100 % of the {kind} {on}: {owners}", where=self._where(last)
                )


def excesses(held: Iterable[Holding]) -> Iterator[tuple[date, dict[str, float]]]:
    """Each day from which owners have more than everything between them, with the least share of each owner."""
    shares = [one for one in held if one.percent_low]
    for day in sorted({one.true_from or date.min for one in shares}):
        least: dict[str, float] = {}
        for one in shares:
            if one.runs(day):
                least[one.owner] = min(least.get(one.owner, 100.0), one.percent_low or 0.0)
        if sum(least.values()) > WHOLE:
            yield day, least


def _line(data: bytes, index: int) -> int:
    """The line on which an entry of the list of holdings begins."""
    node = yaml.compose(data, Loader=yaml.CSafeLoader)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == "holdings":
            return int(value.value[index].start_mark.line) + 1
    return 1
