"""Whether a device was taken down, from the assessment, what networks told since, and what a person says besides."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from camcensus.engine import extensions
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.removal import SAID, Removal, Wish
from camcensus.reason import removal, since

DAYS = 30
MOST_DAYS = 3_650
_PICTURE = b"\xff\xd8"


def of(workspace: Workspace, assessment: Assessment, device: str, words: Mapping[str, str]) -> Removal:
    """The removal of one device. `words`: ``days``, and what the log does not hold. Raises `UsageError`."""
    observed = workspace.store.observations(assessment.basis.position, since.FIELDS)
    wish = Wish(days=_days(words.get("days", "")), said={name: words[name] for name in SAID if words.get(name)})
    return removal.find(
        assessment,
        device,
        observed,
        wish,
        listeners=frozenset(extensions.found("captures")),
        pictures=_pictures(workspace, assessment, device),
    )


def _days(written: str) -> int:
    if not written:
        return DAYS
    if not (written.isascii() and written.isdecimal() and len(written) < 6 and 1 <= int(written) <= MOST_DAYS):
        raise UsageError(f"'{written[:40]}' is no number of days", mend=f"write --say days={DAYS}")
    return int(written)


def _pictures(workspace: Workspace, assessment: Assessment, device: str) -> frozenset[bytes]:
    """The hashes of the photographs of its label that were handed over and are kept."""
    named = assessment.observations([device]).filter(pl.col("field") == "survey.photo")
    keys = named["original"].drop_nulls().unique().to_list()
    return frozenset(key for key, data in workspace.store.originals(keys).items() if data.startswith(_PICTURE))
