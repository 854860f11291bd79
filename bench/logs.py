"""Read flow, sensor and firewall logs: ten million records of each large one, a million lines of the others."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bench import _logs
from bench._timed import timed

ROOT = Path(__file__).parents[1]
LARGE = 10_000_000
MODERATE = 1_000_000
_JOBS = (
    ("zeek_log", LARGE, False),
    ("zeek_log", LARGE, True),
    ("zeek_json", LARGE, False),
    ("flow_export", LARGE, False),
    ("flow_export", LARGE, True),
    ("nfdump_csv", LARGE, False),
    ("suricata_eve", MODERATE, False),
    ("iptables_log", MODERATE, False),
    ("pf_log", MODERATE, False),
    ("fortigate_log", MODERATE, False),
)
"""Reader, records, and whether every conversation is of its own, so that the file is read twice."""

_INNER = """
import json, sys, time
from importlib import import_module
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests import formats
reader = import_module("camcensus.sources.captures." + sys.argv[1])
path = Path(sys.argv[2])
context = formats.setting(path)
start = time.perf_counter()
records = kept = 0
for chunk in reader.read(path, context):
    records, kept = records + chunk.records, kept + chunk.observations.height
print(json.dumps([time.perf_counter() - start, records, kept]))
"""


def run(*names: str, share: float = 1.0) -> None:
    """Bars: ten million records in 60 s, 150,000 lines a second of the others, under 600 MB. `share` of the records."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, most, scattered in _JOBS:
            if not names or kind in names:
                _one(Path(folder, kind), kind, int(most * share), scattered=scattered)


def _one(path: Path, kind: str, rows: int, *, scattered: bool) -> None:
    _logs.write(kind, path, rows, scattered=scattered)
    size = path.stat().st_size
    done = timed([sys.executable, "-c", _INNER, kind, str(path), str(ROOT)], path.parent, most=1_800)
    path.unlink()
    if done.code:
        raise SystemExit(done.out)
    seconds, records, kept = json.loads(done.out.splitlines()[-1])
    what = f"{kind}{' (scattered)' if scattered else ''}"
    print(
        f"  {what:<24} {records:>10,} records {size >> 20:>6,} MB {seconds:7.1f} s {records / seconds:>9,.0f}/s"
        f" {done.cpu:7.1f} s of processors {done.peak:>5} MB {kept:>9,} observations",
        flush=True,
    )


if __name__ == "__main__":
    numbers = [float(word) for word in sys.argv[1:] if word.replace(".", "").isdigit()]
    run(*(word for word in sys.argv[1:] if not word.replace(".", "").isdigit()), share=numbers[0] if numbers else 1.0)
