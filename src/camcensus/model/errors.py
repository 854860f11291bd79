"""What can go wrong, whose fault it is, and where to read more.

::

    CamcensusError
    ├── InputError          the file that was given
    │   ├── UnknownFormat       nothing here reads it
    │   ├── BrokenInput         it claims a format and breaks its rules
    │   │   └── NoHeading           no row of the table says what its columns are
    │   └── HostileInput        it would take more time, memory or trust than a file may
    ├── SettingsError       the estate or profile file the owner wrote
    ├── KnowledgeError      a knowledge file, ours or the owner's overlay
    ├── UsageError          what was asked cannot be asked
    │   └── TooMuchWaits        not before some of it is done
    ├── AccessRefused       who asks is not let in, or may not do that
    │   └── TooOften            not so soon again
    ├── LogKeyError         the key that the log signs with
    └── StoreError          the log
        ├── StoreBusy           another process writes
        ├── StoreFull           no room left
        └── StoreDamaged        it is not what it was

Each has one sentence that says what is wrong, where, and what to do; `slug` names its heading in
``docs/reference/errors.md``.
"""

from __future__ import annotations

from typing import ClassVar


class CamcensusError(Exception):
    """The base of every error that is not a fault of the program."""

    slug: ClassVar[str] = "error"

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        """`what` went wrong, `where` (file, line, record), and how to `mend` it."""
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f" {self.mend[:1].upper()}{self.mend[1:]}." if self.mend else ""
        return f"{place}{self.what.rstrip('.')}.{mend}"


class InputError(CamcensusError):
    """A file that was given to be read."""

    slug = "input"


class UnknownFormat(InputError):  # noqa: N818  # the names say what happened, as the tree reads
    """No importer knows the file."""

    slug = "unknown-format"


class BrokenInput(InputError):  # noqa: N818
    """The file breaks the rules of its own format."""

    slug = "broken-input"


class NoHeading(BrokenInput):
    """No row of a table says what its columns are; `seen` is what stands where a heading might."""

    slug = "no-heading"

    def __init__(self, what: str, *, where: str = "", mend: str = "", seen: str = "") -> None:
        """As every error, and what was `seen`."""
        super().__init__(what, where=where, mend=mend)
        self.seen = seen


class HostileInput(InputError):  # noqa: N818
    """The file would take more time, memory or trust than a file may have."""

    slug = "hostile-input"


class SettingsError(CamcensusError):
    """The estate or profile file has a fault; `where` has its line."""

    slug = "settings"


class KnowledgeError(CamcensusError):
    """A knowledge file has a fault; nothing is decided on a knowledge base that does not load whole."""

    slug = "knowledge"


class UsageError(CamcensusError):
    """The question cannot be asked this way or now."""

    slug = "usage"


class TooMuchWaits(UsageError):  # noqa: N818
    """So much waits to be done that nothing more is taken; after `wait` seconds it may be."""

    slug = "too-much-waits"
    wait = 10


class AccessRefused(CamcensusError):  # noqa: N818
    """Whoever asks is not let in, or may not do what was asked."""

    slug = "access"


class TooOften(AccessRefused):
    """Whoever asks did so too often; after `wait` seconds they may again."""

    slug = "too-often"

    def __init__(self, wait: int) -> None:
        """`wait`: seconds, at least 1."""
        super().__init__("this was asked too often", mend=f"ask again in {wait:,} seconds")
        self.wait = wait


class LogKeyError(CamcensusError):
    """The key that the log signs with is missing, open to others, or not that of this log."""

    slug = "log-key"


class StoreError(CamcensusError):
    """The log cannot be read or written."""

    slug = "store"


class StoreBusy(StoreError):  # noqa: N818
    """Another process holds the log for writing."""

    slug = "store-busy"


class StoreFull(StoreError):  # noqa: N818
    """No room is left; nothing half-written remains."""

    slug = "store-full"


class StoreDamaged(StoreError):  # noqa: N818
    """The log is not what it was when it was written."""

    slug = "store-damaged"
