"""Whole files that are binary, as functions of bytes: they are imported, through memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import ModuleType

from tests import formats

from camcensus.sources.captures import flow_export, pcap, pcapng

_MEMORY = Path("/dev/shm")  # noqa: S108  # a name of its own is made in it


def read_pcap(data: bytes) -> None:
    """A classic capture."""
    _read(pcap, data)


def read_pcapng(data: bytes) -> None:
    """A pcapng capture."""
    _read(pcapng, data)


def read_flow_export(data: bytes) -> None:
    """Export packets."""
    _read(flow_export, data)


def _read(importer: ModuleType, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=_MEMORY if _MEMORY.is_dir() else None) as file:
        file.write(data)
        file.flush()
        path = Path(file.name)
        for _ in importer.read(path, formats.setting(path)):
            pass
