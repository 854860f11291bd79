"""The text of a PDF, line by line; it is read in a process of its own, which may use so much and no more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from camcensus.model.errors import BrokenInput, HostileInput

MAX_BYTES = 50 << 20
MAX_PAGES = 200
MAX_LINES = 20_000
MAX_LINE = 4_000
"""Characters of one line."""
SECONDS = 30
_MEMORY = 1 << 30
_MAGIC = b"%PDF-"

_CHILD = "from camcensus.sources.reading import pdf; pdf.child()"


def is_pdf(path: Path) -> bool:
    """Whether the file begins as a PDF does; junk of up to 1,024 bytes may stand before it."""
    with path.open("rb") as stream:
        return _MAGIC in stream.read(1_024 + len(_MAGIC))


def lines(path: Path) -> list[str]:
    """Its lines, without empty ones.

    Raises `HostileInput` if it is too large or takes too long, `BrokenInput` if it cannot be read or holds pictures of
    text only.
    """
    if path.stat().st_size > MAX_BYTES:
        what = f"it is larger than {MAX_BYTES >> 20} MB"
        raise HostileInput(what, where=str(path), mend="hand over the pages with the lines")
    given = {name: os.environ[name] for name in ("PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and code; the path is an argument of its own
            [sys.executable, "-c", _CHILD, str(path)], capture_output=True, timeout=SECONDS, check=False, env=given
        )
    except subprocess.TimeoutExpired:
        raise HostileInput(f"its text was not found in {SECONDS} seconds", where=str(path)) from None
    if done.returncode:
        raise BrokenInput("its text cannot be read", where=str(path), mend="save it anew, or as CSV or XLSX")
    found = [line for line in json.loads(done.stdout) if isinstance(line, str)]
    if not found:
        raise BrokenInput(
            "it holds no text, only pictures", where=str(path), mend="ask the supplier for a table, or type the lines"
        )
    return found


def child() -> None:
    """What the other process does: the text of the PDF named by its argument, as a JSON list, within its limits."""
    import resource  # noqa: PLC0415  # Unix alone has it; elsewhere the time limit remains

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to its pipe and nowhere else
    import logging  # noqa: PLC0415  # in the other process alone

    import pypdf  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    found: list[str] = []
    for page in pypdf.PdfReader(sys.argv[1]).pages[:MAX_PAGES]:
        for line in page.extract_text().splitlines():
            if line.strip() and len(found) < MAX_LINES:
                found.append(line.strip()[:MAX_LINE])
    sys.stdout.write(json.dumps(found))
