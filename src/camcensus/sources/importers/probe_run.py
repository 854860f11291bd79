"""The file of a probe run: what devices said, each visit one record, and the run's own account."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from camcensus.model import jsonl
from camcensus.model.errors import BrokenInput
from camcensus.model.frames import from_observations
from camcensus.model.observation import Observation
from camcensus.model.reading import CHUNK, Chunk, Context, Remark
from camcensus.sources.reading.lines import Stripper, numbered
from camcensus.sources.reading.remarks import listed, told

SOURCE = "importer:probe-run@1"

MAX_BYTES = 16 << 20
"""Bytes of originals that are gathered before they are handed on."""
MAX_RECORD = 8_000
"""Lines of one visit; beyond, what a device said is parted."""
_MEND = "give the file as 'camcensus probe' wrote it"


def detect(head: bytes) -> bool:
    """Whether the first line says under which scope a run was made."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return first.startswith(b"{") and b'"run.scope"' in first and b'"subject": "run:' in first


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """The observations of the run, in its order. What one device said in one visit shares one original.

    A last line that was cut off is left out and remarked, as is a run that does not say how it ended. Raises
    `BrokenInput` with the line number for any other line that is no observation, `HostileInput` for one too long.
    """
    gathered = _Gathered(context)
    with path.open("rb") as stream:
        whole = _ends_whole(path)
        for number, line, is_last in _marked(numbered(stream, context.name)):
            try:
                gathered.note(line)
            except (ValueError, RecursionError, OverflowError) as fault:
                if is_last and not whole:
                    gathered.remarks.append(Remark(where=f"line {number}", what="cut off, and left out"))
                    break
                what = "nested too deeply" if isinstance(fault, RecursionError) else told(fault)
                where = f"{context.name}, line {number}"
                raise BrokenInput(f"not an observation: {what}", where=where, mend=_MEND) from None
            if gathered.is_full():
                yield gathered.take()
    yield gathered.last()


def _marked(lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes, bool]]:
    """Each line with whether it is the last."""
    before = next(lines, None)
    while before is not None:
        after = next(lines, None)
        yield *before, after is None
        before = after


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as stream:
        if not stream.seek(0, 2):
            return True
        stream.seek(-1, 2)
        return stream.read(1) == b"\n"


class _Gathered:
    """What the lines have said so far, and those of the record that is not yet at its end."""

    def __init__(self, context: Context) -> None:
        self.remarks: list[Remark] = []
        self._context = context
        self._stripper = Stripper(context)
        self._record: list[bytes] = []
        self._about = ""
        self._observations: list[Observation] = []
        self._originals: dict[bytes, bytes] = {}
        self._bytes = 0
        self._ended = ""
        self._attempts = False

    def note(self, line: bytes) -> None:
        """Take in one line. Raises `ValueError`, `RecursionError` or `OverflowError` if it is no observation."""
        data = self._stripper.strip(line)
        one = self._decoded(data, b"")
        about = _about(one)
        if about != self._about or len(self._record) >= MAX_RECORD:
            self._close()
        self._about = about
        self._record.append(data)
        self._bytes += len(data)
        self._attempts = self._attempts or one.field == "run.stood"
        if one.field == "run.ended":
            self._ended = one.value

    def is_full(self) -> bool:
        return len(self._observations) >= CHUNK or self._bytes >= MAX_BYTES

    def take(self) -> Chunk:
        chunk = Chunk(
            observations=from_observations(self._observations),
            originals=self._originals,
            records=len(self._originals),
            redacted=self._stripper.redacted,
            remarks=tuple(self.remarks),
        )
        self._observations, self._originals, self._bytes, self._stripper.redacted = [], {}, 0, 0
        self.remarks = []
        return chunk

    def last(self) -> Chunk:
        self._close()
        if not self._ended:
            self.remarks.append(Remark(where="the run", what="does not say how it ended: it was cut off"))
        elif '"why": "done"' not in self._ended:
            again = "'camcensus try' begins anew" if self._attempts else "'camcensus probe --resume' takes it up again"
            self.remarks.append(Remark(where="the run", what=f"ended early: {again}"))
        if self._stripper.unknown:
            what = f"not understood and kept only in the originals: {listed(list(self._stripper.unknown))}"
            self.remarks.append(Remark(where="the lines' keys", what=what))
        return self.take()

    def _close(self) -> None:
        """The record is at its end: its observations share the lines of all of them."""
        if not self._record:
            return
        whole = b"\n".join(self._record)
        key = hashlib.sha256(whole).digest()
        self._originals[key] = whole
        self._observations += [self._decoded(data, key) for data in self._record]
        self._record = []

    def _decoded(self, data: bytes, key: bytes) -> Observation:
        context = self._context
        return jsonl.decode(data, body=context.body, realm=context.realm, source=SOURCE, original=key)


def _about(one: Observation) -> str:
    """Whose record a line belongs to: a recorder's channels to the recorder's; each line of the run is its own."""
    kind, _, name = one.subject.partition(":")
    if kind == "channel":
        return f"ip:{name.rpartition('/')[0]}"
    return one.subject if kind != "run" else f"{one.subject} {one.field} {one.value}"
