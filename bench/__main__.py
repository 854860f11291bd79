"""Run every bench of this folder, or those named on the command line."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    names = sys.argv[1:] or [info.name for info in pkgutil.iter_modules([str(Path(__file__).parent)])]
    for name in sorted(names):
        if not name.startswith("_"):
            module = import_module(f"bench.{name}")
            print(f"== {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
            module.run()


if __name__ == "__main__":
    main()
