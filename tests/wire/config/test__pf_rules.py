from __future__ import annotations

import pytest
from tests.wire.config.cases_pf import CAMERA, of_camera

from camcensus.wire import packets


@pytest.mark.parametrize(
    "condition",
    [
        "from any to <bad>",
        "from any to <listed>",
        "from any to <elsewhere:3>",
        "from em1:network to any",
        "from any to camera.example.org",
        "from no-route to any",
        "proto tcp to port nowhere",
        "proto nowhere all",
        "tagged CAMS",
        "all user root",
        "all probability 20%",
        "all tos 0x10",
        "all rdomain 3",
        "proto tcp all flags A/A",
        "all divert-to 127.0.0.1 port 8080",
        "all brand-new word",
        "from",
    ],
)
def test_what_is_not_understood_may_fit_or_not(condition: str) -> None:
    assert of_camera(f"block in all\npass in on em1 {condition}\n") == "unknown"
    assert of_camera(f"block in all\npass in on em9 {condition}\n") == "deny"


def test_rules_that_pass_keep_state_and_fit_first_packets() -> None:
    stray = CAMERA._replace(mode=packets.modes(["new"], answers=True))
    answer = CAMERA._replace(mode=packets.modes(["established"]))
    assert of_camera("block all\npass proto tcp\n", stray) == "deny"
    assert of_camera("block all\npass all\n", stray) == "deny"
    assert of_camera("block all\npass all\n", stray._replace(protocol=17)) == "permit"
    assert of_camera("block all\npass proto tcp flags any\n", stray) == "permit"
    assert of_camera("block all\npass proto tcp no state\n", stray) == "permit"
    assert of_camera("block all\n", answer) == "permit"
