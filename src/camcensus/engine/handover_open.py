"""A bundle into a workspace of its own: all of it, proved, or nothing.

It has no private key: it verifies, assesses and repeats, and signs nothing in the log's name.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from camcensus.engine import beside, handover_check
from camcensus.engine.handover_check import Checked
from camcensus.engine.handover_file import opened
from camcensus.engine.handover_lay import lay
from camcensus.model.errors import StoreFull, UsageError
from camcensus.wire.checkpoint import Checkpoint, Key


def open_(path: Path, to: Path, trusted: Sequence[Key] = (), held: Sequence[Checkpoint] = ()) -> Checked:
    """Make the workspace `to` of a bundle; where what is found is wrong with it, nothing is made.

    Raises `UsageError` if `to` is there, `StoreFull`, and as `handover_file.opened` and `handover_lay.lay`.
    """
    if to.exists():
        raise UsageError("there is something of that name", where=str(to), mend="name a new folder")
    fresh = beside.fresh(to)
    try:
        with opened(path) as bundle:
            lay(bundle, fresh)
            found = handover_check.check(bundle, fresh, trusted, held)
        if found.code != 1:
            fresh.replace(to)
    except OSError as fault:
        words = f"it cannot be written: {fault.strerror}; nothing was made"
        raise StoreFull(words, where=str(to), mend="make room, or name another place") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return found
