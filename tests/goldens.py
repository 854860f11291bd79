"""Write the goldens of fixtures anew: ``python -m tests.goldens [ID...]``. A person reads what changed."""

from __future__ import annotations

import sys

from tests import formats


def main() -> None:
    """Those of the formats named, or all."""
    known = formats.importers()
    for name, path in formats.fixtures():
        if not sys.argv[1:] or name in sys.argv[1:]:
            golden = formats.golden_of(path)
            text = formats.written(known[name], path)
            if not golden.exists() or golden.read_text("utf-8") != text:
                golden.write_text(text, "utf-8")
                sys.stdout.write(f"wrote {golden}\n")


if __name__ == "__main__":
    main()
