"""Which rows of an inventory of everything may be cameras, recorders, encoders, intercoms or servers of video.

Such an inventory holds every laptop with the person who carries it: only what has to do with cameras is kept, the rest
is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from camcensus.model.reading import Context
from camcensus.sources.reading import cells

KEPT = frozenset({"camera", "recorder", "encoder", "doorbell", "intercom", "vms"})
"""Classes that are kept. Any other class that the vocabulary knows is a thing of another kind."""

OTHER = "rows of things that are neither cameras nor recorders"
UNSTATED = "rows that state no class, and whose names and addresses say nothing of cameras"

_HINT = re.compile(
    r"camera|cctv|surveillance|(?:^|[^a-z])(?:[ndxh]vr|anpr|ptz|vms|ip ?cam|cam)(?![a-z])"
    r"|video ?(?:recorder|encoder|server|intercom|door|management|analytic)|network video|enregistreur"
    r"|door ?bell|intercom|interphone|visiophone|portier video"
)
"""Words, without accents, that make a thing worth keeping whatever class it is given: English and French."""


class Verdict(Enum):
    """What a row is, as far as an importer can tell."""

    CAMERA = ""
    """It may be a camera or one of its kin."""
    OTHER = OTHER
    UNSTATED = UNSTATED


class Sieve:
    """Judges rows by the words for what they are, and by whether the network or a block of addresses speaks of them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._words = cells.Words(context.vocabulary.values.get("kind", {}))

    def judge(self, kind: str, names: Iterable[str], macs: Iterable[str] = (), ips: Iterable[str] = ()) -> Verdict:
        """What a thing is, by its class as written, its names (of model, host, place), and its addresses, normalised.

        What the log knows as a possible camera is one, whatever it is called; what is said to be something else is
        that, whoever holds the block of its Ethernet address.
        """
        context = self._context
        macs = list(macs)
        if context.keep_all or not context.known.isdisjoint([*macs, *ips]):
            return Verdict.CAMERA
        if (stated := self.settled(kind)) is not None:
            return stated
        if hinted(kind) or any(map(context.builds, macs)) or any(map(hinted, names)):
            return Verdict.CAMERA
        return Verdict.OTHER if kind else Verdict.UNSTATED

    def settled(self, kind: str) -> Verdict | None:
        """What a class alone says, where the vocabulary knows it: neither names nor blocks of addresses change it."""
        value = self._words.find(kind) if kind else None
        if value is None:
            return None
        return Verdict.CAMERA if value in KEPT else Verdict.OTHER


def hinted(text: str) -> bool:
    """Whether a word for a camera or one of its kin stands in a text."""
    return bool(text) and _HINT.search(plain(text)) is not None


def plain(text: str) -> str:
    """A text in small letters without accents; what is neither letter nor digit is one space."""
    bare = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", bare.lower()).strip()
