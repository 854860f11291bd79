"""Zeek's logs as text, as it writes them: of any kind, also several with their headings in one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _log_blocks, _log_reading
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._zeek import COLUMNS, LISTS, SENSORS, Zeek
from camcensus.wire import zeek
from camcensus.wire.zeek import Heading

SOURCE = "importer:zeek-log@1"


def detect(head: bytes) -> bool:
    """Whether the file begins with the heading of one of Zeek's logs."""
    return zeek.detect(_log_blocks.text(head[:8_192]))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What the records say of hosts that have to do with cameras.

    Raises `BrokenInput` if no heading names the columns, or the cells are parted by more than one character.
    """
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    reader = _Reader(log)
    for block in _log_blocks.blocks(path, log.context.name):
        reader.take(block.data)
        yield block.done
    reader.end()


class _Reader:
    """Goes from heading to heading."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._zeek = Zeek(log)
        self._heading = Heading()
        self._seen = False

    def take(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if data[at] == ord("#"):
                end = data.find(b"\n", at) + 1 or len(data)
                self._heading = zeek.read(self._heading, data[at:end].decode("utf-8", "replace"))
            else:
                end = data.find(b"\n#", at) + 1 or len(data)
                self._records(data[at:end])
            at = end

    def _records(self, data: bytes) -> None:
        heading = self._heading
        if heading.peculiar or not heading.fields:
            self._refuse(data)
            return
        self._seen = True
        kind = heading.kind()
        if kind not in zeek.ALL:
            self._log.gathered.leave_out(f"records of other logs ({kind[:40] or 'without a name'})", data.count(b"\n"))
            return
        self._zeek.take(kind, self._table(kind, self._whole(data)))

    def _refuse(self, data: bytes) -> None:
        if _log_blocks.blank(data):
            return
        what = "its cells are parted in an odd way" if self._heading.peculiar else "no heading names its columns"
        raise BrokenInput(what, where=self._log.context.name, mend="give the log as Zeek wrote it, from its first line")

    def _whole(self, data: bytes) -> bytes:
        """The lines without the last one, if that is cut off."""
        last = data.rfind(b"\n") + 1
        cells = data[last:].count(self._heading.separator.encode()) + 1
        if last == len(data) or cells >= len(self._heading.fields):
            return data
        self._log.gathered.leave_out("lines that are cut off by the end of the file")
        return data[:last]

    def _table(self, kind: str, data: bytes) -> pl.DataFrame:
        heading = self._heading
        sensors = [name for name in SENSORS if name in heading.fields]
        names = [*COLUMNS[kind], *sensors]
        table = _log_blocks.cells(data, heading.fields, names, heading.separator)
        text = pl.all()
        plain = pl.when(~text.is_in([heading.unset, heading.empty, ""])).then(text)
        lists = [name for name in names if name in LISTS]
        split = [pl.col(name).str.split(heading.between) for name in lists if name != "service" or kind != "conn"]
        return table.select(plain.name.keep()).with_columns(split)

    def end(self) -> None:
        if not self._seen and not self._heading.fields:
            raise BrokenInput(
                "no heading names its columns", where=self._log.context.name, mend="give the log as Zeek wrote it"
            )
        self._zeek.end()
