"""What is being written beside the place it is for, so that it stands there whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_END = ".part"


def fresh(path: Path) -> Path:
    """A name beside `path` that is this process's own; what killed processes left there is removed."""
    for left in path.parent.glob(f".{_literal(path.name)}.*{_END}"):
        pid = left.name.removesuffix(_END).rpartition(".")[2]
        if pid.isdigit() and is_dead(int(pid)):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}{_END}")


def is_dead(pid: int) -> bool:
    """Whether there is certainly no such process; on systems that do not tell, there may be one."""
    return Path("/proc/self").exists() and not Path(f"/proc/{pid}").exists()


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
