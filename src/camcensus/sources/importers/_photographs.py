"""Photographs that were handed over beside a walk-round sheet: kept without the place where they were taken."""

from __future__ import annotations

import re
from pathlib import Path

from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import quoted
from camcensus.wire import jpeg

FOLDERS = ("photographs", "photos")
"""Folders beside the sheet in which they are looked for."""

MAX_PHOTOGRAPH = 12 << 20
MAX_PHOTOGRAPHS = 2_000
"""Bytes of one photograph, and photographs of one sheet, that are kept."""

MAX_NAMES = 20
"""Photographs that one line may name."""

_NAME = re.compile(r"[\w .()+-]{1,120}")
_CUT = re.compile(r"\s*[,;|\n]\s*")


def names(cell: str) -> list[str]:
    """The names in a cell, each once."""
    return list(dict.fromkeys(one for one in _CUT.split(cell) if one))[:MAX_NAMES]


class Photographs:
    """The photographs beside one sheet."""

    def __init__(self, sheet: Path, gathered: Gathered) -> None:
        self._gathered = gathered
        self._count = 0
        folders = [sheet.parent / name for name in FOLDERS]
        self._folder = next((one for one in folders if one.is_dir() and not one.is_symlink()), None)

    def keep(self, name: str, where: str) -> bytes | None:
        """Keep the photograph of this name and say under what hash; None, with a remark, if it is not kept."""
        remarks = self._gathered.remarks
        if self._folder is None:
            remarks.count("{} photographs are named and not kept: no folder 'photographs' lies beside the sheet")
            return None
        data, fault = self._read(self._folder, name)
        if data is None:
            remarks.add(where, f"photograph {quoted(name)} is not kept: {fault}")
            return None
        try:
            picture = jpeg.plain(data)
        except ValueError:
            remarks.add(where, f"photograph {quoted(name)} is not kept: it is no whole JPEG picture")
            return None
        if picture.located:
            self._gathered.redacted += 1
            remarks.count("{} photographs told the place where they were taken: it was taken out")
        self._count += 1
        return self._gathered.keep(picture.data)

    def _read(self, folder: Path, name: str) -> tuple[bytes | None, str]:
        if not _NAME.fullmatch(name) or name.startswith("."):
            return None, "its name is none that a photograph has"
        path = folder / name
        if path.is_symlink() or not path.is_file():
            return None, "it is not in the folder"
        if self._count >= MAX_PHOTOGRAPHS:
            return None, f"more than {MAX_PHOTOGRAPHS:,} are not kept"
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_PHOTOGRAPH + 1)
        except OSError:
            return None, "it cannot be opened"
        return (data, "") if len(data) <= MAX_PHOTOGRAPH else (None, "it is too large")
