"""What was sent under a key that makes repeating harmless, and what was answered: sealed, for a day, not too many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from camcensus.store.small import Small

DATABASE = "repeats.db"
_STEPS = (
    """
CREATE TABLE repeat (id BLOB PRIMARY KEY, whose TEXT NOT NULL, made INTEGER NOT NULL, asked BLOB NOT NULL, answer BLOB)
    WITHOUT ROWID;
CREATE INDEX repeat_by_time ON repeat (whose, made);
""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Something that was sent before."""

    asked: bytes
    """What tells whether the same is sent again."""
    answer: bytes | None
    """None: there is none yet, or it was not kept."""


class Repeats:
    """The repeats of a workspace. Raises `StoreError` and its kinds."""

    def __init__(self, folder: Path) -> None:
        """Made if it is not there, readable by its owner alone."""
        self._held = Small(folder / DATABASE, _STEPS)

    def begin(self, key: bytes, whose: str, asked: bytes, *, at: int, since: int, most: int) -> Repeat | None:
        """Note that it is sent; what was sent under that key `since` then, if anything was.

        What is older goes, and of one person what is more than `most`, the oldest first.
        """
        with self._held.write() as connection:
            connection.execute("DELETE FROM repeat WHERE made < ?", (since,))
            found = connection.execute("SELECT asked, answer FROM repeat WHERE id = ?", (key,)).fetchone()
            if found is not None:
                return Repeat(asked=found[0], answer=found[1])
            query = (
                "DELETE FROM repeat WHERE id IN"
                " (SELECT id FROM repeat WHERE whose = ? ORDER BY made DESC LIMIT -1 OFFSET ?)"
            )
            connection.execute(query, (whose, most - 1))
            connection.execute("INSERT INTO repeat VALUES (?, ?, ?, ?, NULL)", (key, whose, at, asked))
        return None

    def done(self, key: bytes, answer: bytes) -> None:
        """Keep what was answered."""
        with self._held.write() as connection:
            connection.execute("UPDATE repeat SET answer = ? WHERE id = ?", (answer, key))

    def burn(self, key: bytes) -> None:
        """Whatever is sent under that key from now on is something else."""
        with self._held.write() as connection:
            connection.execute("UPDATE repeat SET asked = x'', answer = NULL WHERE id = ?", (key,))

    def release(self, key: bytes) -> None:
        """Forget it: it changed nothing."""
        with self._held.write() as connection:
            connection.execute("DELETE FROM repeat WHERE id = ?", (key,))

    def count(self) -> int:
        """How many are kept."""
        with self._held.read() as connection:
            return int(connection.execute("SELECT count(*) FROM repeat").fetchone()[0])
