"""Live progress on a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column

if TYPE_CHECKING:
    from camcensus.engine.gather import Step


class Bars:
    """One line a file: its name, how much of it is read, how many records so far, and how long it took."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis", max_width=40)),
            BarColumn(),
            TextColumn("{task.fields[read]}"),
            TextColumn("{task.fields[records]:,} records"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._records: dict[str, int] = {}

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def advance(self, step: Step) -> None:
        """A file was read further: by its bytes where they are counted, else by its records."""
        if step.name not in self._tasks:
            self._tasks[step.name] = self._progress.add_task(step.name, total=None, records=0, read="")
        task = self._tasks[step.name]
        self._records[step.name] = self._records.get(step.name, 0) + step.records
        self._progress.update(task, records=self._records[step.name])
        if step.done:
            read = f"{decimal(step.done)} of {decimal(step.size)}"
            self._progress.update(task, completed=step.done, total=step.size, read=read)

    def finished(self, name: str) -> None:
        """The file is in the log: its line goes."""
        if name in self._tasks:
            self._progress.remove_task(self._tasks.pop(name))
