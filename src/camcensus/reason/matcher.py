"""Which fingerprints recognise which values: each distinct value is matched once, however often it was seen."""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import polars as pl

from camcensus.model.identity import STRENGTHS
from camcensus.model.knowledge import Fingerprint

MAX_TEXT = 65_536
"""Characters of a value that are matched; marks stand at the beginning of what devices say."""

CLAIMS: dict[str, type[pl.DataType]] = {
    "field": pl.String,
    "value": pl.String,
    "encoding": pl.String,
    "about": pl.String,
    "claim": pl.String,
    "weight": pl.Int64,
    "origin": pl.String,
    "by": pl.String,
}
"""Columns of claims before they are joined to observations."""


class Matcher:
    """Fingerprints compiled, by field."""

    def __init__(self, fingerprints: Iterable[Fingerprint]) -> None:
        self._by_field: dict[str, list[tuple[re.Pattern[str], Fingerprint]]] = defaultdict(list)
        for one in fingerprints:
            self._by_field[one.field].append((re.compile(one.pattern), one))

    @property
    def fields(self) -> frozenset[str]:
        """The fields in which anything can be recognised."""
        return frozenset(self._by_field)

    def claims(self, values: pl.DataFrame) -> pl.DataFrame:
        """Claims (`CLAIMS`) on the distinct (field, value, encoding) rows of `values`."""
        known = values.select("field", "value", "encoding").filter(pl.col("field").is_in(list(self._by_field))).unique()
        rows: list[tuple[object, ...]] = []
        for field, value, encoding in known.sort("field", "value", "encoding").iter_rows():
            rows += [
                (field, value, encoding, about, claim, STRENGTHS[mark.strength], mark.origin, mark.id)
                for mark, about, claim in self.recognise(field, text(value, encoding))
            ]
        return pl.DataFrame(rows, schema=CLAIMS, orient="row")

    def recognise(self, field: str, value: str) -> Iterator[tuple[Fingerprint, str, str]]:
        """(fingerprint, about, claim) for each claim on one value."""
        for pattern, mark in self._by_field.get(field, ()):
            match = pattern.search(value)
            if match:
                for about, template in mark.claims.items():
                    claim = fill(template, match)
                    if claim:
                        yield mark, about, claim


def fill(template: str, match: re.Match[str]) -> str:
    """A claim's value, with ``{name}`` replaced by what the pattern captured; empty if that captured nothing."""
    if "{" not in template:
        return template
    groups = {name: captured or "" for name, captured in match.groupdict().items()}
    return re.sub(r"\{(\w+)\}", lambda found: groups.get(found[1], ""), template).strip()


def text(value: str, encoding: str) -> str:
    """A value as characters to match, one a byte for base64; no more than `MAX_TEXT` of it."""
    if encoding != "base64":
        return value[:MAX_TEXT]
    try:
        return base64.b64decode(value[: MAX_TEXT * 2]).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""
