"""How often the interval of an estimate of all devices holds the true number, over made-up estates of each kind."""

from __future__ import annotations

import sys
import time

import numpy as np
from tests.reason.populations import SETTINGS, simulate

ESTATES = 1_000


def run() -> None:
    print(f"{ESTATES:,} estates of each kind; the interval is of 95 %; error and width in parts of the truth")
    print(f"{'':31}{'estimated':>10}{'holds':>8}{'too high':>10}{'error':>8}{'width':>8}{'seconds':>9}  not estimated")
    for at, setting in enumerate(SETTINGS):
        begin = time.perf_counter()
        tally = simulate(setting, ESTATES, seed=100 + at)
        took = time.perf_counter() - begin
        why = ", ".join(f"{code.removeprefix('estimate-')} {many}" for code, many in tally.refused.most_common())
        print(
            f"{setting.name:31}{tally.given:>10,}{tally.share:>8.3f}{tally.missed_above / tally.given:>10.3f}"
            f"{np.median(tally.errors):>+8.3f}{np.median(tally.widths):>8.2f}{took:>9.1f}  {why}"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    run()
