"""A table of TOML read key by key: each of its kind, none misspelt, none left over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class Table:
    """What is left to be read of one table. Every fault is a `ValueError` that says where it stands."""

    def __init__(self, place: str, found: Mapping[str, object]) -> None:
        self.place = place
        self._left = dict(found)

    def take(self, name: str, kind: type[T], default: T | None = None) -> T:
        """The value of a key, taken out of the table."""
        found = self._left.pop(name, default)
        if found is None:
            raise ValueError(f"{self.place}: {name} is missing")
        if not isinstance(found, kind):
            raise ValueError(f"{self.place}: {name} is not a {kind.__name__}")  # noqa: TRY004  # the file is wrong
        return found

    def texts(self, name: str, default: list[str] | None = None) -> list[str]:
        """A list of texts."""
        found: list[object] = list(self.take(name, list, default))
        if not all(isinstance(one, str) for one in found):
            raise ValueError(f"{self.place}: {name} is not a list of texts")
        return [str(one) for one in found]

    def pairs(self, name: str) -> dict[str, str]:
        """A table of texts; an empty one if it is not there."""
        found: dict[str, object] = self.take(name, dict, {})
        return {key: str(value) for key, value in found.items()}

    def table(self, name: str) -> Table | None:
        """A table below; None if it is not there."""
        found: dict[str, object] = self.take(name, dict, {})
        return Table(f"{self.place}.{name}", found) if found else None

    def tables(self, name: str) -> list[Table]:
        """A list of tables below."""
        found: list[dict[str, object]] = self.take(name, list, [])
        return [Table(f"{self.place}.{name}[{number}]", one) for number, one in enumerate(found)]

    def has(self, name: str) -> bool:
        """Whether a key is still to be read."""
        return name in self._left

    def rest(self) -> dict[str, object]:
        """All that is left, taken out of the table."""
        found, self._left = self._left, {}
        return found

    def done(self) -> None:
        """Raises `ValueError` if anything is left."""
        if self._left:
            raise ValueError(f"{self.place}: nobody reads {', '.join(sorted(self._left))}")
